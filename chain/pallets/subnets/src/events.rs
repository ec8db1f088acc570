//! What the pallet tells.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A subnet was registered: netuid, and 0 for its modality.
		NetworkAdded(u16, u16),
		/// A subnet was started: netuid and the block of its first emission.
		FirstEmissionBlockNumberSet(u16, u64),
		/// A hotkey was registered: netuid, uid, hotkey.
		NeuronRegistered(u16, u16, T::AccountId),
		/// A hotkey lost its uid to the newcomer that the next `NeuronRegistered` names: netuid, uid, hotkey.
		NeuronReplaced(u16, u16, T::AccountId),
		/// A subnet has another tempo: netuid, blocks.
		TempoSet(u16, u16),
		/// A subnet has another activity cutoff.
		ActivityCutoffFactorMilliSet {
			/// The subnet.
			netuid: u16,
			/// Thousandths of a tempo.
			factor_milli: u32,
		},
		/// An owner triggered an epoch.
		EpochTriggered {
			/// The subnet.
			netuid: u16,
			/// The owner.
			by: T::AccountId,
			/// The block in which it runs.
			fires_at: u64,
		},
		/// A subnet was removed: no call knows its netuid any more. What it held goes back in the next blocks.
		NetworkRemoved(u16),
		/// All that a removed subnet held went back. Its number is free.
		NetworkDissolved {
			/// The subnet.
			netuid: u16,
			/// Rao of stake that its positions were worth, the last epoch's payments included.
			stake_returned: Rao,
			/// Rao of lock that its owner got back.
			lock_returned: Rao,
			/// Rao of emission that no epoch could divide. Its owner got them.
			emission_returned: Rao,
		},
		/// The subnet's limit of neurons was set, and those beyond it removed: netuid, limit.
		MaxAllowedUidsSet(u16, u16),
		/// A neuron was removed when the subnet's limit was lowered: netuid, former uid, hotkey.
		NeuronTrimmed(u16, u16, T::AccountId),
		/// A coldkey told who it is.
		ChainIdentitySet(T::AccountId),
		/// A subnet's owner told what it is: netuid.
		SubnetIdentitySet(u16),
		/// What was told of a subnet is gone: netuid.
		SubnetIdentityRemoved(u16),
		/// A subnet has another symbol.
		SymbolUpdated {
			/// The subnet.
			netuid: u16,
			/// The symbol, in UTF-8.
			symbol: Vec<u8>,
		},
		/// A subnet has another owner hotkey: netuid, hotkey.
		SubnetOwnerHotkeySet(u16, T::AccountId),
		/// A hotkey took another's place everywhere.
		HotkeySwapped {
			/// The coldkey of both.
			coldkey: T::AccountId,
			/// The hotkey that left.
			old_hotkey: T::AccountId,
			/// The hotkey that came.
			new_hotkey: T::AccountId,
		},
		/// A hotkey took another's place in one subnet.
		HotkeySwappedOnSubnet {
			/// The coldkey of both.
			coldkey: T::AccountId,
			/// The hotkey that left.
			old_hotkey: T::AccountId,
			/// The hotkey that came.
			new_hotkey: T::AccountId,
			/// The subnet.
			netuid: u16,
		},
		/// A coldkey will be swapped, unless that is disputed or withdrawn.
		ColdkeySwapAnnounced {
			/// The coldkey.
			who: T::AccountId,
			/// The hash of the coldkey that comes.
			new_coldkey_hash: T::Hash,
		},
		/// A coldkey's announced swap was disputed: root decides.
		ColdkeySwapDisputed {
			/// The coldkey.
			coldkey: T::AccountId,
		},
		/// A coldkey's announcement was withdrawn.
		ColdkeySwapCleared {
			/// The coldkey.
			who: T::AccountId,
		},
		/// Root ended a coldkey's announcement, and its dispute.
		ColdkeySwapReset {
			/// The coldkey.
			who: T::AccountId,
		},
		/// All that was a coldkey's is another's.
		ColdkeySwapped {
			/// The coldkey that left.
			old_coldkey: T::AccountId,
			/// The coldkey that came.
			new_coldkey: T::AccountId,
		},
		/// An endpoint was published: netuid, hotkey.
		AxonServed(u16, T::AccountId),
		/// Stake was added: coldkey, hotkey, rao paid, stake received, netuid, fee.
		StakeAdded(T::AccountId, T::AccountId, Rao, Rao, u16, u64),
		/// Stake was removed: coldkey, hotkey, rao received, stake given up, netuid, fee.
		StakeRemoved(T::AccountId, T::AccountId, Rao, Rao, u16, u64),
		/// Stake was moved: coldkey, from hotkey, in subnet, to hotkey, in subnet, rao.
		StakeMoved(T::AccountId, T::AccountId, u16, T::AccountId, u16, Rao),
		/// Stake was given away: from coldkey, to coldkey, hotkey, from subnet, to subnet, rao.
		StakeTransferred(T::AccountId, T::AccountId, T::AccountId, u16, u16, Rao),
		/// Stake was moved to another subnet: coldkey, hotkey, from subnet, to subnet, rao.
		StakeSwapped(T::AccountId, T::AccountId, u16, u16, Rao),
		/// Whether stake in a subnet can be given away was set: netuid, whether.
		TransferToggle(u16, bool),
		/// Somebody else than its owner staked on a hotkey for the first time: coldkey, hotkey, its take of 65535.
		DelegateAdded(T::AccountId, T::AccountId, u16),
		/// A delegate lowered its take: coldkey, hotkey, take of 65535.
		TakeDecreased(T::AccountId, T::AccountId, u16),
		/// A delegate raised its take: coldkey, hotkey, take of 65535.
		TakeIncreased(T::AccountId, T::AccountId, u16),
		/// A hotkey will have these children: hotkey, netuid, the block after which, children with their parts.
		SetChildrenScheduled(T::AccountId, u16, u64, Vec<(u64, T::AccountId)>),
		/// A hotkey has these children: hotkey, netuid, children with their parts.
		SetChildren(T::AccountId, u16, Vec<(u64, T::AccountId)>),
		/// Children that were scheduled cannot be set any more: hotkey, netuid, children with their parts, why.
		SetChildrenDropped(T::AccountId, u16, Vec<(u64, T::AccountId)>, sp_runtime::DispatchError),
		/// A hotkey set what it keeps as a child: hotkey, take of 65535.
		ChildKeyTakeSet(T::AccountId, u16),
		/// Root set the blocks in which a child hotkey's take cannot be raised.
		TxChildKeyTakeRateLimitSet(u64),
		/// Root set the lowest take of child hotkeys, of 65535.
		MinChildKeyTakeSet(u16),
		/// The lowest take of child hotkeys in a subnet was set: netuid, take of 65535.
		MinChildKeyTakePerSubnetSet(u16, u16),
		/// Root set the highest take of child hotkeys, of 65535.
		MaxChildKeyTakeSet(u16),
		/// Root set the blocks that children wait for.
		PendingChildKeyCooldownSet(u64),
		/// A coldkey chose where what its miners earn in a subnet is staked.
		AutoStakeDestinationSet {
			/// The coldkey.
			coldkey: T::AccountId,
			/// The subnet.
			netuid: u16,
			/// The hotkey that it is staked on.
			hotkey: T::AccountId,
		},
		/// What a miner earned was staked where its coldkey chose.
		AutoStakeAdded {
			/// The subnet.
			netuid: u16,
			/// The hotkey that it was staked on.
			destination: T::AccountId,
			/// The miner.
			hotkey: T::AccountId,
			/// The miner's coldkey.
			owner: T::AccountId,
			/// Rao.
			incentive: Rao,
		},
		/// Weights were set: storage index, uid.
		WeightsSet(u16, u16),
		/// Weights were committed: hotkey, storage index, hash.
		WeightsCommitted(T::AccountId, u16, H256),
		/// Weights were revealed: hotkey, storage index, hash of the commit.
		WeightsRevealed(T::AccountId, u16, H256),
		/// Weights were committed that open by themselves: hotkey, storage index, hash of the sealed row, round.
		TimelockedWeightsCommitted(T::AccountId, u16, H256, u64),
		/// Weights were opened and set: storage index, hotkey.
		TimelockedWeightsRevealed(u16, T::AccountId),
		/// Weights could not be opened or set. The validator has none now.
		TimelockedWeightsNotRevealed {
			/// The validator.
			hotkey: T::AccountId,
			/// The storage index.
			index: u16,
			/// The hash of the sealed row.
			commit_hash: H256,
			/// Why.
			reason: RevealFailure,
		},
		/// Several commits were revealed at once: hotkey, netuid, hashes of the commits.
		WeightsBatchRevealed(T::AccountId, u16, Vec<H256>),
		/// A batch of weights or commits was taken, but for the items that events before it name: netuids, hotkey.
		BatchWeightsCompleted(Vec<codec::Compact<u16>>, T::AccountId),
		/// Items of a batch were refused; events after it say which.
		BatchCompletedWithErrors(),
		/// An item of a batch was refused: netuid, why.
		BatchWeightItemFailed(u16, sp_runtime::DispatchError),
		/// A commit ended without its weights having been set: hotkey, storage index, hash, why.
		WeightsCommitDropped(T::AccountId, u16, H256, CommitDropReason),
		/// An epoch paid a mechanism's miners: rao by uid, before what is burned of the owner's.
		IncentiveAlphaEmittedToMiners {
			/// The storage index.
			netuid: u16,
			/// Rao by uid.
			emissions: Vec<Rao>,
		},
		/// An epoch ran. The rao it had to distribute = staked + burned + carried.
		EpochFinished {
			/// The subnet.
			netuid: u16,
			/// Its epochs, this one included.
			epoch: u64,
			/// Rao staked for miners, validators, delegators and the owner.
			staked: Rao,
			/// Rao burned instead of paid to the owner's own miners.
			burned: Rao,
			/// Rao left for the next epoch, by rounding or for want of somebody to pay.
			carried: Rao,
		},
		/// An epoch waits for the next block, since this one had as much of epochs as it takes, or since the epoch
		/// before is still being written.
		EpochDeferred {
			/// The subnet.
			netuid: u16,
		},
		/// An epoch could not run. Its emission waits for the next one.
		EpochSkipped {
			/// The subnet.
			netuid: u16,
			/// Why.
			reason: EpochSkipReason,
		},
		/// An epoch that was decided some blocks ago is written to its end.
		EpochBooked {
			/// The subnet.
			netuid: u16,
			/// Its epochs, this one included.
			epoch: u64,
		},
	}
}
