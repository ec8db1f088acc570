//! How stake becomes influence and emission. The part of a chain that changes most often, so it is
//! behind a trait: consensus, ledgers and calls do not know which model is at work.

use alloc::vec::Vec;

use crate::{types::Rao, Config, Pallet, StakeAverage, StakeAverageAlpha, SubnetStake};

/// A model of the economy.
pub trait Economics<T: Config> {
	/// What a hotkey's active stake in a subnet weighs in its consensus.
	fn stake_weight(netuid: u16, hotkey: &T::AccountId, active_stake: Rao) -> u64;

	/// Called in each block for each started subnet, before [`Self::subnet_claims`].
	fn observe(netuid: u16);

	/// What each of the started subnets has a claim on, in a unit of the model's own below 2^97.
	/// A subnet's share of the emission is its claim over the sum.
	fn subnet_claims(started: &[u16]) -> Vec<u128>;
}

/// Stake counts 1:1, and a subnet's claim is the moving average of its stake.
///
/// With s the subnet's stake and a the weight of a block, `average += a (s - average)` in each block
/// since the start, rounded down. The average is linear in the stake and forgets at the same pace in
/// every subnet, so stake that is split over several subnets never has a larger claim than in one.
pub struct StakeEconomics;

impl<T: Config> Economics<T> for StakeEconomics {
	fn stake_weight(_netuid: u16, _hotkey: &T::AccountId, active_stake: Rao) -> u64 {
		active_stake
	}

	fn observe(netuid: u16) {
		let (stake, alpha) = (SubnetStake::<T>::get(netuid), StakeAverageAlpha::<T>::get());
		StakeAverage::<T>::mutate(netuid, |average| *average = moving_average(*average, stake, alpha));
	}

	fn subnet_claims(started: &[u16]) -> Vec<u128> {
		started.iter().map(StakeAverage::<T>::get).collect()
	}
}

/// 1 as the weight of a block: billionths.
pub const ALPHA_ONE: u32 = 1_000_000_000;

/// [`ALPHA_ONE`] for the products below.
const ONE: u128 = ALPHA_ONE as u128;

/// Bits after the point of an average.
const FRACTION_BITS: u32 = 32;

/// The average after a block, in rao times 2^32, where `alpha` (at most [`ALPHA_ONE`]) is its weight.
pub fn moving_average(average: u128, stake: Rao, alpha: u32) -> u128 {
	let alpha = u128::from(alpha.min(ALPHA_ONE));
	// an average is below 2^96 and alpha below 2^30: no product leaves 2^126
	let kept = average.saturating_mul(ONE.saturating_sub(alpha));
	let added = (u128::from(stake) << FRACTION_BITS).saturating_mul(alpha);
	kept.saturating_add(added) / ONE
}

/// Splits `emission` by claims. Parts are rounded down; what is lost is not minted, so that nobody
/// gains by having more, smaller claims.
pub fn split(emission: Rao, claims: &[u128]) -> Vec<Rao> {
	let sum = claims.iter().fold(0u128, |sum, claim| sum.saturating_add(*claim));
	claims
		.iter()
		.map(|claim| {
			let part = u128::from(emission)
				.checked_mul(*claim)
				.and_then(|product| product.checked_div(sum));
			part.and_then(|part| Rao::try_from(part).ok()).unwrap_or_default()
		})
		.collect()
}

impl<T: Config> Pallet<T> {
	/// Each started subnet's share of the emission, as claims: for those who show it.
	pub fn emission_claims() -> Vec<(u16, u128)> {
		let now = Self::now();
		let started: Vec<u16> = Self::netuids()
			.into_iter()
			.filter(|netuid| Self::is_started(*netuid, now))
			.collect();
		let claims = T::Economics::subnet_claims(&started);
		started.into_iter().zip(claims).collect()
	}
}
