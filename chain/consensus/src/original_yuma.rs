//! Step 10a: bonds as shares of each miner, the original Yuma.

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
	bond_weights: Matrix,
	active_stake: &[Fixed],
	incentive: &[Fixed],
) -> Bonding {
	let mut bought = bond_weights;
	scale_rows(&mut bought, active_stake);
	normalise_columns(&mut bought);
	let mut bonds = moving_average(bought, held_shares(bonds), new_share(input.params.bonds_moving_average));
	normalise_columns(&mut bonds);

	let mut dividends = row_products(&bonds, incentive);
	normalise(&mut dividends);
	let maxima = column_maxima(&bonds);
	divide_columns(&mut bonds, &maxima);
	Bonding { bonds, dividends }
}

/// The stored bonds as shares of their columns.
fn held_shares(bonds: &[Row]) -> impl Iterator<Item = SparseRow> + '_ {
	let mut sums = alloc::vec![0_u64; bonds.len()];
	for &(j, bond) in bonds.iter().flatten() {
		sums[usize::from(j)] += u64::from(bond);
	}
	bonds.iter().map(move |row| {
		row.iter()
			.map(|&(j, bond)| (j, Fixed::ratio(u32::from(bond), sums[usize::from(j)])))
			.collect()
	})
}
