//! The logistic function.

use crate::{exp::exp, fixed::Fixed};

/// 1 / (1 + e^(slope * (x - middle))): falling for a positive `slope`, rising for a negative one.
/// The exponent is limited to [-20, 20].
pub fn sigmoid(x: Fixed, slope: Fixed, middle: Fixed) -> Fixed {
	Fixed::ONE.div_or_zero(Fixed::ONE + exp(slope * (x - middle)))
}
