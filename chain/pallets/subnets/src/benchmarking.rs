//! What blocks cost, each part from the fullest state that it can meet. `npm run weights` runs these in the runtime's
//! own wasm and writes `measured.rs`. The calls' benchmarks are the runtime's (`chain/runtime/src/cases`), as their
//! fullest state takes other pallets.
//!
//! - `n`: neurons of the subnet
//! - `v`: neurons with weights, `z`: weights and bonds that are not absent
//! - `s`: subnets

// a benchmark that cannot be set up is to fail loudly
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Mutate, Get, Hooks},
	BoundedVec,
};
use sp_core::H256;

use crate::{
	issuance::Pot, types::Rao, BlockAtRegistration, Bonds, CommitRevealWeightsEnabled, Config, ImmunityPeriod,
	LastEpochBlock, LastMechansimStepBlock, LastUpdate, LiquidAlphaOn, MaxAllowedUids, MaxAllowedValidators,
	MinNonImmuneUids, NetworkLastLockCost, NetworkRateLimit, Pallet, PendingServerEmission, PendingValidatorEmission,
	ServingRateLimit, StakeAverage, StartCallDelay, SubnetEpochIndex, SubnetLimit, TotalPendingEmission,
	ValidatorPermit, WeightCommits, Weights, WeightsSetRateLimit,
};

const TOKEN: Rao = 1_000_000_000;
const RICHES: Rao = 100_000 * TOKEN;
const STAKE: Rao = 100 * TOKEN;

/// The block in which benchmarks run: all that was set up in block 1 is old by then.
const NOW: u32 = 10_000;

/// Neurons of a full subnet: what the reference allows. Slopes are measured up to here and hold beyond.
const NEURONS: u32 = 256;

/// Validators of a full subnet.
const VALIDATORS: u32 = 64;

fn hotkey<T: Config>(number: u32) -> T::AccountId {
	account("hotkey", number, 0)
}

/// An account that can pay for anything here.
fn coldkey<T: Config>(number: u32) -> T::AccountId {
	let who = account("coldkey", number, 0);
	T::Currency::set_balance(&who, RICHES);
	who
}

fn set_block<T: Config>(number: u32) {
	frame_system::Pallet::<T>::set_block_number(number.into());
}

/// A subnet with as many neurons as given, uid 0 the owner's. Each hotkey has a coldkey of its own.
/// No limit of time stands in the way of a call.
fn subnet_of<T: Config>(neurons: u32) -> u16 {
	set_block::<T>(1);
	NetworkRateLimit::<T>::put(0);
	NetworkLastLockCost::<T>::put(0);
	StartCallDelay::<T>::put(0);
	SubnetLimit::<T>::put(T::MaxSubnets::get());
	let before = Pallet::<T>::netuids();
	Pallet::<T>::do_register_network(&coldkey::<T>(0), &hotkey::<T>(0), None).expect("the owner can pay");
	let netuid = (Pallet::<T>::netuids().into_iter())
		.find(|netuid| !before.contains(netuid))
		.expect("a subnet was registered");
	MaxAllowedUids::<T>::insert(netuid, NEURONS as u16);
	MaxAllowedValidators::<T>::insert(netuid, VALIDATORS as u16);
	WeightsSetRateLimit::<T>::insert(netuid, 0);
	ServingRateLimit::<T>::insert(netuid, 1);
	ImmunityPeriod::<T>::insert(netuid, 1);
	MinNonImmuneUids::<T>::insert(netuid, 0);
	CommitRevealWeightsEnabled::<T>::insert(netuid, false);
	for number in 1..neurons {
		Pallet::<T>::associate(&coldkey::<T>(number), &hotkey::<T>(number)).expect("the hotkey is new");
		Pallet::<T>::append_neuron(netuid, &hotkey::<T>(number)).expect("there is room");
	}
	netuid
}

/// The owner's coldkey of every subnet here.
fn owner<T: Config>() -> T::AccountId {
	account("coldkey", 0, 0)
}

/// Stake of a neuron's own coldkey, active since the subnet was registered.
fn stake<T: Config>(netuid: u16, number: u32) {
	Pallet::<T>::do_add_stake(&coldkey::<T>(number), &hotkey::<T>(number), netuid, STAKE).expect("the coldkey can pay");
}

