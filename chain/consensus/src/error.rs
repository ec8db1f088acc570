//! Why an input is refused.

use codec::{Decode, DecodeWithMemTracking, Encode};
use core::fmt;
use scale_info::TypeInfo;

/// The part of an [`Input`](crate::Input) that an [`InputError`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Part {
	/// `last_update`
	LastUpdate,
	/// `registered_at`
	RegisteredAt,
	/// `validator_permit`
	ValidatorPermit,
	/// `commit_block`
	CommitBlock,
	/// `weights`
	Weights,
	/// `bonds`
	Bonds,
	/// `owner_uid`
	OwnerUid,
}

/// An input that describes no subnet. Nothing was computed; correct the input and call again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum InputError {
	/// A vector has not one entry per uid. `stakes` says how many uids there are.
	LengthMismatch {
		/// Which vector.
		part: Part,
		/// The number of uids.
		expected: u32,
		/// The length it has.
		actual: u32,
	},
	/// A uid is not below the number of uids.
	UidOutOfRange {
		/// Where it stands.
		part: Part,
		/// The row it stands in (its own value for `owner_uid`).
		row: u32,
		/// The uid.
		uid: u16,
	},
	/// A row is not in strictly ascending order of uids. Sort it, and drop duplicates.
	UnsortedRow {
		/// Which matrix.
		part: Part,
		/// Which row.
		row: u32,
	},
	/// More than [`MAX_UIDS`](crate::MAX_UIDS) uids: sums of weights would leave the number format.
	TooManyUids,
}

impl fmt::Display for InputError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::LengthMismatch { part, expected, actual } => {
				write!(f, "{part:?} has {actual} entries, expected one per uid: {expected}")
			}
			Self::UidOutOfRange { part, row, uid } => {
				write!(f, "{part:?} row {row} names uid {uid}, which does not exist")
			}
			Self::UnsortedRow { part, row } => {
				write!(f, "{part:?} row {row} is not in strictly ascending order of uids")
			}
			Self::TooManyUids => write!(f, "more than {} uids", crate::MAX_UIDS),
		}
	}
}

impl core::error::Error for InputError {}
