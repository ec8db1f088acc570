//! Stake that goes to another hotkey, subnet or coldkey.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
	issuance::Pot, mock::*, Error, Event, StakePools, StakePositions, StakingHotkeys, SubnetStake, TotalHotkeyAlpha,
	TotalStake, TransferToggle,
};

const MINIMUM: u64 = TOKEN / 500;

fn moved(number: u16, from: (u16, u16), to: (u16, u16), amount: u64) {
	assert_ok!(SubtensorModule::move_stake(
		signed(cold(number)),
		hot(from.0),
		hot(to.0),
		from.1,
		to.1,
		amount
	));
}

#[test]
fn stake_moves_between_hotkeys_and_subnets() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let other = new_subnet();
		register(netuid, 1);
		stake(netuid, 9, 0, 10);
		events();
		moved(9, (0, netuid), (1, netuid), 4 * TOKEN);
		assert_eq!(
			events(),
			[
				Event::StakeRemoved(cold(9), hot(0), 4 * TOKEN, 4 * TOKEN, netuid, 0),
				Event::DelegateAdded(cold(1), hot(1), 11_796),
				Event::StakeAdded(cold(9), hot(1), 4 * TOKEN, 4 * TOKEN, netuid, 0),
				Event::StakeMoved(cold(9), hot(0), netuid, hot(1), netuid, 4 * TOKEN),
			]
		);
		assert_eq!((stake_of(netuid, 9, 0), stake_of(netuid, 9, 1)), (6 * TOKEN, 4 * TOKEN));
		assert_eq!(StakingHotkeys::<Test>::get(cold(9)).to_vec(), [hot(0), hot(1)]);

		moved(9, (0, netuid), (1, other), 6 * TOKEN);
		assert_eq!(StakingHotkeys::<Test>::get(cold(9)).to_vec(), [hot(1)]);
		assert_eq!(
			(SubnetStake::<Test>::get(netuid), SubnetStake::<Test>::get(other)),
			(4 * TOKEN, 6 * TOKEN)
		);
		events();
		assert_ok!(SubtensorModule::swap_stake(
			signed(cold(9)),
			hot(1),
			other,
			netuid,
			2 * TOKEN
		));
		assert_eq!(
			events().last(),
			Some(&Event::StakeSwapped(cold(9), hot(1), other, netuid, 2 * TOKEN))
		);
		assert_eq!((stake_of(netuid, 9, 1), stake_of(other, 9, 1)), (6 * TOKEN, 4 * TOKEN));
		assert_eq!(Balances::free_balance(cold(9)), ENDOWMENT - 10 * TOKEN);
		assert_eq!(
			(Pot::Stake.holdings::<Test>(), TotalStake::<Test>::get()),
			(10 * TOKEN, 10 * TOKEN)
		);
	});
}

#[test]
fn stake_is_given_to_another_coldkey() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let other = new_subnet();
		stake(netuid, 9, 0, 10);
		events();
		let give = |to, netuids: (u16, u16), amount| {
			SubtensorModule::transfer_stake(signed(cold(9)), to, hot(0), netuids.0, netuids.1, amount)
		};
		assert_ok!(give(cold(8), (netuid, netuid), 3 * TOKEN));
		assert_eq!(
			events(),
			[
				Event::StakeRemoved(cold(9), hot(0), 3 * TOKEN, 3 * TOKEN, netuid, 0),
				Event::StakeAdded(cold(8), hot(0), 3 * TOKEN, 3 * TOKEN, netuid, 0),
				Event::StakeTransferred(cold(9), cold(8), hot(0), netuid, netuid, 3 * TOKEN),
			]
		);
		assert_ok!(give(cold(8), (netuid, other), 7 * TOKEN));
		assert_eq!(
			(stake_of(netuid, 9, 0), stake_of(netuid, 8, 0), stake_of(other, 8, 0)),
			(0, 3 * TOKEN, 7 * TOKEN)
		);
		assert!(StakingHotkeys::<Test>::get(cold(9)).is_empty());
		assert_eq!(StakingHotkeys::<Test>::get(cold(8)).to_vec(), [hot(0)]);
		// an account without a balance can be given stake, and can be paid it out
		assert_ok!(SubtensorModule::transfer_stake(
			signed(cold(8)),
			cold(200),
			hot(0),
			netuid,
			netuid,
			3 * TOKEN
		));
		assert_ok!(SubtensorModule::unstake_all(signed(cold(200)), hot(0)));
		assert_eq!(Balances::free_balance(cold(200)), 3 * TOKEN);
	});
}

