//! Swaps of keys that are everywhere.

use alloc::vec::Vec;
use frame_support::traits::fungible::MutateHold;
use pallet_subnets::types::{RateLimitKey, StakePosition};
use pallet_subnets::{
	identity::ChainIdentityOfV2, AutoStakeDestination, Call, ChildKeys, ChildkeyTake, ColdkeySwapAnnouncements,
	ColdkeySwapDisputes, Delegates, DelegationRecords, IdentitiesV2, LastHotkeySwapOnNetuid, LastRateLimitedBlock,
	LastTxBlockDelegateTake, OwnedHotkeys, Owner, ParentKeys, PendingChildKeys, PendingChildKeysLine, StakePositions,
	StakingHotkeys, TransactionKeyLastBlock,
};
use pallet_tasks::{HoldReason, PublishedTask, TaskOf, MAX_URI_BYTES};
use sp_runtime::traits::{BlakeTwo256, Hash};

use crate::{
	cases::{
		world::{
			age, busy_neuron, coldkey, fill_staking_hotkeys, hotkey, list, origin, owner, owner_hotkey, positions,
			set_block, stranger, subnet_of, timelocked_commits, HOTKEYS, NEURONS, NOW, STAKE, SUBNETS, TOKEN,
			VALIDATORS,
		},
		Case,
	},
	AccountId, Balances, Runtime, SubtensorModule,
};

const PARENTS: u32 = 32;

/// The owner's hotkey in `s` subnets, in each with all that a hotkey can have, and with `p` positions of stake of as
/// many coldkeys in the first of them.
fn everywhere(s: u32, p: u32) -> AccountId {
	let old = owner_hotkey();
	let mut netuids = Vec::new();
	for _ in 0..s {
		let netuid = subnet_of(2);
		age(netuid);
		busy_neuron(netuid, &old);
		let validators = core::iter::once(old.clone()).chain((1..VALIDATORS).map(hotkey));
		timelocked_commits(netuid, NEURONS, validators);
		family(netuid, &old);
		netuids.push(netuid);
	}
	// positions are those of coldkeys that have nothing else
	positions(netuids[0], &old, 20_000..20_000 + p);
	Delegates::<Runtime>::insert(&old, 5_000);
	LastTxBlockDelegateTake::<Runtime>::insert(&old, 1);
	LastRateLimitedBlock::<Runtime>::insert(RateLimitKey::LastTxBlock(owner()), 1);
	for netuid in netuids {
		LastHotkeySwapOnNetuid::<Runtime>::insert(netuid, owner(), 1);
	}
	set_block(NOW);
	old
}

/// Children, parents, takes, and a place in the line.
fn family(netuid: u16, of: &AccountId) {
	let part = u64::MAX / 8;
	let (children, parents) = (1..6, 6..6 + PARENTS);
	ChildKeys::<Runtime>::insert(of, netuid, list(children.clone().map(|child| (part, hotkey(child)))));
	for child in children.clone() {
		ParentKeys::<Runtime>::insert(hotkey(child), netuid, list([(part, of.clone())]));
	}
	ParentKeys::<Runtime>::insert(of, netuid, list(parents.clone().map(|parent| (part, hotkey(parent)))));
	for parent in parents {
		ChildKeys::<Runtime>::insert(hotkey(parent), netuid, list([(part, of.clone())]));
	}
	let pending = list(children.map(|child| (part, hotkey(child))));
	PendingChildKeys::<Runtime>::insert(netuid, of, (pending, 20_000));
	PendingChildKeysLine::<Runtime>::insert(netuid, 0, (of, 20_000));
	DelegationRecords::<Runtime>::insert(netuid, of, Some(0));
	ChildkeyTake::<Runtime>::insert(of, netuid, 5);
	for change in 0..2 {
		TransactionKeyLastBlock::<Runtime>::insert((of, netuid, change), 1);
	}
}

/// Everywhere, to a hotkey that is nobody's yet.
pub fn swap_hotkey(s: u32, p: u32) -> Case {
	let old = everywhere(s, p);
	fill_staking_hotkeys(&owner(), 1);
	Case::signed(
		owner(),
		Call::swap_hotkey {
			hotkey: old,
			new_hotkey: hotkey(9_999),
			netuid: None,
		},
	)
}

/// Everywhere, to another hotkey of the coldkey's on which there is stake, so that pools have to be merged.
pub fn swap_hotkey_v2(s: u32, p: u32) -> Case {
	let old = everywhere(s, p);
	let new = hotkey(9_999);
	SubtensorModule::try_associate_hotkey(origin(&owner()), new.clone()).expect("there is room");
	for netuid in SubtensorModule::netuids() {
		positions(netuid, &new, 9_998..9_999);
	}
	Case::signed(
		owner(),
		Call::swap_hotkey_v2 {
			hotkey: old,
			new_hotkey: new,
			netuid: None,
			keep_stake: false,
		},
	)
}

