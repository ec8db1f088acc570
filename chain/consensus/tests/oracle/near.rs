//! An exact value, and how far from it the chain's 32 fraction bits can lead.
//!
//! The rules follow each operation of the number format: a product is rounded down and a quotient towards 0, so each
//! adds less than one unit of 2^-32 to what its operands carry; sums and comparisons add nothing. Distances are 64-bit
//! floats: their own rounding is far below the slack that [`Near::stored`] leaves.

use super::fraction::{self, Fraction};

/// 2^-32
pub const UNIT: f64 = 1.0 / 4_294_967_296.0;

#[derive(Clone, Debug)]
pub struct Near {
	/// What the formula gives.
	pub value: Fraction,
	/// The number format's result is at most this far from `value`.
	pub distance: f64,
}

impl Near {
	pub fn new(value: Fraction, distance: f64) -> Self {
		Self { value, distance }
	}

	/// A number that the format has exactly.
	pub fn exact(value: Fraction) -> Self {
		Self::new(value, 0.0)
	}

	pub fn zero() -> Self {
		Self::exact(Fraction::whole(0))
	}

	/// `value` / 65535: exact for 0 and 1, rounded down between.
	pub fn proportion(value: u16) -> Self {
		let rounded = if value == 0 || value == u16::MAX { 0.0 } else { UNIT };
		Self::new(Fraction::new(value, u16::MAX), rounded)
	}

	pub fn plus(&self, other: &Self) -> Self {
		Self::new(&self.value + &other.value, self.distance + other.distance)
	}

	pub fn minus(&self, other: &Self) -> Self {
		Self::new(&self.value - &other.value, self.distance + other.distance)
	}

	pub fn times(&self, factor: &Self) -> Self {
		let (a, b) = (self.value.to_f64().abs(), factor.value.to_f64().abs());
		let carried = a * factor.distance + b * self.distance + self.distance * factor.distance;
		Self::new(&self.value * &factor.value, carried + UNIT)
	}

	pub fn least(&self, other: &Self) -> Self {
		let least = (&self.value).min(&other.value).clone();
		Self::new(least, self.distance.max(other.distance))
	}

	/// The number limited to [low, high], both exact or their distances included.
	pub fn between(&self, low: &Self, high: &Self) -> Self {
		let value = (&self.value).max(&low.value).min(&high.value).clone();
		Self::new(value, self.distance.max(low.distance).max(high.distance))
	}

	pub fn sum<'a>(items: impl Iterator<Item = &'a Self> + Clone) -> Self {
		let distance = items.clone().map(|item| item.distance).sum();
		Self::new(Fraction::sum(items.map(|item| &item.value)), distance)
	}

	/// `self` / `divisor` where the quotient is known to lie in [0, 1]; `divisor` is positive.
	pub fn share_of(&self, divisor: &Self) -> Self {
		let value = self.value.over(&divisor.value);
		let distance = share_distance(&value, self.distance, divisor);
		Self::new(value, distance)
	}

	/// The whole numbers in which x * `scale`, rounded down, can be found.
	pub fn stored(&self, scale: u64) -> (u64, u64) {
		let scaled = |x: f64| (x * scale as f64).floor().clamp(0.0, scale as f64) as u64;
		// a float is within 2^-52 of a fraction of 1, which is far below 2^-40
		let distance = self.distance + 1.0 / (1_u64 << 40) as f64;
		let value = self.value.to_f64();
		(scaled(value - distance), scaled(value + distance))
	}
}

/// How far a quotient in [0, 1] can be off: (x + dx) / (s + ds) - x / s <= (dx + (x / s) ds) / (s - ds), and one
/// unit for the rounding. A divisor that is not larger than its own distance says nothing.
fn share_distance(share: &Fraction, distance: f64, divisor: &Near) -> f64 {
	let certain = divisor.value.to_f64() - divisor.distance;
	if certain <= 0.0 {
		return 1.0;
	}
	(UNIT + (distance + share.to_f64() * divisor.distance) / certain).min(1.0)
}

/// Each item divided by the sum of all; zeros where the sum is 0.
pub fn normalise(items: &[Near]) -> Vec<Near> {
	let sum = Near::sum(items.iter());
	if sum.value.is_zero() {
		return items.to_vec();
	}
	let values: Vec<Fraction> = items.iter().map(|item| item.value.clone()).collect();
	fraction::shares(&values)
		.into_iter()
		.zip(items)
		.map(|(value, item)| {
			let distance = share_distance(&value, item.distance, &sum);
			Near::new(value, distance)
		})
		.collect()
}
