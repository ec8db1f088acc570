//! Subnets: what one costs, its registration, its start.
//!
//! # Lock cost
//! With L what the newest subnet locked, d the blocks since, and R `NetworkLockReductionInterval`:
//! `cost = max(NetworkMinLockCost, 2 L - L d / R)`. It doubles with each subnet, is back at L after R blocks
//! and at the minimum after 2 R at the latest. The lock stays with the subnet.

use frame_support::{
	ensure,
	traits::{fungible::Inspect, Get},
};
use sp_runtime::{DispatchResult, Saturating};

use crate::{
	identity::SubnetIdentityOfV3, issuance::Pot, types::Rao, ActivityCutoffFactorMilli, BlocksSinceLastStep, Burn,
	CommitRevealWeightsEnabled, Config, Dissolutions, Error, Event, FirstEmissionBlockNumber, ImmunityPeriod,
	LastEpochBlock, MaxAllowedUids, MaxAllowedValidators, MaxBurn, MinAllowedWeights, MinBurn, NetworkLastLockCost,
	NetworkLastRegistered, NetworkLockReductionInterval, NetworkMinLockCost, NetworkRateLimit, NetworkRegisteredAt,
	NetworkRegistrationAllowed, NetworksAdded, NewSubnetDefaults, Pallet, ServingRateLimit, StartCallDelay,
	SubnetLimit, SubnetLocked, SubnetOwner, SubnetOwnerHotkey, Tempo, TotalLocked, TotalNetworks, WeightsSetRateLimit,
	Yuma3On,
};

/// How much more than the newest subnet the next one locks, at first.
const LOCK_COST_MULTIPLE: u64 = 2;

/// The lock cost `elapsed` blocks after a subnet that locked `last`.
pub fn lock_cost(last: Rao, elapsed: u64, reduction_interval: u64, minimum: Rao) -> Rao {
	let fallen = u128::from(last).saturating_mul(elapsed.into());
	let fallen = fallen.checked_div(reduction_interval.max(1).into()).unwrap_or(fallen);
	let cost = u128::from(last)
		.saturating_mul(LOCK_COST_MULTIPLE.into())
		.saturating_sub(fallen);
	Rao::try_from(cost).unwrap_or(Rao::MAX).max(minimum)
}

impl<T: Config> Pallet<T> {
	/// What the next subnet locks, in rao.
	pub fn network_lock_cost() -> Rao {
		let elapsed = Self::now().saturating_sub(NetworkLastRegistered::<T>::get());
		lock_cost(
			NetworkLastLockCost::<T>::get(),
			elapsed,
			NetworkLockReductionInterval::<T>::get(),
			NetworkMinLockCost::<T>::get(),
		)
	}

	/// The subnet exists.
	pub fn ensure_subnet(netuid: u16) -> Result<(), Error<T>> {
		ensure!(NetworksAdded::<T>::get(netuid), Error::<T>::SubnetNotExists);
		Ok(())
	}

	/// The subnet receives emission in block `block`.
	pub fn is_started(netuid: u16, block: u64) -> bool {
		FirstEmissionBlockNumber::<T>::get(netuid).is_some_and(|first| first <= block)
	}

	/// All subnets, by ascending number.
	pub fn netuids() -> alloc::vec::Vec<u16> {
		let mut netuids: alloc::vec::Vec<u16> = NetworksAdded::<T>::iter_keys().collect();
		netuids.sort_unstable();
		netuids
	}

