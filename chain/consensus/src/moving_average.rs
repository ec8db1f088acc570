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
pub fn moving_average(new: &[SparseRow], old: &[SparseRow], share: Fixed) -> Matrix {
	new.iter()
		.zip(old)
		.map(|(new, old)| average_rows(new, old, share))
		.collect()
}

fn average_rows(new: &[(u16, Fixed)], old: &[(u16, Fixed)], share: Fixed) -> SparseRow {
	let rest = Fixed::ONE - share;
	let mut averaged = Vec::with_capacity(new.len().max(old.len()));
	let (mut new, mut old) = (new.iter().peekable(), old.iter().peekable());
	loop {
		let j = match (new.peek(), old.peek()) {
			(Some(&&(a, _)), Some(&&(b, _))) => a.min(b),
			(Some(&&(j, _)), None) | (None, Some(&&(j, _))) => j,
			(None, None) => return averaged,
		};
		let bought = new
			.next_if(|entry| entry.0 == j)
			.map_or(Fixed::ZERO, |entry| share * entry.1);
		let held = old
			.next_if(|entry| entry.0 == j)
			.map_or(Fixed::ZERO, |entry| rest * entry.1);
		if bought + held > Fixed::ZERO {
			averaged.push((j, bought + held));
		}
	}
}

/// share * new + (1 - share) * old, at most 1, with a share of its own for each entry.
///
/// Only entries of `new` are carried on: a bond whose weight is absent (not set, or clipped to 0)
/// is dropped at once, whereas an explicit weight of 0 lets it decay. That is what the reference
/// chain computes, and subnets depend on it.
pub fn moving_average_by_edge(
	new: &[SparseRow],
	old: &[SparseRow],
	share: impl Fn(u16, Fixed, Fixed) -> Fixed,
) -> Matrix {
	new.iter()
		.zip(old)
		.map(|(new, old)| {
			let mut old = old.iter().peekable();
			new.iter()
				.map(|&(j, weight)| {
					while old.next_if(|entry| entry.0 < j).is_some() {}
					let bond = old.next_if(|entry| entry.0 == j).map_or(Fixed::ZERO, |entry| entry.1);
					let share = share(j, weight, bond);
					(j, ((Fixed::ONE - share) * bond + share * weight).min(Fixed::ONE))
				})
				.filter(|&(_, value)| value > Fixed::ZERO)
				.collect()
		})
		.collect()
}