#[test]
fn transitions_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let other = new_subnet();
		register(netuid, 1);
		stake(netuid, 9, 0, 10);
		let mv = |from, to, origin, destination, amount| {
			SubtensorModule::move_stake(signed(cold(9)), from, to, origin, destination, amount)
		};
		let give = |origin, destination, amount| {
			SubtensorModule::transfer_stake(signed(cold(9)), cold(8), hot(0), origin, destination, amount)
		};
		let swap = |hotkey, origin, destination, amount| {
			SubtensorModule::swap_stake(signed(cold(9)), hotkey, origin, destination, amount)
		};
		assert_noop!(mv(hot(0), hot(0), netuid, netuid, TOKEN), Error::<Test>::SameNetuid);
		assert_noop!(swap(hot(0), netuid, netuid, TOKEN), Error::<Test>::SameNetuid);
		assert_noop!(
			SubtensorModule::transfer_stake(signed(cold(9)), cold(9), hot(0), netuid, netuid, TOKEN),
			Error::<Test>::SameNetuid
		);
		for (origin, destination) in [(netuid, 7), (7, netuid)] {
			assert_noop!(
				mv(hot(0), hot(1), origin, destination, TOKEN),
				Error::<Test>::SubnetNotExists
			);
			assert_noop!(give(origin, destination, TOKEN), Error::<Test>::SubnetNotExists);
			assert_noop!(swap(hot(0), origin, destination, TOKEN), Error::<Test>::SubnetNotExists);
		}
		assert_noop!(
			mv(hot(0), hot(9), netuid, netuid, TOKEN),
			Error::<Test>::HotKeyAccountNotExists
		);
		assert_noop!(
			mv(hot(9), hot(0), netuid, netuid, TOKEN),
			Error::<Test>::HotKeyAccountNotExists
		);
		assert_noop!(
			swap(hot(9), netuid, other, TOKEN),
			Error::<Test>::HotKeyAccountNotExists
		);
		for amount in [0, MINIMUM - 1] {
			assert_noop!(mv(hot(0), hot(1), netuid, netuid, amount), Error::<Test>::AmountTooLow);
			assert_noop!(give(netuid, netuid, amount), Error::<Test>::AmountTooLow);
			assert_noop!(swap(hot(0), netuid, other, amount), Error::<Test>::AmountTooLow);
		}
		let too_much = 10 * TOKEN + 1;
		assert_noop!(
			mv(hot(0), hot(1), netuid, netuid, too_much),
			Error::<Test>::NotEnoughStakeToWithdraw
		);
		assert_noop!(give(netuid, netuid, too_much), Error::<Test>::NotEnoughStakeToWithdraw);
		assert_noop!(
			swap(hot(0), netuid, other, too_much),
			Error::<Test>::NotEnoughStakeToWithdraw
		);
		assert_noop!(
			SubtensorModule::move_stake(RuntimeOrigin::none(), hot(0), hot(1), netuid, netuid, TOKEN),
			DispatchError::BadOrigin
		);
		assert_noop!(
			SubtensorModule::transfer_stake(RuntimeOrigin::none(), cold(8), hot(0), netuid, netuid, TOKEN),
			DispatchError::BadOrigin
		);
		assert_noop!(
			SubtensorModule::swap_stake(RuntimeOrigin::none(), hot(0), netuid, other, TOKEN),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn giving_can_be_forbidden_in_either_subnet() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let other = new_subnet();
		stake(netuid, 9, 0, 10);
		let give = |to| SubtensorModule::transfer_stake(signed(cold(9)), cold(8), hot(0), netuid, to, TOKEN);
		events();
		SubtensorModule::toggle_transfer(other, false);
		assert_eq!(events(), [Event::TransferToggle(other, false)]);
		assert_noop!(give(other), Error::<Test>::TransferDisallowed);
		assert_ok!(give(netuid));
		TransferToggle::<Test>::insert(netuid, false);
		assert_noop!(give(netuid), Error::<Test>::TransferDisallowed);
		// nobody else's stake is concerned
		moved(9, (0, netuid), (0, other), TOKEN);
	});
}

