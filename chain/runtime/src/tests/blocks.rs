//! Blocks with signed transactions: fees, free calls, subnets and their tasks.

use frame_support::{assert_ok, BoundedVec};
use pallet_subnets::types::BurnReason;
use pallet_tasks::TaskOf;
use sp_core::{Encode, Pair};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	MultiAddress, MultiSignature,
};

use super::chain::{apply, begin, development, end, free, signed};
use crate::{ganglion_api, weights, Executive, Runtime, RuntimeCall, SubtensorModule, TransactionPayment};

const TOKEN: u64 = 1_000_000_000;
const NETUID: u16 = 1;

fn transfer(dest: Sr25519Keyring, value: u64) -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive {
		dest: MultiAddress::Id(dest.to_account_id()),
		value,
	}
	.into()
}

fn register_network(owner_hotkey: Sr25519Keyring) -> RuntimeCall {
	pallet_subnets::Call::register_network {
		hotkey: owner_hotkey.to_account_id(),
	}
	.into()
}

fn set_weights(netuid: u16) -> RuntimeCall {
	pallet_subnets::Call::set_weights {
		netuid,
		dests: vec![0],
		weights: vec![1],
		version_key: 0,
	}
	.into()
}

#[test]
fn a_transfer_pays_what_it_weighs_and_the_fee_is_burned() {
	development().execute_with(|| {
		begin(1);
		let (alice, bob) = (free(&Alice.to_account_id()), free(&Bob.to_account_id()));
		let transaction = signed(Alice, transfer(Bob, TOKEN));
		let length = transaction.encode().len() as u32;
		let info = TransactionPayment::query_info(transaction.clone(), length);
		assert_eq!(Executive::apply_extrinsic(transaction), Ok(Ok(())));
		let fee = alice - TOKEN - free(&Alice.to_account_id());
		assert_eq!(free(&Bob.to_account_id()), bob + TOKEN);
		assert_eq!(ganglion_api::issuance().burned, fee);
		assert!(
			fee <= info.partial_fee && fee > u64::from(length),
			"{fee} rao, estimated {}",
			info.partial_fee
		);
		end();
	});
}

#[test]
fn a_fee_is_half_a_rao_a_nanosecond_and_a_rao_a_byte() {
	use frame_support::weights::{Weight, WeightToFee};
	assert_eq!(
		weights::ComputingFee::weight_to_fee(&Weight::from_parts(1_000_000, 7)),
		500
	);
	assert_eq!(weights::ComputingFee::weight_to_fee(&Weight::from_parts(1_999, 0)), 0);
	assert_eq!(weights::LengthFee::weight_to_fee(&Weight::from_parts(140, 0)), 140);
}

#[test]
fn dust_of_an_account_is_burned_and_counted() {
	development().execute_with(|| {
		begin(1);
		let dust = 100;
		let id = |key: Sr25519Keyring| MultiAddress::Id(key.to_account_id());
		let value = free(&Dave.to_account_id()) - dust;
		let transfer = pallet_balances::Call::force_transfer {
			source: id(Dave),
			dest: id(Bob),
			value,
		};
		assert_eq!(
			apply(
				Alice,
				pallet_sudo::Call::sudo {
					call: Box::new(transfer.into())
				}
			),
			Ok(Ok(()))
		);
		assert_eq!(free(&Dave.to_account_id()), 0);
		assert_eq!(pallet_subnets::Burned::<Runtime>::get(BurnReason::Dust), dust);
		end();
	});
}

#[test]
fn an_owner_registers_a_subnet_and_publishes_its_task() {
	development().execute_with(|| {
		begin(1);
		assert_eq!(apply(Bob, register_network(Charlie)), Ok(Ok(())));
		let manifest_hash = [7u8; 32];
		let publish = |signer: Sr25519Keyring, netuid| pallet_tasks::Call::publish {
			netuid,
			manifest_hash,
			uri: BoundedVec::truncate_from(b"https://example.org/task".to_vec()),
			signature: MultiSignature::Sr25519(signer.pair().sign(&manifest_hash)),
		};
		assert!(apply(Dave, publish(Dave, NETUID)).expect("it is valid").is_err());
		assert!(apply(Bob, publish(Dave, NETUID)).expect("it is valid").is_err());
		assert!(apply(Bob, publish(Charlie, 2)).expect("it is valid").is_err());
		assert_eq!(apply(Bob, publish(Charlie, NETUID)), Ok(Ok(())));
		let task = TaskOf::<Runtime>::get(NETUID).expect("the task is stored");
		assert_eq!((task.version, task.block, task.publisher), (1, 1, Bob.to_account_id()));
		end();
	});
}

#[test]
fn free_calls_that_would_fail_never_enter_a_block() {
	let not_registered = Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(10)));
	development().execute_with(|| {
		begin(1);
		assert_eq!(apply(Bob, register_network(Charlie)), Ok(Ok(())));
		let batch = pallet_utility::Call::batch {
			calls: vec![set_weights(NETUID)],
		};
		for call in [set_weights(NETUID), batch.into()] {
			assert_eq!(apply(Dave, call).map(|_| ()), not_registered);
		}
		end();
	});
}

#[test]
fn the_pool_refuses_them_too() {
	development().execute_with(|| {
		begin(1);
		end();
		let transaction = signed(Dave, set_weights(NETUID));
		let verdict = Executive::validate_transaction(TransactionSource::External, transaction, Default::default());
		assert_eq!(verdict, Err(InvalidTransaction::Custom(3).into()));
		let transaction = signed(Dave, transfer(Bob, 1));
		assert_ok!(Executive::validate_transaction(
			TransactionSource::External,
			transaction,
			Default::default()
		));
	});
}

#[test]
fn tokens_are_accounted_for_through_epochs() {
	development().execute_with(|| {
		begin(1);
		assert_eq!(apply(Bob, register_network(Charlie)), Ok(Ok(())));
		let start: RuntimeCall = pallet_subnets::Call::start_call { netuid: NETUID }.into();
		assert_eq!(apply(Bob, start), Ok(Ok(())));
		let register = pallet_subnets::Call::burned_register {
			netuid: NETUID,
			hotkey: Dave.to_account_id(),
		};
		assert_eq!(apply(Alice, register), Ok(Ok(())));
		let stake = pallet_subnets::Call::add_stake {
			hotkey: Charlie.to_account_id(),
			netuid: NETUID,
			amount_staked: 100 * TOKEN,
		};
		assert_eq!(apply(Alice, stake), Ok(Ok(())));
		end();
		for number in 2..=65 {
			begin(number);
			end();
		}
		let epochs = pallet_subnets::SubnetEpochIndex::<Runtime>::get(NETUID);
		assert!(epochs >= 3, "{epochs} epochs");
		let issuance = ganglion_api::issuance();
		assert!(issuance.minted > 60 * TOKEN, "{issuance:?}");
		assert_eq!(issuance.now, issuance.at_genesis + issuance.minted - issuance.burned);
		assert_eq!(SubtensorModule::check_invariants(), Ok(()));
	});
}
