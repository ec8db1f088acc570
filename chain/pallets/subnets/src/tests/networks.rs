use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
	issuance::Pot, mock::*, networks::lock_cost, Error, Event, FirstEmissionBlockNumber, Keys, LastEpochBlock,
	NetworkRateLimit, NetworksAdded, Owner, StakingHotkeys, SubnetLimit, SubnetLocked, SubnetOwner, SubnetOwnerHotkey,
	SubnetworkN, Tempo, TotalNetworks, Uids, Yuma3On,
};

#[test]
fn a_subnet_locks_its_cost_and_seats_its_owner() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(SubtensorModule::register_network(signed(cold(0)), hot(0)));
		assert_eq!(
			events(),
			[Event::NetworkAdded(1, 0), Event::NeuronRegistered(1, 0, hot(0))]
		);

		assert_eq!(Balances::free_balance(cold(0)), ENDOWMENT - 100 * TOKEN);
		assert_eq!(Pot::Lock.holdings::<Test>(), 100 * TOKEN);
		assert_eq!(SubnetLocked::<Test>::get(1), 100 * TOKEN);
		assert!(NetworksAdded::<Test>::get(1));
		assert_eq!(TotalNetworks::<Test>::get(), 1);
		assert_eq!(SubnetOwner::<Test>::get(1), Some(cold(0)));
		assert_eq!(SubnetOwnerHotkey::<Test>::get(1), Some(hot(0)));
		assert_eq!(Owner::<Test>::get(hot(0)), Some(cold(0)));
		assert_eq!(StakingHotkeys::<Test>::get(cold(0)).to_vec(), [hot(0)]);
		assert_eq!(Keys::<Test>::get(1, 0), Some(hot(0)));
		assert_eq!(Uids::<Test>::get(1, hot(0)), Some(0));
		assert_eq!(SubnetworkN::<Test>::get(1), 1);
		assert_eq!(Tempo::<Test>::get(1), TEMPO);
		assert!(Yuma3On::<Test>::get(1));
	});
}

#[test]
fn the_lock_cost_doubles_and_falls_in_a_line() {
	// last 100, interval 10, minimum 30
	let cost = |elapsed| lock_cost(100, elapsed, 10, 30);
	assert_eq!(
		[cost(0), cost(1), cost(10), cost(15), cost(17), cost(18), cost(1_000)],
		[200, 190, 100, 50, 30, 30, 30]
	);
	assert_eq!(lock_cost(0, 5, 10, 30), 30);
	assert_eq!(lock_cost(u64::MAX, 0, 0, 0), u64::MAX);

	ExtBuilder::default()
		.with(|genesis| genesis.network_lock_reduction_interval = 10)
		.build_and_execute(|| {
			assert_eq!(SubtensorModule::network_lock_cost(), 100 * TOKEN);
			new_subnet();
			assert_eq!(SubtensorModule::network_lock_cost(), 200 * TOKEN);
			run(5);
			assert_eq!(SubtensorModule::network_lock_cost(), 150 * TOKEN);
			new_subnet();
			assert_eq!(SubnetLocked::<Test>::get(2), 150 * TOKEN);
			assert_eq!(SubtensorModule::network_lock_cost(), 300 * TOKEN);
			assert_eq!(Pot::Lock.holdings::<Test>(), 250 * TOKEN);
		});
}

#[test]
fn a_subnet_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = |coldkey, hotkey, error: Error<Test>| {
			assert_noop!(SubtensorModule::register_network(signed(coldkey), hotkey), error);
		};
		assert_noop!(
			SubtensorModule::register_network(RuntimeOrigin::root(), hot(0)),
			DispatchError::BadOrigin
		);
		refused(cold(200), hot(1), Error::CannotAffordLockCost);
		new_subnet();
		refused(cold(1), hot(0), Error::NonAssociatedColdKey);
		NetworkRateLimit::<Test>::put(5);
		run(4);
		refused(cold(1), hot(1), Error::NetworkTxRateLimitExceeded);
		run(1);
		assert_ok!(SubtensorModule::register_network(signed(cold(1)), hot(1)));
		SubnetLimit::<Test>::put(2);
		run(5);
		refused(cold(1), hot(1), Error::SubnetLimitReached);
	});
}

#[test]
fn there_are_no_more_subnets_than_the_bound() {
	ExtBuilder::default()
		.with(|genesis| genesis.network_min_lock_cost = 1)
		.build_and_execute(|| {
			SubnetLimit::<Test>::put(u16::MAX);
			for _ in 0..8 {
				new_subnet();
			}
			assert_noop!(
				SubtensorModule::register_network(signed(cold(0)), hot(0)),
				Error::<Test>::SubnetLimitReached
			);
		});
}

#[test]
fn the_owner_starts_the_subnet_once_after_the_delay() {
	ExtBuilder::default()
		.with(|genesis| genesis.start_call_delay = 7)
		.build_and_execute(|| {
			let netuid = new_subnet();
			events();
			let refused = |who, netuid, error: Error<Test>| {
				assert_noop!(SubtensorModule::start_call(signed(who), netuid), error);
			};
			refused(cold(0), netuid + 1, Error::SubnetNotExists);
			refused(cold(1), netuid, Error::NotSubnetOwner);
			run(6);
			refused(cold(0), netuid, Error::NeedWaitingMoreBlocksToStarCall);
			run(1);
			assert_ok!(SubtensorModule::start_call(signed(cold(0)), netuid));
			assert_eq!(events(), [Event::FirstEmissionBlockNumberSet(netuid, 9)]);
			assert_eq!(FirstEmissionBlockNumber::<Test>::get(netuid), Some(9));
			// a whole tempo lies before the first epoch that pays
			assert_eq!(LastEpochBlock::<Test>::get(netuid), 8);
			refused(cold(0), netuid, Error::FirstEmissionBlockNumberAlreadySet);
		});
}
