//! Epochs that are spread over several blocks, at this chain's sizes and prices: that the block that decides one keeps to
//! its part, that each block declares what it does, and that the runtime can be upgraded in the midst of them.

use frame_support::{
	storage::with_transaction,
	traits::{Get, Hooks},
	weights::{RuntimeDbWeight, Weight},
};
use frame_system::{LastRuntimeUpgrade, LastRuntimeUpgradeInfo};
use pallet_subnets::{
	auto_stake::MAX_NEW_CHOICES_PER_EPOCH,
	children::MAX_CHANGES_PER_EPOCH,
	epoch::EpochSize,
	epoch_weight::{allowance, at_once, decide},
	types::U64F64,
	BurnIncreaseMult, ChildKeyPairs, EpochBookings, EpochRuns, Event, MaxAllowedUids, ParentKeys, StakingHotkeys,
	SubnetEpochIndex,
};
use sp_runtime::{DispatchError, TransactionOutcome};

use super::{
	chain::{begin, development},
	counting::counted,
	declared::Prices,
};
use crate::{
	cases::{blocks::pay_next_block, world::*},
	weights::DatabasePrices,
	Executive, Runtime, RuntimeEvent, SubtensorModule, System, VERSION,
};

/// Neurons whose epoch takes more than a quarter of a block.
const LARGE: u32 = 1_200;
/// Parents of one neuron there, of which half have no uid.
const PARENTS: u32 = 32;

/// The largest subnet whose validators validate with `parents` parents' stake in all, under a rule of consensus whose
/// bonds all move at one pace.
fn largest(parents: u32) -> EpochSize {
	let uids = <Runtime as pallet_subnets::Config>::MaxUids::get();
	let validators = 256;
	EpochSize {
		uids,
		neurons: uids,
		validators,
		entries: 2 * uids * validators,
		paced: 0,
		parents,
		changes: MAX_CHANGES_PER_EPOCH,
		choices: uids,
		new_choices: MAX_NEW_CHOICES_PER_EPOCH,
	}
}

#[test]
fn the_block_that_decides_the_largest_epoch_stays_within_a_quarter() {
	// the pool of each neuron and each parent, and what each is paid
	let bookings = |size: &EpochSize| 2 * (size.uids + size.parents);
	let part = allowance::<Runtime>();
	assert_eq!(part, 1_000_000_000_000);
	for parents in [0, 1_024] {
		let size = largest(parents);
		let decided = decide::<Runtime>(&size, bookings(&size));
		assert!(decided.ref_time() <= part, "{parents} parents: {decided:?}");
		assert!(at_once::<Runtime>(&size).ref_time() > 3 * part);
	}
	// as many neurons in two mechanisms, the most that there are unless root allows more
	let mechanisms = EpochSize {
		uids: 2_048,
		validators: 512,
		choices: 2_048,
		..largest(0)
	};
	assert!(decide::<Runtime>(&mechanisms, 2 * 2_048).ref_time() <= part);
}

/// A subnet of [`LARGE`] neurons in which all validators weigh all, every coldkey but the owner's chose another's hotkey
/// to stake on, and a validator has parents. Its epoch is due in the next block.
fn large_subnet() -> u16 {
	let netuid = subnet_of(1);
	MaxAllowedUids::<Runtime>::insert(netuid, LARGE as u16);
	BurnIncreaseMult::<Runtime>::insert(netuid, U64F64::from_hundredths(100));
	for number in 1..LARGE {
		SubtensorModule::burned_register(origin(&coldkey(number)), netuid, hotkey(number)).expect("there is room");
	}
	age(netuid);
	permit(netuid, LARGE);
	let first = LARGE - VALIDATORS;
	for number in first..LARGE {
		let row = row(LARGE);
		pallet_subnets::Weights::<Runtime>::insert(netuid, number as u16, list(row.clone()));
		pallet_subnets::Bonds::<Runtime>::insert(netuid, number as u16, list(row));
	}
	SubnetEpochIndex::<Runtime>::insert(netuid, EPOCH - 1);
	for number in first..LARGE {
		stale_position(netuid, &coldkey(number), &hotkey(number));
	}
	let parents = (0..PARENTS).map(|parent| {
		if parent < PARENTS / 2 {
			first + parent
		} else {
			LARGE + parent
		}
	});
	for parent in parents.clone().filter(|parent| *parent >= LARGE) {
		SubtensorModule::try_associate_hotkey(origin(&coldkey(parent)), hotkey(parent)).expect("it is new");
		stale_position(netuid, &coldkey(parent), &hotkey(parent));
	}
	let named = parents.map(|parent| (u64::MAX / 64, hotkey(parent)));
	ParentKeys::<Runtime>::insert(hotkey(LARGE - 1), netuid, list(named));
	ChildKeyPairs::<Runtime>::insert(netuid, PARENTS);
	next_epoch(netuid);
	for number in 1..LARGE {
		let chosen = hotkey(first + number % VALIDATORS);
		SubtensorModule::set_coldkey_auto_stake_hotkey(origin(&coldkey(number)), netuid, chosen).expect("it is there");
	}
	pay_next_block(netuid);
	netuid
}

