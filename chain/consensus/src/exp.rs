//! The exponential function.

use crate::fixed::Fixed;

/// Largest and smallest argument that is told apart.
const BOUND: Fixed = Fixed::from_int(20);

/// The reference chain takes e itself from a table of 23 fraction bits: floor(e * 2^23) * 2^9.
const E: Fixed = Fixed::from_bits(22_802_600 << 9);

/// Terms of the series: up to x^31 / 31!.
const LAST_TERM: i64 = 31;

/// e^x for x limited to [-20, 20], by the power series, each term rounded down;
/// a negative x by the reciprocal. Terms beyond the last one would matter from about 10 on: e^20 comes out
/// 0.8 % too small, as in the reference chain.
pub fn exp(x: Fixed) -> Fixed {
	let x = x.between(Fixed::ZERO - BOUND, BOUND);
	if x == Fixed::ONE {
		return E;
	}
	if x < Fixed::ZERO {
		return Fixed::ONE.div_or_zero(series(Fixed::ZERO - x));
	}
	series(x)
}

fn series(x: Fixed) -> Fixed {
	let mut sum = Fixed::ONE + x;
	let mut term = x;
	for i in 2..=LAST_TERM {
		term = Fixed::from_bits((term * x).to_bits() / i);
		if term == Fixed::ZERO {
			break;
		}
		sum = sum + term;
	}
	sum
}

#[cfg(test)]
mod tests {
	use super::*;

	fn exp_bits(x: i64) -> i64 {
		exp(Fixed::from_bits(x)).to_bits()
	}

	const ONE: i64 = 1 << 32;

	#[test]
	fn agrees_with_the_reference_to_the_last_bit() {
		assert_eq!(exp_bits(0), ONE);
		assert_eq!(exp_bits(ONE / 2), 7_081_203_935);
		assert_eq!(exp_bits(-ONE / 2), 2_605_029_348);
		assert_eq!(exp_bits(20 * ONE), 2_066_907_302_758_576_256);
		assert_eq!(exp_bits(-20 * ONE), 8);
	}

	#[test]
	fn one_is_taken_from_a_table_of_23_bits() {
		assert_eq!(exp_bits(ONE), 11_674_931_200);
		assert_eq!(exp_bits(-ONE), 1_580_030_169);
	}

	#[test]
	fn the_argument_is_limited() {
		assert_eq!(exp(Fixed::MAX), exp(Fixed::from_int(20)));
		assert_eq!(exp(Fixed::from_int(-21)), exp(Fixed::from_int(-20)));
	}
}