#[test]
fn gifts_fill_half_of_a_list() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 32)
		.build_and_execute(|| {
			let netuid = new_subnet();
			let half = MAX_HOTKEYS as u16 / 2;
			let give =
				|hotkey| SubtensorModule::transfer_stake(signed(cold(9)), cold(50), hotkey, netuid, netuid, TOKEN);
			for number in 1..=half + 1 {
				register(netuid, number);
				stake(netuid, 9, number, 2);
			}
			for number in 1..=half {
				assert_ok!(give(hot(number)));
			}
			assert_noop!(give(hot(half + 1)), Error::<Test>::TooManyHotkeys);
			// a listed hotkey takes no further place, and the coldkey itself may fill the rest
			assert_ok!(give(hot(1)));
			stake(netuid, 50, half + 1, 1);
		});
}

#[test]
fn a_full_list_can_still_be_rearranged() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 32)
		.build_and_execute(|| {
			let netuid = new_subnet();
			for number in 1..=MAX_HOTKEYS as u16 {
				register(netuid, number);
				stake(netuid, 50, number, 2);
			}
			assert_noop!(
				SubtensorModule::move_stake(signed(cold(50)), hot(1), hot(0), netuid, netuid, TOKEN),
				Error::<Test>::TooManyHotkeys
			);
			moved(50, (1, netuid), (0, netuid), 2 * TOKEN);
			assert!(!StakingHotkeys::<Test>::get(cold(50)).contains(&hot(1)));
		});
}

#[test]
fn what_would_remain_below_the_minimum_moves_too() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		stake(netuid, 9, 0, 1);
		moved(9, (0, netuid), (1, netuid), TOKEN - MINIMUM + 1);
		assert_eq!((stake_of(netuid, 9, 0), stake_of(netuid, 9, 1)), (0, TOKEN));
		assert_eq!(StakePositions::<Test>::iter_prefix((hot(0),)).count(), 0);
		assert_ok!(SubtensorModule::transfer_stake(
			signed(cold(9)),
			cold(8),
			hot(1),
			netuid,
			netuid,
			TOKEN - MINIMUM
		));
		assert_eq!(
			(stake_of(netuid, 9, 1), stake_of(netuid, 8, 1)),
			(MINIMUM, TOKEN - MINIMUM)
		);
	});
}

/// Two validators that earn alike, and a delegator who was on the first for a tempo. Whoever moves stake in
/// the block before the epoch gets nothing of that epoch, neither where it came from nor where it went.
#[test]
fn moving_just_before_an_epoch_gains_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		for validator in [1, 2] {
			weigh(netuid, validator, &[(3, 1), (4, 1)]);
		}
		stake(netuid, 9, 1, 300);
		stake(netuid, 8, 1, 300);
		run_to_epoch(netuid);
		run(u64::from(TEMPO) - 1);
		let before = stake_of(netuid, 9, 1);
		moved(9, (1, netuid), (2, netuid), before);
		assert_eq!(StakePools::<Test>::get(hot(2), netuid).queued, before);
		run(1);
		assert_eq!((stake_of(netuid, 9, 1), stake_of(netuid, 9, 2)), (0, before));
		// who stayed has earned
		assert!(stake_of(netuid, 8, 1) > 300 * TOKEN);
		run_to_epoch(netuid);
		assert!(stake_of(netuid, 9, 2) > before);
	});
}

