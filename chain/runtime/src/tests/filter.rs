//! Calls that nobody may make, alone or inside others.

use std::collections::BTreeSet;

use frame_support::traits::Contains;
use pallet_subnets::issuance::Pot;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{DispatchError, MultiAddress};

use super::{
	calls::{name_of, wrappers},
	chain::{apply, begin, development, end, free},
};
use crate::{
	calls::{BookkeptCalls, MAX_NESTING},
	AccountId, Address, Runtime, RuntimeCall,
};

fn burn() -> RuntimeCall {
	pallet_balances::Call::burn {
		value: 1_000,
		keep_alive: true,
	}
	.into()
}

fn set_balance() -> RuntimeCall {
	pallet_balances::Call::force_set_balance {
		who: bob(),
		new_free: 1_000_000,
	}
	.into()
}

fn bob() -> Address {
	MultiAddress::Id(Bob.to_account_id())
}

fn transfer(dest: AccountId) -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive {
		dest: MultiAddress::Id(dest),
		value: 1_000,
	}
	.into()
}

/// The call itself, and inside each call that can hold it, two deep.
fn wrapped(call: RuntimeCall) -> Vec<RuntimeCall> {
	let wrap = |call: RuntimeCall| -> Vec<RuntimeCall> {
		let boxed = || Box::new(call.clone());
		let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
		vec![
			pallet_utility::Call::batch {
				calls: vec![remark.clone(), call.clone()],
			}
			.into(),
			pallet_utility::Call::batch_all {
				calls: vec![call.clone()],
			}
			.into(),
			pallet_utility::Call::force_batch {
				calls: vec![call.clone()],
			}
			.into(),
			pallet_utility::Call::as_derivative {
				index: 0,
				call: boxed(),
			}
			.into(),
			pallet_utility::Call::if_else {
				main: Box::new(remark),
				fallback: boxed(),
			}
			.into(),
			pallet_utility::Call::with_weight {
				call: boxed(),
				weight: Default::default(),
			}
			.into(),
			pallet_utility::Call::dispatch_as {
				as_origin: Box::new(frame_system::RawOrigin::Root.into()),
				call: boxed(),
			}
			.into(),
			pallet_utility::Call::dispatch_as_fallible {
				as_origin: Box::new(frame_system::RawOrigin::Root.into()),
				call: boxed(),
			}
			.into(),
			pallet_proxy::Call::proxy {
				real: bob(),
				force_proxy_type: None,
				call: boxed(),
			}
			.into(),
			pallet_proxy::Call::proxy_announced {
				delegate: bob(),
				real: bob(),
				force_proxy_type: None,
				call: boxed(),
			}
			.into(),
			pallet_multisig::Call::as_multi_threshold_1 {
				other_signatories: vec![Bob.to_account_id()],
				call: boxed(),
			}
			.into(),
			pallet_multisig::Call::as_multi {
				threshold: 2,
				other_signatories: vec![Bob.to_account_id()],
				maybe_timepoint: None,
				call: boxed(),
				max_weight: Default::default(),
			}
			.into(),
			pallet_scheduler::Call::schedule {
				when: 9,
				maybe_periodic: None,
				priority: 0,
				call: boxed(),
			}
			.into(),
			pallet_scheduler::Call::schedule_named {
				id: [0; 32],
				when: 9,
				maybe_periodic: None,
				priority: 0,
				call: boxed(),
			}
			.into(),
			pallet_scheduler::Call::schedule_after {
				after: 1,
				maybe_periodic: None,
				priority: 0,
				call: boxed(),
			}
			.into(),
			pallet_scheduler::Call::schedule_named_after {
				id: [0; 32],
				after: 1,
				maybe_periodic: None,
				priority: 0,
				call: boxed(),
			}
			.into(),
			pallet_sudo::Call::sudo { call: boxed() }.into(),
			pallet_sudo::Call::sudo_unchecked_weight {
				call: boxed(),
				weight: Default::default(),
			}
			.into(),
			pallet_sudo::Call::sudo_as {
				who: bob(),
				call: boxed(),
			}
			.into(),
		]
	};
	let once = wrap(call.clone());
	let twice: Vec<_> = once.iter().cloned().flat_map(wrap).collect();
	[vec![call], once, twice].concat()
}

