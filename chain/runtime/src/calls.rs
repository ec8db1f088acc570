//! Calls inside calls, and calls that nobody may make.

use alloc::{vec, vec::Vec};
use frame_support::{
	traits::{Contains, Get},
	weights::Weight,
};
use frame_system::RawOrigin;
use pallet_commitments::WeightInfo;
use pallet_subnets::{extension::InnerCalls, issuance::Pot};
use sp_runtime::traits::StaticLookup;

use crate::{AccountId, Address, OriginCaller, Runtime, RuntimeCall};

/// How many wrappers a call may lie in (batches, proxies, multisigs, root's calls). A wrapped call is looked at
/// once at each level on its way to execution, so without a bound a small transaction could cost a long walk.
/// Nobody needs more than a batch of proxied multisig calls; twice that and some is left.
pub const MAX_NESTING: u32 = 8;

/// For whom a call inside another is made.
enum Caller<'a> {
	/// The signer of the outer call.
	Signer,
	/// An account derived from the signer's, by its index.
	Derived(u16),
	/// The account for which the signer is a proxy.
	Real(&'a Address),
	/// The account of the signer and these others, any of whom may act for it.
	AnyOf(&'a [AccountId]),
	/// Another account, or root.
	Another,
}

impl Caller<'_> {
	/// The account, where it can be told from the signer's and is bound by the rules of free calls.
	fn account(self, signer: &AccountId) -> Option<AccountId> {
		match self {
			Self::Signer => Some(signer.clone()),
			Self::Derived(index) => Some(pallet_utility::derivative_account_id(signer.clone(), index)),
			Self::Real(address) => account_of(address),
			Self::AnyOf(others) => multisig_of_one(signer, others),
			// what root makes is not free, and root is not limited
			Self::Another => None,
		}
	}
}

/// The account for which any one of `signer` and `others` may act, or nothing where the multisig pallet would not
/// take so many.
fn multisig_of_one(signer: &AccountId, others: &[AccountId]) -> Option<AccountId> {
	let max: u32 = <Runtime as pallet_multisig::Config>::MaxSignatories::get();
	if others.len() >= usize::try_from(max).unwrap_or(usize::MAX) {
		return None;
	}
	let mut signatories = others.to_vec();
	signatories.push(signer.clone());
	signatories.sort();
	Some(pallet_multisig::Pallet::<Runtime>::multi_account_id(&signatories, 1))
}

/// The calls directly inside `call`.
fn inner_calls(call: &RuntimeCall) -> Vec<(Caller<'_>, &RuntimeCall)> {
	use pallet_multisig::Call as Multisig;
	use pallet_proxy::Call as Proxy;
	use pallet_scheduler::Call as Scheduler;
	use pallet_sudo::Call as Sudo;
	use pallet_utility::Call as Utility;
	match call {
		RuntimeCall::Utility(utility) => match utility {
			Utility::batch { calls } | Utility::batch_all { calls } | Utility::force_batch { calls } => {
				calls.iter().map(|call| (Caller::Signer, call)).collect()
			}
			Utility::if_else { main, fallback } => vec![(Caller::Signer, &**main), (Caller::Signer, &**fallback)],
			Utility::as_derivative { index, call } => vec![(Caller::Derived(*index), &**call)],
			Utility::dispatch_as { call, .. }
			| Utility::dispatch_as_fallible { call, .. }
			| Utility::with_weight { call, .. } => vec![(Caller::Another, &**call)],
			Utility::__Ignore(..) => Vec::new(),
		},
		RuntimeCall::Proxy(Proxy::proxy { real, call, .. } | Proxy::proxy_announced { real, call, .. }) => {
			vec![(Caller::Real(real), &**call)]
		}
		RuntimeCall::Multisig(Multisig::as_multi_threshold_1 {
			other_signatories,
			call,
		}) => vec![(Caller::AnyOf(other_signatories), &**call)],
		// made only when enough have approved, each of whom pays a fee
		RuntimeCall::Multisig(Multisig::as_multi { call, .. }) => vec![(Caller::Another, &**call)],
		RuntimeCall::Scheduler(
			Scheduler::schedule { call, .. }
			| Scheduler::schedule_named { call, .. }
			| Scheduler::schedule_after { call, .. }
			| Scheduler::schedule_named_after { call, .. },
		) => vec![(Caller::Another, &**call)],
		RuntimeCall::Sudo(
			Sudo::sudo { call } | Sudo::sudo_unchecked_weight { call, .. } | Sudo::sudo_as { call, .. },
		) => vec![(Caller::Another, &**call)],
		_ => Vec::new(),
	}
}

