//! Who can have which children, and from when on.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	children::{MAX_CHANGES_PER_EPOCH, SET_CHILDREN_RATE_LIMIT},
	mock::*,
	ChildKeyPairs, ChildKeys, ChildkeyTake, Error, Event, ParentKeys, PendingChildKeyCooldown, PendingChildKeys,
	PendingChildKeysEnds, PendingChildKeysLine, StakeThreshold, TransactionKeyLastBlock,
};

const HALF: u64 = u64::MAX / 2;

/// Sets the children of hotkey `number`, whatever it set before.
fn set(netuid: u16, number: u16, children: &[(u64, u16)]) -> DispatchResult {
	TransactionKeyLastBlock::<Test>::remove((hot(number), netuid, 0));
	SubtensorModule::set_children(signed(cold(number)), hot(number), netuid, named(children))
}

fn named(children: &[(u64, u16)]) -> Vec<(u64, AccountId)> {
	children.iter().map(|(part, child)| (*part, hot(*child))).collect()
}

fn children_of(netuid: u16, number: u16) -> Vec<(u64, AccountId)> {
	ChildKeys::<Test>::get(hot(number), netuid).to_vec()
}

fn parents_of(netuid: u16, number: u16) -> Vec<(u64, AccountId)> {
	ParentKeys::<Test>::get(hot(number), netuid).to_vec()
}

/// A subnet that has not started, with hotkeys 1 to 7.
fn subnet() -> u16 {
	let netuid = new_subnet();
	for number in 1..=7 {
		register(netuid, number);
	}
	events();
	netuid
}

#[test]
fn before_the_start_children_validate_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_ok!(set(netuid, 1, &[(HALF, 2), (7, 3)]));
		assert_eq!(
			events(),
			[Event::SetChildren(hot(1), netuid, named(&[(HALF, 2), (7, 3)]))]
		);
		assert_eq!(children_of(netuid, 1), named(&[(HALF, 2), (7, 3)]));
		assert_eq!(
			(parents_of(netuid, 2), parents_of(netuid, 3)),
			(named(&[(HALF, 1)]), named(&[(7, 1)]))
		);
		assert_eq!(ChildKeyPairs::<Test>::get(netuid), 2);
		// others replace them
		assert_ok!(set(netuid, 1, &[(8, 3), (9, 4)]));
		assert_eq!(
			(parents_of(netuid, 2), parents_of(netuid, 3)),
			(vec![], named(&[(8, 1)]))
		);
		assert_eq!(ChildKeyPairs::<Test>::get(netuid), 2);
		assert_ok!(set(netuid, 1, &[]));
		assert_eq!(
			ChildKeys::<Test>::iter().count() + ParentKeys::<Test>::iter().count(),
			0
		);
		assert!(!ChildKeyPairs::<Test>::contains_key(netuid));
	});
}

#[test]
fn later_they_wait_for_the_first_epoch_after_the_cooldown() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		start(netuid);
		PendingChildKeyCooldown::<Test>::put(15);
		let due = System::block_number() + 15;
		assert_ok!(set(netuid, 1, &[(HALF, 2)]));
		assert_eq!(
			events().last(),
			Some(&Event::SetChildrenScheduled(hot(1), netuid, due, named(&[(HALF, 2)])))
		);
		assert_eq!(PendingChildKeys::<Test>::get(netuid, hot(1)).1, due);
		run_to(due + 1);
		assert_eq!(children_of(netuid, 1), vec![]);
		events();
		run_to_epoch(netuid);
		assert!(events().contains(&Event::SetChildren(hot(1), netuid, named(&[(HALF, 2)]))));
		assert_eq!(children_of(netuid, 1), named(&[(HALF, 2)]));
		assert_eq!(
			PendingChildKeys::<Test>::iter().count() + PendingChildKeysLine::<Test>::iter().count(),
			0
		);
		assert!(!PendingChildKeysEnds::<Test>::contains_key(netuid));
	});
}

#[test]
fn an_epoch_in_the_block_that_ends_the_cooldown_is_too_early() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		start(netuid);
		let next = SubtensorModule::next_epoch_block(netuid);
		PendingChildKeyCooldown::<Test>::put(next - System::block_number());
		assert_ok!(set(netuid, 1, &[(HALF, 2)]));
		run_to_epoch(netuid);
		assert_eq!(children_of(netuid, 1), vec![]);
		run_to_epoch(netuid);
		assert_eq!(children_of(netuid, 1), named(&[(HALF, 2)]));
	});
}

