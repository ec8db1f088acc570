//! The drill: root closes the chain, what must go on goes on, root mends and opens it again.

use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
	traits::Contains,
};
use pallet_safe_mode::EnteredUntil;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{ApplyExtrinsicResult, DispatchError, MultiAddress};

use super::{
	calls::every_call,
	chain::{apply, begin, development, end, free},
};
use crate::{
	configs::safe_mode::{RootEnterDuration, RootExtendDuration, SafeModeCalls},
	proxies::ProxyType,
	Address, Runtime, RuntimeCall, RuntimeOrigin, SafeMode,
};

const NETUID: u16 = 1;

fn address(key: Sr25519Keyring) -> Address {
	MultiAddress::Id(key.to_account_id())
}

fn transfer() -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive {
		dest: address(Dave),
		value: 1,
	}
	.into()
}

fn by_root(call: impl Into<RuntimeCall>) -> RuntimeCall {
	pallet_sudo::Call::sudo {
		call: Box::new(call.into()),
	}
	.into()
}

fn closed() -> ApplyExtrinsicResult {
	Ok(Err(DispatchError::from(frame_system::Error::<Runtime>::CallFiltered)))
}

/// A neuron's calls that are free, one after the other.
fn neurons_calls() -> Vec<RuntimeCall> {
	vec![
		pallet_subnets::Call::set_weights {
			netuid: NETUID,
			dests: vec![0],
			weights: vec![1],
			version_key: 0,
		}
		.into(),
		pallet_subnets::Call::serve_axon {
			netuid: NETUID,
			version: 1,
			ip: 0x0505_0505,
			port: 1,
			ip_type: 4,
			protocol: 4,
			placeholder1: 0,
			placeholder2: 0,
		}
		.into(),
	]
}

#[test]
fn the_drill() {
	development().execute_with(|| {
		begin(1);
		let register = pallet_subnets::Call::register_network {
			hotkey: Charlie.to_account_id(),
		};
		assert_eq!(apply(Bob, register), Ok(Ok(())));
		let start = pallet_subnets::Call::start_call { netuid: NETUID };
		assert_eq!(apply(Bob, start), Ok(Ok(())));
		let add_proxy = pallet_proxy::Call::add_proxy {
			delegate: address(Eve),
			proxy_type: ProxyType::Transfer,
			delay: 0,
		};
		assert_eq!(apply(Bob, add_proxy.clone()), Ok(Ok(())));
		assert_eq!(apply(Bob, transfer()), Ok(Ok(())));
		end();

		// entering: nobody but root, and from the next transaction on
		begin(2);
		let enter = pallet_safe_mode::Call::force_enter {};
		assert_eq!(apply(Bob, enter.clone()), Ok(Err(DispatchError::BadOrigin)));
		assert_eq!(apply(Alice, by_root(enter)), Ok(Ok(())));
		let until = EnteredUntil::<Runtime>::get();
		assert_eq!(until, Some(2 + RootEnterDuration::get()));

		// what stops: value, registrations, new proxies, direct or inside others
		let dave = free(&Dave.to_account_id());
		let stake = pallet_subnets::Call::add_stake {
			hotkey: Charlie.to_account_id(),
			netuid: NETUID,
			amount_staked: 1_000_000_000,
		};
		let register = pallet_subnets::Call::burned_register {
			netuid: NETUID,
			hotkey: Dave.to_account_id(),
		};
		let batch = pallet_utility::Call::batch {
			calls: vec![transfer()],
		};
		for call in [
			transfer(),
			stake.into(),
			register.into(),
			add_proxy.into(),
			batch.into(),
		] {
			assert_eq!(apply(Bob, call), closed());
		}
		let proxied = pallet_proxy::Call::proxy {
			real: address(Bob),
			force_proxy_type: None,
			call: Box::new(transfer()),
		};
		assert_eq!(
			apply(Eve, proxied),
			Ok(Ok(())),
			"the proxied call's own result is in the event"
		);
		let multisig = pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: vec![Eve.to_account_id()],
			call: Box::new(transfer()),
		};
		assert_eq!(apply(Bob, multisig), closed());
		assert_eq!(free(&Dave.to_account_id()), dave);
		end();

		// what goes on: epochs, a neuron's work, taking rights away, root
		let epochs = pallet_subnets::SubnetEpochIndex::<Runtime>::get(NETUID);
		for number in 3..=45 {
			begin(number);
			end();
		}
		assert!(pallet_subnets::SubnetEpochIndex::<Runtime>::get(NETUID) > epochs);
		begin(46);
		for call in neurons_calls() {
			assert_eq!(apply(Charlie, call), Ok(Ok(())));
		}
		let remove = pallet_proxy::Call::remove_proxy {
			delegate: address(Eve),
			proxy_type: ProxyType::Transfer,
			delay: 0,
		};
		assert_eq!(apply(Bob, remove), Ok(Ok(())));
		let mend = frame_system::Call::set_storage { items: vec![] };
		assert_eq!(apply(Alice, by_root(mend)), Ok(Ok(())));
		let extend = pallet_safe_mode::Call::force_extend {};
		assert_eq!(apply(Alice, by_root(extend)), Ok(Ok(())));
		assert_eq!(
			EnteredUntil::<Runtime>::get(),
			until.map(|block| block + RootExtendDuration::get())
		);
		end();

		// leaving: from the next transaction on
		begin(47);
		assert_eq!(apply(Alice, by_root(pallet_safe_mode::Call::force_exit {})), Ok(Ok(())));
		assert_eq!(apply(Bob, transfer()), Ok(Ok(())));
		assert_eq!(free(&Dave.to_account_id()), dave + 1);
		end();
	});
}

#[test]
fn it_ends_by_itself() {
	development().execute_with(|| {
		begin(1);
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		EnteredUntil::<Runtime>::put(2);
		end();
		begin(2);
		assert_eq!(apply(Bob, transfer()), closed());
		end();
		begin(3);
		assert_eq!(apply(Bob, transfer()), Ok(Ok(())));
		end();
	});
}

#[test]
fn nobody_buys_it() {
	development().execute_with(|| {
		begin(1);
		let bob = || RuntimeOrigin::signed(Bob.to_account_id());
		let error = pallet_safe_mode::Error::<Runtime>::NotConfigured;
		assert_noop!(SafeMode::enter(bob()), error);
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		assert_noop!(
			SafeMode::extend(bob()),
			pallet_safe_mode::Error::<Runtime>::NotConfigured
		);
		for call in [SafeMode::force_exit(bob()), SafeMode::force_extend(bob())] {
			assert_noop!(call, DispatchError::BadOrigin);
		}
		end();
	});
}

#[test]
fn a_neurons_work_goes_on() {
	development().execute_with(|| {
		let mut seen = 0;
		for (name, call) in every_call() {
			let free = call.get_dispatch_info().pays_fee == Pays::No;
			let work = ["weights", "serve_", "set_commitment"]
				.iter()
				.any(|work| name.contains(work));
			if free && work {
				seen += 1;
				assert!(
					SafeModeCalls::contains(&call),
					"{name} is a neuron's work, which safe mode must not stop: list it in \
					 chain/runtime/src/configs/safe_mode.rs"
				);
			}
		}
		assert!(seen >= 11, "{seen} calls were looked at");
	});
}
