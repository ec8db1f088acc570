//! Staking at a named price: a unit of stake costs a token, so a limit is met by all or by nothing.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, staking::limit::STAKE_PRICE, Error, Event, TotalStake};

#[test]
fn a_met_limit_stakes_and_removes_like_none() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		events();
		let add = |limit| SubtensorModule::add_stake_limit(signed(cold(2)), hot(0), netuid, 5 * TOKEN, limit, false);
		assert_ok!(add(STAKE_PRICE));
		assert_ok!(add(u64::MAX));
		let added = Event::StakeAdded(cold(2), hot(0), 5 * TOKEN, 5 * TOKEN, netuid, 0);
		let delegate = Event::DelegateAdded(cold(0), hot(0), 11_796);
		assert_eq!(events(), [delegate, added.clone(), added]);

		let remove =
			|limit| SubtensorModule::remove_stake_limit(signed(cold(2)), hot(0), netuid, 2 * TOKEN, limit, true);
		assert_ok!(remove(STAKE_PRICE));
		assert_ok!(remove(0));
		assert_eq!(stake_of(netuid, 2, 0), 6 * TOKEN);
		assert_ok!(SubtensorModule::remove_stake_full_limit(
			signed(cold(2)),
			hot(0),
			netuid,
			Some(STAKE_PRICE)
		));
		assert_eq!(Balances::free_balance(cold(2)), ENDOWMENT);
		assert_ok!(add(STAKE_PRICE));
		assert_ok!(SubtensorModule::remove_stake_full_limit(
			signed(cold(2)),
			hot(0),
			netuid,
			None
		));
		assert_eq!(TotalStake::<Test>::get(), 0);
	});
}

#[test]
fn a_limit_that_is_not_met_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let other = new_subnet();
		stake(netuid, 2, 0, 5);
		let partly = |allow_partial| match allow_partial {
			true => Error::<Test>::AmountTooLow,
			false => Error::<Test>::SlippageTooHigh,
		};
		for allow_partial in [true, false] {
			assert_noop!(
				SubtensorModule::add_stake_limit(
					signed(cold(2)),
					hot(0),
					netuid,
					TOKEN,
					STAKE_PRICE - 1,
					allow_partial
				),
				partly(allow_partial)
			);
			assert_noop!(
				SubtensorModule::remove_stake_limit(
					signed(cold(2)),
					hot(0),
					netuid,
					TOKEN,
					STAKE_PRICE + 1,
					allow_partial
				),
				partly(allow_partial)
			);
			assert_noop!(
				SubtensorModule::swap_stake_limit(
					signed(cold(2)),
					hot(0),
					netuid,
					other,
					TOKEN,
					STAKE_PRICE + 1,
					allow_partial
				),
				partly(allow_partial)
			);
		}
		assert_noop!(
			SubtensorModule::remove_stake_full_limit(signed(cold(2)), hot(0), netuid, Some(STAKE_PRICE + 1)),
			Error::<Test>::SlippageTooHigh
		);
	});
}

#[test]
fn limited_calls_refuse_what_the_plain_ones_refuse() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let add = |who, hotkey, netuid, amount| {
			SubtensorModule::add_stake_limit(signed(who), hotkey, netuid, amount, STAKE_PRICE, true)
		};
		assert_noop!(add(cold(1), hot(0), netuid + 1, TOKEN), Error::<Test>::SubnetNotExists);
		assert_noop!(
			add(cold(1), hot(9), netuid, TOKEN),
			Error::<Test>::HotKeyAccountNotExists
		);
		assert_noop!(add(cold(1), hot(0), netuid, 1), Error::<Test>::AmountTooLow);
		assert_noop!(
			add(cold(1), hot(0), netuid, ENDOWMENT),
			Error::<Test>::NotEnoughBalanceToStake
		);
		let remove =
			|netuid| SubtensorModule::remove_stake_limit(signed(cold(1)), hot(0), netuid, TOKEN, STAKE_PRICE, true);
		assert_noop!(remove(netuid + 1), Error::<Test>::SubnetNotExists);
		assert_noop!(remove(netuid), Error::<Test>::NotEnoughStakeToWithdraw);
		for limit in [None, Some(STAKE_PRICE)] {
			assert_noop!(
				SubtensorModule::remove_stake_full_limit(signed(cold(1)), hot(0), netuid, limit),
				Error::<Test>::AmountTooLow
			);
			assert_noop!(
				SubtensorModule::remove_stake_full_limit(signed(cold(1)), hot(0), netuid + 1, limit),
				Error::<Test>::SubnetNotExists
			);
		}
		assert_noop!(
			SubtensorModule::swap_stake_limit(signed(cold(1)), hot(0), netuid + 1, netuid, 1, STAKE_PRICE, true),
			Error::<Test>::SubnetNotExists
		);
		let nobody = RuntimeOrigin::none;
		assert_noop!(
			SubtensorModule::add_stake_limit(nobody(), hot(0), netuid, TOKEN, STAKE_PRICE, true),
			DispatchError::BadOrigin
		);
		assert_noop!(
			SubtensorModule::remove_stake_limit(nobody(), hot(0), netuid, TOKEN, STAKE_PRICE, true),
			DispatchError::BadOrigin
		);
		assert_noop!(
			SubtensorModule::remove_stake_full_limit(nobody(), hot(0), netuid, None),
			DispatchError::BadOrigin
		);
		assert_noop!(
			SubtensorModule::swap_stake_limit(nobody(), hot(0), netuid, netuid, TOKEN, STAKE_PRICE, true),
			DispatchError::BadOrigin
		);
	});
}
