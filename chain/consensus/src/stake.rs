//! Whose stake counts, and for how much.

use alloc::vec::Vec;

use crate::{fixed::Fixed, input::Input, normalise::normalise};

/// Step 1: uids that updated their weights within the activity cutoff.
pub fn active_uids(input: &Input) -> Vec<bool> {
	input
		.last_update
		.iter()
		.map(|&updated| updated.saturating_add(input.params.activity_cutoff) >= input.block)
		.collect()
}

/// Step 2: each uid's share of the subnet's stake, rounded down.
pub fn stake_shares(stakes: &[u64]) -> Vec<Fixed> {
	let sum: u128 = stakes.iter().copied().map(u128::from).sum();
	stakes
		.iter()
		.map(|&stake| {
			let bits = (u128::from(stake) << 32).checked_div(sum).unwrap_or(0);
			// a share is at most 1
			Fixed::from_bits(i64::try_from(bits).unwrap_or(0))
		})
		.collect()
}

/// Step 4: stake shares of those who are active and held a permit before this epoch, scaled to the sum 1.
pub fn active_stake(stake: &[Fixed], active: &[bool], permits: &[bool]) -> Vec<Fixed> {
	let mut shares: Vec<Fixed> = stake
		.iter()
		.zip(active.iter().zip(permits))
		.map(|(&share, (&active, &permit))| if active && permit { share } else { Fixed::ZERO })
		.collect();
	normalise(&mut shares);
	shares
}