#[test]
fn who_sets_again_waits_again() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		start(netuid);
		PendingChildKeyCooldown::<Test>::put(15);
		assert_ok!(set(netuid, 1, &[(HALF, 2)]));
		run(8);
		assert_ok!(set(netuid, 1, &[(HALF, 3)]));
		let due = System::block_number() + 15;
		assert_eq!(PendingChildKeysLine::<Test>::iter_prefix(netuid).count(), 1);
		while System::block_number() <= due {
			assert_eq!(children_of(netuid, 1), vec![]);
			run(1);
		}
		run_to_epoch(netuid);
		assert_eq!(children_of(netuid, 1), named(&[(HALF, 3)]));
	});
}

#[test]
fn children_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_noop!(set(netuid + 1, 1, &[(1, 2)]), Error::<Test>::SubnetNotExists);
		assert_noop!(
			SubtensorModule::set_children(signed(cold(2)), hot(1), netuid, named(&[(1, 3)])),
			Error::<Test>::NonAssociatedColdKey
		);
		assert_noop!(
			SubtensorModule::set_children(signed(cold(2)), hot(99), netuid, named(&[(1, 3)])),
			Error::<Test>::HotKeyAccountNotExists
		);
		assert_noop!(
			SubtensorModule::set_children(RuntimeOrigin::none(), hot(1), netuid, named(&[(1, 3)])),
			DispatchError::BadOrigin
		);
		assert_noop!(set(netuid, 1, &[(1, 1)]), Error::<Test>::InvalidChild);
		assert_noop!(set(netuid, 1, &[(0, 2)]), Error::<Test>::InvalidChild);
		assert_noop!(set(netuid, 1, &[(1, 99)]), Error::<Test>::HotKeyAccountNotExists);
		assert_noop!(set(netuid, 1, &[(1, 2), (1, 3), (1, 2)]), Error::<Test>::DuplicateChild);
		assert_noop!(
			set(netuid, 1, &[(HALF, 2), (HALF + 2, 3)]),
			Error::<Test>::ProportionOverflow
		);
		let six: Vec<(u64, u16)> = (2..=7).map(|child| (1, child)).collect();
		assert_noop!(set(netuid, 1, &six), Error::<Test>::TooManyChildren);
		assert_ok!(set(netuid, 1, &six[..5]));
		assert_ok!(set(netuid, 1, &[(u64::MAX, 2)]));
		assert_noop!(
			set(netuid, 2, &[(1, 3), (1, 1)]),
			Error::<Test>::ChildParentInconsistency
		);
		// a longer way round is none: nothing that is inherited is passed on
		assert_ok!(set(netuid, 2, &[(1, 3)]));
		assert_ok!(set(netuid, 3, &[(1, 1)]));
	});
}

#[test]
fn children_are_set_once_in_a_while() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let set = |child| SubtensorModule::set_children(signed(cold(1)), hot(1), netuid, named(&[(1, child)]));
		let first = System::block_number();
		assert_ok!(set(2));
		run_to(first + SET_CHILDREN_RATE_LIMIT - 1);
		assert_noop!(set(3), Error::<Test>::TxRateLimitExceeded);
		run(1);
		assert_ok!(set(3));
	});
}

#[test]
fn a_parent_needs_the_stake_that_counts() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		StakeThreshold::<Test>::put(10 * TOKEN);
		stake(netuid, 1, 1, 9);
		assert_noop!(set(netuid, 1, &[(1, 2)]), Error::<Test>::NotEnoughStakeToSetChildkeys);
		// none, and the owner's hotkey, are exempt
		assert_ok!(set(netuid, 1, &[]));
		assert_ok!(set(netuid, 0, &[(1, 2)]));
		stake(netuid, 8, 1, 1);
		assert_ok!(set(netuid, 1, &[(1, 2)]));
	});
}

