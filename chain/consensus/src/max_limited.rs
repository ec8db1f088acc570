//! A limit on the largest weight.

use crate::fixed::Fixed;

/// Whether, after scaling `values` to the sum 1, the largest is at most `limit` / 65535.
/// True for no values, and for zeros.
pub fn is_max_limited(values: &[u16], limit: u16) -> bool {
	let sum = values.iter().copied().map(u64::from).sum();
	let largest = values.iter().copied().max().unwrap_or(0);
	Fixed::ratio(u32::from(largest), sum) <= Fixed::from_proportion(limit)
}
