//! Registrations. In a full subnet everybody weighs everybody, so that every row names the uid that is replaced; and
//! who leaves has an endpoint, commits and a commitment.

use alloc::vec;
use pallet_subnets::{Call, MaxAllowedUids, SubnetEpochIndex};

use crate::{
	cases::{
		world::{
			busy_neuron, coldkey, dense_rows, fill_staking_hotkeys, hotkey, permit, set_block, subnet_of,
			timelocked_commits, EPOCH, NEURONS, NOW, VALIDATORS,
		},
		Case,
	},
	AccountId, Runtime,
};

/// A newcomer's coldkey, whose lists have one place left, and its hotkey.
fn newcomer() -> (AccountId, AccountId) {
	let who = coldkey(9_999);
	fill_staking_hotkeys(&who, 1);
	let owned = (0..511).map(crate::cases::world::stranger);
	pallet_subnets::OwnedHotkeys::<Runtime>::insert(&who, crate::cases::world::list(owned));
	(who, hotkey(9_999))
}

/// A full subnet with `n` neurons.
fn full(n: u32) -> u16 {
	let netuid = subnet_of(n);
	MaxAllowedUids::<Runtime>::insert(netuid, n as u16);
	dense_rows(netuid, n);
	permit(netuid, n);
	for number in 1..n {
		busy_neuron(netuid, &hotkey(number));
	}
	SubnetEpochIndex::<Runtime>::insert(netuid, EPOCH);
	// the neuron that leaves is one of those with commits
	timelocked_commits(netuid, n, (1..n.min(VALIDATORS)).map(hotkey));
	set_block(NOW);
	netuid
}

/// Registers in a full subnet.
pub fn burned_register(n: u32) -> Case {
	let netuid = full(n);
	let (who, hotkey) = newcomer();
	Case::signed(who, Call::burned_register { netuid, hotkey })
}

/// Registers in a full subnet.
pub fn register_limit(n: u32) -> Case {
	let netuid = full(n);
	let (who, hotkey) = newcomer();
	let limit_price = u64::MAX;
	Case::signed(
		who,
		Call::register_limit {
			netuid,
			hotkey,
			limit_price,
		},
	)
}

/// Registers in a full subnet, by the call for work.
pub fn register(n: u32) -> Case {
	let netuid = full(n);
	let (who, hotkey) = newcomer();
	Case::signed(
		who.clone(),
		Call::register {
			netuid,
			block_number: 1,
			nonce: 1,
			work: vec![1; 32],
			hotkey,
			coldkey: who,
		},
	)
}

/// Registers as the last neuron for which there is room.
pub fn register_with_room() -> Case {
	let netuid = subnet_of(NEURONS - 1);
	permit(netuid, NEURONS - 1);
	let (who, hotkey) = newcomer();
	Case::signed(who, Call::burned_register { netuid, hotkey })
}

/// Makes a hotkey the coldkey's, which fills its lists.
pub fn try_associate_hotkey() -> Case {
	subnet_of(1);
	let (who, hotkey) = newcomer();
	Case::signed(who, Call::try_associate_hotkey { hotkey })
}
