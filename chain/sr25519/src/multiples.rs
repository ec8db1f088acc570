//! A point's multiples, laid down once, so that a product with any scalar is a sum without doublings.
//!
//! With windows of w bits, row i holds 1, 2, … 2^(w-1) times 2^(w·i) times the point, and
//!
//! ```text
//! scalar · point = Σ digit[i] · 2^(w·i) · point,    digit[i] in (-2^(w-1), 2^(w-1)]
//! ```
//!
//! Which entries are read follows from the scalar: for scalars that everybody may know, and no others.

use core::mem::MaybeUninit;

use curve25519_dalek::{traits::Identity, EdwardsPoint, RistrettoPoint, Scalar};

/// What the sums need of a group; the curve's crate has it as operators on references.
pub trait Group: Copy + Identity {
	/// The sum of two points.
	fn plus(&self, other: &Self) -> Self;
	/// The first point without the second.
	fn minus(&self, other: &Self) -> Self;
}

impl Group for EdwardsPoint {
	fn plus(&self, other: &Self) -> Self {
		self + other
	}
	fn minus(&self, other: &Self) -> Self {
		self - other
	}
}

impl Group for RistrettoPoint {
	fn plus(&self, other: &Self) -> Self {
		self + other
	}
	fn minus(&self, other: &Self) -> Self {
		self - other
	}
}

/// Bits that the rows must cover: a scalar's 253, and the carry of the last window.
const COVERED_BITS: usize = 254;

/// The multiples of one point: `ROWS` windows, `COUNT` multiples each. Empty until it is filled.
pub struct Multiples<P, const ROWS: usize, const COUNT: usize> {
	rows: MaybeUninit<[[P; COUNT]; ROWS]>,
	is_filled: bool,
}

impl<P: Group, const ROWS: usize, const COUNT: usize> Multiples<P, ROWS, COUNT> {
	const WINDOW: usize = COUNT.trailing_zeros() as usize + 1;

	/// Without a point. All bytes are zero, so that a static of it takes no place in the module's file.
	pub const EMPTY: Self = {
		assert!(COUNT.is_power_of_two() && COUNT <= 128);
		assert!(ROWS * Self::WINDOW >= COVERED_BITS);
		Self {
			rows: MaybeUninit::zeroed(),
			is_filled: false,
		}
	};

	/// Whether it holds a point's multiples.
	pub fn is_filled(&self) -> bool {
		self.is_filled
	}

	/// Takes the place of what was there with the multiples of `point`.
	pub fn fill(&mut self, point: P) {
		self.is_filled = false;
		let start = self.rows.as_mut_ptr().cast::<P>();
		let mut unit = point;
		for row in 0..ROWS {
			let mut multiple = unit;
			for column in 0..COUNT {
				// SAFETY: row · COUNT + column is below ROWS · COUNT, the number of points there.
				unsafe { start.add(row * COUNT + column).write(multiple) };
				if column + 1 < COUNT {
					multiple = multiple.plus(&unit);
				}
			}
			unit = multiple.plus(&multiple);
		}
		self.is_filled = true;
	}

	/// `sum + scalar · point`; none where nothing was filled in. In time that depends on the scalar.
	pub fn add_product(&self, sum: P, scalar: &Scalar) -> Option<P> {
		self.accumulate(sum, scalar, false)
	}

	/// `sum - scalar · point`, likewise.
	pub fn subtract_product(&self, sum: P, scalar: &Scalar) -> Option<P> {
		self.accumulate(sum, scalar, true)
	}

