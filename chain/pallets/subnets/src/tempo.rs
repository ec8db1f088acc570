//! What an owner can do about when its subnet's epochs run.
//!
//! A new tempo counts from the last epoch on. (In the reference the count begins anew with each change, so that
//! an owner could put an epoch off for as long as it changes the tempo in time.)

use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
	ActivityCutoffFactorMilli, AdminFreezeWindow, CommitRevealWeightsEnabled, Config, Error, Event,
	OwnerHyperparamSetAt, Pallet, PendingEpochAt, Tempo,
};

/// The shortest tempo that an owner can set, in blocks, and the blocks between two changes.
pub const MIN_TEMPO: u16 = 360;
/// The longest tempo that an owner can set, in blocks.
pub const MAX_TEMPO: u16 = 50_400;
/// Thousandths of a tempo that an activity cutoff can be.
pub const ACTIVITY_CUTOFF_FACTORS: core::ops::RangeInclusive<u32> = 1_000..=50_000;

/// Where `OwnerHyperparamSetAt` has the last change of the tempo. AdminUtils' indices, which it is otherwise
/// about, end below.
const SET_TEMPO: u8 = 139;
/// See [`SET_TEMPO`].
const SET_ACTIVITY_CUTOFF_FACTOR: u8 = 140;
/// See [`SET_TEMPO`].
const TRIGGER_EPOCH: u8 = 141;

impl<T: Config> Pallet<T> {
	/// Sets the tempo of the owner's subnet.
	pub(crate) fn do_set_tempo(who: &T::AccountId, netuid: u16, tempo: u16) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		Self::ensure_subnet_owner(who, netuid)?;
		ensure!((MIN_TEMPO..=MAX_TEMPO).contains(&tempo), Error::<T>::TempoOutOfBounds);
		Self::ensure_admin_window_open(netuid)?;
		if let Ok(last) = OwnerHyperparamSetAt::<T>::try_get(netuid, SET_TEMPO) {
			ensure!(
				Self::now().saturating_sub(last) >= MIN_TEMPO.into(),
				Error::<T>::TxRateLimitExceeded
			);
		}
		Tempo::<T>::insert(netuid, tempo);
		OwnerHyperparamSetAt::<T>::insert(netuid, SET_TEMPO, Self::now());
		Self::deposit_event(Event::TempoSet(netuid, tempo));
		Ok(())
	}

	/// Sets the activity cutoff of a subnet for its owner or root.
	pub(crate) fn do_set_activity_cutoff_factor(
		origin: T::RuntimeOrigin,
		netuid: u16,
		factor_milli: u32,
	) -> DispatchResult {
		let who = Self::ensure_owner_or_root_within_limits(origin, netuid, SET_ACTIVITY_CUTOFF_FACTOR, None)?;
		ensure!(
			ACTIVITY_CUTOFF_FACTORS.contains(&factor_milli),
			Error::<T>::ActivityCutoffFactorMilliOutOfBounds
		);
		ActivityCutoffFactorMilli::<T>::insert(netuid, factor_milli);
		Self::note_owner_change(&who, netuid, SET_ACTIVITY_CUTOFF_FACTOR);
		Self::deposit_event(Event::ActivityCutoffFactorMilliSet { netuid, factor_milli });
		Ok(())
	}

	/// Lets an epoch run as soon as owners are frozen out of what it depends on.
	pub(crate) fn do_trigger_epoch(who: &T::AccountId, netuid: u16) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		Self::ensure_subnet_owner(who, netuid)?;
		ensure!(
			!CommitRevealWeightsEnabled::<T>::get(netuid),
			Error::<T>::DynamicTempoBlockedByCommitReveal
		);
		ensure!(
			PendingEpochAt::<T>::get(netuid) == 0,
			Error::<T>::EpochTriggerAlreadyPending
		);
		let fires_at = Self::now().saturating_add(AdminFreezeWindow::<T>::get().max(1).into());
		ensure!(
			Self::next_epoch_block(netuid) > fires_at,
			Error::<T>::AutoEpochAlreadyImminent
		);
		Self::ensure_owner_or_root_within_limits(
			frame_system::RawOrigin::Signed(who.clone()).into(),
			netuid,
			TRIGGER_EPOCH,
			None,
		)?;
		PendingEpochAt::<T>::insert(netuid, fires_at);
		OwnerHyperparamSetAt::<T>::insert(netuid, TRIGGER_EPOCH, Self::now());
		Self::deposit_event(Event::EpochTriggered {
			netuid,
			by: who.clone(),
			fires_at,
		});
		Ok(())
	}
}
