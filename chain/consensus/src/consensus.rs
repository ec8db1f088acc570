//! Step 6: the weight of each miner that enough stake agrees on.

use alloc::{vec, vec::Vec};

use crate::{fixed::Fixed, sparse::SparseRow};

/// For each column the stake-weighted median of its weights: the largest weight that validators with
/// a share of at least about `kappa` of the active stake give. Rows without stake have no voice; a row
/// that does not list a uid gives it 0. All zeros where nobody has a voice.
pub fn consensus(weights: &[SparseRow], active_stake: &[Fixed], kappa: Fixed) -> Vec<Fixed> {
	let voices = voices(active_stake);
	let stake_sum: Fixed = voices.iter().copied().sum();
	let rows = voices.iter().filter(|&&stake| stake > Fixed::ZERO).count();
	columns_by_score(weights, &voices)
		.into_iter()
		.map(|mut column| {
			let listed = column.iter().map(|&(_, stake)| stake).sum();
			if column.len() < rows {
				column.push((Fixed::ZERO, stake_sum - listed));
			}
			weighted_median(column, stake_sum - kappa)
		})
		.collect()
}

/// The active stakes, scaled once more to the sum 1.
fn voices(active_stake: &[Fixed]) -> Vec<Fixed> {
	let mut voices = active_stake.to_vec();
	crate::normalise::normalise(&mut voices);
	voices
}

/// Turns rows into columns of `(score, stake)`.
fn columns_by_score(weights: &[SparseRow], voices: &[Fixed]) -> Vec<Vec<(Fixed, Fixed)>> {
	let mut columns = vec![Vec::new(); weights.len()];
	for (row, &stake) in weights.iter().zip(voices) {
		if stake > Fixed::ZERO {
			for &(j, weight) in row {
				columns[usize::from(j)].push((weight, stake));
			}
		}
	}
	columns
}

/// The smallest score such that the stakes on scores up to it exceed `minority`; the largest score if
/// none does, 0 if there are none.
///
/// `entries` are `(score, stake)` in any order, stakes positive; `minority` is the stake that may lie
/// below the median, all stake minus the majority. At the boundary: where exactly `minority` lies
/// below or at a score, the median is the next one.
pub fn weighted_median(mut entries: Vec<(Fixed, Fixed)>, minority: Fixed) -> Fixed {
	entries.sort_unstable_by_key(|&(score, _)| score);
	let mut below = Fixed::ZERO;
	for &(score, stake) in &entries {
		below = below + stake;
		if below > minority {
			return score;
		}
	}
	entries.last().map_or(Fixed::ZERO, |&(score, _)| score)
}
