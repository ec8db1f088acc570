//! The part of the pallet's state that epochs leave which are written over several blocks.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage_epoch {
	/// By subnet: an epoch that is decided and not yet written to its end.
	#[pallet::storage]
	pub type EpochRuns<T> = StorageMap<_, Identity, u16, EpochRun>;

	/// What such an epoch still has to write, by subnet and chunk, each sorted by [`epoch_booking::place`].
	#[pallet::storage]
	pub type EpochBookings<T: Config> = StorageDoubleMap<_, Identity, u16, Identity, u16, BookingChunk<T>, ValueQuery>;
}
