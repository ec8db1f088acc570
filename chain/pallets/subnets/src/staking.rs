//! Adding and removing stake, and the ledger of who has what.
//!
//! Stake earns from the tempo after it was added: until the epoch it stands in a queue ([`crate::pool`]).
//! Only before a subnet's start is it active at once, as there is nothing to earn: the start begins a new
//! tempo. Stake can leave at any time, what is queued first.

use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	issuance::Pot,
	pool::Pool,
	types::{Rao, StakePosition},
	Config, Error, Event, FirstEmissionBlockNumber, NominatorMinRequiredStake, Owner, Pallet, StakeActivations,
	StakePools, StakePositions, SubnetEpochIndex, SubnetStake, TotalHotkeyAlpha, TotalStake,
};

impl<T: Config> Pallet<T> {
	/// Moves `amount` from the coldkey into stake on the hotkey.
	pub(crate) fn do_add_stake(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		amount: Rao,
	) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		ensure!(Owner::<T>::contains_key(hotkey), Error::<T>::HotKeyAccountNotExists);
		ensure!(
			amount >= NominatorMinRequiredStake::<T>::get().max(1),
			Error::<T>::AmountTooLow
		);
		ensure!(Self::can_spend(coldkey, amount), Error::<T>::NotEnoughBalanceToStake);
		Self::list_staking_hotkey(coldkey, hotkey)?;
		Pot::Stake.collect::<T>(coldkey, amount)?;

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
		Self::note_staked(netuid, amount);
		Self::deposit_event(Event::StakeAdded(
			coldkey.clone(),
			hotkey.clone(),
			amount,
			amount,
			netuid,
			0,
		));
		Ok(())
	}

	/// Moves `amount` of stake back to the coldkey; all of it, if less than the minimum would remain.
	pub(crate) fn do_remove_stake(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		amount: Rao,
	) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		ensure!(Owner::<T>::contains_key(hotkey), Error::<T>::HotKeyAccountNotExists);
		ensure!(amount > 0, Error::<T>::AmountTooLow);
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		let mut pool = Self::open_pool(hotkey, netuid, epoch);
		let mut position = Self::open_position(hotkey, coldkey, netuid, epoch);
		let available = position.queued.saturating_add(pool.worth(position.shares));
		let remainder = available
			.checked_sub(amount)
			.ok_or(Error::<T>::NotEnoughStakeToWithdraw)?;

		let taken = if remainder < NominatorMinRequiredStake::<T>::get() {
			pool.rest.queued = pool.rest.queued.saturating_sub(position.queued);
			pool.withdraw_all(position.shares);
			position = StakePosition::default();
			available
		} else {
			let queued = position.queued.min(amount);
			pool.rest.queued = pool.rest.queued.saturating_sub(queued);
			position.queued = position.queued.saturating_sub(queued);
			let cost = pool
				.withdraw(amount.saturating_sub(queued), position.shares)
				.ok_or(Error::<T>::NotEnoughStakeToWithdraw)?;
			position.shares = position.shares.saturating_sub(cost);
			amount
		};
		Self::close_pool(hotkey, netuid, pool);
		Self::close_position(hotkey, coldkey, netuid, position);
		Self::unlist_staking_hotkey(coldkey, hotkey);
		Self::note_unstaked(netuid, taken)?;
		Pot::Stake.pay::<T>(coldkey, taken)?;
		Self::deposit_event(Event::StakeRemoved(
			coldkey.clone(),
			hotkey.clone(),
			taken,
			taken,
			netuid,
			0,
		));
		Ok(())
	}

	/// What the coldkey has on the hotkey, active and queued, in rao.
	pub fn stake_of(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16) -> Rao {
		let position = StakePositions::<T>::get((hotkey, coldkey, netuid));
		let mut pool = Self::read_pool(hotkey, netuid);
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		if position.queued == 0 || position.queued_epoch >= epoch {
			return pool.worth(position.shares).saturating_add(position.queued);
		}
		let mut activation = match pool.activate_before(epoch) {
			Some((from, fresh)) if from == position.queued_epoch => fresh,
			_ => StakeActivations::<T>::get((hotkey, netuid, position.queued_epoch)),
		};
		pool.worth(position.shares.saturating_add(activation.claim(position.queued)))
	}

	/// All stake on the hotkey in the subnet, active and queued, in rao.
	pub fn total_stake_of_hotkey(hotkey: &T::AccountId, netuid: u16) -> Rao {
		TotalHotkeyAlpha::<T>::get(hotkey, netuid).saturating_add(StakePools::<T>::get(hotkey, netuid).queued)
	}

	/// The stake of the hotkey that counts in the subnet, in rao.
	pub fn active_stake(hotkey: &T::AccountId, netuid: u16) -> Rao {
		let mut pool = Self::read_pool(hotkey, netuid);
		pool.activate_before(SubnetEpochIndex::<T>::get(netuid));
		pool.value
	}

	fn read_pool(hotkey: &T::AccountId, netuid: u16) -> Pool {
		Pool {
			value: TotalHotkeyAlpha::<T>::get(hotkey, netuid),
			rest: StakePools::<T>::get(hotkey, netuid),
		}
	}

	/// The pool, with everything active that was queued before `epoch`. To be given back to `close_pool`.
	pub(crate) fn open_pool(hotkey: &T::AccountId, netuid: u16, epoch: u64) -> Pool {
		let mut pool = Self::read_pool(hotkey, netuid);
		Self::activate_pool(hotkey, netuid, &mut pool, epoch);
		pool
	}

	/// Activates what was queued before `epoch`, and keeps its shares for the positions.
	pub(crate) fn activate_pool(hotkey: &T::AccountId, netuid: u16, pool: &mut Pool, epoch: u64) {
		if let Some((from, activation)) = pool.activate_before(epoch) {
			StakeActivations::<T>::insert((hotkey, netuid, from), activation);
		}
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
	fn open_position(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16, epoch: u64) -> StakePosition {
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

	fn close_position(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16, position: StakePosition) {
		match position.shares == 0 && position.queued == 0 {
			true => StakePositions::<T>::remove((hotkey, coldkey, netuid)),
			false => StakePositions::<T>::insert((hotkey, coldkey, netuid), position),
		}
	}

	/// Adds active stake for the coldkey, whose rao the caller brings into the pot and the ledger.
	pub(crate) fn credit_stake(
		hotkey: &T::AccountId,
		coldkey: &T::AccountId,
		netuid: u16,
		pool: &mut Pool,
		amount: Rao,
	) {
		let shares = pool.deposit(amount);
		if shares > 0 {
			StakePositions::<T>::mutate((hotkey, coldkey, netuid), |position| {
				position.shares = position.shares.saturating_add(shares);
			});
		}
	}

	/// Writes into the ledger what came into the stake pot.
	pub(crate) fn note_staked(netuid: u16, amount: Rao) {
		SubnetStake::<T>::mutate(netuid, |stake| *stake = stake.saturating_add(amount));
		TotalStake::<T>::mutate(|stake| *stake = stake.saturating_add(amount));
	}

	fn note_unstaked(netuid: u16, amount: Rao) -> Result<(), DispatchError> {
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