/// Shows the subnets pallet's transaction extension the free calls inside others.
pub struct CallsInside;

impl InnerCalls<Runtime> for CallsInside {
	const MAX_NESTING: u32 = MAX_NESTING;

	fn inner_calls<'a>(who: &AccountId, call: &'a RuntimeCall) -> Vec<(AccountId, &'a RuntimeCall)> {
		inner_calls(call)
			.into_iter()
			.filter_map(|(caller, call)| Some((caller.account(who)?, call)))
			.collect()
	}

	fn check_elsewhere(who: &AccountId, call: &RuntimeCall) -> Result<(), u8> {
		use pallet_commitments::Error as Refusal;
		/// The reference's numbers for a hotkey that is not registered, and for a limit of a rate.
		const NOT_REGISTERED: u8 = 10;
		const TOO_FAST: u8 = 6;
		let RuntimeCall::Commitments(pallet_commitments::Call::set_commitment { netuid, info }) = call else {
			return Ok(());
		};
		match pallet_commitments::Pallet::<Runtime>::check_commitment(who, *netuid, info) {
			Err(Refusal::AccountNotAllowedCommit) => Err(NOT_REGISTERED),
			Err(_) => Err(TOO_FAST),
			Ok(_) => Ok(()),
		}
	}

	fn weight_of_check_elsewhere(call: &RuntimeCall) -> Weight {
		match call {
			RuntimeCall::Commitments(pallet_commitments::Call::set_commitment { .. }) => {
				<Runtime as pallet_commitments::Config>::WeightInfo::check_commitment()
			}
			_ => Weight::zero(),
		}
	}
}

/// Every call but those that would make ledgers lie, alone or inside others:
///
/// - `Balances::burn`, `force_set_balance` and `force_adjust_total_issuance` change the issuance past its
///   counters;
/// - transfers to or from the accounts that hold stake, emission and locks change them past their ledgers, and
///   so does what root would make in their name;
///
/// Root has no exception: it can replace the runtime, but not by mistake the books.
pub struct BookkeptCalls;

impl Contains<RuntimeCall> for BookkeptCalls {
	fn contains(call: &RuntimeCall) -> bool {
		keeps_the_books_within(call, MAX_NESTING)
	}
}

/// Whether the call and those in at most `wrappers` levels inside it keep the books, and nothing lies deeper.
fn keeps_the_books_within(call: &RuntimeCall, wrappers: u32) -> bool {
	keeps_the_books(call)
		&& inner_calls(call).into_iter().all(|(_, call)| {
			wrappers
				.checked_sub(1)
				.is_some_and(|wrappers| keeps_the_books_within(call, wrappers))
		})
}

fn keeps_the_books(call: &RuntimeCall) -> bool {
	use pallet_balances::Call as Balances;
	use pallet_sudo::Call as Sudo;
	use pallet_utility::Call as Utility;
	let call = match call {
		RuntimeCall::Balances(call) => call,
		RuntimeCall::SafeMode(pallet_safe_mode::Call::force_slash_deposit { .. }) => return false,
		RuntimeCall::Sudo(Sudo::sudo_as { who, .. }) => return !is_pot(who),
		RuntimeCall::Utility(
			Utility::dispatch_as { as_origin, .. } | Utility::dispatch_as_fallible { as_origin, .. },
		) => return !is_origin_of_pot(as_origin),
		_ => return true,
	};
	match call {
		Balances::burn { .. } | Balances::force_set_balance { .. } | Balances::force_adjust_total_issuance { .. } => {
			false
		}
		Balances::transfer_allow_death { dest, .. }
		| Balances::transfer_keep_alive { dest, .. }
		| Balances::transfer_all { dest, .. } => !is_pot(dest),
		Balances::force_transfer { source, dest, .. } => !is_pot(source) && !is_pot(dest),
		_ => true,
	}
}

fn account_of(address: &Address) -> Option<AccountId> {
	<Runtime as frame_system::Config>::Lookup::lookup(address.clone()).ok()
}

fn is_pot(address: &Address) -> bool {
	account_of(address).is_some_and(|account| is_account_of_pot(&account))
}

fn is_origin_of_pot(origin: &OriginCaller) -> bool {
	matches!(origin, OriginCaller::system(RawOrigin::Signed(account)) if is_account_of_pot(account))
}

fn is_account_of_pot(account: &AccountId) -> bool {
	Pot::ALL.iter().any(|pot| pot.account::<Runtime>() == *account)
}
