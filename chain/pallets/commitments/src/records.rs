//! What is kept of a hotkey's commitments, and what becomes of it when the hotkey loses its place or its name.

use alloc::vec::Vec;
use frame_support::ensure;
use sp_runtime::traits::BlockNumberProvider;

use crate::{
	CommitmentInfo, CommitmentOf, Config, Data, Error, Event, LastBondsReset, LastCommitment, MaxSpace, NextRound,
	Pallet, Registration, RevealedCommitments, RoundsOf, SubnetsInterface, TimelockedByRound, UsageTracker,
	UsedSpaceOf, MIN_SPACE,
};

impl<T: Config> Pallet<T> {
	/// Checks that `who` may commit `info` now. Returns what it will have used of its space: for the call, and for the
	/// pool, which takes no free call that would fail.
	pub fn check_commitment(
		who: &T::AccountId,
		netuid: u16,
		info: &CommitmentInfo<T::MaxFields>,
	) -> Result<UsageTracker, Error<T>> {
		ensure!(T::Subnets::can_commit(netuid, who), Error::<T>::AccountNotAllowedCommit);
		let epoch = T::Subnets::epoch_index(netuid);
		let used = UsedSpaceOf::<T>::get(netuid, who)
			.filter(|usage| usage.last_epoch == epoch)
			.map_or(0, |usage| usage.used_space)
			.saturating_add(info.len_for_rate_limit().max(MIN_SPACE));
		ensure!(used <= u64::from(MaxSpace::<T>::get()), Error::<T>::SpaceLimitExceeded);
		Ok(UsageTracker {
			last_epoch: epoch,
			used_space: used,
		})
	}

	/// Replaces the hotkey's commitment.
	pub(crate) fn store(netuid: u16, who: T::AccountId, usage: UsageTracker, info: CommitmentInfo<T::MaxFields>) {
		let block = T::BlockNumberProvider::current_block_number();
		if info.fields.contains(&Data::ResetBondsFlag) {
			LastBondsReset::<T>::insert(netuid, &who, block);
			T::Subnets::reset_bonds(netuid, &who);
		}
		Self::unlist_rounds(netuid, &who);
		UsedSpaceOf::<T>::insert(netuid, &who, usage);
		LastCommitment::<T>::insert(netuid, &who, block);
		let rounds: Vec<u64> = info.reveal_rounds().collect();
		let registration = Registration {
			deposit: T::Balance::default(),
			block,
			info,
		};
		CommitmentOf::<T>::insert(netuid, &who, registration);
		Self::list_rounds(netuid, &who, rounds.iter().copied());
		Self::deposit_event(match rounds.first().copied() {
			Some(reveal_round) => Event::TimelockCommitment {
				netuid,
				who,
				reveal_round,
			},
			None => Event::Commitment { netuid, who },
		});
	}

	/// Removes all that is kept of the hotkey in the subnet: it lost its place there.
	pub fn remove(netuid: u16, who: &T::AccountId) {
		Self::unlist_rounds(netuid, who);
		CommitmentOf::<T>::remove(netuid, who);
		LastCommitment::<T>::remove(netuid, who);
		LastBondsReset::<T>::remove(netuid, who);
		RevealedCommitments::<T>::remove(netuid, who);
		UsedSpaceOf::<T>::remove(netuid, who);
	}

	/// Removes all that is kept of a subnet, which is gone.
	pub fn remove_subnet(netuid: u16) {
		// whoever has any record has this one
		let committed: Vec<_> = LastCommitment::<T>::iter_key_prefix(netuid).collect();
		for who in committed {
			Self::remove(netuid, &who);
		}
	}

	/// Gives all that is kept of `old` in the subnet to `new`, which stands in its place.
	pub fn swap(netuid: u16, old: &T::AccountId, new: &T::AccountId) {
		macro_rules! hand_over {
			($($record:ident),+) => {
				$( if let Some(value) = $record::<T>::take(netuid, old) {
					$record::<T>::insert(netuid, new, value);
				} )+
			};
		}
		Self::remove(netuid, new);
		let rounds = RoundsOf::<T>::get(netuid, old);
		Self::unlist_rounds(netuid, old);
		hand_over!(
			CommitmentOf,
			LastCommitment,
			LastBondsReset,
			RevealedCommitments,
			UsedSpaceOf
		);
		Self::list_rounds(netuid, new, rounds.into_iter());
	}

	/// Lists a commitment under rounds, with those it is listed under already.
	pub(crate) fn list_rounds(netuid: u16, who: &T::AccountId, rounds: impl Iterator<Item = u64>) {
		let next = NextRound::<T>::get().unwrap_or_default();
		let mut listed = RoundsOf::<T>::get(netuid, who);
		for round in rounds {
			// what is past is opened with the next that comes
			let round = round.max(next);
			// as many as the fields, which have the same bound
			if !listed.contains(&round) && listed.try_push(round).is_ok() {
				TimelockedByRound::<T>::insert(round, (netuid, who), ());
			}
		}
		if !listed.is_empty() {
			RoundsOf::<T>::insert(netuid, who, listed);
		}
	}

	fn unlist_rounds(netuid: u16, who: &T::AccountId) {
		for round in RoundsOf::<T>::take(netuid, who) {
			TimelockedByRound::<T>::remove(round, (netuid, who));
		}
	}

	/// Takes a commitment off one round's list.
	pub(crate) fn unlist_round(round: u64, netuid: u16, who: &T::AccountId) {
		TimelockedByRound::<T>::remove(round, (netuid, who));
		RoundsOf::<T>::mutate_exists(netuid, who, |listed| {
			if let Some(rounds) = listed {
				rounds.retain(|listed| *listed != round);
				if rounds.is_empty() {
					*listed = None;
				}
			}
		});
	}
}
