//! Child hotkeys: a hotkey lets others validate with parts of its stake in a subnet.
//!
//! A parent names up to [`MAX_CHILDREN`] children and the part of its stake that each validates with, in units
//! of 1 / (2^64 - 1). The stake stays where it is; [`crate::inherit`] says what it weighs and who is paid.
//!
//! **Set** by the parent's coldkey, but in force only from the first epoch after `PendingChildKeyCooldown`
//! blocks, so that delegators see it coming. Before the subnet's start, when nothing is earned, at once.
//!
//! **Loops.** What a child validates with is its parents' own stake, never what they inherit themselves: nothing
//! goes round. As in the reference, a child cannot also be a parent of its parent.
//!
//! **Bounds.** An epoch asks for every parent's stake, so a child has `MaxParentsPerChild` of them at most. When
//! they are full, a newcomer takes the place of the parent with the least stake in the subnet, if its own is
//! more: so nobody fills a child's list with empty hotkeys. Who waits stands in a line, of which an epoch serves
//! [`MAX_CHANGES_PER_EPOCH`]; the rest comes with the next.

use alloc::vec::Vec;
use frame_support::{ensure, storage::with_storage_layer};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	types::{Rao, RateLimited},
	ChildKeyPairs, ChildKeys, ChildList, Config, DelegationRecords, Error, Event, FirstEmissionBlockNumber, Owner,
	Pallet, ParentKeys, PendingChildKeyCooldown, PendingChildKeys, PendingChildKeysEnds, PendingChildKeysLine,
	StakeThreshold, SubnetOwnerHotkey, TransactionKeyLastBlock,
};

/// Children of a hotkey in a subnet.
pub const MAX_CHILDREN: u32 = 5;
/// Blocks between two settings of children by one hotkey in a subnet: half an hour of 12 s blocks.
pub const SET_CHILDREN_RATE_LIMIT: u64 = 150;
/// Hotkeys of a line that an epoch serves.
pub const MAX_CHANGES_PER_EPOCH: u32 = 16;

