//! Step 8: the weights that bonds follow.

use crate::{
	fixed::Fixed,
	sparse::{collect_at_most, Matrix, SparseRow},
};

/// weight + penalty * (clipped - weight), entries that become 0 left out. A penalty of 0 or 1 gives
/// the one or the other matrix as it is, explicit zeros included. Of no weights (with a penalty of 1 there are none to
/// keep) the clipped ones.
pub fn bond_weights(weights: Option<Matrix>, clipped: Matrix, penalty: Fixed) -> Matrix {
	match weights {
		Some(weights) if penalty == Fixed::ZERO => weights,
		Some(weights) if penalty < Fixed::ONE => (weights.iter().zip(&clipped))
			.map(|(row, clipped)| blend(row, clipped, penalty))
			.collect(),
		_ => clipped,
	}
}

/// `clipped` lists a part of what `row` lists, in the same order.
fn blend(row: &[(u16, Fixed)], clipped: &[(u16, Fixed)], penalty: Fixed) -> SparseRow {
	let mut rest = clipped.iter().peekable();
	let blended = row
		.iter()
		.map(|&(j, weight)| {
			let cut = rest.next_if(|&&(k, _)| k == j).map_or(Fixed::ZERO, |&(_, value)| value);
			(j, weight + penalty * (cut - weight))
		})
		.filter(|&(_, value)| value > Fixed::ZERO);
	collect_at_most(row.len(), blended)
}
