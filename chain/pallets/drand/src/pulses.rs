//! Which pulses are stored, for how long, and what others read of them.

use alloc::vec::Vec;
use frame_support::{ensure, traits::UnixTime};
use ganglion_timelock::{is_public_key, round_at, verify, Beacon, SIGNATURE_BYTES};

use crate::{
	quicknet::SCHEME,
	types::{BeaconConfiguration, Pulse, RoundNumber},
	BeaconConfig, Config, Error, Event, LastStoredRound, OldestStoredRound, Pallet, Pulses, KEPT_ROUNDS,
	MAX_REMOVED_PULSES,
};

/// Rounds by which the chain's clock, which stands still between blocks, may be behind the beacon's.
const CLOCK_TOLERANCE: u64 = 20;

/// What a call did.
pub(crate) struct Stored {
	/// Every round was above `LastStoredRound`.
	pub all_newer: bool,
	/// Old rounds that were looked at.
	pub looked_at: u32,
}

impl<T: Config> Pallet<T> {
	/// The beacon can be verified.
	pub(crate) fn check_config(config: &BeaconConfiguration) -> Result<(), Error<T>> {
		ensure!(
			config.period > 0 && config.scheme_id.as_slice() == SCHEME && is_public_key(&config.public_key),
			Error::<T>::InvalidBeaconConfig
		);
		Ok(())
	}

	/// Verifies and stores pulses: all, or none where one is not the beacon's.
	pub(crate) fn store_pulses(pulses: Vec<Pulse>) -> Result<Stored, Error<T>> {
		let config = BeaconConfig::<T>::get();
		let last = LastStoredRound::<T>::get();
		let newest = Self::round_now(&config).saturating_add(CLOCK_TOLERANCE);
		let mut above = newest.saturating_sub(KEPT_ROUNDS);
		let rounds: Vec<RoundNumber> = pulses.iter().map(|pulse| pulse.round).collect();
		let (Some(first), Some(latest)) = (rounds.first().copied(), rounds.last().copied()) else {
			return Err(Error::<T>::NoneValue);
		};
		// the cheap questions of all before the dear one of any
		for pulse in &pulses {
			ensure!(
				pulse.round > above && pulse.round <= newest && !Pulses::<T>::contains_key(pulse.round),
				Error::<T>::InvalidRoundNumber
			);
			ensure!(
				pulse.randomness.as_slice() == sp_io::hashing::sha2_256(&pulse.signature),
				Error::<T>::UnverifiedPulse
			);
			above = pulse.round;
		}
		for pulse in pulses {
			verify(&config.public_key, pulse.round, &pulse.signature)
				.map_err(|_| Error::<T>::PulseVerificationError)?;
			Pulses::<T>::insert(pulse.round, pulse);
		}
		let oldest = OldestStoredRound::<T>::get();
		if oldest == 0 || first < oldest {
			OldestStoredRound::<T>::put(first);
		}
		if latest > last {
			LastStoredRound::<T>::put(latest);
		}
		let looked_at = Self::remove_old_pulses();
		Self::deposit_event(Event::NewPulse { rounds });
		Ok(Stored {
			all_newer: first > last,
			looked_at,
		})
	}

	/// Looks at the oldest rounds that need not be kept, and removes their pulses. Returns how many.
	fn remove_old_pulses() -> u32 {
		let oldest = OldestStoredRound::<T>::get();
		let kept_from = LastStoredRound::<T>::get()
			.saturating_sub(KEPT_ROUNDS)
			.saturating_add(1);
		let end = kept_from.min(oldest.saturating_add(MAX_REMOVED_PULSES.into()));
		if end <= oldest {
			return 0;
		}
		for round in oldest..end {
			Pulses::<T>::remove(round);
		}
		OldestStoredRound::<T>::put(end);
		u32::try_from(end.saturating_sub(oldest)).unwrap_or(MAX_REMOVED_PULSES)
	}

	fn round_now(config: &BeaconConfiguration) -> RoundNumber {
		Self::round_after(config, 0)
	}

	fn round_after(config: &BeaconConfiguration, ms: u64) -> RoundNumber {
		let now = u64::try_from(T::Clock::now().as_millis()).unwrap_or(u64::MAX);
		round_at(now.saturating_add(ms), config.genesis_time.into(), config.period.into())
	}
}

impl<T: Config> Beacon for Pallet<T> {
	fn last_round() -> u64 {
		LastStoredRound::<T>::get()
	}

	fn round_in(ms: u64) -> u64 {
		Self::round_after(&BeaconConfig::<T>::get(), ms)
	}

	fn signature(round: u64) -> Option<[u8; SIGNATURE_BYTES]> {
		Pulses::<T>::get(round)?.signature.as_slice().try_into().ok()
	}
}
