//! Scaling to the sum 1.

use crate::fixed::Fixed;

/// Divides every value by the sum of all; zeros stay. Rounded down, so the new sum is at most 1.
pub fn normalise(values: &mut [Fixed]) {
	let sum = values.iter().copied().sum();
	divide_all(values, sum);
}

/// Divides every value by `divisor`; does nothing where it is 0.
pub fn divide_all(values: &mut [Fixed], divisor: Fixed) {
	if divisor != Fixed::ZERO {
		for value in values {
			*value = value.div_or_zero(divisor);
		}
	}
}
