//! Which call each kind of proxy may make, and that no wrapper makes it more.

use std::collections::{BTreeMap, BTreeSet};

use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok, storage::with_transaction, traits::InstanceFilter};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};
use sp_runtime::{traits::Hash, DispatchError, MultiAddress, TransactionOutcome};

use super::{
	calls::{call_names, every_call, name_of},
	chain::{begin, development, end, free},
};
use crate::{
	info::proxies::{self as info, FilterMode},
	proxies::{
		ProxyType::{self, *},
		CALLS, SMALL_TRANSFER_LIMIT,
	},
	Address, Hash as HashOf, Proxy, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
};

const TABLE: &str = "chain/runtime/src/proxies/table.rs";

/// All kinds, in the order of their numbers.
const KINDS: [ProxyType; 18] = [
	Any,
	Owner,
	NonCritical,
	NonTransfer,
	Senate,
	NonFungible,
	Triumvirate,
	Governance,
	Staking,
	Registration,
	Transfer,
	SmallTransfer,
	RootWeights,
	ChildKeys,
	SudoUncheckedSetCode,
	SwapHotkey,
	SubnetLeaseBeneficiary,
	RootClaim,
];

/// Calls that bring value or keys to others, and who may make them at most. Names of the reference that this chain
/// has not are here for when it has.
const MOVES_VALUE: &[(&str, &[ProxyType])] = &[
	("Balances.transfer_allow_death", &[Any, Transfer, SmallTransfer]),
	("Balances.transfer_keep_alive", &[Any, Transfer, SmallTransfer]),
	("Balances.transfer_all", &[Any, Transfer]),
	("Balances.force_transfer", &[Any]),
	("SubtensorModule.transfer_stake", &[Any, Transfer, SmallTransfer]),
	("SubtensorModule.transfer_stake_and_hotkey", &[Any]),
	// where the coldkey's own earnings are staked: they stay its own
	(
		"SubtensorModule.set_coldkey_auto_stake_hotkey",
		&[Any, NonCritical, NonTransfer, Staking],
	),
	("SubtensorModule.add_stake_burn", &[Any]),
	("SubtensorModule.burn_alpha", &[Any]),
	("SubtensorModule.recycle_alpha", &[Any]),
	("SubtensorModule.swap_hotkey", &[Any, SwapHotkey]),
	("SubtensorModule.swap_hotkey_v2", &[Any, SwapHotkey]),
	("SubtensorModule.schedule_swap_coldkey", &[Any]),
	("SubtensorModule.swap_coldkey", &[Any]),
	("SubtensorModule.announce_coldkey_swap", &[Any]),
	("SubtensorModule.swap_coldkey_announced", &[Any]),
	("SubtensorModule.clear_coldkey_swap_announcement", &[Any]),
	("SubtensorModule.dispute_coldkey_swap", &[Any]),
	("SubtensorModule.reset_coldkey_swap", &[Any]),
	("SubtensorModule.dissolve_network", &[Any]),
	("AdminUtils.sudo_set_sn_owner_hotkey", &[Any]),
	("AdminUtils.sudo_set_subnet_owner_hotkey", &[Any]),
	("Sudo.sudo", &[Any]),
	("Sudo.sudo_as", &[Any]),
	("Sudo.sudo_unchecked_weight", &[Any, SudoUncheckedSetCode]),
	("Sudo.set_key", &[Any]),
	("Proxy.add_proxy", &[Any]),
	("Proxy.proxy", &[Any]),
	("Proxy.proxy_announced", &[Any]),
	("Multisig.as_multi", &[Any]),
	("Multisig.as_multi_threshold_1", &[Any]),
	("Multisig.approve_as_multi", &[Any]),
];

fn address(key: Sr25519Keyring) -> Address {
	MultiAddress::Id(key.to_account_id())
}

fn signed(key: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(key.to_account_id())
}

fn transfer(value: u64) -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive {
		dest: address(Dave),
		value,
	}
	.into()
}

/// A chain on which Alice is Bob's proxy of every kind, in its first block.
fn chain() -> TestExternalities {
	let mut chain = development();
	chain.execute_with(|| {
		begin(1);
		for kind in KINDS {
			assert_ok!(Proxy::add_proxy(signed(Bob), address(Alice), kind, 0));
		}
	});
	chain
}

/// Has Alice make `call` for Bob by her right of `kind`. Gives what came of it.
fn as_proxy(kind: ProxyType, call: RuntimeCall) -> Result<(), DispatchError> {
	System::reset_events();
	assert_ok!(Proxy::proxy(signed(Alice), address(Bob), Some(kind), Box::new(call)));
	System::events()
		.into_iter()
		.rev()
		.find_map(|record| match record.event {
			RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
			_ => None,
		})
		.expect("a proxied call leaves its result")
}

