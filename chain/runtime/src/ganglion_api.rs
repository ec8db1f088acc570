//! What this chain answers that no storage item holds: the consensus on given input, the invariants, and how
//! its issuance came about.

use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use ganglion_consensus::{Input, InputError, Output};
use pallet_subnets::{IssuanceAtGenesis, TotalBurned, TotalMinted};
use scale_info::TypeInfo;

use crate::{
	regenesis::{Exposed, Regenesis},
	Balance, Balances, Commitments, Drand, Runtime, SubtensorModule, Tasks,
};

/// How the issuance came about, in rao: `now = at_genesis + minted - burned`, where `now` is counted by the
/// balances pallet and the others where they happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Issuance {
	/// All tokens at genesis.
	pub at_genesis: Balance,
	/// Tokens minted since.
	pub minted: Balance,
	/// Tokens burned since.
	pub burned: Balance,
	/// All tokens now.
	pub now: Balance,
}

sp_api::decl_runtime_apis! {
	/// What this chain answers that no storage item holds.
	pub trait GanglionApi {
		/// Runs one epoch of the chain's own consensus on `input`. Reads no state.
		fn run_epoch(input: Input) -> Result<Output, InputError>;
		/// Checks what always holds, on the whole state; gives sentences in UTF-8 where it does not.
		fn check_invariants() -> Result<(), Vec<Vec<u8>>>;
		/// How the issuance came about.
		fn issuance() -> Issuance;
		/// Turns the state into the genesis of another network; gives a sentence in UTF-8 where it must not be one.
		/// Whoever calls it keeps what it writes: on a running chain it changes nothing.
		fn regenesis(plan: Regenesis) -> Result<Exposed, Vec<u8>>;
	}
}

/// Sentences that say what is broken in the state.
pub(crate) fn broken_invariants() -> Vec<String> {
	let mut broken = SubtensorModule::check_invariants().err().unwrap_or_default();
	broken.extend(Tasks::check_invariants());
	broken.extend(Commitments::check_invariants());
	broken.extend(Drand::check_invariants().err().unwrap_or_default());
	broken
}

/// The issuance by its counters.
pub(crate) fn issuance() -> Issuance {
	Issuance {
		at_genesis: IssuanceAtGenesis::<Runtime>::get(),
		minted: TotalMinted::<Runtime>::get(),
		burned: TotalBurned::<Runtime>::get(),
		now: Balances::total_issuance(),
	}
}
