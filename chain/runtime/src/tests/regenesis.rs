//! A state that becomes another network's genesis: everything goes on as if nothing had happened.

use std::collections::BTreeMap;

use frame_support::storage::storage_prefix;
use pallet_safe_mode::EnteredUntil;
use pallet_subnets::{BlockAtRegistration, Keys, Tempo, Weights};
use serde_json::json;
use sp_core::crypto::Ss58Codec;
use sp_io::TestExternalities;
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie},
};
use sp_runtime::traits::BlockNumberProvider;

use super::chain::{apply, begin, chain, development, end};
use crate::{
	presets,
	regenesis::{regenesis, Regenesis},
	AccountId, BlockNumber, ChainClock, Runtime, RuntimeCall, System, VERSION,
};

const NETUID: u16 = 1;
const TOKEN: u64 = 1_000_000_000;
/// The block whose state the new network begins with: the 13th of an epoch's 21.
const LAST: BlockNumber = 13;
const SALT: [u16; 2] = [3, 4];

fn plan() -> Regenesis {
	Regenesis {
		authorities: vec![(Alice.public().into(), Ed25519Keyring::Alice.public().into())],
		sudo: None,
		development: true,
	}
}

fn secret(number: u8) -> ([u8; 32], [u8; 32]) {
	([number; 32], [number + 100; 32])
}

/// Keys that nobody knows.
fn authority(
	number: u8,
) -> (
	sp_consensus_aura::sr25519::AuthorityId,
	sp_consensus_grandpa::AuthorityId,
) {
	use sp_core::Pair;
	let (author, finalizer) = secret(number);
	(
		sp_core::sr25519::Pair::from_seed(&author).public().into(),
		sp_core::ed25519::Pair::from_seed(&finalizer).public().into(),
	)
}

fn by_root(call: impl Into<RuntimeCall>) -> RuntimeCall {
	pallet_sudo::Call::sudo {
		call: Box::new(call.into()),
	}
	.into()
}

fn done(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	assert_eq!(apply(signer, call), Ok(Ok(())));
}

fn register(hotkey: Sr25519Keyring) -> RuntimeCall {
	pallet_subnets::Call::burned_register {
		netuid: NETUID,
		hotkey: hotkey.to_account_id(),
	}
	.into()
}

fn hash_of(uids: &[u16], values: &[u16]) -> sp_core::H256 {
	pallet_subnets::commit_reveal::commit_hash(&Charlie.to_account_id(), NETUID, uids, values, &SALT, 0)
}

/// What happens in the block at `height`: a subnet with weights, a neuron registered after them, an open commit, a
/// scheduled call; and later the reveal and newer weights.
fn life(height: BlockNumber) {
	match height {
		1 => {
			done(
				Bob,
				pallet_subnets::Call::register_network {
					hotkey: Charlie.to_account_id(),
				},
			);
			done(Bob, register(Dave));
			done(
				Bob,
				pallet_subnets::Call::add_stake {
					hotkey: Charlie.to_account_id(),
					netuid: NETUID,
					amount_staked: 100 * TOKEN,
				},
			);
			done(
				Alice,
				by_root(pallet_scheduler::Call::schedule {
					when: LAST + 4,
					maybe_periodic: None,
					priority: 0,
					call: Box::new(
						pallet_admin_utils::Call::sudo_set_tempo {
							netuid: NETUID,
							tempo: 25,
						}
						.into(),
					),
				}),
			);
		}
		3 => done(
			Charlie,
			pallet_subnets::Call::set_weights {
				netuid: NETUID,
				dests: vec![1],
				weights: vec![u16::MAX],
				version_key: 0,
			},
		),
		5 => done(Bob, register(Eve)),
		6 => done(
			Bob,
			pallet_admin_utils::Call::sudo_set_commit_reveal_weights_enabled {
				netuid: NETUID,
				enabled: true,
			},
		),
		9 => done(
			Charlie,
			pallet_subnets::Call::commit_weights {
				netuid: NETUID,
				commit_hash: hash_of(&[1, 2], &[1, 3]),
			},
		),
		32 => done(
			Charlie,
			pallet_subnets::Call::reveal_weights {
				netuid: NETUID,
				uids: vec![1, 2],
				values: vec![1, 3],
				salt: SALT.to_vec(),
				version_key: 0,
			},
		),
		40 => done(Bob, register(Ferdie)),
		_ => {}
	}
}

