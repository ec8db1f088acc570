//! A coldkey puts another hotkey in the place of one of its hotkeys: in one subnet, or everywhere.
//!
//! One routine for all maps: `swap_seat` for what is kept by subnet, `swap_delegation` for children, parents and
//! takes, `swap_positions` for stake, `disown` for what a hotkey has everywhere. Whoever adds a map with hotkeys in it adds it to
//! one of them; `tests/swap_hotkey.rs` looks for the old key's bytes in the whole state, and fails otherwise.
//!
//! **What goes along.** Uid, permit, weights, bonds, endpoint, the rank of subnet's owner hotkey, and stake
//! with its queue, to the rao. **What does not.** Open commits of weights: their hashes name the old hotkey, so
//! that nobody could reveal them; each ends with an event.
//!
//! **Limits.** One swap of a coldkey in `TxRateLimit` blocks, one in [`SWAP_INTERVAL`] blocks on a subnet.
//! 0.1 token everywhere, 0.001 token on one subnet, burned. A call moves [`MAX_POSITIONS`] positions of stake at
//! most; a hotkey with more is swapped subnet by subnet, or keeps its stake and leaves its stakers to move.

use alloc::{collections::BTreeSet, vec::Vec};

use frame_support::ensure;
use sp_runtime::DispatchError;

use crate::{
	hooks::LifecycleHooks,
	types::{BurnReason, CommitDropReason, PoolShares, Rao, RateLimitKey},
	Axons, Config, Delegates, Error, Event, IsNetworkMember, Keys, LastHotkeySwapOnNetuid, LastRateLimitedBlock,
	NetworksAdded, OwnedHotkeys, Owner, Pallet, StakeActivations, StakePools, StakePositions, StakingHotkeys,
	SubnetEpochIndex, SubnetOwnerHotkey, TotalHotkeyAlpha, TxRateLimit, Uids,
};

/// Rao for a swap everywhere.
pub const KEY_SWAP_COST: Rao = 100_000_000;
/// Rao for a swap on one subnet.
pub const KEY_SWAP_ON_SUBNET_COST: Rao = 1_000_000;
/// Blocks between two swaps by one coldkey on one subnet: a day.
pub const SWAP_INTERVAL: u64 = 7_200;
/// Positions of stake that one call moves. With them, a hotkey that has all it can in 128 subnets takes 2.2 s of a block.
pub const MAX_POSITIONS: u32 = 1_024;
/// Positions that one call looks at, to find those on one subnet.
const MAX_POSITIONS_SEEN: usize = SEEN_FOR_ONE_MOVED * MAX_POSITIONS as usize;
/// To look at so many positions costs no more than to move one, which is four reads and three writes.
const SEEN_FOR_ONE_MOVED: usize = 4;

/// Coldkeys and subnets of positions, and how many were looked at.
type Moving<AccountId> = (Vec<(AccountId, u16)>, usize);

/// A swap that somebody asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Swap<'a, AccountId> {
	/// Owns both hotkeys.
	pub coldkey: &'a AccountId,
	/// Leaves.
	pub old: &'a AccountId,
	/// Comes.
	pub new: &'a AccountId,
	/// Where; everywhere, if none.
	pub netuid: Option<u16>,
	/// Stake stays on the old hotkey.
	pub keep_stake: bool,
}