/// A coldkey that owns all subnets, as many hotkeys as it can, and `p` positions on them; that has an identity, has
/// chosen in each subnet where earnings go, and has published the task of each.
fn magnate(p: u32) -> (AccountId, AccountId) {
	let (old, new) = (owner(), stranger(1));
	let netuids: Vec<u16> = (0..SUBNETS).map(|_| subnet_of(1)).collect();
	let hotkeys: Vec<AccountId> = (0..HOTKEYS).map(hotkey).collect();
	for hotkey in &hotkeys {
		Owner::<Runtime>::insert(hotkey, &old);
	}
	OwnedHotkeys::<Runtime>::insert(&old, list(hotkeys.clone()));
	StakingHotkeys::<Runtime>::insert(&old, list(hotkeys.clone()));
	let position = StakePosition {
		shares: u128::from(STAKE) << 40,
		..Default::default()
	};
	for number in 0..p as usize {
		let (hotkey, netuid) = (&hotkeys[number % hotkeys.len()], netuids[number / hotkeys.len()]);
		StakePositions::<Runtime>::insert((hotkey, &old, netuid), position.clone());
	}
	for netuid in &netuids {
		AutoStakeDestination::<Runtime>::insert(&old, netuid, owner_hotkey());
		DelegationRecords::<Runtime>::insert(netuid, &old, None::<u64>);
		LastHotkeySwapOnNetuid::<Runtime>::insert(netuid, &old, 1);
		publish(*netuid, &old);
	}
	LastRateLimitedBlock::<Runtime>::insert(RateLimitKey::LastTxBlock(old.clone()), 1);
	let identity = ChainIdentityOfV2 {
		name: alloc::vec![b'a'; 256],
		description: alloc::vec![b'a'; 1_024],
		..Default::default()
	};
	IdentitiesV2::<Runtime>::insert(&old, identity);
	set_block(NOW);
	(old, new)
}

fn publish(netuid: u16, publisher: &AccountId) {
	Balances::hold(&HoldReason::Task.into(), publisher, TOKEN).expect("the publisher is rich");
	let task = PublishedTask {
		manifest_hash: [1; 32],
		uri: list(alloc::vec![b'a'; MAX_URI_BYTES as usize]),
		publisher: publisher.clone(),
		block: 1,
		version: 1,
		deposit: TOKEN,
	};
	TaskOf::<Runtime>::insert(netuid, task);
}

/// Root hands everything over, after a dispute.
pub fn swap_coldkey(p: u32) -> Case {
	let (old, new) = magnate(p);
	announce(&old, &new, 1);
	ColdkeySwapDisputes::<Runtime>::insert(&old, 1);
	Case::root(Call::swap_coldkey {
		old_coldkey: old,
		new_coldkey: new,
		swap_cost: 1,
	})
}

/// Hands everything over as announced.
pub fn swap_coldkey_announced(p: u32) -> Case {
	let (old, new) = magnate(p);
	announce(&old, &new, 1);
	Case::signed(old, Call::swap_coldkey_announced { new_coldkey: new })
}

fn announce(old: &AccountId, new: &AccountId, when: u32) {
	ColdkeySwapAnnouncements::<Runtime>::insert(old, (when, BlakeTwo256::hash_of(new)));
}

/// Announces for the first time, which costs.
pub fn announce_coldkey_swap() -> Case {
	subnet_of(1);
	let new_coldkey_hash = BlakeTwo256::hash_of(&stranger(1));
	Case::signed(coldkey(1), Call::announce_coldkey_swap { new_coldkey_hash })
}

/// Stops an announced swap.
pub fn dispute_coldkey_swap() -> Case {
	announce(&coldkey(1), &stranger(1), NOW);
	Case::signed(coldkey(1), Call::dispute_coldkey_swap {})
}

/// Withdraws an announcement.
pub fn clear_coldkey_swap_announcement() -> Case {
	announce(&coldkey(1), &stranger(1), 1);
	set_block(10 * NOW);
	Case::signed(coldkey(1), Call::clear_coldkey_swap_announcement {})
}

/// Root ends an announced swap and its dispute.
pub fn reset_coldkey_swap() -> Case {
	announce(&coldkey(1), &stranger(1), NOW);
	ColdkeySwapDisputes::<Runtime>::insert(coldkey(1), 1);
	Case::root(Call::reset_coldkey_swap { coldkey: coldkey(1) })
}
