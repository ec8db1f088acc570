//! Setting weights: who may, and what is stored.
//!
//! The checks are the same for `set_weights` and for what `reveal_weights` reveals, in the reference's
//! order. The pool asks them too ([`crate::extension`]), as these calls pay no fee. Rows are sorted on
//! entry: the epoch walks them in step, and refuses others.

use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{ensure, BoundedVec};
use ganglion_consensus::max_upscale_u16;

use crate::{
	mechanisms::Mechanism, serving::free_call_interval, types::Rao, CommitRevealWeightsEnabled, Config, Error, Event,
	LastUpdate, MinAllowedWeights, Pallet, SparseRow, StakeThreshold, SubnetworkN, Uids, ValidatorPermit, Weights,
	WeightsSetRateLimit, WeightsVersionKey,
};

/// A row of weights as it was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentRow<'a> {
	pub uids: &'a [u16],
	pub values: &'a [u16],
	pub version_key: u64,
}

impl SentRow<'_> {
	/// The row names nobody but the sender: a neuron may always give itself the only weight.
	fn is_self_weight(&self, uid: u16) -> bool {
		self.uids == [uid]
	}

	/// The row as it is stored: by ascending uid, the largest value 65535.
	fn scaled<T: Config>(&self) -> SparseRow<T> {
		let mut row: Vec<(u16, u16)> = self.uids.iter().copied().zip(max_upscale_u16(self.values)).collect();
		row.sort_unstable_by_key(|entry| entry.0);
		BoundedVec::truncate_from(row)
	}
}

impl<T: Config> Pallet<T> {
	/// What `set_weights` checks. Returns the sender's uid.
	pub(crate) fn check_set_weights(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		row: SentRow,
	) -> Result<u16, Error<T>> {
		ensure!(
			!CommitRevealWeightsEnabled::<T>::get(mechanism.netuid),
			Error::<T>::CommitRevealEnabled
		);
		Self::check_row(hotkey, mechanism, row, true)
	}

	/// Sets the hotkey's weights for a mechanism.
	pub(crate) fn do_set_weights(hotkey: &T::AccountId, mechanism: Mechanism, row: SentRow) -> Result<(), Error<T>> {
		let uid = Self::check_set_weights(hotkey, mechanism, row)?;
		let index = mechanism.index();
		Self::store_row(index, uid, row.scaled::<T>());
		Self::note_update(index, uid);
		Self::deposit_event(Event::WeightsSet(index, uid));
		Ok(())
	}

	/// What is checked of every row. Returns the sender's uid.
	pub(crate) fn check_row(
		hotkey: &T::AccountId,
		mechanism: Mechanism,
		row: SentRow,
		rate_limited: bool,
	) -> Result<u16, Error<T>> {
		let netuid = mechanism.netuid;
		let n = SubnetworkN::<T>::get(netuid);
		ensure!(row.uids.len() == row.values.len(), Error::<T>::WeightVecNotEqualSize);
		ensure!(
			row.uids.len() <= usize::from(n),
			Error::<T>::UidsLengthExceedUidsInSubNet
		);
		let uid = Self::check_weight_setter(hotkey, netuid)?;
		let least_version = WeightsVersionKey::<T>::get(netuid);
		ensure!(
			least_version == 0 || row.version_key >= least_version,
			Error::<T>::IncorrectWeightVersionKey
		);
		ensure!(
			!rate_limited || Self::may_update(mechanism, uid),
			Error::<T>::SettingWeightsTooFast
		);
		let self_weight = row.is_self_weight(uid);
		ensure!(
			self_weight || Self::has_permit(netuid, uid) || Self::owner_uid(netuid) == Some(uid),
			Error::<T>::NeuronNoValidatorPermit
		);
		let named: BTreeSet<u16> = row.uids.iter().copied().collect();
		ensure!(named.len() == row.uids.len(), Error::<T>::DuplicateUids);
		ensure!(row.uids.iter().all(|uid| *uid < n), Error::<T>::UidVecContainInvalidOne);
		let least = n.min(MinAllowedWeights::<T>::get(netuid));
		ensure!(
			self_weight || row.uids.len() >= usize::from(least),
			Error::<T>::WeightVecLengthIsLow
		);
		Ok(uid)
	}

	/// The hotkey is registered and has the stake to set or commit weights. Returns its uid.
	pub(crate) fn check_weight_setter(hotkey: &T::AccountId, netuid: u16) -> Result<u16, Error<T>> {
		let uid = Uids::<T>::get(netuid, hotkey).ok_or(Error::<T>::HotKeyNotRegisteredInSubNet)?;
		let least: Rao = StakeThreshold::<T>::get();
		ensure!(
			least == 0 || Self::weight_in_consensus(hotkey, netuid) >= least || Self::owner_uid(netuid) == Some(uid),
			Error::<T>::NotEnoughStakeToSetWeights
		);
		Ok(uid)
	}

	/// The rate limit lets the uid set or commit weights. The first time is always free.
	pub(crate) fn may_update(mechanism: Mechanism, uid: u16) -> bool {
		let last = LastUpdate::<T>::get(mechanism.index())
			.get(usize::from(uid))
			.copied()
			.unwrap_or_default();
		last == 0
			|| Self::now().saturating_sub(last) >= free_call_interval(WeightsSetRateLimit::<T>::get(mechanism.netuid))
	}

	/// The uid set or committed weights in this block.
	pub(crate) fn note_update(index: u16, uid: u16) {
		LastUpdate::<T>::mutate(index, |column| {
			if let Some(entry) = column.get_mut(usize::from(uid)) {
				*entry = Self::now();
			}
		});
	}

	/// Stores a row; an empty one leaves nothing.
	pub(crate) fn store_row(index: u16, uid: u16, row: SparseRow<T>) {
		match row.is_empty() {
			true => Weights::<T>::remove(index, uid),
			false => Weights::<T>::insert(index, uid, row),
		}
	}

	/// The row as it will be stored.
	pub(crate) fn scaled_row(row: SentRow) -> SparseRow<T> {
		row.scaled::<T>()
	}

	/// The uid is a validator.
	pub(crate) fn has_permit(netuid: u16, uid: u16) -> bool {
		ValidatorPermit::<T>::get(netuid)
			.get(usize::from(uid))
			.copied()
			.unwrap_or_default()
	}
}