fn live(offset: BlockNumber, heights: impl Iterator<Item = BlockNumber>) {
	for height in heights {
		begin(height - offset);
		life(height);
		end();
	}
}

/// The state but for what belongs to a network's own blocks.
fn lasting() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let own: Vec<[u8; 32]> = crate::regenesis::own_of_a_network()
		.map(|(pallet, item)| storage_prefix(pallet.as_bytes(), item.as_bytes()))
		.collect();
	let mut state = BTreeMap::new();
	let mut key = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		// the last is frame-system's within a block
		if !own.iter().any(|prefix| next.starts_with(prefix)) && next != b":extrinsic_index" {
			state.insert(next.clone(), sp_io::storage::get(&next).unwrap_or_default().to_vec());
		}
		key = next;
	}
	state
}

fn assert_same(one: &BTreeMap<Vec<u8>, Vec<u8>>, other: &BTreeMap<Vec<u8>, Vec<u8>>, when: &str) {
	let different: Vec<_> = one
		.keys()
		.chain(other.keys())
		.filter(|key| one.get(*key) != other.get(*key))
		.map(|key| sp_core::bytes::to_hex(key, false))
		.collect();
	assert_eq!(different, Vec::<String>::new(), "{when}");
}

fn lived() -> TestExternalities {
	let mut chain = development();
	chain.execute_with(|| live(0, 1..=LAST));
	chain
}

#[test]
fn everything_goes_on_as_if_nothing_had_happened() {
	let (mut stayed, mut moved) = (lived(), lived());
	moved.execute_with(|| {
		let before = lasting();
		regenesis(plan()).unwrap();
		assert_eq!(System::block_number(), 0);
		assert_eq!(ChainClock::current_block_number(), LAST);
		assert_same(&lasting(), &before, "at the genesis");
	});
	for height in LAST + 1..=50 {
		let state = |chain: &mut TestExternalities, offset| {
			chain.execute_with(|| {
				live(offset, height..=height);
				assert_eq!(ChainClock::current_block_number(), height);
				lasting()
			})
		};
		let (moved, stayed) = (state(&mut moved, LAST), state(&mut stayed, 0));
		assert_same(&moved, &stayed, &format!("at height {height}"));
	}
	moved.execute_with(|| {
		// the scheduled call came, the reveal was taken, the newcomer's place is dated by the height
		assert_eq!(Tempo::<Runtime>::get(NETUID), 25);
		assert_eq!(Weights::<Runtime>::get(NETUID, 0).len(), 2);
		assert_eq!(BlockAtRegistration::<Runtime>::get(NETUID, 3), 40);
		assert_eq!(Keys::<Runtime>::iter_prefix(NETUID).count(), 4);
	});
}

#[test]
fn a_network_can_move_twice() {
	let mut chain = lived();
	chain.execute_with(|| {
		regenesis(plan()).unwrap();
		live(LAST, LAST + 1..=20);
		regenesis(plan()).unwrap();
		assert_eq!(ChainClock::current_block_number(), 20);
		live(20, 21..=30);
		assert_eq!(ChainClock::current_block_number(), 30);
	});
}

#[test]
fn nothing_of_the_former_blocks_is_left_in_system() {
	lived().execute_with(|| {
		regenesis(plan()).unwrap();
		let fresh = development().execute_with(system_items);
		assert_eq!(system_items(), fresh);
	});
}

