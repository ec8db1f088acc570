//! Step 7: weights above consensus are cut to it.

use crate::{
	fixed::Fixed,
	sparse::{Matrix, SparseRow},
};

/// min(weight, consensus) of each entry. An entry on a uid whose consensus is 0 is removed, unless it
/// is itself an explicit 0.
pub fn clip(weights: &[SparseRow], consensus: &[Fixed]) -> Matrix {
	weights
		.iter()
		.map(|row| {
			row.iter()
				.filter_map(|&(j, weight)| {
					let limit = consensus[usize::from(j)];
					match weight > limit {
						true if limit == Fixed::ZERO => None,
						true => Some((j, limit)),
						false => Some((j, weight)),
					}
				})
				.collect()
		})
		.collect()
}
