//! Within which bounds a hyperparameter can be set, and why.

use frame_support::{dispatch::DispatchResult, ensure};
use pallet_subnets::{
	mechanisms::MAX_MECHANISM_COUNT_PER_SUBNET,
	types::{Rao, U64F64},
	MaxAllowedUids, MaxAllowedValidators, MaxBurn, MechanismCountCurrent, MinBurn, NewSubnetDefaults, SubnetworkN,
	Tempo,
};

use crate::{Config, Error};

/// Rao in a token.
const TOKEN: Rao = 1_000_000_000;
/// An owner cannot demand a token or more for the cheapest registration.
const MIN_BURN_BELOW: Rao = TOKEN;
/// An owner cannot cap the price so low that demand never makes registrations dear: the cap is above 0.1 token.
const MAX_BURN_ABOVE: Rao = TOKEN / 10;
/// Neurons that an owner can let its subnet have.
const OWNER_MAX_ALLOWED_UIDS: u16 = 256;
/// Validators whose rows on 4,096 neurons an epoch takes in one block, together two million weights and bonds.
const MOST_VALIDATORS: u16 = 256;
/// Bonds of an owner's subnet move by 2.5 % an epoch at least.
const OWNER_BONDS_MOVING_AVERAGE: u64 = 975_000;
/// All bonds survive.
const WHOLE_BONDS_MOVING_AVERAGE: u64 = 1_000_000;
/// 2.5 % of 65535: below it bonds would hardly move.
const LEAST_ALPHA: u16 = 1_638;
/// An activity cutoff is 1 to 50 tempos.
const ACTIVITY_FACTORS: core::ops::RangeInclusive<u64> = 1_000..=50_000;
/// Commits wait for 1 to 100 epochs.
const REVEAL_PERIODS: core::ops::RangeInclusive<u64> = 1..=100;
/// The owner keeps at least one hotkey, and not the whole subnet.
const IMMUNE_OWNER_UIDS: core::ops::RangeInclusive<u16> = 1..=10;
/// A registration leaves the price as it is, or at most trebles it.
const BURN_INCREASE: core::ops::RangeInclusive<u128> = 1 << 64..=3 << 64;

type Bound<T, Value = ()> = Result<Value, Error<T>>;

/// The takes of delegates: the lowest is not above the highest, or nobody could set one.
pub fn delegate_takes<T: Config>(lowest: u16, highest: u16) -> Bound<T> {
	ensure!(lowest <= highest, Error::<T>::ValueNotInBounds);
	Ok(())
}

/// Neurons of a subnet: no fewer than it has, for none is removed, and no more than columns can hold. An epoch
/// takes every node's time by the number of neurons, so more than usual is not for the owner to choose.
pub fn max_allowed_uids<T: Config>(is_root: bool, netuid: u16, uids: u16) -> DispatchResult {
	ensure!(
		uids >= pallet_subnets::Pallet::<T>::least_allowed_uids(netuid),
		Error::<T>::MaxAllowedUidsLessThanMinAllowedUids
	);
	let usual = NewSubnetDefaults::<T>::get()
		.max_allowed_uids
		.max(OWNER_MAX_ALLOWED_UIDS);
	ensure!(
		is_root || uids <= usual,
		Error::<T>::MaxAllowedUidsGreaterThanDefaultMaxAllowedUids
	);
	ensure!(
		uids >= SubnetworkN::<T>::get(netuid),
		Error::<T>::MaxAllowedUIdsLessThanCurrentUIds
	);
	ensure!(
		uids <= pallet_subnets::Pallet::<T>::uid_bound(),
		Error::<T>::MaxAllowedUidsGreaterThanDefaultMaxAllowedUids
	);
	ensure!(
		uids >= MaxAllowedValidators::<T>::get(netuid),
		Error::<T>::MaxValidatorsLargerThanMaxUIds
	);
	pallet_subnets::Pallet::<T>::ensure_uids_fit(uids, MechanismCountCurrent::<T>::get(netuid))?;
	Ok(())
}

/// Mechanisms that a subnet may have: one at least, and no more than their storage has room for.
pub fn max_mechanism_count<T: Config>(mechanisms: u8) -> Bound<T> {
	ensure!(
		(1..=MAX_MECHANISM_COUNT_PER_SUBNET).contains(&mechanisms),
		Error::<T>::ValueNotInBounds
	);
	Ok(())
}

/// Neurons that a subnet is trimmed to: as many as its validators at least.
pub fn trimmed_uids<T: Config>(netuid: u16, uids: u16) -> Bound<T> {
	ensure!(
		uids >= MaxAllowedValidators::<T>::get(netuid),
		Error::<T>::MaxValidatorsLargerThanMaxUIds
	);
	Ok(())
}

