//! Commit-reveal: weights stay secret until copying them is worth nothing.
//!
//! A validator commits the hash of its weights in one epoch and reveals them `RevealPeriodEpochs` later,
//! in exactly that epoch. Meanwhile they do not count. The hash binds hotkey, subnet, weights, salt and
//! version, so that nobody can reveal another's commit.
//!
//! What is revealed dates from its commit: a uid that was given to another hotkey since then gets nothing
//! of it, and `LastUpdate` is the block of the commit. A commit that ends otherwise than by its own
//! reveal is removed with an event that says why.

use alloc::vec::Vec;
use frame_support::ensure;
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

use crate::{
	mechanisms::Mechanism,
	types::{CommitDropReason, WeightCommit},
	weights_calls::SentRow,
	BlockAtRegistration, CommitRevealWeightsEnabled, Config, Error, Event, OpenCommits, Pallet, RevealPeriodEpochs,
	SubnetEpochIndex, WeightCommits,
};

/// Numbers in a salt: a reveal is free, so its length is not for the sender to choose.
const LONGEST_SALT: usize = 128;

/// Where a commit stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
	TooEarly,
	Open,
	Expired,
}

fn phase(commit: &WeightCommit, epoch: u64, period: u64) -> Phase {
	let reveal_epoch = commit.1.saturating_add(period);
	match epoch.cmp(&reveal_epoch) {
		core::cmp::Ordering::Less => Phase::TooEarly,
		core::cmp::Ordering::Equal => Phase::Open,
		core::cmp::Ordering::Greater => Phase::Expired,
	}
}

/// The hash that a validator commits: blake2b-256 of the SCALE encoding of these, in this order.
pub fn commit_hash<AccountId: codec::Encode>(
	hotkey: &AccountId,
	index: u16,
	uids: &[u16],
	values: &[u16],
	salt: &[u16],
	version_key: u64,
) -> H256 {
	BlakeTwo256::hash_of(&(hotkey, index, uids, values, salt, version_key))
}

impl<T: Config> Pallet<T> {
	/// What `commit_weights` checks. Returns the uid.
	pub(crate) fn check_commit(hotkey: &T::AccountId, mechanism: Mechanism) -> Result<u16, Error<T>> {
		let netuid = mechanism.netuid;
		ensure!(
			CommitRevealWeightsEnabled::<T>::get(netuid),
			Error::<T>::CommitRevealDisabled
		);
		let uid = Self::check_weight_setter(hotkey, netuid)?;
		ensure!(Self::may_update(mechanism, uid), Error::<T>::CommittingWeightsTooFast);
		let open = WeightCommits::<T>::get(mechanism.index(), hotkey);
		let (epoch, period) = Self::reveal_clock(netuid);
		let unexpired = open
			.iter()
			.filter(|commit| phase(commit, epoch, period) != Phase::Expired)
			.count();
		let limit =
			usize::try_from(<T::MaxOpenCommits as frame_support::traits::Get<u32>>::get()).unwrap_or(usize::MAX);
		ensure!(unexpired < limit, Error::<T>::TooManyUnrevealedCommits);
		Ok(uid)
	}

	/// Keeps the hash of weights that the hotkey will reveal.
	pub(crate) fn do_commit_weights(hotkey: &T::AccountId, mechanism: Mechanism, hash: H256) -> Result<(), Error<T>> {
		let uid = Self::check_commit(hotkey, mechanism)?;
		Self::drop_expired_commits(mechanism, hotkey);
		let index = mechanism.index();
		let epoch = SubnetEpochIndex::<T>::get(mechanism.netuid);
		WeightCommits::<T>::try_append(index, hotkey, (hash, epoch, Self::now(), 0))
			.map_err(|_| Error::<T>::TooManyUnrevealedCommits)?;
		Self::note_update(index, uid);
		Self::deposit_event(Event::WeightsCommitted(hotkey.clone(), index, hash));
		Ok(())
	}

	/// What `reveal_weights` checks. Returns the uid and the place of the commit among the open ones.
	pub(crate) fn check_reveal(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		row: SentRow,
		salt: &[u16],
	) -> Result<(u16, usize), Error<T>> {
		let (netuid, index) = (mechanism.netuid, mechanism.index());
		ensure!(
			CommitRevealWeightsEnabled::<T>::get(netuid),
			Error::<T>::CommitRevealDisabled
		);
		ensure!(row.uids.len() == row.values.len(), Error::<T>::WeightVecNotEqualSize);
		ensure!(salt.len() <= LONGEST_SALT, Error::<T>::SaltTooLong);
		let open = WeightCommits::<T>::get(index, hotkey);
		ensure!(!open.is_empty(), Error::<T>::NoWeightsCommitFound);
		let hash = commit_hash(hotkey, index, row.uids, row.values, salt, row.version_key);
		let (epoch, period) = Self::reveal_clock(netuid);
		// the same weights and salt may have been committed twice: the one that can be revealed is meant
		let at = open
			.iter()
			.position(|commit| commit.0 == hash && phase(commit, epoch, period) == Phase::Open)
			.or_else(|| open.iter().rposition(|commit| commit.0 == hash))
			.ok_or(Error::<T>::InvalidRevealCommitHashNotMatch)?;
		let commit = open.get(at).ok_or(Error::<T>::NoWeightsCommitFound)?;
		match phase(commit, epoch, period) {
			Phase::TooEarly => return Err(Error::<T>::RevealTooEarly),
			Phase::Expired => return Err(Error::<T>::ExpiredWeightCommit),
			Phase::Open => {}
		}
		let uid = Self::check_row(hotkey, mechanism, row, false)?;
		Ok((uid, at))
	}

