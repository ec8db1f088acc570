//! A subnet with all its neurons in one answer.

use alloc::vec::Vec;
use codec::{Compact, Decode, Encode};
use pallet_subnets::{
	types::AxonInfo, BlockAtRegistration, BlocksSinceLastStep, Burn, LastMechansimStepBlock, MaxAllowedUids,
	NetworkRegisteredAt, PendingServerEmission, PendingValidatorEmission, SubnetOwner, SubnetOwnerHotkey, SubnetStake,
	SubnetworkN, Tempo,
};
use scale_info::TypeInfo;

use super::{neurons::neurons_lite, subnets::hyperparams, I96F32};
use crate::{AccountId, Balance, Runtime, SubtensorModule, System};

/// What a subnet says of itself. None does on this chain yet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[allow(missing_docs)]
pub struct SubnetIdentityV3 {
	pub subnet_name: Vec<u8>,
	pub github_repo: Vec<u8>,
	pub subnet_contact: Vec<u8>,
	pub subnet_url: Vec<u8>,
	pub discord: Vec<u8>,
	pub description: Vec<u8>,
	pub logo_url: Vec<u8>,
	pub additional: Vec<u8>,
}

/// What a coldkey says of itself. None does on this chain yet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[allow(missing_docs)]
pub struct ChainIdentityV2 {
	pub name: Vec<u8>,
	pub url: Vec<u8>,
	pub github_repo: Vec<u8>,
	pub image: Vec<u8>,
	pub discord: Vec<u8>,
	pub description: Vec<u8>,
	pub additional: Vec<u8>,
}

