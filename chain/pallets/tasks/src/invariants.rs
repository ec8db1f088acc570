//! What always holds.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use frame_support::traits::fungible::InspectHold;
use sp_runtime::{traits::Saturating, SaturatedConversion};

use crate::{BalanceOf, Config, HoldReason, Pallet, TaskOf};

impl<T: Config> Pallet<T> {
	/// For each publisher, what this pallet has held is the sum of its tasks' deposits. Gives a sentence for
	/// each publisher where it is not so.
	pub fn check_invariants() -> Vec<String> {
		let mut expected = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for task in TaskOf::<T>::iter_values() {
			let sum = expected.entry(task.publisher).or_default();
			*sum = sum.saturating_add(task.deposit);
		}
		expected
			.into_iter()
			.filter_map(|(publisher, deposits)| {
				let held = T::Currency::balance_on_hold(&HoldReason::Task.into(), &publisher);
				(held != deposits).then(|| {
					format!(
						"tasks of {publisher:?}: {} is held, the deposits are {}",
						held.saturated_into::<u128>(),
						deposits.saturated_into::<u128>()
					)
				})
			})
			.collect()
	}
}
