//! Step 7: weights above consensus are cut to it.

use crate::{fixed::Fixed, sparse::Matrix};

/// min(weight, consensus) of each entry. An entry on a uid whose consensus is 0 is removed, unless it
/// is itself an explicit 0.
pub fn clip(mut weights: Matrix, consensus: &[Fixed]) -> Matrix {
	for row in &mut weights {
		row.retain_mut(|(j, weight)| {
			let limit = consensus[usize::from(*j)];
			let kept = *weight <= limit || limit > Fixed::ZERO;
			*weight = limit.min(*weight);
			kept
		});
	}
	weights
}
