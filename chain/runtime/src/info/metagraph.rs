//! A subnet with all its neurons in one answer, and parts of that.

use alloc::vec::Vec;
use codec::{Compact, Decode, Encode};
use pallet_commitments::CommitmentOf;
use pallet_subnets::{
	identity::{ChainIdentityOfV2, SubnetIdentityOfV3},
	types::AxonInfo,
	BlockAtRegistration, BlocksSinceLastStep, Burn, IdentitiesV2, Incentive, LastMechansimStepBlock, LastUpdate,
	MaxAllowedUids, NetworkRegisteredAt, PendingServerEmission, PendingValidatorEmission, SubnetIdentitiesV3,
	SubnetOwner, SubnetOwnerHotkey, SubnetStake, SubnetworkN, Tempo, TokenSymbol,
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlockNumberProvider;

use super::{
	hyperparams::hyperparams,
	neurons::{neurons_lite, NeuronInfoLite},
	I96F32,
};
use crate::{AccountId, Balance, ChainClock, Runtime, SubtensorModule};

/// Declares the metagraph, and the selection of its columns: the same fields, each of which may be left out.
macro_rules! metagraph {
	($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
		/// A subnet with all its neurons: columns by uid.
		#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
		pub struct Metagraph {
			/// The subnet.
			pub netuid: Compact<u16>,
			$($(#[$doc])* pub $field: $type,)*
		}

		/// Columns of a [`Metagraph`] that were asked for; the rest is left out.
		#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
		pub struct SelectiveMetagraph {
			/// The subnet.
			pub netuid: Compact<u16>,
			$($(#[$doc])* pub $field: Option<$type>,)*
			/// Uids with a validator permit.
			pub validators: Option<Vec<Compact<u16>>>,
			/// What hotkeys commit to, in SCALE.
			pub commitments: Option<Vec<(AccountId, Vec<Compact<u8>>)>>,
		}

		impl Metagraph {
			/// Keeps the columns whose places are asked for. The netuid, which is always told, has place 0; after
			/// the metagraph's own columns come the validators and the commitments.
			pub(crate) fn select(self, places: &[u16]) -> SelectiveMetagraph {
				let mut place = 0u16;
				let mut asked = || {
					place = place.saturating_add(1);
					places.contains(&place)
				};
				let permits = self.validator_permit.clone();
				SelectiveMetagraph {
					netuid: self.netuid,
					$($field: asked().then_some(self.$field),)*
					validators: asked().then(|| {
						(0u16..)
							.zip(permits)
							.filter_map(|(uid, permit)| permit.then_some(Compact(uid)))
							.collect()
					}),
					commitments: asked().then(|| commitments(self.netuid.0)),
				}
			}
		}
	};
}

metagraph! {
	/// What its owner calls it, in UTF-8.
	name: Vec<Compact<u8>>,
	/// The symbol of its stake, in UTF-8.
	symbol: Vec<Compact<u8>>,
	/// What its owner tells of it.
	identity: Option<SubnetIdentityOfV3>,
	/// The block of its registration.
	network_registered_at: Compact<u64>,
	/// The hotkey that the owner's cut is staked on.
	owner_hotkey: AccountId,
	/// The owner.
	owner_coldkey: AccountId,
	/// The block that is told of.
	block: Compact<u64>,
	/// Blocks between epochs.
	tempo: Compact<u16>,
	/// The block of the last epoch.
	last_step: Compact<u64>,
	/// Blocks since the last epoch.
	blocks_since_last_step: Compact<u64>,
	/// Always 0: emission is minted for the epoch, see `pending_alpha_emission`.
	subnet_emission: Compact<u64>,
	/// Always 0: there is no pool.
	alpha_in: Compact<Balance>,
	/// All stake in the subnet.
	alpha_out: Compact<Balance>,
	/// All stake in the subnet.
	tao_in: Compact<Balance>,
	/// Always 0: there is no pool.
	alpha_out_emission: Compact<Balance>,
	/// Always 0: there is no pool.
	alpha_in_emission: Compact<Balance>,
	/// Always 0: there is no pool.
	tao_in_emission: Compact<Balance>,
	/// Rao for miners and validators that the next epoch distributes.
	pending_alpha_emission: Compact<Balance>,
	/// Always 0: there is no root network.
	pending_root_emission: Compact<Balance>,
	/// Always 0: nothing is traded.
	subnet_volume: Compact<u128>,
	/// Always 1: stake is worth itself.
	moving_price: I96F32,
	/// As in the hyperparameters, and all up to `bonds_moving_avg`.
	rho: Compact<u16>,
	/// See `SubnetHyperparams`.
	kappa: Compact<u16>,
	/// See `SubnetHyperparams`.
	min_allowed_weights: Compact<u16>,
	/// See `SubnetHyperparams`.
	max_weights_limit: Compact<u16>,
	/// See `SubnetHyperparams`.
	weights_version: Compact<u64>,
	/// See `SubnetHyperparams`.
	weights_rate_limit: Compact<u64>,
	/// See `SubnetHyperparams`.
	activity_cutoff: Compact<u64>,
	/// See `SubnetHyperparams`.
	max_validators: Compact<u16>,
	/// How many neurons there are.
	num_uids: Compact<u16>,
	/// How many there can be.
	max_uids: Compact<u16>,
	/// The present price of a registration.
	burn: Compact<Balance>,
	/// See `SubnetHyperparams`.
	difficulty: Compact<u64>,
	/// See `SubnetHyperparams`.
	registration_allowed: bool,
	/// Always false: no proof of work.
	pow_registration_allowed: bool,
	/// See `SubnetHyperparams`.
	immunity_period: Compact<u16>,
	/// See `SubnetHyperparams`.
	min_difficulty: Compact<u64>,
	/// See `SubnetHyperparams`.
	max_difficulty: Compact<u64>,
	/// See `SubnetHyperparams`.
	min_burn: Compact<Balance>,
	/// See `SubnetHyperparams`.
	max_burn: Compact<Balance>,
	/// See `SubnetHyperparams`.
	adjustment_alpha: Compact<u64>,
	/// See `SubnetHyperparams`.
	adjustment_interval: Compact<u16>,
	/// See `SubnetHyperparams`.
	target_regs_per_interval: Compact<u16>,
	/// See `SubnetHyperparams`.
	max_regs_per_block: Compact<u16>,
	/// See `SubnetHyperparams`.
	serving_rate_limit: Compact<u64>,
	/// See `SubnetHyperparams`.
	commit_reveal_weights_enabled: bool,
	/// See `SubnetHyperparams`.
	commit_reveal_period: Compact<u64>,
	/// See `SubnetHyperparams`.
	liquid_alpha_enabled: bool,
	/// See `SubnetHyperparams`.
	alpha_high: Compact<u16>,
	/// See `SubnetHyperparams`.
	alpha_low: Compact<u16>,
	/// See `SubnetHyperparams`.
	bonds_moving_avg: Compact<u64>,
	/// Hotkeys, by uid.
	hotkeys: Vec<AccountId>,
	/// Coldkeys, by uid.
	coldkeys: Vec<AccountId>,
	/// What their coldkeys tell of themselves, by uid.
	identities: Vec<Option<ChainIdentityOfV2>>,
	/// Endpoints, by uid.
	axons: Vec<AxonInfo>,
	/// Who set weights within the activity cutoff, by uid.
	active: Vec<bool>,
	/// Whose weights count, by uid.
	validator_permit: Vec<bool>,
	/// Always 65535, by uid.
	pruning_score: Vec<Compact<u16>>,
	/// Blocks of the last weights, by uid.
	last_update: Vec<Compact<u64>>,
	/// Rao of the last epoch, by uid.
	emission: Vec<Compact<Balance>>,
	/// Shares of the validators' reward, by uid.
	dividends: Vec<Compact<u16>>,
	/// Shares of the miners' reward, by uid.
	incentives: Vec<Compact<u16>>,
	/// Consensus weights, by uid.
	consensus: Vec<Compact<u16>>,
	/// Always 0, by uid.
	trust: Vec<Compact<u16>>,
	/// Always 0, by uid.
	rank: Vec<Compact<u16>>,
	/// Blocks of registration, by uid.
	block_at_registration: Vec<Compact<u64>>,
	/// Stakes, by uid.
	alpha_stake: Vec<Compact<Balance>>,
	/// Always 0, by uid: there is no root network.
	tao_stake: Vec<Compact<Balance>>,
	/// Stakes, by uid.
	total_stake: Vec<Compact<Balance>>,
	/// Always empty: there is no root network.
	tao_dividends_per_hotkey: Vec<(AccountId, Compact<Balance>)>,
	/// Always empty: see `emission`.
	alpha_dividends_per_hotkey: Vec<(AccountId, Compact<Balance>)>,
}

/// A subnet with all its neurons.
pub(crate) fn metagraph(netuid: u16) -> Option<Metagraph> {
	with_neurons(netuid, neurons_lite(netuid))
}

/// A subnet without its neurons: every column is empty.
pub(crate) fn head(netuid: u16) -> Option<Metagraph> {
	with_neurons(netuid, Vec::new())
}

/// A subnet as one of its mechanisms sees it: with the incentives and the times of weights that are its own.
pub(crate) fn mechagraph(netuid: u16, mecid: u8) -> Option<Metagraph> {
	let index = SubtensorModule::ensure_mechanism(netuid, mecid).ok()?.index();
	let graph = metagraph(netuid)?;
	Some(Metagraph {
		incentives: Incentive::<Runtime>::get(index).into_iter().map(Compact).collect(),
		last_update: LastUpdate::<Runtime>::get(index).into_iter().map(Compact).collect(),
		..graph
	})
}

/// All mechanisms of all subnets, by netuid and mechanism.
pub(crate) fn mechagraphs() -> Vec<Option<Metagraph>> {
	SubtensorModule::netuids()
		.into_iter()
		.flat_map(SubtensorModule::mechanisms)
		.map(|mechanism| mechagraph(mechanism.netuid, mechanism.mecid))
		.collect()
}

fn with_neurons(netuid: u16, neurons: Vec<NeuronInfoLite>) -> Option<Metagraph> {
	let hyperparams = hyperparams(netuid)?;
	let identity = SubnetIdentitiesV3::<Runtime>::get(netuid);
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
		name: text(identity.as_ref().map_or(&[], |identity| &identity.subnet_name)),
		symbol: text(&TokenSymbol::<Runtime>::get(netuid)),
		identity,
		network_registered_at: Compact(NetworkRegisteredAt::<Runtime>::get(netuid)),
		owner_hotkey: SubnetOwnerHotkey::<Runtime>::get(netuid)?,
		owner_coldkey: SubnetOwner::<Runtime>::get(netuid)?,
		block: Compact(ChainClock::current_block_number().into()),
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
		identities: neurons
			.iter()
			.map(|neuron| IdentitiesV2::<Runtime>::get(&neuron.coldkey))
			.collect(),
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

/// Bytes are lists of compact bytes here: that is the reference's type.
pub(crate) fn text(bytes: &[u8]) -> Vec<Compact<u8>> {
	bytes.iter().copied().map(Compact).collect()
}

/// What hotkeys of a subnet commit to: each registration in SCALE.
fn commitments(netuid: u16) -> Vec<(AccountId, Vec<Compact<u8>>)> {
	CommitmentOf::<Runtime>::iter_prefix(netuid)
		.map(|(hotkey, registration)| (hotkey, text(&registration.encode())))
		.collect()
}
