//! What a proxy may do: an account (a coldkey kept offline) names another that makes some of its calls.
//!
//! The kinds of proxy have the reference's names and numbers. A proxy of a kind may make exactly the calls that
//! `table.rs` lists for it; what is not listed there is refused, and a test demands an entry for every call of the
//! runtime, so a new call is open to no proxy (but `Any`) until somebody has thought about it.
//!
//! **Wrappers.** A batch keeps the proxy's filter for the calls inside it. Calls whose inner call starts as a
//! freshly authenticated account (multisigs, proxies of the account, root's) would drop it, so no kind but `Any`
//! may make them.

mod table;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{CallMetadata, GetCallMetadata, InstanceFilter};
use scale_info::TypeInfo;

use crate::{Balance, RuntimeCall};

pub use table::{kinds_for, CALLS};

/// What one call of a `SmallTransfer` proxy moves less than: 0.5 token, as in the reference.
pub const SMALL_TRANSFER_LIMIT: Balance = 500_000_000;

/// The kinds of proxy, with the reference's numbers.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Default,
)]
pub enum ProxyType {
	/// Every call that the account itself may make.
	#[default]
	Any,
	/// What runs a subnet: hyperparameters and task, but not who owns it.
	Owner,
	/// What can be undone: no value leaves, no key changes, nothing is bought or ended.
	NonCritical,
	/// Everything but what brings value or keys to another account.
	NonTransfer,
	/// Retired: nothing.
	Senate,
	/// Nothing that moves value.
	NonFungible,
	/// Retired: nothing.
	Triumvirate,
	/// Retired: nothing.
	Governance,
	/// Stake, within the account.
	Staking,
	/// Registering hotkeys on subnets.
	Registration,
	/// Transfers.
	Transfer,
	/// Transfers, each below [`SMALL_TRANSFER_LIMIT`].
	SmallTransfer,
	/// Retired: nothing.
	RootWeights,
	/// Child hotkeys.
	ChildKeys,
	/// Root's upgrade of the runtime, and nothing else of root's.
	SudoUncheckedSetCode,
	/// Replacing a hotkey.
	SwapHotkey,
	/// What the beneficiary of a leased subnet may set.
	SubnetLeaseBeneficiary,
	/// Claiming root dividends.
	RootClaim,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		let CallMetadata {
			pallet_name,
			function_name,
		} = call.get_call_metadata();
		match self {
			Self::Any => true,
			kind => {
				kinds_for(pallet_name, function_name).is_some_and(|kinds| kinds.contains(kind)) && kind.admits(call)
			}
		}
	}

	/// Whether every call of `other` is one of this kind (a test compares it with the table).
	fn is_superset(&self, other: &Self) -> bool {
		self == other
			|| matches!(
				(self, other),
				(Self::Any, _)
					| (Self::NonTransfer, Self::NonCritical | Self::NonFungible | Self::Staking)
					| (Self::Transfer, Self::SmallTransfer)
			)
	}
}

impl ProxyType {
	/// All kinds, by their numbers.
	pub fn all() -> impl Iterator<Item = Self> {
		(0..=u8::MAX).map_while(|number| Self::decode(&mut &[number][..]).ok())
	}

	/// Whether the kind is retired, and may nothing.
	pub fn is_deprecated(&self) -> bool {
		matches!(
			self,
			Self::Senate | Self::Triumvirate | Self::Governance | Self::RootWeights
		)
	}

	/// Whether the arguments of a listed call are such that this kind may make it.
	fn admits(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::SmallTransfer => amount_moved(call).is_some_and(|amount| amount < SMALL_TRANSFER_LIMIT),
			Self::SudoUncheckedSetCode => is_roots_upgrade(call),
			_ => true,
		}
	}
}

/// What a transfer moves, in rao; nothing for other calls, and for those whose amount is not told.
fn amount_moved(call: &RuntimeCall) -> Option<Balance> {
	use pallet_balances::Call as Balances;
	match call {
		RuntimeCall::Balances(
			Balances::transfer_keep_alive { value, .. } | Balances::transfer_allow_death { value, .. },
		) => Some(*value),
		RuntimeCall::SubtensorModule(pallet_subnets::Call::transfer_stake { alpha_amount, .. }) => Some(*alpha_amount),
		_ => None,
	}
}

fn is_roots_upgrade(call: &RuntimeCall) -> bool {
	let RuntimeCall::Sudo(pallet_sudo::Call::sudo_unchecked_weight { call, .. }) = call else {
		return false;
	};
	matches!(**call, RuntimeCall::System(frame_system::Call::set_code { .. }))
}