/// The fewest neurons that a subnet's limit can be: it must leave room below the limit and what is there.
pub fn min_allowed_uids<T: Config>(netuid: u16, uids: u16) -> Bound<T> {
	ensure!(
		uids < MaxAllowedUids::<T>::get(netuid),
		Error::<T>::MinAllowedUidsGreaterThanMaxAllowedUids
	);
	ensure!(
		uids < SubnetworkN::<T>::get(netuid),
		Error::<T>::MinAllowedUidsGreaterThanCurrentUids
	);
	Ok(())
}

/// Validators of a subnet: one at least, so that somebody can set weights; and no more than an epoch can take the rows of
/// in one block where they all weigh as many neurons as there can be.
pub fn max_allowed_validators<T: Config>(netuid: u16, validators: u16) -> Bound<T> {
	ensure!(
		validators <= MaxAllowedUids::<T>::get(netuid),
		Error::<T>::MaxValidatorsLargerThanMaxUIds
	);
	ensure!(
		(1..=MOST_VALIDATORS).contains(&validators),
		Error::<T>::ValueNotInBounds
	);
	Ok(())
}

/// The least price of a registration.
pub fn min_burn<T: Config>(netuid: u16, burn: Rao) -> Bound<T> {
	ensure!(
		burn < MIN_BURN_BELOW && burn < MaxBurn::<T>::get(netuid),
		Error::<T>::ValueNotInBounds
	);
	Ok(())
}

/// The highest price of a registration.
pub fn max_burn<T: Config>(netuid: u16, burn: Rao) -> Bound<T> {
	ensure!(
		burn > MAX_BURN_ABOVE && burn > MinBurn::<T>::get(netuid),
		Error::<T>::ValueNotInBounds
	);
	Ok(())
}

/// Blocks until the price has fallen by half: without any it could not be computed.
pub fn burn_half_life<T: Config>(blocks: u16) -> Bound<T> {
	ensure!(blocks >= 1, Error::<T>::ValueNotInBounds);
	Ok(())
}

/// What a registration multiplies the price by.
pub fn burn_increase_mult<T: Config>(factor: U64F64) -> Bound<T> {
	ensure!(BURN_INCREASE.contains(&factor.bits), Error::<T>::ValueNotInBounds);
	Ok(())
}

/// Share of old bonds that survives an epoch.
pub fn bonds_moving_average<T: Config>(is_root: bool, millionths: u64) -> Bound<T> {
	ensure!(
		is_root || millionths <= OWNER_BONDS_MOVING_AVERAGE,
		Error::<T>::BondsMovingAverageMaxReached
	);
	ensure!(millionths <= WHOLE_BONDS_MOVING_AVERAGE, Error::<T>::ValueNotInBounds);
	Ok(())
}

/// Bounds of the liquid alpha.
pub fn alpha_values<T: Config>(low: u16, high: u16) -> Bound<T> {
	ensure!(LEAST_ALPHA <= low && low <= high, Error::<T>::ValueNotInBounds);
	Ok(())
}

/// Slope of the liquid alpha: a negative one rewards distance from consensus.
pub fn alpha_sigmoid_steepness<T: Config>(is_root: bool, steepness: i16) -> Bound<T> {
	ensure!(is_root || steepness >= 0, Error::<T>::NegativeSigmoidSteepness);
	Ok(())
}

/// Epochs between a commit and its reveal: without any, weights would be public when they are committed.
pub fn reveal_period<T: Config>(epochs: u64) -> Bound<T> {
	ensure!(REVEAL_PERIODS.contains(&epochs), Error::<T>::ValueNotInBounds);
	Ok(())
}

/// The owner's immune hotkeys.
pub fn immune_owner_uids<T: Config>(uids: u16) -> Bound<T> {
	ensure!(IMMUNE_OWNER_UIDS.contains(&uids), Error::<T>::ValueNotInBounds);
	Ok(())
}

/// The thousandths of a tempo that `blocks` are, rounded up so that as many blocks come out again (for tempos
/// up to 1000; a few more for longer ones).
pub fn activity_factor<T: Config>(netuid: u16, blocks: u16) -> Bound<T, u32> {
	let tempo = u64::from(Tempo::<T>::get(netuid)).max(1);
	let factor = (u64::from(blocks) * 1_000).div_ceil(tempo);
	ensure!(ACTIVITY_FACTORS.contains(&factor), Error::<T>::ValueNotInBounds);
	u32::try_from(factor).map_err(|_| Error::<T>::ValueNotInBounds)
}

/// Epochs in a block: with none the chain would never pay.
pub fn max_epochs_per_block<T: Config>(epochs: u8) -> Bound<T> {
	ensure!(epochs >= 1, Error::<T>::ValueNotInBounds);
	Ok(())
}
