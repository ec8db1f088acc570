//! Types of what Bittensor's chain has and this one has not, for the items that its clients read: see
//! `storage_clients`. Names and fields are the reference's.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::types::{Rao, U64F64};

/// How epochs reach consensus.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum EpochConsensus {
	/// By Yuma: the only way here.
	#[default]
	Yuma,
}

/// What becomes of root dividends.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum RootClaimTypeEnum {
	/// They would be paid in the token.
	#[default]
	Swap,
}

/// Locked stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct LockState {
	/// What is locked, in rao.
	pub locked_mass: Rao,
	/// How long it was, weighed.
	pub conviction: U64F64,
	/// The block of the last change.
	pub last_update: u64,
}

/// A signed number with 64 bits before and 64 after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct I64F64 {
	/// The number times 2^64.
	pub bits: i128,
}
