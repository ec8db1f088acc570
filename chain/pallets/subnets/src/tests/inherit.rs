//! What stake weighs that child hotkeys validate with, and whose dividends that makes.

use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;

use crate::{
	emission::portion, inherit::part, mock::*, ChildkeyTake, Delegates, Error, PendingValidatorEmission,
	StakeThreshold, StakeWeight, TotalHotkeyAlpha, TotalStake, TransactionKeyLastBlock,
};

const HALF: u64 = u64::MAX / 2;

/// Before the start, hotkeys 1 to 4 as in `working_subnet`, hotkey 1 with 300 tokens and 2 with 100.
fn subnet() -> u16 {
	let netuid = new_subnet();
	for number in 1..=4 {
		register(netuid, number);
	}
	stake(netuid, 1, 1, 300);
	stake(netuid, 2, 2, 100);
	netuid
}

fn set(netuid: u16, number: u16, children: &[(u64, u16)]) {
	let children = children.iter().map(|(part, child)| (*part, hot(*child))).collect();
	TransactionKeyLastBlock::<Test>::remove((hot(number), netuid, 0));
	assert_ok!(SubtensorModule::set_children(
		signed(cold(number)),
		hot(number),
		netuid,
		children
	));
}

#[test]
fn weight_moves_to_children_and_nothing_is_made() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		set(netuid, 1, &[(HALF, 2), (HALF / 2, 3)]);
		let weight = |number| SubtensorModule::weight_in_consensus(&hot(number), netuid);
		let given = (part(300 * TOKEN, HALF), part(300 * TOKEN, HALF / 2));
		assert_eq!((given.0, given.1), (150 * TOKEN - 1, 75 * TOKEN - 1));
		assert_eq!(
			[weight(1), weight(2), weight(3), weight(4)],
			[300 * TOKEN - given.0 - given.1, 100 * TOKEN + given.0, given.1, 0]
		);
		run_to_epoch(netuid);
		let share = |tokens: u64| (tokens * 65_535 / 400) as u16;
		let column = StakeWeight::<Test>::get(netuid).to_vec();
		for (weight, expected) in column.iter().zip([0, share(75), share(250), share(75), 0]) {
			assert!(weight.abs_diff(expected) <= 1, "{column:?}");
		}
		// the stake itself has not moved
		assert_eq!(TotalHotkeyAlpha::<Test>::get(hot(1), netuid), 300 * TOKEN);
	});
}

#[test]
fn inherited_stake_lets_a_child_set_weights() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		StakeThreshold::<Test>::put(40 * TOKEN);
		let weigh = || SubtensorModule::set_weights(signed(hot(3)), netuid, vec![3], vec![1], 0);
		assert_noop!(weigh(), Error::<Test>::NotEnoughStakeToSetWeights);
		set(netuid, 1, &[(HALF, 3)]);
		assert_ok!(weigh());
		// who gives everything away has none left
		set(netuid, 2, &[(u64::MAX, 3)]);
		assert_noop!(
			SubtensorModule::set_weights(signed(hot(2)), netuid, vec![2], vec![1], 0),
			Error::<Test>::NotEnoughStakeToSetWeights
		);
	});
}

#[test]
fn what_is_inherited_is_not_passed_on() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		set(netuid, 1, &[(u64::MAX, 2)]);
		set(netuid, 2, &[(u64::MAX, 3)]);
		set(netuid, 3, &[(u64::MAX, 1)]);
		let weight = |number| SubtensorModule::weight_in_consensus(&hot(number), netuid);
		assert_eq!([weight(1), weight(2), weight(3)], [0, 300 * TOKEN, 100 * TOKEN]);
	});
}

