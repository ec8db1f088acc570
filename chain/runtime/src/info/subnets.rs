//! Parameters and owner of a subnet in one answer.

use alloc::vec::Vec;
use codec::{Compact, Decode, Encode};
use pallet_subnets::{
	identity::SubnetIdentityOfV3, BlocksSinceLastStep, Burn, MaxAllowedUids, SubnetIdentitiesV3, SubnetOwner,
	SubnetworkN,
};
use scale_info::TypeInfo;

use super::hyperparams::hyperparams;
use crate::{AccountId, Balance, Runtime, SubtensorModule};

/// A subnet's parameters and owner.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SubnetInfoV2 {
	/// The subnet.
	pub netuid: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub rho: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub kappa: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub difficulty: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub immunity_period: Compact<u16>,
	/// Neurons that receive a validator permit.
	pub max_allowed_validators: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub min_allowed_weights: Compact<u16>,
	/// See `SubnetHyperparams`.
	pub max_weights_limit: Compact<u16>,
	/// Always 0: the consensus has no scaling law.
	pub scaling_law_power: Compact<u16>,
	/// How many neurons there are.
	pub subnetwork_n: Compact<u16>,
	/// How many there can be.
	pub max_allowed_uids: Compact<u16>,
	/// Blocks since the last epoch.
	pub blocks_since_last_step: Compact<u64>,
	/// See `SubnetHyperparams`.
	pub tempo: Compact<u16>,
	/// Always 0: subnets have no modality.
	pub network_modality: Compact<u16>,
	/// Always empty: subnets do not depend on one another.
	pub network_connect: Vec<[u16; 2]>,
	/// Always 0, as in the reference: see `DynamicInfo`.
	pub emission_value: Compact<u64>,
	/// The present price of a registration.
	pub burn: Compact<Balance>,
	/// The owner.
	pub owner: AccountId,
	/// What its owner tells of it.
	pub identity: Option<SubnetIdentityOfV3>,
}

/// A subnet's parameters and owner.
pub(crate) fn subnet_info_v2(netuid: u16) -> Option<SubnetInfoV2> {
	let hyperparams = hyperparams(netuid)?;
	Some(SubnetInfoV2 {
		netuid: Compact(netuid),
		rho: hyperparams.rho,
		kappa: hyperparams.kappa,
		difficulty: hyperparams.difficulty,
		immunity_period: hyperparams.immunity_period,
		max_allowed_validators: hyperparams.max_validators,
		min_allowed_weights: hyperparams.min_allowed_weights,
		max_weights_limit: hyperparams.max_weights_limit,
		scaling_law_power: Compact(0),
		subnetwork_n: Compact(SubnetworkN::<Runtime>::get(netuid)),
		max_allowed_uids: Compact(MaxAllowedUids::<Runtime>::get(netuid)),
		blocks_since_last_step: Compact(BlocksSinceLastStep::<Runtime>::get(netuid)),
		tempo: hyperparams.tempo,
		network_modality: Compact(0),
		network_connect: Vec::new(),
		emission_value: Compact(0),
		burn: Compact(Burn::<Runtime>::get(netuid)),
		owner: SubnetOwner::<Runtime>::get(netuid)?,
		identity: SubnetIdentitiesV3::<Runtime>::get(netuid),
	})
}

/// All subnets' parameters and owners, by netuid.
pub(crate) fn subnets_info_v2() -> Vec<Option<SubnetInfoV2>> {
	SubtensorModule::netuids().into_iter().map(subnet_info_v2).collect()
}
