//! How long a slot lasts and how high the chain is.
//!
//! **Slots.** A value of genesis, because a network of many machines and a chain inside one process want different
//! ones, and one runtime serves both. Aura's `SlotDuration`, the timestamp's `MinimumPeriod` and the metadata's
//! constants all read this one storage item, so they can not disagree.
//!
//! **Heights.** Headers of a network begin at 0, also where its genesis is the state of a former one
//! ([`crate::regenesis`]). What pallets keep (a neuron's registration, a limit's last use, a call's schedule) must go
//! on counting from there: they all read the height, the header's number and `GenesisOffset` together.

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::BlockNumberFor;

	/// A slot of a network of many machines, in milliseconds.
	pub const DEFAULT_SLOT_DURATION: u64 = 12_000;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::type_value]
	pub fn DefaultSlotDuration() -> u64 {
		DEFAULT_SLOT_DURATION
	}

	/// The length of a slot in milliseconds. Written at genesis and never again.
	#[pallet::storage]
	pub type SlotDuration<T> = StorageValue<_, u64, ValueQuery, DefaultSlotDuration>;

	/// Blocks of the networks before this one, whose state it began with.
	#[pallet::storage]
	pub type GenesisOffset<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// The clock of a new chain.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// The length of a slot in milliseconds, at least 2 (half of it is the least time between blocks).
		pub slot_duration: u64,
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				slot_duration: DEFAULT_SLOT_DURATION,
				_config: PhantomData,
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.slot_duration >= 2, "chainClock.slotDuration must be at least 2 ms");
			SlotDuration::<T>::put(self.slot_duration);
		}
	}
}

use core::marker::PhantomData;
use frame_support::traits::Get;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::BlockNumberProvider, Saturating};

impl<T: Config> BlockNumberProvider for Pallet<T> {
	type BlockNumber = BlockNumberFor<T>;

	fn current_block_number() -> Self::BlockNumber {
		frame_system::Pallet::<T>::block_number().saturating_add(GenesisOffset::<T>::get())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_block_number(block: Self::BlockNumber) {
		frame_system::Pallet::<T>::set_block_number(block);
	}
}

/// The slot of this chain, in milliseconds.
pub struct SlotDurationOf<T>(PhantomData<T>);

impl<T: Config> Get<u64> for SlotDurationOf<T> {
	fn get() -> u64 {
		SlotDuration::<T>::get()
	}
}

/// The least time between two blocks in milliseconds: half a slot.
pub struct MinimumPeriodOf<T>(PhantomData<T>);

impl<T: Config> Get<u64> for MinimumPeriodOf<T> {
	fn get() -> u64 {
		SlotDuration::<T>::get() / 2
	}
}
