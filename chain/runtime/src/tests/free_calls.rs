//! Calls without a fee on every path that leads to them: what would fail is refused in the pool, when a block is
//! built, and by the call itself.

use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::{GetDispatchInfo, Pays},
};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{
	traits::{Dispatchable, Hash},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	MultiAddress,
};

use super::{
	calls::every_call,
	chain::{apply, begin, development, end, pool},
};
use crate::{calls::MAX_NESTING, proxies::ProxyType, AccountId, Multisig, Proxy, Runtime, RuntimeCall, RuntimeOrigin};

const NETUID: u16 = 1;
/// The refusals of weights and of endpoints that come too soon.
const WEIGHTS_TOO_FAST: u8 = 6;
const SERVING_TOO_FAST: u8 = 12;

/// A way by which a signer makes a call for a hotkey.
struct Path {
	name: &'static str,
	signer: Sr25519Keyring,
	hotkey: AccountId,
	wrap: fn(RuntimeCall) -> RuntimeCall,
}

fn any_of_charlie_and_dave() -> AccountId {
	let mut both = vec![Charlie.to_account_id(), Dave.to_account_id()];
	both.sort();
	Multisig::multi_account_id(&both, 1)
}

fn by_multisig(call: RuntimeCall) -> RuntimeCall {
	pallet_multisig::Call::as_multi_threshold_1 {
		other_signatories: vec![Dave.to_account_id()],
		call: Box::new(call),
	}
	.into()
}

fn by_proxy(real: AccountId, call: RuntimeCall) -> RuntimeCall {
	pallet_proxy::Call::proxy {
		real: MultiAddress::Id(real),
		force_proxy_type: None,
		call: Box::new(call),
	}
	.into()
}

fn batch(call: RuntimeCall) -> RuntimeCall {
	pallet_utility::Call::batch { calls: vec![call] }.into()
}

fn paths() -> Vec<Path> {
	let path = |name, signer, hotkey, wrap| Path {
		name,
		signer,
		hotkey,
		wrap,
	};
	let charlie = || Charlie.to_account_id();
	vec![
		path("direct", Charlie, charlie(), |call| call),
		path("batch", Charlie, charlie(), batch),
		path("batch_all", Charlie, charlie(), |call| {
			pallet_utility::Call::batch_all { calls: vec![call] }.into()
		}),
		path("force_batch", Charlie, charlie(), |call| {
			pallet_utility::Call::force_batch { calls: vec![call] }.into()
		}),
		path("if_else", Charlie, charlie(), |call| {
			pallet_utility::Call::if_else {
				main: Box::new(call),
				fallback: Box::new(frame_system::Call::remark { remark: vec![] }.into()),
			}
			.into()
		}),
		path(
			"as_derivative",
			Charlie,
			pallet_utility::derivative_account_id(charlie(), 7),
			|call| {
				pallet_utility::Call::as_derivative {
					index: 7,
					call: Box::new(call),
				}
				.into()
			},
		),
		path("proxy", Eve, charlie(), |call| by_proxy(Charlie.to_account_id(), call)),
		path("as_multi_threshold_1", Charlie, any_of_charlie_and_dave(), by_multisig),
		path(
			"multisig in a proxy in a batch",
			Eve,
			any_of_charlie_and_dave(),
			|call| batch(by_proxy(Charlie.to_account_id(), by_multisig(call))),
		),
	]
}

fn set_weights() -> RuntimeCall {
	pallet_subnets::Call::set_weights {
		netuid: NETUID,
		dests: vec![0],
		weights: vec![1],
		version_key: 0,
	}
	.into()
}

fn serve_axon(port: u16) -> RuntimeCall {
	pallet_subnets::Call::serve_axon {
		netuid: NETUID,
		version: 1,
		ip: 0x0505_0505,
		port,
		ip_type: 4,
		protocol: 4,
		placeholder1: 0,
		placeholder2: 0,
	}
	.into()
}

/// Registers a subnet whose owner's hotkey is `hotkey`, with Eve as Charlie's proxy, and goes on to block 10.
fn prepare(hotkey: &AccountId) {
	begin(1);
	let register = pallet_subnets::Call::register_network { hotkey: hotkey.clone() };
	assert_eq!(apply(Bob, register), Ok(Ok(())));
	assert_ok!(Proxy::add_proxy(
		RuntimeOrigin::signed(Charlie.to_account_id()),
		MultiAddress::Id(Eve.to_account_id()),
		ProxyType::Any,
		0
	));
	end();
	for number in 2..=9 {
		begin(number);
		end();
	}
	begin(10);
}

fn refused(code: u8) -> TransactionValidityError {
	InvalidTransaction::Custom(code).into()
}

