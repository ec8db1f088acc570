//! Whatever arrives while an epoch is written, the state is what it would be had the epoch been written at once: every
//! test here lives the same life twice, in blocks that have room for epochs and in blocks that have none, and compares
//! the two states byte by byte.

use frame_support::assert_ok;
use proptest::prelude::*;
use sp_core::H256;
use sp_io::hashing::twox_128;

use super::{
	epoch_booking::{large_subnet, NO_TIME},
	random::{act, apply, Act},
};
use crate::{mock::*, *};

/// What epochs left to be written, once all of it is: key by key.
type State = Vec<(Vec<u8>, Vec<u8>)>;

/// Everything that this pallet and balances keep, and the accounts.
fn state() -> State {
	let prefixes = [
		twox_128(b"SubtensorModule").to_vec(),
		twox_128(b"Balances").to_vec(),
		[twox_128(b"System"), twox_128(b"Account")].concat(),
	];
	let mut found = State::new();
	for prefix in prefixes {
		let mut key = prefix.clone();
		while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(&prefix)) {
			found.push((next.clone(), sp_io::storage::get(&next).unwrap().to_vec()));
			key = next;
		}
	}
	found
}

/// Lives a life in blocks of `block_time`. Returns the state at its end, all epochs written.
fn life(block_time: u64, builder: ExtBuilder, acts: impl FnOnce()) -> State {
	let mut found = State::new();
	builder.build_and_execute(|| {
		BlockTime::set(block_time);
		acts();
		SubtensorModule::book_everything();
		found = state();
		BlockTime::set(ROOM);
	});
	found
}

/// Computing of a block that has room for every epoch.
const ROOM: u64 = 4_000_000_000_000;

fn assert_same(at_once: &State, spread: &State) {
	for (a, b) in at_once.iter().zip(spread) {
		assert_eq!(a, b, "the states differ");
	}
	assert_eq!(at_once.len(), spread.len());
}

/// A subnet with delegators, children, auto-stake and queued stake.
fn busy_subnet() -> u16 {
	let netuid = large_subnet();
	TxRateLimit::<Test>::put(0);
	MinAllowedUids::<Test>::insert(netuid, 1);
	MinNonImmuneUids::<Test>::insert(netuid, 1);
	for delegator in 20..24 {
		stake(netuid, delegator, 1, 30);
		stake(netuid, delegator, 2, 10);
	}
	for miner in [3, 5, 7] {
		assert_ok!(SubtensorModule::set_coldkey_auto_stake_hotkey(
			signed(cold(miner)),
			netuid,
			hot(1)
		));
	}
	// a parent without a uid, and one with
	assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(30)), hot(30)));
	stake(netuid, 30, 30, 70);
	let half = u64::MAX / 2;
	for (parent, child) in [(30, 2), (1, 2)] {
		let children = vec![(half, hot(child))].try_into().unwrap();
		assert_ok!(SubtensorModule::apply_children(&hot(parent), netuid, children));
	}
	run(TEMPO.into());
	// what the epoch will make active
	stake(netuid, 24, 1, 40);
	stake(netuid, 6, 6, 3);
	run_to_epoch(netuid);
	netuid
}

/// The state after `call` was made in the block in which an epoch was decided, and after it was made in the midst of
/// writing.
fn same_after(call: impl Fn(u16)) {
	for wait in [0, 2] {
		let story = || {
			let netuid = busy_subnet();
			run(wait);
			call(netuid);
			assert_invariants();
			run(1);
		};
		let (at_once, spread) = (
			life(ROOM, ExtBuilder::default(), story),
			life(NO_TIME, ExtBuilder::default(), story),
		);
		assert!(at_once.len() > 200);
		assert_same(&at_once, &spread);
	}
}

#[test]
fn without_interference() {
	same_after(|netuid| {
		if BlockTime::get() == NO_TIME {
			assert!(EpochRuns::<Test>::contains_key(netuid), "the test is about something");
		}
	});
}

#[test]
fn stake_that_comes() {
	same_after(|netuid| {
		stake(netuid, 20, 1, 11);
		stake(netuid, 25, 1, 7);
		stake(netuid, 3, 3, 2);
	});
}

