//! Staking calls that name a price.
//!
//! Stake is the token itself, so a unit of stake costs a token whatever the amount: nothing slips. A limit is
//! met by the whole amount or by none of it, and where none is wanted either way, the refusal says which: the
//! price, or, for those who would take less, that nothing is left of the amount.

use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{types::Rao, Config, Error, Pallet};

/// What 10^9 units of stake cost in every subnet, in rao. Limits are in this unit, as the reference's are.
pub const STAKE_PRICE: Rao = 1_000_000_000;

/// A limit that is not met leaves nothing of the amount.
fn ensure_price<T: Config>(met: bool, allow_partial: bool) -> Result<(), Error<T>> {
	let refusal = match allow_partial {
		true => Error::<T>::AmountTooLow,
		false => Error::<T>::SlippageTooHigh,
	};
	ensure!(met, refusal);
	Ok(())
}

impl<T: Config> Pallet<T> {
	/// Stakes where a unit costs `limit_price` at most.
	pub(crate) fn do_add_stake_limit(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		amount: Rao,
		limit_price: Rao,
		allow_partial: bool,
	) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		ensure_price::<T>(limit_price >= STAKE_PRICE, allow_partial)?;
		Self::do_add_stake(coldkey, hotkey, netuid, amount)
	}

	/// Removes stake where a unit yields `limit_price` at least.
	pub(crate) fn do_remove_stake_limit(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		amount: Rao,
		limit_price: Rao,
		allow_partial: bool,
	) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		ensure_price::<T>(limit_price <= STAKE_PRICE, allow_partial)?;
		Self::do_remove_stake(coldkey, hotkey, netuid, amount)
	}

	/// Removes all of the coldkey's stake on the hotkey in a subnet, where a unit yields `limit_price` at least.
	pub(crate) fn do_remove_stake_full_limit(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		netuid: u16,
		limit_price: Option<Rao>,
	) -> DispatchResult {
		let amount = Self::stake_of(hotkey, coldkey, netuid);
		match limit_price {
			Some(limit_price) => Self::do_remove_stake_limit(coldkey, hotkey, netuid, amount, limit_price, false),
			None => Self::do_remove_stake(coldkey, hotkey, netuid, amount),
		}
	}

	/// Moves stake between subnets where a unit of the origin's yields `limit_price` of the destination's at least.
	pub(crate) fn do_swap_stake_limit(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		origin_netuid: u16,
		destination_netuid: u16,
		amount: Rao,
		limit_price: Rao,
		allow_partial: bool,
	) -> DispatchResult {
		Self::ensure_subnet(origin_netuid)?;
		ensure_price::<T>(limit_price <= STAKE_PRICE, allow_partial)?;
		Self::do_swap_stake(coldkey, hotkey, origin_netuid, destination_netuid, amount)
	}
}
