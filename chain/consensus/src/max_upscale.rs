//! Scaling to the largest `u16`.

use alloc::vec::Vec;

use crate::fixed::Fixed;

const TOP: i32 = 65_535;

/// Above this, 65535-fold values would leave the range, so the factor is computed first.
const FACTOR_FIRST_ABOVE: Fixed = Fixed::from_int(32_768);

/// Scales values so that the largest becomes 65535, and rounds to the nearest (halves up).
/// Zeros stay zeros; negative values become 0.
pub fn max_upscale(values: &[Fixed]) -> Vec<u16> {
	let top = Fixed::from_int(TOP);
	let largest = values.iter().copied().max().unwrap_or(Fixed::ZERO);
	values
		.iter()
		.map(|&value| {
			round(if largest > FACTOR_FIRST_ABOVE {
				value * top.div_or_zero(largest)
			} else {
				(value * top).div_or_zero(largest)
			})
		})
		.collect()
}

/// [`max_upscale`] of whole numbers: how the weights of a call are stored.
pub fn max_upscale_u16(values: &[u16]) -> Vec<u16> {
	let values: Vec<Fixed> = values.iter().map(|&value| Fixed::from_int(value.into())).collect();
	max_upscale(&values)
}

fn round(value: Fixed) -> u16 {
	let nearest = (value + Fixed::HALF).to_bits() >> 32;
	u16::try_from(nearest.clamp(0, i64::from(u16::MAX))).unwrap_or(u16::MAX)
}
