//! What step 10 yields, by either rule.

use alloc::vec::Vec;

use crate::{fixed::Fixed, sparse::Matrix};

/// New bonds, scaled as they are stored, and each uid's share of the validators' reward.
pub struct Bonding {
	/// A row per validator.
	pub bonds: Matrix,
	/// By uid; the sum is at most 1.
	pub dividends: Vec<Fixed>,
}
