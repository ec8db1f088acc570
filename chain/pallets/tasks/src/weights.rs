//! What the pallet's calls weigh. Estimates from the operations each does (reads and writes at the database's
//! prices, signatures at 60 µs), until they are measured by benchmarks.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls weigh.
pub trait WeightInfo {
	/// `publish` with an address of `bytes` bytes.
	fn publish(bytes: u32) -> Weight;
}

/// The weights of a chain with the database prices of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads: subnet, coldkey, hotkey, task, and for two accounts balance and holds. Writes: task, and for two
	/// accounts balance and holds. At most two signatures are checked.
	fn publish(bytes: u32) -> Weight {
		Weight::from_parts(190_000_000, 0)
			.saturating_add(Weight::from_parts(2_000, 0).saturating_mul(bytes.into()))
			.saturating_add(T::DbWeight::get().reads_writes(8, 5))
	}
}

impl WeightInfo for () {
	fn publish(_: u32) -> Weight {
		Weight::zero()
	}
}
