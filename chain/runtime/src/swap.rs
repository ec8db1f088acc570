//! What a unit of stake costs. In the reference this pallet is a market of every subnet's own token; here
//! stake is the token itself, so the price is 1 in every subnet, nothing is charged for the exchange, and no
//! amount moves the price. Clients ask before they stake, and are told so.

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;
	use pallet_subnets::types::U64F64;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::type_value]
	pub fn NoFee() -> u16 {
		0
	}

	#[pallet::type_value]
	pub fn PriceOne() -> U64F64 {
		U64F64::ONE
	}

	/// The fee of an exchange, of 65535. Read by clients, never written: 0.
	#[pallet::storage]
	pub type FeeRate<T> = StorageMap<_, Twox64Concat, u16, u16, ValueQuery, NoFee>;

	/// The square root of the price of a unit of stake, in tokens. Read by clients, never written: 1.
	#[pallet::storage]
	pub type AlphaSqrtPrice<T> = StorageMap<_, Twox64Concat, u16, U64F64, ValueQuery, PriceOne>;
}
