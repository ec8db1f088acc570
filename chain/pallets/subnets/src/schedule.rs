//! When epochs run, and when owners may change what they depend on.
//!
//! A subnet's epoch is due `Tempo` blocks after `LastEpochBlock` (a tempo of 0 never is), or when there
//! was none for [`LONGEST_PAUSE`] blocks; the last epoch of a subnet that is being dissolved is due before all
//! others. At most `MaxEpochsPerBlock` run in a block, those due longest first, and together they take no more than a
//! quarter of it ([`crate::epoch_weight`]); the others wait for the next block. So does a subnet whose last epoch is still
//! being written ([`crate::epoch_booking`]).

use alloc::vec::Vec;
use frame_support::{ensure, traits::Get};
use frame_system::ensure_signed_or_root;
use sp_runtime::{traits::BadOrigin, DispatchError};

use crate::{
	AdminFreezeWindow, Config, EpochRuns, Error, Event, LastEpochBlock, MaxEpochsPerBlock, OwnerHyperparamRateLimit,
	OwnerHyperparamSetAt, Pallet, PendingEpochAt, SubnetOwner, Tempo,
};

/// Blocks after which an epoch is due whatever the tempo.
pub const LONGEST_PAUSE: u64 = 50_400;

impl<T: Config> Pallet<T> {
	/// The block in which the subnet's next epoch is due.
	pub fn next_epoch_block(netuid: u16) -> u64 {
		let pause = match Tempo::<T>::get(netuid) {
			0 => LONGEST_PAUSE.saturating_add(1),
			tempo => u64::from(tempo).min(LONGEST_PAUSE.saturating_add(1)),
		};
		let regular = LastEpochBlock::<T>::get(netuid).saturating_add(pause);
		match PendingEpochAt::<T>::get(netuid) {
			0 => regular,
			triggered => regular.min(triggered),
		}
	}

	/// The subnets whose epochs run in block `now`, in order. Tells which of the others have to wait.
	///
	/// `left` is what is left for them of the block, in picoseconds; `idle` that nothing else takes the time of epochs.
	pub(crate) fn take_due_epochs(netuids: &[u16], now: u64, left: u64, idle: bool) -> Vec<u16> {
		let live = netuids
			.iter()
			.map(|netuid| (Self::next_epoch_block(*netuid), *netuid))
			.filter(|(block, _)| *block <= now);
		let last_ones = Self::final_epochs().into_iter().map(|netuid| (0, netuid));
		let mut due: Vec<(u64, u16)> = live.chain(last_ones).collect();
		due.sort_unstable();
		let (written, mut waiting): (Vec<u16>, Vec<u16>) = due
			.into_iter()
			.map(|(_, netuid)| netuid)
			.partition(|netuid| !EpochRuns::<T>::contains_key(netuid));
		let (fit, others) = written.split_at(Self::epochs_that_fit(&written, left, idle));
		waiting.extend(others);
		for netuid in waiting {
			Self::deposit_event(Event::EpochDeferred { netuid });
		}
		fit.to_vec()
	}

	/// How many of the due epochs run in one block: the first whatever its size where nothing else takes the time, so
	/// that none waits for ever.
	fn epochs_that_fit(due: &[u16], left: u64, idle: bool) -> usize {
		let mut used: u64 = 0;
		due.iter()
			.take(MaxEpochsPerBlock::<T>::get().into())
			.enumerate()
			.take_while(|(place, netuid)| {
				used = used.saturating_add(Self::predicted_weight(**netuid).ref_time());
				(*place == 0 && idle) || used <= left
			})
			.count()
	}

	/// The origin is root (None) or the subnet's owner (its coldkey).
	pub fn ensure_owner_or_root(origin: T::RuntimeOrigin, netuid: u16) -> Result<Option<T::AccountId>, DispatchError> {
		let who = ensure_signed_or_root(origin)?;
		Self::ensure_subnet(netuid)?;
		match who {
			Some(who) if SubnetOwner::<T>::get(netuid).as_ref() != Some(&who) => Err(BadOrigin.into()),
			who => Ok(who),
		}
	}

	/// The subnet is not within `AdminFreezeWindow` blocks before an epoch: miners and validators can rely
	/// on the rules that the epoch will apply.
	pub fn ensure_admin_window_open(netuid: u16) -> Result<(), DispatchError> {
		let remaining = Self::next_epoch_block(netuid).saturating_sub(Self::now());
		ensure!(
			remaining > u64::from(AdminFreezeWindow::<T>::get()),
			Error::<T>::AdminActionProhibitedDuringWeightsWindow
		);
		Ok(())
	}

	/// Root, or the owner outside the freeze window and within the rate limit of the hyperparameter.
	///
	/// `parameter` is the AdminUtils call index, `tempos` a limit of its own in place of
	/// `OwnerHyperparamRateLimit`. Root is bound by neither. Call [`Self::note_owner_change`] after the change.
	pub fn ensure_owner_or_root_within_limits(
		origin: T::RuntimeOrigin,
		netuid: u16,
		parameter: u8,
		tempos: Option<u16>,
	) -> Result<Option<T::AccountId>, DispatchError> {
		let who = Self::ensure_owner_or_root(origin, netuid)?;
		if who.is_some() {
			Self::ensure_admin_window_open(netuid)?;
			let tempos = tempos.unwrap_or_else(OwnerHyperparamRateLimit::<T>::get);
			let interval = u64::from(tempos).saturating_mul(Tempo::<T>::get(netuid).into());
			if let Ok(last) = OwnerHyperparamSetAt::<T>::try_get(netuid, parameter) {
				ensure!(
					Self::now().saturating_sub(last) >= interval,
					Error::<T>::TxRateLimitExceeded
				);
			}
		}
		Ok(who)
	}

	/// Remembers that the owner changed a hyperparameter; does nothing for root.
	pub fn note_owner_change(who: &Option<T::AccountId>, netuid: u16, parameter: u8) {
		if who.is_some() {
			OwnerHyperparamSetAt::<T>::insert(netuid, parameter, Self::now());
		}
	}

	/// Blocks after its last weights in which a validator is active: thousandths of a tempo, at least 1.
	pub fn activity_cutoff(netuid: u16) -> u64 {
		let factor = u64::from(crate::ActivityCutoffFactorMilli::<T>::get(netuid));
		(factor.saturating_mul(Tempo::<T>::get(netuid).into()) / 1_000).max(1)
	}

	/// Neurons a subnet can hold at most, as a `u16`.
	pub fn uid_bound() -> u16 {
		u16::try_from(T::MaxUids::get()).unwrap_or(u16::MAX)
	}
}
