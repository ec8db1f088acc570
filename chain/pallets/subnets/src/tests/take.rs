//! What delegates and child hotkeys keep.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
	mock::*, ChildkeyTake, Delegates, Error, Event, LastTxBlockDelegateTake, MaxChildkeyTake, MaxDelegateTake,
	MinChildkeyTake, MinChildkeyTakePerSubnet, MinDelegateTake, PendingChildKeyCooldown, TxChildkeyTakeRateLimit,
	TxDelegateTakeRateLimit,
};

/// 18 % of 65535: what is kept unless something else is set.
const DEFAULT: u16 = 11_796;

fn decrease(number: u16, take: u16) -> sp_runtime::DispatchResult {
	SubtensorModule::decrease_take(signed(cold(number)), hot(0), take)
}

fn increase(number: u16, take: u16) -> sp_runtime::DispatchResult {
	SubtensorModule::increase_take(signed(cold(number)), hot(0), take)
}

#[test]
fn a_hotkey_becomes_a_delegate_when_another_stakes_on_it() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		stake(netuid, 0, 0, 1);
		assert!(!Delegates::<Test>::contains_key(hot(0)));
		events();
		stake(netuid, 1, 0, 1);
		assert_eq!(events().first(), Some(&Event::DelegateAdded(cold(0), hot(0), DEFAULT)));
		assert!(Delegates::<Test>::contains_key(hot(0)));
		stake(netuid, 2, 0, 1);
		assert_eq!(events().len(), 1);
		// by a gift too
		register(netuid, 5);
		stake(netuid, 5, 5, 1);
		assert_ok!(SubtensorModule::transfer_stake(
			signed(cold(5)),
			cold(6),
			hot(5),
			netuid,
			netuid,
			TOKEN
		));
		assert!(Delegates::<Test>::contains_key(hot(5)));
	});
}

#[test]
fn a_take_is_lowered_at_any_time_and_raised_after_the_limit() {
	ExtBuilder::default().build_and_execute(|| {
		new_subnet();
		TxDelegateTakeRateLimit::<Test>::put(100);
		events();
		assert_ok!(decrease(0, 1_000));
		assert_ok!(decrease(0, 900));
		assert_eq!(
			events(),
			[
				Event::TakeDecreased(cold(0), hot(0), 1_000),
				Event::TakeDecreased(cold(0), hot(0), 900)
			]
		);
		run_to(100);
		assert_noop!(increase(0, 1_000), Error::<Test>::DelegateTxRateLimitExceeded);
		run_to(101);
		events();
		assert_ok!(increase(0, 1_000));
		assert_eq!(events(), [Event::TakeIncreased(cold(0), hot(0), 1_000)]);
		assert_noop!(increase(0, 2_000), Error::<Test>::DelegateTxRateLimitExceeded);
		assert_ok!(decrease(0, 0));
		assert_eq!(
			(
				Delegates::<Test>::get(hot(0)),
				LastTxBlockDelegateTake::<Test>::get(hot(0))
			),
			(0, 101)
		);
	});
}

#[test]
fn changes_of_a_take_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		new_subnet();
		assert_noop!(decrease(1, 5), Error::<Test>::NonAssociatedColdKey);
		assert_noop!(increase(1, 5), Error::<Test>::NonAssociatedColdKey);
		for call in [SubtensorModule::decrease_take, SubtensorModule::increase_take] {
			assert_noop!(call(signed(cold(0)), hot(9), 5), Error::<Test>::HotKeyAccountNotExists);
			assert_noop!(call(RuntimeOrigin::none(), hot(0), 5), DispatchError::BadOrigin);
		}
		assert_noop!(decrease(0, DEFAULT), Error::<Test>::DelegateTakeTooLow);
		assert_noop!(increase(0, DEFAULT), Error::<Test>::DelegateTakeTooLow);
		assert_noop!(increase(0, DEFAULT + 1), Error::<Test>::DelegateTakeTooHigh);
		MinDelegateTake::<Test>::put(10);
		assert_noop!(decrease(0, 9), Error::<Test>::DelegateTakeTooLow);
		assert_ok!(decrease(0, 10));
		MaxDelegateTake::<Test>::put(20);
		LastTxBlockDelegateTake::<Test>::remove(hot(0));
		assert_noop!(increase(0, 21), Error::<Test>::DelegateTakeTooHigh);
		assert_ok!(increase(0, 20));
	});
}

