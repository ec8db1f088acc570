//! Matrices with few entries: validators by miners.

use alloc::{vec, vec::Vec};

use crate::{fixed::Fixed, normalise::normalise};

/// One row: `(uid, value)` by ascending uid. What is not listed is 0.
pub type SparseRow = Vec<(u16, Fixed)>;

/// A row per uid. All uids are below the number of rows: inputs are checked at the door.
pub type Matrix = Vec<SparseRow>;

/// Collects what is left of a row that had `most` entries. Its length is not known beforehand, and a list that grows
/// is copied every time: that took longer than what is computed.
pub fn collect_at_most<Entry>(most: usize, entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
	let mut row = Vec::with_capacity(most);
	row.extend(entries);
	row
}

/// The sum of each column.
pub fn column_sums(matrix: &[SparseRow]) -> Vec<Fixed> {
	let mut sums = vec![Fixed::ZERO; matrix.len()];
	for &(j, value) in matrix.iter().flatten() {
		let sum = &mut sums[usize::from(j)];
		*sum = *sum + value;
	}
	sums
}

/// The largest value of each column, at least 0.
pub fn column_maxima(matrix: &[SparseRow]) -> Vec<Fixed> {
	let mut maxima = vec![Fixed::ZERO; matrix.len()];
	for &(j, value) in matrix.iter().flatten() {
		let maximum = &mut maxima[usize::from(j)];
		*maximum = value.max(*maximum);
	}
	maxima
}

/// The sum of each row.
pub fn row_sums(matrix: &[SparseRow]) -> Vec<Fixed> {
	matrix
		.iter()
		.map(|row| row.iter().map(|&(_, value)| value).sum())
		.collect()
}

/// Divides each column by its divisor; a column with the divisor 0 stays as it is.
pub fn divide_columns(matrix: &mut [SparseRow], divisors: &[Fixed]) {
	for (j, value) in matrix.iter_mut().flatten() {
		let divisor = divisors[usize::from(*j)];
		if divisor != Fixed::ZERO {
			*value = value.div_or_zero(divisor);
		}
	}
}

/// Scales each column to the sum 1; a column of zeros stays.
pub fn normalise_columns(matrix: &mut [SparseRow]) {
	let sums = column_sums(matrix);
	divide_columns(matrix, &sums);
}

/// Multiplies each row by its factor.
pub fn scale_rows(matrix: &mut [SparseRow], factors: &[Fixed]) {
	for (row, &factor) in matrix.iter_mut().zip(factors) {
		for (_, value) in row {
			*value = *value * factor;
		}
	}
}

/// For each column the sum of its values times their rows' factors, scaled to the sum 1.
pub fn normalised_column_products(matrix: &[SparseRow], factors: &[Fixed]) -> Vec<Fixed> {
	let mut products = vec![Fixed::ZERO; matrix.len()];
	for (row, &factor) in matrix.iter().zip(factors) {
		for &(j, value) in row {
			let product = &mut products[usize::from(j)];
			*product = *product + factor * value;
		}
	}
	normalise(&mut products);
	products
}

/// For each row the sum of its values times their columns' factors.
pub fn row_products(matrix: &[SparseRow], factors: &[Fixed]) -> Vec<Fixed> {
	matrix
		.iter()
		.map(|row| row.iter().map(|&(j, value)| value * factors[usize::from(j)]).sum())
		.collect()
}

/// [`row_products`] of the matrix whose columns are scaled to the sum 1.
pub fn normalised_row_products(matrix: &[SparseRow], factors: &[Fixed]) -> Vec<Fixed> {
	let sums = column_sums(matrix);
	let share = |j: u16, value: Fixed| match sums[usize::from(j)] {
		Fixed::ZERO => value,
		sum => value.div_or_zero(sum),
	};
	let product = |&(j, value): &(u16, Fixed)| share(j, value) * factors[usize::from(j)];
	matrix.iter().map(|row| row.iter().map(product).sum()).collect()
}