/// What a weight grows by where a read, or a write, costs a picosecond more than it does: how many of them it is made
/// of, while what is spread stays so.
fn declared(act: impl Fn() -> Weight) -> [u64; 2] {
	let usual: RuntimeDbWeight = DatabasePrices::get();
	let at = |read, write| {
		Prices::set(RuntimeDbWeight { read, write });
		let run = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(act()));
		let weight = with_transaction(run).expect("the closure gives no error");
		Prices::set(usual);
		weight.ref_time()
	};
	let price = at(usual.read, usual.write);
	[
		at(usual.read + 1, usual.write) - price,
		at(usual.read, usual.write + 1) - price,
	]
}

fn followed() -> u32 {
	let followed = |event: &RuntimeEvent| {
		matches!(
			event,
			RuntimeEvent::SubtensorModule(Event::<Runtime>::AutoStakeAdded { .. })
		)
	};
	System::events().iter().filter(|record| followed(&record.event)).count() as u32
}

#[test]
fn the_blocks_of_a_spread_epoch_declare_what_they_do() {
	development().execute_with(|| {
		let netuid = large_subnet();
		System::reset_events();
		let mut blocks = 0;
		for number in NOW + 1.. {
			let block = || SubtensorModule::on_initialize(number);
			let [reads, writes] = declared(block);
			let (weight, keys) = counted(block);
			let (read, written) = (keys.read.len() as u64, keys.written.len() as u64);
			assert!(
				reads >= read && writes >= written,
				"block {number} declares {reads} reads and {writes} writes, and does {read} and {written}"
			);
			assert!(weight.ref_time() <= allowance::<Runtime>() * 11 / 10, "{weight:?}");
			if number == NOW + 1 {
				assert_eq!(
					followed(),
					MAX_NEW_CHOICES_PER_EPOCH,
					"the others wait for the next epoch"
				);
			}
			if !EpochRuns::<Runtime>::contains_key(netuid) {
				break;
			}
			blocks += 1;
		}
		assert!(blocks > 0, "it is spread");
		let listed = (1..LARGE).filter(|number| StakingHotkeys::<Runtime>::get(coldkey(*number)).len() > 1);
		assert_eq!(listed.count() as u32, MAX_NEW_CHOICES_PER_EPOCH);
	});
}

/// Makes block `number` as a node does.
fn block(number: u32) {
	begin(number);
	Executive::finalize_block();
}

/// The whole state after an epoch: written in one block, or in several, the second of which begins with an upgrade.
fn life(upgraded: bool) -> Vec<(Vec<u8>, Vec<u8>)> {
	/// Blocks after which it is written whatever happens.
	const BLOCKS: u32 = 6;
	development().execute_with(|| {
		let netuid = large_subnet();
		if !upgraded {
			Prices::set(RuntimeDbWeight::default());
		}
		block(NOW + 1);
		Prices::set(DatabasePrices::get());
		assert_eq!(EpochRuns::<Runtime>::contains_key(netuid), upgraded);
		if upgraded {
			LastRuntimeUpgrade::<Runtime>::put(LastRuntimeUpgradeInfo {
				spec_version: (VERSION.spec_version - 1).into(),
				spec_name: VERSION.spec_name,
			});
		}
		let waiting = EpochBookings::<Runtime>::iter().count();
		// the next block has room for a part of what is to be written
		Prices::set(RuntimeDbWeight {
			write: 10 * DatabasePrices::get().write,
			..DatabasePrices::get()
		});
		block(NOW + 2);
		Prices::set(DatabasePrices::get());
		if upgraded {
			let last = LastRuntimeUpgrade::<Runtime>::get().expect("the upgrade ran");
			assert_eq!(last.spec_version.0, VERSION.spec_version);
			let left = EpochBookings::<Runtime>::iter().count();
			assert!(
				0 < left && left < waiting,
				"the block of the upgrade writes on: {left} of {waiting}"
			);
		}
		(NOW + 3..=NOW + BLOCKS).for_each(block);
		assert!(!EpochRuns::<Runtime>::contains_key(netuid));
		let (mut state, mut key) = (Vec::new(), Vec::new());
		while let Some(next) = sp_io::storage::next_key(&key) {
			state.push((next.clone(), sp_io::storage::get(&next).unwrap_or_default().to_vec()));
			key = next;
		}
		state
	})
}

#[test]
fn an_upgrade_of_the_runtime_changes_nothing_of_an_epoch_that_is_being_written() {
	let one_block = life(false);
	assert!(one_block.len() > 5 * LARGE as usize);
	let upgraded = life(true);
	for (there, here) in one_block.iter().zip(&upgraded) {
		assert_eq!(there, here);
	}
	assert_eq!(one_block.len(), upgraded.len());
}
