//! Exponential moving averages of bonds.

use alloc::vec::Vec;

use crate::{
	fixed::Fixed,
	sparse::{Matrix, SparseRow},
};

const MILLION: u128 = 1_000_000;

/// The share of the new value: 1 - `millionths` / 10^6. Negative above a million, as in the reference
/// chain: what is then sold short is left out with the entries below 0.
pub fn new_share(millionths: u64) -> Fixed {
	let old = (u128::from(millionths) << 32) / MILLION;
	Fixed::ONE - i64::try_from(old).map_or(Fixed::MAX, Fixed::from_bits)
}

/// share * new + (1 - share) * old for every entry of either, each product rounded down;
/// entries that become 0 or less are left out.
pub fn moving_average(new: Matrix, old: impl Iterator<Item = SparseRow>, share: Fixed) -> Matrix {
	new.into_iter()
		.zip(old)
		.map(|(new, old)| average_rows(&new, &old, share))
		.collect()
}

fn average_rows(new: &[(u16, Fixed)], old: &[(u16, Fixed)], share: Fixed) -> SparseRow {
	let rest = Fixed::ONE - share;
	let mut averaged = Vec::with_capacity(new.len().max(old.len()));
	let (mut new, mut old) = (new, old);
	loop {
		let (j, bought, held) = match (new, old) {
			([(j, bought), later @ ..], []) => {
				new = later;
				(*j, *bought, Fixed::ZERO)
			}
			([], [(j, held), later @ ..]) => {
				old = later;
				(*j, Fixed::ZERO, *held)
			}
			([], []) => return averaged,
			([(a, bought), later_new @ ..], [(b, held), later_old @ ..]) => {
				let (of_new, of_old) = (a <= b, b <= a);
				if of_new {
					new = later_new;
				}
				if of_old {
					old = later_old;
				}
				let part = |has: bool, value: Fixed| if has { value } else { Fixed::ZERO };
				(*a.min(b), part(of_new, *bought), part(of_old, *held))
			}
		};
		let average = share * bought + rest * held;
		if average > Fixed::ZERO {
			averaged.push((j, average));
		}
	}
}

/// share * new + (1 - share) * old, at most 1, with a share of its own for each entry.
///
/// Only entries of `new` are carried on: a bond whose weight is absent (not set, or clipped to 0)
/// is dropped at once, whereas an explicit weight of 0 lets it decay. That is what the reference
/// chain computes, and subnets depend on it.
pub fn moving_average_by_edge(
	mut new: Matrix,
	old: impl Iterator<Item = SparseRow>,
	share: impl Fn(u16, Fixed, Fixed) -> Fixed,
) -> Matrix {
	for (row, old) in new.iter_mut().zip(old) {
		let mut old = old.iter().peekable();
		row.retain_mut(|(j, weight)| {
			while old.next_if(|entry| entry.0 < *j).is_some() {}
			let bond = old.next_if(|entry| entry.0 == *j).map_or(Fixed::ZERO, |entry| entry.1);
			let share = share(*j, *weight, bond);
			*weight = ((Fixed::ONE - share) * bond + share * *weight).min(Fixed::ONE);
			*weight > Fixed::ZERO
		});
	}
	new
}
