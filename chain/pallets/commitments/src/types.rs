//! What the pallet stores, and what it asks of others.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::Get, BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;

pub use crate::data::Data;

/// What a neuron says about itself.
#[derive(
	CloneNoBound,
	DebugNoBound,
	DefaultNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[codec(mel_bound())]
#[scale_info(skip_type_params(FieldLimit))]
pub struct CommitmentInfo<FieldLimit: Get<u32>> {
	/// The fields, in the order in which they were sent.
	pub fields: BoundedVec<Data, FieldLimit>,
}

impl<FieldLimit: Get<u32>> CommitmentInfo<FieldLimit> {
	/// Bytes that count against the limit of an epoch.
	pub fn len_for_rate_limit(&self) -> u64 {
		self.fields
			.iter()
			.fold(0, |sum, field| sum.saturating_add(field.len_for_rate_limit()))
	}

	/// The rounds of its timelocked fields.
	pub fn reveal_rounds(&self) -> impl Iterator<Item = u64> + '_ {
		self.fields.iter().filter_map(|field| match field {
			Data::TimelockEncrypted { reveal_round, .. } => Some(*reveal_round),
			_ => None,
		})
	}
}

/// A commitment as it is stored.
#[derive(CloneNoBound, DebugNoBound, PartialEqNoBound, EqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[codec(mel_bound(Balance: MaxEncodedLen, BlockNumber: MaxEncodedLen))]
#[scale_info(skip_type_params(MaxFields))]
pub struct Registration<
	Balance: Clone + core::fmt::Debug + Eq,
	MaxFields: Get<u32>,
	BlockNumber: Clone + core::fmt::Debug + Eq,
> {
	/// What is held for it. Nothing is: neurons pay for their place, and bytes are limited by epoch.
	pub deposit: Balance,
	/// The block in which it was set.
	pub block: BlockNumber,
	/// What it says.
	pub info: CommitmentInfo<MaxFields>,
}

/// How much a neuron has committed in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, MaxEncodedLen)]
pub struct UsageTracker {
	/// The epoch.
	pub last_epoch: u64,
	/// Bytes in that epoch.
	pub used_space: u64,
}

/// What was in timelocked fields, each with the block in which it was opened; the latest last.
pub type Revealed = Vec<(Vec<u8>, u64)>;

/// What the pallet asks of the subnets.
pub trait SubnetsInterface<AccountId> {
	/// Whether `who` is a hotkey that is registered in the subnet.
	fn can_commit(netuid: u16, who: &AccountId) -> bool;

	/// Whether the subnet is being removed: its neurons go first, and what they committed with the subnet.
	fn is_ending(netuid: u16) -> bool;

	/// The number of the subnet's present epoch.
	fn epoch_index(netuid: u16) -> u64;

	/// Rows of bonds that [`Self::reset_bonds`] looks at.
	fn rows_of_bonds(netuid: u16) -> u32;

	/// Makes the bonds on `who` begin anew, where the subnet wants that.
	fn reset_bonds(netuid: u16, who: &AccountId);
}

/// Why a timelocked field stays closed for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum TimelockError {
	/// The pulse of the round was left out, and is too old to be brought.
	NoPulse,
	/// The ciphertext is none, or not for this round.
	Undecipherable,
}

/// The randomness beacon whose rounds open timelocked fields.
pub trait Timelock {
	/// The latest round that the chain has, or nothing where it follows no beacon.
	fn last_round() -> Option<u64>;

	/// Whether the pulse of a round that is past may still be brought.
	fn may_come(round: u64) -> bool;

	/// Opens a ciphertext by the pulse of `round`, which is not after [`Self::last_round`].
	///
	/// # Errors
	/// `NoPulse` where the chain has no pulse of the round, else where the ciphertext can never be opened.
	fn open(encrypted: &[u8], round: u64) -> Result<Vec<u8>, TimelockError>;
}

/// No beacon: nothing is opened.
impl Timelock for () {
	fn last_round() -> Option<u64> {
		None
	}

	fn may_come(_round: u64) -> bool {
		false
	}

	fn open(_encrypted: &[u8], _round: u64) -> Result<Vec<u8>, TimelockError> {
		Err(TimelockError::NoPulse)
	}
}
