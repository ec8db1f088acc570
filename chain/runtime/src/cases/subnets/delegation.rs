//! Takes and child hotkeys.

use pallet_subnets::{
	Call, ChildKeyPairs, ChildKeys, ChildkeyTake, Delegates, DelegationRecords, LastTxBlockDelegateTake,
	MinChildkeyTakePerSubnet, ParentKeys, StakeThreshold, TransactionKeyLastBlock,
};

use crate::{
	cases::{
		world::{age, coldkey, hotkey, list, set_block, stale_position, subnet_of, NOW},
		Case,
	},
	Runtime,
};

/// Parents that a hotkey has at most.
const PARENTS: u32 = 32;
/// Long before [`NOW`].
const LONG_AGO: u64 = 1;

/// A delegate that has changed its take before.
fn delegate() {
	let netuid = subnet_of(2);
	age(netuid);
	Delegates::<Runtime>::insert(hotkey(1), 5_000);
	LastTxBlockDelegateTake::<Runtime>::insert(hotkey(1), LONG_AGO);
	pallet_subnets::TxDelegateTakeRateLimit::<Runtime>::put(1);
}

/// Takes less.
pub fn decrease_take() -> Case {
	delegate();
	let take = 4_000;
	Case::signed(
		coldkey(1),
		Call::decrease_take {
			hotkey: hotkey(1),
			take,
		},
	)
}

/// Takes more.
pub fn increase_take() -> Case {
	delegate();
	let take = 6_000;
	Case::signed(
		coldkey(1),
		Call::increase_take {
			hotkey: hotkey(1),
			take,
		},
	)
}

/// Before the start, where children are in force at once: five leave, and five come whose lists of parents are full, so
/// that in each the parent with the least stake has to be found, and loses its child. No two have a parent in common.
pub fn set_children() -> Case {
	let (former, new) = (2..7, 7..12);
	let parents_of = |child: u32| {
		let first = 12 + (child - 7) * PARENTS;
		first..first + PARENTS
	};
	let netuid = subnet_of(12 + 5 * PARENTS);
	let who = hotkey(1);
	StakeThreshold::<Runtime>::put(1);
	let part = u64::MAX / 8;
	for child in new.clone() {
		for parent in parents_of(child) {
			stale_position(netuid, &coldkey(parent), &hotkey(parent));
			ChildKeys::<Runtime>::insert(hotkey(parent), netuid, list([(part, hotkey(child))]));
			DelegationRecords::<Runtime>::insert(netuid, hotkey(parent), None::<u64>);
		}
		let full = parents_of(child).map(|parent| (part, hotkey(parent)));
		ParentKeys::<Runtime>::insert(hotkey(child), netuid, list(full));
	}
	for _ in 0..2 {
		stale_position(netuid, &coldkey(1), &who);
	}
	for child in former.clone() {
		ParentKeys::<Runtime>::insert(hotkey(child), netuid, list([(part, who.clone())]));
	}
	ChildKeys::<Runtime>::insert(&who, netuid, list(former.map(|child| (part, hotkey(child)))));
	let own_parents = (1_000..1_000 + PARENTS).map(|parent| (part, hotkey(parent)));
	ParentKeys::<Runtime>::insert(&who, netuid, list(own_parents));
	ChildKeyPairs::<Runtime>::insert(netuid, 5 + 5 * PARENTS);
	set_block(NOW);
	Case::signed(
		coldkey(1),
		Call::set_children {
			hotkey: who,
			netuid,
			children: new.map(|child| (part, hotkey(child))).collect(),
		},
	)
}

/// A child takes more than before.
pub fn set_childkey_take() -> Case {
	let netuid = subnet_of(2);
	let who = hotkey(1);
	MinChildkeyTakePerSubnet::<Runtime>::insert(netuid, 1);
	ChildkeyTake::<Runtime>::insert(&who, netuid, 2);
	TransactionKeyLastBlock::<Runtime>::insert((&who, netuid, 1), LONG_AGO);
	pallet_subnets::TxChildkeyTakeRateLimit::<Runtime>::put(1);
	set_block(NOW);
	let take = 3;
	Case::signed(
		coldkey(1),
		Call::set_childkey_take {
			hotkey: who,
			netuid,
			take,
		},
	)
}

/// Root sets a limit.
pub fn sudo_set_tx_childkey_take_rate_limit() -> Case {
	Case::root(Call::sudo_set_tx_childkey_take_rate_limit { tx_rate_limit: 7 })
}

/// Root sets the lowest take.
pub fn sudo_set_min_childkey_take() -> Case {
	Case::root(Call::sudo_set_min_childkey_take { take: 7 })
}

/// Root sets the highest take.
pub fn sudo_set_max_childkey_take() -> Case {
	Case::root(Call::sudo_set_max_childkey_take { take: 7_000 })
}

/// Root sets a delay.
pub fn set_pending_childkey_cooldown() -> Case {
	Case::root(Call::set_pending_childkey_cooldown { cooldown: 7 })
}