impl<T: Config> Pallet<T> {
	/// Sets the children that a hotkey will have in a subnet.
	pub(crate) fn do_set_children(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		children: Vec<(u64, T::AccountId)>,
	) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		Self::ensure_hotkey_of(coldkey, hotkey)?;
		let key = (hotkey, netuid, RateLimited::Children.number());
		ensure!(
			Self::limit_has_passed(TransactionKeyLastBlock::<T>::get(key), SET_CHILDREN_RATE_LIMIT),
			Error::<T>::TxRateLimitExceeded
		);
		let children = Self::checked_children(hotkey, children)?;
		Self::ensure_may_have_children(hotkey, netuid, &children)?;
		TransactionKeyLastBlock::<T>::insert(key, Self::now());
		Self::note_delegation_record(netuid, hotkey);
		if !FirstEmissionBlockNumber::<T>::contains_key(netuid) {
			return Self::apply_children(hotkey, netuid, children);
		}
		let due = Self::now().saturating_add(PendingChildKeyCooldown::<T>::get());
		Self::join_line(hotkey, netuid, &children, due);
		Self::deposit_event(Event::SetChildrenScheduled(
			hotkey.clone(),
			netuid,
			due,
			children.into_inner(),
		));
		Ok(())
	}

	/// Puts a hotkey's children at the end of the line, instead of those of it that wait there.
	fn join_line(hotkey: &T::AccountId, netuid: u16, children: &ChildList<T>, due: u64) {
		let waits = PendingChildKeys::<T>::contains_key(netuid, hotkey);
		if let (true, Some(former)) = (waits, DelegationRecords::<T>::get(netuid, hotkey)) {
			PendingChildKeysLine::<T>::remove(netuid, former);
		}
		PendingChildKeys::<T>::insert(netuid, hotkey, (children, due));
		let place = PendingChildKeysEnds::<T>::mutate(netuid, |(_, next)| {
			let place = *next;
			*next = next.saturating_add(1);
			place
		});
		PendingChildKeysLine::<T>::insert(netuid, place, (hotkey, due));
		DelegationRecords::<T>::insert(netuid, hotkey, Some(place));
	}

	/// Remembers that something of the account is kept in the subnet.
	pub(crate) fn note_delegation_record(netuid: u16, account: &T::AccountId) {
		if !DelegationRecords::<T>::contains_key(netuid, account) {
			DelegationRecords::<T>::insert(netuid, account, None::<u64>);
		}
	}

	/// A list of children that is well formed whatever the state.
	fn checked_children(hotkey: &T::AccountId, children: Vec<(u64, T::AccountId)>) -> Result<ChildList<T>, Error<T>> {
		let children = ChildList::<T>::try_from(children).map_err(|_| Error::<T>::TooManyChildren)?;
		let mut whole = 0u64;
		for (at, (proportion, child)) in children.iter().enumerate() {
			ensure!(child != hotkey && *proportion > 0, Error::<T>::InvalidChild);
			let duplicate = children.iter().take(at).any(|(_, earlier)| earlier == child);
			ensure!(!duplicate, Error::<T>::DuplicateChild);
			whole = whole.checked_add(*proportion).ok_or(Error::<T>::ProportionOverflow)?;
		}
		Ok(children)
	}

	/// The hotkey may have these children as things are: they exist, none of them is its parent, and it has the stake.
	fn ensure_may_have_children(hotkey: &T::AccountId, netuid: u16, children: &ChildList<T>) -> Result<(), Error<T>> {
		let parents = ParentKeys::<T>::get(hotkey, netuid);
		let both = children
			.iter()
			.any(|(_, child)| parents.iter().any(|(_, parent)| parent == child));
		ensure!(!both, Error::<T>::ChildParentInconsistency);
		ensure!(
			children.iter().all(|(_, child)| Owner::<T>::contains_key(child)),
			Error::<T>::HotKeyAccountNotExists
		);
		ensure!(
			children.is_empty()
				|| Self::total_stake_of_hotkey(hotkey, netuid) >= StakeThreshold::<T>::get()
				|| SubnetOwnerHotkey::<T>::get(netuid).as_ref() == Some(hotkey),
			Error::<T>::NotEnoughStakeToSetChildkeys
		);
		Ok(())
	}

	/// Serves those of the subnet's line whose time has come. Returns how many places it looked at.
	pub(crate) fn apply_pending_children(netuid: u16, now: u64) -> u32 {
		let (mut first, next) = PendingChildKeysEnds::<T>::get(netuid);
		let mut served = 0;
		while first < next && served < MAX_CHANGES_PER_EPOCH {
			match PendingChildKeysLine::<T>::get(netuid, first) {
				Some((_, due)) if due >= now => break,
				Some((hotkey, _)) => {
					PendingChildKeysLine::<T>::remove(netuid, first);
					Self::apply_pending(&hotkey, netuid);
				}
				None => {}
			}
			first = first.saturating_add(1);
			served = served.saturating_add(1);
		}
		if served > 0 {
			match first == next {
				true => PendingChildKeysEnds::<T>::remove(netuid),
				false => PendingChildKeysEnds::<T>::insert(netuid, (first, next)),
			}
		}
		served
	}

	/// Puts in force what the hotkey set.
	fn apply_pending(hotkey: &T::AccountId, netuid: u16) {
		let (children, _) = PendingChildKeys::<T>::take(netuid, hotkey);
		let applied: DispatchResult = with_storage_layer(|| {
			Self::ensure_may_have_children(hotkey, netuid, &children)?;
			Self::apply_children(hotkey, netuid, children.clone())
		});
		if let Err(why) = applied {
			Self::deposit_event(Event::SetChildrenDropped(
				hotkey.clone(),
				netuid,
				children.into_inner(),
				why,
			));
		}
	}

	/// Gives a hotkey these children instead of the former ones.
	pub(crate) fn apply_children(hotkey: &T::AccountId, netuid: u16, children: ChildList<T>) -> DispatchResult {
		for (_, former) in ChildKeys::<T>::get(hotkey, netuid) {
			if !children.iter().any(|(_, child)| *child == former) {
				Self::remove_parent(&former, netuid, hotkey);
			}
		}
		for (proportion, child) in &children {
			Self::put_parent(child, netuid, hotkey, *proportion)?;
		}
		Self::store_children(hotkey, netuid, children);
		Ok(())
	}

	/// Makes `parent` a parent of `child`, or changes its part.
	fn put_parent(child: &T::AccountId, netuid: u16, parent: &T::AccountId, proportion: u64) -> DispatchResult {
		ParentKeys::<T>::try_mutate(child, netuid, |parents| {
			if let Some(entry) = parents.iter_mut().find(|(_, known)| known == parent) {
				entry.0 = proportion;
				return Ok(());
			}
			if parents.is_full() {
				let stakes = parents
					.iter()
					.map(|(_, known)| (Self::total_stake_of_hotkey(known, netuid), known));
				let (least, weakest): (Rao, T::AccountId) = stakes
					.min_by_key(|(stake, _)| *stake)
					.map(|(stake, known)| (stake, known.clone()))
					.ok_or(Error::<T>::TooManyParents)?;
				ensure!(
					Self::total_stake_of_hotkey(parent, netuid) > least,
					Error::<T>::TooManyParents
				);
				parents.retain(|(_, known)| *known != weakest);
				Self::lose_child(&weakest, netuid, child);
			}
			parents
				.try_push((proportion, parent.clone()))
				.map_err(|_| Error::<T>::TooManyParents)?;
			ChildKeyPairs::<T>::mutate(netuid, |pairs| *pairs = pairs.saturating_add(1));
			Self::note_delegation_record(netuid, child);
			Ok::<_, DispatchError>(())
		})
	}

	/// Takes `parent` off the parents of `child`.
	fn remove_parent(child: &T::AccountId, netuid: u16, parent: &T::AccountId) {
		ParentKeys::<T>::mutate_exists(child, netuid, |entry| {
			let mut parents = entry.take().unwrap_or_default();
			parents.retain(|(_, known)| known != parent);
			*entry = Some(parents).filter(|parents| !parents.is_empty());
		});
		Self::note_pair_ended(netuid);
	}

	/// Takes `child` off the children of `parent`, whose place with it another has taken.
	fn lose_child(parent: &T::AccountId, netuid: u16, child: &T::AccountId) {
		let mut children = ChildKeys::<T>::get(parent, netuid);
		children.retain(|(_, known)| known != child);
		Self::store_children(parent, netuid, children);
		Self::note_pair_ended(netuid);
	}

	fn store_children(parent: &T::AccountId, netuid: u16, children: ChildList<T>) {
		match children.is_empty() {
			true => ChildKeys::<T>::remove(parent, netuid),
			false => {
				ChildKeys::<T>::insert(parent, netuid, &children);
				Self::note_delegation_record(netuid, parent);
			}
		}
		Self::deposit_event(Event::SetChildren(parent.clone(), netuid, children.into_inner()));
	}

	fn note_pair_ended(netuid: u16) {
		ChildKeyPairs::<T>::mutate_exists(netuid, |pairs| {
			*pairs = pairs.map(|pairs| pairs.saturating_sub(1)).filter(|pairs| *pairs > 0);
		});
	}
}
