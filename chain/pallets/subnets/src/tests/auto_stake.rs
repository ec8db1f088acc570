//! Where what a coldkey's miners earn is staked.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, AutoStakeDestination, Delegates, Error, Event, ImmunityPeriod, MinNonImmuneUids, StakingHotkeys};

fn choose(number: u16, netuid: u16, on: u16) -> sp_runtime::DispatchResult {
	SubtensorModule::set_coldkey_auto_stake_hotkey(signed(cold(number)), netuid, hot(on))
}

#[test]
fn miners_earnings_are_staked_where_the_coldkey_chose() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 1), (4, 1)]);
		assert_ok!(choose(3, netuid, 1));
		assert_eq!(
			events().last(),
			Some(&Event::AutoStakeDestinationSet {
				coldkey: cold(3),
				netuid,
				hotkey: hot(1)
			})
		);
		run_to_epoch(netuid);
		let earned = stake_of(netuid, 3, 1);
		assert!(earned > 0);
		assert_eq!((stake_of(netuid, 3, 3), stake_of(netuid, 4, 4)), (0, earned));
		assert!(events().contains(&Event::AutoStakeAdded {
			netuid,
			destination: hot(1),
			hotkey: hot(3),
			owner: cold(3),
			incentive: earned
		}));
		assert!(StakingHotkeys::<Test>::get(cold(3)).contains(&hot(1)));
		assert!(Delegates::<Test>::contains_key(hot(1)));
		// it earns there as other stake does, from the next tempo on
		run_to_epoch(netuid);
		assert!(stake_of(netuid, 3, 1) > stake_of(netuid, 4, 4));
	});
}

#[test]
fn a_hotkey_that_left_the_subnet_is_paid_no_more() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 6)
		.build_and_execute(|| {
			let netuid = working_subnet();
			ImmunityPeriod::<Test>::insert(netuid, 0);
			MinNonImmuneUids::<Test>::insert(netuid, 0);
			register(netuid, 5);
			assert_ok!(choose(3, netuid, 5));
			for validator in [1, 2] {
				weigh(netuid, validator, &[(3, 1), (4, 1)]);
			}
			run_to_epoch(netuid);
			let earned = stake_of(netuid, 3, 5);
			assert!(earned > 0);
			// hotkey 5 earned least, so it goes
			register(netuid, 6);
			assert!(!crate::Uids::<Test>::contains_key(netuid, hot(5)));
			run_to_epoch(netuid);
			assert_eq!(stake_of(netuid, 3, 5), earned);
			assert!(stake_of(netuid, 3, 3) > 0);
			assert_eq!(AutoStakeDestination::<Test>::get(cold(3), netuid), Some(hot(5)));
		});
}

#[test]
fn a_full_list_leaves_earnings_on_the_miner() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 32)
		.build_and_execute(|| {
			let netuid = working_subnet();
			for number in 10..10 + MAX_HOTKEYS as u16 - 1 {
				register(netuid, number);
				stake(netuid, 3, number, 1);
			}
			assert_ok!(choose(3, netuid, 1));
			weigh(netuid, 1, &[(3, 1), (4, 1)]);
			run_to_epoch(netuid);
			assert_eq!(stake_of(netuid, 3, 1), 0);
			assert!(stake_of(netuid, 3, 3) > 0);
		});
}

#[test]
fn choices_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		assert_noop!(choose(3, netuid + 1, 1), Error::<Test>::SubnetNotExists);
		assert_noop!(choose(3, netuid, 9), Error::<Test>::HotKeyNotRegisteredInSubNet);
		assert_ok!(choose(3, netuid, 1));
		assert_noop!(choose(3, netuid, 1), Error::<Test>::SameAutoStakeHotkeyAlreadySet);
		assert_ok!(choose(3, netuid, 2));
		assert_noop!(
			SubtensorModule::set_coldkey_auto_stake_hotkey(RuntimeOrigin::none(), netuid, hot(1)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_choice_of_an_own_hotkey_makes_nobody_a_delegate() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		assert_ok!(SubtensorModule::burned_register(signed(cold(3)), netuid, hot(30)));
		assert_ok!(choose(3, netuid, 30));
		weigh(netuid, 1, &[(3, 1), (4, 1)]);
		for _ in 0..2 {
			run_to_epoch(netuid);
			let staked = events()
				.into_iter()
				.any(|event| matches!(event, Event::AutoStakeAdded { .. }));
			assert!(staked);
		}
		assert!(stake_of(netuid, 3, 30) > 0);
		assert_eq!(stake_of(netuid, 3, 3), 0);
		assert!(!Delegates::<Test>::contains_key(hot(30)));
	});
}
