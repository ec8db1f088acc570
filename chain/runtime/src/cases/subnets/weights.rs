//! Setting, committing and revealing weights, in a full subnet, by an old validator that has children and parents.

use alloc::{vec, vec::Vec};
use codec::Compact;
use frame_support::dispatch::GetDispatchInfo;
use ganglion_timelock::Beacon;
use pallet_subnets::{
	commit_reveal::commit_hash, mechanisms::Mechanism, timelock::SealedRow, Call, ChildKeyPairs, ChildKeys,
	CommitRevealWeightsEnabled, CommitRevealWeightsVersion, MaxMechanismCount, MechanismCountCurrent,
	MinAllowedWeights, ParentKeys, StakeThreshold, SubnetEpochIndex, SubtensorTransactionExtension, WeightCommits,
	WeightsVersionKey,
};
use sp_core::H256;
use sp_runtime::{
	traits::{TransactionExtension, TxBaseImplication},
	transaction_validity::TransactionSource,
};

use crate::{
	cases::{
		world::{
			age, coldkey, dense_rows, fill_staking_hotkeys, hotkey, list, named, next_epoch, origin, permit, row,
			sealed, stale_position, subnet_of, timelocked_commits, EPOCH, NEURONS, NOW, VALIDATORS,
		},
		Case,
	},
	AccountId, Drand, Runtime, RuntimeCall,
};

/// Parents that a hotkey has at most.
const PARENTS: u32 = 32;
const SALT: [u16; 8] = [7; 8];

/// A full subnet in which the neuron with the highest uid may set weights. Who asks for its stake has to ask for that
/// of all its parents, and its own and theirs waits to be activated.
fn weigher() -> (u16, AccountId) {
	let netuid = subnet_of(NEURONS);
	age(netuid);
	permit(netuid, NEURONS);
	dense_rows(netuid, NEURONS);
	let who = inheriting(netuid);
	(netuid, who)
}

/// The neuron with the highest uid, with as many children and parents as there can be.
pub(super) fn inheriting(netuid: u16) -> AccountId {
	let number = NEURONS - 1;
	let who = hotkey(number);
	StakeThreshold::<Runtime>::put(1);
	MinAllowedWeights::<Runtime>::insert(netuid, 1);
	WeightsVersionKey::<Runtime>::insert(netuid, 1);
	ChildKeyPairs::<Runtime>::insert(netuid, PARENTS + 5);
	let children = (1..6).map(|child| (1, hotkey(child)));
	ChildKeys::<Runtime>::insert(&who, netuid, list(children));
	let parents = (number - PARENTS..number).map(|parent| (u64::MAX / 64, hotkey(parent)));
	ParentKeys::<Runtime>::insert(&who, netuid, list(parents));
	SubnetEpochIndex::<Runtime>::insert(netuid, EPOCH - 1);
	for number in number - PARENTS..=number {
		stale_position(netuid, &coldkey(number), &hotkey(number));
	}
	next_epoch(netuid);
	who
}

/// `weigher`, and a second mechanism, whose every neuron weighs every other, too.
fn weigher_in_mechanism() -> (Mechanism, AccountId) {
	let (netuid, who) = weigher();
	let mechanism = Mechanism { netuid, mecid: 1 };
	MaxMechanismCount::<Runtime>::put(16);
	MechanismCountCurrent::<Runtime>::insert(netuid, 2);
	pallet_subnets::LastUpdate::<Runtime>::insert(mechanism.index(), list(vec![u64::from(NOW) - 1; NEURONS as usize]));
	dense_rows(mechanism.index(), NEURONS);
	(mechanism, who)
}

/// Several full subnets in all of which one hotkey may set weights.
fn weigher_in(subnets: u32) -> (Vec<u16>, AccountId) {
	let netuids: Vec<u16> = (0..subnets).map(|_| subnet_of(NEURONS)).collect();
	for netuid in &netuids {
		age(*netuid);
		permit(*netuid, NEURONS);
	}
	let mut who = hotkey(NEURONS - 1);
	for netuid in &netuids {
		who = inheriting(*netuid);
	}
	(netuids, who)
}

/// As many numbers as items, which add up to `whole`.
fn shares(whole: u32, items: u32) -> impl Iterator<Item = u32> {
	(0..items).map(move |item| whole / items + u32::from(item < whole % items))
}

/// Rows as they are sent in compact numbers.
fn compact_row(length: u32) -> Vec<(Compact<u16>, Compact<u16>)> {
	row(length)
		.into_iter()
		.rev()
		.map(|(uid, value)| (Compact(uid), Compact(value)))
		.collect()
}

/// Sets `w` weights.
pub fn set_weights(w: u32) -> Case {
	let (netuid, who) = weigher();
	let (dests, weights) = named(w);
	let version_key = 1;
	Case::signed(
		who,
		Call::set_weights {
			netuid,
			dests,
			weights,
			version_key,
		},
	)
}

