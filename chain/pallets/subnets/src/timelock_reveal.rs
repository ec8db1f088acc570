//! Opening timelocked commits: see [`crate::timelock`] for how they come about.
//!
//! **Triggers.** Every block, before the epochs: a commit is due in the epoch `RevealPeriodEpochs` after its own, as
//! soon as the signature of its round is known.
//! **Actions.** Open it, and store the row as of the block of the commit: who was registered since then gets
//! nothing of it.
//! **Exceptional scenarios.** A commit that cannot be opened leaves its validator with no row, and an event with the
//! reason: committing counted as an update, so the weights before it must not stay in force for a message that says
//! nothing. So does one whose signature is not there when its epoch is over. Opening costs a pairing, of which a
//! block does `MaxRevealsPerBlock`; the others wait for the next block, also past their epoch. Subnets take turns
//! in being first.

use alloc::vec::Vec;
use codec::{DecodeAll, Encode};
use frame_support::{traits::Get, weights::Weight, BoundedVec};
use ganglion_timelock::{open, Beacon, SIGNATURE_BYTES};

use crate::{
	mechanisms::Mechanism,
	timelock::{sealed_hash, SealedRow, TimelockedCommit},
	types::{CommitDropReason, RevealFailure},
	weights::WeightInfo,
	weights_calls::SentRow,
	CommitRevealWeightsEnabled, Config, Event, LastUpdate, Pallet, SparseRow, TimelockedEpochs,
	TimelockedWeightCommits, Uids,
};

/// What is sealed in a commit: hotkey, uids, values, version key.
type Payload = (Vec<u8>, Vec<u16>, Vec<u16>, u64);

impl<T: Config> Pallet<T> {
	/// Opens what is due in block `now`. Returns what it cost.
	pub(crate) fn open_timelocked_commits(netuids: &[u16], now: u64) -> Weight {
		let mut left = T::MaxRevealsPerBlock::get();
		let mut weight = Weight::zero();
		let turn = usize::try_from(now)
			.ok()
			.and_then(|now| now.checked_rem(netuids.len()))
			.unwrap_or_default();
		let (later, first) = netuids.split_at_checked(turn).unwrap_or((netuids, &[]));
		for mechanism in first.iter().chain(later).copied().flat_map(Self::mechanisms) {
			for epoch in Self::due_epochs(mechanism) {
				weight.saturating_accrue(Self::open_epoch(mechanism, epoch, &mut left));
			}
		}
		weight
	}

	/// The epochs whose commits may be opened now, or can no longer be.
	fn due_epochs(mechanism: Mechanism) -> Vec<u64> {
		let open = TimelockedEpochs::<T>::get(mechanism.index());
		if open.is_empty() {
			return Vec::new();
		}
		let last_round = T::Beacon::last_round();
		let (present, period) = Self::reveal_clock(mechanism.netuid);
		open.into_iter()
			.filter(|(epoch, least_round)| {
				let reveal_epoch = epoch.saturating_add(period);
				reveal_epoch < present || (reveal_epoch == present && *least_round <= last_round)
			})
			.map(|(epoch, _)| epoch)
			.collect()
	}

	/// Opens the commits of one epoch, as many as the block has left.
	fn open_epoch(mechanism: Mechanism, epoch: u64, left: &mut u32) -> Weight {
		let (index, netuid) = (mechanism.index(), mechanism.netuid);
		let (present, period) = Self::reveal_clock(netuid);
		let over = epoch.saturating_add(period) < present;
		let commits = TimelockedWeightCommits::<T>::get(index, epoch);
		let bytes = u32::try_from(commits.encoded_size()).unwrap_or(u32::MAX);
		let (mut opened, mut kept) = (0u32, Vec::new());
		for commit in commits {
			match T::Beacon::signature(commit.3) {
				Some(signature) if *left > 0 => {
					*left = left.saturating_sub(1);
					opened = opened.saturating_add(1);
					Self::settle(mechanism, &commit, Self::opened_payload(&commit, &signature));
				}
				None if over => Self::settle(mechanism, &commit, Err(RevealFailure::PulseMissing)),
				_ => kept.push(commit),
			}
		}
		Self::keep_timelocked_commits(index, epoch, BoundedVec::truncate_from(kept));
		T::WeightInfo::open_timelocked(opened, bytes)
	}

	fn opened_payload(
		(hotkey, _, sealed, _): &TimelockedCommit<T>,
		signature: &[u8; SIGNATURE_BYTES],
	) -> Result<Payload, RevealFailure> {
		let message = open(sealed, signature).map_err(RevealFailure::NotOpened)?;
		let payload = Payload::decode_all(&mut message.as_slice()).map_err(|_| RevealFailure::PayloadUnreadable)?;
		match hotkey.encode() == payload.0 {
			true => Ok(payload),
			false => Err(RevealFailure::HotkeyMismatch),
		}
	}

	/// Stores the row of a commit, or empties the validator's, and says so.
	fn settle(
		mechanism: Mechanism,
		(hotkey, committed_at, sealed, _): &TimelockedCommit<T>,
		payload: Result<Payload, RevealFailure>,
	) {
		let index = mechanism.index();
		let Some(uid) = Uids::<T>::get(mechanism.netuid, hotkey) else {
			frame_support::defensive!("commits of replaced neurons are dropped when they are replaced");
			return;
		};
		if Self::set_weights_since(mechanism, uid, *committed_at) {
			Self::deposit_event(Event::WeightsCommitDropped(
				hotkey.clone(),
				index,
				sealed_hash(sealed),
				CommitDropReason::Superseded,
			));
			return;
		}
		let checked = payload.and_then(|(_, uids, values, version_key)| {
			let row = SentRow {
				uids: &uids,
				values: &values,
				version_key,
			};
			Self::check_row(hotkey, mechanism, row, false)
				.map(|uid| Self::store_dated_row(mechanism, uid, row, *committed_at))
				.map_err(|error| RevealFailure::RowRefused(error.into()))
		});
		match checked {
			Ok(()) => Self::deposit_event(Event::TimelockedWeightsRevealed(index, hotkey.clone())),
			Err(reason) => {
				Self::store_row(index, uid, SparseRow::<T>::new());
				Self::tell_of_failure(hotkey, index, sealed, reason);
			}
		}
	}

	/// The uid set weights after the commit, which the subnet allows since it takes weights at once.
	fn set_weights_since(mechanism: Mechanism, uid: u16, committed_at: u64) -> bool {
		let last = LastUpdate::<T>::get(mechanism.index());
		!CommitRevealWeightsEnabled::<T>::get(mechanism.netuid)
			&& last.get(usize::from(uid)).is_some_and(|last| *last > committed_at)
	}

	fn tell_of_failure(hotkey: &T::AccountId, index: u16, sealed: &SealedRow, reason: RevealFailure) {
		Self::deposit_event(Event::TimelockedWeightsNotRevealed {
			hotkey: hotkey.clone(),
			index,
			commit_hash: sealed_hash(sealed),
			reason,
		});
	}
}
