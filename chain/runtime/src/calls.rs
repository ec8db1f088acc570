//! Calls inside calls, and calls that nobody may make.

use alloc::{vec, vec::Vec};
use frame_support::traits::Contains;
use frame_system::RawOrigin;
use pallet_subnets::{extension::InnerCalls, issuance::Pot};
use sp_runtime::traits::StaticLookup;

use crate::{AccountId, OriginCaller, Runtime, RuntimeCall};

/// For whom a call inside another is made.
enum Caller {
	/// The signer of the outer call.
	Signer,
	/// An account derived from the signer's, by its index.
	Derived(u16),
	/// Another account, or root.
	Another,
}

/// The calls directly inside `call`.
fn inner_calls(call: &RuntimeCall) -> Vec<(Caller, &RuntimeCall)> {
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
		RuntimeCall::Sudo(
			Sudo::sudo { call } | Sudo::sudo_unchecked_weight { call, .. } | Sudo::sudo_as { call, .. },
		) => vec![(Caller::Another, &**call)],
		_ => Vec::new(),
	}
}

/// Shows the subnets pallet's transaction extension the free calls inside others.
pub struct CallsInside;

impl InnerCalls<Runtime> for CallsInside {
	fn inner_calls<'a>(who: &AccountId, call: &'a RuntimeCall) -> Vec<(AccountId, &'a RuntimeCall)> {
		inner_calls(call)
			.into_iter()
			.filter_map(|(caller, call)| match caller {
				Caller::Signer => Some((who.clone(), call)),
				Caller::Derived(index) => Some((pallet_utility::derivative_account_id(who.clone(), index), call)),
				// what root makes is not free, and root is not limited
				Caller::Another => None,
			})
			.collect()
	}
}

/// Every call but those that would make ledgers lie, alone or inside others:
///
/// - `Balances::burn`, `force_set_balance` and `force_adjust_total_issuance` change the issuance past its
///   counters;
/// - transfers to or from the accounts that hold stake, emission and locks change them past their ledgers, and
///   so does what root would make in their name.
///
/// Root has no exception: it can replace the runtime, but not by mistake the books.
pub struct BookkeptCalls;

impl Contains<RuntimeCall> for BookkeptCalls {
	fn contains(call: &RuntimeCall) -> bool {
		keeps_the_books(call) && inner_calls(call).into_iter().all(|(_, call)| Self::contains(call))
	}
}

fn keeps_the_books(call: &RuntimeCall) -> bool {
	use pallet_balances::Call as Balances;
	use pallet_sudo::Call as Sudo;
	use pallet_utility::Call as Utility;
	let call = match call {
		RuntimeCall::Balances(call) => call,
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

fn is_pot(address: &<<Runtime as frame_system::Config>::Lookup as StaticLookup>::Source) -> bool {
	<Runtime as frame_system::Config>::Lookup::lookup(address.clone()).is_ok_and(|account| is_account_of_pot(&account))
}

fn is_origin_of_pot(origin: &OriginCaller) -> bool {
	matches!(origin, OriginCaller::system(RawOrigin::Signed(account)) if is_account_of_pot(account))
}

fn is_account_of_pot(account: &AccountId) -> bool {
	Pot::ALL.iter().any(|pot| pot.account::<Runtime>() == *account)
}