#[test]
fn stake_that_leaves() {
	same_after(|netuid| {
		for (who, on) in [(20, 1), (21, 2), (3, 1), (4, 4), (24, 1)] {
			let all = stake_of(netuid, who, on);
			assert!(all > 0);
			assert_ok!(SubtensorModule::remove_stake(
				signed(cold(who)),
				hot(on),
				netuid,
				all / 2
			));
		}
		assert_ok!(SubtensorModule::unstake_all(signed(cold(30)), hot(30)));
		assert_ok!(SubtensorModule::unstake_all(signed(cold(5)), hot(1)));
	});
}

#[test]
fn stake_that_moves() {
	same_after(|netuid| {
		let other = new_subnet();
		assert_ok!(SubtensorModule::move_stake(
			signed(cold(20)),
			hot(1),
			hot(2),
			netuid,
			netuid,
			5 * TOKEN
		));
		assert_ok!(SubtensorModule::swap_stake(
			signed(cold(21)),
			hot(1),
			netuid,
			other,
			5 * TOKEN
		));
		assert_ok!(SubtensorModule::transfer_stake(
			signed(cold(22)),
			cold(23),
			hot(1),
			netuid,
			netuid,
			5 * TOKEN
		));
	});
}

#[test]
fn neurons_that_come_and_go() {
	same_after(|netuid| {
		for number in 40..43 {
			register(netuid, number);
		}
		assert_ok!(SubtensorModule::trim_to_max_allowed_uids(netuid, 12));
	});
}

#[test]
fn weights_commits_and_endpoints() {
	same_after(|netuid| {
		weigh(netuid, 1, &[(4, 9), (5, 1)]);
		weigh(netuid, 2, &[(9, 1)]);
		run(1);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		assert_ok!(SubtensorModule::commit_weights(
			signed(hot(1)),
			netuid,
			H256::repeat_byte(3)
		));
		assert_ok!(SubtensorModule::serve_axon(
			signed(hot(4)),
			netuid,
			1,
			0x0102_0304,
			80,
			4,
			0,
			0,
			0
		));
		SubtensorModule::reset_bonds(netuid, &hot(4));
	});
}

#[test]
fn commits_that_expire() {
	let story = || {
		let netuid = large_subnet();
		run(1);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		RevealPeriodEpochs::<Test>::insert(netuid, 1);
		for hotkey in [1, 2] {
			assert_ok!(SubtensorModule::commit_weights(
				signed(hot(hotkey)),
				netuid,
				H256::repeat_byte(3)
			));
		}
		run_to_epoch(netuid);
		assert_eq!(WeightCommits::<Test>::iter().count(), 2);
		run_to_epoch(netuid);
		run(1);
	};
	let (at_once, spread) = (
		life(ROOM, ExtBuilder::default(), story),
		life(NO_TIME, ExtBuilder::default(), story),
	);
	assert_same(&at_once, &spread);
}

#[test]
fn hyperparameters_and_mechanisms() {
	same_after(|netuid| {
		Kappa::<Test>::insert(netuid, 100);
		Yuma3On::<Test>::insert(netuid, false);
		MaxAllowedValidators::<Test>::insert(netuid, 1);
		StakeThreshold::<Test>::put(50 * TOKEN);
		SubnetOwnerCut::<Test>::put(0);
		assert_ok!(SubtensorModule::set_mechanism_count(netuid, 2));
		assert_ok!(SubtensorModule::set_mechanism_emission_split(
			netuid,
			Some(vec![1, 65_534])
		));
	});
}

#[test]
fn takes_choices_and_children() {
	same_after(|netuid| {
		assert_ok!(SubtensorModule::decrease_take(signed(cold(1)), hot(1), 1));
		assert_ok!(SubtensorModule::set_childkey_take(signed(cold(2)), hot(2), netuid, 900));
		assert_ok!(SubtensorModule::set_coldkey_auto_stake_hotkey(
			signed(cold(3)),
			netuid,
			hot(2)
		));
		assert_ok!(SubtensorModule::set_coldkey_auto_stake_hotkey(
			signed(cold(8)),
			netuid,
			hot(1)
		));
		let children = vec![(u64::MAX, hot(4))].try_into().unwrap();
		assert_ok!(SubtensorModule::apply_children(&hot(30), netuid, children));
	});
}

