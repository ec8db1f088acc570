//! Step 6: the weight of each miner that enough stake agrees on.

use alloc::{vec, vec::Vec};

use crate::{fixed::Fixed, sparse::SparseRow};

/// Columns that are in memory at a time: all of them would be as large as the weights.
const COLUMNS_AT_ONCE: usize = 256;

/// For each column the stake-weighted median of its weights: the largest weight that validators with
/// a share of at least about `kappa` of the active stake give. Rows without stake have no voice; a row
/// that does not list a uid gives it 0. All zeros where nobody has a voice.
pub fn consensus(weights: &[SparseRow], active_stake: &[Fixed], kappa: Fixed) -> Vec<Fixed> {
	let voices = voices(active_stake);
	let stake_sum: Fixed = voices.iter().copied().sum();
	let rows = voices.iter().filter(|&&stake| stake > Fixed::ZERO).count();
	let mut heard: Vec<(&[(u16, Fixed)], Fixed)> = (weights.iter().zip(&voices))
		.filter(|(_, &stake)| stake > Fixed::ZERO)
		.map(|(row, &stake)| (row.as_slice(), stake))
		.collect();
	let mut columns = vec![Vec::new(); COLUMNS_AT_ONCE];
	(0..weights.len())
		.step_by(COLUMNS_AT_ONCE)
		.flat_map(|first| {
			let some = weights.len().min(first + COLUMNS_AT_ONCE) - first;
			take_columns(&mut heard, first, &mut columns[..some]);
			let median = |column: &mut Vec<(Fixed, Fixed)>| {
				let listed = column.iter().map(|&(_, stake)| stake).sum();
				if column.len() < rows {
					column.push((Fixed::ZERO, stake_sum - listed));
				}
				median_of(column, stake_sum - kappa)
			};
			columns[..some].iter_mut().map(median).collect::<Vec<_>>()
		})
		.collect()
}

/// The active stakes, scaled once more to the sum 1.
fn voices(active_stake: &[Fixed]) -> Vec<Fixed> {
	let mut voices = active_stake.to_vec();
	crate::normalise::normalise(&mut voices);
	voices
}

/// Turns the beginnings of rows, up to the last of the columns, into columns of `(score, stake)`, and takes them off the
/// rows. The columns are of the uids from `first` on.
fn take_columns(rows: &mut [(&[(u16, Fixed)], Fixed)], first: usize, columns: &mut [Vec<(Fixed, Fixed)>]) {
	columns.iter_mut().for_each(Vec::clear);
	for (row, stake) in rows {
		while let [(j, weight), rest @ ..] = row {
			let at = usize::from(*j).checked_sub(first);
			let Some(column) = at.and_then(|at| columns.get_mut(at)) else {
				break;
			};
			column.push((*weight, *stake));
			*row = rest;
		}
	}
}

/// The smallest score such that the stakes on scores up to it exceed `minority`; the largest score if
/// none does, 0 if there are none.
///
/// `entries` are `(score, stake)` in any order, stakes positive; `minority` is the stake that may lie
/// below the median, all stake minus the majority. At the boundary: where exactly `minority` lies
/// below or at a score, the median is the next one.
pub fn weighted_median(mut entries: Vec<(Fixed, Fixed)>, minority: Fixed) -> Fixed {
	median_of(&mut entries, minority)
}

fn median_of(entries: &mut [(Fixed, Fixed)], minority: Fixed) -> Fixed {
	entries.sort_unstable_by_key(|&(score, _)| score);
	let mut below = Fixed::ZERO;
	for &(score, stake) in entries.iter() {
		below = below + stake;
		if below > minority {
			return score;
		}
	}
	entries.last().map_or(Fixed::ZERO, |&(score, _)| score)
}
