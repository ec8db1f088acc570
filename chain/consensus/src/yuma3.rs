//! Step 10b: bonds as moving averages of each weight, Yuma3.

use alloc::vec::Vec;

use crate::{
	bonding::Bonding,
	fixed::Fixed,
	input::{Input, Row},
	liquid_alpha::LiquidAlpha,
	moving_average::{moving_average, moving_average_by_edge, new_share},
	normalise::normalise,
	sparse::{normalised_row_products, Matrix, SparseRow},
};

/// Each bond follows its own weight, whatever others do. A validator's dividends are its active stake
/// times its shares of the bonds on each miner times the miners' incentive.
pub fn yuma3(
	input: &Input,
	bonds: &[Row],
	bond_weights: Matrix,
	active_stake: &[Fixed],
	consensus: &[Fixed],
	incentive: &[Fixed],
) -> Bonding {
	let held = bonds.iter().map(|row| held_bonds(row));
	let bonds = if input.params.liquid_alpha && consensus.iter().any(|&value| value != Fixed::ZERO) {
		let alpha = LiquidAlpha::new(&input.params);
		moving_average_by_edge(bond_weights, held, |j, weight, bond| {
			alpha.share(consensus[usize::from(j)], weight, bond)
		})
	} else {
		moving_average(bond_weights, held, new_share(input.params.bonds_moving_average))
	};

	let mut dividends: Vec<Fixed> = normalised_row_products(&bonds, incentive)
		.into_iter()
		.zip(active_stake)
		.map(|(sum, &stake)| sum * stake)
		.collect();
	normalise(&mut dividends);
	Bonding { bonds, dividends }
}

fn held_bonds(row: &[(u16, u16)]) -> SparseRow {
	row.iter().map(|&(j, bond)| (j, Fixed::from_proportion(bond))).collect()
}
