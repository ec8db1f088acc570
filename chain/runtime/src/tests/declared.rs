//! No weight declares fewer reads and writes than there are: every case is run on a state that counts them. And no
//! call is without a case, which is a benchmark too, nor without measured figures.

use std::collections::BTreeSet;

use frame_support::{
	dispatch::GetDispatchInfo,
	parameter_types,
	storage::with_transaction,
	traits::GetCallName,
	weights::{RuntimeDbWeight, Weight},
};

use sp_runtime::{DispatchError, TransactionOutcome};

use super::{chain::development, counting::counted};
use crate::{
	cases::{Case, Listed, MESSAGES, NEURONS, SUBNETS},
	weights::DatabasePrices,
	Runtime,
};

parameter_types! {
	/// What a read and a write weigh: the database's prices, until a test sets others.
	pub static Prices: RuntimeDbWeight = DatabasePrices::get();
}

/// Reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Operations {
	reads: u64,
	writes: u64,
}

pub fn at_prices<Outcome>(read: u64, write: u64, act: impl FnOnce() -> Outcome) -> Outcome {
	Prices::set(RuntimeDbWeight { read, write });
	let outcome = act();
	Prices::set(DatabasePrices::get());
	outcome
}

/// The reads and writes that a weight is made of, which is asked for at three prices.
fn operations(mut weight: impl FnMut() -> Weight) -> Operations {
	let mut at = |read, write| at_prices(read, write, &mut weight).ref_time();
	let computing = at(0, 0);
	Operations {
		reads: at(1, 0) - computing,
		writes: at(0, 1) - computing,
	}
}

/// Sets a case up on a chain of its own, in a block before.
fn on_a_chain<Outcome>(listed: &Listed, values: &[u32], act: impl FnOnce(Case) -> Outcome) -> Outcome {
	let mut chain = development();
	let case = chain.execute_with(|| (listed.set_up)(values));
	if listed.stored {
		chain.commit_all().expect("no transaction is open");
	}
	chain.execute_with(|| act(case))
}

/// Runs a case and takes back what it did.
fn tried(case: &Case) -> Option<Weight> {
	let run = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(case.run()));
	with_transaction(run).expect("the closure gives no error")
}

/// What is wrong with a case at these values of its components: what it declares before it runs, or after, is less
/// than what it does.
fn too_little(listed: &Listed, values: &[u32]) -> Vec<String> {
	on_a_chain(listed, values, |case| {
		let before = match &case {
			Case::Call(_, call) | Case::Refusal(_, call) => Some(operations(|| call.get_dispatch_info().call_weight)),
			Case::Hook(_) => None,
		};
		let (told, keys) = counted(|| tried(&case));
		let does = Operations {
			reads: keys.read.len() as u64,
			writes: keys.written.len() as u64,
		};
		let after = told.map(|_| operations(|| tried(&case).unwrap_or_default()));
		[("before", before), ("after", after)]
			.into_iter()
			.filter_map(|(when, declared)| Some((when, declared?)))
			.filter(|(_, declared)| declared.reads < does.reads || declared.writes < does.writes)
			.map(|(when, declared)| {
				format!(
					"{}{values:?} declares {declared:?} {when} it runs, and does {does:?}",
					listed.name
				)
			})
			.collect()
	})
}

/// The ends and the middle of each component while the others are at their highest, and all at their lowest.
fn points(listed: &Listed) -> BTreeSet<Vec<u32>> {
	let highest: Vec<u32> = listed.components.iter().map(|(_, high)| *high).collect();
	let mut points = BTreeSet::from([listed.components.iter().map(|(low, _)| *low).collect(), highest.clone()]);
	for (place, (low, high)) in listed.components.iter().enumerate() {
		let mut point = highest.clone();
		point[place] = (low + high) / 2;
		points.insert(point);
	}
	points
}

fn assert_declared(cases: Vec<Listed>) {
	let only = std::env::var("GANGLION_CASE").ok();
	let broken: Vec<String> = cases
		.iter()
		.filter(|listed| only.as_deref().is_none_or(|only| only == listed.name))
		.flat_map(|listed| points(listed).into_iter().map(move |values| (listed, values)))
		.flat_map(|(listed, values)| {
			let said = std::panic::catch_unwind(|| too_little(listed, &values));
			said.unwrap_or_else(|_| vec![format!("{}{values:?} cannot be set up or run", listed.name)])
		})
		.collect();
	assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Every call has a case, and every case a measured figure.
fn assert_complete<Call: GetCallName>(cases: &[Listed], measured: &[&str]) {
	let names: BTreeSet<&str> = cases.iter().map(|listed| listed.name).collect();
	let without_case: Vec<_> = Call::get_call_names()
		.iter()
		.filter(|call| !names.contains(*call))
		.collect();
	assert!(
		without_case.is_empty(),
		"add a case in chain/runtime/src/cases for {without_case:?}"
	);
	let unmeasured: Vec<_> = names.iter().filter(|name| !measured.contains(name)).collect();
	assert!(unmeasured.is_empty(), "run `npm run weights` to measure {unmeasured:?}");
}

#[test]
fn the_subnets_calls_declare_what_they_do() {
	assert_declared(subnets_cases!(list_of));
}

#[test]
fn the_admin_utils_calls_declare_what_they_do() {
	assert_declared(admin_utils_cases!(list_of));
}

#[test]
fn the_other_pallets_calls_declare_what_they_do() {
	assert_declared(commitments_cases!(list_of));
	assert_declared(drand_cases!(list_of));
	assert_declared(tasks_cases!(list_of));
}

#[test]
fn blocks_declare_what_they_do() {
	assert_declared(blocks_cases!(list_of));
}

#[test]
fn no_call_is_without_a_benchmark() {
	assert_complete::<pallet_subnets::Call<Runtime>>(&subnets_cases!(list_of), pallet_subnets::MEASURED);
	assert_complete::<pallet_admin_utils::Call<Runtime>>(&admin_utils_cases!(list_of), pallet_admin_utils::MEASURED);
	assert_complete::<pallet_commitments::Call<Runtime>>(&commitments_cases!(list_of), pallet_commitments::MEASURED);
	assert_complete::<pallet_drand::Call<Runtime>>(&drand_cases!(list_of), pallet_drand::MEASURED);
	assert_complete::<pallet_tasks::Call<Runtime>>(&tasks_cases!(list_of), pallet_tasks::MEASURED);
}

#[test]
fn reads_and_writes_are_counted_once_each() {
	development().execute_with(|| {
		use sp_io::storage::{clear, get, set};
		let ((), keys) = counted(|| {
			get(b"a");
			get(b"a");
			set(b"b", b"1");
			get(b"b");
			clear(b"a");
		});
		assert_eq!(keys.read, BTreeSet::from([b"a".to_vec()]));
		assert_eq!(keys.written, BTreeSet::from([b"a".to_vec(), b"b".to_vec()]));
	});
}
