//! A coldkey hands everything to another: announced, after a delay, so that a thief's swap can be stopped.
//!
//! 1. `announce_coldkey_swap` with the hash of the new coldkey. From now on the coldkey can do nothing but go on
//!    with the swap ([`crate::extension`]): what a thief would take stays where it is.
//! 2. After `ColdkeySwapAnnouncementDelay` (five days) `swap_coldkey_announced` does it.
//! 3. Meanwhile `dispute_coldkey_swap` stops everything until root decides: `swap_coldkey` to the coldkey that
//!    root believes, or `reset_coldkey_swap`.
//! 4. `ColdkeySwapReannouncementDelay` (a day) after the block of step 2 another can be announced, or the
//!    announcement withdrawn.
//!
//! Balance, hotkeys, stake, subnets and identity go to the new coldkey, which must be new to this pallet. What
//! other pallets hold of the old coldkey's balance they hand over themselves ([`crate::hooks`]).

use alloc::vec::Vec;

use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Preservation},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{BlockNumberProvider, Hash},
	DispatchError, DispatchResult, Saturating,
};

use crate::{
	hooks::LifecycleHooks,
	swap_hotkey::{KEY_SWAP_COST, MAX_POSITIONS},
	types::{BurnReason, Rao, RateLimitKey},
	ColdkeySwapAnnouncementDelay, ColdkeySwapAnnouncements, ColdkeySwapDisputes, ColdkeySwapReannouncementDelay,
	Config, Error, Event, IdentitiesV2, LastHotkeySwapOnNetuid, LastRateLimitedBlock, OwnedHotkeys, Owner, Pallet,
	StakePositions, StakingHotkeys, SubnetOwner,
};

impl<T: Config> Pallet<T> {
	/// Announces, or announces another. The first announcement burns what a swap of keys costs.
	pub(crate) fn do_announce_coldkey_swap(who: &T::AccountId, new_coldkey_hash: T::Hash) -> DispatchResult {
		let now = T::BlockNumberProvider::current_block_number();
		Self::ensure_undisputed(who)?;
		match ColdkeySwapAnnouncements::<T>::get(who) {
			Some((when, _)) => ensure!(
				now >= when.saturating_add(ColdkeySwapReannouncementDelay::<T>::get()),
				Error::<T>::ColdkeySwapReannouncedTooEarly
			),
			None => Self::charge_coldkey_swap(who, KEY_SWAP_COST)?,
		}
		let when = now.saturating_add(ColdkeySwapAnnouncementDelay::<T>::get());
		ColdkeySwapAnnouncements::<T>::insert(who, (when, new_coldkey_hash));
		Self::deposit_event(Event::ColdkeySwapAnnounced {
			who: who.clone(),
			new_coldkey_hash,
		});
		Ok(())
	}

	/// Swaps to the coldkey whose hash was announced.
	pub(crate) fn do_swap_coldkey_announced(who: &T::AccountId, new: &T::AccountId) -> Result<u32, DispatchError> {
		let (when, hash) = Self::announcement(who)?;
		Self::ensure_undisputed(who)?;
		ensure!(
			hash == T::Hashing::hash_of(new),
			Error::<T>::AnnouncedColdkeyHashDoesNotMatch
		);
		ensure!(
			T::BlockNumberProvider::current_block_number() >= when,
			Error::<T>::ColdkeySwapTooEarly
		);
		ColdkeySwapAnnouncements::<T>::remove(who);
		Self::do_swap_coldkey(who, new)
	}

	/// Stops everything until root decides.
	pub(crate) fn do_dispute_coldkey_swap(coldkey: &T::AccountId) -> DispatchResult {
		Self::announcement(coldkey)?;
		ensure!(
			!ColdkeySwapDisputes::<T>::contains_key(coldkey),
			Error::<T>::ColdkeySwapAlreadyDisputed
		);
		ColdkeySwapDisputes::<T>::insert(coldkey, T::BlockNumberProvider::current_block_number());
		Self::deposit_event(Event::ColdkeySwapDisputed {
			coldkey: coldkey.clone(),
		});
		Ok(())
	}

	/// Withdraws an announcement that has stood long enough.
	pub(crate) fn do_clear_coldkey_swap(who: &T::AccountId) -> DispatchResult {
		let (when, _) = Self::announcement(who)?;
		Self::ensure_undisputed(who)?;
		ensure!(
			T::BlockNumberProvider::current_block_number()
				>= when.saturating_add(ColdkeySwapReannouncementDelay::<T>::get()),
			Error::<T>::ColdkeySwapClearTooEarly
		);
		ColdkeySwapAnnouncements::<T>::remove(who);
		Self::deposit_event(Event::ColdkeySwapCleared { who: who.clone() });
		Ok(())
	}

	/// Root ends an announcement and its dispute.
	pub(crate) fn do_reset_coldkey_swap(coldkey: &T::AccountId) {
		ColdkeySwapAnnouncements::<T>::remove(coldkey);
		ColdkeySwapDisputes::<T>::remove(coldkey);
		Self::deposit_event(Event::ColdkeySwapReset { who: coldkey.clone() });
	}