#[test]
fn swapping_subnets_just_before_an_epoch_gains_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 1), (4, 1)]);
		let other = new_subnet();
		start(other);
		stake(other, 9, 1, 300);
		run_to_epoch(other);
		run_to_epoch(netuid);
		while SubtensorModule::next_epoch_block(netuid) > System::block_number() + 1 {
			run(1);
		}
		let before = stake_of(other, 9, 1);
		assert_ok!(SubtensorModule::swap_stake(
			signed(cold(9)),
			hot(1),
			other,
			netuid,
			before
		));
		run(1);
		assert_eq!(stake_of(netuid, 9, 1), before);
		// back again, through the epoch of the other: nothing either
		assert_ok!(SubtensorModule::swap_stake(
			signed(cold(9)),
			hot(1),
			netuid,
			other,
			before
		));
		assert_eq!((stake_of(netuid, 9, 1), stake_of(other, 9, 1)), (0, before));
	});
}

#[test]
fn given_stake_stays_as_active_as_it_was() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 1), (4, 1)]);
		stake(netuid, 9, 1, 300);
		run_to_epoch(netuid);
		stake(netuid, 9, 1, 50);
		let active = TotalHotkeyAlpha::<Test>::get(hot(1), netuid);
		assert_ok!(SubtensorModule::transfer_stake(
			signed(cold(9)),
			cold(8),
			hot(1),
			netuid,
			netuid,
			250 * TOKEN
		));
		// what was queued went first
		assert_eq!(
			StakePositions::<Test>::get((hot(1), cold(8), netuid)).queued,
			50 * TOKEN
		);
		assert_eq!(StakePositions::<Test>::get((hot(1), cold(9), netuid)).queued, 0);
		assert_eq!(TotalHotkeyAlpha::<Test>::get(hot(1), netuid), active);
		run_to_epoch(netuid);
		let (giver, taker) = (
			stake_of(netuid, 9, 1) - 100 * TOKEN,
			stake_of(netuid, 8, 1) - 250 * TOKEN,
		);
		assert!(giver > 0 && (giver * 2).abs_diff(taker) <= 3, "{giver} {taker}");
	});
}

#[test]
fn all_stake_on_a_hotkey_is_taken_back() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let other = new_subnet();
		register(netuid, 5);
		stake(netuid, 9, 1, 10);
		stake(other, 9, 1, 20);
		stake(other, 9, 5, 30);
		run_to_epoch(netuid);
		stake(netuid, 9, 1, 5);
		let all = stake_of(netuid, 9, 1) + stake_of(other, 9, 1);
		let before = Balances::free_balance(cold(9));
		assert_ok!(SubtensorModule::unstake_all(signed(cold(9)), hot(1)));
		assert_eq!(Balances::free_balance(cold(9)), before + all);
		assert_eq!(stake_of(other, 9, 5), 30 * TOKEN);

		let refused = |result: frame_support::dispatch::DispatchResultWithPostInfo, error: DispatchError| {
			assert_eq!(result.map_err(|refusal| refusal.error), Err(error));
		};
		refused(
			SubtensorModule::unstake_all(signed(cold(9)), hot(1)),
			Error::<Test>::AmountTooLow.into(),
		);
		refused(
			SubtensorModule::unstake_all(signed(cold(9)), hot(99)),
			Error::<Test>::HotKeyAccountNotExists.into(),
		);
		refused(
			SubtensorModule::unstake_all(RuntimeOrigin::none(), hot(5)),
			DispatchError::BadOrigin,
		);
		// there is no root network to stake into
		assert_noop!(
			SubtensorModule::unstake_all_alpha(signed(cold(9)), hot(5)),
			Error::<Test>::SubnetNotExists
		);
		assert_noop!(
			SubtensorModule::unstake_all_alpha(RuntimeOrigin::none(), hot(5)),
			DispatchError::BadOrigin
		);
	});
}
