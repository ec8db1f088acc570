//! 1 / (1 + e^x) by the power series.

use num_bigint::BigInt;

use super::{
	fraction::Fraction,
	near::{Near, UNIT},
};

/// Fraction bits of the series: what it rounds away is below 2^-80.
const BITS: u32 = 96;

/// The exponent is limited to 20 as the chain limits it: part of the definition.
const LIMIT: i64 = 20;

/// How far the chain's own logistic may be from the true one at the same x, in units of 2^-32.
///
/// Its series rounds 30 terms down twice, which is at most 60 units of e^x, or 15 of the result, since the derivative
/// is at most 1/4. It ends at x^31/31!; the rest, relative to e^x the Poisson tail P(N >= 32), is 0.8 % at x = 20 and
/// 4e-8 at 10, times the derivative e^-x at most 0.2 units. At x = 1 and -1 the chain takes e from a table of 23
/// bits: 2^-24.4 of e, times the derivative 0.2, is 37 units. Two quotients round once each.
const SERIES: f64 = 56.0;

/// The logistic of `x`.
pub fn logistic(x: &Near) -> Near {
	let limit = Near::exact(Fraction::whole(LIMIT));
	let x = x.between(&Near::exact(Fraction::whole(-LIMIT)), &limit);
	let one = BigInt::from(1) << BITS;
	let power = power_of_e(&x.value);
	let value = (&one << BITS) / (&one + power);
	Near::new(Fraction::new(value, one), x.distance / 4.0 + SERIES * UNIT)
}

/// e^x * 2^BITS for |x| <= 20, all terms to the last that is not 0: the quotients shrink by half from the 40th on.
fn power_of_e(x: &Fraction) -> BigInt {
	let one = BigInt::from(1) << BITS;
	let bits = x.shifted(BITS);
	let magnitude = BigInt::from(bits.magnitude().clone());
	let (mut sum, mut term) = (one.clone(), one.clone());
	for i in 1.. {
		term = ((term * &magnitude) >> BITS) / i;
		if term == BigInt::ZERO {
			break;
		}
		sum += &term;
	}
	if bits < BigInt::ZERO {
		return (&one << BITS) / sum;
	}
	sum
}
