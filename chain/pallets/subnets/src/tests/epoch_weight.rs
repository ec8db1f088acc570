//! What epochs weigh, and what of it a block takes.

use frame_support::weights::Weight;

use crate::{
	epoch::EpochSize,
	epoch_weight::{allowance, at_once, decide},
	mock::*,
	EpochRuns, LiquidAlphaOn, MaxAllowedUids, SubnetworkN, ValidatorPermit, Yuma3On,
};

/// A subnet of `uids` neurons and `validators` validators, with a part of its weights and bonds set.
fn size(uids: u32, validators: u32, percent: u32) -> EpochSize {
	EpochSize {
		uids,
		neurons: uids,
		validators,
		entries: uids * validators * percent / 100 * 2,
		..Default::default()
	}
}

#[test]
fn a_subnet_of_256_is_written_at_once_and_one_of_4096_is_spread() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(allowance::<Test>(), 1_000_000_000_000, "a quarter of 4 s");
		assert!(!SubtensorModule::is_spread(&size(256, 64, 100)));
		assert!(!SubtensorModule::is_spread(&size(512, 128, 100)));
		assert!(SubtensorModule::is_spread(&size(1_024, 128, 5)));
		assert!(SubtensorModule::is_spread(&size(4_096, 256, 5)));
	});
}

#[test]
fn what_is_spread_is_predicted_by_its_deciding_block_and_all_else_by_the_whole() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 3), (4, 1)]);
		run_to(SubtensorModule::next_epoch_block(netuid) - 1);
		let size = SubtensorModule::largest_epoch(netuid);
		assert_eq!((size.choices, size.new_choices), (size.uids, size.uids));
		let whole = at_once::<Test>(&size);
		BlockTime::set(4 * whole.ref_time());
		assert!(!SubtensorModule::is_spread(&size));
		assert_eq!(SubtensorModule::predicted_weight(netuid), whole);
		BlockTime::set(4 * whole.ref_time() - 4);
		assert!(SubtensorModule::is_spread(&size));
		let first = decide::<Test>(&size, 2 * size.uids);
		assert_eq!(SubtensorModule::predicted_weight(netuid), first);
		assert!(first.ref_time() < whole.ref_time());
		// and so it is done
		let charged = SubtensorModule::run_epochs(&[netuid], System::block_number() + 1);
		assert!(EpochRuns::<Test>::contains_key(netuid));
		assert!(first.all_gte(charged), "{first:?} {charged:?}");
		while EpochRuns::<Test>::contains_key(netuid) {
			SubtensorModule::continue_bookings(u64::MAX);
		}
		BlockTime::set(4_000_000_000_000);
	});
}

#[test]
fn liquid_alpha_counts_where_bonds_follow_it() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let paced = || SubtensorModule::largest_epoch(netuid).paced;
		Yuma3On::<Test>::insert(netuid, true);
		assert_eq!(paced(), 0);
		LiquidAlphaOn::<Test>::insert(netuid, true);
		assert_eq!(paced(), 20, "4 validators, 5 uids");
		Yuma3On::<Test>::insert(netuid, false);
		assert_eq!(paced(), 0);
	});
}

#[test]
fn weight_grows_with_each_size_and_is_linear_in_the_entries() {
	ExtBuilder::default().build_and_execute(|| {
		let weight = |change: fn(&mut EpochSize)| {
			let mut size = size(256, 64, 50);
			change(&mut size);
			(at_once::<Test>(&size), decide::<Test>(&size, 512))
		};
		let (at_once, decided) = weight(|_| {});
		let more = |change| {
			let (whole, first) = weight(change);
			assert!(whole.all_gte(at_once) && first.all_gte(decided));
			assert_ne!(first, decided);
			first.ref_time() - decided.ref_time()
		};
		let entries = more(|size| size.entries += 1_000);
		assert_eq!(more(|size| size.entries += 2_000), 2 * entries);
		more(|size| size.uids += 1);
		more(|size| size.neurons += 1);
		more(|size| size.validators += 1);
		more(|size| size.parents += 1);
		more(|size| size.changes += 1);
		more(|size| size.choices += 1);
		more(|size| size.new_choices += 1);
		more(|size| size.paced += 1);
	});
}

#[test]
fn what_is_predicted_is_never_less_than_what_is_charged() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		// the owner and two validators have permits; the owner's row would count without one
		let size = SubtensorModule::largest_epoch(netuid);
		assert_eq!((size.uids, size.neurons, size.validators, size.entries), (5, 5, 4, 40));
		weigh(netuid, 1, &[(3, 3), (4, 1)]);
		weigh(netuid, 2, &[(3, 3), (4, 1)]);
		for _ in 0..3 {
			run_to(SubtensorModule::next_epoch_block(netuid) - 1);
			let predicted = SubtensorModule::predicted_weight(netuid);
			let charged = SubtensorModule::run_epoch(netuid, System::block_number());
			assert!(predicted.all_gte(charged), "{predicted:?} {charged:?}");
			assert_ne!(charged, Weight::zero());
		}
	});
}

#[test]
fn mechanisms_count_as_neurons() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let one = SubtensorModule::largest_epoch(netuid);
		MaxAllowedUids::<Test>::insert(netuid, 8);
		SubtensorModule::set_mechanism_count(netuid, 2).unwrap();
		let two = SubtensorModule::largest_epoch(netuid);
		assert_eq!((two.uids, two.neurons), (one.uids, 2 * one.neurons));
		assert_eq!((two.validators, two.entries), (2 * one.validators, 2 * one.entries));
		assert_eq!(SubnetworkN::<Test>::get(netuid), 5);
		ValidatorPermit::<Test>::mutate(netuid, |permits| permits.iter_mut().for_each(|permit| *permit = false));
		assert_eq!(SubtensorModule::largest_epoch(netuid).validators, 2, "the owner's");
	});
}
