//! Weights and commits for several subnets in one call, and several reveals in one subnet.
//!
//! A batch of weights or commits takes every item that it can, and tells of the others by events; a batch of
//! reveals succeeds or fails as a whole. All are free, so the pool lets in only batches of which every item would
//! succeed ([`crate::extension`]).

use alloc::{collections::BTreeSet, vec::Vec};
use codec::Compact;
use frame_support::ensure;
use sp_core::H256;

use crate::{mechanisms::Mechanism, weights_calls::SentRow, Config, Error, Event, Pallet};

/// Rows as a batch sends them.
pub(crate) type BatchRows = [Vec<(Compact<u16>, Compact<u16>)>];

/// Reveals as a batch sends them.
#[derive(Clone, Copy)]
pub(crate) struct SentReveals<'a> {
	pub uids: &'a [Vec<u16>],
	pub values: &'a [Vec<u16>],
	pub salts: &'a [Vec<u16>],
	pub version_keys: &'a [u64],
}

impl<'a> SentReveals<'a> {
	fn rows(self) -> impl Iterator<Item = (SentRow<'a>, &'a [u16])> {
		let rows = self.uids.iter().zip(self.values).zip(self.version_keys).zip(self.salts);
		rows.map(|(((uids, values), version_key), salt)| {
			let row = SentRow {
				uids,
				values,
				version_key: *version_key,
			};
			(row, salt.as_slice())
		})
	}

	fn ensure_lengths<T>(self) -> Result<(), Error<T>> {
		ensure!(!self.uids.is_empty(), Error::EmptyBatch);
		ensure!(
			[self.values.len(), self.salts.len(), self.version_keys.len()]
				.iter()
				.all(|len| *len == self.uids.len()),
			Error::InputLengthsUnequal
		);
		Ok(())
	}
}

/// Uids and values, one list of each.
fn columns(row: &[(Compact<u16>, Compact<u16>)]) -> (Vec<u16>, Vec<u16>) {
	row.iter().map(|(uid, value)| (uid.0, value.0)).unzip()
}

fn ensure_distinct<T>(netuids: &[Compact<u16>], lengths: &[usize]) -> Result<(), Error<T>> {
	ensure!(!netuids.is_empty(), Error::EmptyBatch);
	ensure!(
		lengths.iter().all(|len| *len == netuids.len()),
		Error::InputLengthsUnequal
	);
	let distinct: BTreeSet<u16> = netuids.iter().map(|netuid| netuid.0).collect();
	ensure!(distinct.len() == netuids.len(), Error::DuplicateNetuids);
	Ok(())
}

impl<T: Config> Pallet<T> {
	/// Every item of `batch_set_weights` would succeed.
	pub(crate) fn check_batch_set(
		hotkey: &T::AccountId,
		netuids: &[Compact<u16>],
		rows: &BatchRows,
		version_keys: &[Compact<u64>],
	) -> Result<(), Error<T>> {
		ensure_distinct::<T>(netuids, &[rows.len(), version_keys.len()])?;
		for ((netuid, row), version_key) in netuids.iter().zip(rows).zip(version_keys) {
			let (uids, values) = columns(row);
			let row = SentRow {
				uids: &uids,
				values: &values,
				version_key: version_key.0,
			};
			Self::check_set_weights(hotkey, Self::ensure_mechanism(netuid.0, 0)?, row)?;
		}
		Ok(())
	}

	/// Sets the hotkey's weights in several subnets, in the first mechanism of each.
	pub(crate) fn do_batch_set_weights(
		hotkey: &T::AccountId,
		netuids: Vec<Compact<u16>>,
		rows: &BatchRows,
		version_keys: &[Compact<u64>],
	) -> Result<(), Error<T>> {
		ensure_distinct::<T>(&netuids, &[rows.len(), version_keys.len()])?;
		let items = netuids.iter().zip(rows).zip(version_keys);
		let results = items.map(|((netuid, row), version_key)| {
			let (uids, values) = columns(row);
			let row = SentRow {
				uids: &uids,
				values: &values,
				version_key: version_key.0,
			};
			let set =
				Self::ensure_mechanism(netuid.0, 0).and_then(|mechanism| Self::do_set_weights(hotkey, mechanism, row));
			(netuid.0, set)
		});
		let results = results.collect();
		Self::tell_of_batch(hotkey, netuids, results);
		Ok(())
	}

	/// Every item of `batch_commit_weights` would succeed.
	pub(crate) fn check_batch_commit(
		hotkey: &T::AccountId,
		netuids: &[Compact<u16>],
		hashes: &[H256],
	) -> Result<(), Error<T>> {
		ensure_distinct::<T>(netuids, &[hashes.len()])?;
		for netuid in netuids {
			Self::check_commit(hotkey, Self::ensure_mechanism(netuid.0, 0)?)?;
		}
		Ok(())
	}

	/// Commits the hotkey's weights in several subnets, in the first mechanism of each.
	pub(crate) fn do_batch_commit_weights(
		hotkey: &T::AccountId,
		netuids: Vec<Compact<u16>>,
		hashes: &[H256],
	) -> Result<(), Error<T>> {
		ensure_distinct::<T>(&netuids, &[hashes.len()])?;
		let results = netuids.iter().zip(hashes).map(|(netuid, hash)| {
			let committed = Self::ensure_mechanism(netuid.0, 0)
				.and_then(|mechanism| Self::do_commit_weights(hotkey, mechanism, *hash));
			(netuid.0, committed)
		});
		let results = results.collect();
		Self::tell_of_batch(hotkey, netuids, results);
		Ok(())
	}

	/// Every reveal would succeed, in the order in which they are sent: that of their commits, since a reveal
	/// supersedes older commits.
	pub(crate) fn check_batch_reveal(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		reveals: SentReveals,
	) -> Result<(), Error<T>> {
		reveals.ensure_lengths::<T>()?;
		let mut free = 0;
		for (row, salt) in reveals.rows() {
			let (_, at) = Self::check_reveal(hotkey, mechanism, row, salt)?;
			ensure!(at >= free, Error::<T>::NoWeightsCommitFound);
			free = at.saturating_add(1);
		}
		Ok(())
	}

	/// Sets the weights that the hotkey committed, one after the other: those of the newest commit remain.
	pub(crate) fn do_batch_reveal_weights(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		reveals: SentReveals,
	) -> Result<(), Error<T>> {
		reveals.ensure_lengths::<T>()?;
		let hashes: Vec<H256> = reveals
			.rows()
			.map(|(row, salt)| Self::reveal(hotkey, mechanism, row, salt))
			.collect::<Result<_, _>>()?;
		Self::deposit_event(Event::WeightsBatchRevealed(hotkey.clone(), mechanism.netuid, hashes));
		Ok(())
	}

	fn tell_of_batch(hotkey: &T::AccountId, netuids: Vec<Compact<u16>>, results: Vec<(u16, Result<(), Error<T>>)>) {
		let failed: Vec<(u16, Error<T>)> = results
			.into_iter()
			.filter_map(|(netuid, result)| result.err().map(|error| (netuid, error)))
			.collect();
		if !failed.is_empty() {
			Self::deposit_event(Event::BatchCompletedWithErrors());
		}
		for (netuid, error) in failed {
			Self::deposit_event(Event::BatchWeightItemFailed(netuid, error.into()));
		}
		Self::deposit_event(Event::BatchWeightsCompleted(netuids, hotkey.clone()));
	}
}