fn filtered() -> Result<(), DispatchError> {
	Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

#[test]
fn kinds_have_the_numbers_of_the_reference() {
	for (number, kind) in (0u8..).zip(KINDS) {
		assert_eq!(kind.encode(), [number]);
	}
	assert!(ProxyType::decode(&mut &[18u8][..]).is_err());
	assert_eq!(ProxyType::default(), Any);
	assert_eq!(
		(SudoUncheckedSetCode.encode(), RootClaim.encode()),
		(vec![14], vec![17])
	);
}

#[test]
fn clients_are_told_what_the_filter_does() {
	let types = info::proxy_types();
	assert_eq!(types.len(), KINDS.len());
	for (kind, told) in KINDS.into_iter().zip(types) {
		assert_eq!((told.name, told.index), (format!("{kind:?}").into_bytes(), kind as u8));
		let filters = info::proxy_filters(Some(kind as u8));
		let [filter] = &filters[..] else {
			panic!("{kind:?} has {} filters", filters.len());
		};
		let retired = [Senate, Triumvirate, Governance, RootWeights].contains(&kind);
		assert_eq!((told.deprecated, filter.deprecated), (retired, retired));
		for (name, call) in every_call() {
			let [pallet, index] = call.encode()[..2] else {
				panic!("{name} has no indices");
			};
			let listed = filter
				.calls
				.iter()
				.find(|told| (told.pallet_index, told.call_index) == (pallet, Some(index)));
			if let Some(told) = listed {
				let told_name = [
					&told.pallet_name[..],
					b".",
					told.call_name.as_deref().unwrap_or_default(),
				]
				.concat();
				assert_eq!(told_name, name.as_bytes());
			}
			match filter.filter_mode {
				FilterMode::AllowAll => assert!(kind.filter(&call)),
				// an example of zeros meets every condition but that of the call inside
				_ if kind == SudoUncheckedSetCode => {
					assert_eq!(listed.is_some(), name == "Sudo.sudo_unchecked_weight")
				}
				_ => assert_eq!(listed.is_some(), kind.filter(&call), "{kind:?} {name}"),
			}
		}
		let mode = match kind {
			Any => FilterMode::AllowAll,
			_ if filter.calls.is_empty() => FilterMode::DenyAll,
			_ => FilterMode::Allow,
		};
		assert_eq!(filter.filter_mode, mode);
	}
	assert_eq!(info::proxy_filters(None).len(), KINDS.len());
	assert_eq!(info::proxy_filters(Some(18)), []);
}

#[test]
fn every_call_has_one_line_in_the_table() {
	let mut lines = BTreeMap::<String, u32>::new();
	for (pallet, calls) in CALLS {
		for (call, _) in *calls {
			*lines.entry(format!("{pallet}.{call}")).or_default() += 1;
		}
	}
	let listed: BTreeSet<_> = lines.keys().cloned().collect();
	let unlisted: Vec<_> = call_names().difference(&listed).cloned().collect();
	assert!(
		unlisted.is_empty(),
		"no proxy can make {unlisted:?}, since {TABLE} does not know them: give each a line there (NOBODY, unless a \
		 kind of proxy needs it)"
	);
	let gone: Vec<_> = listed.difference(&call_names()).cloned().collect();
	assert!(
		gone.is_empty(),
		"{TABLE} names {gone:?}, which the runtime has not: remove the lines or correct the names"
	);
	let twice: Vec<_> = lines.into_iter().filter(|(_, count)| *count > 1).collect();
	assert!(twice.is_empty(), "{TABLE} names {twice:?} more than once");
	for (pallet, calls) in CALLS {
		assert!(
			calls.is_sorted_by_key(|(call, _)| call),
			"{TABLE}: sort the calls of {pallet}"
		);
	}
}

#[test]
fn retired_kinds_may_nothing() {
	for (name, call) in every_call() {
		for kind in [Senate, Triumvirate, Governance, RootWeights] {
			assert!(!kind.filter(&call), "{kind:?} may make {name}");
		}
	}
}

#[test]
fn what_moves_value_is_for_those_whose_matter_it_is() {
	for (name, call) in every_call() {
		let Some((_, allowed)) = MOVES_VALUE.iter().find(|(listed, _)| *listed == name) else {
			continue;
		};
		for kind in KINDS {
			assert!(
				!kind.filter(&call) || allowed.contains(&kind),
				"{kind:?} may make {name}, which moves value or keys to others"
			);
		}
	}
	let others: Vec<_> = call_names()
		.into_iter()
		.filter(|name| {
			let keys_or_stake = name.contains("transfer") || name.contains("coldkey");
			name.starts_with("Balances.") || name.starts_with("SubtensorModule.") && keys_or_stake
		})
		.filter(|name| !MOVES_VALUE.iter().any(|(listed, _)| listed == name))
		.collect();
	for (name, call) in every_call().into_iter().filter(|(name, _)| others.contains(name)) {
		for kind in KINDS.into_iter().filter(|kind| *kind != Any) {
			assert!(
				!kind.filter(&call),
				"{kind:?} may make {name}: where it moves no value, list it in MOVES_VALUE with who may make it"
			);
		}
	}
}

/// Every call by every kind, made through the pallet itself: what the table does not list is filtered, and moves
/// nothing.
#[test]
fn every_call_by_every_kind_of_proxy() {
	chain().execute_with(|| {
		let mut filtered_calls = 0;
		for (name, call) in every_call() {
			for kind in KINDS {
				let made = with_transaction(|| {
					let before = free(&Bob.to_account_id());
					let result = as_proxy(kind, call.clone());
					if kind.filter(&call) && kind != Any {
						assert_ne!(result, filtered(), "{kind:?} is listed for {name}");
					} else if kind != Any {
						assert_eq!(result, filtered(), "{kind:?} is not listed for {name}");
						assert_eq!(free(&Bob.to_account_id()), before, "{kind:?} moved value by {name}");
						filtered_calls += 1;
					}
					TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
				});
				assert_ok!(made);
			}
		}
		assert!(filtered_calls > 1_500, "{filtered_calls} calls were filtered");
	});
}

#[test]
fn a_kind_that_claims_to_hold_another_does() {
	for above in KINDS {
		for below in KINDS {
			if above.is_superset(&below) {
				for (name, call) in every_call() {
					assert!(
						!below.filter(&call) || above.filter(&call),
						"{above:?} is called a superset of {below:?}, and may not make {name}"
					);
				}
			} else {
				assert_ne!(above, Any);
			}
		}
	}
	assert!(!NonTransfer.is_superset(&Transfer));
	assert!(!NonTransfer.is_superset(&SmallTransfer));
	assert!(!NonTransfer.is_superset(&Any));
}

#[test]
fn small_transfers_are_small() {
	chain().execute_with(|| {
		assert_eq!(as_proxy(SmallTransfer, transfer(SMALL_TRANSFER_LIMIT - 1)), Ok(()));
		assert_eq!(as_proxy(SmallTransfer, transfer(SMALL_TRANSFER_LIMIT)), filtered());
		assert_eq!(as_proxy(Transfer, transfer(SMALL_TRANSFER_LIMIT)), Ok(()));
		let all = pallet_balances::Call::transfer_all {
			dest: address(Dave),
			keep_alive: false,
		};
		assert_eq!(as_proxy(SmallTransfer, all.into()), filtered());
		end();
	});
}

#[test]
fn who_may_upgrade_the_runtime_may_do_nothing_else_of_roots() {
	let unchecked = |call: RuntimeCall| -> RuntimeCall {
		pallet_sudo::Call::sudo_unchecked_weight {
			call: Box::new(call),
			weight: Default::default(),
		}
		.into()
	};
	let set_code: RuntimeCall = frame_system::Call::set_code { code: vec![] }.into();
	let transfer_all: RuntimeCall = pallet_balances::Call::force_transfer {
		source: address(Dave),
		dest: address(Bob),
		value: 1,
	}
	.into();
	assert!(SudoUncheckedSetCode.filter(&unchecked(set_code.clone())));
	assert!(!SudoUncheckedSetCode.filter(&unchecked(transfer_all)));
	assert!(!SudoUncheckedSetCode.filter(&unchecked(
		pallet_utility::Call::batch {
			calls: vec![set_code.clone()]
		}
		.into()
	)));
	let plain: RuntimeCall = pallet_sudo::Call::sudo {
		call: Box::new(set_code),
	}
	.into();
	assert!(!SudoUncheckedSetCode.filter(&plain));
}

/// The reference's proxies could be laundered: a call inside another call was made without the proxy's filter.
#[test]
fn no_wrapper_frees_a_call_from_the_proxys_filter() {
	let boxed = || Box::new(transfer(1));
	let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
	let others = vec![Charlie.to_account_id()];
	let wrappers: Vec<RuntimeCall> = vec![
		pallet_utility::Call::batch {
			calls: vec![remark.clone(), transfer(1)],
		}
		.into(),
		pallet_utility::Call::batch_all {
			calls: vec![transfer(1)],
		}
		.into(),
		pallet_utility::Call::force_batch {
			calls: vec![transfer(1)],
		}
		.into(),
		pallet_utility::Call::if_else {
			main: boxed(),
			fallback: Box::new(remark),
		}
		.into(),
		pallet_utility::Call::as_derivative {
			index: 0,
			call: boxed(),
		}
		.into(),
		pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: others,
			call: boxed(),
		}
		.into(),
		pallet_proxy::Call::proxy {
			real: address(Charlie),
			force_proxy_type: None,
			call: boxed(),
		}
		.into(),
		pallet_proxy::Call::add_proxy {
			delegate: address(Dave),
			proxy_type: Any,
			delay: 0,
		}
		.into(),
		pallet_sudo::Call::sudo { call: boxed() }.into(),
	];
	chain().execute_with(|| {
		// Bob is Charlie's proxy for everything: what Alice may make for Bob could reach Charlie
		assert_ok!(Proxy::add_proxy(signed(Charlie), address(Bob), Any, 0));
		let dave = free(&Dave.to_account_id());
		for kind in KINDS
			.into_iter()
			.filter(|kind| !matches!(kind, Any | Transfer | SmallTransfer))
		{
			for call in &wrappers {
				let _ = as_proxy(kind, call.clone());
				assert_eq!(free(&Dave.to_account_id()), dave, "{kind:?} by {}", name_of(call));
			}
		}
		let proxies = pallet_proxy::Proxies::<Runtime>::get(Bob.to_account_id()).0;
		assert!(proxies.iter().all(|proxy| proxy.delegate == Alice.to_account_id()));
		end();
	});
}

