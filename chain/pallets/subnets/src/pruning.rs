//! Who leaves a full subnet for a newcomer.
//!
//! Of two neurons, the one with the lower emission in the last epoch leaves; then the one registered
//! earlier; then the one with the lower uid. Neurons within their immunity period stay, as long as there
//! are more than `MinNonImmuneUids` others; beyond that the worst of the immune leaves (and of all,
//! where nobody else is immune: a small subnet must not close). The owner's hotkey, and the owner's
//! oldest hotkeys up to `ImmuneOwnerUidsLimit`, never leave.

use alloc::{collections::BTreeSet, vec::Vec};

use crate::{
	BlockAtRegistration, Config, Emission, ImmuneOwnerUidsLimit, Keys, MinNonImmuneUids, OwnedHotkeys, Pallet,
	SubnetOwner, SubnetOwnerHotkey, SubnetworkN, Uids,
};

/// A neuron that may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
	/// Its uid.
	pub uid: u16,
	/// Rao in the last epoch.
	pub emission: u64,
	/// The block of its registration.
	pub registered_at: u64,
	/// Within its immunity period.
	pub immune: bool,
}

/// The neuron that leaves, of those that may. None if there is none.
pub fn choose(candidates: &[Candidate], min_non_immune: u16) -> Option<u16> {
	let worst = |immune: bool| {
		let among = candidates.iter().filter(|candidate| candidate.immune == immune);
		among
			.min_by_key(|candidate| (candidate.emission, candidate.registered_at, candidate.uid))
			.map(|worst| worst.uid)
	};
	let non_immune = candidates.iter().filter(|candidate| !candidate.immune).count();
	if non_immune > usize::from(min_non_immune) {
		return worst(false);
	}
	worst(true).or_else(|| worst(false))
}

impl<T: Config> Pallet<T> {
	/// The uid that a newcomer gets in a full subnet.
	pub fn uid_to_prune(netuid: u16) -> Option<u16> {
		let emission = Emission::<T>::get(netuid);
		let safe = Self::owner_immune_uids(netuid);
		let candidates: Vec<Candidate> = (0..SubnetworkN::<T>::get(netuid))
			.filter(|uid| !safe.contains(uid))
			.map(|uid| Candidate {
				uid,
				emission: emission.get(usize::from(uid)).copied().unwrap_or_default(),
				registered_at: BlockAtRegistration::<T>::get(netuid, uid),
				immune: Self::is_immune(netuid, uid),
			})
			.collect();
		choose(&candidates, MinNonImmuneUids::<T>::get(netuid))
	}

	/// Uids that never leave: the owner hotkey's, then the owner's by age, up to the limit.
	pub fn owner_immune_uids(netuid: u16) -> Vec<u16> {
		let owner_hotkey = SubnetOwnerHotkey::<T>::get(netuid).and_then(|hotkey| Uids::<T>::get(netuid, hotkey));
		let owned: BTreeSet<T::AccountId> = SubnetOwner::<T>::get(netuid)
			.map(OwnedHotkeys::<T>::get)
			.unwrap_or_default()
			.into_iter()
			.collect();
		// through the subnet's uids, which the call's weight counts: an owner has many hotkeys elsewhere
		let mut others: Vec<(u64, u16)> = (0..SubnetworkN::<T>::get(netuid))
			.filter(|uid| Some(*uid) != owner_hotkey)
			.filter(|uid| Keys::<T>::get(netuid, uid).is_some_and(|hotkey| owned.contains(&hotkey)))
			.map(|uid| (BlockAtRegistration::<T>::get(netuid, uid), uid))
			.collect();
		others.sort_unstable();
		let limit = usize::from(ImmuneOwnerUidsLimit::<T>::get(netuid));
		let by_age = owner_hotkey.into_iter().chain(others.into_iter().map(|(_, uid)| uid));
		// the owner hotkey stays whatever the limit
		by_age.take(limit.max(usize::from(owner_hotkey.is_some()))).collect()
	}

	/// The hotkey belongs to the owner of the subnet.
	pub fn is_owners(netuid: u16, hotkey: &T::AccountId) -> bool {
		SubnetOwnerHotkey::<T>::get(netuid).as_ref() == Some(hotkey)
			|| SubnetOwner::<T>::get(netuid).is_some_and(|owner| crate::Owner::<T>::get(hotkey) == Some(owner))
	}

	/// The uid of the subnet's owner hotkey.
	pub fn owner_uid(netuid: u16) -> Option<u16> {
		let uid = Uids::<T>::get(netuid, SubnetOwnerHotkey::<T>::get(netuid)?)?;
		Keys::<T>::contains_key(netuid, uid).then_some(uid)
	}
}
