//! The number format of the epoch: signed, 32 integer bits and 32 fraction bits.

use core::ops::{Add, Mul, Sub};

const FRACTION_BITS: u32 = 32;
const ONE_BITS: i64 = 1 << FRACTION_BITS;

/// A number x held as the integer floor(x * 2^32).
///
/// Products are rounded down (towards minus infinity), quotients towards zero, and a result outside
/// of the range becomes its nearest bound: the rules of the type I32F32 of the reference chain, on
/// which every stored value depends to the last unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fixed(i64);

impl Fixed {
	/// 0
	pub const ZERO: Self = Self(0);
	/// 1/2
	pub const HALF: Self = Self(ONE_BITS / 2);
	/// 1
	pub const ONE: Self = Self(ONE_BITS);
	/// The largest number, just below 2^31.
	pub const MAX: Self = Self(i64::MAX);

	/// The number whose 2^32-fold is `bits`.
	pub const fn from_bits(bits: i64) -> Self {
		Self(bits)
	}

	/// The 2^32-fold of the number.
	pub const fn to_bits(self) -> i64 {
		self.0
	}

	/// A whole number.
	pub const fn from_int(value: i32) -> Self {
		Self((value as i64) << FRACTION_BITS)
	}

	/// The proportion `value` / 65535, rounded down.
	pub fn from_proportion(value: u16) -> Self {
		let bits = (u64::from(value) << FRACTION_BITS) / u64::from(u16::MAX);
		// at most 1
		Self(i64::try_from(bits).unwrap_or(ONE_BITS))
	}

	/// floor(x * 65535), between 0 and 65535: how proportions are stored.
	pub fn to_proportion(self) -> u16 {
		// what lies beyond 1 is 1
		let bits = u64::try_from(self.0.clamp(0, ONE_BITS)).unwrap_or(0);
		u16::try_from((bits * u64::from(u16::MAX)) >> FRACTION_BITS).unwrap_or(u16::MAX)
	}

	/// The quotient of two counts, rounded down; 0 where `denominator` is 0.
	/// `numerator` stays below 2^32 (sums of `u16` weights do).
	pub fn ratio(numerator: u32, denominator: u64) -> Self {
		let quotient = (u64::from(numerator) << FRACTION_BITS)
			.checked_div(denominator)
			.unwrap_or(0);
		Self(i64::try_from(quotient).unwrap_or(i64::MAX))
	}

	/// The quotient rounded towards zero; 0 where it is undefined or leaves the range.
	pub fn div_or_zero(self, divisor: Self) -> Self {
		self.checked_div(divisor).unwrap_or(Self::ZERO)
	}

	/// The quotient rounded towards zero, if it exists and lies in the range.
	pub fn checked_div(self, divisor: Self) -> Option<Self> {
		// nearly every quotient of an epoch is a proportion of a sum, which fits 64 bits
		if let (Ok(a), Ok(b)) = (u32::try_from(self.0), u64::try_from(divisor.0)) {
			let quotient = (u64::from(a) << FRACTION_BITS).checked_div(b)?;
			return i64::try_from(quotient).ok().map(Self);
		}
		let quotient = (i128::from(self.0) << FRACTION_BITS).checked_div(i128::from(divisor.0))?;
		i64::try_from(quotient).ok().map(Self)
	}

	/// The product rounded down, if it lies in the range.
	pub fn checked_mul(self, factor: Self) -> Option<Self> {
		if let Some(product) = self.small_product(factor) {
			return Some(product);
		}
		let product = (i128::from(self.0) * i128::from(factor.0)) >> FRACTION_BITS;
		i64::try_from(product).ok().map(Self)
	}

	/// The product rounded down where 64 bits are enough for it and its parts, as they are for nearly every product of
	/// an epoch: a machine of 64 bits takes several times as long for 128.
	fn small_product(self, factor: Self) -> Option<Self> {
		const WHOLE_BITS: u64 = 1 << 29;
		let (a, b) = (u64::try_from(self.0).ok()?, u64::try_from(factor.0).ok()?);
		let ((a_whole, b_whole), fraction) = ((a >> FRACTION_BITS, b >> FRACTION_BITS), u64::from(u32::MAX));
		let (a_rest, b_rest) = (a & fraction, b & fraction);
		if a_whole >= WHOLE_BITS || b_whole >= WHOLE_BITS || a_whole * b_whole >= WHOLE_BITS {
			return None;
		}
		// each of the first three summands is below 2^61
		let product = ((a_whole * b_whole) << FRACTION_BITS)
			+ a_whole * b_rest
			+ a_rest * b_whole
			+ ((a_rest * b_rest) >> FRACTION_BITS);
		i64::try_from(product).ok().map(Self)
	}

	/// The number, or the bound that it lies beyond. With `low` above `high` the result is one of them.
	pub fn between(self, low: Self, high: Self) -> Self {
		self.max(low).min(high)
	}
}

impl Add for Fixed {
	type Output = Self;
	fn add(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}
}

impl Sub for Fixed {
	type Output = Self;
	fn sub(self, other: Self) -> Self {
		Self(self.0.saturating_sub(other.0))
	}
}

impl Mul for Fixed {
	type Output = Self;
	fn mul(self, factor: Self) -> Self {
		let negative = (self.0 < 0) != (factor.0 < 0);
		self.checked_mul(factor)
			.unwrap_or(Self(if negative { i64::MIN } else { i64::MAX }))
	}
}

impl core::iter::Sum for Fixed {
	fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
		numbers.fold(Self::ZERO, Add::add)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn products_of_64_bits_are_those_of_128() {
		let mut bits: u64 = 1;
		let mut random = |most: u32| {
			bits = bits
				.wrapping_mul(6_364_136_223_846_793_005)
				.wrapping_add(1_442_695_040_888_963_407);
			let size = (bits >> 58) as u32 % most + 1;
			Fixed((bits.rotate_left(17) & ((1 << size) - 1)) as i64)
		};
		let mut small = 0;
		for most in [33, 40, 62] {
			for _ in 0..100_000 {
				let (a, b) = (random(most), random(most));
				let exact = (i128::from(a.0) * i128::from(b.0)) >> FRACTION_BITS;
				if let Some(product) = a.small_product(b) {
					assert_eq!(i128::from(product.0), exact, "{a:?} {b:?}");
					small += 1;
				}
				assert_eq!(
					a.checked_mul(b).map(|product| i128::from(product.0)),
					i64::try_from(exact).ok().map(i128::from)
				);
			}
		}
		assert!(small > 200_000, "{small}");
		let edge = Fixed(((1 << 29) << FRACTION_BITS) - 1);
		assert_eq!(edge.small_product(edge), None);
		assert_eq!(Fixed(-1).small_product(Fixed::ONE), None);
	}

	#[test]
	fn proportions_end_at_1() {
		for (bits, proportion) in [
			(i64::MIN, 0),
			(-1, 0),
			(0, 0),
			(ONE_BITS - 1, 65_534),
			(ONE_BITS, 65_535),
			(i64::MAX, 65_535),
		] {
			assert_eq!(Fixed(bits).to_proportion(), proportion);
		}
	}
}
