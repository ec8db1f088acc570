//! State of delegation: takes, child hotkeys, and where what a coldkey's miners earn is staked.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage_delegation {
	// ---- Takes ----

	/// The highest take of a delegate, of 65535.
	#[pallet::storage]
	pub type MaxDelegateTake<T> = StorageValue<_, u16, ValueQuery, DefaultCut>;

	/// The lowest take of a delegate, of 65535.
	#[pallet::storage]
	pub type MinDelegateTake<T> = StorageValue<_, u16, ValueQuery>;

	/// Blocks after a change of a delegate's take in which it cannot be raised.
	#[pallet::storage]
	pub type TxDelegateTakeRateLimit<T> = StorageValue<_, u64, ValueQuery, DefaultTakeRateLimit>;

	/// The block in which a delegate's take was last changed; 0: never.
	#[pallet::storage]
	pub type LastTxBlockDelegateTake<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u64, ValueQuery>;

	/// The part of its parents' dividends that a child hotkey keeps in a subnet, of 65535.
	#[pallet::storage]
	pub type ChildkeyTake<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, u16, u16, ValueQuery>;

	/// The highest take of a child hotkey, of 65535.
	#[pallet::storage]
	pub type MaxChildkeyTake<T> = StorageValue<_, u16, ValueQuery, DefaultCut>;

	/// The lowest take of a child hotkey, of 65535.
	#[pallet::storage]
	pub type MinChildkeyTake<T> = StorageValue<_, u16, ValueQuery>;

	/// The lowest take of a child hotkey in a subnet, of 65535, where it is above `MinChildkeyTake`.
	#[pallet::storage]
	pub type MinChildkeyTakePerSubnet<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// Blocks after a change of a child hotkey's take in which it cannot be raised.
	#[pallet::storage]
	pub type TxChildkeyTakeRateLimit<T> = StorageValue<_, u64, ValueQuery, DefaultTakeRateLimit>;

	/// The block in which a hotkey last changed something in a subnet, by the reference's number for what: 0 its
	/// children, 1 its take as a child.
	#[pallet::storage]
	pub type TransactionKeyLastBlock<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Identity, u16>,
			NMapKey<Identity, u16>,
		),
		u64,
		ValueQuery,
	>;

	// ---- Child hotkeys ----

	/// The children of a hotkey in a subnet, each with the part of the hotkey's stake that it validates with, of
	/// 2^64 - 1.
	#[pallet::storage]
	pub type ChildKeys<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, u16, ChildList<T>, ValueQuery>;

	/// The parents of a hotkey in a subnet, each with the part of its stake that the hotkey validates with: the
	/// same as `ChildKeys`, sorted by child.
	#[pallet::storage]
	pub type ParentKeys<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, u16, ParentList<T>, ValueQuery>;

	/// The children that a hotkey will have in a subnet, and the block after which the next epoch lets it.
	#[pallet::storage]
	pub type PendingChildKeys<T: Config> =
		StorageDoubleMap<_, Identity, u16, Blake2_128Concat, T::AccountId, (ChildList<T>, u64), ValueQuery>;

	/// Who waits in `PendingChildKeys`, in the order of coming, with the block of the entry.
	#[pallet::storage]
	pub type PendingChildKeysLine<T: Config> = StorageDoubleMap<_, Identity, u16, Identity, u64, (T::AccountId, u64)>;

	/// The first place in a subnet's line, and the next to be given.
	#[pallet::storage]
	pub type PendingChildKeysEnds<T> = StorageMap<_, Identity, u16, (u64, u64), ValueQuery>;

	/// Blocks between setting children and the epoch that lets them validate.
	#[pallet::storage]
	pub type PendingChildKeyCooldown<T> = StorageValue<_, u64, ValueQuery, DefaultPendingChildKeyCooldown>;

	/// How many pairs of parent and child a subnet has.
	#[pallet::storage]
	pub type ChildKeyPairs<T> = StorageMap<_, Identity, u16, u32, ValueQuery>;

	/// Accounts that have something in a subnet in the maps of this file that are sorted by account first, so that
	/// all of it is found when the subnet ends; and the place of the account's pending children in the line.
	#[pallet::storage]
	pub type DelegationRecords<T: Config> =
		StorageDoubleMap<_, Identity, u16, Blake2_128Concat, T::AccountId, Option<u64>, ValueQuery>;

	// ---- Where miners' earnings are staked ----

	/// The hotkey on which what the coldkey's miners earn in a subnet is staked, instead of on themselves.
	#[pallet::storage]
	pub type AutoStakeDestination<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, u16, T::AccountId>;
}
