//! Step 10a: bonds as shares of each miner, the original Yuma.

use alloc::vec::Vec;

use crate::{
	bonding::Bonding,
	fixed::Fixed,
	input::{Input, Row},
	moving_average::{moving_average, new_share},
	normalise::normalise,
	sparse::{column_maxima, divide_columns, normalise_columns, row_products, scale_rows, Matrix, SparseRow},
};

/// Bonds move towards each validator's share of the stake-weighted weights on a miner, and a
/// validator's dividends are its bonds times the miners' incentive.
/// The bonds are stored with each column's largest at 65535.
pub fn original_yuma(
	input: &Input,
	bonds: &[Row],
	bond_weights: &[SparseRow],
	active_stake: &[Fixed],
	incentive: &[Fixed],
) -> Bonding {
	let held = held_shares(bonds);
	let mut bought = scale_rows(bond_weights, active_stake);
	normalise_columns(&mut bought);
	let mut bonds = moving_average(&bought, &held, new_share(input.params.bonds_moving_average));
	normalise_columns(&mut bonds);

	let mut dividends = row_products(&bonds, incentive);
	normalise(&mut dividends);
	let maxima = column_maxima(&bonds);
	divide_columns(&mut bonds, &maxima);
	Bonding { bonds, dividends }
}

/// The stored bonds as shares of their columns.
fn held_shares(bonds: &[Row]) -> Matrix {
	let mut sums = alloc::vec![0_u64; bonds.len()];
	for &(j, bond) in bonds.iter().flatten() {
		sums[usize::from(j)] += u64::from(bond);
	}
	let share = |&(j, bond): &(u16, u16)| (j, Fixed::ratio(u32::from(bond), sums[usize::from(j)]));
	bonds
		.iter()
		.map(|row| row.iter().map(share).collect::<Vec<_>>())
		.collect()
}