/// A subnet with all its neurons: columns by uid.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Metagraph {
	/// The subnet.
	pub netuid: Compact<u16>,
	/// Always empty: subnets are told by their tasks.
	pub name: Vec<Compact<u8>>,
	/// Always empty: there is one token.
	pub symbol: Vec<Compact<u8>>,
	/// Always nothing.
	pub identity: Option<SubnetIdentityV3>,
	/// The block of its registration.
	pub network_registered_at: Compact<u64>,
	/// The hotkey that the owner's cut is staked on.
	pub owner_hotkey: AccountId,
	/// The owner.
	pub owner_coldkey: AccountId,
	/// The block that is told of.
	pub block: Compact<u64>,
	/// Blocks between epochs.
	pub tempo: Compact<u16>,
	/// The block of the last epoch.
	pub last_step: Compact<u64>,
	/// Blocks since the last epoch.
	pub blocks_since_last_step: Compact<u64>,
	/// Always 0: emission is minted for the epoch, see `pending_alpha_emission`.
	pub subnet_emission: Compact<u64>,
	/// Always 0: there is no pool.
	pub alpha_in: Compact<Balance>,
	/// All stake in the subnet.
	pub alpha_out: Compact<Balance>,
	/// All stake in the subnet.
	pub tao_in: Compact<Balance>,
	/// Always 0: there is no pool.
	pub alpha_out_emission: Compact<Balance>,
	/// Always 0: there is no pool.
	pub alpha_in_emission: Compact<Balance>,
	/// Always 0: there is no pool.
	pub tao_in_emission: Compact<Balance>,
	/// Rao for miners and validators that the next epoch distributes.
	pub pending_alpha_emission: Compact<Balance>,
	/// Always 0: there is no root network.
	pub pending_root_emission: Compact<Balance>,
	/// Always 0: nothing is traded.
	pub subnet_volume: Compact<u128>,
	/// Always 1: stake is worth itself.
	pub moving_price: I96F32,
	/// As in the hyperparameters, and all up to `bonds_moving_avg`.
	pub rho: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub kappa: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub min_allowed_weights: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub max_weights_limit: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub weights_version: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub weights_rate_limit: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub activity_cutoff: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub max_validators: Compact<u16>,
	/// How many neurons there are.
	pub num_uids: Compact<u16>,
	/// How many there can be.
	pub max_uids: Compact<u16>,
	/// The present price of a registration.
	pub burn: Compact<Balance>,
	/// See `SubnetHyperparams`.
	pub difficulty: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub registration_allowed: bool,
	/// Always false: no proof of work.
	pub pow_registration_allowed: bool,
	/// See `SubnetHyperparams`.
	pub immunity_period: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub min_difficulty: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub max_difficulty: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub min_burn: Compact<Balance>,
	/// See `SubnetHyperparams`.
	pub max_burn: Compact<Balance>,
	/// See `SubnetHyperparams`.
	pub adjustment_alpha: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub adjustment_interval: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub target_regs_per_interval: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub max_regs_per_block: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub serving_rate_limit: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub commit_reveal_weights_enabled: bool,
	/// See `SubnetHyperparams`.
	pub commit_reveal_period: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub liquid_alpha_enabled: bool,
	/// See `SubnetHyperparams`.
	pub alpha_high: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub alpha_low: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub bonds_moving_avg: Compact<u64>,
	/// Hotkeys, by uid.
	pub hotkeys: Vec<AccountId>,
	/// Coldkeys, by uid.
	pub coldkeys: Vec<AccountId>,
	/// Always nothing, by uid.
	pub identities: Vec<Option<ChainIdentityV2>>,
	/// Endpoints, by uid.
	pub axons: Vec<AxonInfo>,
	/// Who set weights within the activity cutoff, by uid.
	pub active: Vec<bool>,
	/// Whose weights count, by uid.
	pub validator_permit: Vec<bool>,
	/// Always 65535, by uid.
	pub pruning_score: Vec<Compact<u16>>,
	/// Blocks of the last weights, by uid.
	pub last_update: Vec<Compact<u64>>,
	/// Rao of the last epoch, by uid.
	pub emission: Vec<Compact<Balance>>,
	/// Shares of the validators' reward, by uid.
	pub dividends: Vec<Compact<u16>>,
	/// Shares of the miners' reward, by uid.
	pub incentives: Vec<Compact<u16>>,
	/// Consensus weights, by uid.
	pub consensus: Vec<Compact<u16>>,
	/// Always 0, by uid.
	pub trust: Vec<Compact<u16>>,
	/// Always 0, by uid.
	pub rank: Vec<Compact<u16>>,
	/// Blocks of registration, by uid.
	pub block_at_registration: Vec<Compact<u64>>,
	/// Stakes, by uid.
	pub alpha_stake: Vec<Compact<Balance>>,
	/// Always 0, by uid: there is no root network.
	pub tao_stake: Vec<Compact<Balance>>,
	/// Stakes, by uid.
	pub total_stake: Vec<Compact<Balance>>,
	/// Always empty: there is no root network.
	pub tao_dividends_per_hotkey: Vec<(AccountId, Compact<Balance>)>,
	/// Always empty: see `emission`.
	pub alpha_dividends_per_hotkey: Vec<(AccountId, Compact<Balance>)>,
}

