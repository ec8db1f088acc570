use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
	issuance::Pot, mock::*, Delegates, Error, Event, StakeActivations, StakePools, StakePositions, StakingHotkeys,
	SubnetStake, TotalHotkeyAlpha, TotalStake,
};

const MINIMUM: u64 = TOKEN / 500;

fn unstake(netuid: u16, number: u16, on: u16, amount: u64) {
	assert_ok!(SubtensorModule::remove_stake(
		signed(cold(number)),
		hot(on),
		netuid,
		amount
	));
}

#[test]
fn stake_is_moved_into_the_pot_and_back() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		events();
		assert_ok!(SubtensorModule::add_stake(signed(cold(2)), hot(1), netuid, 5 * TOKEN));
		assert_eq!(
			events(),
			[
				Event::DelegateAdded(cold(1), hot(1), 11_796),
				Event::StakeAdded(cold(2), hot(1), 5 * TOKEN, 5 * TOKEN, netuid, 0)
			]
		);
		assert_eq!(Balances::free_balance(cold(2)), ENDOWMENT - 5 * TOKEN);
		assert_eq!(Pot::Stake.holdings::<Test>(), 5 * TOKEN);
		assert_eq!(TotalStake::<Test>::get(), 5 * TOKEN);
		assert_eq!(SubnetStake::<Test>::get(netuid), 5 * TOKEN);
		assert_eq!(stake_of(netuid, 2, 1), 5 * TOKEN);
		assert_eq!(StakingHotkeys::<Test>::get(cold(2)).to_vec(), [hot(1)]);

		unstake(netuid, 2, 1, 2 * TOKEN);
		assert_eq!(
			events(),
			[Event::StakeRemoved(cold(2), hot(1), 2 * TOKEN, 2 * TOKEN, netuid, 0)]
		);
		assert_eq!(stake_of(netuid, 2, 1), 3 * TOKEN);
		unstake(netuid, 2, 1, 3 * TOKEN);
		assert_eq!(Balances::free_balance(cold(2)), ENDOWMENT);
		assert_eq!(TotalStake::<Test>::get(), 0);
		assert_eq!(StakePositions::<Test>::iter().count(), 0);
		assert_eq!(StakePools::<Test>::iter().count(), 0);
		assert!(StakingHotkeys::<Test>::get(cold(2)).is_empty());
		// the owner's list keeps its own hotkey
		assert_eq!(StakingHotkeys::<Test>::get(cold(1)).to_vec(), [hot(1)]);
	});
}

#[test]
fn staking_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let add = |who, hotkey, netuid, amount| SubtensorModule::add_stake(signed(who), hotkey, netuid, amount);
		assert_noop!(add(cold(1), hot(0), netuid + 1, TOKEN), Error::<Test>::SubnetNotExists);
		assert_noop!(
			add(cold(1), hot(9), netuid, TOKEN),
			Error::<Test>::HotKeyAccountNotExists
		);
		assert_noop!(add(cold(1), hot(0), netuid, MINIMUM - 1), Error::<Test>::AmountTooLow);
		assert_noop!(
			add(cold(1), hot(0), netuid, ENDOWMENT),
			Error::<Test>::NotEnoughBalanceToStake
		);
		assert_noop!(
			add(cold(200), hot(0), netuid, TOKEN),
			Error::<Test>::NotEnoughBalanceToStake
		);
		assert_noop!(
			SubtensorModule::add_stake(RuntimeOrigin::none(), hot(0), netuid, TOKEN),
			DispatchError::BadOrigin
		);
		assert_ok!(add(cold(1), hot(0), netuid, MINIMUM));
		assert_ok!(add(cold(2), hot(0), netuid, ENDOWMENT - EXISTENTIAL_DEPOSIT));

		let remove = |who, hotkey, netuid, amount| SubtensorModule::remove_stake(signed(who), hotkey, netuid, amount);
		assert_noop!(
			remove(cold(1), hot(0), netuid + 1, TOKEN),
			Error::<Test>::SubnetNotExists
		);
		assert_noop!(
			remove(cold(1), hot(9), netuid, TOKEN),
			Error::<Test>::HotKeyAccountNotExists
		);
		assert_noop!(remove(cold(1), hot(0), netuid, 0), Error::<Test>::AmountTooLow);
		assert_noop!(
			remove(cold(1), hot(0), netuid, MINIMUM + 1),
			Error::<Test>::NotEnoughStakeToWithdraw
		);
		assert_noop!(
			remove(cold(3), hot(0), netuid, TOKEN),
			Error::<Test>::NotEnoughStakeToWithdraw
		);
	});
}

#[test]
fn a_coldkey_stakes_on_a_bounded_number_of_hotkeys() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 32)
		.build_and_execute(|| {
			let netuid = new_subnet();
			for number in 1..=MAX_HOTKEYS as u16 {
				register(netuid, number);
				stake(netuid, 50, number, 1);
			}
			assert_noop!(
				SubtensorModule::add_stake(signed(cold(50)), hot(0), netuid, TOKEN),
				Error::<Test>::TooManyHotkeys
			);
			stake(netuid, 50, 1, 1);
			unstake(netuid, 50, 1, 2 * TOKEN);
			stake(netuid, 50, 0, 1);
		});
}

#[test]
fn what_would_remain_below_the_minimum_leaves_too() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		stake(netuid, 1, 0, 1);
		events();
		unstake(netuid, 1, 0, TOKEN - MINIMUM + 1);
		assert_eq!(
			events(),
			[Event::StakeRemoved(cold(1), hot(0), TOKEN, TOKEN, netuid, 0)]
		);
		stake(netuid, 1, 0, 1);
		unstake(netuid, 1, 0, TOKEN - MINIMUM);
		assert_eq!(stake_of(netuid, 1, 0), MINIMUM);
	});
}

