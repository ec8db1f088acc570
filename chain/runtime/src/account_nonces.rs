//! Nonces that no account uses twice, though accounts come and go.
//!
//! The chain forgets an account that nothing keeps alive (its balance fell below the existential deposit), and its
//! nonce with it. Began it at 0 when somebody pays it again, whoever kept its old transactions could send them
//! again. So a new account begins at a nonce that no forgotten account has reached: the highest of theirs, kept in
//! one number. An account that was never forgotten is not concerned; on a chain that has forgotten none with
//! transactions, new accounts begin at 0.
//!
//! The block's number, which other chains begin new accounts at, would not do: an account that sends more than one
//! transaction a block outruns it.

pub use pallet::*;

use frame_support::traits::{Get, OnKilledAccount};
use sp_runtime::type_with_default::TypeWithDefault;

use crate::{AccountId, Runtime, System};

#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The nonce that a new account begins with: the highest that a forgotten account had.
	#[pallet::storage]
	pub type FirstNonce<T> = StorageValue<_, u32, ValueQuery>;
}

/// The nonce of an account that is not in the state.
#[derive(Debug)]
pub struct FirstNonceOfAll;

impl Get<u32> for FirstNonceOfAll {
	fn get() -> u32 {
		FirstNonce::<Runtime>::get()
	}
}

/// A nonce as the chain keeps it: a `u32` in every encoding and in the metadata, that begins above those of forgotten
/// accounts.
pub type AccountNonce = TypeWithDefault<u32, FirstNonceOfAll>;

/// Remembers the nonce of an account that is being forgotten.
pub struct KeepNonce;

impl OnKilledAccount<AccountId> for KeepNonce {
	fn on_killed_account(who: &AccountId) {
		let reached = *System::account_nonce(who);
		if reached > FirstNonce::<Runtime>::get() {
			FirstNonce::<Runtime>::put(reached);
		}
	}
}
