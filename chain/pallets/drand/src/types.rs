//! What the pallet stores. Names and encodings are the reference's.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::BoundedVec;
use scale_info::TypeInfo;
use sp_core::ConstU32;

/// The number of a round; the first is 1.
pub type RoundNumber = u64;

/// At most 32 bytes: a hash, or a short name.
pub type BoundedHash = BoundedVec<u8, ConstU32<32>>;

/// A public key: a compressed point of G2.
pub type OpaquePublicKey = BoundedVec<u8, ConstU32<96>>;

/// Who the beacon is, and when it signs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct BeaconConfiguration {
	/// The key that signatures are verified with: a compressed point of G2.
	pub public_key: OpaquePublicKey,
	/// Seconds between two rounds.
	pub period: u32,
	/// When round 1 was signed, in seconds since 1970.
	pub genesis_time: u32,
	/// The name that drand's servers know the beacon by: a hash of its parameters.
	pub hash: BoundedHash,
	/// A hash of the beacon's first committee.
	pub group_hash: BoundedHash,
	/// How it signs; only `bls-unchained-g1-rfc9380` is understood.
	pub scheme_id: BoundedHash,
	/// More about it.
	pub metadata: Metadata,
}

/// More about a beacon.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Metadata {
	/// Its name.
	pub beacon_id: BoundedHash,
}

/// A round and what the beacon signed it with.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Pulse {
	/// The round.
	pub round: RoundNumber,
	/// The sha256 of the signature: 32 bytes.
	pub randomness: BoundedHash,
	/// The signature: 48 bytes, a compressed point of G1.
	pub signature: BoundedVec<u8, ConstU32<144>>,
}
