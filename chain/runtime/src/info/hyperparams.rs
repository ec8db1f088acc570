//! Hyperparameters of a subnet in one answer.

use alloc::vec::Vec;
use codec::{Compact, Decode, Encode};
use pallet_subnets::{
	types::U64F64, ActivityCutoffFactorMilli, AlphaSigmoidSteepness, AlphaValues, BondsMovingAverage, BondsPenalty,
	BondsResetOn, BurnHalfLife, BurnIncreaseMult, CollateralLockShare, CommitRevealWeightsEnabled,
	FirstEmissionBlockNumber, ImmuneOwnerUidsLimit, ImmunityPeriod, Kappa, LiquidAlphaOn, MaxAllowedUids,
	MaxAllowedValidators, MaxBurn, MinAllowedWeights, MinBurn, NetworkRegistrationAllowed, NetworksAdded,
	OwnerCutEnabled, RevealPeriodEpochs, Rho, ServingRateLimit, Tempo, TransferToggle, WeightsSetRateLimit,
	WeightsVersionKey, Yuma3On,
};
use scale_info::TypeInfo;

use super::I32F32;
use crate::{Balance, Runtime, SubtensorModule};

short_and_full! {
	/// The hyperparameters of a subnet.
	short SubnetHyperparams;
	/// The hyperparameters of a subnet, and more of them.
	full SubnetHyperparamsV2;
	shared {
		/// Read by clients; no epoch uses it.
		rho: Compact<u16>,
		/// Share of the active stake that must support a weight, of 65535.
		kappa: Compact<u16>,
		/// Blocks in which a new neuron is not pruned.
		immunity_period: Compact<u16>,
		/// Uids that a row of weights names at least.
		min_allowed_weights: Compact<u16>,
		/// Always 65535: no single weight is limited.
		max_weights_limit: Compact<u16>,
		/// Blocks between epochs.
		tempo: Compact<u16>,
		/// Always 0: no proof of work.
		min_difficulty: Compact<u64>,
		/// Always 0: no proof of work.
		max_difficulty: Compact<u64>,
		/// The least version that weights are accepted from.
		weights_version: Compact<u64>,
		/// Blocks between two settings of weights.
		weights_rate_limit: Compact<u64>,
		/// Blocks in which the price of a registration falls by half.
		adjustment_interval: Compact<u16>,
		/// Blocks without new weights after which a validator is inactive.
		activity_cutoff: Compact<u64>,
		/// Neurons can be registered.
		registration_allowed: bool,
		/// Always 0: the price alone limits registrations.
		target_regs_per_interval: Compact<u16>,
		/// The price of a registration never falls below it.
		min_burn: Compact<Balance>,
		/// The price of a registration never rises above it.
		max_burn: Compact<Balance>,
		/// Share of old bonds that survives an epoch, in millionths.
		bonds_moving_avg: Compact<u64>,
		/// Always 65535: the price alone limits registrations.
		max_regs_per_block: Compact<u16>,
		/// Blocks between two publications of an endpoint.
		serving_rate_limit: Compact<u64>,
		/// Neurons that receive a validator permit.
		max_validators: Compact<u16>,
		/// Always 0: the price falls by its half life.
		adjustment_alpha: Compact<u64>,
		/// Always 0: no proof of work.
		difficulty: Compact<u64>,
		/// Epochs between a commit and its reveal.
		commit_reveal_period: Compact<u64>,
		/// Weights are committed first and revealed later.
		commit_reveal_weights_enabled: bool,
		/// Upper bound of the liquid alpha, of 65535.
		alpha_high: Compact<u16>,
		/// Lower bound of the liquid alpha, of 65535.
		alpha_low: Compact<u16>,
		/// Bonds move faster where a weight is far from consensus.
		liquid_alpha_enabled: bool,
	}
	full_only {
		/// Slope of the liquid alpha.
		alpha_sigmoid_steepness: I32F32,
		/// 3 where bonds are those of Yuma3, else 2.
		yuma_version: Compact<u16>,
		/// The subnet was started.
		subnet_is_active: bool,
		/// Stake may be transferred to other coldkeys.
		transfers_enabled: bool,
		/// A miner that changes what it does may have the bonds on it removed.
		bonds_reset_enabled: bool,
		/// Always false: there is no pool.
		user_liquidity_enabled: bool,
	}
	shared_last {}
}

