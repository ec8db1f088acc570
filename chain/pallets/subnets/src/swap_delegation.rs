//! Takes, children and choices of a hotkey or coldkey that another takes the place of.

use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::ensure;

use crate::{
	types::RateLimited, AutoStakeDestination, ChildKeys, ChildkeyTake, Config, DelegationRecords, Error,
	LastTxBlockDelegateTake, Owner, Pallet, ParentKeys, PendingChildKeys, PendingChildKeysLine,
	TransactionKeyLastBlock,
};

/// Writes `new` for `old` in a list of relations.
fn rename<'a, A: PartialEq + Clone + 'a>(list: impl Iterator<Item = &'a mut (u64, A)>, old: &A, new: &A) {
	for (_, known) in list.filter(|(_, known)| known == old) {
		*known = new.clone();
	}
}

impl<T: Config> Pallet<T> {
	/// Lets `new` have the children, the parents and the takes of `old`, in one subnet or in all. Limits on changes
	/// go along, and of two takes the lower one stays.
	///
	/// Whose miners' earnings are staked on `old` does not change: they stay on the miners from now on.
	pub(crate) fn swap_delegation(
		old: &T::AccountId,
		new: &T::AccountId,
		netuid: Option<u16>,
		leaves: bool,
	) -> Result<(), Error<T>> {
		let last = LastTxBlockDelegateTake::<T>::get(old).max(LastTxBlockDelegateTake::<T>::get(new));
		if last > 0 {
			LastTxBlockDelegateTake::<T>::insert(new, last);
		}
		if leaves {
			LastTxBlockDelegateTake::<T>::remove(old);
		}
		let children = ChildKeys::<T>::iter_key_prefix(old);
		let parents = ParentKeys::<T>::iter_key_prefix(old);
		let takes = ChildkeyTake::<T>::iter_key_prefix(old);
		let changes = TransactionKeyLastBlock::<T>::iter_key_prefix((old,)).map(|(netuid, _)| netuid);
		let netuids: BTreeSet<u16> = children.chain(parents).chain(takes).chain(changes).collect();
		for of in netuids {
			if netuid.is_none() || netuid == Some(of) {
				Self::swap_family(of, old, new)?;
			}
		}
		Ok(())
	}

	fn swap_family(netuid: u16, old: &T::AccountId, new: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(
			!ChildKeys::<T>::contains_key(new, netuid)
				&& !ParentKeys::<T>::contains_key(new, netuid)
				&& !PendingChildKeys::<T>::contains_key(netuid, new),
			Error::<T>::ChildParentInconsistency
		);
		let children = ChildKeys::<T>::take(old, netuid);
		for (_, child) in &children {
			ParentKeys::<T>::mutate(child, netuid, |parents| rename(parents.iter_mut(), old, new));
		}
		if !children.is_empty() {
			ChildKeys::<T>::insert(new, netuid, children);
		}
		let parents = ParentKeys::<T>::take(old, netuid);
		for (_, parent) in &parents {
			ChildKeys::<T>::mutate(parent, netuid, |children| rename(children.iter_mut(), old, new));
		}
		if !parents.is_empty() {
			ParentKeys::<T>::insert(new, netuid, parents);
		}
		let place = DelegationRecords::<T>::take(netuid, old);
		if PendingChildKeys::<T>::contains_key(netuid, old) {
			let (mut pending, due) = PendingChildKeys::<T>::take(netuid, old);
			pending.retain(|(_, child)| child != new);
			PendingChildKeys::<T>::insert(netuid, new, (pending, due));
			if let Some(place) = place {
				PendingChildKeysLine::<T>::insert(netuid, place, (new, due));
			}
		}
		DelegationRecords::<T>::insert(netuid, new, place);
		let former = ChildkeyTake::<T>::try_get(old, netuid).ok();
		let own = ChildkeyTake::<T>::try_get(new, netuid).ok();
		ChildkeyTake::<T>::remove(old, netuid);
		if let Some(take) = former.into_iter().chain(own).min() {
			ChildkeyTake::<T>::insert(new, netuid, take);
		}
		for change in RateLimited::ALL {
			let last = TransactionKeyLastBlock::<T>::take((old, netuid, change.number()));
			if last > TransactionKeyLastBlock::<T>::get((new, netuid, change.number())) {
				TransactionKeyLastBlock::<T>::insert((new, netuid, change.number()), last);
			}
		}
		Ok(())
	}

	/// What `old`'s miners earn is staked for `new` where `old` chose.
	pub(crate) fn hand_over_choices(old: &T::AccountId, new: &T::AccountId) {
		let choices: Vec<(u16, T::AccountId)> = AutoStakeDestination::<T>::drain_prefix(old).collect();
		for (netuid, hotkey) in choices {
			AutoStakeDestination::<T>::insert(new, netuid, hotkey);
			Self::note_delegation_record(netuid, new);
			// a coldkey that is a hotkey too may have more there
			if !Owner::<T>::contains_key(old) {
				DelegationRecords::<T>::remove(netuid, old);
			}
		}
	}
}
