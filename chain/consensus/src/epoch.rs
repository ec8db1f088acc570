//! The epoch: its steps in order.

use alloc::vec::Vec;

use crate::{
	bond_weights::bond_weights,
	check::check_input,
	clip::clip,
	consensus::consensus,
	emission::payout,
	error::InputError,
	fixed::Fixed,
	input::{Input, Row},
	kept_bonds::kept_bonds,
	original_yuma::original_yuma,
	output::Output,
	permits::{current_permits, next_permits},
	sparse::{collect_at_most, normalised_column_products, row_sums, Matrix},
	stake::{active_stake, active_uids, stake_shares},
	weights::counted_weights,
	yuma3::yuma3,
};

/// Computes one epoch of Yuma consensus. A pure function: the same input gives the same output
/// everywhere. Its cost grows with the number of weights and bonds, not with the square of the uids.
///
/// # Errors
/// [`InputError`] where the input describes no subnet.
pub fn epoch(input: &Input) -> Result<Output, InputError> {
	check_input(input)?;
	let params = &input.params;

	let active = active_uids(input);
	let stake = stake_shares(&input.stakes);
	let permits = current_permits(input);
	let new_permits = next_permits(&stake, input);
	let active_stake = active_stake(&stake, &active, &permits);

	let weights = counted_weights(input, &permits);
	let consensus = consensus(&weights, &active_stake, Fixed::from_proportion(params.kappa));
	// the largest matrix of the epoch is kept twice only where both are asked for again
	let penalty = Fixed::from_proportion(params.bonds_penalty);
	let unclipped = (penalty < Fixed::ONE).then(|| weights.clone());
	let clipped = clip(weights, &consensus);
	let validator_trust = row_sums(&clipped);
	let incentive = normalised_column_products(&clipped, &active_stake);

	let bond_weights = bond_weights(unclipped, clipped, penalty);
	let bonds = kept_bonds(input);
	let bonding = if params.yuma3 {
		yuma3(input, &bonds, bond_weights, &active_stake, &consensus, &incentive)
	} else {
		original_yuma(input, &bonds, bond_weights, &active_stake, &incentive)
	};
	let paid = payout(input.emission, &incentive, &bonding.dividends, &active_stake, &stake);

	Ok(Output {
		active,
		stake_weight: proportions(&stake),
		consensus: proportions(&consensus),
		incentive: proportions(&incentive),
		dividends: proportions(&bonding.dividends),
		validator_trust: proportions(&validator_trust),
		bonds: stored_bonds(&bonding.bonds, &new_permits),
		validator_permit: new_permits,
		server_emission: paid.server,
		validator_emission: paid.validator,
		emission: paid.combined,
	})
}

fn proportions(values: &[Fixed]) -> Vec<u16> {
	values.iter().map(|value| value.to_proportion()).collect()
}

fn stored_bonds(bonds: &Matrix, permits: &[bool]) -> Vec<Row> {
	bonds
		.iter()
		.zip(permits)
		.map(|(row, &permit)| {
			let stored = row.iter().map(|&(j, bond)| (j, bond.to_proportion()));
			if permit {
				collect_at_most(row.len(), stored.filter(|&(_, bond)| bond > 0))
			} else {
				Row::new()
			}
		})
		.collect()
}
