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