/// Sets `w` weights in a second mechanism.
pub fn set_mechanism_weights(w: u32) -> Case {
	let (Mechanism { netuid, mecid }, who) = weigher_in_mechanism();
	let (dests, weights) = named(w);
	let version_key = 1;
	Case::signed(
		who,
		Call::set_mechanism_weights {
			netuid,
			mecid,
			dests,
			weights,
			version_key,
		},
	)
}

/// Sets `w` weights in `i` subnets together.
pub fn batch_set_weights(i: u32, w: u32) -> Case {
	let (netuids, who) = weigher_in(i);
	let call = Call::batch_set_weights {
		netuids: netuids.into_iter().map(Compact).collect(),
		weights: shares(w, i).map(compact_row).collect(),
		version_keys: vec![Compact(1); i as usize],
	};
	Case::signed(who, call)
}

/// The hotkey has as many commits as it can, all of them expired.
fn expired_commits(index: u16, who: &AccountId) {
	let expired = (H256::repeat_byte(1), 0, 1, 0);
	WeightCommits::<Runtime>::insert(index, who, list(vec![expired; 10]));
}

/// Commits where all earlier commits have expired.
pub fn commit_weights() -> Case {
	let (netuid, who) = weigher();
	CommitRevealWeightsEnabled::<Runtime>::insert(netuid, true);
	expired_commits(netuid, &who);
	let commit_hash = H256::repeat_byte(2);
	Case::signed(who, Call::commit_weights { netuid, commit_hash })
}

/// The same in a second mechanism.
pub fn commit_mechanism_weights() -> Case {
	let (mechanism, who) = weigher_in_mechanism();
	let Mechanism { netuid, mecid } = mechanism;
	CommitRevealWeightsEnabled::<Runtime>::insert(netuid, true);
	expired_commits(mechanism.index(), &who);
	let commit_hash = H256::repeat_byte(2);
	Case::signed(
		who,
		Call::commit_mechanism_weights {
			netuid,
			mecid,
			commit_hash,
		},
	)
}

/// Commits in `i` subnets, in each of which all earlier commits have expired.
pub fn batch_commit_weights(i: u32) -> Case {
	let (netuids, who) = weigher_in(i);
	for netuid in &netuids {
		CommitRevealWeightsEnabled::<Runtime>::insert(netuid, true);
		expired_commits(*netuid, &who);
	}
	let call = Call::batch_commit_weights {
		netuids: netuids.into_iter().map(Compact).collect(),
		commit_hashes: vec![H256::repeat_byte(2); i as usize],
	};
	Case::signed(who, call)
}

/// What `commit_timelocked_weights` sends: `b` bytes for the next round, where every validator has committed already
/// in this epoch, the sender included.
fn timelocked(mechanism: Mechanism, who: &AccountId, b: u32) -> (SealedRow, u64, u16) {
	let first = NEURONS - VALIDATORS;
	CommitRevealWeightsEnabled::<Runtime>::insert(mechanism.netuid, true);
	timelocked_commits(mechanism.index(), NEURONS, (first..NEURONS).map(hotkey));
	assert_eq!(*who, hotkey(NEURONS - 1));
	let reveal_round = Drand::last_round() + 1;
	let frame = sealed(reveal_round, &[]).len();
	let commit = sealed(reveal_round, &vec![9; (b as usize).saturating_sub(frame)]);
	let version = CommitRevealWeightsVersion::<Runtime>::get();
	(SealedRow::truncate_from(commit), reveal_round, version)
}

/// Commits `b` sealed bytes.
pub fn commit_timelocked_weights(b: u32) -> Case {
	let (netuid, who) = weigher();
	let (commit, reveal_round, commit_reveal_version) = timelocked(Mechanism::first(netuid), &who, b);
	Case::signed(
		who,
		Call::commit_timelocked_weights {
			netuid,
			commit,
			reveal_round,
			commit_reveal_version,
		},
	)
}

/// The same in a second mechanism.
pub fn commit_timelocked_mechanism_weights(b: u32) -> Case {
	let (mechanism, who) = weigher_in_mechanism();
	let (commit, reveal_round, commit_reveal_version) = timelocked(mechanism, &who, b);
	let Mechanism { netuid, mecid } = mechanism;
	Case::signed(
		who,
		Call::commit_timelocked_mechanism_weights {
			netuid,
			mecid,
			commit,
			reveal_round,
			commit_reveal_version,
		},
	)
}

