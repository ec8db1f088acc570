//! Step 5: the weights that count.

use alloc::vec::Vec;

use crate::{
	fixed::Fixed,
	input::Input,
	sparse::{collect_at_most, Matrix, SparseRow},
};

/// Drops the weights that do not count and scales each row to the sum 1.
///
/// Dropped are: rows of uids without a permit; a uid's weight on itself, but not the owner's; and
/// a weight set for the previous holder of a uid, which is one not younger than the registration of
/// the uid that it names. Under commit-reveal a weight also falls if it was committed before that
/// registration, for a commit already moves the last update.
pub fn counted_weights(input: &Input, permits: &[bool]) -> Matrix {
	input
		.weights
		.iter()
		.zip(permits)
		.enumerate()
		.map(|(i, (row, &permit))| {
			if !permit {
				return SparseRow::new();
			}
			let counting = row.iter().copied().filter(|&(j, _)| counts(input, i, usize::from(j)));
			let counted: Vec<(u16, u16)> = collect_at_most(row.len(), counting);
			let sum = counted.iter().map(|&(_, weight)| u64::from(weight)).sum();
			counted
				.iter()
				.map(|&(j, weight)| (j, Fixed::ratio(u32::from(weight), sum)))
				.collect()
		})
		.collect()
}

fn counts(input: &Input, i: usize, j: usize) -> bool {
	let on_itself = i == j && input.owner_uid.map(usize::from) != Some(i);
	let registered = input.registered_at[j];
	let outdated = input.last_update[i] <= registered;
	let committed = if input.params.commit_reveal {
		input.commit_block.get(i).copied().flatten()
	} else {
		None
	};
	!on_itself && !outdated && committed.is_none_or(|block| block >= registered)
}
