//! What `publish` does, and each of its refusals.

use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold, BoundedVec};
use sp_runtime::{DispatchResult, TokenError};

use crate::{mock::*, Error, Event, HoldReason, PublishedTask, TaskOf};

const HASH: [u8; 32] = [7; 32];
const URI: &[u8] = b"https://example.org/task";

fn signed(author: u64, hash: [u8; 32]) -> Signature {
	Signature(author, hash.to_vec())
}

fn publish(publisher: u64, hash: [u8; 32], uri: &[u8], signature: Signature) -> DispatchResult {
	let uri = BoundedVec::truncate_from(uri.to_vec());
	Tasks::publish(RuntimeOrigin::signed(publisher), NETUID, hash, uri, signature)
}

fn held(account: u64) -> u64 {
	Balances::balance_on_hold(&HoldReason::Task.into(), &account)
}

fn cost(uri: &[u8]) -> u64 {
	BASE + PER_BYTE * uri.len() as u64
}

#[test]
fn the_owner_publishes_by_coldkey_with_the_hotkeys_signature() {
	run(|| {
		assert_ok!(publish(COLDKEY, HASH, URI, signed(HOTKEY, HASH)));
		assert_eq!(
			TaskOf::<Test>::get(NETUID),
			Some(PublishedTask {
				manifest_hash: HASH,
				uri: BoundedVec::truncate_from(URI.to_vec()),
				publisher: COLDKEY,
				block: 1,
				version: 1,
				deposit: cost(URI),
			})
		);
		assert_eq!(held(COLDKEY), cost(URI));
		System::assert_last_event(
			Event::TaskPublished {
				netuid: NETUID,
				manifest_hash: HASH,
				version: 1,
				publisher: COLDKEY,
			}
			.into(),
		);
	});
}

#[test]
fn a_replaced_task_gives_its_deposit_back_to_its_own_publisher() {
	run(|| {
		assert_ok!(publish(COLDKEY, HASH, URI, signed(COLDKEY, HASH)));
		System::set_block_number(5);
		let next = [8; 32];
		assert_ok!(publish(HOTKEY, next, b"x", signed(HOTKEY, next)));
		assert_eq!((held(COLDKEY), held(HOTKEY)), (0, cost(b"x")));
		assert_eq!(Balances::free_balance(COLDKEY), FREE);
		let task = TaskOf::<Test>::get(NETUID).unwrap();
		assert_eq!((task.version, task.block, task.publisher), (2, 5, HOTKEY));
	});
}

#[test]
fn the_same_manifest_can_move_to_another_address() {
	run(|| {
		assert_ok!(publish(COLDKEY, HASH, URI, signed(COLDKEY, HASH)));
		assert_noop!(
			publish(COLDKEY, HASH, URI, signed(COLDKEY, HASH)),
			Error::<Test>::TaskUnchanged
		);
		assert_ok!(publish(COLDKEY, HASH, b"ipfs://other", signed(COLDKEY, HASH)));
		assert_eq!(held(COLDKEY), cost(b"ipfs://other"));
	});
}

#[test]
fn only_the_owner_publishes() {
	run(|| {
		assert_noop!(
			publish(STRANGER, HASH, URI, signed(COLDKEY, HASH)),
			Error::<Test>::NotSubnetAuthor
		);
		assert_noop!(
			publish(STRANGER, HASH, URI, signed(STRANGER, HASH)),
			Error::<Test>::NotSubnetAuthor
		);
	});
}

#[test]
fn the_signature_must_be_the_authors_over_this_hash() {
	run(|| {
		assert_noop!(
			publish(COLDKEY, HASH, URI, signed(STRANGER, HASH)),
			Error::<Test>::InvalidSignature
		);
		assert_noop!(
			publish(COLDKEY, HASH, URI, signed(COLDKEY, [9; 32])),
			Error::<Test>::InvalidSignature
		);
	});
}

#[test]
fn the_address_must_be_text() {
	run(|| {
		assert_noop!(
			publish(COLDKEY, HASH, b"", signed(COLDKEY, HASH)),
			Error::<Test>::InvalidUri
		);
		assert_noop!(
			publish(COLDKEY, HASH, &[0xff, 0xfe], signed(COLDKEY, HASH)),
			Error::<Test>::InvalidUri
		);
	});
}

#[test]
fn the_subnet_must_exist() {
	run(|| {
		let uri = BoundedVec::truncate_from(URI.to_vec());
		assert_noop!(
			Tasks::publish(RuntimeOrigin::signed(COLDKEY), 2, HASH, uri, signed(COLDKEY, HASH)),
			Error::<Test>::SubnetNotExists
		);
	});
}

#[test]
fn who_cannot_pay_the_deposit_publishes_nothing() {
	run(|| {
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), COLDKEY, BASE));
		assert_noop!(
			publish(COLDKEY, HASH, URI, signed(COLDKEY, HASH)),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn a_removed_task_gives_its_deposit_back() {
	run(|| {
		publish(COLDKEY, HASH, URI, signed(COLDKEY, HASH)).unwrap();
		assert!(Balances::free_balance(COLDKEY) < FREE);
		Tasks::remove_task(NETUID);
		assert_eq!(Balances::free_balance(COLDKEY), FREE);
		assert_eq!(TaskOf::<Test>::get(NETUID), None);
		System::assert_last_event(Event::TaskRemoved { netuid: NETUID }.into());
		// there is none to remove, and a new one is the first again
		Tasks::remove_task(NETUID);
		publish(COLDKEY, HASH, URI, signed(COLDKEY, HASH)).unwrap();
		assert_eq!(TaskOf::<Test>::get(NETUID).unwrap().version, 1);
	});
}

#[test]
fn a_publisher_hands_its_tasks_over() {
	run(|| {
		publish(COLDKEY, HASH, URI, signed(COLDKEY, HASH)).unwrap();
		let deposit = TaskOf::<Test>::get(NETUID).unwrap().deposit;
		Tasks::change_publisher(&HOTKEY, &STRANGER);
		assert_eq!(TaskOf::<Test>::get(NETUID).unwrap().publisher, COLDKEY);
		Tasks::change_publisher(&COLDKEY, &STRANGER);
		assert_eq!(TaskOf::<Test>::get(NETUID).unwrap().publisher, STRANGER);
		Tasks::remove_task(NETUID);
		assert_eq!(Balances::free_balance(STRANGER), FREE + deposit);
	});
}
