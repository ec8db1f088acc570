//! Stake that goes to another hotkey, subnet or coldkey without leaving the pot.
//!
//! To its new hotkey or subnet it is stake that was just added: it waits in the queue and earns from the next
//! tempo, and what it has not yet earned where it was is given up. So nobody gains by moving, however close to
//! an epoch. Only where the hotkey and the subnet stay, and a coldkey hands stake to another, does it stay as
//! active as it was: for the epoch nothing has moved.

use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{types::Rao, Config, Error, Event, Pallet, StakingHotkeys, SubnetEpochIndex, TransferToggle};

/// Where stake is: whose, on whom, in which subnet.
struct Place<'a, AccountId> {
	coldkey: &'a AccountId,
	hotkey: &'a AccountId,
	netuid: u16,
}

impl<T: Config> Pallet<T> {
	/// Moves stake of the coldkey to another hotkey, or subnet, or both.
	pub(crate) fn do_move_stake(
		coldkey: &T::AccountId,
		origin_hotkey: &T::AccountId,
		destination_hotkey: &T::AccountId,
		origin_netuid: u16,
		destination_netuid: u16,
		amount: Rao,
	) -> DispatchResult {
		let origin = Place {
			coldkey,
			hotkey: origin_hotkey,
			netuid: origin_netuid,
		};
		let destination = Place {
			coldkey,
			hotkey: destination_hotkey,
			netuid: destination_netuid,
		};
		let moved = Self::transition(origin, destination, amount)?;
		Self::deposit_event(Event::StakeMoved(
			coldkey.clone(),
			origin_hotkey.clone(),
			origin_netuid,
			destination_hotkey.clone(),
			destination_netuid,
			moved,
		));
		Ok(())
	}

	/// Gives stake on a hotkey to another coldkey, in the same subnet or another.
	///
	/// A gift takes a place in the list of hotkeys that the other coldkey stakes on. Gifts from others fill
	/// that list to half at most, so that nobody can be kept from staking by presents.
	pub(crate) fn do_transfer_stake(
		coldkey: &T::AccountId,
		destination_coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		origin_netuid: u16,
		destination_netuid: u16,
		amount: Rao,
	) -> DispatchResult {
		let listed = StakingHotkeys::<T>::get(destination_coldkey);
		let room_for_gifts = T::MaxHotkeysPerColdkey::get() / 2;
		ensure!(
			coldkey == destination_coldkey
				|| listed.contains(hotkey)
				|| (listed.len() as u64) < u64::from(room_for_gifts),
			Error::<T>::TooManyHotkeys
		);
		for netuid in [origin_netuid, destination_netuid] {
			ensure!(TransferToggle::<T>::get(netuid), Error::<T>::TransferDisallowed);
		}
		let origin = Place {
			coldkey,
			hotkey,
			netuid: origin_netuid,
		};
		let destination = Place {
			coldkey: destination_coldkey,
			hotkey,
			netuid: destination_netuid,
		};
		let moved = Self::transition(origin, destination, amount)?;
		Self::deposit_event(Event::StakeTransferred(
			coldkey.clone(),
			destination_coldkey.clone(),
			hotkey.clone(),
			origin_netuid,
			destination_netuid,
			moved,
		));
		Ok(())
	}

	/// Moves stake on a hotkey to another subnet.
	pub(crate) fn do_swap_stake(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		origin_netuid: u16,
		destination_netuid: u16,
		amount: Rao,
	) -> DispatchResult {
		let place = |netuid| Place {
			coldkey,
			hotkey,
			netuid,
		};
		let moved = Self::transition(place(origin_netuid), place(destination_netuid), amount)?;
		Self::deposit_event(Event::StakeSwapped(
			coldkey.clone(),
			hotkey.clone(),
			origin_netuid,
			destination_netuid,
			moved,
		));
		Ok(())
	}

	/// Whether coldkeys may give stake in this subnet to others.
	pub fn toggle_transfer(netuid: u16, toggle: bool) {
		TransferToggle::<T>::insert(netuid, toggle);
		Self::deposit_event(Event::TransferToggle(netuid, toggle));
	}

	/// Moves `amount`, or everything, if less than the minimum would remain. Returns what was moved.
	fn transition(
		origin: Place<'_, T::AccountId>,
		destination: Place<'_, T::AccountId>,
		amount: Rao,
	) -> Result<Rao, DispatchError> {
		let same_pool = origin.hotkey == destination.hotkey && origin.netuid == destination.netuid;
		ensure!(
			!same_pool || origin.coldkey != destination.coldkey,
			Error::<T>::SameNetuid
		);
		Self::ensure_stakable(origin.hotkey, origin.netuid)?;
		Self::ensure_stakable(destination.hotkey, destination.netuid)?;
		ensure!(amount > 0, Error::<T>::AmountTooLow);
		let moved = if same_pool {
			Self::list_staking_hotkey(destination.coldkey, destination.hotkey)?;
			let moved = Self::hand_over(
				origin.coldkey,
				destination.coldkey,
				origin.hotkey,
				origin.netuid,
				amount,
			)?;
			Self::unlist_staking_hotkey(origin.coldkey, origin.hotkey);
			moved
		} else {
			let moved = Self::withdraw_stake(origin.coldkey, origin.hotkey, origin.netuid, amount)?;
			Self::note_unstaked(origin.netuid, moved)?;
			// a full list has room again for the destination once the origin has left it
			Self::unlist_staking_hotkey(origin.coldkey, origin.hotkey);
			Self::list_staking_hotkey(destination.coldkey, destination.hotkey)?;
			Self::deposit_stake(destination.coldkey, destination.hotkey, destination.netuid, moved);
			Self::note_staked(destination.netuid, moved);
			moved
		};
		ensure!(moved >= Self::least_stake(), Error::<T>::AmountTooLow);
		Ok(moved)
	}

	/// Makes a part of one coldkey's position another's. The pool stays as it is.
	fn hand_over(
		from: &T::AccountId,
		to: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		amount: Rao,
	) -> Result<Rao, DispatchError> {
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		let pool = Self::open_pool(hotkey, netuid, epoch);
		let mut giver = Self::open_position(hotkey, from, netuid, epoch);
		let mut taker = Self::open_position(hotkey, to, netuid, epoch);
		let part = Self::part_of_position(&pool, &giver, amount)?;
		giver.queued = giver.queued.saturating_sub(part.queued);
		giver.shares = giver.shares.saturating_sub(part.shares);
		taker.shares = taker.shares.saturating_add(part.shares);
		if part.queued > 0 {
			taker.queued = taker.queued.saturating_add(part.queued);
			taker.queued_epoch = epoch;
		}
		Self::close_pool(hotkey, netuid, pool);
		Self::close_position(hotkey, from, netuid, giver);
		Self::close_position(hotkey, to, netuid, taker);
		Self::note_delegation(to, hotkey);
		let (removed, added) = (from.clone(), to.clone());
		Self::deposit_event(Event::StakeRemoved(
			removed,
			hotkey.clone(),
			part.value,
			part.value,
			netuid,
			0,
		));
		Self::deposit_event(Event::StakeAdded(
			added,
			hotkey.clone(),
			part.value,
			part.value,
			netuid,
			0,
		));
		Ok(part.value)
	}
}
