//! Timelocked commits: weights that a beacon's signature opens, so that nobody has to reveal them.
//!
//! A validator seals its weights for a round of the beacon and commits the sealed message in one epoch. In the
//! epoch `RevealPeriodEpochs` later the chain opens it by itself, once the round's signature is there
//! ([`crate::timelock_reveal`]). What is sealed is the SCALE encoding of (hotkey as bytes, uids, values, version
//! key); subnet, mechanism and epoch are bound by where the commit is kept.
//!
//! # Bounds
//! - The round is above the newest that is known, or the weights would be public already, and signed before the
//!   reveal epoch is over, or they could not be opened in it.
//! - A hotkey has one such commit per epoch and mechanism: a later one takes its place, and is told of.
//! - A sealed message is no longer than a row for all neurons takes, and has the form of one.
//! - Only who has a permit can commit, as each commit costs the chain a pairing for which nobody pays.

use alloc::vec::Vec;
use codec::Encode;
use frame_support::{ensure, traits::Get, BoundedVec};
use ganglion_timelock::{longest_sealed, Beacon, Ciphertext};
use sp_core::{ConstU32, H256};
use sp_runtime::traits::{BlakeTwo256, Hash};

use crate::{
	mechanisms::Mechanism, types::CommitDropReason, CommitRevealWeightsEnabled, CommitRevealWeightsVersion, Config,
	Error, Event, Pallet, SubnetEpochIndex, SubnetworkN, Tempo, TimelockedEpochs, TimelockedWeightCommits,
};

/// Bytes of the longest sealed row: for 4096 neurons 16,673, and some to spare.
pub const MAX_TIMELOCKED_COMMIT_BYTES: u32 = 16_896;

/// Epochs of one mechanism that can have timelocked commits at a time: the longest reveal period and some that wait
/// to be opened.
pub const MAX_TIMELOCKED_EPOCHS: u32 = 128;

/// A sealed row.
pub type SealedRow = BoundedVec<u8, ConstU32<MAX_TIMELOCKED_COMMIT_BYTES>>;

/// Hotkey, block of the commit, sealed row, and the round that opens it.
pub type TimelockedCommit<T> = (<T as frame_system::Config>::AccountId, u64, SealedRow, u64);

/// Commits of one epoch, at most one of each hotkey.
pub type TimelockedCommits<T> = BoundedVec<TimelockedCommit<T>, <T as Config>::MaxUids>;

/// Bytes of a sealed row for `neurons` neurons whose hotkeys take `hotkey` bytes.
pub fn longest_row(hotkey: usize, neurons: u16) -> usize {
	// three lists with their lengths, and the version key
	const LENGTHS_AND_KEY: usize = 3 * 4 + 8;
	let message = usize::from(neurons)
		.saturating_mul(4)
		.saturating_add(hotkey)
		.saturating_add(LENGTHS_AND_KEY);
	longest_sealed(message)
}

/// What events name a timelocked commit by: blake2b-256 of its SCALE encoding.
pub fn sealed_hash(sealed: &SealedRow) -> H256 {
	BlakeTwo256::hash_of(sealed)
}

impl<T: Config> Pallet<T> {
	/// What `commit_timelocked_weights` checks. Returns the uid.
	pub(crate) fn check_timelocked_commit(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		sealed: &SealedRow,
		round: u64,
		version: u16,
	) -> Result<u16, Error<T>> {
		let netuid = mechanism.netuid;
		ensure!(
			CommitRevealWeightsEnabled::<T>::get(netuid),
			Error::<T>::CommitRevealDisabled
		);
		ensure!(
			version == CommitRevealWeightsVersion::<T>::get(),
			Error::<T>::IncorrectCommitRevealVersion
		);
		let uid = Self::check_weight_setter(hotkey, netuid)?;
		ensure!(Self::may_update(mechanism, uid), Error::<T>::CommittingWeightsTooFast);
		ensure!(
			Self::has_permit(netuid, uid) || Self::owner_uid(netuid) == Some(uid),
			Error::<T>::NeuronNoValidatorPermit
		);
		ensure!(
			sealed.len() <= longest_row(hotkey.encoded_size(), SubnetworkN::<T>::get(netuid)),
			Error::<T>::TimelockedCommitTooLong
		);
		ensure!(Ciphertext::parse(sealed).is_ok(), Error::<T>::MalformedTimelockedCommit);
		ensure!(
			round > T::Beacon::last_round() && round <= Self::last_usable_round(netuid),
			Error::<T>::InvalidRevealRound
		);
		let epoch = SubnetEpochIndex::<T>::get(netuid);
		let epochs = TimelockedEpochs::<T>::get(mechanism.index());
		ensure!(
			epochs.len() < MAX_TIMELOCKED_EPOCHS as usize || epochs.iter().any(|(open, _)| *open == epoch),
			Error::<T>::TooManyUnrevealedCommits
		);
		Ok(uid)
	}

