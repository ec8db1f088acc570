//! What each kind of proxy may do, as clients ask before they offer it.

use alloc::{format, vec::Vec};
use codec::{Decode, Encode};
use frame_support::traits::{GetCallIndex, GetCallName, PalletInfoAccess};
use scale_info::TypeInfo;

use crate::{
	proxies::{kinds_for, ProxyType, SMALL_TRANSFER_LIMIT},
	Runtime,
};

/// A kind of proxy.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ProxyTypeInfo {
	/// Its name.
	pub name: Vec<u8>,
	/// Its number.
	pub index: u8,
	/// Whether it is retired.
	pub deprecated: bool,
}

/// What must be so besides the call being the one that is named.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum CallCondition {
	/// An argument is below a limit.
	ParamLessThan {
		/// The argument.
		param_name: Vec<u8>,
		/// The limit.
		limit: u128,
	},
	/// The call inside is this one.
	NestedCallMustBe {
		/// Its pallet.
		pallet_name: Vec<u8>,
		/// Its name.
		call_name: Vec<u8>,
	},
}

/// A call that a kind of proxy may make.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CallInfo {
	/// The pallet's name.
	pub pallet_name: Vec<u8>,
	/// The pallet's index.
	pub pallet_index: u8,
	/// The call's name.
	pub call_name: Option<Vec<u8>>,
	/// The call's index.
	pub call_index: Option<u8>,
	/// What must be so besides.
	pub condition: Option<CallCondition>,
}

/// How a list of calls is meant. Here it is never `Deny`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum FilterMode {
	/// Every call.
	AllowAll,
	/// No call.
	DenyAll,
	/// Those in the list.
	Allow,
	/// Those that are not in the list.
	Deny,
}

/// What a kind of proxy may do.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ProxyFilterInfo {
	/// Its number.
	pub proxy_type: u8,
	/// Its name.
	pub name: Vec<u8>,
	/// Whether it is retired.
	pub deprecated: bool,
	/// How the list is meant.
	pub filter_mode: FilterMode,
	/// The list.
	pub calls: Vec<CallInfo>,
	/// What is not meant by it. Nothing here.
	pub exceptions: Vec<CallInfo>,
}

/// A pallet's name, its index, and the names and indices of its calls.
type Pallet = (&'static str, usize, &'static [&'static str], &'static [u8]);

macro_rules! pallets {
	($($name:ident),+) => {
		[$({
			type Calls = frame_support::dispatch::CallableCallFor<crate::$name, Runtime>;
			let pallet: Pallet = (
				<crate::$name as PalletInfoAccess>::name(),
				<crate::$name as PalletInfoAccess>::index(),
				Calls::get_call_names(),
				Calls::get_call_indices(),
			);
			pallet
		}),+]
	};
}

/// The pallets that the table lists calls of.
fn pallets() -> [Pallet; 16] {
	pallets!(
		System,
		Timestamp,
		Grandpa,
		Balances,
		SubtensorModule,
		Utility,
		Sudo,
		Multisig,
		Preimage,
		Scheduler,
		Proxy,
		Commitments,
		AdminUtils,
		SafeMode,
		Drand,
		Tasks
	)
}

/// All kinds, by their numbers.
pub fn proxy_types() -> Vec<ProxyTypeInfo> {
	let kinds = ProxyType::all();
	kinds
		.map(|kind| ProxyTypeInfo {
			name: format!("{kind:?}").into_bytes(),
			index: kind as u8,
			deprecated: kind.is_deprecated(),
		})
		.collect()
}

/// What the kind of this number may do; all kinds where none is named.
pub fn proxy_filters(proxy_type: Option<u8>) -> Vec<ProxyFilterInfo> {
	let pallets = pallets();
	ProxyType::all()
		.filter(|kind| proxy_type.is_none_or(|number| number == *kind as u8))
		.map(|kind| {
			let calls = match kind {
				ProxyType::Any => Vec::new(),
				_ => calls_of(kind, &pallets),
			};
			ProxyFilterInfo {
				proxy_type: kind as u8,
				name: format!("{kind:?}").into_bytes(),
				deprecated: kind.is_deprecated(),
				filter_mode: match (kind, calls.is_empty()) {
					(ProxyType::Any, _) => FilterMode::AllowAll,
					(_, true) => FilterMode::DenyAll,
					_ => FilterMode::Allow,
				},
				calls,
				exceptions: Vec::new(),
			}
		})
		.collect()
}

fn calls_of(kind: ProxyType, pallets: &[Pallet]) -> Vec<CallInfo> {
	pallets
		.iter()
		.flat_map(|(pallet, pallet_index, names, indices)| {
			let allowed = move |call: &str| kinds_for(pallet, call).is_some_and(|kinds| kinds.contains(&kind));
			let calls = names.iter().zip(*indices).filter(move |(call, _)| allowed(call));
			calls.map(move |(call, call_index)| CallInfo {
				pallet_name: pallet.as_bytes().to_vec(),
				pallet_index: u8::try_from(*pallet_index).unwrap_or(u8::MAX),
				call_name: Some(call.as_bytes().to_vec()),
				call_index: Some(*call_index),
				condition: condition(kind, call),
			})
		})
		.collect()
}

fn condition(kind: ProxyType, call: &str) -> Option<CallCondition> {
	match kind {
		ProxyType::SmallTransfer => Some(CallCondition::ParamLessThan {
			param_name: match call {
				"transfer_stake" => b"alpha_amount".to_vec(),
				_ => b"value".to_vec(),
			},
			limit: SMALL_TRANSFER_LIMIT.into(),
		}),
		ProxyType::SudoUncheckedSetCode => Some(CallCondition::NestedCallMustBe {
			pallet_name: b"System".to_vec(),
			call_name: b"set_code".to_vec(),
		}),
		_ => None,
	}
}
