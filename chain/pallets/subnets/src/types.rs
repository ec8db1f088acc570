//! What the pallet stores, apart from plain numbers.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use ganglion_timelock::OpenError;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::DispatchError;

/// An amount in rao: 1 token = 1_000_000_000 rao.
pub type Rao = u64;

/// A commit of weights: its hash, the epoch and the block in which it was made, and a zero.
/// The fourth field says nothing here; the reference's clients decode four.
pub type WeightCommit = (H256, u64, u64, u64);

/// An endpoint that a neuron serves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct AxonInfo {
	/// The block in which it was published.
	pub block: u64,
	/// Version of the served protocol, as the neuron numbers it.
	pub version: u32,
	/// The address as a number, IPv4 in the low 32 bits.
	pub ip: u128,
	/// TCP port.
	pub port: u16,
	/// 4 or 6.
	pub ip_type: u8,
	/// The neuron's own number for its protocol.
	pub protocol: u8,
	/// Free for the neuron's use.
	pub placeholder1: u8,
	/// Free for the neuron's use.
	pub placeholder2: u8,
}

/// What one coldkey has on one hotkey in one subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct StakePosition {
	/// Shares of the hotkey's pool.
	pub shares: u128,
	/// Rao added in the epoch `queued_epoch`, which are not shares yet.
	pub queued: Rao,
	/// The epoch in which `queued` was added; without meaning where `queued` is 0.
	pub queued_epoch: u64,
}

/// The other half of a hotkey's pool, whose value is `TotalHotkeyAlpha`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct PoolShares {
	/// All shares there are.
	pub shares: u128,
	/// Rao added in the epoch `queued_epoch` by all coldkeys, which are not shares yet.
	pub queued: Rao,
	/// The epoch in which `queued` was added; without meaning where `queued` is 0.
	pub queued_epoch: u64,
}

/// Shares that the stake queued in one epoch became, until each position has fetched its part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct StakeActivation {
	/// Rao whose owners have not fetched their shares.
	pub value: Rao,
	/// The shares they will fetch.
	pub shares: u128,
}

/// What a hotkey can change in a subnet only from time to time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimited {
	/// Its children.
	Children,
	/// What it keeps as a child.
	ChildkeyTake,
}

impl RateLimited {
	/// All of it.
	pub const ALL: [Self; 2] = [Self::Children, Self::ChildkeyTake];

	/// The reference's number for it, by which `TransactionKeyLastBlock` is keyed.
	pub const fn number(self) -> u16 {
		match self {
			Self::Children => 0,
			Self::ChildkeyTake => 1,
		}
	}
}

/// Where burned tokens come from. Each has a counter in `Burned`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum BurnReason {
	/// The price of a registration.
	Registration,
	/// Fees and tips of transactions.
	Fee,
	/// Rest of an account below the existential deposit.
	Dust,
	/// Incentive of hotkeys that belong to the subnet's owner, who is paid by the owner's cut.
	OwnerIncentive,
	/// Tokens that somebody sent to an account without a key.
	Stray,
	/// The price of a swap of keys.
	KeySwap,
}

impl BurnReason {
	/// Every reason, for those who sum them up.
	pub const ALL: [Self; 6] = [
		Self::Registration,
		Self::Fee,
		Self::Dust,
		Self::OwnerIncentive,
		Self::Stray,
		Self::KeySwap,
	];
}

/// Why an open commit was removed without its weights having been set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum CommitDropReason {
	/// The epoch in which it could be revealed has passed.
	Expired,
	/// A later commit was revealed first, and older weights must not replace newer ones.
	Superseded,
	/// Its hotkey lost its place in the subnet.
	NeuronReplaced,
	/// The subnet gave up the mechanism that it was for.
	MechanismRemoved,
	/// Its hotkey was swapped, and the hash names the old one.
	HotkeySwapped,
	/// The subnet's uids were given out anew, and the weights name the old ones.
	UidsRenumbered,
}

/// What [`crate::LastRateLimitedBlock`] limits. Indices are the reference's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum RateLimitKey<AccountId> {
	/// Swaps of keys by a coldkey.
	#[codec(index = 3)]
	LastTxBlock(AccountId),
}

/// Why a timelocked commit left its validator without weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum RevealFailure {
	/// Nobody brought the signature of its round before its epoch was over. Choose an earlier round.
	PulseMissing,
	/// It was not sealed for its round and this chain's beacon, or was changed.
	NotOpened(OpenError),
	/// It holds no hotkey, uids, values and version key in SCALE.
	PayloadUnreadable,
	/// It was sealed by another hotkey, and copied.
	HotkeyMismatch,
	/// Its weights could not have been set either, for this reason.
	RowRefused(DispatchError),
}

/// Why an epoch was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum EpochSkipReason {
	/// The subnet has no neuron.
	NoNeurons,
	/// The stored state of the subnet contradicts itself. The chain's invariants tell where.
	InconsistentState,
	/// The epoch's result would pay more than there is.
	PaysTooMuch,
}

/// An unsigned number with 64 bits before and 64 bits after the point, encoded as the reference does.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct U64F64 {
	/// The number times 2^64.
	pub bits: u128,
}

impl U64F64 {
	/// 1
	pub const ONE: Self = Self { bits: 1 << 64 };

	/// The number `hundredths` / 100, rounded down.
	pub const fn from_hundredths(hundredths: u64) -> Self {
		Self {
			bits: ((hundredths as u128) << 64) / 100,
		}
	}
}

/// What a new subnet's hyperparameters are. Set at genesis; defaults are the reference's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct SubnetDefaults {
	/// Blocks between epochs.
	pub tempo: u16,
	/// Blocks between two settings of weights by one hotkey.
	pub weights_set_rate_limit: u64,
	/// Blocks in which a new neuron is not pruned.
	pub immunity_period: u16,
	/// Blocks between two publications of an endpoint by one hotkey.
	pub serving_rate_limit: u64,
	/// Price of the first registration.
	pub burn: Rao,
	/// The price never falls below it.
	pub min_burn: Rao,
	/// The price never rises above it.
	pub max_burn: Rao,
	/// Neurons that a subnet holds.
	pub max_allowed_uids: u16,
	/// Neurons that receive a validator permit.
	pub max_allowed_validators: u16,
	/// Uids that a row of weights names at least.
	pub min_allowed_weights: u16,
	/// Weights are committed first and revealed later.
	pub commit_reveal: bool,
	/// Thousandths of a tempo after which a validator without new weights is inactive.
	pub activity_cutoff_factor_milli: u32,
}

impl Default for SubnetDefaults {
	fn default() -> Self {
		Self {
			tempo: 360,
			weights_set_rate_limit: 100,
			immunity_period: 5_000,
			serving_rate_limit: 50,
			burn: 1_000_000_000,
			min_burn: 500_000,
			max_burn: 100_000_000_000,
			max_allowed_uids: 256,
			max_allowed_validators: 64,
			min_allowed_weights: 1,
			commit_reveal: true,
			activity_cutoff_factor_milli: 13_889,
		}
	}
}
