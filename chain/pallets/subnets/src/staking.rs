//! Adding and removing stake, and the ledger of who has what.
//!
//! Stake earns from the tempo after it was added: until the epoch it stands in a queue ([`crate::pool`]).
//! Only before a subnet's start is it active at once, as there is nothing to earn: the start begins a new
//! tempo. Stake can leave at any time, what is queued first.
//!
//! [`limit`] has the calls that name a price, [`transition`] those that move stake without its leaving the
//! pot.

pub mod limit;
mod transition;

use alloc::vec::Vec;
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	issuance::Pot,
	pool::Pool,
	types::{Rao, StakePosition},
	Config, Error, Event, FirstEmissionBlockNumber, NominatorMinRequiredStake, Owner, Pallet, StakeActivations,
	StakePools, StakePositions, SubnetEpochIndex, SubnetStake, TotalHotkeyAlpha, TotalStake,
};

/// A part of a position: what is queued of it, the shares, and what both are worth together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
	queued: Rao,
	shares: u128,
	value: Rao,
}

impl<T: Config> Pallet<T> {
	/// Moves `amount` from the coldkey into stake on the hotkey.
	pub(crate) fn do_add_stake(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		amount: Rao,
	) -> DispatchResult {
		Self::ensure_stakable(hotkey, netuid)?;
		ensure!(amount >= Self::least_stake(), Error::<T>::AmountTooLow);
		ensure!(Self::can_spend(coldkey, amount), Error::<T>::NotEnoughBalanceToStake);
		Self::list_staking_hotkey(coldkey, hotkey)?;
		Pot::Stake.collect::<T>(coldkey, amount)?;
		Self::deposit_stake(coldkey, hotkey, netuid, amount);
		Self::note_staked(netuid, amount);
		Ok(())
	}

	/// Moves `amount` of stake back to the coldkey; all of it, if less than the minimum would remain.
	pub(crate) fn do_remove_stake(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		amount: Rao,
	) -> DispatchResult {
		Self::ensure_stakable(hotkey, netuid)?;
		ensure!(amount > 0, Error::<T>::AmountTooLow);
		let taken = Self::withdraw_stake(coldkey, hotkey, netuid, amount)?;
		Self::unlist_staking_hotkey(coldkey, hotkey);
		Self::note_unstaked(netuid, taken)?;
		Pot::Stake.pay::<T>(coldkey, taken)
	}

	/// Removes the coldkey's stake on the hotkey in every subnet. Returns in how many there was some.
	pub(crate) fn do_unstake_all(coldkey: &T::AccountId, hotkey: &T::AccountId) -> Result<u32, DispatchError> {
		ensure!(Owner::<T>::contains_key(hotkey), Error::<T>::HotKeyAccountNotExists);
		Self::settle_positions(hotkey, coldkey);
		// a subnet that is being dissolved pays back by itself
		let mut netuids: Vec<u16> = StakePositions::<T>::iter_key_prefix((hotkey, coldkey))
			.filter(|netuid| Self::ensure_subnet(*netuid).is_ok())
			.collect();
		netuids.sort_unstable();
		let mut left = 0u32;
		for netuid in netuids {
			let stake = Self::stake_of(hotkey, coldkey, netuid);
			if stake > 0 {
				Self::do_remove_stake(coldkey, hotkey, netuid, stake)?;
				left = left.saturating_add(1);
			}
		}
		ensure!(left > 0, Error::<T>::AmountTooLow);
		Ok(left)
	}

	/// The least that is staked at a time, in rao: never nothing.
	pub(crate) fn least_stake() -> Rao {
		NominatorMinRequiredStake::<T>::get().max(1)
	}

	/// Subnet and hotkey exist. The hotkey need not be registered there.
	pub(crate) fn ensure_stakable(hotkey: &T::AccountId, netuid: u16) -> Result<(), Error<T>> {
		Self::ensure_subnet(netuid)?;
		ensure!(Owner::<T>::contains_key(hotkey), Error::<T>::HotKeyAccountNotExists);
		Ok(())
	}

