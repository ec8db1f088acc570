//! Commitments in the runtime: the pool, the neuron's place, the bonds.

use codec::Encode;
use frame_support::BoundedVec;
use pallet_commitments::{CommitmentInfo, CommitmentOf, Data};
use pallet_subnets::hooks::LifecycleHooks;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

use super::chain::{apply, begin, development, end, pool};
use crate::{configs, Commitments, Runtime, RuntimeCall};

const NETUID: u16 = 1;

fn set_commitment(bytes: usize) -> RuntimeCall {
	let field = || Data::BigRaw(BoundedVec::truncate_from(vec![1; bytes]));
	pallet_commitments::Call::set_commitment {
		netuid: NETUID,
		info: Box::new(CommitmentInfo {
			fields: BoundedVec::truncate_from(vec![field(), field(), field()]),
		}),
	}
	.into()
}

fn register_network() -> RuntimeCall {
	pallet_subnets::Call::register_network {
		hotkey: Charlie.to_account_id(),
	}
	.into()
}

fn refused(code: u8) -> TransactionValidityError {
	InvalidTransaction::Custom(code).into()
}

#[test]
fn the_pool_refuses_commitments_that_would_fail() {
	development().execute_with(|| {
		begin(1);
		assert_eq!(apply(Bob, register_network()), Ok(Ok(())));
		let batch = |call: RuntimeCall| -> RuntimeCall { pallet_utility::Call::batch { calls: vec![call] }.into() };
		for call in [set_commitment(9), batch(set_commitment(9))] {
			assert_eq!(pool(Dave, call), Err(refused(10)));
		}
		for _ in 0..2 {
			assert_eq!(apply(Charlie, set_commitment(512)), Ok(Ok(())));
		}
		for call in [set_commitment(9), batch(set_commitment(9))] {
			assert_eq!(pool(Charlie, call.clone()), Err(refused(6)));
			assert_eq!(apply(Charlie, call), Err(refused(6)));
		}
		end();
		// an epoch later there is room again
		for number in 2..=25 {
			begin(number);
			end();
		}
		begin(26);
		assert_eq!(apply(Charlie, set_commitment(512)), Ok(Ok(())));
		end();
	});
}

#[test]
fn the_call_and_its_record_are_those_of_the_reference() {
	let info = CommitmentInfo {
		fields: BoundedVec::truncate_from(vec![Data::Raw(BoundedVec::truncate_from(b"hi".to_vec()))]),
	};
	let call: RuntimeCall = pallet_commitments::Call::set_commitment {
		netuid: 2,
		info: Box::new(info),
	}
	.into();
	// pallet 18, call 0, netuid 2, one field: three says two bytes follow
	assert_eq!(call.encode(), [18, 0, 2, 0, 1 << 2, 3, b'h', b'i']);
	let key = CommitmentOf::<Runtime>::hashed_key_for(2, Charlie.to_account_id());
	let (prefix, rest) = key.split_at(32);
	let expected = [
		sp_io::hashing::twox_128(b"Commitments"),
		sp_io::hashing::twox_128(b"CommitmentOf"),
	]
	.concat();
	assert_eq!(prefix, expected);
	let account = Charlie.to_account_id();
	let hashed = [&sp_io::hashing::twox_64(account.as_ref())[..], account.as_ref()].concat();
	assert_eq!(rest, [&[2, 0][..], &hashed].concat());
}

#[test]
fn a_commitment_goes_with_the_neurons_place() {
	development().execute_with(|| {
		begin(1);
		assert_eq!(apply(Bob, register_network()), Ok(Ok(())));
		pallet_subnets::MaxAllowedUids::<Runtime>::insert(NETUID, 2);
		pallet_subnets::ImmunityPeriod::<Runtime>::insert(NETUID, 0);
		pallet_subnets::MinNonImmuneUids::<Runtime>::insert(NETUID, 0);
		let register = |hotkey: sp_keyring::Sr25519Keyring| pallet_subnets::Call::burned_register {
			netuid: NETUID,
			hotkey: hotkey.to_account_id(),
		};
		assert_eq!(apply(Alice, register(Dave)), Ok(Ok(())));
		assert_eq!(apply(Dave, set_commitment(9)), Ok(Ok(())));
		end();
		begin(2);
		assert_eq!(apply(Alice, register(Eve)), Ok(Ok(())));
		assert_eq!(pallet_subnets::Uids::<Runtime>::get(NETUID, Dave.to_account_id()), None);
		assert_eq!(CommitmentOf::<Runtime>::get(NETUID, Dave.to_account_id()), None);
		end();
	});
}

#[test]
fn a_commitment_goes_with_the_hotkey_and_the_subnet() {
	type Hooks = configs::subnets::OtherPallets;
	let committed =
		|who: sp_keyring::Sr25519Keyring| CommitmentOf::<Runtime>::contains_key(NETUID, who.to_account_id());
	development().execute_with(|| {
		begin(1);
		assert_eq!(apply(Bob, register_network()), Ok(Ok(())));
		assert_eq!(apply(Charlie, set_commitment(9)), Ok(Ok(())));
		let (charlie, dave) = (Charlie.to_account_id(), Dave.to_account_id());
		Hooks::hotkey_swapped(&charlie, &dave, None);
		assert_eq!((committed(Charlie), committed(Dave)), (false, true));
		Hooks::hotkey_swapped(&dave, &charlie, Some(NETUID + 1));
		assert_eq!((committed(Charlie), committed(Dave)), (false, true));
		Hooks::hotkey_swapped(&dave, &charlie, Some(NETUID));
		assert_eq!((committed(Charlie), committed(Dave)), (true, false));
		assert_eq!(Commitments::check_invariants(), Vec::<String>::new());
		Hooks::subnet_removed(NETUID);
		assert!(!committed(Charlie));
		end();
	});
}
