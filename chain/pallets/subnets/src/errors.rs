//! Why a call is refused. Names are the reference's.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// There is no subnet of this number. List the subnets, and use one of their numbers.
		SubnetNotExists,
		/// The number of subnets is at its limit. A new one must wait until the limit is raised.
		SubnetLimitReached,
		/// Another subnet was registered only just now. Wait until `NetworkRateLimit` blocks have passed.
		NetworkTxRateLimitExceeded,
		/// The coldkey cannot lock what a subnet costs. Wait until the cost has fallen, or add to the balance.
		CannotAffordLockCost,
		/// The caller is not the subnet's owner. Sign with the coldkey that registered it.
		NotSubnetOwner,
		/// The subnet was started before. Nothing is left to do.
		FirstEmissionBlockNumberAlreadySet,
		/// A subnet starts only `StartCallDelay` blocks after its registration. Wait and try again.
		NeedWaitingMoreBlocksToStarCall,
		/// The subnet takes no new neurons. Its owner or root can allow them.
		SubNetRegistrationDisabled,
		/// The hotkey has a uid in this subnet. Use it, or register another hotkey.
		HotKeyAlreadyRegisteredInSubNet,
		/// The hotkey belongs to another coldkey. Sign with that coldkey, or use another hotkey.
		NonAssociatedColdKey,
		/// The subnet is full and none of its neurons may be replaced. Wait until an immunity has ended.
		NoNeuronIdAvailable,
		/// The coldkey has reached the number of hotkeys it can own or stake on. Use another coldkey.
		TooManyHotkeys,
		/// The coldkey's balance does not cover the price and what an account must keep. Add to it.
		NotEnoughBalanceToStake,
		/// Nobody has registered this hotkey anywhere. Stake on a registered one.
		HotKeyAccountNotExists,
		/// The amount is below the least that can be staked. Stake more.
		AmountTooLow,
		/// The coldkey has less stake than this on the hotkey. Remove what there is, at most.
		NotEnoughStakeToWithdraw,
		/// A unit of stake costs exactly one token here. Name that price, 1 000 000 000 rao, or none.
		SlippageTooHigh,
		/// The stake is where it would go. Name another hotkey, subnet or coldkey.
		SameNetuid,
		/// The owner of a subnet has forbidden to give away stake in it. Remove the stake, and send the tokens.
		TransferDisallowed,
		/// The take is below the least, or it is not lower (`decrease_take`) or not higher (`increase_take`) than
		/// the present one. Read `Delegates` and `MinDelegateTake`, and choose accordingly.
		DelegateTakeTooLow,
		/// The take is above `MaxDelegateTake`. Choose a lower one.
		DelegateTakeTooHigh,
		/// The take was changed less than `TxDelegateTakeRateLimit` blocks ago, and cannot be raised yet. Wait.
		DelegateTxRateLimitExceeded,
		/// A hotkey is no child of itself, and a child has a part above 0. Name others, or leave it out.
		InvalidChild,
		/// A child is named twice. Name each once.
		DuplicateChild,
		/// The parts of the children are more than the whole, 2^64 - 1. Give them less.
		ProportionOverflow,
		/// A hotkey has five children at most in a subnet. Name fewer.
		TooManyChildren,
		/// The child has as many parents as it can have, all with more stake in the subnet. Choose another child.
		TooManyParents,
		/// A child is also a parent of this hotkey in the subnet. Only one of the two can be.
		ChildParentInconsistency,
		/// The hotkey's stake in the subnet is below `StakeThreshold`. Add stake first.
		NotEnoughStakeToSetChildkeys,
		/// The take is not between the least and the highest of child hotkeys. Read `MinChildkeyTake`,
		/// `MinChildkeyTakePerSubnet` and `MaxChildkeyTake`, and choose one between them.
		InvalidChildkeyTake,
		/// The take was changed less than `TxChildkeyTakeRateLimit` blocks ago, and cannot be raised yet. Wait.
		TxChildkeyTakeRateLimitExceeded,
		/// The coldkey has chosen this hotkey already. Nothing is left to do.
		SameAutoStakeHotkeyAlreadySet,
		/// The hotkey has no uid in this subnet. Register it first.
		HotKeyNotRegisteredInSubNet,
		/// The hotkey's active stake is below `StakeThreshold`. Add stake, and wait until the epoch has passed.
		NotEnoughStakeToSetWeights,
		/// The neuron is no validator: only neurons with the most stake receive a permit, at an epoch.
		NeuronNoValidatorPermit,
		/// Uids and weights differ in number. Send one weight for each uid.
		WeightVecNotEqualSize,
		/// A uid is named twice. Name each once.
		DuplicateUids,
		/// A uid does not exist. Read the number of neurons again.
		UidVecContainInvalidOne,
		/// More uids than the subnet has. Read the number of neurons again.
		UidsLengthExceedUidsInSubNet,
		/// Fewer uids than `MinAllowedWeights`. Add uids, with weight 0 where nothing better is known.
		WeightVecLengthIsLow,
		/// The hotkey set weights less than `WeightsSetRateLimit` blocks ago. Wait.
		SettingWeightsTooFast,
		/// The hotkey committed weights less than `WeightsSetRateLimit` blocks ago. Wait.
		CommittingWeightsTooFast,
		/// The subnet demands a newer version of the validator's software. Update it.
		IncorrectWeightVersionKey,
		/// The subnet wants weights committed and revealed. Use `commit_weights`.
		CommitRevealEnabled,
		/// The subnet takes weights at once. Use `set_weights`.
		CommitRevealDisabled,
		/// The hotkey has no open commit. Commit first.
		NoWeightsCommitFound,
		/// The epoch for revealing this commit has not come. Wait for it.
		RevealTooEarly,
		/// The epoch for revealing this commit has passed. Commit again.
		ExpiredWeightCommit,
		/// No open commit has the hash of what was revealed. Reveal exactly what was committed.
		InvalidRevealCommitHashNotMatch,
		/// The salt has more than 128 numbers. Use a shorter one: it need only be hard to guess.
		SaltTooLong,
		/// The hotkey has as many open commits as are allowed. Reveal them, or wait until they expire.
		TooManyUnrevealedCommits,
		/// The endpoint was published less than `ServingRateLimit` blocks ago. Wait.
		ServingRateLimitExceeded,
		/// The address type is not 4 or 6. Name the right one.
		InvalidIpType,
		/// The address cannot be reached by others. Publish a public one.
		InvalidIpAddress,
		/// Port 0 cannot be reached. Publish the real one.
		InvalidPort,
		/// An epoch is near, and owners cannot change hyperparameters until it has passed. Wait.
		AdminActionProhibitedDuringWeightsWindow,
		/// This was changed only just now. Wait until its rate limit has passed.
		TxRateLimitExceeded,
		/// The subnet has no mechanism of this number. Use one below `MechanismCountCurrent`.
		MechanismDoesNotExist,
		/// Neurons times mechanisms would be more than `MaxUids`. Lower `MaxAllowedUids` or the number of mechanisms.
		TooManyUIDsPerMechanism,
		/// The value is outside its bounds, which the call's description tells. Choose one within them.
		InvalidValue,
		/// The chain opens timelocked commits of another version. Send `CommitRevealWeightsVersion`, and update.
		IncorrectCommitRevealVersion,
		/// The round is signed already, or only after the epoch in which the commit is opened. Choose one soon after
		/// that epoch's beginning.
		InvalidRevealRound,
		/// The sealed row is longer than one for all neurons. Name each neuron at most once.
		TimelockedCommitTooLong,
		/// The bytes are no sealed row. Seal with a client that knows the version.
		MalformedTimelockedCommit,
		/// The lists of a batch differ in length. Send one entry of each for each item.
		InputLengthsUnequal,
		/// The batch has no item. Send one at least.
		EmptyBatch,
		/// The batch names a subnet twice, of which the second could only fail. Name each once.
		DuplicateNetuids,
		/// The subnet took as many registrations in this block as it takes in one. Try in the next.
		TooManyRegistrationsThisBlock,
		/// The tempo is outside its bounds: 360 to 50400 blocks. Choose one within them.
		TempoOutOfBounds,
		/// The factor is outside its bounds: 1000 to 50000 thousandths of a tempo. Choose one within them.
		ActivityCutoffFactorMilliOutOfBounds,
		/// An epoch was triggered already. Wait for it.
		EpochTriggerAlreadyPending,
		/// The next epoch comes before a triggered one would. Wait for it.
		AutoEpochAlreadyImminent,
		/// With commit-reveal the epochs of commits and reveals are counted ahead. Turn it off first.
		DynamicTempoBlockedByCommitReveal,
		/// The price of a registration is above the limit given. Wait until it has fallen, or give a higher limit.
		RegistrationPriceLimitExceeded,
		/// None of the coldkey's hotkeys is registered in a subnet. Register one first.
		HotKeyNotRegisteredInNetwork,
		/// A part of the identity is too long: see the bounds of its type. Shorten it.
		InvalidIdentity,
		/// There is no such symbol. Choose one of those of `SYMBOLS`.
		SymbolDoesNotExist,
		/// Another subnet has this symbol. Choose another.
		SymbolAlreadyInUse,
		/// Too many of the neurons that would remain are immune. Wait until immunities have ended, or trim less.
		TrimmingWouldExceedMaxImmunePercentage,
		/// Old and new hotkey are the same. Nothing is to be done.
		NewHotKeyIsSameWithOld,
		/// The coldkey swapped a key only just now. Wait until `TxRateLimit` blocks have passed.
		HotKeySetTxRateLimitExceeded,
		/// The coldkey swapped a hotkey in this subnet less than a day ago. Wait.
		HotKeySwapOnSubnetIntervalNotPassed,
		/// The coldkey's balance does not cover what a swap of hotkeys costs. Add to it.
		NotEnoughBalanceToPaySwapHotKey,
		/// More positions of stake than one call can move. Swap the hotkey subnet by subnet, or keep its stake; take
		/// back small stakes before a coldkey is swapped.
		TooManyStakersToSwap,
		/// The coldkey's balance does not cover what a swap of coldkeys costs. Add to it.
		NotEnoughBalanceToPaySwapColdKey,
		/// The new coldkey has hotkeys or stake of its own. Choose a fresh one.
		ColdKeyAlreadyAssociated,
		/// The new coldkey is a hotkey. Choose a fresh one.
		NewColdKeyIsHotkey,
		/// The coldkey announced no swap. Announce one first.
		ColdkeySwapAnnouncementNotFound,
		/// The announced block has not come. Wait for it.
		ColdkeySwapTooEarly,
		/// An announcement stands, and cannot be changed yet. Wait until `ColdkeySwapReannouncementDelay` has passed
		/// after the announced block.
		ColdkeySwapReannouncedTooEarly,
		/// An announcement stands, and cannot be withdrawn yet. Wait until `ColdkeySwapReannouncementDelay` has passed
		/// after the announced block.
		ColdkeySwapClearTooEarly,
		/// This is not the coldkey whose hash was announced. Name that one.
		AnnouncedColdkeyHashDoesNotMatch,
		/// The swap is disputed already. Root decides.
		ColdkeySwapAlreadyDisputed,
		/// The coldkey announced a swap, and can do nothing else until it is done or withdrawn.
		ColdkeySwapAnnounced,
		/// The coldkey's swap is disputed, and it can do nothing until root has decided.
		ColdkeySwapDisputed,
	}
}
