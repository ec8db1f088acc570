use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
	mock::*, ActivityCutoffFactorMilli, CommitRevealWeightsEnabled, Error, Event, OwnerCutEnabled, PendingEpochAt,
	PendingOwnerCut, PendingServerEmission, SubnetEmissionEnabled, SubnetEpochIndex, Tempo, TotalMinted,
};

#[test]
fn an_owner_sets_the_tempo() {
	ExtBuilder::default()
		.with(|genesis| genesis.tempo = 400)
		.build_and_execute(|| {
			let netuid = new_subnet();
			let set = |who, netuid, tempo| SubtensorModule::set_tempo(signed(cold(who)), netuid, tempo);
			assert_noop!(set(1, netuid, 360), Error::<Test>::NotSubnetOwner);
			assert_noop!(set(0, 9, 360), Error::<Test>::SubnetNotExists);
			assert_noop!(set(0, netuid, 359), Error::<Test>::TempoOutOfBounds);
			assert_noop!(set(0, netuid, 50_401), Error::<Test>::TempoOutOfBounds);
			events();
			assert_ok!(set(0, netuid, 500));
			assert_eq!(events(), [Event::TempoSet(netuid, 500)]);
			assert_eq!(Tempo::<Test>::get(netuid), 500);
			System::set_block_number(360);
			assert_noop!(set(0, netuid, 600), Error::<Test>::TxRateLimitExceeded);
			System::set_block_number(361);
			// the tempo counts from the last epoch, whenever it is set
			assert_ok!(set(0, netuid, 800));
			assert_eq!(SubtensorModule::next_epoch_block(netuid), 801);
			System::set_block_number(799);
			assert_noop!(
				set(0, netuid, 360),
				Error::<Test>::AdminActionProhibitedDuringWeightsWindow
			);
		});
}

#[test]
fn an_owner_or_root_sets_the_activity_cutoff() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let set = |origin, factor| SubtensorModule::set_activity_cutoff_factor(origin, netuid, factor);
		assert_noop!(set(signed(cold(1)), 2_000), DispatchError::BadOrigin);
		for factor in [999, 50_001] {
			assert_noop!(
				set(RuntimeOrigin::root(), factor),
				Error::<Test>::ActivityCutoffFactorMilliOutOfBounds
			);
		}
		assert_ok!(set(signed(cold(0)), 2_000));
		assert_noop!(set(signed(cold(0)), 3_000), Error::<Test>::TxRateLimitExceeded);
		assert_ok!(set(RuntimeOrigin::root(), 3_000));
		assert_eq!(ActivityCutoffFactorMilli::<Test>::get(netuid), 3_000);
	});
}

#[test]
fn an_owner_triggers_an_epoch() {
	ExtBuilder::default()
		.with(|genesis| genesis.tempo = 100)
		.build_and_execute(|| {
			let netuid = new_subnet();
			let trigger = |who, netuid| SubtensorModule::trigger_epoch(signed(cold(who)), netuid);
			assert_noop!(trigger(1, netuid), Error::<Test>::NotSubnetOwner);
			assert_noop!(trigger(0, 9), Error::<Test>::SubnetNotExists);
			CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
			assert_noop!(trigger(0, netuid), Error::<Test>::DynamicTempoBlockedByCommitReveal);
			CommitRevealWeightsEnabled::<Test>::insert(netuid, false);
			events();
			assert_ok!(trigger(0, netuid));
			// the freeze window is two blocks
			assert_eq!(
				events(),
				[Event::EpochTriggered {
					netuid,
					by: cold(0),
					fires_at: 3
				}]
			);
			assert_noop!(trigger(0, netuid), Error::<Test>::EpochTriggerAlreadyPending);
			run_to(2);
			assert_eq!(SubnetEpochIndex::<Test>::get(netuid), 0);
			run_to(3);
			assert_eq!(SubnetEpochIndex::<Test>::get(netuid), 1);
			assert!(!PendingEpochAt::<Test>::contains_key(netuid));
			assert_eq!(SubtensorModule::next_epoch_block(netuid), 103);
			assert_noop!(trigger(0, netuid), Error::<Test>::TxRateLimitExceeded);
			System::set_block_number(101);
			assert_noop!(trigger(0, netuid), Error::<Test>::AutoEpochAlreadyImminent);
		});
}

#[test]
fn emission_and_the_owners_cut_can_be_turned_off() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		run(2);
		let (cut, servers) = (
			PendingOwnerCut::<Test>::get(netuid),
			PendingServerEmission::<Test>::get(netuid),
		);
		assert!(cut > 0);
		OwnerCutEnabled::<Test>::insert(netuid, false);
		run(1);
		assert_eq!(PendingOwnerCut::<Test>::get(netuid), cut);
		assert!(PendingServerEmission::<Test>::get(netuid) > servers);
		let minted = TotalMinted::<Test>::get();
		SubnetEmissionEnabled::<Test>::insert(netuid, false);
		run(1);
		assert_eq!(TotalMinted::<Test>::get(), minted);
	});
}