#[test]
fn no_call_changes_the_issuance_past_its_counters() {
	let adjust = pallet_balances::Call::force_adjust_total_issuance {
		direction: pallet_balances::AdjustmentDirection::Increase,
		delta: 1,
	};
	for call in [burn(), set_balance(), adjust.into()].into_iter().flat_map(wrapped) {
		assert!(!BookkeptCalls::contains(&call), "{call:?}");
	}
}

#[test]
fn no_call_pays_a_pot_past_its_ledger() {
	for pot in Pot::ALL {
		let pot = pot.account::<Runtime>();
		let address = || MultiAddress::Id(pot.clone());
		let calls: [RuntimeCall; 5] = [
			transfer(pot.clone()),
			pallet_balances::Call::transfer_allow_death {
				dest: address(),
				value: 1,
			}
			.into(),
			pallet_balances::Call::transfer_all {
				dest: address(),
				keep_alive: true,
			}
			.into(),
			pallet_balances::Call::force_transfer {
				source: address(),
				dest: bob(),
				value: 1,
			}
			.into(),
			pallet_balances::Call::force_transfer {
				source: bob(),
				dest: address(),
				value: 1,
			}
			.into(),
		];
		for call in calls.into_iter().flat_map(wrapped) {
			assert!(!BookkeptCalls::contains(&call), "{call:?}");
		}
	}
}

#[test]
fn nobody_acts_as_a_pot() {
	for pot in Pot::ALL {
		let pot = pot.account::<Runtime>();
		let call = || Box::new(transfer(Bob.to_account_id()));
		let as_pot = || Box::new(frame_system::RawOrigin::Signed(pot.clone()).into());
		let calls: [RuntimeCall; 3] = [
			pallet_sudo::Call::sudo_as {
				who: MultiAddress::Id(pot.clone()),
				call: call(),
			}
			.into(),
			pallet_utility::Call::dispatch_as {
				as_origin: as_pot(),
				call: call(),
			}
			.into(),
			pallet_utility::Call::dispatch_as_fallible {
				as_origin: as_pot(),
				call: call(),
			}
			.into(),
		];
		for call in calls.into_iter().flat_map(wrapped) {
			assert!(!BookkeptCalls::contains(&call), "{call:?}");
		}
	}
}

#[test]
fn no_deposit_of_safe_mode_is_slashed() {
	let slash = pallet_safe_mode::Call::force_slash_deposit {
		account: Bob.to_account_id(),
		block: 1,
	};
	for call in wrapped(slash.into()) {
		assert!(!BookkeptCalls::contains(&call), "{call:?}");
	}
}

#[test]
fn every_wrapper_is_looked_into() {
	let looked_into: BTreeSet<_> = wrapped(burn()).iter().map(name_of).collect();
	for wrapper in wrappers() {
		assert!(
			looked_into.contains(&wrapper),
			"{wrapper} holds a call: show it in `inner_calls` of runtime/src/calls.rs, and wrap it in `wrapped` here"
		);
	}
}

#[test]
fn what_lies_too_deep_is_not_made() {
	let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
	let nested = |wrappers: u32| {
		(0..wrappers).fold(remark.clone(), |call, _| {
			pallet_utility::Call::batch { calls: vec![call] }.into()
		})
	};
	assert!(BookkeptCalls::contains(&nested(MAX_NESTING)));
	assert!(!BookkeptCalls::contains(&nested(MAX_NESTING + 1)));
}

#[test]
fn ordinary_calls_pass() {
	for call in wrapped(transfer(Bob.to_account_id())) {
		assert!(BookkeptCalls::contains(&call), "{call:?}");
	}
}

#[test]
fn a_refused_call_costs_its_fee_and_changes_nothing_else() {
	development().execute_with(|| {
		begin(1);
		let before = free(&Bob.to_account_id());
		let sudo = pallet_sudo::Call::sudo {
			call: Box::new(set_balance()),
		};
		for call in [burn(), sudo.into()] {
			let refused = apply(Alice, call)
				.expect("the transaction is valid")
				.expect_err("the call is filtered");
			assert_eq!(
				refused,
				DispatchError::from(frame_system::Error::<Runtime>::CallFiltered)
			);
		}
		assert_eq!(free(&Bob.to_account_id()), before);
		end();
	});
}
