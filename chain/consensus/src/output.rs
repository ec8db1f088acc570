//! What an epoch leaves behind.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

use crate::input::Row;

/// The result of one epoch, as the chain stores it. Every vector is indexed by uid.
/// A `u16` is a proportion, floor(x * 65535).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Output {
	/// The uid updated its weights within the activity cutoff.
	pub active: Vec<bool>,
	/// Share of the subnet's stake.
	pub stake_weight: Vec<u16>,
	/// The weight that enough of the active stake agrees on.
	pub consensus: Vec<u16>,
	/// Share of the miners' reward.
	pub incentive: Vec<u16>,
	/// Share of the validators' reward.
	pub dividends: Vec<u16>,
	/// How much of a validator's weight survived the clipping.
	pub validator_trust: Vec<u16>,
	/// Permits for the next epoch.
	pub validator_permit: Vec<bool>,
	/// Bonds for the next epoch; the row of a uid without a new permit is empty, zeros are left out.
	pub bonds: Vec<Row>,
	/// Rao for the uid's work as a miner.
	pub server_emission: Vec<u64>,
	/// Rao for the uid's work as a validator.
	pub validator_emission: Vec<u64>,
	/// Rao for both, computed from their common share: it may differ from their sum by rounding.
	pub emission: Vec<u64>,
}
