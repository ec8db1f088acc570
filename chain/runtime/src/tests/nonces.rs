//! Transactions are made once: on this chain, and by an account that the chain forgot in between.

use codec::{Decode, Encode};
use frame_support::traits::OriginTrait;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Dave};
use sp_runtime::{
	traits::Dispatchable,
	transaction_validity::{InvalidTransaction, TransactionSource},
	MultiAddress,
};

use super::{
	calls::field_type,
	chain::{apply, begin, development, end, free, signed},
};
use crate::{
	account_nonces::{AccountNonce, FirstNonce},
	Balance, Executive, Nonce, Runtime, RuntimeCall, RuntimeOrigin, System, UncheckedExtrinsic,
};

const TOKEN: Balance = 1_000_000_000;

fn pay(value: Balance, to: sp_keyring::Sr25519Keyring) -> RuntimeCall {
	pallet_balances::Call::transfer_allow_death {
		dest: MultiAddress::Id(to.to_account_id()),
		value,
	}
	.into()
}

fn leave() -> RuntimeCall {
	pallet_balances::Call::transfer_all {
		dest: MultiAddress::Id(Bob.to_account_id()),
		keep_alive: false,
	}
	.into()
}

/// Both the pool's and the block's answer to a transaction that was made before.
fn send_again(transaction: &UncheckedExtrinsic) {
	let stale = InvalidTransaction::Stale.into();
	let pool = Executive::validate_transaction(TransactionSource::External, transaction.clone(), Default::default());
	assert_eq!(pool.map(|_| ()), Err(stale));
}

#[test]
fn a_forgotten_accounts_transactions_are_not_made_again() {
	// more transactions than blocks, so that the block's number would not be enough
	const SENT: usize = 20;
	let mut kept = Vec::new();
	development().execute_with(|| {
		begin(1);
		let mut send = |call| {
			let transaction = signed(Dave, call);
			kept.push(transaction.clone());
			assert_eq!(Executive::apply_extrinsic(transaction), Ok(Ok(())));
		};
		for _ in 0..SENT {
			send(pay(TOKEN, Bob));
		}
		send(leave());
		assert!(!System::account_exists(&Dave.to_account_id()));
		assert_eq!(apply(Alice, pay(100 * TOKEN, Dave)), Ok(Ok(())));

		let (dave, bob) = (free(&Dave.to_account_id()), free(&Bob.to_account_id()));
		for transaction in &kept {
			let outcome = Executive::apply_extrinsic(transaction.clone());
			assert_eq!(outcome, Err(InvalidTransaction::Stale.into()));
		}
		assert_eq!((free(&Dave.to_account_id()), free(&Bob.to_account_id())), (dave, bob));
		assert_eq!(*System::account_nonce(Dave.to_account_id()), kept.len() as Nonce);

		// what the account signs from now on is new
		assert_eq!(apply(Dave, pay(TOKEN, Bob)), Ok(Ok(())));
		end();
		for transaction in &kept {
			send_again(transaction);
		}
	});
}

#[test]
fn a_first_nonce_never_falls() {
	development().execute_with(|| {
		begin(1);
		for _ in 0..3 {
			assert_eq!(apply(Dave, pay(TOKEN, Bob)), Ok(Ok(())));
		}
		assert_eq!(FirstNonce::<Runtime>::get(), 0);
		assert_eq!(apply(Dave, leave()), Ok(Ok(())));
		assert_eq!(FirstNonce::<Runtime>::get(), 4);
		let bob = *System::account_nonce(Bob.to_account_id());
		// an account that is forgotten sooner changes nothing, one that lives on neither
		let eve = sp_keyring::Sr25519Keyring::Eve;
		assert_eq!(apply(eve, leave()), Ok(Ok(())));
		assert_eq!(FirstNonce::<Runtime>::get(), 4);
		assert_eq!(*System::account_nonce(Bob.to_account_id()), bob);
		for gone in [Dave, eve] {
			assert_eq!(*System::account_nonce(gone.to_account_id()), 4);
		}
		end();
	});
}

#[test]
fn what_is_undone_is_not_remembered() {
	development().execute_with(|| {
		begin(1);
		assert_eq!(apply(Dave, pay(TOKEN, Bob)), Ok(Ok(())));
		let failing: RuntimeCall = frame_system::Call::set_heap_pages { pages: 1 }.into();
		let batch = pallet_utility::Call::batch_all {
			calls: vec![leave(), failing],
		};
		let dave = RuntimeOrigin::signed(Dave.to_account_id());
		assert!(dave.as_signer().is_some());
		assert!(RuntimeCall::from(batch).dispatch(dave).is_err());
		assert!(System::account_exists(&Dave.to_account_id()));
		assert_eq!(FirstNonce::<Runtime>::get(), 0);
		end();
	});
}

#[test]
fn accounts_of_chains_before_it_read_the_same() {
	type Data = pallet_balances::AccountData<Balance>;
	let before = frame_system::AccountInfo::<u32, Data> {
		nonce: 7,
		consumers: 1,
		providers: 2,
		sufficients: 3,
		data: Data {
			free: TOKEN,
			..Default::default()
		},
	};
	development().execute_with(|| {
		let key = frame_system::Account::<Runtime>::hashed_key_for(Bob.to_account_id());
		sp_io::storage::set(&key, &before.encode());
		let account = System::account(Bob.to_account_id());
		assert_eq!((*account.nonce, account.consumers, account.providers), (7, 1, 2));
		assert_eq!((account.sufficients, account.data.free), (3, TOKEN));
		assert_eq!(account.encode(), before.encode());
	});
}

#[test]
fn clients_see_a_plain_number() {
	assert_eq!(AccountNonce::from(9u32).encode(), 9u32.encode());
	assert_eq!(AccountNonce::decode(&mut &9u32.encode()[..]).map(|nonce| *nonce), Ok(9));
	assert_eq!(field_type("frame_system::AccountInfo", "nonce"), "U32");
}

#[test]
fn a_transaction_of_another_chain_is_refused() {
	let genesis = |seed: u8| frame_system::BlockHash::<Runtime>::insert(0, sp_core::H256::repeat_byte(seed));
	let transaction = development().execute_with(|| {
		begin(1);
		genesis(1);
		let transaction = signed(Dave, pay(TOKEN, Bob));
		assert_eq!(Executive::apply_extrinsic(transaction.clone()), Ok(Ok(())));
		transaction
	});
	development().execute_with(|| {
		begin(1);
		genesis(2);
		assert_eq!(
			Executive::apply_extrinsic(transaction),
			Err(InvalidTransaction::BadProof.into())
		);
		end();
	});
}