/// Emission starts, stake is added to the queue of an epoch that has passed, and time passes.
fn age<T: Config>(netuid: u16) {
	Pallet::<T>::do_start_call(&owner::<T>(), netuid).expect("the owner may");
	set_block::<T>(NOW);
	LastEpochBlock::<T>::insert(netuid, u64::from(NOW));
}

/// Rows over the first `length` uids from `uid` on, cyclic.
fn row(uid: u32, neurons: u32, length: u32) -> Vec<(u16, u16)> {
	let mut row: Vec<(u16, u16)> = (0..length.min(neurons))
		.map(|step| (uid.saturating_add(step) % neurons.max(1)) as u16)
		.map(|j| (j, 1 + j.wrapping_mul(251) % 60_000))
		.collect();
	row.sort_unstable();
	row
}

/// The last `validators` neurons hold permits, stake, and `entries` weights and bonds in all.
fn fill<T: Config>(netuid: u16, neurons: u32, validators: u32, entries: u32) {
	let each = entries / validators.max(1) / 2;
	let first = neurons.saturating_sub(validators);
	for uid in first..neurons {
		stake::<T>(netuid, uid);
		let row = BoundedVec::truncate_from(row(uid, neurons, each));
		Weights::<T>::insert(netuid, uid as u16, row.clone());
		Bonds::<T>::insert(netuid, uid as u16, row);
	}
	let permits = (0..neurons).map(|uid| uid >= first).collect();
	ValidatorPermit::<T>::insert(netuid, BoundedVec::truncate_from(permits));
	LastUpdate::<T>::insert(
		netuid,
		BoundedVec::truncate_from(vec![u64::from(NOW) - 1; neurons as usize]),
	);
}

/// Rao on the way to the subnet's next epoch.
fn pend<T: Config>(netuid: u16, amount: Rao) {
	Pallet::<T>::mint(Pot::Emission, amount.saturating_mul(2)).expect("the pot exists");
	TotalPendingEmission::<T>::mutate(|pending| *pending = pending.saturating_add(amount.saturating_mul(2)));
	PendingServerEmission::<T>::insert(netuid, amount);
	PendingValidatorEmission::<T>::insert(netuid, amount);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// A block without epochs, all subnets started and with a claim.
	#[benchmark]
	fn on_initialize(s: Linear<1, { T::MaxSubnets::get().into() }>) {
		for _ in 0..s {
			let netuid = subnet_of::<T>(1);
			stake::<T>(netuid, 0);
			age::<T>(netuid);
			StakeAverage::<T>::insert(netuid, u128::from(STAKE) << 32);
		}
		#[block]
		{
			Pallet::<T>::on_initialize(NOW.into());
		}
	}

	/// The costliest rule, Yuma3 with liquid alpha under commit-reveal, every validator's commits expired.
	#[benchmark]
	fn epoch(n: Linear<64, NEURONS>, v: Linear<1, VALIDATORS>, z: Linear<0, { 2 * VALIDATORS * NEURONS }>) {
		let netuid = subnet_of::<T>(n);
		fill::<T>(netuid, n, v, z);
		age::<T>(netuid);
		LiquidAlphaOn::<T>::insert(netuid, true);
		CommitRevealWeightsEnabled::<T>::insert(netuid, true);
		LastMechansimStepBlock::<T>::insert(netuid, u64::from(NOW) - 100);
		SubnetEpochIndex::<T>::insert(netuid, 1_000);
		let expired = vec![(H256::repeat_byte(1), 0, 1, 0); T::MaxOpenCommits::get() as usize];
		for uid in n - v..n {
			WeightCommits::<T>::insert(netuid, hotkey::<T>(uid), BoundedVec::truncate_from(expired.clone()));
			// stake that this epoch makes active
			Pallet::<T>::do_add_stake(&coldkey::<T>(uid), &hotkey::<T>(uid), netuid, STAKE)
				.expect("nothing stands in the way");
		}
		assert_eq!(BlockAtRegistration::<T>::get(netuid, 0), 1);
		pend::<T>(netuid, 360 * TOKEN);
		#[block]
		{
			Pallet::<T>::run_epoch(netuid, u64::from(NOW));
		}
		assert_eq!(PendingServerEmission::<T>::get(netuid), 0);
	}
}
