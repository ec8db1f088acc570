//! Subnets that leave and keys that are swapped, over all pallets: nothing of them stays behind anywhere.

use codec::Encode;
use frame_support::BoundedVec;
use pallet_subnets::Dissolutions;
use pallet_tasks::TaskOf;
use sp_core::Pair;
use sp_io::hashing::twox_128;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob};
use sp_runtime::MultiSignature;

use super::chain::{apply, begin, development, end, free};
use crate::{AccountId, BlockNumber, Runtime, RuntimeCall};

const TOKEN: u64 = 1_000_000_000;
const NETUID: u16 = 1;

fn fresh(number: u8) -> AccountId {
	AccountId::new([number; 32])
}

fn as_root(call: impl Into<RuntimeCall>) -> RuntimeCall {
	pallet_sudo::Call::sudo {
		call: Box::new(call.into()),
	}
	.into()
}

/// Bob's subnet, with hotkey 7 as its owner hotkey, stake on it, an endpoint and a task.
fn subnet_of_bob() {
	let done = |signer: Sr25519Keyring, call: RuntimeCall| assert_eq!(apply(signer, call), Ok(Ok(())));
	let manifest_hash = [5u8; 32];
	done(Bob, pallet_subnets::Call::register_network { hotkey: fresh(7) }.into());
	done(
		Bob,
		pallet_subnets::Call::add_stake {
			hotkey: fresh(7),
			netuid: NETUID,
			amount_staked: 50 * TOKEN,
		}
		.into(),
	);
	done(
		Bob,
		pallet_tasks::Call::publish {
			netuid: NETUID,
			manifest_hash,
			uri: BoundedVec::truncate_from(b"https://example.org/task".to_vec()),
			signature: MultiSignature::Sr25519(Bob.pair().sign(&manifest_hash)),
		}
		.into(),
	);
}

/// The pallets in whose state the account's bytes stand, by the hash of their name.
fn pallets_with(account: &AccountId) -> Vec<[u8; 16]> {
	let bytes = account.encode();
	let within = |haystack: &[u8]| haystack.windows(bytes.len()).any(|window| window == bytes);
	let mut found = Vec::new();
	let mut key = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		let value = sp_io::storage::get(&next).unwrap_or_default();
		if within(&next) || within(&value) {
			found.push(next[..16].try_into().expect("a pallet's keys begin with its hash"));
		}
		key = next;
	}
	found.dedup();
	found
}

/// Ends the block and makes an empty one, so that no event names anybody.
fn next_block(number: BlockNumber) {
	end();
	begin(number);
	end();
}

#[test]
fn no_pallet_names_a_swapped_coldkey() {
	development().execute_with(|| {
		begin(1);
		subnet_of_bob();
		assert!(pallets_with(&Bob.to_account_id()).len() >= 3);
		let swap = pallet_subnets::Call::swap_coldkey {
			old_coldkey: Bob.to_account_id(),
			new_coldkey: fresh(9),
			swap_cost: 0,
		};
		assert_eq!(apply(Alice, as_root(swap)), Ok(Ok(())));
		let task = TaskOf::<Runtime>::get(NETUID).expect("the task is stored");
		assert_eq!(task.publisher, fresh(9));
		next_block(2);
		assert_eq!(pallets_with(&Bob.to_account_id()), Vec::<[u8; 16]>::new());
		assert!(pallets_with(&fresh(9)).contains(&twox_128(b"Tasks")));
	});
}

#[test]
fn no_pallet_names_a_swapped_hotkey() {
	development().execute_with(|| {
		begin(1);
		subnet_of_bob();
		let swap = pallet_subnets::Call::swap_hotkey {
			hotkey: fresh(7),
			new_hotkey: fresh(8),
			netuid: None,
		};
		assert_eq!(apply(Bob, swap), Ok(Ok(())));
		next_block(2);
		assert_eq!(pallets_with(&fresh(7)), Vec::<[u8; 16]>::new());
		assert!(pallets_with(&fresh(8)).contains(&twox_128(b"SubtensorModule")));
	});
}

#[test]
fn a_dissolved_subnet_gives_stake_lock_and_deposit_back() {
	development().execute_with(|| {
		begin(1);
		let before = free(&Bob.to_account_id());
		subnet_of_bob();
		let after = free(&Bob.to_account_id());
		assert!(before - after > 50 * TOKEN);
		let dissolve = pallet_subnets::Call::root_dissolve_network { netuid: NETUID };
		assert_eq!(apply(Alice, as_root(dissolve)), Ok(Ok(())));
		next_block(2);
		assert!(!Dissolutions::<Runtime>::contains_key(NETUID));
		assert_eq!(TaskOf::<Runtime>::get(NETUID), None);
		// all but the fees of three transactions
		assert!(before - free(&Bob.to_account_id()) < TOKEN / 10);
	});
}
