//! Hyperparameters of a subnet in one answer.

use codec::{Compact, Decode, Encode};
use pallet_subnets::{
	AlphaSigmoidSteepness, AlphaValues, BondsMovingAverage, BondsResetOn, BurnHalfLife, CommitRevealWeightsEnabled,
	FirstEmissionBlockNumber, ImmunityPeriod, Kappa, LiquidAlphaOn, MaxAllowedValidators, MaxBurn, MinAllowedWeights,
	MinBurn, NetworkRegistrationAllowed, NetworksAdded, RevealPeriodEpochs, Rho, ServingRateLimit, Tempo,
	WeightsSetRateLimit, WeightsVersionKey, Yuma3On,
};
use scale_info::TypeInfo;

use super::I32F32;
use crate::{Balance, Runtime, SubtensorModule};

/// The hyperparameters of a subnet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SubnetHyperparams {
	/// Read by clients; no epoch uses it.
	pub rho: Compact<u16>,
	/// Share of the active stake that must support a weight, of 65535.
	pub kappa: Compact<u16>,
	/// Blocks in which a new neuron is not pruned.
	pub immunity_period: Compact<u16>,
	/// Uids that a row of weights names at least.
	pub min_allowed_weights: Compact<u16>,
	/// Always 65535: no single weight is limited.
	pub max_weights_limit: Compact<u16>,
	/// Blocks between epochs.
	pub tempo: Compact<u16>,
	/// Always 0: no proof of work.
	pub min_difficulty: Compact<u64>,
	/// Always 0: no proof of work.
	pub max_difficulty: Compact<u64>,
	/// The least version that weights are accepted from.
	pub weights_version: Compact<u64>,
	/// Blocks between two settings of weights.
	pub weights_rate_limit: Compact<u64>,
	/// Blocks in which the price of a registration falls by half.
	pub adjustment_interval: Compact<u16>,
	/// Blocks without new weights after which a validator is inactive.
	pub activity_cutoff: Compact<u64>,
	/// Neurons can be registered.
	pub registration_allowed: bool,
	/// Always 0: the price alone limits registrations.
	pub target_regs_per_interval: Compact<u16>,
	/// The price of a registration never falls below it.
	pub min_burn: Compact<Balance>,
	/// The price of a registration never rises above it.
	pub max_burn: Compact<Balance>,
	/// Share of old bonds that survives an epoch, in millionths.
	pub bonds_moving_avg: Compact<u64>,
	/// Always 65535: the price alone limits registrations.
	pub max_regs_per_block: Compact<u16>,
	/// Blocks between two publications of an endpoint.
	pub serving_rate_limit: Compact<u64>,
	/// Neurons that receive a validator permit.
	pub max_validators: Compact<u16>,
	/// Always 0: the price falls by its half life.
	pub adjustment_alpha: Compact<u64>,
	/// Always 0: no proof of work.
	pub difficulty: Compact<u64>,
	/// Epochs between a commit and its reveal.
	pub commit_reveal_period: Compact<u64>,
	/// Weights are committed first and revealed later.
	pub commit_reveal_weights_enabled: bool,
	/// Upper bound of the liquid alpha, of 65535.
	pub alpha_high: Compact<u16>,
	/// Lower bound of the liquid alpha, of 65535.
	pub alpha_low: Compact<u16>,
	/// Bonds move faster where a weight is far from consensus.
	pub liquid_alpha_enabled: bool,
}

/// The hyperparameters of a subnet, and more of them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SubnetHyperparamsV2 {
	/// See [`SubnetHyperparams`].
	pub rho: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub kappa: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub immunity_period: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub min_allowed_weights: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub max_weights_limit: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub tempo: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub min_difficulty: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub max_difficulty: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub weights_version: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub weights_rate_limit: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub adjustment_interval: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub activity_cutoff: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub registration_allowed: bool,
	/// See [`SubnetHyperparams`].
	pub target_regs_per_interval: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub min_burn: Compact<Balance>,
	/// See [`SubnetHyperparams`].
	pub max_burn: Compact<Balance>,
	/// See [`SubnetHyperparams`].
	pub bonds_moving_avg: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub max_regs_per_block: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub serving_rate_limit: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub max_validators: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub adjustment_alpha: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub difficulty: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub commit_reveal_period: Compact<u64>,
	/// See [`SubnetHyperparams`].
	pub commit_reveal_weights_enabled: bool,
	/// See [`SubnetHyperparams`].
	pub alpha_high: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub alpha_low: Compact<u16>,
	/// See [`SubnetHyperparams`].
	pub liquid_alpha_enabled: bool,
	/// Slope of the liquid alpha.
	pub alpha_sigmoid_steepness: I32F32,
	/// 3 where bonds are those of Yuma3, else 2.
	pub yuma_version: Compact<u16>,
	/// The subnet was started.
	pub subnet_is_active: bool,
	/// Always false: stake is not transferred.
	pub transfers_enabled: bool,
	/// A miner that changes what it does may have the bonds on it removed.
	pub bonds_reset_enabled: bool,
	/// Always false: there is no pool.
	pub user_liquidity_enabled: bool,
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
	let first = hyperparams(netuid)?;
	Some(SubnetHyperparamsV2 {
		rho: first.rho,
		kappa: first.kappa,
		immunity_period: first.immunity_period,
		min_allowed_weights: first.min_allowed_weights,
		max_weights_limit: first.max_weights_limit,
		tempo: first.tempo,
		min_difficulty: first.min_difficulty,
		max_difficulty: first.max_difficulty,
		weights_version: first.weights_version,
		weights_rate_limit: first.weights_rate_limit,
		adjustment_interval: first.adjustment_interval,
		activity_cutoff: first.activity_cutoff,
		registration_allowed: first.registration_allowed,
		target_regs_per_interval: first.target_regs_per_interval,
		min_burn: first.min_burn,
		max_burn: first.max_burn,
		bonds_moving_avg: first.bonds_moving_avg,
		max_regs_per_block: first.max_regs_per_block,
		serving_rate_limit: first.serving_rate_limit,
		max_validators: first.max_validators,
		adjustment_alpha: first.adjustment_alpha,
		difficulty: first.difficulty,
		commit_reveal_period: first.commit_reveal_period,
		commit_reveal_weights_enabled: first.commit_reveal_weights_enabled,
		alpha_high: first.alpha_high,
		alpha_low: first.alpha_low,
		liquid_alpha_enabled: first.liquid_alpha_enabled,
		alpha_sigmoid_steepness: steepness(netuid),
		yuma_version: Compact(if Yuma3On::<Runtime>::get(netuid) { 3 } else { 2 }),
		subnet_is_active: FirstEmissionBlockNumber::<Runtime>::contains_key(netuid),
		transfers_enabled: false,
		bonds_reset_enabled: BondsResetOn::<Runtime>::get(netuid),
		user_liquidity_enabled: false,
	})
}

/// The slope is stored in hundredths.
fn steepness(netuid: u16) -> I32F32 {
	I32F32 {
		bits: (i64::from(AlphaSigmoidSteepness::<Runtime>::get(netuid)) << 32) / 100,
	}
}
