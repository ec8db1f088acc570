//! The exponential function.

use crate::fixed::Fixed;

/// Largest and smallest argument that is told apart.
const BOUND: Fixed = Fixed::from_int(20);

/// The reference chain takes e itself from a table of 23 fraction bits: floor(e * 2^23) * 2^9.
const E: Fixed = Fixed::from_bits(22_802_600 << 9);

/// Terms of the series: up to x^31 / 31!.
const LAST_TERM: i64 = 31;

/// e^x for x limited to [-20, 20], by the power series, each term rounded down;
/// a negative x by the reciprocal. Accurate to about 1e-8 near 0.5.
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
