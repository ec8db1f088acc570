//! Calls that move stake. Who stakes anew does most: the place in a full list, the pool that others have left to be
//! brought up to date, and the hotkey's first delegator. Who leaves takes everything: the place in the list goes.

use pallet_subnets::Call;

use crate::{
	cases::{
		world::{
			age, coldkey, fill_staking_hotkeys, hotkey, next_epoch, owner_hotkey, stale_position, subnet_of, STAKE,
			TOKEN,
		},
		Case,
	},
	AccountId, Runtime,
};

/// A started subnet of two neurons. Uid 1's own stake waits for an epoch that is over.
fn subnet() -> u16 {
	let netuid = subnet_of(2);
	age(netuid);
	stale_position(netuid, &coldkey(1), &hotkey(1));
	stale_position(netuid, &coldkey(0), &owner_hotkey());
	next_epoch(netuid);
	netuid
}

/// A delegator without stake on uid 1, whose list has one place left.
fn newcomer() -> (u16, AccountId) {
	let netuid = subnet();
	let who = coldkey(7_777);
	fill_staking_hotkeys(&who, 1);
	(netuid, who)
}

/// A delegator with stake on uid 1, which waits for an epoch that is over as the hotkey's own does. Its list is full.
fn delegator() -> (u16, AccountId) {
	let netuid = subnet();
	let who = coldkey(7_777);
	stale_position(netuid, &coldkey(1), &hotkey(1));
	stale_position(netuid, &who, &hotkey(1));
	next_epoch(netuid);
	fill_staking_hotkeys(&who, 0);
	(netuid, who)
}

/// What `delegator` has: less than the minimum would remain, so all of it is taken.
const NEARLY_ALL: u64 = STAKE - 1;

/// Stakes for the first time.
pub fn add_stake() -> Case {
	let (netuid, who) = newcomer();
	let amount_staked = STAKE;
	Case::signed(
		who,
		Call::add_stake {
			hotkey: hotkey(1),
			netuid,
			amount_staked,
		},
	)
}

/// Stakes for the first time.
pub fn add_stake_limit() -> Case {
	let (netuid, who) = newcomer();
	Case::signed(
		who,
		Call::add_stake_limit {
			hotkey: hotkey(1),
			netuid,
			amount_staked: STAKE,
			limit_price: TOKEN,
			allow_partial: false,
		},
	)
}

/// Leaves.
pub fn remove_stake() -> Case {
	let (netuid, who) = delegator();
	Case::signed(
		who,
		Call::remove_stake {
			hotkey: hotkey(1),
			netuid,
			amount_unstaked: NEARLY_ALL,
		},
	)
}

/// Leaves.
pub fn remove_stake_limit() -> Case {
	let (netuid, who) = delegator();
	Case::signed(
		who,
		Call::remove_stake_limit {
			hotkey: hotkey(1),
			netuid,
			amount_unstaked: NEARLY_ALL,
			limit_price: TOKEN,
			allow_partial: false,
		},
	)
}

/// Leaves.
pub fn remove_stake_full_limit() -> Case {
	let (netuid, who) = delegator();
	Case::signed(
		who,
		Call::remove_stake_full_limit {
			hotkey: hotkey(1),
			netuid,
			limit_price: Some(TOKEN),
		},
	)
}

/// Leaves `s` subnets.
pub fn unstake_all(s: u32) -> Case {
	let who = coldkey(7_777);
	for _ in 0..s {
		let netuid = subnet_of(1);
		age(netuid);
		stale_position(netuid, &coldkey(0), &owner_hotkey());
		stale_position(netuid, &who, &owner_hotkey());
		next_epoch(netuid);
	}
	fill_staking_hotkeys(&who, 0);
	Case::signed(who, Call::unstake_all { hotkey: owner_hotkey() })
}

/// Is refused: there is no root network.
pub fn unstake_all_alpha() -> Case {
	subnet();
	let call = Call::<Runtime>::unstake_all_alpha { hotkey: hotkey(1) };
	Case::Refusal(frame_system::RawOrigin::Signed(coldkey(1)), call.into())
}

/// `delegator`, and another subnet where it has nothing yet.
fn mover() -> (u16, u16, AccountId) {
	let destination = subnet();
	let (origin, who) = delegator();
	(origin, destination, who)
}

/// Goes to another hotkey in another subnet.
pub fn move_stake() -> Case {
	let (origin_netuid, destination_netuid, who) = mover();
	Case::signed(
		who,
		Call::move_stake {
			origin_hotkey: hotkey(1),
			destination_hotkey: owner_hotkey(),
			origin_netuid,
			destination_netuid,
			alpha_amount: NEARLY_ALL,
		},
	)
}

/// Gives all to another coldkey in another subnet, whose list has half its places left.
pub fn transfer_stake() -> Case {
	let (origin_netuid, destination_netuid, who) = mover();
	let heir = coldkey(8_888);
	fill_staking_hotkeys(&heir, crate::cases::world::HOTKEYS / 2 + 1);
	Case::signed(
		who,
		Call::transfer_stake {
			destination_coldkey: heir,
			hotkey: hotkey(1),
			origin_netuid,
			destination_netuid,
			alpha_amount: NEARLY_ALL,
		},
	)
}

/// Goes to another subnet.
pub fn swap_stake() -> Case {
	let (origin_netuid, destination_netuid, who) = mover();
	Case::signed(
		who,
		Call::swap_stake {
			hotkey: hotkey(1),
			origin_netuid,
			destination_netuid,
			alpha_amount: NEARLY_ALL,
		},
	)
}

/// Goes to another subnet.
pub fn swap_stake_limit() -> Case {
	let (origin_netuid, destination_netuid, who) = mover();
	Case::signed(
		who,
		Call::swap_stake_limit {
			hotkey: hotkey(1),
			origin_netuid,
			destination_netuid,
			alpha_amount: NEARLY_ALL,
			limit_price: TOKEN,
			allow_partial: false,
		},
	)
}