impl<T: Config> Pallet<T> {
	/// Swaps a hotkey. Returns how many positions of stake it moved; some that it only looked at count as one.
	pub(crate) fn do_swap_hotkey(swap: Swap<T::AccountId>) -> Result<u32, DispatchError> {
		let Swap {
			coldkey,
			old,
			new,
			netuid,
			keep_stake,
		} = swap;
		ensure!(
			Owner::<T>::get(old).as_ref() == Some(coldkey),
			Error::<T>::NonAssociatedColdKey
		);
		Self::ensure_associable(coldkey, new)?;
		ensure!(old != new, Error::<T>::NewHotKeyIsSameWithOld);
		ensure!(Self::may_swap(coldkey), Error::<T>::HotKeySetTxRateLimitExceeded);
		let seats = Self::seats_to_swap(old, new, netuid)?;
		let interval_passed = |netuid: &u16| match LastHotkeySwapOnNetuid::<T>::get(netuid, coldkey) {
			0 => true,
			last => Self::now() > last.saturating_add(SWAP_INTERVAL),
		};
		ensure!(
			seats.iter().all(interval_passed),
			Error::<T>::HotKeySwapOnSubnetIntervalNotPassed
		);
		let cost = if netuid.is_some() {
			KEY_SWAP_ON_SUBNET_COST
		} else {
			KEY_SWAP_COST
		};
		ensure!(
			Self::can_spend(coldkey, cost),
			Error::<T>::NotEnoughBalanceToPaySwapHotKey
		);
		let (positions, seen) = match keep_stake {
			true => (Vec::new(), 0),
			false => {
				Self::settle_hotkey(old, netuid, MAX_POSITIONS)?;
				Self::positions_to_swap(old, netuid)?
			}
		};

		Self::burn(coldkey, cost, BurnReason::KeySwap)?;
		let only_seen = seen.saturating_sub(positions.len()).div_ceil(SEEN_FOR_ONE_MOVED);
		let moved = u32::try_from(positions.len().saturating_add(only_seen)).unwrap_or(u32::MAX);
		let leaves = netuid.is_none() && !keep_stake;
		if leaves {
			// first, so that there is room for the new one where the coldkey has as many as it can
			Self::disown(coldkey, old);
		}
		Self::associate(coldkey, new)?;
		Self::swap_take(old, new, leaves);
		for netuid in seats {
			Self::swap_seat(netuid, old, new);
			if NetworksAdded::<T>::get(netuid) {
				LastHotkeySwapOnNetuid::<T>::insert(netuid, coldkey, Self::now());
			}
		}
		Self::swap_delegation(old, new, netuid, leaves)?;
		Self::swap_positions(old, new, &positions)?;
		LastRateLimitedBlock::<T>::insert(RateLimitKey::LastTxBlock(coldkey.clone()), Self::now());
		T::LifecycleHooks::hotkey_swapped(old, new, netuid);
		Self::deposit_event(match netuid {
			Some(netuid) => Event::HotkeySwappedOnSubnet {
				coldkey: coldkey.clone(),
				old_hotkey: old.clone(),
				new_hotkey: new.clone(),
				netuid,
			},
			None => Event::HotkeySwapped {
				coldkey: coldkey.clone(),
				old_hotkey: old.clone(),
				new_hotkey: new.clone(),
			},
		});
		Ok(moved)
	}

	/// `TxRateLimit` lets the coldkey swap a key. The first time is always free.
	fn may_swap(coldkey: &T::AccountId) -> bool {
		let last = LastRateLimitedBlock::<T>::get(RateLimitKey::LastTxBlock(coldkey.clone()));
		last == 0 || Self::now().saturating_sub(last) > TxRateLimit::<T>::get()
	}

	/// The subnets in which something is the old hotkey's, stake apart.
	fn seats_to_swap(old: &T::AccountId, new: &T::AccountId, netuid: Option<u16>) -> Result<Vec<u16>, Error<T>> {
		if let Some(netuid) = netuid {
			Self::ensure_subnet(netuid)?;
			ensure!(
				!Uids::<T>::contains_key(netuid, new),
				Error::<T>::HotKeyAlreadyRegisteredInSubNet
			);
			return Ok(alloc::vec![netuid]);
		}
		ensure!(
			IsNetworkMember::<T>::iter_key_prefix(new).next().is_none(),
			Error::<T>::HotKeyAlreadyRegisteredInSubNet
		);
		let member = IsNetworkMember::<T>::iter_key_prefix(old);
		let owned = SubnetOwnerHotkey::<T>::iter().filter(|(_, hotkey)| hotkey == old);
		let seats: BTreeSet<u16> = member.chain(owned.map(|(netuid, _)| netuid)).collect();
		Ok(seats.into_iter().collect())
	}

	/// The positions on the old hotkey that move, and how many were looked at.
	fn positions_to_swap(old: &T::AccountId, netuid: Option<u16>) -> Result<Moving<T::AccountId>, Error<T>> {
		let (mut positions, mut seen) = (Vec::new(), 0usize);
		for (coldkey, of) in StakePositions::<T>::iter_key_prefix((old,)) {
			ensure!(seen < MAX_POSITIONS_SEEN, Error::<T>::TooManyStakersToSwap);
			seen = seen.saturating_add(1);
			if netuid.is_none() || netuid == Some(of) {
				positions.push((coldkey, of));
			}
		}
		ensure!(
			positions.len() <= MAX_POSITIONS as usize,
			Error::<T>::TooManyStakersToSwap
		);
		Ok((positions, seen))
	}

	/// The new hotkey takes no larger part of dividends than the old one did, nor than it did itself: a swap is
	/// no way around the limits on raising a take.
	fn swap_take(old: &T::AccountId, new: &T::AccountId, leaves: bool) {
		let former = Delegates::<T>::try_get(old).ok();
		let own = Delegates::<T>::try_get(new).ok();
		if leaves {
			Delegates::<T>::remove(old);
		}
		if let Some(take) = former.into_iter().chain(own).min() {
			Delegates::<T>::insert(new, take);
		}
	}

