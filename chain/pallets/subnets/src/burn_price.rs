//! The price of a registration.
//!
//! Each registration raises it at once by `BurnIncreaseMult`; each block lets it fall by the factor
//! `2^(-1/BurnHalfLife)`. It stays within `MinBurn` and `MaxBurn`.

use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

use crate::{
	types::{Rao, U64F64},
	Burn, BurnHalfLife, BurnIncreaseMult, Config, MaxBurn, MinBurn, Pallet,
};

/// 1 in the numbers below: 62 bits after the point.
const ONE: u128 = 1 << 62;
/// The natural logarithm of 2, times [`ONE`], rounded down.
const LN_2: u128 = 3_196_577_161_300_663_914;

/// `2^(-1/half_life)` times 2^62, from the series of e^-x with x = ln 2 / half_life. Exact to a few units.
/// A half-life of 0 is taken as 1.
pub fn half_life_factor(half_life: u16) -> u128 {
	let x = LN_2.checked_div(half_life.max(1).into()).unwrap_or(LN_2);
	let (mut sum, mut term) = (ONE, ONE);
	for index in 1u128.. {
		// x < 1, so that terms shrink and the alternating sum stays positive
		term = (term.saturating_mul(x) / ONE).checked_div(index).unwrap_or_default();
		if term == 0 {
			break;
		}
		sum = if index % 2 == 1 {
			sum.saturating_sub(term)
		} else {
			sum.saturating_add(term)
		};
	}
	sum
}

/// The price one block later.
pub fn fallen_price(price: Rao, half_life: u16) -> Rao {
	let fallen = u128::from(price).saturating_mul(half_life_factor(half_life)) / ONE;
	Rao::try_from(fallen).unwrap_or(price)
}

/// The price after one more registration. It rises by a rao at least, unless the factor leaves it as it is:
/// a price of a few rao would otherwise stay there, whatever the demand.
pub fn raised_price(price: Rao, factor: U64F64) -> Rao {
	let raised = multiply_by_rational_with_rounding(price.into(), factor.bits, U64F64::ONE.bits, Rounding::Down)
		.and_then(|raised| Rao::try_from(raised).ok())
		.unwrap_or(Rao::MAX);
	match factor > U64F64::ONE {
		true => raised.max(price.saturating_add(1)),
		false => raised,
	}
}

impl<T: Config> Pallet<T> {
	/// Raises the price, after a registration.
	pub(crate) fn raise_burn(netuid: u16) {
		let raised = raised_price(Burn::<T>::get(netuid), BurnIncreaseMult::<T>::get(netuid));
		Burn::<T>::insert(
			netuid,
			raised.min(MaxBurn::<T>::get(netuid)).max(MinBurn::<T>::get(netuid)),
		);
	}

	/// Lets the price fall, in each block.
	pub(crate) fn lower_burn(netuid: u16) {
		let (price, minimum) = (Burn::<T>::get(netuid), MinBurn::<T>::get(netuid));
		if price != minimum {
			let fallen = fallen_price(price.min(MaxBurn::<T>::get(netuid)), BurnHalfLife::<T>::get(netuid));
			Burn::<T>::insert(netuid, fallen.max(minimum));
		}
	}
}