#[test]
fn calls_that_nobody_may_make_are_refused_to_proxies_too() {
	chain().execute_with(|| {
		let burn = pallet_balances::Call::burn {
			value: 1,
			keep_alive: true,
		};
		let pot = pallet_subnets::issuance::Pot::Stake.account::<Runtime>();
		let to_pot = pallet_balances::Call::transfer_keep_alive {
			dest: MultiAddress::Id(pot),
			value: 1,
		};
		for call in [RuntimeCall::from(burn), to_pot.into()] {
			assert_eq!(as_proxy(Any, call), filtered());
		}
		end();
	});
}

#[test]
fn a_proxy_pays_a_deposit_and_gets_it_back() {
	development().execute_with(|| {
		begin(1);
		let before = free(&Bob.to_account_id());
		assert_ok!(Proxy::add_proxy(signed(Bob), address(Alice), Staking, 0));
		// 0.02 token for an entry and 0.001 for each of 40 + 33 bytes
		assert_eq!(before - free(&Bob.to_account_id()), 93_000_000);
		assert_noop!(
			Proxy::add_proxy(signed(Bob), address(Alice), Staking, 0),
			pallet_proxy::Error::<Runtime>::Duplicate
		);
		assert_noop!(
			Proxy::proxy(signed(Dave), address(Bob), None, Box::new(transfer(1))),
			pallet_proxy::Error::<Runtime>::NotProxy
		);
		assert_ok!(Proxy::remove_proxy(signed(Bob), address(Alice), Staking, 0));
		assert_eq!(free(&Bob.to_account_id()), before);
		end();
	});
}

