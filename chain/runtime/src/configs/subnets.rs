//! Subnets, their hyperparameters and their tasks.

use alloc::{vec, vec::Vec};
use frame_support::{
	parameter_types,
	traits::{ConstU16, ConstU32, ConstU64},
	PalletId,
};
use pallet_commitments::LastCommitment;
use pallet_subnets::{economics::StakeEconomics, hooks::LifecycleHooks, NetworksAdded, SubnetOwner, SubnetOwnerHotkey};
use pallet_tasks::SubnetAuthors;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;

use super::consensus::{Authorities, MAX_AUTHORITIES};
use crate::{
	calls::CallsInside, chain_clock::SlotDurationOf, AccountId, Balance, Balances, ChainClock, Commitments, Drand,
	Runtime, RuntimeHoldReason, Signature, Tasks, Timestamp,
};

parameter_types! {
	/// The accounts that hold stake, emission and locks are derived from it.
	pub const SubnetsPalletId: PalletId = PalletId(*b"gangl/sn");
	/// 0.1 token.
	pub const TaskDepositBase: Balance = 100_000_000;
	/// 0.001 token.
	pub const TaskDepositPerByte: Balance = 1_000_000;
}

/// Subnets that there can be.
const MAX_SUBNETS: u16 = 128;
/// Neurons of a subnet: what root can allow one. A new one begins with 256, and its owner can allow no more.
const MAX_UIDS: u32 = 4_096;
/// Hotkeys that one coldkey owns or stakes on.
const MAX_HOTKEYS: u32 = 512;
/// Commits that a hotkey has open in a subnet.
const MAX_OPEN_COMMITS: u32 = 10;
/// Parents that a hotkey has in a subnet.
const MAX_PARENTS: u32 = 32;
/// Timelocked commits that a block opens: 0.64 s of a block's four.
const MAX_REVEALS_PER_BLOCK: u32 = 16;
/// A week of 12 s blocks.
const START_CALL_DELAY: u64 = 50_400;

impl pallet_subnets::Config for Runtime {
	type Currency = Balances;
	type Economics = StakeEconomics;
	type InnerCalls = CallsInside;
	type LifecycleHooks = OtherPallets;
	type Beacon = Drand;
	type WeightInfo = pallet_subnets::weights::SubstrateWeight<Runtime>;
	type PalletId = SubnetsPalletId;
	type MaxSubnets = ConstU16<MAX_SUBNETS>;
	type MaxUids = ConstU32<MAX_UIDS>;
	type MaxHotkeysPerColdkey = ConstU32<MAX_HOTKEYS>;
	type MaxOpenCommits = ConstU32<MAX_OPEN_COMMITS>;
	type MaxParentsPerChild = ConstU32<MAX_PARENTS>;
	type MaxRevealsPerBlock = ConstU32<MAX_REVEALS_PER_BLOCK>;
	type BlockNumberProvider = ChainClock;
	type SlotDuration = SlotDurationOf<Runtime>;
	type InitialStartCallDelay = ConstU64<START_CALL_DELAY>;
}

impl crate::swap::Config for Runtime {}

impl crate::mev_shield::Config for Runtime {}

impl pallet_drand::Config for Runtime {
	type Clock = Timestamp;
	type WeightInfo = pallet_drand::weights::SubstrateWeight<Runtime>;
}

impl pallet_admin_utils::Config for Runtime {
	type AuthorityId = AuraId;
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type Aura = Authorities;
	type Grandpa = Authorities;
	type WeightInfo = pallet_admin_utils::weights::SubstrateWeight<Runtime>;
}

/// Pallets that keep something by subnet or by key.
pub struct OtherPallets;

impl LifecycleHooks<AccountId> for OtherPallets {
	fn neuron_removed(netuid: u16, hotkey: &AccountId) {
		Commitments::remove(netuid, hotkey);
	}

	fn subnet_removed(netuid: u16) {
		Tasks::remove_task(netuid);
		Commitments::remove_subnet(netuid);
	}

	fn hotkey_swapped(old: &AccountId, new: &AccountId, netuid: Option<u16>) {
		match netuid {
			Some(netuid) => swap_commitments(netuid, old, new),
			None => NetworksAdded::<Runtime>::iter_keys().for_each(|netuid| swap_commitments(netuid, old, new)),
		}
	}

	fn coldkey_swapped(old: &AccountId, new: &AccountId) {
		Tasks::change_publisher(old, new);
	}
}

fn swap_commitments(netuid: u16, old: &AccountId, new: &AccountId) {
	if LastCommitment::<Runtime>::contains_key(netuid, old) {
		Commitments::swap(netuid, old, new);
	}
}

/// A subnet's owner publishes its task, by coldkey or by owner hotkey.
pub struct SubnetOwners;

impl SubnetAuthors<AccountId> for SubnetOwners {
	fn authors(netuid: u16) -> Option<Vec<AccountId>> {
		// a subnet that is being dissolved has an owner still
		NetworksAdded::<Runtime>::get(netuid).then_some(())?;
		let coldkey = SubnetOwner::<Runtime>::get(netuid)?;
		Some(match SubnetOwnerHotkey::<Runtime>::get(netuid) {
			Some(hotkey) => vec![coldkey, hotkey],
			None => vec![coldkey],
		})
	}
}

impl pallet_tasks::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type BlockNumberProvider = ChainClock;
	type Subnets = SubnetOwners;
	type Signature = Signature;
	type DepositBase = TaskDepositBase;
	type DepositPerByte = TaskDepositPerByte;
	type WeightInfo = pallet_tasks::weights::SubstrateWeight<Runtime>;
}
