//! What stake weighs that is validated with by child hotkeys, and whose dividends that makes.
//!
//! With w(h) what a hotkey's own active stake weighs, and p(h, c) the part that h lets c validate with, a
//! hotkey weighs in consensus
//!
//! `w(h) - sum over its children c of part(w(h), p(h, c)) + sum over its parents q of part(w(q), p(q, h))`
//!
//! with `part(w, p) = floor(w p / (2^64 - 1))`: what is given away and what is received are the same numbers, so
//! weight is moved, never made. What a hotkey inherits it does not pass on.
//!
//! The dividends of a hotkey are divided between it and its parents by what each contributed. The child keeps its
//! `ChildkeyTake` of a parent's part, where the two belong to different coldkeys. Parts are rounded down, and
//! what that leaves is the child's. Each hotkey's part is then shared out among its own delegators as if it had
//! earned it itself.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::{
	economics::Economics, emission::portion, epoch::Neuron, types::Rao, ChildKeyPairs, ChildKeys, ChildkeyTake, Config,
	Owner, Pallet, ParentKeys,
};

/// 1 as a proportion: 2^64 - 1.
const WHOLE: u128 = u64::MAX as u128;

/// `weight * proportion / (2^64 - 1)`, rounded down.
pub fn part(weight: u64, proportion: u64) -> u64 {
	let product = u128::from(weight).saturating_mul(proportion.into());
	u64::try_from(product / WHOLE).unwrap_or(weight)
}

/// What is owed for dividends: to neurons by uid, and to hotkeys without a uid.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SharedDividends<AccountId> {
	pub neurons: Vec<Rao>,
	pub others: BTreeMap<AccountId, Rao>,
}

impl<T: Config> Pallet<T> {
	/// What the hotkey's own stake weighs in the subnet, given away or not.
	fn own_weight(hotkey: &T::AccountId, netuid: u16) -> u64 {
		T::Economics::stake_weight(netuid, hotkey, Self::active_stake(hotkey, netuid))
	}

	/// What the hotkey weighs in the subnet's consensus: its own stake and its parents', without its children's.
	pub fn weight_in_consensus(hotkey: &T::AccountId, netuid: u16) -> u64 {
		let own = Self::own_weight(hotkey, netuid);
		if ChildKeyPairs::<T>::get(netuid) == 0 {
			return own;
		}
		ParentKeys::<T>::get(hotkey, netuid)
			.iter()
			.map(|(proportion, parent)| part(Self::own_weight(parent, netuid), *proportion))
			.fold(Self::kept_weight(hotkey, netuid, own), u64::saturating_add)
	}

	/// What children leave of `own`.
	fn kept_weight(hotkey: &T::AccountId, netuid: u16, own: u64) -> u64 {
		ChildKeys::<T>::get(hotkey, netuid)
			.iter()
			.fold(own, |kept, (proportion, _)| kept.saturating_sub(part(own, *proportion)))
	}

	/// Moves the weight of the neurons' stakes from parents to children. The neurons come with their own.
	pub(crate) fn inherit(netuid: u16, neurons: &mut [Neuron<T::AccountId>]) {
		if ChildKeyPairs::<T>::get(netuid) == 0 {
			return;
		}
		let mut own: BTreeMap<T::AccountId, u64> = neurons
			.iter()
			.map(|neuron| (neuron.hotkey().clone(), neuron.weight))
			.collect();
		for neuron in neurons {
			neuron.weight = Self::kept_weight(neuron.hotkey(), netuid, neuron.weight);
			for (proportion, parent) in ParentKeys::<T>::get(neuron.hotkey(), netuid) {
				let weight = *own
					.entry(parent.clone())
					.or_insert_with_key(|parent| Self::own_weight(parent, netuid));
				neuron.contributions.push((parent, part(weight, proportion)));
			}
		}
	}

	/// Divides each neuron's dividends between it and its parents.
	pub(crate) fn share_dividends(
		netuid: u16,
		neurons: &[Neuron<T::AccountId>],
		dividends: &[Rao],
	) -> SharedDividends<T::AccountId> {
		let mut shared = SharedDividends {
			neurons: dividends.to_vec(),
			others: BTreeMap::new(),
		};
		if neurons.iter().all(|neuron| neuron.contributions.is_empty()) {
			return shared;
		}
		let uids: BTreeMap<&T::AccountId, usize> = neurons
			.iter()
			.enumerate()
			.map(|(uid, neuron)| (neuron.hotkey(), uid))
			.collect();
		for (uid, (neuron, earned)) in neurons.iter().zip(dividends).enumerate() {
			for (parent, owed) in Self::owed_to_parents(netuid, neuron, *earned) {
				let parents = match uids.get(&parent).and_then(|parent| shared.neurons.get_mut(*parent)) {
					Some(dividends) => dividends,
					None => shared.others.entry(parent).or_default(),
				};
				*parents = parents.saturating_add(owed);
				if let Some(left) = shared.neurons.get_mut(uid) {
					*left = left.saturating_sub(owed);
				}
			}
		}
		shared
	}

	/// What a neuron owes its parents of what it `earned`, its take deducted.
	fn owed_to_parents(netuid: u16, neuron: &Neuron<T::AccountId>, earned: Rao) -> Vec<(T::AccountId, Rao)> {
		let total = neuron.weight_in_consensus();
		if earned == 0 || total == 0 || neuron.contributions.is_empty() {
			return Vec::new();
		}
		let owner = Owner::<T>::get(neuron.hotkey());
		let take = ChildkeyTake::<T>::get(neuron.hotkey(), netuid);
		let owed = |(parent, contributed): &(T::AccountId, u64)| {
			let product = u128::from(earned).saturating_mul((*contributed).into());
			let whole = Rao::try_from(product.checked_div(total.into())?).ok()?;
			// without an owner there would be nobody to pay the rest to
			let kept = match Owner::<T>::get(parent)? {
				parents_owner if Some(&parents_owner) == owner.as_ref() => 0,
				_ => portion(whole, take),
			};
			Some((parent.clone(), whole.saturating_sub(kept)))
		};
		neuron
			.contributions
			.iter()
			.filter_map(owed)
			.filter(|(_, owed)| *owed > 0)
			.collect()
	}
}
