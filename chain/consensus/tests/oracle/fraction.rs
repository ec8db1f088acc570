//! Exact fractions of whole numbers of any size.

use std::{
	cmp::Ordering,
	ops::{Add, Mul, Sub},
};

use num_bigint::{BigInt, Sign};

/// A numerator over a positive denominator. Not reduced: the oracle keeps fractions over common denominators, which
/// is cheaper than looking for common divisors.
#[derive(Clone, Debug)]
pub struct Fraction {
	numerator: BigInt,
	denominator: BigInt,
}

impl Fraction {
	/// `denominator` is positive.
	pub fn new(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Self {
		let (numerator, denominator) = (numerator.into(), denominator.into());
		assert_eq!(denominator.sign(), Sign::Plus);
		Self { numerator, denominator }
	}

	pub fn whole(number: i64) -> Self {
		Self::new(number, 1)
	}

	pub fn is_zero(&self) -> bool {
		self.numerator.sign() == Sign::NoSign
	}

	/// The quotient; `divisor` is positive.
	pub fn over(&self, divisor: &Self) -> Self {
		Self::new(
			&self.numerator * &divisor.denominator,
			&self.denominator * &divisor.numerator,
		)
	}

	/// The nearest 64-bit float, within 2^-52 of the value.
	pub fn to_f64(&self) -> f64 {
		const BITS: i64 = 64;
		if self.is_zero() {
			return 0.0;
		}
		let magnitude = self.numerator.magnitude();
		let below = self.denominator.magnitude();
		let shift = BITS - (magnitude.bits() as i64 - below.bits() as i64);
		let quotient = match shift {
			0.. => (magnitude << shift) / below,
			_ => magnitude / (below << -shift),
		};
		let digits = quotient
			.iter_u64_digits()
			.rev()
			.fold(0.0, |sum, digit| sum * 18_446_744_073_709_551_616.0 + digit as f64);
		let value = digits * 2_f64.powi(-shift as i32);
		match self.numerator.sign() {
			Sign::Minus => -value,
			_ => value,
		}
	}

	/// floor(x * 2^bits).
	pub fn shifted(&self, bits: u32) -> BigInt {
		let scaled: BigInt = &self.numerator << bits;
		let quotient = &scaled / &self.denominator;
		if scaled.sign() == Sign::Minus && &quotient * &self.denominator != scaled {
			return quotient - 1;
		}
		quotient
	}

	/// The sum of all, over the product of their different denominators.
	pub fn sum<'a>(fractions: impl Iterator<Item = &'a Self>) -> Self {
		let mut parts: Vec<Self> = Vec::new();
		for fraction in fractions {
			match parts.iter_mut().find(|part| part.denominator == fraction.denominator) {
				Some(part) => part.numerator += &fraction.numerator,
				None => parts.push(fraction.clone()),
			}
		}
		parts.iter().fold(Self::whole(0), |sum, part| &sum + part)
	}
}

/// The same values, each over the product of all different denominators.
pub fn over_one_denominator(fractions: &mut [Fraction]) {
	let mut different: Vec<BigInt> = Vec::new();
	for fraction in fractions.iter() {
		if !different.contains(&fraction.denominator) {
			different.push(fraction.denominator.clone());
		}
	}
	let common: BigInt = different.iter().product();
	for fraction in fractions {
		fraction.numerator *= &common / &fraction.denominator;
		fraction.denominator = common.clone();
	}
}

/// Each divided by the sum of all; the sum is positive. Over the sum itself.
pub fn shares(fractions: &[Fraction]) -> Vec<Fraction> {
	let mut shares = fractions.to_vec();
	over_one_denominator(&mut shares);
	let sum: BigInt = shares.iter().map(|share| &share.numerator).sum();
	assert_eq!(sum.sign(), Sign::Plus);
	for share in &mut shares {
		share.denominator = sum.clone();
	}
	shares
}

impl Add for &Fraction {
	type Output = Fraction;
	fn add(self, other: Self) -> Fraction {
		if self.denominator == other.denominator {
			return Fraction::new(&self.numerator + &other.numerator, self.denominator.clone());
		}
		Fraction::new(
			&self.numerator * &other.denominator + &other.numerator * &self.denominator,
			&self.denominator * &other.denominator,
		)
	}
}

impl Sub for &Fraction {
	type Output = Fraction;
	fn sub(self, other: Self) -> Fraction {
		self + &Fraction::new(-&other.numerator, other.denominator.clone())
	}
}

impl Mul for &Fraction {
	type Output = Fraction;
	fn mul(self, factor: Self) -> Fraction {
		Fraction::new(
			&self.numerator * &factor.numerator,
			&self.denominator * &factor.denominator,
		)
	}
}

impl PartialEq for Fraction {
	fn eq(&self, other: &Self) -> bool {
		self.cmp(other) == Ordering::Equal
	}
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		Some(self.cmp(other))
	}
}

impl Ord for Fraction {
	fn cmp(&self, other: &Self) -> Ordering {
		(&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
	}
}
