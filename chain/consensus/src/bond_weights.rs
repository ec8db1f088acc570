//! Step 8: the weights that bonds follow.

use crate::{
	fixed::Fixed,
	sparse::{Matrix, SparseRow},
};

/// weight + penalty * (clipped - weight), entries that become 0 left out. A penalty of 0 or 1 gives
/// the one or the other matrix as it is, explicit zeros included.
pub fn bond_weights(weights: &[SparseRow], clipped: &[SparseRow], penalty: Fixed) -> Matrix {
	if penalty == Fixed::ZERO {
		return weights.to_vec();
	}
	if penalty == Fixed::ONE {
		return clipped.to_vec();
	}
	weights
		.iter()
		.zip(clipped)
		.map(|(row, clipped)| blend(row, clipped, penalty))
		.collect()
}

/// `clipped` lists a part of what `row` lists, in the same order.
fn blend(row: &[(u16, Fixed)], clipped: &[(u16, Fixed)], penalty: Fixed) -> SparseRow {
	let mut rest = clipped.iter().peekable();
	row.iter()
		.map(|&(j, weight)| {
			let cut = rest.next_if(|&&(k, _)| k == j).map_or(Fixed::ZERO, |&(_, value)| value);
			(j, weight + penalty * (cut - weight))
		})
		.filter(|&(_, value)| value > Fixed::ZERO)
		.collect()
}
