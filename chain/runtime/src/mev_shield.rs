//! The key of an encrypted mempool, which this chain has not. Bittensor's clients encrypt what trades stake unless told
//! otherwise, and read the key first: where there is none they say so and send it in the clear. Nothing is encrypted here,
//! and nothing claims to be.

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	/// Room for a key of ML-KEM-768, which has 1184 bytes.
	const MAX_KEY_BYTES: u32 = 2048;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The key that clients encrypt for. Read by clients, never written: none.
	#[pallet::storage]
	pub type NextKey<T> = StorageValue<_, BoundedVec<u8, ConstU32<MAX_KEY_BYTES>>, OptionQuery>;
}
