//! How fast a bond follows its weight, under liquid alpha.

use crate::{fixed::Fixed, input::Params, sigmoid::sigmoid};

/// The sigmoid between the smallest and the largest share.
pub struct LiquidAlpha {
	low: Fixed,
	high: Fixed,
	slope: Fixed,
}

impl LiquidAlpha {
	/// The sigmoid that a subnet's hyperparameters describe.
	pub fn new(params: &Params) -> Self {
		Self {
			low: Fixed::from_proportion(params.alpha_low),
			high: Fixed::from_proportion(params.alpha_high),
			slope: Fixed::from_int(params.alpha_sigmoid_steepness.into()).div_or_zero(Fixed::from_int(-100)),
		}
	}

	/// The share of the new weight in the bond.
	///
	/// A validator who raises a bond is the faster the further its weight is above consensus, one who
	/// lowers it the faster the further the weight is below the bond: who moves first takes the bond.
	pub fn share(&self, consensus: Fixed, weight: Fixed, bond: Fixed) -> Fixed {
		let distance = if weight >= bond {
			weight - consensus
		} else {
			bond - weight
		};
		let rise = sigmoid(distance.between(Fixed::ZERO, Fixed::ONE), self.slope, Fixed::HALF);
		(self.low + rise * (self.high - self.low)).between(self.low, self.high)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn alpha() -> LiquidAlpha {
		LiquidAlpha {
			low: Fixed::from_proportion(6_553),
			high: Fixed::from_proportion(58_982),
			slope: Fixed::from_int(-10),
		}
	}

	fn of_tenths(tenths: u16) -> Fixed {
		Fixed::from_proportion(tenths * 6_553)
	}

	#[test]
	fn a_bond_equal_to_its_weight_counts_as_rising() {
		let far_above_consensus = alpha().share(of_tenths(1), of_tenths(9), of_tenths(9));
		assert_eq!(
			far_above_consensus,
			alpha().share(of_tenths(1), of_tenths(9), of_tenths(2))
		);
		assert!(far_above_consensus > alpha().share(of_tenths(9), of_tenths(9), of_tenths(9)));
	}

	#[test]
	fn a_falling_bond_is_the_faster_the_further_it_has_to_fall() {
		let share = |bond| alpha().share(of_tenths(5), of_tenths(1), of_tenths(bond));
		assert!(share(3) < share(6) && share(6) < share(9));
	}

	#[test]
	fn the_share_stays_between_its_bounds() {
		let LiquidAlpha { low, high, .. } = alpha();
		for steep in [i16::MIN, -1_000, 0, 1_000, i16::MAX] {
			let slope = Fixed::from_int(steep.into()).div_or_zero(Fixed::from_int(-100));
			let alpha = LiquidAlpha { slope, ..alpha() };
			for (consensus, weight, bond) in [(0, 9, 0), (9, 0, 9), (5, 5, 5), (0, 0, 9)] {
				let share = alpha.share(of_tenths(consensus), of_tenths(weight), of_tenths(bond));
				assert!(low <= share && share <= high);
			}
		}
	}
}
