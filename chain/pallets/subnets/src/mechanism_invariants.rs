//! What holds of mechanisms: see [`crate::invariants`].

use alloc::{format, string::String, vec::Vec};
use frame_support::traits::Get;

use crate::{
	mechanisms::{Mechanism, MAX_MECHANISM_COUNT_PER_SUBNET},
	Bonds, Config, Incentive, LastUpdate, MaxAllowedUids, MechanismCountCurrent, MechanismEmissionSplit, Pallet,
	SubnetworkN, WeightCommits, Weights,
};

impl<T: Config> Pallet<T> {
	/// Every subnet has a mechanism, and no more than storage and an epoch have room for.
	pub(crate) fn mechanisms_fit() -> Vec<String> {
		let mut broken = Vec::new();
		for netuid in Self::netuids() {
			let count = MechanismCountCurrent::<T>::get(netuid);
			if !(1..=MAX_MECHANISM_COUNT_PER_SUBNET).contains(&count) {
				broken.push(format!("subnet {netuid} has {count} mechanisms"));
			}
			let uids = u32::from(MaxAllowedUids::<T>::get(netuid)).saturating_mul(count.into());
			if uids > T::MaxUids::get() {
				broken.push(format!(
					"subnet {netuid} may have {uids} neurons in its {count} mechanisms"
				));
			}
		}
		for netuid in MechanismCountCurrent::<T>::iter_keys() {
			if !Self::has_records(netuid) {
				broken.push(format!("subnet {netuid} has mechanisms, but does not exist"));
			}
		}
		broken
	}

	/// A split names no more mechanisms than there are, and adds up to the whole.
	pub(crate) fn splits_add_up() -> Vec<String> {
		MechanismEmissionSplit::<T>::iter()
			.filter_map(|(netuid, split)| {
				let total: u32 = split.iter().copied().map(u32::from).sum();
				let count = usize::from(MechanismCountCurrent::<T>::get(netuid));
				let holds = Self::has_records(netuid) && split.len() <= count && total == u32::from(u16::MAX);
				(!holds).then(|| {
					format!("the emission of subnet {netuid} is split into {split:?} between {count} mechanisms")
				})
			})
			.collect()
	}

	/// What is kept by storage index belongs to a mechanism that exists, and its columns have an entry per uid.
	pub(crate) fn indices_are_of_mechanisms() -> Vec<String> {
		let mut broken = Vec::new();
		for (map, index) in [
			(
				"Weights",
				Weights::<T>::iter_keys().map(|key| key.0).collect::<Vec<u16>>(),
			),
			("Bonds", Bonds::<T>::iter_keys().map(|key| key.0).collect()),
			(
				"WeightCommits",
				WeightCommits::<T>::iter_keys().map(|key| key.0).collect(),
			),
			("Incentive", Incentive::<T>::iter_keys().collect()),
			("LastUpdate", LastUpdate::<T>::iter_keys().collect()),
		]
		.into_iter()
		.flat_map(|(map, indices)| indices.into_iter().map(move |index| (map, index)))
		{
			let Mechanism { netuid, mecid } = Mechanism::of_index(index);
			if !Self::has_records(netuid) || mecid >= MechanismCountCurrent::<T>::get(netuid) {
				broken.push(format!("{map} has an entry of index {index}, which is no mechanism"));
			}
		}
		for mechanism in Self::netuids().into_iter().flat_map(Self::mechanisms) {
			let n = usize::from(SubnetworkN::<T>::get(mechanism.netuid));
			for (column, len) in [
				("Incentive", Incentive::<T>::get(mechanism.index()).len()),
				("LastUpdate", LastUpdate::<T>::get(mechanism.index()).len()),
			] {
				if len != n {
					broken.push(format!("{column} of {mechanism:?} has {len} entries for {n} neurons"));
				}
			}
		}
		broken
	}
}