#[test]
fn hotkeys_that_are_swapped() {
	for (old, new, everywhere, keep) in [
		(1, 60, true, false),
		(1, 60, false, false),
		(1, 60, true, true),
		(4, 61, true, false),
		(30, 62, true, false),
	] {
		same_after(|netuid| {
			let only = (!everywhere).then_some(netuid);
			assert_ok!(SubtensorModule::swap_hotkey_v2(
				signed(cold(old)),
				hot(old),
				hot(new),
				only,
				keep
			));
			assert_eq!(stake_of(netuid, old, old) > 0, keep);
		});
	}
}

#[test]
fn hotkeys_that_take_the_place_of_one_with_stake() {
	same_after(|netuid| {
		assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(30)), hot(63)));
		stake(netuid, 30, 63, 9);
		assert_ok!(SubtensorModule::swap_hotkey(signed(cold(30)), hot(30), hot(63), None));
		// the other way round: into the parent's place, whose pool is not written yet
		assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(4)), hot(64)));
		stake(netuid, 4, 64, 9);
		assert_ok!(SubtensorModule::swap_hotkey(
			signed(cold(4)),
			hot(4),
			hot(64),
			Some(netuid)
		));
	});
}

#[test]
fn coldkeys_that_are_swapped() {
	for who in [0, 1, 3, 20, 30] {
		same_after(|netuid| {
			let on = [0, 1, 1, 1, 30][[0, 1, 3, 20, 30].iter().position(|known| *known == who).unwrap()];
			let had = stake_of(netuid, who, on);
			assert!(had > 0);
			assert_ok!(SubtensorModule::swap_coldkey(
				RuntimeOrigin::root(),
				cold(who),
				account(9_000),
				0
			));
			assert_eq!(SubtensorModule::stake_of(&hot(on), &account(9_000), netuid), had);
			assert_eq!(stake_of(netuid, who, on), 0);
		});
	}
}

#[test]
fn a_place_in_a_list_that_is_left_and_taken_again() {
	same_after(|netuid| {
		// a miner's coldkey that chose another's hotkey, and has nothing else on it
		let on = hot(1);
		let other = new_subnet();
		stake(other, 3, 1, 2);
		let all = stake_of(other, 3, 1);
		assert_ok!(SubtensorModule::remove_stake(signed(cold(3)), on.clone(), other, all));
		assert!(StakingHotkeys::<Test>::get(cold(3)).contains(&on));
		assert!(stake_of(netuid, 3, 1) > 0);
	});
}

#[test]
fn a_subnet_that_is_dissolved() {
	let story = || {
		let netuid = busy_subnet();
		assert_ok!(SubtensorModule::root_dissolve_network(RuntimeOrigin::root(), netuid));
		while Dissolutions::<Test>::contains_key(netuid) {
			run(1);
		}
	};
	let (at_once, spread) = (
		life(ROOM, ExtBuilder::default(), story),
		life(NO_TIME, ExtBuilder::default(), story),
	);
	assert_same(&at_once, &spread);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(12))]

	#[test]
	fn whatever_happens(acts in proptest::collection::vec(act(), 1..60), dissolved: bool) {
		// one subnet: of two, the other's epochs would wait for blocks with room, and come later; and it is dissolved
		// at the end, if at all, since acts on a subnet that is gone are the same in both lives, but not at the same time
		let stays = |act: &Act| !matches!(act, Act::NewSubnet(_) | Act::Dissolve(_));
		let acts: Vec<Act> = acts.into_iter().filter(stays).collect();
		let builder = || ExtBuilder::default().with(|genesis| {
			genesis.max_allowed_uids = 6;
			genesis.tempo = 12;
			genesis.network_min_lock_cost = TOKEN;
		});
		let story = || {
			let netuid = working_subnet();
			MinNonImmuneUids::<Test>::insert(netuid, 1);
			MinAllowedUids::<Test>::insert(netuid, 1);
			TxRateLimit::<Test>::put(0);
			PendingChildKeyCooldown::<Test>::put(3);
			weigh(netuid, 1, &[(3, 2), (4, 1)]);
			for act in acts.clone() {
				apply(act);
				assert_invariants();
			}
			if dissolved {
				apply(Act::Dissolve(netuid));
			}
			while Dissolutions::<Test>::contains_key(netuid) {
				run(1);
			}
		};
		assert_same(&life(ROOM, builder(), story), &life(NO_TIME, builder(), story));
	}
}