/// Commits rows of these lengths last, after as many others as there can be, all to be revealed now.
fn committed(mechanism: Mechanism, who: &AccountId, lengths: impl Iterator<Item = u32>) -> Vec<(Vec<u16>, Vec<u16>)> {
	CommitRevealWeightsEnabled::<Runtime>::insert(mechanism.netuid, true);
	SubnetEpochIndex::<Runtime>::insert(mechanism.netuid, EPOCH + 1);
	let block = u64::from(NOW) - 1;
	let rows: Vec<_> = lengths.map(named).collect();
	let mut open = vec![(H256::repeat_byte(1), EPOCH, block, 0); 10usize.saturating_sub(rows.len())];
	for (uids, values) in &rows {
		let hash = commit_hash(who, mechanism.index(), uids, values, &SALT, 1);
		open.push((hash, EPOCH, block, 0));
	}
	WeightCommits::<Runtime>::insert(mechanism.index(), who, list(open));
	rows
}

fn one_committed(mechanism: Mechanism, who: &AccountId, w: u32) -> (Vec<u16>, Vec<u16>) {
	committed(mechanism, who, core::iter::once(w))
		.pop()
		.expect("there is one row")
}

/// Reveals the last of as many commits as there can be, so that all others end with it.
pub fn reveal_weights(w: u32) -> Case {
	let (netuid, who) = weigher();
	let (uids, values) = one_committed(Mechanism::first(netuid), &who, w);
	let (salt, version_key) = (SALT.to_vec(), 1);
	Case::signed(
		who,
		Call::reveal_weights {
			netuid,
			uids,
			values,
			salt,
			version_key,
		},
	)
}

/// The same in a second mechanism.
pub fn reveal_mechanism_weights(w: u32) -> Case {
	let (mechanism, who) = weigher_in_mechanism();
	let (uids, values) = one_committed(mechanism, &who, w);
	let Mechanism { netuid, mecid } = mechanism;
	let (salt, version_key) = (SALT.to_vec(), 1);
	Case::signed(
		who,
		Call::reveal_mechanism_weights {
			netuid,
			mecid,
			uids,
			values,
			salt,
			version_key,
		},
	)
}

/// Reveals `i` commits with `w` weights together.
pub fn batch_reveal_weights(i: u32, w: u32) -> Case {
	let (netuid, who) = weigher();
	let rows = committed(Mechanism::first(netuid), &who, shares(w, i));
	let (uids_list, values_list) = rows.into_iter().unzip();
	Case::signed(
		who,
		Call::batch_reveal_weights {
			netuid,
			uids_list,
			values_list,
			salts_list: vec![SALT.to_vec(); i as usize],
			version_keys: vec![1; i as usize],
		},
	)
}

/// What the transaction extension does before the call.
fn check(who: AccountId, call: impl Into<RuntimeCall>) -> Case {
	let call = call.into();
	Case::hook(move || {
		let extension = SubtensorTransactionExtension::<Runtime>::new();
		let (info, implication) = (call.get_dispatch_info(), TxBaseImplication(()));
		extension
			.validate(
				origin(&who),
				&call,
				&info,
				0,
				(),
				&implication,
				TransactionSource::External,
			)
			.expect("the call would succeed");
		extension.weight(&call)
	})
}

/// The costliest of the checks of free calls: those of `reveal_weights`.
pub fn check_call(w: u32) -> Case {
	let (netuid, who) = weigher();
	let (uids, values) = one_committed(Mechanism::first(netuid), &who, w);
	let (salt, version_key) = (SALT.to_vec(), 1);
	check(
		who,
		Call::reveal_weights {
			netuid,
			uids,
			values,
			salt,
			version_key,
		},
	)
}

/// What is asked of every account: whether its swap is announced, and disputed.
pub fn check_account() -> Case {
	let who = coldkey(1);
	let announced = (NOW, H256::repeat_byte(1));
	pallet_subnets::ColdkeySwapAnnouncements::<Runtime>::insert(&who, announced);
	check(who, Call::clear_coldkey_swap_announcement {})
}

/// Publishes an endpoint where there is one.
pub fn serve_axon() -> Case {
	let netuid = subnet_of(2);
	set_axon(netuid);
	crate::cases::world::set_block(NOW);
	Case::signed(hotkey(1), axon(netuid))
}

fn set_axon(netuid: u16) {
	use frame_support::traits::UnfilteredDispatchable;
	let who = crate::cases::world::origin(&hotkey(1));
	axon(netuid)
		.dispatch_bypass_filter(who)
		.expect("nothing stands in the way");
}

fn axon(netuid: u16) -> Call<Runtime> {
	Call::serve_axon {
		netuid,
		version: 1,
		// 93.184.216.34
		ip: 1_572_395_042,
		port: 8_000,
		ip_type: 4,
		protocol: 4,
		placeholder1: 0,
		placeholder2: 0,
	}
}

/// A coldkey whose list is full chooses where its miners' earnings go.
pub fn set_coldkey_auto_stake_hotkey() -> Case {
	let netuid = subnet_of(3);
	let who = coldkey(1);
	fill_staking_hotkeys(&who, 0);
	Case::signed(
		who,
		Call::set_coldkey_auto_stake_hotkey {
			netuid,
			hotkey: hotkey(2),
		},
	)
}