/// The prefixes of frame-system's items that stand in the state.
fn system_items() -> Vec<Vec<u8>> {
	let pallet = sp_io::hashing::twox_128(b"System").to_vec();
	let mut items = Vec::new();
	let mut key = pallet.clone();
	while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(&pallet)) {
		items.push(next[..32].to_vec());
		key = next;
	}
	items.dedup();
	items
}

#[test]
fn safe_mode_ends_after_as_many_blocks() {
	lived().execute_with(|| {
		EnteredUntil::<Runtime>::put(LAST + 7);
		regenesis(plan()).unwrap();
		assert_eq!(EnteredUntil::<Runtime>::get(), Some(7));
	});
}

#[test]
fn its_authorities_are_the_new_ones_and_its_root_is_said() {
	lived().execute_with(|| {
		let root = AccountId::new([9; 32]);
		let exposed = regenesis(Regenesis {
			authorities: vec![authority(1), authority(2)],
			sudo: Some(root.clone()),
			development: false,
		})
		.unwrap();
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(root));
		assert_eq!(
			pallet_aura::Authorities::<Runtime>::get().into_inner(),
			[authority(1).0, authority(2).0]
		);
		assert_eq!(
			crate::Grandpa::grandpa_authorities(),
			[(authority(1).1, 1), (authority(2).1, 1)]
		);
		// whoever reads this test can spend what Ferdie has
		let ferdie = exposed.iter().find(|(account, _)| *account == Ferdie.to_account_id());
		assert_eq!(ferdie.map(|(_, free)| *free), Some(10_000 * TOKEN));
	});
}

#[test]
fn keys_that_everybody_knows_are_refused_where_tokens_have_a_price() {
	let root = || Some(AccountId::new([9; 32]));
	let alice = (Alice.public().into(), authority(1).1);
	let alices_vote = (authority(1).0, Ed25519Keyring::Alice.public().into());
	let cases = [
		(
			vec![alice],
			root(),
			"the authority 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
		),
		(vec![alices_vote], root(), "the secret key of the authority"),
		(
			vec![authority(1)],
			Some(Bob.to_account_id()),
			"the secret key of the root",
		),
		// the development chain's own
		(
			vec![authority(1)],
			None,
			"the root 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
		),
	];
	for (authorities, sudo, why) in cases {
		refused(
			Regenesis {
				authorities,
				sudo,
				development: false,
			},
			why,
		);
	}
}

#[test]
fn authorities_must_be_some_and_each_once() {
	let with = |authorities| Regenesis { authorities, ..plan() };
	refused(with(vec![]), "expected 1 to 32 authorities, got 0");
	refused(with((0..33).map(authority).collect()), "got 33");
	refused(
		with(vec![authority(1), (authority(1).0, authority(2).1)]),
		&authority(1).0.to_ss58check(),
	);
	refused(
		with(vec![authority(1), (authority(2).0, authority(1).1)]),
		"each authority's keys once",
	);
}

#[test]
fn an_upgrade_runs_before_its_state_moves() {
	lived().execute_with(|| {
		frame_system::LastRuntimeUpgrade::<Runtime>::put(frame_system::LastRuntimeUpgradeInfo {
			spec_version: (VERSION.spec_version - 1).into(),
			spec_name: VERSION.spec_name,
		});
		let refusal = regenesis(plan()).unwrap_err();
		assert!(refusal.contains("has made no block with it"), "{refusal}");
	});
}

fn refused(plan: Regenesis, why: &str) {
	lived().execute_with(|| {
		let before = lasting();
		let refusal = regenesis(plan).unwrap_err();
		assert!(refusal.contains(why), "{refusal}");
		assert_same(&lasting(), &before, why);
		assert_eq!(System::block_number(), LAST);
	});
}

#[test]
fn a_new_network_of_a_preset_begins_at_height_0() {
	chain(presets::LOCAL, json!({})).execute_with(|| {
		regenesis(plan()).unwrap();
		assert_eq!(ChainClock::current_block_number(), 0);
		assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 1);
	});
}