	/// Writes `amount` into the pool and the coldkey's position: queued, or active at once before the start.
	/// The caller brings the rao into the pot and the ledger.
	fn deposit_stake(coldkey: &T::AccountId, hotkey: &T::AccountId, netuid: u16, amount: Rao) {
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		let mut pool = Self::open_pool(hotkey, netuid, epoch);
		let mut position = Self::open_position(hotkey, coldkey, netuid, epoch);
		if FirstEmissionBlockNumber::<T>::contains_key(netuid) {
			pool.enqueue(amount, epoch);
			position.queued = position.queued.saturating_add(amount);
			position.queued_epoch = epoch;
		} else {
			position.shares = position.shares.saturating_add(pool.deposit(amount));
		}
		Self::close_pool(hotkey, netuid, pool);
		Self::close_position(hotkey, coldkey, netuid, position);
		Self::note_delegation(coldkey, hotkey);
		Self::deposit_event(Event::StakeAdded(
			coldkey.clone(),
			hotkey.clone(),
			amount,
			amount,
			netuid,
			0,
		));
	}

	/// Takes `amount` out of the pool and the coldkey's position, or all of it, if less than the minimum would
	/// remain. Returns what was taken, which the caller takes out of the ledger and, in the end, the pot.
	fn withdraw_stake(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		amount: Rao,
	) -> Result<Rao, DispatchError> {
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		let mut pool = Self::open_pool(hotkey, netuid, epoch);
		let mut position = Self::open_position(hotkey, coldkey, netuid, epoch);
		let part = Self::part_of_position(&pool, &position, amount)?;
		pool.rest.queued = pool.rest.queued.saturating_sub(part.queued);
		pool.remove(part.value.saturating_sub(part.queued), part.shares);
		position.queued = position.queued.saturating_sub(part.queued);
		position.shares = position.shares.saturating_sub(part.shares);
		Self::close_pool(hotkey, netuid, pool);
		Self::close_position(hotkey, coldkey, netuid, position);
		Self::deposit_event(Event::StakeRemoved(
			coldkey.clone(),
			hotkey.clone(),
			part.value,
			part.value,
			netuid,
			0,
		));
		Ok(part.value)
	}

	/// What is taken of an opened position for `amount`: what is queued first, then shares; everything, if less
	/// than the minimum would remain.
	fn part_of_position(pool: &Pool, position: &StakePosition, amount: Rao) -> Result<Part, Error<T>> {
		let active = pool.worth(position.shares);
		let available = position.queued.saturating_add(active);
		let remainder = available
			.checked_sub(amount)
			.ok_or(Error::<T>::NotEnoughStakeToWithdraw)?;
		if remainder < NominatorMinRequiredStake::<T>::get() {
			return Ok(Part {
				queued: position.queued,
				shares: position.shares,
				value: available,
			});
		}
		let queued = position.queued.min(amount);
		let shares = pool
			.cost(amount.saturating_sub(queued), position.shares)
			.ok_or(Error::<T>::NotEnoughStakeToWithdraw)?;
		Ok(Part {
			queued,
			shares,
			value: amount,
		})
	}

	/// Takes a whole position out of its pool. Returns what was queued and what was active, in rao; ledgers and
	/// tokens are the caller's.
	pub(crate) fn withdraw_position(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16) -> (Rao, Rao) {
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		let mut pool = Self::open_pool(hotkey, netuid, epoch);
		let position = Self::open_position(hotkey, coldkey, netuid, epoch);
		pool.rest.queued = pool.rest.queued.saturating_sub(position.queued);
		let active = pool.worth(position.shares);
		pool.remove(active, position.shares);
		Self::close_pool(hotkey, netuid, pool);
		Self::close_position(hotkey, coldkey, netuid, StakePosition::default());
		(position.queued, active)
	}

	/// What the coldkey has on the hotkey, active and queued, in rao.
	pub fn stake_of(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16) -> Rao {
		let mut position = StakePositions::<T>::get((hotkey, coldkey, netuid));
		position.shares = position
			.shares
			.saturating_add(Self::booked_shares(hotkey, coldkey, netuid));
		let (mut pool, activated) = match Self::booked_pool(hotkey, netuid) {
			Some(booked) => (booked.pool, booked.activated),
			None => (Self::read_pool(hotkey, netuid), None),
		};
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		if position.queued == 0 || position.queued_epoch >= epoch {
			return pool.worth(position.shares).saturating_add(position.queued);
		}
		let mut activation = match pool.activate_before(epoch).or(activated) {
			Some((from, fresh)) if from == position.queued_epoch => fresh,
			_ => StakeActivations::<T>::get((hotkey, netuid, position.queued_epoch)),
		};
		pool.worth(position.shares.saturating_add(activation.claim(position.queued)))
	}

