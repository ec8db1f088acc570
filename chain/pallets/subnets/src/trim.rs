//! A subnet becomes smaller: those who earn least leave, and the others move together.
//!
//! The neurons with the least emission go, of equal ones the highest uid, until `max_n` are left; the immune
//! and the owner's stay ([`crate::pruning`]). Uids are given out anew in the old order, everywhere they are
//! written: keys, columns, weights, bonds.

use alloc::{collections::BTreeSet, vec::Vec};

use frame_support::{ensure, BoundedVec};

use crate::{
	types::CommitDropReason, Active, BlockAtRegistration, Bonds, Config, Consensus, Dividends, Emission, Error, Event,
	Incentive, Keys, LastUpdate, MaxAllowedUids, MinAllowedUids, NewSubnetDefaults, Pallet, SparseRow, StakeWeight,
	SubnetworkN, Uids, ValidatorPermit, ValidatorTrust, Weights,
};

/// Of the neurons that remain, less than so many percent may be immune: a newcomer must find somebody to replace.
const MAX_IMMUNE_PERCENT: usize = 80;

/// Keeps the entries of the uids that stay, in each column.
macro_rules! trim_columns {
	($netuid:expr, $kept:expr, $($column:ident),+ $(,)?) => {
		$(
			$column::<T>::mutate($netuid, |column| {
				let trimmed = $kept
					.iter()
					.map(|uid| column.get(usize::from(*uid)).cloned().unwrap_or_default())
					.collect();
				*column = BoundedVec::truncate_from(trimmed);
			});
		)+
	};
}

impl<T: Config> Pallet<T> {
	/// Lowers the subnet's limit to `max_n`, and removes the neurons beyond it.
	pub fn trim_to_max_allowed_uids(netuid: u16, max_n: u16) -> Result<(), Error<T>> {
		Self::ensure_subnet(netuid)?;
		ensure!(
			max_n >= Self::least_allowed_uids(netuid) && max_n <= MaxAllowedUids::<T>::get(netuid),
			Error::<T>::InvalidValue
		);
		let n = SubnetworkN::<T>::get(netuid);
		if n > max_n {
			let leaving = Self::uids_to_trim(netuid, n, max_n)?;
			Self::remove_uids(netuid, n, &leaving);
		}
		MaxAllowedUids::<T>::insert(netuid, max_n);
		Self::deposit_event(Event::MaxAllowedUidsSet(netuid, max_n));
		Ok(())
	}

	/// The fewest neurons that the subnet's limit can be: `MinAllowedUids`, but no more than new subnets begin with.
	pub fn least_allowed_uids(netuid: u16) -> u16 {
		MinAllowedUids::<T>::get(netuid).min(NewSubnetDefaults::<T>::get().max_allowed_uids)
	}

	fn uids_to_trim(netuid: u16, n: u16, max_n: u16) -> Result<BTreeSet<u16>, Error<T>> {
		let owners: BTreeSet<u16> = Self::owner_immune_uids(netuid).into_iter().collect();
		let stays = |uid: u16| owners.contains(&uid) || Self::is_immune(netuid, uid);
		let immune = (0..n).filter(|uid| stays(*uid)).count();
		ensure!(
			immune.saturating_mul(100) < usize::from(max_n).saturating_mul(MAX_IMMUNE_PERCENT),
			Error::<T>::TrimmingWouldExceedMaxImmunePercentage
		);
		let emission = Emission::<T>::get(netuid);
		let mut candidates: Vec<(u64, core::cmp::Reverse<u16>)> = (0..n)
			.filter(|uid| !stays(*uid))
			.map(|uid| {
				let earned = emission.get(usize::from(uid)).copied().unwrap_or_default();
				(earned, core::cmp::Reverse(uid))
			})
			.collect();
		candidates.sort_unstable();
		let leaving = usize::from(n.saturating_sub(max_n));
		Ok(candidates.into_iter().take(leaving).map(|(_, uid)| uid.0).collect())
	}

	fn remove_uids(netuid: u16, n: u16, leaving: &BTreeSet<u16>) {
		let kept: Vec<u16> = (0..n).filter(|uid| !leaving.contains(uid)).collect();
		for uid in leaving {
			if let Some(hotkey) = Keys::<T>::get(netuid, uid) {
				Self::forget_hotkey(netuid, &hotkey);
				Self::deposit_event(Event::NeuronTrimmed(netuid, *uid, hotkey));
			}
		}
		// what is committed names uids that will be others'
		for uid in &kept {
			if let Some(hotkey) = Keys::<T>::get(netuid, uid) {
				Self::drop_commits(netuid, &hotkey, CommitDropReason::UidsRenumbered);
			}
		}
		let renamed = |row: SparseRow<T>| -> SparseRow<T> {
			// places in `kept` rise with the uid, so a sorted row stays sorted
			let entries = row.into_iter().filter_map(|(uid, value)| {
				let place = kept.binary_search(&uid).ok()?;
				Some((u16::try_from(place).ok()?, value))
			});
			BoundedVec::truncate_from(entries.collect())
		};
		// a new uid is never above the old one, so going up overwrites nothing that is still needed
		for (new, old) in (0u16..).zip(&kept) {
			if let (Some(hotkey), true) = (Keys::<T>::get(netuid, old), new != *old) {
				Uids::<T>::insert(netuid, &hotkey, new);
				Keys::<T>::insert(netuid, new, hotkey);
				BlockAtRegistration::<T>::insert(netuid, new, BlockAtRegistration::<T>::get(netuid, old));
			}
			for mechanism in Self::mechanisms(netuid) {
				move_row::<T, Weights<T>>(mechanism.index(), *old, new, &renamed);
				move_row::<T, Bonds<T>>(mechanism.index(), *old, new, &renamed);
			}
		}
		let left = u16::try_from(kept.len()).unwrap_or(n);
		for uid in left..n {
			Keys::<T>::remove(netuid, uid);
			BlockAtRegistration::<T>::remove(netuid, uid);
			for mechanism in Self::mechanisms(netuid) {
				Weights::<T>::remove(mechanism.index(), uid);
				Bonds::<T>::remove(mechanism.index(), uid);
			}
		}
		trim_columns!(
			netuid,
			kept,
			Active,
			Consensus,
			Dividends,
			ValidatorTrust,
			ValidatorPermit,
			StakeWeight,
			Emission,
		);
		for mechanism in Self::mechanisms(netuid) {
			trim_columns!(mechanism.index(), kept, Incentive, LastUpdate);
		}
		SubnetworkN::<T>::insert(netuid, left);
	}
}

/// Stores a uid's row under its new uid. Most neurons have none, and cost no write.
fn move_row<T, M>(index: u16, old: u16, new: u16, renamed: &impl Fn(SparseRow<T>) -> SparseRow<T>)
where
	T: Config,
	M: frame_support::StorageDoubleMap<u16, u16, SparseRow<T>, Query = SparseRow<T>>,
{
	let row = renamed(M::get(index, old));
	if !row.is_empty() {
		M::insert(index, new, row);
	} else if M::contains_key(index, new) {
		M::remove(index, new);
	}
}
