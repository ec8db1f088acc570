use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchError;

use super::whole_state::{full_subnet, items_of_accounts, items_with, sealed_weights};
use crate::{
	mock::*,
	swap_hotkey::{KEY_SWAP_COST, KEY_SWAP_ON_SUBNET_COST, MAX_POSITIONS, SWAP_INTERVAL},
	timelock::sealed_hash,
	types::{BurnReason, CommitDropReason},
	Axons, Bonds, Burned, Delegates, Error, Event, IsNetworkMember, Keys, OwnedHotkeys, Owner, StakingHotkeys,
	SubnetOwnerHotkey, TotalStake, TxRateLimit, Uids, ValidatorPermit, WeightCommits, Weights,
};

/// Swaps hotkey `old` of coldkey 0.
fn swap(old: u16, new: u16, netuid: Option<u16>) -> Result<(), DispatchError> {
	SubtensorModule::swap_hotkey(signed(cold(0)), hot(old), hot(new), netuid)
		.map(|_| ())
		.map_err(|error| error.error)
}

/// Lets both limits pass.
fn wait() {
	System::set_block_number(System::block_number() + SWAP_INTERVAL + TxRateLimit::<Test>::get() + 1);
}

/// What each coldkey has on a hotkey.
fn stakes_on(netuid: u16, on: u16) -> Vec<u64> {
	(0..5).map(|number| stake_of(netuid, number, on)).collect()
}

#[test]
fn full_subnet_puts_its_owner_into_every_item_that_has_accounts() {
	ExtBuilder::default().build_and_execute(|| {
		full_subnet();
		assert_ok!(SubtensorModule::announce_coldkey_swap(signed(cold(0)), H256::zero()));
		assert_ok!(SubtensorModule::dispute_coldkey_swap(signed(cold(0))));
		let (hotkeys, coldkeys) = (items_with(&hot(0)), items_with(&cold(0)));
		let missing: Vec<&str> = items_of_accounts()
			.into_iter()
			.filter(|item| !hotkeys.contains(item) && !coldkeys.contains(item))
			.collect();
		assert_eq!(
			missing,
			Vec::<&str>::new(),
			"hotkey 0 or coldkey 0 stands in every item"
		);
	});
}

#[test]
fn nothing_names_the_old_hotkey() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		wait();
		let (uid, stakes) = (Uids::<Test>::get(netuid, hot(0)), stakes_on(netuid, 0));
		let (weights, bonds) = (Weights::<Test>::get(netuid, 0), Bonds::<Test>::get(netuid, 0));
		let axon = Axons::<Test>::get(netuid, hot(0));
		assert!(stakes.iter().filter(|stake| **stake > 0).count() >= 3 && axon.is_some());
		assert!(items_with(&hot(0)).len() > 10);
		events();
		assert_ok!(swap(0, 60, None));

		assert_eq!(items_with(&hot(0)), Vec::<&str>::new());
		assert_eq!(stakes_on(netuid, 60), stakes);
		assert_eq!(Uids::<Test>::get(netuid, hot(60)), uid);
		assert_eq!(Keys::<Test>::get(netuid, 0), Some(hot(60)));
		assert!(IsNetworkMember::<Test>::get(hot(60), netuid));
		assert_eq!(SubnetOwnerHotkey::<Test>::get(netuid), Some(hot(60)));
		assert_eq!(
			(Weights::<Test>::get(netuid, 0), Bonds::<Test>::get(netuid, 0)),
			(weights, bonds)
		);
		assert!(ValidatorPermit::<Test>::get(netuid)[0]);
		assert_eq!(Axons::<Test>::get(netuid, hot(60)), axon);
		assert_eq!(Delegates::<Test>::get(hot(60)), 1_000);
		assert_eq!(Owner::<Test>::get(hot(60)), Some(cold(0)));
		assert_eq!((System::sufficients(&hot(0)), System::sufficients(&hot(60))), (0, 1));
		assert!(StakingHotkeys::<Test>::get(cold(2)).contains(&hot(60)));
		assert_eq!(
			events(),
			[
				Event::WeightsCommitDropped(
					hot(0),
					netuid,
					sealed_hash(&sealed_weights(netuid)),
					CommitDropReason::HotkeySwapped
				),
				Event::WeightsCommitDropped(hot(0), netuid, H256::repeat_byte(9), CommitDropReason::HotkeySwapped),
				Event::SubnetOwnerHotkeySet(netuid, hot(60)),
				Event::HotkeySwapped {
					coldkey: cold(0),
					old_hotkey: hot(0),
					new_hotkey: hot(60)
				},
			]
		);
		assert!(WeightCommits::<Test>::contains_key(netuid, hot(1)));
	});
}

