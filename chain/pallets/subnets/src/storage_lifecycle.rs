//! The part of the pallet's state that says who somebody is, and what is on its way out: identities,
//! symbols, subnets being dissolved, swaps of keys.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage_lifecycle {
	/// What a coldkey tells about itself. Bounded by [`crate::identity`] on entry.
	#[pallet::storage]
	#[pallet::unbounded]
	pub type IdentitiesV2<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ChainIdentityOfV2>;

	/// What a subnet's owner tells about it. Bounded by [`crate::identity`] on entry.
	#[pallet::storage]
	#[pallet::unbounded]
	pub type SubnetIdentitiesV3<T: Config> = StorageMap<_, Blake2_128Concat, u16, SubnetIdentityOfV3>;

	/// The symbol of a subnet's stake, in UTF-8: one of [`crate::symbols::SYMBOLS`].
	#[pallet::storage]
	#[pallet::unbounded]
	pub type TokenSymbol<T: Config> = StorageMap<_, Identity, u16, Vec<u8>, ValueQuery, DefaultSymbol>;

	/// Subnets that are being dissolved: no call knows them any more, and what they held is on its way back.
	#[pallet::storage]
	pub type Dissolutions<T: Config> = StorageMap<_, Identity, u16, Dissolution>;

	/// The fewest neurons that a subnet's limit can be trimmed to.
	#[pallet::storage]
	pub type MinAllowedUids<T> = StorageMap<_, Identity, u16, u16, ValueQuery, DefaultMinAllowedUids>;

	/// The subnet has a part in the emission.
	#[pallet::storage]
	pub type SubnetEmissionEnabled<T> = StorageMap<_, Identity, u16, bool, ValueQuery, DefaultTrue>;

	/// The owner has its cut of the subnet's emission.
	#[pallet::storage]
	pub type OwnerCutEnabled<T> = StorageMap<_, Identity, u16, bool, ValueQuery, DefaultTrue>;

	/// Registrations that a subnet takes in one block; the rising price limits them besides.
	#[pallet::storage]
	pub type MaxRegistrationsPerBlock<T> =
		StorageMap<_, Identity, u16, u16, ValueQuery, DefaultMaxRegistrationsPerBlock>;

	/// Registrations in the present block; nothing where there were none.
	#[pallet::storage]
	pub type RegistrationsThisBlock<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// The block of an epoch that the owner triggered; nothing where none waits.
	#[pallet::storage]
	pub type PendingEpochAt<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// The block of the last act of a kind, where its kind is limited by time.
	#[pallet::storage]
	pub type LastRateLimitedBlock<T: Config> = StorageMap<_, Identity, RateLimitKey<T::AccountId>, u64, ValueQuery>;

	/// The block in which a coldkey last swapped a hotkey in a subnet: keys (netuid, coldkey).
	#[pallet::storage]
	pub type LastHotkeySwapOnNetuid<T: Config> =
		StorageDoubleMap<_, Identity, u16, Blake2_128Concat, T::AccountId, u64, ValueQuery>;

	/// Blocks between the announcement of a coldkey's swap and the swap.
	#[pallet::storage]
	pub type ColdkeySwapAnnouncementDelay<T: Config> =
		StorageValue<_, BlockNumberFor<T>, ValueQuery, DefaultColdkeySwapAnnouncementDelay<BlockNumberFor<T>>>;

	/// Blocks after that in which the announcement cannot be changed or withdrawn.
	#[pallet::storage]
	pub type ColdkeySwapReannouncementDelay<T: Config> =
		StorageValue<_, BlockNumberFor<T>, ValueQuery, DefaultColdkeySwapReannouncementDelay<BlockNumberFor<T>>>;

	/// By coldkey: the block from which it can be swapped, and the hash of the new coldkey.
	#[pallet::storage]
	pub type ColdkeySwapAnnouncements<T: Config> =
		StorageMap<_, Twox64Concat, T::AccountId, (BlockNumberFor<T>, T::Hash)>;

	/// By coldkey: the block in which its announced swap was disputed.
	#[pallet::storage]
	pub type ColdkeySwapDisputes<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, BlockNumberFor<T>>;
}
