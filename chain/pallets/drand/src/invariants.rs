//! What holds after every call.

use alloc::{format, string::String, vec::Vec};

use crate::{Config, LastStoredRound, OldestStoredRound, Pallet, Pulses};

impl<T: Config> Pallet<T> {
	/// Every pulse is of the round that it is stored under, between the oldest and the newest, and its randomness
	/// is the hash of its signature.
	pub fn check_invariants() -> Result<(), Vec<String>> {
		let (oldest, last) = (OldestStoredRound::<T>::get(), LastStoredRound::<T>::get());
		let mut broken = Vec::new();
		for (round, pulse) in Pulses::<T>::iter() {
			if pulse.round != round || !(oldest..=last).contains(&round) {
				broken.push(format!(
					"the pulse of round {} is stored as {round}, between {oldest} and {last}",
					pulse.round
				));
			}
			if pulse.randomness.as_slice() != sp_io::hashing::sha2_256(&pulse.signature) {
				broken.push(format!("the randomness of round {round} is not its signature's"));
			}
		}
		if last > 0 && !Pulses::<T>::contains_key(last) {
			broken.push(format!("the newest round is {last}, but its pulse is absent"));
		}
		if broken.is_empty() {
			Ok(())
		} else {
			Err(broken)
		}
	}
}