#[test]
fn what_is_queued_or_waits_for_shares_goes_along() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		wait();
		assert_ok!(swap(0, 60, None));
		// queued stake becomes active at the epoch as if nothing had happened, and everybody can leave
		let before = stakes_on(netuid, 60);
		run_to_epoch(netuid);
		for (number, had) in (0..5u16).zip(before) {
			let has = stake_of(netuid, number, 60);
			assert!(has >= had);
			if has > 0 {
				assert_ok!(SubtensorModule::remove_stake(
					signed(cold(number)),
					hot(60),
					netuid,
					has
				));
			}
		}
		assert_eq!(stakes_on(netuid, 60), [0; 5]);
	});
}

#[test]
fn on_one_subnet_the_old_hotkey_keeps_the_others() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		let other = new_subnet();
		stake(other, 0, 0, 7);
		stake(other, 2, 0, 9);
		wait();
		let stakes = stakes_on(netuid, 0);
		let burned = Burned::<Test>::get(BurnReason::KeySwap);
		events();
		assert_ok!(swap(0, 60, Some(netuid)));
		assert_eq!(stakes_on(netuid, 60), stakes);
		assert_eq!(stakes_on(netuid, 0), [0; 5]);
		assert_eq!(stakes_on(other, 0), [7 * TOKEN, 0, 9 * TOKEN, 0, 0]);
		assert_eq!(Uids::<Test>::get(netuid, hot(0)), None);
		assert_eq!(Uids::<Test>::get(other, hot(0)), Some(0));
		assert_eq!(SubnetOwnerHotkey::<Test>::get(netuid), Some(hot(60)));
		assert_eq!(SubnetOwnerHotkey::<Test>::get(other), Some(hot(0)));
		assert_eq!(
			[hot(0), hot(60)].map(Owner::<Test>::get),
			[Some(cold(0)), Some(cold(0))]
		);
		// the delegators of one subnet pay no more than before
		assert_eq!([hot(0), hot(60)].map(Delegates::<Test>::get), [1_000, 1_000]);
		let listed = StakingHotkeys::<Test>::get(cold(2));
		assert!(listed.contains(&hot(0)) && listed.contains(&hot(60)));
		assert_eq!(
			Burned::<Test>::get(BurnReason::KeySwap) - burned,
			KEY_SWAP_ON_SUBNET_COST
		);
		assert!(events().contains(&Event::HotkeySwappedOnSubnet {
			coldkey: cold(0),
			old_hotkey: hot(0),
			new_hotkey: hot(60),
			netuid
		}));
	});
}

#[test]
fn stake_joins_what_is_on_the_new_hotkey_already() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		for (number, tokens) in [(0, 11), (2, 13), (4, 17)] {
			stake(netuid, number, 50, tokens);
		}
		run_to_epoch(netuid);
		stake(netuid, 2, 50, 19);
		wait();
		let (old, new, total) = (stakes_on(netuid, 0), stakes_on(netuid, 50), TotalStake::<Test>::get());
		assert_ok!(swap(0, 50, None));
		let joined = stakes_on(netuid, 50);
		for number in 0..5 {
			// shares are rounded down: a rao can be lost to the others of the pool
			let expected = old[number] + new[number];
			assert!(
				joined[number].abs_diff(expected) <= 2,
				"{number}: {} for {expected}",
				joined[number]
			);
		}
		assert_eq!(TotalStake::<Test>::get(), total);
		assert_eq!(items_with(&hot(0)), Vec::<&str>::new());
	});
}

#[test]
fn stake_can_stay_on_the_old_hotkey() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		wait();
		let stakes = stakes_on(netuid, 0);
		assert_ok!(SubtensorModule::swap_hotkey_v2(
			signed(cold(0)),
			hot(0),
			hot(60),
			None,
			true
		));
		assert_eq!(stakes_on(netuid, 0), stakes);
		assert_eq!(stakes_on(netuid, 60), [0; 5]);
		assert_eq!(Uids::<Test>::get(netuid, hot(60)), Some(0));
		// it stays the coldkey's, so that stake can be taken back
		assert_eq!(Owner::<Test>::get(hot(0)), Some(cold(0)));
		assert_ok!(SubtensorModule::remove_stake(
			signed(cold(2)),
			hot(0),
			netuid,
			stakes[2]
		));
	});
}