#[test]
fn what_became_impossible_while_it_waited_is_dropped() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		start(netuid);
		PendingChildKeyCooldown::<Test>::put(0);
		StakeThreshold::<Test>::put(10 * TOKEN);
		stake(netuid, 1, 1, 20);
		stake(netuid, 2, 2, 20);
		stake(netuid, 3, 3, 20);
		assert_ok!(set(netuid, 1, &[(1, 4)]));
		assert_ok!(set(netuid, 2, &[(1, 3)]));
		assert_ok!(set(netuid, 3, &[(1, 2)]));
		assert_ok!(SubtensorModule::unstake_all(signed(cold(1)), hot(1)));
		events();
		run_to_epoch(netuid);
		let dropped = |number, child, why: Error<Test>| {
			Event::<Test>::SetChildrenDropped(hot(number), netuid, named(&[(1, child)]), why.into())
		};
		let told: Vec<_> = events()
			.into_iter()
			.filter(|event| matches!(event, Event::SetChildrenDropped(..) | Event::SetChildren(..)))
			.collect();
		// errors in events are encoded without their text
		let told: Vec<_> = told.into_iter().map(|event| codec::Encode::encode(&event)).collect();
		let expected = [
			dropped(1, 4, Error::<Test>::NotEnoughStakeToSetChildkeys),
			Event::SetChildren(hot(2), netuid, named(&[(1, 3)])),
			dropped(3, 2, Error::<Test>::ChildParentInconsistency),
		];
		assert_eq!(told, expected.map(|event| codec::Encode::encode(&event)));
		assert_eq!(PendingChildKeys::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_newcomer_with_more_stake_takes_the_place_of_the_weakest_parent() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_eq!(MAX_PARENTS, 3);
		for (number, tokens) in [(1, 30), (2, 10), (3, 20), (4, 10), (5, 11)] {
			stake(netuid, number, number, tokens);
		}
		assert_ok!(set(netuid, 2, &[(1, 6), (1, 7)]));
		assert_ok!(set(netuid, 1, &[(1, 7)]));
		assert_ok!(set(netuid, 3, &[(1, 7)]));
		assert_noop!(set(netuid, 4, &[(1, 7)]), Error::<Test>::TooManyParents);
		events();
		assert_ok!(set(netuid, 5, &[(2, 7)]));
		assert_eq!(
			events(),
			[
				Event::SetChildren(hot(2), netuid, named(&[(1, 6)])),
				Event::SetChildren(hot(5), netuid, named(&[(2, 7)])),
			]
		);
		assert_eq!(parents_of(netuid, 7), named(&[(1, 1), (1, 3), (2, 5)]));
		assert_eq!(
			(children_of(netuid, 2), ChildKeyPairs::<Test>::get(netuid)),
			(named(&[(1, 6)]), 4)
		);
	});
}

#[test]
fn an_epoch_serves_a_part_of_a_long_line() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 32)
		.build_and_execute(|| {
			let netuid = new_subnet();
			let many = MAX_CHANGES_PER_EPOCH as u16 + 2;
			for number in 1..=many {
				register(netuid, number);
			}
			start(netuid);
			PendingChildKeyCooldown::<Test>::put(0);
			for number in 1..=many {
				let child = if number == many { 1 } else { number + 1 };
				assert_ok!(set(netuid, number, &[(HALF, child)]));
			}
			run_to_epoch(netuid);
			assert_eq!(ChildKeyPairs::<Test>::get(netuid), MAX_CHANGES_PER_EPOCH);
			assert_eq!(children_of(netuid, many), vec![]);
			run_to_epoch(netuid);
			assert_eq!(ChildKeyPairs::<Test>::get(netuid), u32::from(many));
			assert!(!PendingChildKeysEnds::<Test>::contains_key(netuid));
		});
}

#[test]
fn relations_follow_a_swapped_hotkey() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_ok!(set(netuid, 1, &[(HALF, 2)]));
		assert_ok!(set(netuid, 3, &[(HALF, 1)]));
		assert_ok!(SubtensorModule::set_childkey_take(signed(cold(1)), hot(1), netuid, 7));
		start(netuid);
		assert_ok!(set(netuid, 1, &[(9, 4)]));
		let swap = |old, new| SubtensorModule::swap_hotkey(signed(cold(1)), hot(old), hot(new), None);
		assert_ok!(swap(1, 60));
		assert_eq!(children_of(netuid, 60), named(&[(HALF, 2)]));
		assert_eq!(
			(parents_of(netuid, 2), parents_of(netuid, 60)),
			(named(&[(HALF, 60)]), named(&[(HALF, 3)]))
		);
		assert_eq!(children_of(netuid, 3), named(&[(HALF, 60)]));
		assert_eq!(ChildkeyTake::<Test>::get(hot(60), netuid), 7);
		assert_eq!(
			PendingChildKeys::<Test>::get(netuid, hot(60)).0.to_vec(),
			named(&[(9, 4)])
		);
		assert!(TransactionKeyLastBlock::<Test>::get((hot(60), netuid, 0)) > 0);
		// a hotkey with relations of its own takes nobody's place
		System::set_block_number(System::block_number() + 20_000);
		assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(1)), hot(61)));
		assert_ok!(SubtensorModule::set_children(
			signed(cold(1)),
			hot(61),
			netuid,
			named(&[(1, 5)])
		));
		assert_eq!(
			swap(60, 61).map_err(|refusal| refusal.error),
			Err(Error::<Test>::ChildParentInconsistency.into())
		);
	});
}
