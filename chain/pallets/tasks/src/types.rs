//! What the pallet stores, and what it asks of others.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// The longest address of a bundle, in bytes.
pub const MAX_URI_BYTES: u32 = 256;

/// The task of a subnet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct PublishedTask<AccountId, Balance> {
	/// sha256 of the canonical manifest.
	pub manifest_hash: [u8; 32],
	/// Where the bundle is, as UTF-8.
	pub uri: BoundedVec<u8, ConstU32<MAX_URI_BYTES>>,
	/// Who published it, and has the deposit held.
	pub publisher: AccountId,
	/// The block in which it was published.
	pub block: u64,
	/// How many tasks the subnet has had, this one included.
	pub version: u32,
	/// What is held for it.
	pub deposit: Balance,
}

/// Who may publish on a subnet.
pub trait SubnetAuthors<AccountId> {
	/// The accounts that speak for the owner of `netuid`, or nothing where there is no such subnet.
	fn authors(netuid: u16) -> Option<Vec<AccountId>>;
}