	/// Sets the weights that the hotkey committed.
	pub(crate) fn do_reveal_weights(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		row: SentRow,
		salt: &[u16],
	) -> Result<(), Error<T>> {
		let hash = Self::reveal(hotkey, mechanism, row, salt)?;
		Self::deposit_event(Event::WeightsRevealed(hotkey.clone(), mechanism.index(), hash));
		Ok(())
	}

	/// Sets the weights that the hotkey committed. Returns the hash of the commit.
	pub(crate) fn reveal(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		row: SentRow,
		salt: &[u16],
	) -> Result<H256, Error<T>> {
		let (netuid, index) = (mechanism.netuid, mechanism.index());
		let (uid, at) = Self::check_reveal(hotkey, mechanism, row, salt)?;
		let mut ended: Vec<WeightCommit> = Vec::new();
		let mut revealed = None;
		WeightCommits::<T>::mutate_exists(index, hotkey, |commits| {
			if let Some(open) = commits {
				revealed = open.get(at).copied();
				ended = open.iter().take(at).copied().collect();
				let rest: Vec<WeightCommit> = open.iter().skip(at.saturating_add(1)).copied().collect();
				*commits = (!rest.is_empty()).then(|| OpenCommits::<T>::truncate_from(rest));
			}
		});
		let (hash, _, committed_at, _) = revealed.ok_or(Error::<T>::NoWeightsCommitFound)?;
		let (epoch, period) = Self::reveal_clock(netuid);
		for commit in ended {
			let reason = match phase(&commit, epoch, period) {
				Phase::Expired => CommitDropReason::Expired,
				_ => CommitDropReason::Superseded,
			};
			Self::deposit_event(Event::WeightsCommitDropped(hotkey.clone(), index, commit.0, reason));
		}
		Self::store_dated_row(mechanism, uid, row, committed_at);
		Ok(hash)
	}

	/// Stores a row that dates from block `committed_at`: who was registered since then gets nothing of it.
	pub(crate) fn store_dated_row(mechanism: Mechanism, uid: u16, row: SentRow, committed_at: u64) {
		let mut stored = Self::scaled_row(row);
		stored.retain(|(uid, _)| BlockAtRegistration::<T>::get(mechanism.netuid, uid) < committed_at);
		Self::store_row(mechanism.index(), uid, stored);
	}

	/// Removes the hotkey's commits whose epoch has passed. Tells whether there were any.
	pub(crate) fn drop_expired_commits(mechanism: Mechanism, hotkey: &T::AccountId) -> bool {
		let index = mechanism.index();
		let (epoch, period) = Self::reveal_clock(mechanism.netuid);
		let open = WeightCommits::<T>::get(index, hotkey);
		let (expired, kept): (Vec<WeightCommit>, Vec<WeightCommit>) = open
			.into_iter()
			.partition(|commit| phase(commit, epoch, period) == Phase::Expired);
		if expired.is_empty() {
			return false;
		}
		match kept.is_empty() {
			true => WeightCommits::<T>::remove(index, hotkey),
			false => WeightCommits::<T>::insert(index, hotkey, OpenCommits::<T>::truncate_from(kept)),
		}
		for commit in expired {
			Self::deposit_event(Event::WeightsCommitDropped(
				hotkey.clone(),
				index,
				commit.0,
				CommitDropReason::Expired,
			));
		}
		true
	}

	/// The block of the hotkey's earliest commit that has not expired. Expired ones may still be there where the
	/// rule was off for a while, or its period was shortened.
	pub(crate) fn earliest_commit(mechanism: Mechanism, hotkey: &T::AccountId) -> Option<u64> {
		let (epoch, period) = Self::reveal_clock(mechanism.netuid);
		WeightCommits::<T>::get(mechanism.index(), hotkey)
			.iter()
			.find(|commit| phase(commit, epoch, period) != Phase::Expired)
			.map(|commit| commit.2)
	}

	/// The subnet's epoch, and the epochs between a commit and its reveal.
	pub(crate) fn reveal_clock(netuid: u16) -> (u64, u64) {
		(SubnetEpochIndex::<T>::get(netuid), RevealPeriodEpochs::<T>::get(netuid))
	}
}
