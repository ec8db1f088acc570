//! Items that Bittensor's clients read and that are the same for every subnet and account of this chain, since what
//! they are about does not exist here. Nothing writes them: clients find the name, and by it the value.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage_clients {
	/// The largest share of one weight, of 65535: not limited.
	#[pallet::storage]
	pub type MaxWeightsLimit<T> = StorageMap<_, Identity, u16, u16, ValueQuery, DefaultMaxWeightsLimit>;

	/// How a subnet's epochs reach consensus.
	#[pallet::storage]
	pub type SubnetEpochConsensus<T> = StorageMap<_, Identity, u16, EpochConsensus, ValueQuery>;

	/// The share of a registration's price that is locked as collateral, of 65535: none, all of it is burned.
	#[pallet::storage]
	pub type CollateralLockShare<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// Rao that a block's emission put into a subnet's pool: there is no pool.
	#[pallet::storage]
	pub type SubnetTaoInEmission<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// A subnet's flow of stake as block and moving average: not measured, emission goes by the average of stake.
	#[pallet::storage]
	pub type SubnetEmaTaoFlow<T> = StorageMap<_, Identity, u16, (u64, I64F64)>;

	/// What a coldkey does with root dividends: there are none.
	#[pallet::storage]
	pub type RootClaimType<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, RootClaimTypeEnum, ValueQuery>;

	/// Stake that a coldkey locked on a hotkey: stake is not locked.
	#[pallet::storage]
	pub type Lock<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Identity, u16>,
			NMapKey<Blake2_128Concat, T::AccountId>,
		),
		LockState,
	>;

	/// All that is locked on a hotkey for good: nothing.
	#[pallet::storage]
	pub type HotkeyLock<T: Config> = StorageDoubleMap<_, Identity, u16, Blake2_128Concat, T::AccountId, LockState>;

	/// All that is locked on a hotkey for a time: nothing.
	#[pallet::storage]
	pub type DecayingHotkeyLock<T: Config> =
		StorageDoubleMap<_, Identity, u16, Blake2_128Concat, T::AccountId, LockState>;

	/// All that is locked on the owner's hotkey for good: nothing.
	#[pallet::storage]
	pub type OwnerLock<T> = StorageMap<_, Identity, u16, LockState>;

	/// All that is locked on the owner's hotkey for a time: nothing.
	#[pallet::storage]
	pub type DecayingOwnerLock<T> = StorageMap<_, Identity, u16, LockState>;

	/// Whether a coldkey's lock is for a time: nobody says so.
	#[pallet::storage]
	pub type DecayingLock<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, u16, bool>;

	/// Blocks in which a lock would fade; clients divide by it.
	#[pallet::storage]
	pub type UnlockRate<T> = StorageValue<_, u64, ValueQuery, DefaultLockRate>;

	/// Blocks in which a lock would ripen; clients divide by it.
	#[pallet::storage]
	pub type MaturityRate<T> = StorageValue<_, u64, ValueQuery, DefaultLockRate>;
}
