//! What calls and hooks cost, each from the fullest state that it can meet. `npm run weights` runs these in the
//! runtime's own wasm and writes `measured.rs`.
//!
//! - `n`: neurons of the subnet
//! - `w`: weights that a call names
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
use frame_system::RawOrigin;
use sp_core::H256;

use crate::{
	commit_reveal::commit_hash, issuance::Pot, mechanisms::Mechanism, types::Rao, BlockAtRegistration, Bonds, Call,
	CommitRevealWeightsEnabled, Config, FirstEmissionBlockNumber, ImmunityPeriod, LastEpochBlock,
	LastMechansimStepBlock, LastUpdate, LiquidAlphaOn, MaxAllowedUids, MaxAllowedValidators, MinNonImmuneUids,
	NetworkLastLockCost, NetworkRateLimit, Pallet, PendingServerEmission, PendingValidatorEmission, RevealPeriodEpochs,
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
pub fn subnet_of<T: Config>(neurons: u32) -> u16 {
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
pub fn owner<T: Config>() -> T::AccountId {
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

/// A full subnet in which the neuron `number` is an old validator that may set weights.
fn weigher<T: Config>(number: u32) -> (u16, T::AccountId) {
	let neurons = NEURONS;
	let netuid = subnet_of::<T>(neurons);
	fill::<T>(netuid, neurons, VALIDATORS, 2 * VALIDATORS * neurons);
	age::<T>(netuid);
	(netuid, hotkey::<T>(neurons - 1 - number))
}

/// Rao on the way to the subnet's next epoch.
fn pend<T: Config>(netuid: u16, amount: Rao) {
	Pallet::<T>::mint(Pot::Emission, amount.saturating_mul(2)).expect("the pot exists");
	TotalPendingEmission::<T>::mutate(|pending| *pending = pending.saturating_add(amount.saturating_mul(2)));
	PendingServerEmission::<T>::insert(netuid, amount);
	PendingValidatorEmission::<T>::insert(netuid, amount);
}

/// `uids` and their weights, as a call has them.
fn named(count: u32) -> (Vec<u16>, Vec<u16>) {
	row(0, count, count).into_iter().rev().unzip()
}

/// A position with active stake and stake that waits since an earlier epoch: the most that a call has to bring up
/// to date.
fn stale_position<T: Config>(netuid: u16, who: &T::AccountId, on: &T::AccountId) {
	Pallet::<T>::do_add_stake(who, on, netuid, STAKE).expect("the coldkey can pay");
	SubnetEpochIndex::<T>::mutate(netuid, |epoch| *epoch = epoch.saturating_add(1));
}

/// Two subnets of one neuron each beside the owner, with stale positions of a delegator in the first.
fn delegated<T: Config>() -> (T::AccountId, T::AccountId, u16, u16) {
	let (from, to) = (subnet_of::<T>(2), subnet_of::<T>(2));
	let (delegator, on) = (coldkey::<T>(7_777), hotkey::<T>(1));
	for netuid in [from, to] {
		stake::<T>(netuid, 1);
		stale_position::<T>(netuid, &delegator, &on);
		age::<T>(netuid);
		stale_position::<T>(netuid, &delegator, &on);
	}
	(delegator, on, from, to)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn start_call() {
		let netuid = subnet_of::<T>(1);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>()), netuid);
		assert!(FirstEmissionBlockNumber::<T>::contains_key(netuid));
	}

	#[benchmark]
	fn burned_register_with_room() {
		let netuid = subnet_of::<T>(NEURONS - 1);
		let (caller, newcomer) = (coldkey::<T>(9_999), hotkey::<T>(9_999));
		#[block]
		{
			Pallet::<T>::do_burned_register(&caller, netuid, &newcomer).expect("nothing stands in the way");
		}
		assert!(crate::Uids::<T>::contains_key(netuid, &newcomer));
	}

	/// Everybody has weights and bonds on everybody, so that every row names the uid that is replaced.
	#[benchmark]
	fn burned_register(n: Linear<4, NEURONS>) {
		let netuid = subnet_of::<T>(n);
		MaxAllowedUids::<T>::insert(netuid, n as u16);
		let dense = BoundedVec::truncate_from(row(0, n, n));
		for uid in 0..n as u16 {
			Weights::<T>::insert(netuid, uid, dense.clone());
			Bonds::<T>::insert(netuid, uid, dense.clone());
		}
		set_block::<T>(NOW);
		let (caller, newcomer) = (coldkey::<T>(9_999), hotkey::<T>(9_999));
		#[block]
		{
			Pallet::<T>::do_burned_register(&caller, netuid, &newcomer).expect("nothing stands in the way");
		}
		assert!(crate::Uids::<T>::contains_key(netuid, &newcomer));
	}

	#[benchmark]
	fn serve_axon() {
		let netuid = subnet_of::<T>(2);
		let caller = hotkey::<T>(1);
		// 93.184.216.34
		let ip = 1_572_395_042;
		Pallet::<T>::serve_axon(RawOrigin::Signed(caller.clone()).into(), netuid, 1, ip, 1, 4, 4, 0, 0)
			.expect("nothing stands in the way");
		set_block::<T>(NOW);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), netuid, 1, ip, 8_000, 4, 4, 0, 0);
	}

	#[benchmark]
	fn add_stake() {
		let (who, on, netuid, _) = delegated::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), on, netuid, STAKE);
	}

	#[benchmark]
	fn remove_stake() {
		let (who, on, netuid, _) = delegated::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), on, netuid, STAKE / 2);
	}

	#[benchmark]
	fn move_stake() {
		let (who, on, from, to) = delegated::<T>();
		let other = hotkey::<T>(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), on, other, from, to, STAKE / 2);
	}

	#[benchmark]
	fn transfer_stake() {
		let (who, on, from, to) = delegated::<T>();
		let heir = coldkey::<T>(8_888);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), heir, on, from, to, STAKE / 2);
	}

	#[benchmark]
	fn swap_stake() {
		let (who, on, from, to) = delegated::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), on, from, to, STAKE / 2);
	}

	#[benchmark]
	fn unstake_all(s: Linear<1, { T::MaxSubnets::get().into() }>) {
		let (who, on) = (coldkey::<T>(7_777), hotkey::<T>(0));
		for _ in 0..s {
			let netuid = subnet_of::<T>(1);
			stale_position::<T>(netuid, &who, &on);
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(who), on);
	}

	#[benchmark]
	fn set_weights(w: Linear<1, NEURONS>) {
		let (netuid, caller) = weigher::<T>(0);
		let (uids, values) = named(w);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), netuid, uids, values, 0);
	}

	#[benchmark]
	fn commit_weights() {
		let (netuid, caller) = weigher::<T>(0);
		CommitRevealWeightsEnabled::<T>::insert(netuid, true);
		// the most there can be, all of them expired
		let expired = vec![(H256::repeat_byte(1), 0, 1, 0); T::MaxOpenCommits::get() as usize];
		WeightCommits::<T>::insert(netuid, &caller, BoundedVec::truncate_from(expired));
		SubnetEpochIndex::<T>::insert(netuid, 1_000);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), netuid, H256::repeat_byte(2));
	}

	/// The last of as many commits as there can be, so that all others end with it.
	#[benchmark]
	fn reveal_weights(w: Linear<1, NEURONS>) {
		let (netuid, caller) = weigher::<T>(0);
		let (uids, values) = committed::<T>(netuid, &caller, w);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), netuid, uids, values, vec![7; 8], 0);
	}

	/// The costliest of the checks: those of `reveal_weights`.
	#[benchmark]
	fn check_call(w: Linear<1, NEURONS>) {
		let (netuid, caller) = weigher::<T>(0);
		let (uids, values) = committed::<T>(netuid, &caller, w);
		let row = crate::weights_calls::SentRow {
			uids: &uids,
			values: &values,
			version_key: 0,
		};
		#[block]
		{
			Pallet::<T>::check_reveal(&caller, Mechanism::first(netuid), row, &[7; 8])
				.expect("nothing stands in the way");
		}
	}

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

/// Commits a row of `w` weights last, after as many others as there can be.
fn committed<T: Config>(netuid: u16, who: &T::AccountId, w: u32) -> (Vec<u16>, Vec<u16>) {
	let (uids, values) = named(w);
	CommitRevealWeightsEnabled::<T>::insert(netuid, true);
	RevealPeriodEpochs::<T>::insert(netuid, 1);
	SubnetEpochIndex::<T>::insert(netuid, 1_000);
	let hash = commit_hash(who, netuid, &uids, &values, &[7; 8], 0);
	let mut open = vec![(H256::repeat_byte(1), 999, u64::from(NOW) - 1, 0); T::MaxOpenCommits::get() as usize - 1];
	open.push((hash, 999, u64::from(NOW) - 1, 0));
	WeightCommits::<T>::insert(netuid, who, BoundedVec::truncate_from(open));
	(uids, values)
}