/// What coldkeys 1, 2 and 7 have gained on hotkeys 1, 2 and 7 in an epoch of a subnet where hotkey 2 alone
/// validates, with half of the 300 tokens on hotkey 1, half of the 100 on hotkey 7, which has no uid, and its own
/// 100. All of it goes to them as stake.
fn dividends(take: u16, child_take: u16) -> [u64; 3] {
	let mut gains = [0; 3];
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 5)
		.build_and_execute(|| {
			let other = new_subnet();
			register(other, 7);
			let netuid = subnet();
			stake(netuid, 7, 7, 100);
			for number in [1, 2, 7] {
				Delegates::<Test>::insert(hot(number), take);
			}
			ChildkeyTake::<Test>::insert(hot(2), netuid, child_take);
			set(netuid, 1, &[(HALF, 2)]);
			set(netuid, 7, &[(HALF, 2)]);
			run_to_epoch(netuid);
			start(netuid);
			weigh(netuid, 2, &[(3, 1)]);
			let before = TotalStake::<Test>::get();
			run_to_epoch(netuid);
			let has = |number| stake_of(netuid, number, number);
			gains = [has(1) - 300 * TOKEN, has(2) - 100 * TOKEN, has(7) - 100 * TOKEN];
			let gained: u64 = gains.iter().sum::<u64>() + has(3) + stake_of(netuid, 0, 0);
			assert_eq!(TotalStake::<Test>::get() - before, gained);
			assert!(PendingValidatorEmission::<Test>::get(netuid) < 10);
		});
	gains
}

#[test]
fn dividends_are_divided_by_contribution() {
	let gains = dividends(0, 0);
	let all: u64 = gains.iter().sum();
	for (gain, tokens) in gains.into_iter().zip([150, 100, 50]) {
		assert!(
			gain.abs_diff(all / 300 * tokens) < 1_000,
			"{gain} of {all} for {tokens} of 300"
		);
	}
	// the delegate's take is taken from the coldkey's own delegators: it makes no difference to these
	let taken = dividends(0x8000, 0);
	for (gain, taken) in gains.into_iter().zip(taken) {
		assert!(gain.abs_diff(taken) <= 3, "{gain} {taken}");
	}
}

#[test]
fn a_child_keeps_its_take() {
	let free = dividends(0, 0);
	let kept = dividends(0, 11_796);
	for parent in [0, 2] {
		let expected = free[parent] - portion(free[parent], 11_796);
		assert!(kept[parent].abs_diff(expected) <= 3, "{free:?} {kept:?}");
	}
	assert!((kept.iter().sum::<u64>()).abs_diff(free.iter().sum::<u64>()) <= 3);
}

#[test]
fn a_coldkey_takes_nothing_from_itself() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_ok!(SubtensorModule::burned_register(signed(cold(1)), netuid, hot(8)));
		ChildkeyTake::<Test>::insert(hot(8), netuid, 11_796);
		stake(netuid, 9, 8, 300);
		set(netuid, 1, &[(u64::MAX, 8)]);
		run_to_epoch(netuid);
		start(netuid);
		weigh(netuid, 8, &[(3, 1)]);
		Delegates::<Test>::insert(hot(8), 0);
		run_to_epoch(netuid);
		let (parent, child) = (stake_of(netuid, 1, 1), stake_of(netuid, 9, 8));
		assert!(parent > 300 * TOKEN && parent.abs_diff(child) <= 3, "{parent} {child}");
	});
}

#[test]
fn stake_that_waits_is_not_inherited() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		set(netuid, 1, &[(u64::MAX, 3)]);
		start(netuid);
		stake(netuid, 9, 1, 500);
		let weight = || SubtensorModule::weight_in_consensus(&hot(3), netuid);
		assert_eq!(weight(), 300 * TOKEN);
		weigh(netuid, 3, &[(3, 1)]);
		run_to_epoch(netuid);
		assert_eq!(stake_of(netuid, 9, 1), 500 * TOKEN);
		assert!(weight() >= 800 * TOKEN);
	});
}

proptest! {
	#[test]
	fn parts_never_exceed_the_whole(weight in any::<u64>(), cuts in proptest::collection::vec(any::<u64>(), 0..5)) {
		let mut left = u64::MAX;
		let mut given = 0u128;
		for cut in cuts {
			let proportion = ((u128::from(left) * u128::from(cut)) >> 64) as u64;
			left -= proportion;
			given += u128::from(part(weight, proportion));
		}
		prop_assert!(given + u128::from(part(weight, left)) <= u128::from(weight));
		prop_assert_eq!(part(weight, u64::MAX), weight);
		prop_assert_eq!(part(weight, 0), 0);
	}
}