#[test]
fn a_swap_is_no_way_to_raise_a_take() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		Delegates::<Test>::insert(hot(50), 3_000);
		wait();
		assert_ok!(swap(50, 61, Some(netuid)));
		wait();
		Delegates::<Test>::insert(hot(62), 500);
		assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(0)), hot(62)));
		assert_ok!(swap(61, 62, None));
		assert_eq!(
			[hot(61), hot(62)].map(|key| Delegates::<Test>::try_get(key).ok()),
			[None, Some(500)]
		);
	});
}

#[test]
fn a_full_list_of_hotkeys_is_no_obstacle() {
	ExtBuilder::default().build_and_execute(|| {
		new_subnet();
		for number in 1..MAX_HOTKEYS as u16 {
			assert_ok!(SubtensorModule::try_associate_hotkey(
				signed(cold(0)),
				hot(100 + number)
			));
		}
		assert_ok!(swap(0, 60, None));
		assert_eq!(OwnedHotkeys::<Test>::get(cold(0)).len(), MAX_HOTKEYS as usize);
	});
}

#[test]
fn a_swap_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		let refused = |old, new, netuid, error: Error<Test>| {
			assert_noop!(swap(old, new, netuid), error);
		};
		refused(1, 60, None, Error::NonAssociatedColdKey);
		refused(70, 60, None, Error::NonAssociatedColdKey);
		refused(0, 1, None, Error::NonAssociatedColdKey);
		refused(0, 0, None, Error::NewHotKeyIsSameWithOld);
		refused(0, 60, Some(netuid + 1), Error::SubnetNotExists);
		assert_ok!(SubtensorModule::burned_register(signed(cold(0)), netuid, hot(2)));
		refused(0, 2, None, Error::HotKeyAlreadyRegisteredInSubNet);
		refused(0, 2, Some(netuid), Error::HotKeyAlreadyRegisteredInSubNet);
		let cost_of = |cost| {
			let balance = Balances::free_balance(cold(0));
			assert_ok!(Balances::transfer_allow_death(
				signed(cold(0)),
				cold(9),
				balance - cost - EXISTENTIAL_DEPOSIT + 1
			));
		};
		cost_of(KEY_SWAP_COST);
		refused(0, 60, None, Error::NotEnoughBalanceToPaySwapHotKey);
		cost_of(KEY_SWAP_ON_SUBNET_COST);
		refused(0, 60, Some(netuid), Error::NotEnoughBalanceToPaySwapHotKey);
		assert_noop!(
			SubtensorModule::swap_hotkey(RuntimeOrigin::root(), hot(0), hot(60), None).map_err(|error| error.error),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn swaps_are_limited_on_every_way() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let other = new_subnet();
		assert_ok!(swap(0, 60, Some(netuid)));
		assert_noop!(swap(60, 61, Some(netuid)), Error::<Test>::HotKeySetTxRateLimitExceeded);
		assert_noop!(swap(0, 61, None), Error::<Test>::HotKeySetTxRateLimitExceeded);
		System::set_block_number(1 + TxRateLimit::<Test>::get() + 1);
		// hotkey 0 is on the other subnet alone now
		assert_noop!(
			swap(60, 61, Some(netuid)),
			Error::<Test>::HotKeySwapOnSubnetIntervalNotPassed
		);
		assert_noop!(swap(60, 61, None), Error::<Test>::HotKeySwapOnSubnetIntervalNotPassed);
		assert_ok!(swap(0, 62, None));
		System::set_block_number(1 + SWAP_INTERVAL + 1);
		assert_ok!(swap(60, 61, None));
		System::set_block_number(1 + SWAP_INTERVAL + 1 + TxRateLimit::<Test>::get() + 1);
		assert_ok!(swap(62, 63, Some(other)));
	});
}

#[test]
fn a_call_moves_a_bounded_number_of_positions() {
	ExtBuilder::default().build_and_execute(|| {
		let (netuid, other) = (new_subnet(), new_subnet());
		crate::NominatorMinRequiredStake::<Test>::put(1);
		for number in 0..=MAX_POSITIONS as u16 {
			let staker = account(20_000 + number);
			assert_ok!(Balances::transfer_allow_death(signed(cold(9)), staker.clone(), 2_000));
			let on = if number % 2 == 0 { netuid } else { other };
			assert_ok!(SubtensorModule::add_stake(signed(staker), hot(0), on, 700));
		}
		assert_noop!(swap(0, 60, None), Error::<Test>::TooManyStakersToSwap);
		assert_ok!(swap(0, 60, Some(netuid)));
		wait();
		assert_ok!(swap(0, 60, Some(other)));
		assert_eq!(TotalStake::<Test>::get(), 700 * u64::from(MAX_POSITIONS + 1));
	});
}
