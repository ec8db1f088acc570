//! What a dissolved subnet leaves in the state, map by map. Whoever adds a map with a subnet in its key adds
//! it here; `tests/dissolve.rs` fails otherwise.

use crate::{
	dissolve::Budget, types::RateLimited, Active, ActivityCutoffFactorMilli, AlphaSigmoidSteepness, AlphaValues,
	AutoStakeDestination, Axons, BlockAtRegistration, BlocksSinceLastStep, Bonds, BondsMovingAverage, BondsPenalty,
	BondsResetOn, Burn, BurnHalfLife, BurnIncreaseMult, ChildKeyPairs, ChildKeys, ChildkeyTake,
	CommitRevealWeightsEnabled, Config, Consensus, DelegationRecords, Dividends, Emission, FirstEmissionBlockNumber,
	ImmuneOwnerUidsLimit, ImmunityPeriod, Incentive, IsNetworkMember, Kappa, Keys, LastEpochBlock,
	LastHotkeySwapOnNetuid, LastMechansimStepBlock, LastUpdate, LiquidAlphaOn, MaxAllowedUids, MaxAllowedValidators,
	MaxBurn, MaxRegistrationsPerBlock, MechanismCountCurrent, MechanismEmissionSplit, MinAllowedUids,
	MinAllowedWeights, MinBurn, MinChildkeyTakePerSubnet, MinNonImmuneUids, NetworkRegisteredAt,
	NetworkRegistrationAllowed, OwnerCutEnabled, OwnerHyperparamSetAt, Pallet, ParentKeys, PendingChildKeys,
	PendingChildKeysEnds, PendingChildKeysLine, PendingEpochAt, PendingOwnerCut, PendingServerEmission,
	PendingValidatorEmission, RegistrationsThisBlock, RevealPeriodEpochs, Rho, ServingRateLimit, StakeAverage,
	StakeWeight, SubnetEmissionEnabled, SubnetEpochIndex, SubnetLocked, SubnetOwner, SubnetOwnerHotkey, SubnetStake,
	SubnetworkN, Tempo, TimelockedEpochs, TimelockedWeightCommits, TransactionKeyLastBlock, TransferToggle, Uids,
	ValidatorPermit, ValidatorTrust, WeightCommits, Weights, WeightsSetRateLimit, WeightsVersionKey, Yuma3On,
};

/// Units for one entry that is removed: found, read and written.
const UNITS_PER_ENTRY: u32 = 2;

/// Removes entries of maps whose first key is the subnet, as far as the budget goes. Returns false from the
/// function where it does not go to the end.
macro_rules! drain {
	($netuid:expr, $budget:expr, $($map:ident),+ $(,)?) => {
		$(
			let mut entries = $map::<T>::drain_prefix($netuid);
			loop {
				if $budget.left == 0 {
					return false;
				}
				if entries.next().is_none() {
					break;
				}
				$budget.spend(UNITS_PER_ENTRY);
			}
		)+
	};
}

/// Removes the subnet's entry of each map.
macro_rules! remove {
	($netuid:expr, $($map:ident),+ $(,)?) => {
		$( $map::<T>::remove($netuid); )+
	};
}

impl<T: Config> Pallet<T> {
	/// Removes what is kept by uid or by hotkey. False where the budget ended first.
	pub(crate) fn remove_records(netuid: u16, budget: &mut Budget) -> bool {
		for mechanism in Self::mechanisms(netuid) {
			drain!(
				mechanism.index(),
				budget,
				WeightCommits,
				TimelockedWeightCommits,
				Weights,
				Bonds
			);
		}
		drain!(
			netuid,
			budget,
			Axons,
			BlockAtRegistration,
			OwnerHyperparamSetAt,
			LastHotkeySwapOnNetuid,
			PendingChildKeys,
			PendingChildKeysLine,
		);
		let mut records = DelegationRecords::<T>::drain_prefix(netuid);
		loop {
			if budget.left == 0 {
				return false;
			}
			let Some((account, _)) = records.next() else {
				break;
			};
			Self::remove_delegation(netuid, &account);
			budget.spend(UNITS_PER_ENTRY.saturating_mul(6));
		}
		let mut keys = Keys::<T>::drain_prefix(netuid);
		while budget.left > 0 {
			let Some((_, hotkey)) = keys.next() else {
				return true;
			};
			Uids::<T>::remove(netuid, &hotkey);
			IsNetworkMember::<T>::remove(&hotkey, netuid);
			budget.spend(UNITS_PER_ENTRY.saturating_mul(2));
		}
		false
	}

	/// Removes what is kept in maps that are sorted by account first.
	fn remove_delegation(netuid: u16, account: &T::AccountId) {
		ChildKeys::<T>::remove(account, netuid);
		ParentKeys::<T>::remove(account, netuid);
		ChildkeyTake::<T>::remove(account, netuid);
		AutoStakeDestination::<T>::remove(account, netuid);
		for change in RateLimited::ALL {
			TransactionKeyLastBlock::<T>::remove((account, netuid, change.number()));
		}
	}

	/// Removes what is kept once for the subnet.
	pub(crate) fn remove_values(netuid: u16) {
		for mechanism in Self::mechanisms(netuid) {
			remove!(mechanism.index(), Incentive, LastUpdate, TimelockedEpochs);
		}
		remove!(
			netuid,
			NetworkRegisteredAt,
			SubnetOwner,
			SubnetOwnerHotkey,
			SubnetLocked,
			FirstEmissionBlockNumber,
			Tempo,
			Kappa,
			Rho,
			ImmunityPeriod,
			ImmuneOwnerUidsLimit,
			MinNonImmuneUids,
			MinAllowedWeights,
			MinAllowedUids,
			MaxAllowedUids,
			MaxAllowedValidators,
			ActivityCutoffFactorMilli,
			BondsMovingAverage,
			BondsPenalty,
			BondsResetOn,
			LiquidAlphaOn,
			AlphaValues,
			AlphaSigmoidSteepness,
			Yuma3On,
			CommitRevealWeightsEnabled,
			RevealPeriodEpochs,
			WeightsSetRateLimit,
			WeightsVersionKey,
			ServingRateLimit,
			NetworkRegistrationAllowed,
			TransferToggle,
			SubnetEmissionEnabled,
			OwnerCutEnabled,
			MaxRegistrationsPerBlock,
			RegistrationsThisBlock,
			PendingEpochAt,
			Burn,
			MinBurn,
			MaxBurn,
			BurnHalfLife,
			BurnIncreaseMult,
			SubnetworkN,
			Active,
			Consensus,
			Dividends,
			ValidatorTrust,
			ValidatorPermit,
			StakeWeight,
			Emission,
			MechanismCountCurrent,
			MechanismEmissionSplit,
			SubnetEpochIndex,
			LastEpochBlock,
			BlocksSinceLastStep,
			LastMechansimStepBlock,
			PendingServerEmission,
			PendingValidatorEmission,
			PendingOwnerCut,
			StakeAverage,
			SubnetStake,
			MinChildkeyTakePerSubnet,
			PendingChildKeysEnds,
			ChildKeyPairs,
		);
	}
}