	/// Everything of a neuron in one subnet, stake apart.
	fn swap_seat(netuid: u16, old: &T::AccountId, new: &T::AccountId) {
		if let Some(uid) = Uids::<T>::take(netuid, old) {
			Uids::<T>::insert(netuid, new, uid);
			Keys::<T>::insert(netuid, uid, new);
			IsNetworkMember::<T>::remove(old, netuid);
			IsNetworkMember::<T>::insert(new, netuid, true);
		}
		if let Some(axon) = Axons::<T>::take(netuid, old) {
			Axons::<T>::insert(netuid, new, axon);
		}
		Self::drop_commits(netuid, old, CommitDropReason::HotkeySwapped);
		if SubnetOwnerHotkey::<T>::get(netuid).as_ref() == Some(old) {
			SubnetOwnerHotkey::<T>::insert(netuid, new);
			Self::deposit_event(Event::SubnetOwnerHotkeySet(netuid, new.clone()));
		}
	}

	/// Stake of all positions, subnet by subnet.
	fn swap_positions(
		old: &T::AccountId,
		new: &T::AccountId,
		positions: &[(T::AccountId, u16)],
	) -> Result<(), DispatchError> {
		let netuids: BTreeSet<u16> = positions.iter().map(|(_, netuid)| *netuid).collect();
		for netuid in netuids {
			let stakers = positions
				.iter()
				.filter(|(_, of)| *of == netuid)
				.map(|(coldkey, _)| coldkey);
			match Self::has_pool(new, netuid) {
				false => Self::rename_pool(netuid, old, new, stakers),
				true => stakers.for_each(|coldkey| Self::merge_position(netuid, old, new, coldkey)),
			}
		}
		let stakers: BTreeSet<&T::AccountId> = positions.iter().map(|(coldkey, _)| coldkey).collect();
		for coldkey in stakers {
			Self::unlist_staking_hotkey(coldkey, old);
			Self::list_staking_hotkey(coldkey, new)?;
		}
		Ok(())
	}

	fn has_pool(hotkey: &T::AccountId, netuid: u16) -> bool {
		Self::settle_pool(hotkey, netuid);
		TotalHotkeyAlpha::<T>::contains_key(hotkey, netuid) || StakePools::<T>::contains_key(hotkey, netuid)
	}

	/// The pool as it is, with every share, under the new hotkey's name.
	fn rename_pool<'a>(
		netuid: u16,
		old: &T::AccountId,
		new: &T::AccountId,
		stakers: impl Iterator<Item = &'a T::AccountId>,
	) where
		T::AccountId: 'a,
	{
		if let Ok(value) = TotalHotkeyAlpha::<T>::try_get(old, netuid) {
			TotalHotkeyAlpha::<T>::remove(old, netuid);
			TotalHotkeyAlpha::<T>::insert(new, netuid, value);
		}
		let shares: PoolShares = StakePools::<T>::take(old, netuid);
		if shares != PoolShares::default() {
			StakePools::<T>::insert(new, netuid, shares);
		}
		let waiting: Vec<_> = StakeActivations::<T>::drain_prefix((old, netuid)).collect();
		for (epoch, activation) in waiting {
			StakeActivations::<T>::insert((new, netuid, epoch), activation);
		}
		for coldkey in stakers {
			let position = StakePositions::<T>::take((old, coldkey, netuid));
			StakePositions::<T>::insert((new, coldkey, netuid), position);
		}
	}

	/// One position out of the old pool, into a pool that others share already. Its value stays the same to the
	/// rao; what is queued stays queued.
	fn merge_position(netuid: u16, old: &T::AccountId, new: &T::AccountId, coldkey: &T::AccountId) {
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		let (queued, active) = Self::withdraw_position(old, coldkey, netuid);
		let mut pool = Self::open_pool(new, netuid, epoch);
		let mut position = Self::open_position(new, coldkey, netuid, epoch);
		if queued > 0 {
			pool.enqueue(queued, epoch);
			position.queued = position.queued.saturating_add(queued);
			position.queued_epoch = epoch;
		}
		if active > 0 {
			position.shares = position.shares.saturating_add(pool.deposit(active));
		}
		Self::close_pool(new, netuid, pool);
		Self::close_position(new, coldkey, netuid, position);
	}

	/// The old hotkey is nobody's any more.
	fn disown(coldkey: &T::AccountId, old: &T::AccountId) {
		Owner::<T>::remove(old);
		frame_system::Pallet::<T>::dec_sufficients(old);
		OwnedHotkeys::<T>::mutate(coldkey, |hotkeys| hotkeys.retain(|hotkey| hotkey != old));
		StakingHotkeys::<T>::mutate(coldkey, |hotkeys| hotkeys.retain(|hotkey| hotkey != old));
	}
}
