//! What those who validate keep of what they earn for others: a delegate of its delegators' dividends, a child
//! hotkey of its parents'.
//!
//! A take can be lowered at any time. Raised it can be only after a time without any change, so that nobody
//! attracts stake with a low take and raises it at once.

use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
	types::RateLimited, ChildkeyTake, Config, Delegates, Error, Event, LastTxBlockDelegateTake, MaxChildkeyTake,
	MaxDelegateTake, MinChildkeyTake, MinChildkeyTakePerSubnet, MinDelegateTake, Owner, Pallet,
	TransactionKeyLastBlock, TxChildkeyTakeRateLimit, TxDelegateTakeRateLimit,
};

impl<T: Config> Pallet<T> {
	/// Lowers the take of a delegate.
	pub(crate) fn do_decrease_take(coldkey: &T::AccountId, hotkey: &T::AccountId, take: u16) -> DispatchResult {
		Self::ensure_hotkey_of(coldkey, hotkey)?;
		ensure!(take < Delegates::<T>::get(hotkey), Error::<T>::DelegateTakeTooLow);
		ensure!(take >= MinDelegateTake::<T>::get(), Error::<T>::DelegateTakeTooLow);
		Self::set_take(hotkey, take);
		Self::deposit_event(Event::TakeDecreased(coldkey.clone(), hotkey.clone(), take));
		Ok(())
	}

	/// Raises the take of a delegate.
	pub(crate) fn do_increase_take(coldkey: &T::AccountId, hotkey: &T::AccountId, take: u16) -> DispatchResult {
		Self::ensure_hotkey_of(coldkey, hotkey)?;
		ensure!(take > Delegates::<T>::get(hotkey), Error::<T>::DelegateTakeTooLow);
		ensure!(take <= MaxDelegateTake::<T>::get(), Error::<T>::DelegateTakeTooHigh);
		ensure!(
			Self::limit_has_passed(
				LastTxBlockDelegateTake::<T>::get(hotkey),
				TxDelegateTakeRateLimit::<T>::get()
			),
			Error::<T>::DelegateTxRateLimitExceeded
		);
		Self::set_take(hotkey, take);
		Self::deposit_event(Event::TakeIncreased(coldkey.clone(), hotkey.clone(), take));
		Ok(())
	}

	fn set_take(hotkey: &T::AccountId, take: u16) {
		Delegates::<T>::insert(hotkey, take);
		LastTxBlockDelegateTake::<T>::insert(hotkey, Self::now());
	}

	/// Writes down the take of a hotkey that somebody else than its owner stakes on: it is a delegate now.
	pub(crate) fn note_delegation(staker: &T::AccountId, hotkey: &T::AccountId) {
		if Delegates::<T>::contains_key(hotkey) {
			return;
		}
		if let Some(owner) = Owner::<T>::get(hotkey) {
			if owner != *staker {
				let take = Delegates::<T>::get(hotkey);
				Delegates::<T>::insert(hotkey, take);
				Self::deposit_event(Event::DelegateAdded(owner, hotkey.clone(), take));
			}
		}
	}

	/// Sets what a child hotkey keeps of its parents' dividends in a subnet.
	pub(crate) fn do_set_childkey_take(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		take: u16,
	) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		Self::ensure_hotkey_of(coldkey, hotkey)?;
		ensure!(
			(Self::least_childkey_take(netuid)..=MaxChildkeyTake::<T>::get()).contains(&take),
			Error::<T>::InvalidChildkeyTake
		);
		let key = (hotkey, netuid, RateLimited::ChildkeyTake.number());
		ensure!(
			take <= ChildkeyTake::<T>::get(hotkey, netuid)
				|| Self::limit_has_passed(
					TransactionKeyLastBlock::<T>::get(key),
					TxChildkeyTakeRateLimit::<T>::get()
				),
			Error::<T>::TxChildkeyTakeRateLimitExceeded
		);
		TransactionKeyLastBlock::<T>::insert(key, Self::now());
		ChildkeyTake::<T>::insert(hotkey, netuid, take);
		Self::note_delegation_record(netuid, hotkey);
		Self::deposit_event(Event::ChildKeyTakeSet(hotkey.clone(), take));
		Ok(())
	}

	/// The lowest take of a child hotkey in the subnet, of 65535.
	pub fn least_childkey_take(netuid: u16) -> u16 {
		MinChildkeyTake::<T>::get().max(MinChildkeyTakePerSubnet::<T>::get(netuid))
	}

	/// Sets the lowest take of child hotkeys in a subnet.
	pub fn set_least_childkey_take(netuid: u16, take: u16) -> Result<(), Error<T>> {
		ensure!(
			(MinChildkeyTake::<T>::get()..=MaxChildkeyTake::<T>::get()).contains(&take),
			Error::<T>::InvalidChildkeyTake
		);
		MinChildkeyTakePerSubnet::<T>::insert(netuid, take);
		Self::deposit_event(Event::MinChildKeyTakePerSubnetSet(netuid, take));
		Ok(())
	}

	/// The hotkey exists and is the coldkey's.
	pub(crate) fn ensure_hotkey_of(coldkey: &T::AccountId, hotkey: &T::AccountId) -> Result<(), Error<T>> {
		let owner = Owner::<T>::get(hotkey).ok_or(Error::<T>::HotKeyAccountNotExists)?;
		ensure!(owner == *coldkey, Error::<T>::NonAssociatedColdKey);
		Ok(())
	}

	/// `limit` blocks have passed since block `last`, or there was none (0).
	pub(crate) fn limit_has_passed(last: u64, limit: u64) -> bool {
		last == 0 || Self::now().saturating_sub(last) >= limit
	}
}