	/// All stake on the hotkey in the subnet, active and queued, in rao.
	pub fn total_stake_of_hotkey(hotkey: &T::AccountId, netuid: u16) -> Rao {
		let pool = Self::present_pool(hotkey, netuid);
		pool.value.saturating_add(pool.rest.queued)
	}

	/// The stake of the hotkey that counts in the subnet, in rao.
	pub fn active_stake(hotkey: &T::AccountId, netuid: u16) -> Rao {
		let mut pool = Self::present_pool(hotkey, netuid);
		pool.activate_before(SubnetEpochIndex::<T>::get(netuid));
		pool.value
	}

	/// The pool as it is, whether or not all of it is written.
	fn present_pool(hotkey: &T::AccountId, netuid: u16) -> Pool {
		match Self::booked_pool(hotkey, netuid) {
			Some(booked) => booked.pool,
			None => Self::read_pool(hotkey, netuid),
		}
	}

	/// The pool as it is written.
	pub(crate) fn read_pool(hotkey: &T::AccountId, netuid: u16) -> Pool {
		Pool {
			value: TotalHotkeyAlpha::<T>::get(hotkey, netuid),
			rest: StakePools::<T>::get(hotkey, netuid),
		}
	}

	/// The pool, with everything active that was queued before `epoch`. To be given back to `close_pool`.
	pub(crate) fn open_pool(hotkey: &T::AccountId, netuid: u16, epoch: u64) -> Pool {
		Self::settle_pool(hotkey, netuid);
		let mut pool = Self::read_pool(hotkey, netuid);
		if let Some((from, activation)) = pool.activate_before(epoch) {
			StakeActivations::<T>::insert((hotkey, netuid, from), activation);
		}
		pool
	}

	/// Stores a pool; an empty one leaves nothing.
	pub(crate) fn close_pool(hotkey: &T::AccountId, netuid: u16, pool: Pool) {
		match pool.value {
			0 => TotalHotkeyAlpha::<T>::remove(hotkey, netuid),
			value => TotalHotkeyAlpha::<T>::insert(hotkey, netuid, value),
		}
		match pool.rest.shares == 0 && pool.rest.queued == 0 {
			true => StakePools::<T>::remove(hotkey, netuid),
			false => StakePools::<T>::insert(hotkey, netuid, pool.rest),
		}
	}

	/// The position, with its shares of what was queued before `epoch`; the pool has been opened.
	pub(crate) fn open_position(
		hotkey: &T::AccountId,
		coldkey: &T::AccountId,
		netuid: u16,
		epoch: u64,
	) -> StakePosition {
		Self::settle_position(hotkey, coldkey, netuid);
		let mut position = StakePositions::<T>::get((hotkey, coldkey, netuid));
		if position.queued > 0 && position.queued_epoch < epoch {
			let key = (hotkey, netuid, position.queued_epoch);
			let mut activation = StakeActivations::<T>::get(key);
			let shares = activation.claim(position.queued);
			match activation.value {
				0 => StakeActivations::<T>::remove(key),
				_ => StakeActivations::<T>::insert(key, activation),
			}
			position.shares = position.shares.saturating_add(shares);
			position.queued = 0;
		}
		position
	}

	pub(crate) fn close_position(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16, position: StakePosition) {
		match position.shares == 0 && position.queued == 0 {
			true => StakePositions::<T>::remove((hotkey, coldkey, netuid)),
			false => StakePositions::<T>::insert((hotkey, coldkey, netuid), position),
		}
	}

	/// Writes into the ledger what came into the stake pot.
	pub(crate) fn note_staked(netuid: u16, amount: Rao) {
		SubnetStake::<T>::mutate(netuid, |stake| *stake = stake.saturating_add(amount));
		TotalStake::<T>::mutate(|stake| *stake = stake.saturating_add(amount));
	}

	pub(crate) fn note_unstaked(netuid: u16, amount: Rao) -> Result<(), DispatchError> {
		let missing = DispatchError::Arithmetic(sp_runtime::ArithmeticError::Underflow);
		SubnetStake::<T>::try_mutate(netuid, |stake| {
			*stake = stake.checked_sub(amount).ok_or(missing)?;
			Ok::<_, DispatchError>(())
		})?;
		TotalStake::<T>::try_mutate(|stake| {
			*stake = stake.checked_sub(amount).ok_or(missing)?;
			Ok(())
		})
	}
}
