//! What an exchange of tokens for stake, or of stake for tokens, would yield: as much, at no fee.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use pallet_subnets::staking::limit::STAKE_PRICE;
use scale_info::TypeInfo;

use crate::{Balance, SubtensorModule};

sp_api::decl_runtime_apis! {
	/// Prices of stake.
	pub trait SwapRuntimeApi {
		/// What 10^9 units of stake cost, in rao.
		fn current_alpha_price(netuid: u16) -> u64;
		/// The price in every subnet.
		fn current_alpha_price_all() -> Vec<SubnetPrice>;
		/// What tokens would become as stake.
		fn sim_swap_tao_for_alpha(netuid: u16, tao: Balance) -> SimSwapResult;
		/// What stake would become as tokens.
		fn sim_swap_alpha_for_tao(netuid: u16, alpha: Balance) -> SimSwapResult;
	}
}

/// The price of stake in a subnet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SubnetPrice {
	/// The subnet.
	pub netuid: u16,
	/// What 10^9 units of stake cost, in rao.
	pub price: u64,
}

/// What an exchange would yield, in rao.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SimSwapResult {
	/// Tokens that go in or come out.
	pub tao_amount: Balance,
	/// Stake that comes out or goes in.
	pub alpha_amount: Balance,
	/// Always 0: an exchange costs nothing but the transaction's fee.
	pub tao_fee: Balance,
	/// Always 0.
	pub alpha_fee: Balance,
	/// Always 0: no amount moves the price.
	pub tao_slippage: Balance,
	/// Always 0.
	pub alpha_slippage: Balance,
}

/// The price in every subnet, by netuid.
pub(crate) fn prices() -> Vec<SubnetPrice> {
	let priced = |netuid| SubnetPrice {
		netuid,
		price: STAKE_PRICE,
	};
	SubtensorModule::netuids().into_iter().map(priced).collect()
}

/// What an exchange of `amount` would yield, either way; nothing where there is no such subnet.
pub(crate) fn exchange(netuid: u16, amount: Balance) -> SimSwapResult {
	match SubtensorModule::ensure_subnet(netuid) {
		Ok(()) => SimSwapResult {
			tao_amount: amount,
			alpha_amount: amount,
			..Default::default()
		},
		Err(_) => SimSwapResult::default(),
	}
}
