//! Cases of the tasks pallet.

use alloc::vec;
use frame_support::traits::fungible::{Mutate, MutateHold};
use pallet_subnets::{SubnetOwner, SubnetOwnerHotkey};
use pallet_tasks::{Call, HoldReason, PublishedTask, TaskOf, MAX_URI_BYTES};
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring;
use sp_runtime::MultiSignature;

use super::{
	world::{list, subnet_of, TOKEN},
	Case,
};
use crate::{Balances, Runtime};

const MANIFEST: [u8; 32] = [7; 32];
/// //Bob's signature of it. Signing takes a random number, which a runtime has not.
const SIGNATURE: [u8; 64] = [
	0xea, 0x1f, 0x87, 0xc4, 0xde, 0xbf, 0xa6, 0x4a, 0xe0, 0xd5, 0x7f, 0x11, 0x1f, 0x72, 0x17, 0xed, 0xc2, 0xff, 0xff,
	0xb4, 0xc9, 0x8b, 0xd5, 0x45, 0xb8, 0x82, 0x8d, 0x5e, 0x38, 0xab, 0x07, 0x45, 0x2c, 0x93, 0xfe, 0x26, 0x21, 0x96,
	0xb4, 0xdb, 0x08, 0x79, 0x10, 0xda, 0xc4, 0x38, 0x91, 0x22, 0xc1, 0x63, 0x7e, 0x37, 0x8e, 0xec, 0xac, 0xd5, 0x40,
	0x25, 0x8e, 0x1f, 0x80, 0xc5, 0xbd, 0x8b,
];

/// Publishes a task with an address of `b` bytes, in place of another's. The signature is by the second of the two
/// who may sign, so both are tried.
pub fn publish(b: u32) -> Case {
	let netuid = subnet_of(1);
	let (coldkey, hotkey) = (
		Sr25519Keyring::Alice.to_account_id(),
		Sr25519Keyring::Bob.to_account_id(),
	);
	SubnetOwner::<Runtime>::insert(netuid, &coldkey);
	SubnetOwnerHotkey::<Runtime>::insert(netuid, &hotkey);
	for account in [&coldkey, &hotkey] {
		Balances::set_balance(account, 100 * TOKEN);
	}
	Balances::hold(&HoldReason::Task.into(), &hotkey, TOKEN).expect("the publisher can pay");
	let task = PublishedTask {
		manifest_hash: [1; 32],
		uri: list(vec![b'a'; MAX_URI_BYTES as usize]),
		publisher: hotkey,
		block: 1,
		version: 1,
		deposit: TOKEN,
	};
	TaskOf::<Runtime>::insert(netuid, task);
	Case::signed(
		coldkey,
		Call::publish {
			netuid,
			manifest_hash: MANIFEST,
			uri: list(vec![b'b'; b as usize]),
			signature: MultiSignature::Sr25519(sr25519::Signature::from_raw(SIGNATURE)),
		},
	)
}