/// The hyperparameters of a subnet.
pub(crate) fn hyperparams(netuid: u16) -> Option<SubnetHyperparams> {
	NetworksAdded::<Runtime>::get(netuid).then(|| SubnetHyperparams {
		rho: Compact(Rho::<Runtime>::get(netuid)),
		kappa: Compact(Kappa::<Runtime>::get(netuid)),
		immunity_period: Compact(ImmunityPeriod::<Runtime>::get(netuid)),
		min_allowed_weights: Compact(MinAllowedWeights::<Runtime>::get(netuid)),
		max_weights_limit: Compact(u16::MAX),
		tempo: Compact(Tempo::<Runtime>::get(netuid)),
		min_difficulty: Compact(0),
		max_difficulty: Compact(0),
		weights_version: Compact(WeightsVersionKey::<Runtime>::get(netuid)),
		weights_rate_limit: Compact(WeightsSetRateLimit::<Runtime>::get(netuid)),
		adjustment_interval: Compact(BurnHalfLife::<Runtime>::get(netuid)),
		activity_cutoff: Compact(SubtensorModule::activity_cutoff(netuid)),
		registration_allowed: NetworkRegistrationAllowed::<Runtime>::get(netuid),
		target_regs_per_interval: Compact(0),
		min_burn: Compact(MinBurn::<Runtime>::get(netuid)),
		max_burn: Compact(MaxBurn::<Runtime>::get(netuid)),
		bonds_moving_avg: Compact(BondsMovingAverage::<Runtime>::get(netuid)),
		max_regs_per_block: Compact(u16::MAX),
		serving_rate_limit: Compact(ServingRateLimit::<Runtime>::get(netuid)),
		max_validators: Compact(MaxAllowedValidators::<Runtime>::get(netuid)),
		adjustment_alpha: Compact(0),
		difficulty: Compact(0),
		commit_reveal_period: Compact(RevealPeriodEpochs::<Runtime>::get(netuid)),
		commit_reveal_weights_enabled: CommitRevealWeightsEnabled::<Runtime>::get(netuid),
		alpha_high: Compact(AlphaValues::<Runtime>::get(netuid).1),
		alpha_low: Compact(AlphaValues::<Runtime>::get(netuid).0),
		liquid_alpha_enabled: LiquidAlphaOn::<Runtime>::get(netuid),
	})
}

/// The hyperparameters of a subnet, and more of them.
pub(crate) fn hyperparams_v2(netuid: u16) -> Option<SubnetHyperparamsV2> {
	Some(hyperparams(netuid)?.with(
		steepness(netuid),
		Compact(yuma_version(netuid)),
		FirstEmissionBlockNumber::<Runtime>::contains_key(netuid),
		TransferToggle::<Runtime>::get(netuid),
		BondsResetOn::<Runtime>::get(netuid),
		false,
	))
}

/// The value of one hyperparameter. Variants and their order are the reference's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[allow(missing_docs)]
pub enum HyperparamValue {
	Bool(bool),
	U16(Compact<u16>),
	U32(Compact<u32>),
	U64(Compact<u64>),
	U128(Compact<u128>),
	TaoBalance(Compact<Balance>),
	I32F32(I32F32),
	U64F64(U64F64),
}

/// One hyperparameter by name.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct HyperparamEntry {
	/// In ASCII, as fields of [`SubnetHyperparamsV2`] are called.
	pub name: Vec<u8>,
	/// Its value.
	pub value: HyperparamValue,
}