	/// Root swaps any coldkey, at once. Burns `swap_cost` rao of the old one's first.
	pub(crate) fn do_swap_coldkey_by_root(
		old: &T::AccountId,
		new: &T::AccountId,
		swap_cost: Rao,
	) -> Result<u32, DispatchError> {
		Self::charge_coldkey_swap(old, swap_cost)?;
		let moved = Self::do_swap_coldkey(old, new)?;
		ColdkeySwapAnnouncements::<T>::remove(old);
		ColdkeySwapDisputes::<T>::remove(old);
		Ok(moved)
	}

	/// Whether a coldkey may make a call: none but those of its swap once that is announced, and none at all once
	/// it is disputed.
	pub fn check_coldkey_swap(who: &T::AccountId, of_the_swap: bool) -> Result<(), Error<T>> {
		if !ColdkeySwapAnnouncements::<T>::contains_key(who) {
			return Ok(());
		}
		Self::ensure_undisputed(who)?;
		ensure!(of_the_swap, Error::<T>::ColdkeySwapAnnounced);
		Ok(())
	}

	fn announcement(who: &T::AccountId) -> Result<(BlockNumberFor<T>, T::Hash), Error<T>> {
		ColdkeySwapAnnouncements::<T>::get(who).ok_or(Error::<T>::ColdkeySwapAnnouncementNotFound)
	}

	fn ensure_undisputed(who: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(
			!ColdkeySwapDisputes::<T>::contains_key(who),
			Error::<T>::ColdkeySwapDisputed
		);
		Ok(())
	}

	fn charge_coldkey_swap(who: &T::AccountId, cost: Rao) -> DispatchResult {
		ensure!(Self::can_spend(who, cost), Error::<T>::NotEnoughBalanceToPaySwapColdKey);
		Self::burn(who, cost, BurnReason::KeySwap)
	}

	/// Hands over everything. Returns how many positions of stake moved.
	fn do_swap_coldkey(old: &T::AccountId, new: &T::AccountId) -> Result<u32, DispatchError> {
		ensure!(
			old != new && StakingHotkeys::<T>::get(new).is_empty() && OwnedHotkeys::<T>::get(new).is_empty(),
			Error::<T>::ColdKeyAlreadyAssociated
		);
		ensure!(!Owner::<T>::contains_key(new), Error::<T>::NewColdKeyIsHotkey);
		let moved = Self::hand_over_stake(old, new)?;
		Self::hand_over_hotkeys(old, new);
		Self::hand_over_choices(old, new);
		let subnets: Vec<u16> = SubnetOwner::<T>::iter()
			.filter(|(_, owner)| owner == old)
			.map(|(netuid, _)| netuid)
			.collect();
		for netuid in subnets {
			SubnetOwner::<T>::insert(netuid, new);
		}
		let identity = IdentitiesV2::<T>::take(old);
		if let (Some(identity), false) = (identity, IdentitiesV2::<T>::contains_key(new)) {
			IdentitiesV2::<T>::insert(new, identity);
		}
		// before the others, so that the new account exists; and after, for what they let go
		Self::hand_over_balance(old, new)?;
		T::LifecycleHooks::coldkey_swapped(old, new);
		Self::hand_over_balance(old, new)?;
		Self::deposit_event(Event::ColdkeySwapped {
			old_coldkey: old.clone(),
			new_coldkey: new.clone(),
		});
		Ok(moved)
	}

	fn hand_over_balance(old: &T::AccountId, new: &T::AccountId) -> DispatchResult {
		let balance = T::Currency::reducible_balance(old, Preservation::Expendable, Fortitude::Polite);
		if balance > 0 {
			T::Currency::transfer(old, new, balance, Preservation::Expendable)?;
		}
		Ok(())
	}

	/// Positions as they are: the new coldkey has none. Its limits on swaps of hotkeys go along.
	fn hand_over_stake(old: &T::AccountId, new: &T::AccountId) -> Result<u32, Error<T>> {
		let hotkeys = StakingHotkeys::<T>::take(old);
		let mut moved: u32 = 0;
		for hotkey in &hotkeys {
			Self::settle_positions(hotkey, old);
			let netuids: Vec<u16> = StakePositions::<T>::iter_key_prefix((hotkey, old)).collect();
			for netuid in netuids {
				let position = StakePositions::<T>::take((hotkey, old, netuid));
				StakePositions::<T>::insert((hotkey, new, netuid), position);
				moved = moved.saturating_add(1);
			}
			ensure!(moved <= MAX_POSITIONS, Error::<T>::TooManyStakersToSwap);
		}
		if !hotkeys.is_empty() {
			StakingHotkeys::<T>::insert(new, hotkeys);
		}
		for netuid in Self::netuids() {
			let last = LastHotkeySwapOnNetuid::<T>::take(netuid, old);
			if last > 0 {
				LastHotkeySwapOnNetuid::<T>::insert(netuid, new, last);
			}
		}
		LastRateLimitedBlock::<T>::remove(RateLimitKey::LastTxBlock(old.clone()));
		LastRateLimitedBlock::<T>::insert(RateLimitKey::LastTxBlock(new.clone()), Self::now());
		Ok(moved)
	}

	fn hand_over_hotkeys(old: &T::AccountId, new: &T::AccountId) {
		let owned = OwnedHotkeys::<T>::take(old);
		for hotkey in &owned {
			Owner::<T>::insert(hotkey, new);
		}
		if !owned.is_empty() {
			OwnedHotkeys::<T>::insert(new, owned);
		}
	}
}