	fn accumulate(&self, sum: P, scalar: &Scalar, is_negative: bool) -> Option<P> {
		if !self.is_filled {
			return None;
		}
		// SAFETY: `fill` wrote every entry before it set `is_filled`.
		let rows = unsafe { self.rows.assume_init_ref() };
		let bytes = scalar.as_bytes();
		let mut carry = 0;
		let mut sum = sum;
		for (index, row) in rows.iter().enumerate() {
			let window = bits(bytes, index * Self::WINDOW, Self::WINDOW) + carry;
			carry = usize::from(window > COUNT);
			let digit = if carry == 1 { 2 * COUNT - window } else { window };
			let Some(multiple) = digit.checked_sub(1).map(|column| &row[column]) else {
				continue;
			};
			sum = if (carry == 1) == is_negative {
				sum.plus(multiple)
			} else {
				sum.minus(multiple)
			};
		}
		Some(sum)
	}
}

/// `count` bits, at most 8, from bit `start` on; zeros past the end.
fn bits(bytes: &[u8; 32], start: usize, count: usize) -> usize {
	let byte = |at: usize| usize::from(bytes.get(at).copied().unwrap_or(0));
	let pair = byte(start / 8) | (byte(start / 8 + 1) << 8);
	(pair >> (start % 8)) & ((1 << count) - 1)
}

#[cfg(test)]
mod tests {
	use curve25519_dalek::{
		constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION, RISTRETTO_BASEPOINT_POINT},
		digest::Digest,
	};
	use sha2::Sha512;

	use super::*;

	fn scalars() -> impl Iterator<Item = Scalar> {
		let edges = [Scalar::ZERO, Scalar::ONE, -Scalar::ONE, -Scalar::from(2u8)];
		let powers = (0..253).map(|bit| {
			let mut bytes = [0; 32];
			bytes[bit / 8] = 1 << (bit % 8);
			Scalar::from_bytes_mod_order(bytes)
		});
		let drawn = (0..100u8).map(|n| Scalar::from_hash(Sha512::new().chain_update([n])));
		let sums = (0..100u8).map(|n| Scalar::from(n) + Scalar::from(128u64 << (n % 57)));
		edges.into_iter().chain(powers).chain(drawn).chain(sums)
	}

	fn agrees<P, const ROWS: usize, const COUNT: usize>(point: P)
	where
		P: Group + PartialEq + core::fmt::Debug + core::ops::Mul<Scalar, Output = P>,
	{
		let mut multiples = Box::new(Multiples::<P, ROWS, COUNT>::EMPTY);
		assert!(multiples.add_product(point, &Scalar::ONE).is_none());
		multiples.fill(point);
		for scalar in scalars() {
			let product = multiples.add_product(P::identity(), &scalar);
			assert_eq!(product, Some(point * scalar), "{scalar:?}");
			let rest = multiples.subtract_product(point, &scalar);
			assert_eq!(rest, Some(point.minus(&(point * scalar))), "{scalar:?}");
		}
	}

	#[test]
	fn products_are_those_of_the_curve_crate() {
		agrees::<_, 32, 128>(ED25519_BASEPOINT_POINT);
		agrees::<_, 37, 64>(RISTRETTO_BASEPOINT_POINT);
		agrees::<_, 43, 32>(RISTRETTO_BASEPOINT_POINT * Scalar::from(12_345u64));
		agrees::<_, 51, 16>(ED25519_BASEPOINT_POINT * Scalar::from(54_321u64));
		agrees::<_, 64, 8>(ED25519_BASEPOINT_POINT);
	}

	#[test]
	fn points_with_a_part_of_small_order_keep_it() {
		for torsion in EIGHT_TORSION {
			let point = ED25519_BASEPOINT_POINT * Scalar::from(99u8) + torsion;
			let mut multiples = Box::new(Multiples::<EdwardsPoint, 43, 32>::EMPTY);
			multiples.fill(point);
			for scalar in scalars() {
				// the crate's own product with the scalar's integer, by doubling and adding
				let mut expected = EdwardsPoint::identity();
				for bit in (0..256).rev() {
					expected = expected + expected;
					if scalar.as_bytes()[bit / 8] >> (bit % 8) & 1 == 1 {
						expected += point;
					}
				}
				assert_eq!(multiples.add_product(EdwardsPoint::identity(), &scalar), Some(expected));
			}
		}
	}
}
