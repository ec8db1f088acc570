//! Root dividends. Bittensor pays them in shares of a basket that each root validator holds; this chain has no root
//! network, so nobody is owed any. Clients of bittensor 11 ask before they show a balance.

use alloc::vec::Vec;

use crate::{AccountId, Balance};

sp_api::decl_runtime_apis! {
	/// Root dividends of coldkeys.
	pub trait BetaBasketRuntimeApi {
		/// Rao that a coldkey would receive for its baskets: always 0.
		fn get_root_basket_owed(coldkey: AccountId) -> Balance;
		/// A coldkey's baskets, as hotkey, shares and rao: always none.
		fn get_root_basket_positions(coldkey: AccountId) -> Vec<(AccountId, u64, Balance)>;
	}
}
