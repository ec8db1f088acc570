//! What cases are made of: accounts, subnets, neurons, and stake.

use alloc::{vec, vec::Vec};
use codec::Encode;
use frame_support::{
	traits::{fungible::Mutate, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use ganglion_timelock::{public_key, seal, Secrets};
use pallet_commitments::{CommitmentInfo, CommitmentOf, Data, LastBondsReset, RevealedCommitments, MAX_REVEALED};
use pallet_drand::types::BeaconConfiguration;
use pallet_subnets::{
	timelock::SealedRow,
	types::{AxonInfo, PoolShares, StakePosition},
	*,
};
use sp_core::H256;
use sp_io::hashing::blake2_256;

use crate::{AccountId, Balance, Balances, Commitments, Runtime, RuntimeOrigin, SubtensorModule, System};

/// Rao in a token.
pub const TOKEN: Balance = 1_000_000_000;
/// Stake of a position.
pub const STAKE: Balance = 100 * TOKEN;
const RICHES: Balance = 1_000_000 * TOKEN;

/// Neurons of a full subnet: what an owner can allow. Slopes are measured up to here and hold beyond.
pub const NEURONS: u32 = 256;
/// Validators of a full subnet.
pub const VALIDATORS: u32 = 64;
/// Subnets of a full chain.
pub const SUBNETS: u32 = 128;
/// Timelocked fields that a block opens.
pub const MESSAGES: u32 = pallet_commitments::REVEALS_PER_BLOCK;
/// Hotkeys that a coldkey can have.
pub const HOTKEYS: u32 = 512;
/// The block in which cases happen: all that was set up in block 1 is old by then.
pub const NOW: u32 = 10_000;
/// The epoch in which cases happen, where it matters.
pub const EPOCH: u64 = 1_000;
/// Signs for the beacon of the cases.
pub const BEACON_SECRET: [u8; 32] = [7; 32];

fn account(kind: &str, number: u32) -> AccountId {
	blake2_256(&(kind, number).encode()).into()
}

/// A hotkey without an owner as long as nobody registers it.
pub fn hotkey(number: u32) -> AccountId {
	account("hotkey", number)
}

/// An account that has nothing.
pub fn stranger(number: u32) -> AccountId {
	account("stranger", number)
}

/// An account that can pay for anything here.
pub fn coldkey(number: u32) -> AccountId {
	let who = account("coldkey", number);
	Balances::set_balance(&who, RICHES);
	who
}

/// The coldkey that owns every subnet here; its hotkey has uid 0.
pub fn owner() -> AccountId {
	coldkey(0)
}

/// The hotkey with uid 0 in every subnet here.
pub fn owner_hotkey() -> AccountId {
	hotkey(0)
}

/// A signer of the pallets' own functions.
pub fn origin(who: &AccountId) -> RuntimeOrigin {
	RawOrigin::Signed(who.clone()).into()
}

/// Goes to a block.
pub fn set_block(number: u32) {
	System::set_block_number(number);
}

/// A list that is as long as its type lets it be, or shorter.
pub fn list<V, S: Get<u32>>(values: impl IntoIterator<Item = V>) -> BoundedVec<V, S> {
	BoundedVec::truncate_from(values.into_iter().collect())
}

/// A subnet with as many neurons as given, uid 0 the owner's. Each other hotkey has a coldkey of its own.
/// No limit of time stands in the way of a call.
pub fn subnet_of(neurons: u32) -> u16 {
	set_block(1);
	NetworkRateLimit::<Runtime>::put(0);
	NetworkLastLockCost::<Runtime>::put(0);
	NetworkMinLockCost::<Runtime>::put(TOKEN);
	StartCallDelay::<Runtime>::put(0);
	AdminFreezeWindow::<Runtime>::put(2);
	OwnerHyperparamRateLimit::<Runtime>::put(0);
	SubnetLimit::<Runtime>::put(SUBNETS as u16);
	let before: Vec<u16> = SubtensorModule::netuids();
	SubtensorModule::register_network(origin(&owner()), owner_hotkey()).expect("the owner can pay");
	let netuid = (SubtensorModule::netuids().into_iter())
		.find(|netuid| !before.contains(netuid))
		.expect("a subnet was registered");
	Tempo::<Runtime>::insert(netuid, 1_000);
	MaxAllowedUids::<Runtime>::insert(netuid, NEURONS as u16);
	MaxAllowedValidators::<Runtime>::insert(netuid, VALIDATORS as u16);
	WeightsSetRateLimit::<Runtime>::insert(netuid, 0);
	ServingRateLimit::<Runtime>::insert(netuid, 1);
	ImmunityPeriod::<Runtime>::insert(netuid, 1);
	MinNonImmuneUids::<Runtime>::insert(netuid, 0);
	CommitRevealWeightsEnabled::<Runtime>::insert(netuid, false);
	BurnIncreaseMult::<Runtime>::insert(netuid, pallet_subnets::types::U64F64::from_hundredths(101));
	for number in 1..neurons {
		SubtensorModule::burned_register(origin(&coldkey(number)), netuid, hotkey(number)).expect("there is room");
	}
	netuid
}

/// Emission has started, the last epoch was in this block, and all that was staked before it is active.
pub fn age(netuid: u16) {
	SubtensorModule::start_call(origin(&owner()), netuid).expect("the owner may");
	set_block(NOW);
	LastEpochBlock::<Runtime>::insert(netuid, u64::from(NOW));
	SubnetEpochIndex::<Runtime>::insert(netuid, EPOCH);
}

/// Stake that waits for the epoch it was added in, which is over by the time of the case: the most that a call has to
/// bring up to date.
pub fn stale_position(netuid: u16, who: &AccountId, on: &AccountId) {
	SubtensorModule::add_stake(origin(who), on.clone(), netuid, STAKE).expect("the coldkey can pay");
}

/// Begins the subnet's next epoch, as far as stake can tell.
pub fn next_epoch(netuid: u16) {
	SubnetEpochIndex::<Runtime>::mutate(netuid, |epoch| *epoch += 1);
}

/// A row of the first `length` uids, each with a weight.
pub fn row(length: u32) -> Vec<(u16, u16)> {
	(0..length as u16)
		.map(|uid| (uid, 1 + uid.wrapping_mul(251) % 60_000))
		.collect()
}

/// `uids` and their weights as a call has them, in the order that costs most to sort.
pub fn named(count: u32) -> (Vec<u16>, Vec<u16>) {
	row(count).into_iter().rev().unzip()
}

/// Every neuron weighs every neuron, in one mechanism.
pub fn dense_rows(index: u16, neurons: u32) {
	for uid in 0..neurons as u16 {
		Weights::<Runtime>::insert(index, uid, list(row(neurons)));
		Bonds::<Runtime>::insert(index, uid, list(row(neurons)));
	}
}

/// Lets the neurons with the highest uids validate.
pub fn permit(netuid: u16, neurons: u32) {
	let first = neurons.saturating_sub(VALIDATORS);
	ValidatorPermit::<Runtime>::insert(netuid, list((0..neurons).map(|uid| uid >= first)));
	LastUpdate::<Runtime>::insert(netuid, list(vec![u64::from(NOW) - 1; neurons as usize]));
}

/// A neuron says all about itself that it can, and has as many commits open as it can.
pub fn busy_neuron(netuid: u16, who: &AccountId) {
	let axon = AxonInfo {
		block: 1,
		ip: 1,
		port: 1,
		ip_type: 4,
		..Default::default()
	};
	Axons::<Runtime>::insert(netuid, who, axon);
	let hash = (H256::repeat_byte(1), EPOCH, u64::from(NOW) - 1, 0);
	let open = <<Runtime as pallet_subnets::Config>::MaxOpenCommits as Get<u32>>::get();
	for mechanism in SubtensorModule::mechanisms(netuid) {
		WeightCommits::<Runtime>::insert(mechanism.index(), who, list(vec![hash; open as usize]));
	}
	commit_fields(netuid, who);
}

/// A commitment of as many timelocked fields as there can be, each of its own round, and all that earlier ones left.
pub fn commit_fields(netuid: u16, who: &AccountId) {
	Commitments::set_commitment(origin(who), netuid, alloc::boxed::Box::new(timelocked_fields(1_000, 0)))
		.expect("the hotkey is registered");
	LastBondsReset::<Runtime>::insert(netuid, who, 1);
	RevealedCommitments::<Runtime>::insert(netuid, who, vec![(vec![1; 1_024], 1); MAX_REVEALED]);
	assert!(CommitmentOf::<Runtime>::contains_key(netuid, who));
}

/// Fields that `bytes` bytes are spread over, of the rounds from `round` on.
pub fn timelocked_fields(round: u64, bytes: u32) -> CommitmentInfo<<Runtime as pallet_commitments::Config>::MaxFields> {
	let most = <<Runtime as pallet_commitments::Config>::MaxFields as Get<u32>>::get();
	let fields = (0..most).map(|field| Data::TimelockEncrypted {
		encrypted: list(vec![1; (bytes / most) as usize]),
		reveal_round: round + u64::from(field),
	});
	CommitmentInfo { fields: list(fields) }
}

/// A message of `bytes` bytes sealed for a round of the cases' beacon.
pub fn sealed(round: u64, message: &[u8]) -> Vec<u8> {
	let secrets = Secrets {
		seed: [1; 32],
		key: [2; 32],
		nonce: [3; 12],
	};
	let key = public_key(&BEACON_SECRET).expect("the secret is one");
	seal(&key, round, message, &secrets).expect("the key is one")
}

/// The beacon of the cases, whose rounds are seconds.
pub fn beacon() -> BeaconConfiguration {
	let key = public_key(&BEACON_SECRET).expect("the secret is one");
	BeaconConfiguration {
		public_key: list(key),
		period: 1,
		genesis_time: 0,
		..pallet_drand::quicknet()
	}
}

/// Timelocked commits of two epochs, the most that there are while the reveal period is one: each validator has one
/// in each, as long as a row of all neurons.
pub fn timelocked_commits(index: u16, neurons: u32, validators: impl Iterator<Item = AccountId>) {
	let bytes = pallet_subnets::timelock::longest_row(32, neurons as u16);
	let commits: Vec<_> = validators
		.map(|who| {
			(
				who,
				u64::from(NOW) - 1,
				SealedRow::truncate_from(vec![1; bytes]),
				u64::MAX,
			)
		})
		.collect();
	for epoch in [EPOCH - 1, EPOCH] {
		TimelockedWeightCommits::<Runtime>::insert(index, epoch, list(commits.clone()));
	}
	TimelockedEpochs::<Runtime>::insert(index, list([(EPOCH - 1, u64::MAX), (EPOCH, u64::MAX)]));
}

/// Positions of as many coldkeys on a hotkey in a subnet, written past the calls: what they are worth together is in
/// the pool.
pub fn positions(netuid: u16, on: &AccountId, coldkeys: core::ops::Range<u32>) {
	let shares = u128::from(STAKE) << 40;
	let count = coldkeys.len() as u64;
	for number in coldkeys {
		let who = account("coldkey", number);
		let position = StakePosition {
			shares,
			..Default::default()
		};
		StakePositions::<Runtime>::insert((on, &who, netuid), position);
		StakingHotkeys::<Runtime>::insert(&who, list([on.clone()]));
	}
	let value = TotalHotkeyAlpha::<Runtime>::get(on, netuid) + STAKE * count;
	TotalHotkeyAlpha::<Runtime>::insert(on, netuid, value);
	StakePools::<Runtime>::mutate(on, netuid, |pool: &mut PoolShares| {
		pool.shares += shares * u128::from(count);
	});
	SubnetStake::<Runtime>::mutate(netuid, |stake| *stake += STAKE * count);
}

/// Fills the list of hotkeys that a coldkey stakes on, but for `room`.
pub fn fill_staking_hotkeys(who: &AccountId, room: u32) {
	let mut listed = StakingHotkeys::<Runtime>::get(who);
	let missing = HOTKEYS.saturating_sub(room).saturating_sub(listed.len() as u32);
	for number in 0..missing {
		listed.try_push(account("listed", number)).expect("there is room");
	}
	StakingHotkeys::<Runtime>::insert(who, listed);
}
