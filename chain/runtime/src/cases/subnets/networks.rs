//! Subnets as a whole, on a chain that has as many as it can.

use alloc::{vec, vec::Vec};
use pallet_subnets::{
	dissolve::{Dissolution, Step},
	identity::SubnetIdentityOfV3,
	symbols::symbol_at,
	Call, Dissolutions, IdentitiesV2, IsNetworkMember, NetworkImmunityPeriod, OwnedHotkeys, OwnerHyperparamSetAt,
	PendingOwnerCut, PendingServerEmission, StakeAverage, SubnetIdentitiesV3, TokenSymbol,
};

use crate::{
	cases::{
		world::{
			age, coldkey, fill_staking_hotkeys, hotkey, list, owner, owner_hotkey, set_block, stranger, subnet_of,
			HOTKEYS, NOW, SUBNETS,
		},
		Case,
	},
	Runtime,
};

/// The longest identity that a subnet can have.
fn longest_identity() -> SubnetIdentityOfV3 {
	let (short, long) = (vec![b'a'; 256], vec![b'a'; 1_024]);
	SubnetIdentityOfV3 {
		subnet_name: short.clone(),
		github_repo: long.clone(),
		subnet_contact: long.clone(),
		subnet_url: long.clone(),
		discord: short,
		description: long.clone(),
		logo_url: long.clone(),
		additional: long,
	}
}

/// As many subnets as there can be, all of them old and started, with identities.
fn full_chain() -> Vec<u16> {
	let netuids: Vec<u16> = (0..SUBNETS).map(|_| subnet_of(1)).collect();
	for netuid in &netuids {
		age(*netuid);
		StakeAverage::<Runtime>::insert(netuid, 1 << 40);
		SubnetIdentitiesV3::<Runtime>::insert(netuid, longest_identity());
		PendingServerEmission::<Runtime>::insert(netuid, 1);
	}
	netuids
}

/// A full chain on which all numbers but the highest are taken, most of the others by subnets that are being
/// dissolved, and the new subnet's symbol by another.
fn crowded_chain() {
	let netuids = full_chain();
	NetworkImmunityPeriod::<Runtime>::put(0);
	let dissolution = Dissolution {
		step: Step::Records,
		returned: 0,
	};
	for netuid in (1..2 * SUBNETS as u16).filter(|netuid| !netuids.contains(netuid)) {
		Dissolutions::<Runtime>::insert(netuid, dissolution.clone());
	}
	let symbol = symbol_at(2 * SUBNETS as u16).into_bytes();
	TokenSymbol::<Runtime>::insert(netuids.last().expect("there are subnets"), symbol);
}

/// Registers a subnet where another has to go.
pub fn register_network() -> Case {
	crowded_chain();
	let who = coldkey(9_999);
	fill_staking_hotkeys(&who, 1);
	Case::signed(who, Call::register_network { hotkey: hotkey(9_999) })
}

/// Registers a subnet with an identity where another has to go.
pub fn register_network_with_identity() -> Case {
	crowded_chain();
	let who = coldkey(9_999);
	fill_staking_hotkeys(&who, 1);
	Case::signed(
		who,
		Call::register_network_with_identity {
			hotkey: hotkey(9_999),
			identity: Some(longest_identity()),
		},
	)
}

/// Starts a subnet.
pub fn start_call() -> Case {
	let netuid = subnet_of(1);
	Case::signed(owner(), Call::start_call { netuid })
}

/// A subnet with an identity and with emission that waits for its last epoch.
fn dying() -> u16 {
	let netuid = subnet_of(2);
	age(netuid);
	SubnetIdentitiesV3::<Runtime>::insert(netuid, longest_identity());
	PendingOwnerCut::<Runtime>::insert(netuid, 1);
	netuid
}

/// Begins to dissolve a subnet.
pub fn dissolve_network() -> Case {
	let netuid = dying();
	Case::root(Call::dissolve_network {
		coldkey: owner(),
		netuid,
	})
}

/// Begins to dissolve a subnet.
pub fn root_dissolve_network() -> Case {
	let netuid = dying();
	Case::root(Call::root_dissolve_network { netuid })
}

/// Tells all about a coldkey of whose many hotkeys only the last is registered.
pub fn set_identity() -> Case {
	subnet_of(1);
	let who = owner();
	let owned = (1..HOTKEYS).map(stranger).chain([owner_hotkey()]);
	OwnedHotkeys::<Runtime>::insert(&who, list(owned));
	assert!(IsNetworkMember::<Runtime>::iter_key_prefix(owner_hotkey())
		.next()
		.is_some());
	assert!(!IdentitiesV2::<Runtime>::contains_key(&who));
	let (short, long) = (vec![b'a'; 256], vec![b'a'; 1_024]);
	Case::signed(
		who,
		Call::set_identity {
			name: short.clone(),
			url: short.clone(),
			github_repo: short.clone(),
			image: long.clone(),
			discord: short,
			description: long.clone(),
			additional: long,
		},
	)
}

/// Tells all about a subnet.
pub fn set_subnet_identity() -> Case {
	let netuid = subnet_of(1);
	let SubnetIdentityOfV3 {
		subnet_name,
		github_repo,
		subnet_contact,
		subnet_url,
		discord,
		description,
		logo_url,
		additional,
	} = longest_identity();
	Case::signed(
		owner(),
		Call::set_subnet_identity {
			netuid,
			subnet_name,
			github_repo,
			subnet_contact,
			subnet_url,
			discord,
			description,
			logo_url,
			additional,
		},
	)
}

/// Takes the last symbol, which no subnet has.
pub fn update_symbol() -> Case {
	let netuids = full_chain();
	let symbol = pallet_subnets::symbols::SYMBOLS
		.chars()
		.last()
		.expect("there are symbols");
	Case::signed(
		owner(),
		Call::update_symbol {
			netuid: netuids[0],
			symbol: alloc::string::String::from(symbol).into_bytes(),
		},
	)
}

/// A started subnet whose owner has changed these things before.
fn ruled() -> u16 {
	let netuid = subnet_of(1);
	age(netuid);
	for parameter in [139, 140, 141] {
		OwnerHyperparamSetAt::<Runtime>::insert(netuid, parameter, 1);
	}
	set_block(NOW);
	netuid
}

/// Sets the tempo again.
pub fn set_tempo() -> Case {
	let netuid = ruled();
	let tempo = 500;
	Case::signed(owner(), Call::set_tempo { netuid, tempo })
}

/// Sets the activity cutoff again.
pub fn set_activity_cutoff_factor() -> Case {
	let netuid = ruled();
	let factor_milli = 2_000;
	Case::signed(owner(), Call::set_activity_cutoff_factor { netuid, factor_milli })
}

/// Triggers an epoch again.
pub fn trigger_epoch() -> Case {
	let netuid = ruled();
	Case::signed(owner(), Call::trigger_epoch { netuid })
}