fn endpoint_port(hotkey: &AccountId) -> Option<u16> {
	pallet_subnets::Axons::<Runtime>::get(NETUID, hotkey).map(|axon| axon.port)
}

#[test]
fn a_spam_of_free_calls_is_refused_on_every_path() {
	for path in paths() {
		let Path {
			name,
			signer,
			hotkey,
			wrap,
		} = path;
		for (call, again, code) in [
			(set_weights(), set_weights(), WEIGHTS_TOO_FAST),
			(serve_axon(1), serve_axon(2), SERVING_TOO_FAST),
		] {
			development().execute_with(|| {
				prepare(&hotkey);
				assert_eq!(pool(signer, wrap(call.clone())), Ok(()), "{name}");
				assert_eq!(apply(signer, wrap(call.clone())), Ok(Ok(())), "{name}");
				let updated = pallet_subnets::LastUpdate::<Runtime>::get(NETUID);

				// in the pool, and in the same block where it was in the pool before
				assert_eq!(pool(signer, wrap(again.clone())), Err(refused(code)), "{name}");
				assert_eq!(apply(signer, wrap(again.clone())), Err(refused(code)), "{name}");
				end();
				begin(11);
				assert_eq!(apply(signer, wrap(again.clone())), Err(refused(code)), "{name}");

				// and by the call itself, whoever lets it through
				let _ = wrap(again.clone()).dispatch(RuntimeOrigin::signed(signer.to_account_id()));
				assert_eq!(pallet_subnets::LastUpdate::<Runtime>::get(NETUID), updated, "{name}");
				assert_ne!(endpoint_port(&hotkey), Some(2), "{name}");
				end();
			});
		}
	}
}

#[test]
fn a_delayed_proxy_spams_no_more_than_others() {
	development().execute_with(|| {
		prepare(&Charlie.to_account_id());
		assert_eq!(apply(Charlie, serve_axon(1)), Ok(Ok(())));
		let again = serve_axon(2);
		let announce = pallet_proxy::Call::announce {
			real: MultiAddress::Id(Charlie.to_account_id()),
			call_hash: sp_runtime::traits::BlakeTwo256::hash_of(&again),
		};
		assert_eq!(apply(Eve, announce), Ok(Ok(())));
		let announced: RuntimeCall = pallet_proxy::Call::proxy_announced {
			delegate: MultiAddress::Id(Eve.to_account_id()),
			real: MultiAddress::Id(Charlie.to_account_id()),
			force_proxy_type: None,
			call: Box::new(again),
		}
		.into();
		assert_eq!(pool(Dave, announced), Err(refused(SERVING_TOO_FAST)));
		end();
	});
}

#[test]
fn a_free_call_of_a_stranger_is_refused() {
	development().execute_with(|| {
		begin(1);
		let mut free = 0;
		for (name, call) in every_call() {
			if call.get_dispatch_info().pays_fee == Pays::No {
				free += 1;
				assert!(
					pool(Dave, call).is_err(),
					"{name} is free and the pool takes one that would fail: have \
					 pallets/subnets/src/extension.rs run its checks"
				);
			}
		}
		assert!(free >= 11, "{free} calls are free");
		end();
	});
}

#[test]
fn a_wrapper_has_its_fee_whatever_is_inside() {
	development().execute_with(|| {
		for path in paths().into_iter().skip(1) {
			let info = (path.wrap)(set_weights()).get_dispatch_info();
			assert_eq!(info.pays_fee, Pays::Yes, "{}", path.name);
		}
		assert_eq!(set_weights().get_dispatch_info().pays_fee, Pays::No);
	});
}

#[test]
fn a_multisig_that_cannot_be_is_no_matter_of_the_pools() {
	development().execute_with(|| {
		begin(1);
		let crowd: Vec<AccountId> = (0..100u32)
			.map(|number| {
				let mut account = [0; 32];
				account[..4].copy_from_slice(&number.encode());
				account.into()
			})
			.collect();
		let call = pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: crowd,
			call: Box::new(set_weights()),
		};
		// it pays its fee, and fails
		let outcome = apply(Alice, call).expect("it pays");
		assert_eq!(
			outcome,
			Err(pallet_multisig::Error::<Runtime>::TooManySignatories.into())
		);
		end();
	});
}

#[test]
fn nothing_hides_in_the_depth() {
	development().execute_with(|| {
		prepare(&Charlie.to_account_id());
		let nested = |wrappers: u32| (0..wrappers).fold(set_weights(), |call, _| batch(call));
		assert_eq!(pool(Charlie, nested(MAX_NESTING)), Ok(()));
		assert_eq!(
			pool(Charlie, nested(MAX_NESTING + 1)),
			Err(InvalidTransaction::Call.into())
		);
		end();
	});
}