	/// Registers a subnet for `coldkey`, with `hotkey` as its first neuron.
	///
	/// Where there are as many subnets as there can be, the weakest makes room ([`crate::dissolve`]).
	pub(crate) fn do_register_network(
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		identity: Option<SubnetIdentityOfV3>,
	) -> DispatchResult {
		let now = Self::now();
		let total = TotalNetworks::<T>::get();
		ensure!(
			total == 0 || now.saturating_sub(NetworkLastRegistered::<T>::get()) >= NetworkRateLimit::<T>::get(),
			Error::<T>::NetworkTxRateLimitExceeded
		);
		let full = total >= SubnetLimit::<T>::get().min(T::MaxSubnets::get());
		let pruned = match full {
			true => Some(Self::network_to_prune().ok_or(Error::<T>::SubnetLimitReached)?),
			false => None,
		};
		Self::associate(coldkey, hotkey)?;
		let cost = Self::network_lock_cost();
		ensure!(Self::can_spend(coldkey, cost), Error::<T>::CannotAffordLockCost);
		let netuid = Self::free_netuid().ok_or(Error::<T>::SubnetLimitReached)?;
		if let Some(pruned) = pruned {
			Self::begin_dissolution(pruned)?;
		}

		Pot::Lock.collect::<T>(coldkey, cost)?;
		SubnetLocked::<T>::insert(netuid, cost);
		TotalLocked::<T>::mutate(|locked| *locked = locked.saturating_add(cost));
		NetworkLastLockCost::<T>::put(cost);
		NetworkLastRegistered::<T>::put(now);

		NetworksAdded::<T>::insert(netuid, true);
		TotalNetworks::<T>::mutate(|total| total.saturating_inc());
		NetworkRegisteredAt::<T>::insert(netuid, now);
		SubnetOwner::<T>::insert(netuid, coldkey);
		SubnetOwnerHotkey::<T>::insert(netuid, hotkey);
		LastEpochBlock::<T>::insert(netuid, now);
		Self::set_new_subnet_parameters(netuid);
		Self::assign_symbol(netuid);
		if let Some(identity) = identity {
			Self::store_subnet_identity(netuid, identity)?;
		}
		Self::deposit_event(Event::NetworkAdded(netuid, 0));
		Self::append_neuron(netuid, hotkey)?;
		Ok(())
	}

	/// Starts the emission of the owner's subnet. Its first tempo begins with this block.
	pub(crate) fn do_start_call(who: &T::AccountId, netuid: u16) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		Self::ensure_subnet_owner(who, netuid)?;
		ensure!(
			!FirstEmissionBlockNumber::<T>::contains_key(netuid),
			Error::<T>::FirstEmissionBlockNumberAlreadySet
		);
		let now = Self::now();
		ensure!(
			now >= NetworkRegisteredAt::<T>::get(netuid).saturating_add(StartCallDelay::<T>::get()),
			Error::<T>::NeedWaitingMoreBlocksToStarCall
		);
		let first = now.saturating_add(1);
		FirstEmissionBlockNumber::<T>::insert(netuid, first);
		// Stake that came before the start is active already: a whole tempo must pass before it earns.
		LastEpochBlock::<T>::insert(netuid, now);
		BlocksSinceLastStep::<T>::insert(netuid, 0);
		Self::deposit_event(Event::FirstEmissionBlockNumberSet(netuid, first));
		Ok(())
	}

	/// `who` can pay `amount` and keep its account.
	pub(crate) fn can_spend(who: &T::AccountId, amount: Rao) -> bool {
		use frame_support::traits::tokens::{Fortitude, Preservation};
		T::Currency::reducible_balance(who, Preservation::Preserve, Fortitude::Polite) >= amount
	}

	/// The lowest number above 0 that no subnet has, nor one that is being dissolved. 0 is the reference's root
	/// network, which we have not. There are twice as many numbers as subnets, so that one that leaves and the one
	/// that comes do not wait for each other.
	fn free_netuid() -> Option<u16> {
		(1..=T::MaxSubnets::get().saturating_mul(2))
			.find(|netuid| !NetworksAdded::<T>::contains_key(netuid) && !Dissolutions::<T>::contains_key(netuid))
	}

	fn set_new_subnet_parameters(netuid: u16) {
		let new = NewSubnetDefaults::<T>::get();
		Tempo::<T>::insert(netuid, new.tempo);
		WeightsSetRateLimit::<T>::insert(netuid, new.weights_set_rate_limit);
		ImmunityPeriod::<T>::insert(netuid, new.immunity_period);
		ServingRateLimit::<T>::insert(netuid, new.serving_rate_limit);
		Burn::<T>::insert(netuid, new.burn);
		MinBurn::<T>::insert(netuid, new.min_burn);
		MaxBurn::<T>::insert(netuid, new.max_burn);
		MaxAllowedUids::<T>::insert(netuid, new.max_allowed_uids);
		MaxAllowedValidators::<T>::insert(netuid, new.max_allowed_validators);
		MinAllowedWeights::<T>::insert(netuid, new.min_allowed_weights);
		CommitRevealWeightsEnabled::<T>::insert(netuid, new.commit_reveal);
		ActivityCutoffFactorMilli::<T>::insert(netuid, new.activity_cutoff_factor_milli);
		NetworkRegistrationAllowed::<T>::insert(netuid, true);
		Yuma3On::<T>::insert(netuid, true);
	}
}