	/// Keeps a sealed row until the chain can open it.
	pub(crate) fn do_commit_timelocked_weights(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		sealed: SealedRow,
		round: u64,
		version: u16,
	) -> Result<(), Error<T>> {
		let uid = Self::check_timelocked_commit(hotkey, mechanism, &sealed, round, version)?;
		let (index, epoch) = (mechanism.index(), SubnetEpochIndex::<T>::get(mechanism.netuid));
		let hash = sealed_hash(&sealed);
		let mut commits = TimelockedWeightCommits::<T>::get(index, epoch);
		let former = commits.iter().position(|(who, ..)| who == hotkey);
		if let Some(at) = former {
			let (.., superseded, _) = commits.remove(at);
			Self::tell_of_dropped(hotkey, index, &superseded, CommitDropReason::Superseded);
		}
		commits
			.try_push((hotkey.clone(), Self::now(), sealed, round))
			.map_err(|_| Error::<T>::TooManyUnrevealedCommits)?;
		Self::keep_timelocked_commits(index, epoch, commits);
		Self::note_update(index, uid);
		Self::deposit_event(Event::TimelockedWeightsCommitted(hotkey.clone(), index, hash, round));
		Ok(())
	}

	/// Stores what is left of an epoch's commits, and the least round that would open one.
	pub(crate) fn keep_timelocked_commits(index: u16, epoch: u64, commits: TimelockedCommits<T>) {
		let least = commits.iter().map(|(.., round)| *round).min();
		TimelockedEpochs::<T>::mutate_exists(index, |stored| {
			let mut epochs = stored.take().unwrap_or_default().into_inner();
			epochs.retain(|(open, _)| *open != epoch);
			epochs.extend(least.map(|round| (epoch, round)));
			epochs.sort_unstable();
			*stored = (!epochs.is_empty()).then(|| BoundedVec::truncate_from(epochs));
		});
		match commits.is_empty() {
			true => TimelockedWeightCommits::<T>::remove(index, epoch),
			false => TimelockedWeightCommits::<T>::insert(index, epoch, commits),
		}
	}

	/// Ends all timelocked commits of a hotkey, and says why.
	pub(crate) fn drop_timelocked_commits_of(index: u16, hotkey: &T::AccountId, reason: CommitDropReason) {
		for (epoch, _) in TimelockedEpochs::<T>::get(index) {
			let commits = TimelockedWeightCommits::<T>::get(index, epoch).into_inner();
			let (ended, kept): (Vec<_>, Vec<_>) = commits.into_iter().partition(|(who, ..)| who == hotkey);
			if ended.is_empty() {
				continue;
			}
			for (.., sealed, _) in &ended {
				Self::tell_of_dropped(hotkey, index, sealed, reason);
			}
			Self::keep_timelocked_commits(index, epoch, BoundedVec::truncate_from(kept));
		}
	}

	/// The hotkeys with timelocked commits of a mechanism, each with the block of a commit.
	pub(crate) fn timelocked_commit_blocks(index: u16) -> Vec<(T::AccountId, u64)> {
		TimelockedEpochs::<T>::get(index)
			.into_iter()
			.flat_map(|(epoch, _)| TimelockedWeightCommits::<T>::get(index, epoch))
			.map(|(hotkey, block, ..)| (hotkey, block))
			.collect()
	}

	/// The newest round that is signed before the epoch is over in which a commit of now is opened.
	fn last_usable_round(netuid: u16) -> u64 {
		let (_, period) = Self::reveal_clock(netuid);
		let until_epoch = Self::next_epoch_block(netuid).saturating_sub(Self::now());
		let blocks = period
			.saturating_mul(Tempo::<T>::get(netuid).into())
			.saturating_add(until_epoch);
		T::Beacon::round_in(blocks.saturating_mul(T::SlotDuration::get()))
	}

	fn tell_of_dropped(hotkey: &T::AccountId, index: u16, sealed: &SealedRow, reason: CommitDropReason) {
		Self::deposit_event(Event::WeightsCommitDropped(
			hotkey.clone(),
			index,
			sealed_hash(sealed),
			reason,
		));
	}
}
