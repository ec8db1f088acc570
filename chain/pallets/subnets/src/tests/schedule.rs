use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, AdminFreezeWindow, Error, Event, LastEpochBlock, MaxEpochsPerBlock, SubnetEpochIndex, Tempo};

const PARAMETER: u8 = 13;

#[test]
fn an_epoch_runs_every_tempo() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		assert_eq!(SubtensorModule::next_epoch_block(netuid), 11);
		run_to(10);
		assert_eq!(SubnetEpochIndex::<Test>::get(netuid), 0);
		run_to(11);
		assert_eq!(SubnetEpochIndex::<Test>::get(netuid), 1);
		run_to(30);
		assert_eq!(SubnetEpochIndex::<Test>::get(netuid), 2);
		Tempo::<Test>::insert(netuid, 0);
		run_to(60);
		assert_eq!(SubnetEpochIndex::<Test>::get(netuid), 2);
		assert_eq!(SubtensorModule::next_epoch_block(netuid), 21 + 50_401);
		Tempo::<Test>::insert(netuid, u16::MAX);
		assert_eq!(SubtensorModule::next_epoch_block(netuid), 21 + 50_401);
	});
}

#[test]
fn two_epochs_run_in_a_block_and_the_others_wait() {
	ExtBuilder::default()
		.with(|genesis| genesis.network_min_lock_cost = 1)
		.build_and_execute(|| {
			let netuids = [new_subnet(), new_subnet(), new_subnet(), new_subnet(), new_subnet()];
			run_to(10);
			events();
			run_to(11);
			let waits = |events: Vec<Event<Test>>| -> Vec<u16> {
				let waiting = events.into_iter().filter_map(|event| match event {
					Event::EpochDeferred { netuid } => Some(netuid),
					_ => None,
				});
				waiting.collect()
			};
			assert_eq!(waits(events()), [3, 4, 5]);
			run_to(12);
			assert_eq!(waits(events()), [5]);
			run_to(13);
			assert_eq!(waits(events()), [0u16; 0]);
			assert_eq!(netuids.map(LastEpochBlock::<Test>::get), [11, 11, 12, 12, 13]);
			// the one that has waited longest is first
			MaxEpochsPerBlock::<Test>::put(1);
			run_to(23);
			assert_eq!(netuids.map(LastEpochBlock::<Test>::get), [21, 22, 23, 12, 13]);
		});
}

#[test]
fn owners_change_rules_outside_the_window_and_not_too_often() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let check = |origin| SubtensorModule::ensure_owner_or_root_within_limits(origin, netuid, PARAMETER, None);
		assert_noop!(check(signed(cold(1))), DispatchError::BadOrigin);
		assert_noop!(check(RuntimeOrigin::none()), DispatchError::BadOrigin);
		assert_noop!(
			SubtensorModule::ensure_owner_or_root(RuntimeOrigin::root(), netuid + 1),
			Error::<Test>::SubnetNotExists
		);
		assert_eq!(check(RuntimeOrigin::root()), Ok(None));
		assert_eq!(check(signed(cold(0))), Ok(Some(cold(0))));

		SubtensorModule::note_owner_change(&Some(cold(0)), netuid, PARAMETER);
		assert_noop!(check(signed(cold(0))), Error::<Test>::TxRateLimitExceeded);
		assert_ok!(check(RuntimeOrigin::root()));
		let other = SubtensorModule::ensure_owner_or_root_within_limits(signed(cold(0)), netuid, PARAMETER + 1, None);
		assert_ok!(other);
		let shorter = SubtensorModule::ensure_owner_or_root_within_limits(signed(cold(0)), netuid, PARAMETER, Some(0));
		assert_ok!(shorter);
		run_to(20);
		assert_noop!(
			check(signed(cold(0))),
			DispatchError::from(Error::<Test>::AdminActionProhibitedDuringWeightsWindow)
		);
		run_to(21);
		assert_ok!(check(signed(cold(0))));
	});
}

#[test]
fn the_window_is_the_blocks_before_an_epoch() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		run_to(8);
		assert_ok!(SubtensorModule::ensure_admin_window_open(netuid));
		run_to(9);
		assert_noop!(
			SubtensorModule::ensure_admin_window_open(netuid),
			DispatchError::from(Error::<Test>::AdminActionProhibitedDuringWeightsWindow)
		);
		run_to(11);
		assert_ok!(SubtensorModule::ensure_admin_window_open(netuid));
		AdminFreezeWindow::<Test>::put(0);
		run_to(20);
		assert_ok!(SubtensorModule::ensure_admin_window_open(netuid));
	});
}