#[test]
fn a_delayed_proxy_announces_and_can_be_rejected() {
	development().execute_with(|| {
		begin(1);
		assert_ok!(Proxy::add_proxy(signed(Bob), address(Alice), Transfer, 2));
		let call = transfer(1);
		let hash: HashOf = sp_runtime::traits::BlakeTwo256::hash_of(&call);
		assert_noop!(
			Proxy::proxy(signed(Alice), address(Bob), None, Box::new(call.clone())),
			pallet_proxy::Error::<Runtime>::Unannounced
		);
		assert_ok!(Proxy::announce(signed(Alice), address(Bob), hash));
		let announced =
			|signer| Proxy::proxy_announced(signer, address(Alice), address(Bob), None, Box::new(call.clone()));
		assert_noop!(announced(signed(Alice)), pallet_proxy::Error::<Runtime>::Unannounced);
		end();
		begin(2);
		end();
		begin(3);
		assert_ok!(announced(signed(Alice)));
		assert_ok!(Proxy::announce(signed(Alice), address(Bob), hash));
		assert_ok!(Proxy::reject_announcement(signed(Bob), address(Alice), hash));
		end();
		begin(4);
		end();
		begin(5);
		assert_noop!(announced(signed(Alice)), pallet_proxy::Error::<Runtime>::Unannounced);
		end();
	});
}
