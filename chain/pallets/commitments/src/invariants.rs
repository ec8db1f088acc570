//! What always holds.

use alloc::{format, string::String, vec::Vec};

use crate::{
	CommitmentOf, Config, LastBondsReset, LastCommitment, Pallet, RevealedCommitments, RoundsOf, SubnetsInterface,
	TimelockedByRound, UsedSpaceOf, MAX_REVEALED,
};

impl<T: Config> Pallet<T> {
	/// Gives a sentence for each law that does not hold:
	///
	/// - who has a record is registered in the subnet, as long as it is not being removed, and has committed;
	/// - a commitment with timelocked fields, and no other, is listed under rounds, the same both ways;
	/// - no more is kept of what was revealed than is said.
	pub fn check_invariants() -> Vec<String> {
		let mut broken = Vec::new();
		for (netuid, who, _) in LastCommitment::<T>::iter() {
			if !T::Subnets::can_commit(netuid, &who) && !T::Subnets::is_ending(netuid) {
				broken.push(format!(
					"{who:?} committed in subnet {netuid} and is not registered there"
				));
			}
		}
		let recorded = CommitmentOf::<T>::iter_keys()
			.chain(LastBondsReset::<T>::iter_keys())
			.chain(RevealedCommitments::<T>::iter_keys())
			.chain(UsedSpaceOf::<T>::iter_keys())
			.chain(RoundsOf::<T>::iter_keys());
		for (netuid, who) in recorded {
			if !LastCommitment::<T>::contains_key(netuid, &who) {
				broken.push(format!(
					"{who:?} never committed in subnet {netuid} and has records there"
				));
			}
		}
		for (netuid, who, registration) in CommitmentOf::<T>::iter() {
			let timelocked = registration.info.reveal_rounds().next().is_some();
			if timelocked != RoundsOf::<T>::contains_key(netuid, &who) {
				broken.push(format!(
					"the timelocked fields of {who:?} in subnet {netuid} are not listed"
				));
			}
		}
		for (netuid, who, rounds) in RoundsOf::<T>::iter() {
			for round in rounds {
				if !TimelockedByRound::<T>::contains_key(round, (netuid, &who)) {
					broken.push(format!(
						"{who:?} in subnet {netuid} is not on the list of round {round}"
					));
				}
			}
		}
		for (round, (netuid, who)) in TimelockedByRound::<T>::iter_keys() {
			if !RoundsOf::<T>::get(netuid, &who).contains(&round) {
				broken.push(format!(
					"round {round} lists {who:?} in subnet {netuid}, who waits for another"
				));
			}
		}
		for (netuid, who, revealed) in RevealedCommitments::<T>::iter() {
			if revealed.is_empty() || revealed.len() > MAX_REVEALED {
				broken.push(format!(
					"{} revealed fields are kept of {who:?} in subnet {netuid}",
					revealed.len()
				));
			}
		}
		broken
	}
}