/// A subnet with all its neurons.
pub(crate) fn metagraph(netuid: u16) -> Option<Metagraph> {
	let hyperparams = hyperparams(netuid)?;
	let neurons = neurons_lite(netuid);
	let stakes: Vec<Compact<Balance>> = neurons
		.iter()
		.map(|neuron| {
			Compact(
				neuron
					.stake
					.iter()
					.map(|(_, stake)| stake.0)
					.fold(0, Balance::saturating_add),
			)
		})
		.collect();
	let pending =
		PendingServerEmission::<Runtime>::get(netuid).saturating_add(PendingValidatorEmission::<Runtime>::get(netuid));
	Some(Metagraph {
		netuid: Compact(netuid),
		name: Vec::new(),
		symbol: Vec::new(),
		identity: None,
		network_registered_at: Compact(NetworkRegisteredAt::<Runtime>::get(netuid)),
		owner_hotkey: SubnetOwnerHotkey::<Runtime>::get(netuid)?,
		owner_coldkey: SubnetOwner::<Runtime>::get(netuid)?,
		block: Compact(System::block_number().into()),
		tempo: Compact(Tempo::<Runtime>::get(netuid)),
		last_step: Compact(LastMechansimStepBlock::<Runtime>::get(netuid)),
		blocks_since_last_step: Compact(BlocksSinceLastStep::<Runtime>::get(netuid)),
		subnet_emission: Compact(0),
		alpha_in: Compact(0),
		alpha_out: Compact(SubnetStake::<Runtime>::get(netuid)),
		tao_in: Compact(SubnetStake::<Runtime>::get(netuid)),
		alpha_out_emission: Compact(0),
		alpha_in_emission: Compact(0),
		tao_in_emission: Compact(0),
		pending_alpha_emission: Compact(pending),
		pending_root_emission: Compact(0),
		subnet_volume: Compact(0),
		moving_price: I96F32::whole(1),
		rho: Compact(hyperparams.rho.0),
		kappa: hyperparams.kappa,
		min_allowed_weights: hyperparams.min_allowed_weights,
		max_weights_limit: hyperparams.max_weights_limit,
		weights_version: hyperparams.weights_version,
		weights_rate_limit: hyperparams.weights_rate_limit,
		activity_cutoff: hyperparams.activity_cutoff,
		max_validators: hyperparams.max_validators,
		num_uids: Compact(SubnetworkN::<Runtime>::get(netuid)),
		max_uids: Compact(MaxAllowedUids::<Runtime>::get(netuid)),
		burn: Compact(Burn::<Runtime>::get(netuid)),
		difficulty: hyperparams.difficulty,
		registration_allowed: hyperparams.registration_allowed,
		pow_registration_allowed: false,
		immunity_period: hyperparams.immunity_period,
		min_difficulty: hyperparams.min_difficulty,
		max_difficulty: hyperparams.max_difficulty,
		min_burn: hyperparams.min_burn,
		max_burn: hyperparams.max_burn,
		adjustment_alpha: hyperparams.adjustment_alpha,
		adjustment_interval: hyperparams.adjustment_interval,
		target_regs_per_interval: hyperparams.target_regs_per_interval,
		max_regs_per_block: hyperparams.max_regs_per_block,
		serving_rate_limit: hyperparams.serving_rate_limit,
		commit_reveal_weights_enabled: hyperparams.commit_reveal_weights_enabled,
		commit_reveal_period: hyperparams.commit_reveal_period,
		liquid_alpha_enabled: hyperparams.liquid_alpha_enabled,
		alpha_high: hyperparams.alpha_high,
		alpha_low: hyperparams.alpha_low,
		bonds_moving_avg: hyperparams.bonds_moving_avg,
		hotkeys: neurons.iter().map(|neuron| neuron.hotkey.clone()).collect(),
		coldkeys: neurons.iter().map(|neuron| neuron.coldkey.clone()).collect(),
		identities: neurons.iter().map(|_| None).collect(),
		axons: neurons.iter().map(|neuron| neuron.axon_info.clone()).collect(),
		active: neurons.iter().map(|neuron| neuron.active).collect(),
		validator_permit: neurons.iter().map(|neuron| neuron.validator_permit).collect(),
		pruning_score: neurons.iter().map(|neuron| neuron.pruning_score).collect(),
		last_update: neurons.iter().map(|neuron| neuron.last_update).collect(),
		emission: neurons.iter().map(|neuron| neuron.emission).collect(),
		dividends: neurons.iter().map(|neuron| neuron.dividends).collect(),
		incentives: neurons.iter().map(|neuron| neuron.incentive).collect(),
		consensus: neurons.iter().map(|neuron| neuron.consensus).collect(),
		trust: neurons.iter().map(|neuron| neuron.trust).collect(),
		rank: neurons.iter().map(|neuron| neuron.rank).collect(),
		block_at_registration: neurons
			.iter()
			.map(|neuron| Compact(BlockAtRegistration::<Runtime>::get(netuid, neuron.uid.0)))
			.collect(),
		alpha_stake: stakes.clone(),
		tao_stake: neurons.iter().map(|_| Compact(0)).collect(),
		total_stake: stakes,
		tao_dividends_per_hotkey: Vec::new(),
		alpha_dividends_per_hotkey: Vec::new(),
	})
}

/// All subnets up to the highest number, with nothing where there is none.
pub(crate) fn metagraphs() -> Vec<Option<Metagraph>> {
	let Some(last) = SubtensorModule::netuids().last().copied() else {
		return Vec::new();
	};
	(0..=last).map(metagraph).collect()
}
