//! Step 11: who is paid how much.

use alloc::vec::Vec;

use crate::{fixed::Fixed, normalise::divide_all};

/// Rao by uid.
pub struct Payout {
	/// For work as a miner.
	pub server: Vec<u64>,
	/// For work as a validator.
	pub validator: Vec<u64>,
	/// For both, from the common share.
	pub combined: Vec<u64>,
}

/// Splits `emission` in the proportion of incentive and dividends, each part rounded down.
///
/// Where nobody earned anything ("emergency mode"), all of it goes to validators in the proportion of
/// their active stake, or of all stake if none of it is active.
pub fn payout(
	emission: u64,
	incentive: &[Fixed],
	dividends: &[Fixed],
	active_stake: &[Fixed],
	stake: &[Fixed],
) -> Payout {
	let mut combined: Vec<Fixed> = incentive.iter().zip(dividends).map(|(&i, &d)| i + d).collect();
	let sum = combined.iter().copied().sum();
	if sum == Fixed::ZERO {
		let shares = if active_stake.iter().all(|&share| share == Fixed::ZERO) {
			stake
		} else {
			active_stake
		};
		let paid = in_rao(emission, shares);
		return Payout {
			server: alloc::vec![0; stake.len()],
			validator: paid.clone(),
			combined: paid,
		};
	}
	let (mut server, mut validator) = (incentive.to_vec(), dividends.to_vec());
	for shares in [&mut server, &mut validator, &mut combined] {
		divide_all(shares, sum);
	}
	Payout {
		server: in_rao(emission, &server),
		validator: in_rao(emission, &validator),
		combined: in_rao(emission, &combined),
	}
}

fn in_rao(emission: u64, shares: &[Fixed]) -> Vec<u64> {
	shares
		.iter()
		.map(|share| {
			let rao = (u128::from(share.to_bits().unsigned_abs()) * u128::from(emission)) >> 32;
			u64::try_from(rao).unwrap_or(emission)
		})
		.collect()
}