/// The hyperparameters of a subnet by name: those that this chain has, and those that clients look for and whose
/// value is the same everywhere on it.
pub(crate) fn hyperparams_v3(netuid: u16) -> Option<Vec<HyperparamEntry>> {
	use HyperparamValue::{Bool, TaoBalance, U16, U32, U64};
	let all = hyperparams_v2(netuid)?;
	let entries = [
		("rho", U16(all.rho)),
		("kappa", U16(all.kappa)),
		("immunity_period", U16(all.immunity_period)),
		("min_allowed_weights", U16(all.min_allowed_weights)),
		("max_weights_limit", U16(all.max_weights_limit)),
		("tempo", U16(all.tempo)),
		("weights_version", U64(all.weights_version)),
		("weights_rate_limit", U64(all.weights_rate_limit)),
		("activity_cutoff", U64(all.activity_cutoff)),
		(
			"activity_cutoff_factor",
			U32(Compact(ActivityCutoffFactorMilli::<Runtime>::get(netuid))),
		),
		("registration_allowed", Bool(all.registration_allowed)),
		("target_regs_per_interval", U16(all.target_regs_per_interval)),
		("min_burn", TaoBalance(all.min_burn)),
		("max_burn", TaoBalance(all.max_burn)),
		("burn_half_life", U16(Compact(BurnHalfLife::<Runtime>::get(netuid)))),
		(
			"burn_increase_mult",
			HyperparamValue::U64F64(BurnIncreaseMult::<Runtime>::get(netuid)),
		),
		("bonds_moving_avg", U64(all.bonds_moving_avg)),
		("bonds_penalty", U16(Compact(BondsPenalty::<Runtime>::get(netuid)))),
		("max_regs_per_block", U16(all.max_regs_per_block)),
		("serving_rate_limit", U64(all.serving_rate_limit)),
		("max_validators", U16(all.max_validators)),
		("commit_reveal_period", U64(all.commit_reveal_period)),
		("commit_reveal_weights_enabled", Bool(all.commit_reveal_weights_enabled)),
		("alpha_high", U16(all.alpha_high)),
		("alpha_low", U16(all.alpha_low)),
		("liquid_alpha_enabled", Bool(all.liquid_alpha_enabled)),
		(
			"alpha_sigmoid_steepness",
			HyperparamValue::I32F32(all.alpha_sigmoid_steepness),
		),
		("yuma_version", U16(all.yuma_version)),
		("subnet_is_active", Bool(all.subnet_is_active)),
		("transfers_enabled", Bool(all.transfers_enabled)),
		("bonds_reset_enabled", Bool(all.bonds_reset_enabled)),
		("user_liquidity_enabled", Bool(all.user_liquidity_enabled)),
		("max_allowed_uids", U16(Compact(MaxAllowedUids::<Runtime>::get(netuid)))),
		(
			"owner_immune_neuron_limit",
			U16(Compact(ImmuneOwnerUidsLimit::<Runtime>::get(netuid))),
		),
		("yuma3_enabled", Bool(Yuma3On::<Runtime>::get(netuid))),
		("owner_cut_enabled", Bool(OwnerCutEnabled::<Runtime>::get(netuid))),
		// no locks, no collateral, no proof of work
		("owner_cut_auto_lock_enabled", Bool(false)),
		(
			"collateral_lock_share",
			U16(Compact(CollateralLockShare::<Runtime>::get(netuid))),
		),
		("collateral_drain_ratio", HyperparamValue::U64F64(U64F64 { bits: 0 })),
		("network_pow_registration_allowed", Bool(false)),
		("max_difficulty", U64(all.max_difficulty)),
		("adjustment_alpha", U64(all.adjustment_alpha)),
	];
	let named = entries.into_iter().map(|(name, value)| HyperparamEntry {
		name: name.as_bytes().to_vec(),
		value,
	});
	Some(named.collect())
}

fn yuma_version(netuid: u16) -> u16 {
	if Yuma3On::<Runtime>::get(netuid) {
		3
	} else {
		2
	}
}

/// The slope is stored in hundredths.
fn steepness(netuid: u16) -> I32F32 {
	I32F32 {
		bits: (i64::from(AlphaSigmoidSteepness::<Runtime>::get(netuid)) << 32) / 100,
	}
}
