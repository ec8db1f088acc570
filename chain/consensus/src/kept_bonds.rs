//! Step 9: bonds that still hold.

use alloc::vec::Vec;

use crate::{
	input::{Input, Row},
	sparse::collect_at_most,
};

/// The stored bonds without those on uids that were registered since the last epoch: they belong to
/// the uid's previous holder.
pub fn kept_bonds(input: &Input) -> Vec<Row> {
	let last_step = match input.last_step_block {
		0 => input.block.saturating_sub(input.tempo),
		block => block.saturating_add(1),
	};
	input
		.bonds
		.iter()
		.map(|row| {
			let kept = row
				.iter()
				.copied()
				.filter(|&(j, _)| input.registered_at[usize::from(j)] < last_step);
			collect_at_most(row.len(), kept)
		})
		.collect()
}