#[test]
fn stake_before_the_start_is_active_at_once_and_later_stake_after_the_epoch() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		stake(netuid, 1, 0, 3);
		assert_eq!(TotalHotkeyAlpha::<Test>::get(hot(0), netuid), 3 * TOKEN);
		start(netuid);
		stake(netuid, 2, 0, 4);
		assert_eq!(TotalHotkeyAlpha::<Test>::get(hot(0), netuid), 3 * TOKEN);
		assert_eq!(SubtensorModule::total_stake_of_hotkey(&hot(0), netuid), 7 * TOKEN);
		assert_eq!(stake_of(netuid, 2, 0), 4 * TOKEN);
		run_to_epoch(netuid);
		assert!(TotalHotkeyAlpha::<Test>::get(hot(0), netuid) >= 7 * TOKEN);
		assert_eq!(StakePools::<Test>::get(hot(0), netuid).queued, 0);
	});
}

#[test]
fn a_visit_around_an_epoch_earns_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 1), (4, 1)]);
		run_to_epoch(netuid);
		run(u64::from(TEMPO) - 1);
		let before = Balances::free_balance(cold(9));
		stake(netuid, 9, 1, 5_000);
		run(1);
		unstake(netuid, 9, 1, 5_000 * TOKEN);
		assert_eq!(Balances::free_balance(cold(9)), before);
		assert_eq!(stake_of(netuid, 9, 1), 0);

		// the same within a tempo, in a block
		stake(netuid, 9, 1, 5_000);
		unstake(netuid, 9, 1, 5_000 * TOKEN);
		assert_eq!(Balances::free_balance(cold(9)), before);
	});
}

#[test]
fn stake_earns_from_the_tempo_after_it_was_added() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 1), (4, 1)]);
		run_to_epoch(netuid);
		stake(netuid, 9, 1, 300);
		run_to_epoch(netuid);
		assert_eq!(stake_of(netuid, 9, 1), 300 * TOKEN);
		run_to_epoch(netuid);
		assert!(stake_of(netuid, 9, 1) > 300 * TOKEN + TOKEN / 2);
	});
}

#[test]
fn delegators_share_by_stake_after_the_take() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		register(netuid, 3);
		Delegates::<Test>::insert(hot(1), 0x8000);
		stake(netuid, 8, 1, 100);
		stake(netuid, 9, 1, 300);
		run_to_epoch(netuid);
		start(netuid);
		weigh(netuid, 1, &[(2, 1)]);
		run_to_epoch(netuid);
		let earned = (
			stake_of(netuid, 8, 1) - 100 * TOKEN,
			stake_of(netuid, 9, 1) - 300 * TOKEN,
		);
		let taken = stake_of(netuid, 1, 1);
		assert!(earned.0 > 0);
		assert!((earned.0 * 3).abs_diff(earned.1) <= 3, "{earned:?}");
		// half, as 0x8000 is a half of 65535 and a little more
		assert!(
			taken.abs_diff(earned.0 + earned.1) < taken / 10_000,
			"{taken} {earned:?}"
		);
	});
}

#[test]
fn queued_stake_leaves_first_and_partly() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		stake(netuid, 9, 1, 10);
		unstake(netuid, 9, 1, 4 * TOKEN);
		assert_eq!(StakePools::<Test>::get(hot(1), netuid).queued, 6 * TOKEN);
		run_to_epoch(netuid);
		assert_eq!(stake_of(netuid, 9, 1), 6 * TOKEN);
		stake(netuid, 9, 1, 10);
		unstake(netuid, 9, 1, 12 * TOKEN);
		assert_eq!(StakePools::<Test>::get(hot(1), netuid).queued, 0);
		assert_eq!(stake_of(netuid, 9, 1), 4 * TOKEN);
	});
}

#[test]
fn positions_fetch_their_shares_when_they_are_touched() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let epoch = crate::SubnetEpochIndex::<Test>::get(netuid);
		stake(netuid, 8, 1, 10);
		stake(netuid, 9, 1, 20);
		run_to_epoch(netuid);
		assert_eq!(StakeActivations::<Test>::get((hot(1), netuid, epoch)).value, 30 * TOKEN);
		stake(netuid, 8, 1, 5);
		assert_eq!(StakeActivations::<Test>::get((hot(1), netuid, epoch)).value, 20 * TOKEN);
		assert_eq!(StakeActivations::<Test>::iter().count(), 1);
		unstake(netuid, 9, 1, TOKEN);
		assert_eq!(StakeActivations::<Test>::iter().count(), 0);
	});
}

#[test]
fn stake_on_a_hotkey_without_a_uid_is_activated_when_touched() {
	ExtBuilder::default().build_and_execute(|| {
		working_subnet();
		let other = new_subnet();
		start(other);
		// hotkey 1 is not registered in the other subnet
		stake(other, 9, 1, 10);
		run_to_epoch(other);
		assert_eq!(TotalHotkeyAlpha::<Test>::get(hot(1), other), 0);
		assert_eq!(SubtensorModule::active_stake(&hot(1), other), 10 * TOKEN);
		assert_eq!(stake_of(other, 9, 1), 10 * TOKEN);
		run_to_epoch(other);
		stake(other, 9, 1, 1);
		assert_eq!(TotalHotkeyAlpha::<Test>::get(hot(1), other), 10 * TOKEN);
		unstake(other, 9, 1, 11 * TOKEN);
		assert_eq!(StakePools::<Test>::iter_prefix(hot(1)).count(), 1);
	});
}