#[test]
fn the_take_decides_what_delegators_get() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		register(netuid, 2);
		stake(netuid, 9, 1, 100);
		run_to_epoch(netuid);
		start(netuid);
		assert_ok!(SubtensorModule::decrease_take(signed(cold(1)), hot(1), 0));
		weigh(netuid, 1, &[(2, 1)]);
		run_to_epoch(netuid);
		assert!(stake_of(netuid, 9, 1) > 100 * TOKEN);
		assert_eq!(stake_of(netuid, 1, 1), 0);
	});
}

#[test]
fn a_child_hotkey_sets_its_take_within_bounds_and_limit() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		TxChildkeyTakeRateLimit::<Test>::put(50);
		let set = |take| SubtensorModule::set_childkey_take(signed(cold(0)), hot(0), netuid, take);
		assert_eq!(ChildkeyTake::<Test>::get(hot(0), netuid), 0);
		events();
		assert_ok!(set(DEFAULT));
		assert_eq!(events(), [Event::ChildKeyTakeSet(hot(0), DEFAULT)]);
		assert_noop!(set(DEFAULT + 1), Error::<Test>::InvalidChildkeyTake);
		assert_ok!(set(5));
		assert_noop!(set(6), Error::<Test>::TxChildkeyTakeRateLimitExceeded);
		run_to(51);
		assert_ok!(set(6));
		assert_ok!(SubtensorModule::set_least_childkey_take(netuid, 4));
		assert_noop!(set(3), Error::<Test>::InvalidChildkeyTake);
		assert_ok!(set(4));
		assert_noop!(
			SubtensorModule::set_childkey_take(signed(cold(1)), hot(0), netuid, 4),
			Error::<Test>::NonAssociatedColdKey
		);
		assert_noop!(
			SubtensorModule::set_childkey_take(signed(cold(0)), hot(9), netuid, 4),
			Error::<Test>::HotKeyAccountNotExists
		);
		assert_noop!(
			SubtensorModule::set_childkey_take(signed(cold(0)), hot(0), netuid + 1, 4),
			Error::<Test>::SubnetNotExists
		);
		assert_noop!(
			SubtensorModule::set_childkey_take(RuntimeOrigin::none(), hot(0), netuid, 4),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn root_sets_the_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let root = RuntimeOrigin::root;
		events();
		assert_ok!(SubtensorModule::sudo_set_max_childkey_take(root(), 100));
		assert_ok!(SubtensorModule::sudo_set_min_childkey_take(root(), 10));
		assert_ok!(SubtensorModule::sudo_set_tx_childkey_take_rate_limit(root(), 7));
		assert_ok!(SubtensorModule::set_pending_childkey_cooldown(root(), 8));
		assert_eq!(
			events(),
			[
				Event::MaxChildKeyTakeSet(100),
				Event::MinChildKeyTakeSet(10),
				Event::TxChildKeyTakeRateLimitSet(7),
				Event::PendingChildKeyCooldownSet(8),
			]
		);
		assert_eq!(
			(
				MinChildkeyTake::<Test>::get(),
				MaxChildkeyTake::<Test>::get(),
				TxChildkeyTakeRateLimit::<Test>::get(),
				PendingChildKeyCooldown::<Test>::get()
			),
			(10, 100, 7, 8)
		);
		assert_noop!(
			SubtensorModule::sudo_set_max_childkey_take(root(), 9),
			Error::<Test>::InvalidChildkeyTake
		);
		assert_noop!(
			SubtensorModule::sudo_set_min_childkey_take(root(), 101),
			Error::<Test>::InvalidChildkeyTake
		);
		for take in [9, 101] {
			assert_noop!(
				SubtensorModule::set_least_childkey_take(netuid, take),
				Error::<Test>::InvalidChildkeyTake
			);
		}
		assert_ok!(SubtensorModule::set_least_childkey_take(netuid, 50));
		assert_eq!(events(), [Event::MinChildKeyTakePerSubnetSet(netuid, 50)]);
		assert_eq!(MinChildkeyTakePerSubnet::<Test>::get(netuid), 50);
		assert_eq!(SubtensorModule::least_childkey_take(netuid), 50);
		for stranger in [signed(cold(0)), RuntimeOrigin::none()] {
			let refused = Err(DispatchError::BadOrigin);
			assert_eq!(
				SubtensorModule::sudo_set_max_childkey_take(stranger.clone(), 50),
				refused
			);
			assert_eq!(
				SubtensorModule::sudo_set_min_childkey_take(stranger.clone(), 50),
				refused
			);
			assert_eq!(
				SubtensorModule::sudo_set_tx_childkey_take_rate_limit(stranger.clone(), 50),
				refused
			);
			assert_eq!(SubtensorModule::set_pending_childkey_cooldown(stranger, 50), refused);
		}
	});
}
