//! The pallet's state.
//!
//! Names, keys and hashers are the reference's where it has the item. `u16` keys are subnets (netuid),
//! the second `u16` of a pair is a uid. `Weights`, `Bonds`, `Incentive`, `LastUpdate` and the commits belong to
//! a mechanism, and their `u16` key is its storage index ([`crate::mechanisms`]).
//!
//! Every map is bounded: by the number of subnets and uids, or by entries that somebody paid for
//! (a hotkey by its registration burn, a stake position by its minimum).

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage {
	// ---- Chain-wide parameters, set at genesis, changed by root ----

	/// What the hyperparameters of a new subnet are.
	#[pallet::storage]
	pub type NewSubnetDefaults<T> = StorageValue<_, SubnetDefaults, ValueQuery>;

	/// Subnets there may be at a time, at most `MaxSubnets`.
	#[pallet::storage]
	pub type SubnetLimit<T> = StorageValue<_, u16, ValueQuery, DefaultSubnetLimit>;

	/// Blocks between two new subnets.
	#[pallet::storage]
	pub type NetworkRateLimit<T> = StorageValue<_, u64, ValueQuery, DefaultNetworkRateLimit>;

	/// Blocks in which a new subnet is not removed to make room for another.
	#[pallet::storage]
	pub type NetworkImmunityPeriod<T> = StorageValue<_, u64, ValueQuery, DefaultNetworkImmunityPeriod>;

	/// The least that a new subnet locks, in rao.
	#[pallet::storage]
	pub type NetworkMinLockCost<T> = StorageValue<_, Rao, ValueQuery, DefaultNetworkMinLockCost>;

	/// Blocks in which the lock cost falls by what the last subnet locked.
	#[pallet::storage]
	pub type NetworkLockReductionInterval<T> = StorageValue<_, u64, ValueQuery, DefaultLockReductionInterval>;

	/// Blocks between the registration of a subnet and its start.
	#[pallet::storage]
	pub type StartCallDelay<T: Config> = StorageValue<_, u64, ValueQuery, T::InitialStartCallDelay>;

	/// Blocks before an epoch in which owners cannot change hyperparameters.
	#[pallet::storage]
	pub type AdminFreezeWindow<T> = StorageValue<_, u16, ValueQuery, DefaultAdminFreezeWindow>;

	/// Tempos between two changes of one hyperparameter by the owner.
	#[pallet::storage]
	pub type OwnerHyperparamRateLimit<T> = StorageValue<_, u16, ValueQuery, DefaultOwnerHyperparamRateLimit>;

	/// Epochs that run in one block at most; others wait for the next block.
	#[pallet::storage]
	pub type MaxEpochsPerBlock<T> = StorageValue<_, u8, ValueQuery, DefaultMaxEpochsPerBlock>;

	/// Stake below it counts as none in an epoch, and does not allow to set weights, in rao.
	#[pallet::storage]
	pub type StakeThreshold<T> = StorageValue<_, Rao, ValueQuery>;

	/// The least stake that is added, or left, in rao.
	#[pallet::storage]
	pub type NominatorMinRequiredStake<T> = StorageValue<_, Rao, ValueQuery, DefaultMinStake>;

	/// Blocks between two swaps of keys by one coldkey.
	#[pallet::storage]
	pub type TxRateLimit<T> = StorageValue<_, u64, ValueQuery, DefaultTxRateLimit>;

	/// The owner's part of a subnet's emission, of 65535.
	#[pallet::storage]
	pub type SubnetOwnerCut<T> = StorageValue<_, u16, ValueQuery, DefaultCut>;

	/// Weight of the newest block in a subnet's moving average of stake, in billionths.
	#[pallet::storage]
	pub type StakeAverageAlpha<T> = StorageValue<_, u32, ValueQuery, DefaultStakeAverageAlpha>;

	/// The version of the timelocked commits that the chain opens.
	#[pallet::storage]
	pub type CommitRevealWeightsVersion<T> = StorageValue<_, u16, ValueQuery, DefaultCommitRevealVersion>;

	/// Mechanisms that a subnet may have.
	#[pallet::storage]
	pub type MaxMechanismCount<T> = StorageValue<_, u8, ValueQuery, DefaultMaxMechanismCount>;

	/// Endpoints on 127.0.0.0/8 and ::1 are accepted: a network on one computer.
	#[pallet::storage]
	pub type AllowLoopbackAxons<T> = StorageValue<_, bool, ValueQuery>;

	// ---- Issuance ----

	/// All tokens at genesis.
	#[pallet::storage]
	pub type IssuanceAtGenesis<T> = StorageValue<_, Rao, ValueQuery>;

	/// Tokens minted since genesis: emission.
	#[pallet::storage]
	pub type TotalMinted<T> = StorageValue<_, Rao, ValueQuery>;

	/// Tokens burned since genesis.
	#[pallet::storage]
	pub type TotalBurned<T> = StorageValue<_, Rao, ValueQuery>;

	/// Tokens burned since genesis, by reason.
	#[pallet::storage]
	pub type Burned<T> = StorageMap<_, Identity, BurnReason, Rao, ValueQuery>;

	/// All tokens, as this pallet reckons them: at genesis + minted - burned.
	#[pallet::storage]
	pub type TotalIssuance<T> = StorageValue<_, Rao, ValueQuery>;

	/// Rao in the emission pot: what is pending in all subnets.
	#[pallet::storage]
	pub type TotalPendingEmission<T> = StorageValue<_, Rao, ValueQuery>;

	/// Rao in the lock pot: what all subnets have locked.
	#[pallet::storage]
	pub type TotalLocked<T> = StorageValue<_, Rao, ValueQuery>;

	/// What a block emits at the present issuance, in rao.
	#[pallet::storage]
	pub type BlockEmission<T> = StorageValue<_, Rao, ValueQuery>;

	// ---- Subnets ----

	/// The subnet exists.
	#[pallet::storage]
	pub type NetworksAdded<T> = StorageMap<_, Identity, u16, bool, ValueQuery>;

	/// How many subnets there are.
	#[pallet::storage]
	pub type TotalNetworks<T> = StorageValue<_, u16, ValueQuery>;

	/// The block in which the subnet was registered.
	#[pallet::storage]
	pub type NetworkRegisteredAt<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// The coldkey that owns the subnet.
	#[pallet::storage]
	pub type SubnetOwner<T: Config> = StorageMap<_, Identity, u16, T::AccountId>;

	/// The hotkey that the owner's cut is staked on.
	#[pallet::storage]
	pub type SubnetOwnerHotkey<T: Config> = StorageMap<_, Identity, u16, T::AccountId>;

	/// Rao locked for the subnet.
	#[pallet::storage]
	pub type SubnetLocked<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// What the newest subnet locked, in rao.
	#[pallet::storage]
	pub type NetworkLastLockCost<T> = StorageValue<_, Rao, ValueQuery>;

	/// The block of the newest subnet's registration.
	#[pallet::storage]
	pub type NetworkLastRegistered<T> = StorageValue<_, u64, ValueQuery>;

	/// From this block on the subnet receives emission.
	#[pallet::storage]
	pub type FirstEmissionBlockNumber<T> = StorageMap<_, Identity, u16, u64>;

	/// The block of the last change of a hyperparameter by the owner, by AdminUtils call index.
	#[pallet::storage]
	pub type OwnerHyperparamSetAt<T> = StorageDoubleMap<_, Identity, u16, Identity, u8, u64, ValueQuery>;

	// ---- Hyperparameters of a subnet ----

	/// Blocks between epochs.
	#[pallet::storage]
	pub type Tempo<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// Share of the active stake that must support a weight, of 65535.
	#[pallet::storage]
	pub type Kappa<T> = StorageMap<_, Identity, u16, u16, ValueQuery, DefaultKappa>;

	/// Read by clients; no epoch uses it, here or in the reference.
	#[pallet::storage]
	pub type Rho<T> = StorageMap<_, Identity, u16, u16, ValueQuery, DefaultRho>;

	/// Blocks in which a new neuron is not pruned.
	#[pallet::storage]
	pub type ImmunityPeriod<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// Hotkeys of the owner that are never pruned.
	#[pallet::storage]
	pub type ImmuneOwnerUidsLimit<T> = StorageMap<_, Identity, u16, u16, ValueQuery, DefaultImmuneOwnerUids>;

	/// Non-immune neurons that pruning leaves.
	#[pallet::storage]
	pub type MinNonImmuneUids<T> = StorageMap<_, Identity, u16, u16, ValueQuery, DefaultMinNonImmuneUids>;

	/// Uids that a row of weights names at least (or all there are).
	#[pallet::storage]
	pub type MinAllowedWeights<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// Neurons that the subnet holds.
	#[pallet::storage]
	pub type MaxAllowedUids<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// Neurons that receive a validator permit.
	#[pallet::storage]
	pub type MaxAllowedValidators<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// Thousandths of a tempo after which a validator without new weights is inactive.
	#[pallet::storage]
	pub type ActivityCutoffFactorMilli<T> = StorageMap<_, Identity, u16, u32, ValueQuery>;

	/// Share of old bonds that survives an epoch, in millionths.
	#[pallet::storage]
	pub type BondsMovingAverage<T> = StorageMap<_, Identity, u16, u64, ValueQuery, DefaultBondsMovingAverage>;

	/// How far bonds follow clipped weights, of 65535.
	#[pallet::storage]
	pub type BondsPenalty<T> = StorageMap<_, Identity, u16, u16, ValueQuery, DefaultBondsPenalty>;

	/// A miner that changes what it does may have the bonds on it removed.
	#[pallet::storage]
	pub type BondsResetOn<T> = StorageMap<_, Identity, u16, bool, ValueQuery>;

	/// Bonds move faster where a weight is far from consensus.
	#[pallet::storage]
	pub type LiquidAlphaOn<T> = StorageMap<_, Blake2_128Concat, u16, bool, ValueQuery>;

	/// Bounds of the liquid alpha: low and high, of 65535.
	#[pallet::storage]
	pub type AlphaValues<T> = StorageMap<_, Identity, u16, (u16, u16), ValueQuery, DefaultAlphaValues>;

	/// Slope of the liquid alpha, in hundredths.
	#[pallet::storage]
	pub type AlphaSigmoidSteepness<T> = StorageMap<_, Identity, u16, i16, ValueQuery, DefaultSteepness>;

	/// Yuma3 bonds instead of the original ones.
	#[pallet::storage]
	pub type Yuma3On<T> = StorageMap<_, Blake2_128Concat, u16, bool, ValueQuery>;

	/// Weights are committed first and revealed later.
	#[pallet::storage]
	pub type CommitRevealWeightsEnabled<T> = StorageMap<_, Identity, u16, bool, ValueQuery>;

	/// Epochs between a commit and its reveal.
	#[pallet::storage]
	pub type RevealPeriodEpochs<T> = StorageMap<_, Twox64Concat, u16, u64, ValueQuery, DefaultRevealPeriod>;

	/// Blocks between two settings (or commits) of weights by one hotkey.
	#[pallet::storage]
	pub type WeightsSetRateLimit<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// The least version that weights are accepted from; 0: any.
	#[pallet::storage]
	pub type WeightsVersionKey<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// Blocks between two publications of an endpoint by one hotkey.
	#[pallet::storage]
	pub type ServingRateLimit<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// Neurons can be registered.
	#[pallet::storage]
	pub type NetworkRegistrationAllowed<T> = StorageMap<_, Identity, u16, bool, ValueQuery>;

	/// The present price of a registration, in rao.
	#[pallet::storage]
	pub type Burn<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// The price never falls below it.
	#[pallet::storage]
	pub type MinBurn<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// The price never rises above it.
	#[pallet::storage]
	pub type MaxBurn<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// Blocks in which the price falls by half.
	#[pallet::storage]
	pub type BurnHalfLife<T> = StorageMap<_, Identity, u16, u16, ValueQuery, DefaultBurnHalfLife>;

	/// Factor by which each registration raises the price.
	#[pallet::storage]
	pub type BurnIncreaseMult<T> = StorageMap<_, Identity, u16, U64F64, ValueQuery, DefaultBurnIncreaseMult>;

	/// Coldkeys can give stake in the subnet to others.
	#[pallet::storage]
	pub type TransferToggle<T> = StorageMap<_, Identity, u16, bool, ValueQuery, DefaultTransferToggle>;

	/// Mechanisms of the subnet.
	#[pallet::storage]
	pub type MechanismCountCurrent<T> = StorageMap<_, Twox64Concat, u16, u8, ValueQuery, DefaultMechanismCount>;

	/// How the emission is split between the mechanisms, of 65535; nothing: evenly.
	#[pallet::storage]
	pub type MechanismEmissionSplit<T> =
		StorageMap<_, Twox64Concat, u16, BoundedVec<u16, ConstU32<{ MAX_MECHANISM_COUNT_PER_SUBNET as u32 }>>>;

	// ---- Neurons ----

	/// How many neurons the subnet has: uids are 0 .. n.
	#[pallet::storage]
	pub type SubnetworkN<T> = StorageMap<_, Identity, u16, u16, ValueQuery>;

	/// The uid of a hotkey.
	#[pallet::storage]
	pub type Uids<T: Config> = StorageDoubleMap<_, Identity, u16, Blake2_128Concat, T::AccountId, u16>;

	/// The hotkey of a uid.
	#[pallet::storage]
	pub type Keys<T: Config> = StorageDoubleMap<_, Identity, u16, Identity, u16, T::AccountId>;

	/// The hotkey has a uid in the subnet: the same as `Uids`, sorted by hotkey.
	#[pallet::storage]
	pub type IsNetworkMember<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, u16, bool, ValueQuery>;

	/// The block in which the uid's hotkey was registered.
	#[pallet::storage]
	pub type BlockAtRegistration<T> = StorageDoubleMap<_, Identity, u16, Identity, u16, u64, ValueQuery>;

	/// The uid updated its weights within the activity cutoff.
	#[pallet::storage]
	pub type Active<T: Config> = StorageMap<_, Identity, u16, Column<T, bool>, ValueQuery>;

	/// The weight that enough of the active stake agrees on.
	#[pallet::storage]
	pub type Consensus<T: Config> = StorageMap<_, Identity, u16, Column<T, u16>, ValueQuery>;

	/// Share of the miners' reward.
	#[pallet::storage]
	pub type Incentive<T: Config> = StorageMap<_, Identity, u16, Column<T, u16>, ValueQuery>;

	/// Share of the validators' reward.
	#[pallet::storage]
	pub type Dividends<T: Config> = StorageMap<_, Identity, u16, Column<T, u16>, ValueQuery>;

	/// How much of a validator's weights survived the clipping.
	#[pallet::storage]
	pub type ValidatorTrust<T: Config> = StorageMap<_, Identity, u16, Column<T, u16>, ValueQuery>;

	/// The uid's weights count.
	#[pallet::storage]
	pub type ValidatorPermit<T: Config> = StorageMap<_, Identity, u16, Column<T, bool>, ValueQuery>;

	/// Share of the subnet's stake.
	#[pallet::storage]
	pub type StakeWeight<T: Config> = StorageMap<_, Identity, u16, Column<T, u16>, ValueQuery>;

	/// Rao that the last epoch gave the uid, as miner and validator.
	#[pallet::storage]
	pub type Emission<T: Config> = StorageMap<_, Identity, u16, Column<T, Rao>, ValueQuery>;

	/// The block in which the uid last set or committed weights; 0: never.
	#[pallet::storage]
	pub type LastUpdate<T: Config> = StorageMap<_, Identity, u16, Column<T, u64>, ValueQuery>;

	/// Weights that the uid set, by ascending uid.
	#[pallet::storage]
	pub type Weights<T: Config> = StorageDoubleMap<_, Identity, u16, Identity, u16, SparseRow<T>, ValueQuery>;

	/// Bonds of the uid, by ascending uid.
	#[pallet::storage]
	pub type Bonds<T: Config> = StorageDoubleMap<_, Identity, u16, Identity, u16, SparseRow<T>, ValueQuery>;

	/// Where the neuron serves.
	#[pallet::storage]
	pub type Axons<T: Config> = StorageDoubleMap<_, Identity, u16, Blake2_128Concat, T::AccountId, AxonInfo>;

	/// Open commits of a hotkey, oldest first.
	#[pallet::storage]
	pub type WeightCommits<T: Config> =
		StorageDoubleMap<_, Twox64Concat, u16, Twox64Concat, T::AccountId, OpenCommits<T>, ValueQuery>;

	/// Timelocked commits, by storage index and the epoch of the commit: hotkey, block, sealed row, round.
	#[pallet::storage]
	pub type TimelockedWeightCommits<T: Config> =
		StorageDoubleMap<_, Twox64Concat, u16, Twox64Concat, u64, TimelockedCommits<T>, ValueQuery>;

	/// The epochs of a mechanism that have timelocked commits, each with the least round that would open one.
	#[pallet::storage]
	pub type TimelockedEpochs<T> =
		StorageMap<_, Twox64Concat, u16, BoundedVec<(u64, u64), ConstU32<MAX_TIMELOCKED_EPOCHS>>, ValueQuery>;

	// ---- Epochs and what they distribute ----

	/// Epochs that the subnet has had.
	#[pallet::storage]
	pub type SubnetEpochIndex<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// The block from which the next epoch is counted.
	#[pallet::storage]
	pub type LastEpochBlock<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// Blocks since `LastEpochBlock`.
	#[pallet::storage]
	pub type BlocksSinceLastStep<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// The block of the last epoch; 0: there was none. The name is the reference's.
	#[pallet::storage]
	pub type LastMechansimStepBlock<T> = StorageMap<_, Identity, u16, u64, ValueQuery>;

	/// Rao for miners since the last epoch.
	#[pallet::storage]
	pub type PendingServerEmission<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// Rao for validators since the last epoch, and what epochs left over.
	#[pallet::storage]
	pub type PendingValidatorEmission<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// Rao for the owner since the last epoch.
	#[pallet::storage]
	pub type PendingOwnerCut<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// Moving average of the subnet's stake since its start, in rao times 2^32.
	#[pallet::storage]
	pub type StakeAverage<T> = StorageMap<_, Identity, u16, u128, ValueQuery>;

	// ---- Keys and stake ----

	/// The coldkey of a hotkey.
	#[pallet::storage]
	pub type Owner<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::AccountId>;

	/// The hotkeys of a coldkey.
	#[pallet::storage]
	pub type OwnedHotkeys<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Hotkeys<T>, ValueQuery>;

	/// Hotkeys that a coldkey has stake on, and its own.
	#[pallet::storage]
	pub type StakingHotkeys<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Hotkeys<T>, ValueQuery>;

	/// The part of its dividends that a hotkey's owner takes before its delegators, of 65535.
	#[pallet::storage]
	pub type Delegates<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u16, ValueQuery, DefaultCut>;

	/// Value of a hotkey's pool in a subnet: its active stake, in rao.
	#[pallet::storage]
	pub type TotalHotkeyAlpha<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, u16, Rao, ValueQuery>;

	/// Shares of a hotkey's pool in a subnet, and the stake that waits to become shares.
	#[pallet::storage]
	pub type StakePools<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, u16, PoolShares, ValueQuery>;

	/// What a coldkey has on a hotkey in a subnet: keys (hotkey, coldkey, netuid).
	#[pallet::storage]
	pub type StakePositions<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Identity, u16>,
		),
		StakePosition,
		ValueQuery,
	>;

	/// Shares that wait for their positions: keys (hotkey, netuid, epoch in which the stake was added).
	#[pallet::storage]
	pub type StakeActivations<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Identity, u16>,
			NMapKey<Identity, u64>,
		),
		StakeActivation,
		ValueQuery,
	>;

	/// All stake in a subnet, active and queued, in rao.
	#[pallet::storage]
	pub type SubnetStake<T> = StorageMap<_, Identity, u16, Rao, ValueQuery>;

	/// Rao in the stake pot: all stake.
	#[pallet::storage]
	pub type TotalStake<T> = StorageValue<_, Rao, ValueQuery>;
}
