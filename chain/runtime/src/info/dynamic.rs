//! What changes in a subnet from block to block, in one answer.

use alloc::vec::Vec;
use codec::{Compact, Decode, Encode};
use core::iter;
use pallet_subnets::{identity::SubnetIdentityOfV3, symbols::DEFAULT_SYMBOL};
use scale_info::TypeInfo;

use super::{
	metagraph::{head, text},
	I96F32,
};
use crate::{AccountId, Balance, SubtensorModule};

/// What changes in a subnet from block to block. On the reference chain that is mostly its pool; here stake is
/// staked as it is, so every amount is in the one token and its price is 1.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DynamicInfo {
	/// The subnet.
	pub netuid: Compact<u16>,
	/// The hotkey that the owner's cut is staked on.
	pub owner_hotkey: AccountId,
	/// The owner.
	pub owner_coldkey: AccountId,
	/// See `Metagraph::name`.
	pub subnet_name: Vec<Compact<u8>>,
	/// See `Metagraph::symbol`.
	pub token_symbol: Vec<Compact<u8>>,
	/// Blocks between epochs.
	pub tempo: Compact<u16>,
	/// The block of the last epoch.
	pub last_step: Compact<u64>,
	/// Blocks since the last epoch.
	pub blocks_since_last_step: Compact<u64>,
	/// Always 0, as in the reference.
	pub emission: Compact<u64>,
	/// See `Metagraph::alpha_in`.
	pub alpha_in: Compact<Balance>,
	/// See `Metagraph::alpha_out`.
	pub alpha_out: Compact<Balance>,
	/// See `Metagraph::tao_in`.
	pub tao_in: Compact<Balance>,
	/// See `Metagraph::alpha_out_emission`.
	pub alpha_out_emission: Compact<Balance>,
	/// See `Metagraph::alpha_in_emission`.
	pub alpha_in_emission: Compact<Balance>,
	/// See `Metagraph::tao_in_emission`.
	pub tao_in_emission: Compact<Balance>,
	/// Rao for miners and validators that the next epoch distributes.
	pub pending_alpha_emission: Compact<Balance>,
	/// See `Metagraph::pending_root_emission`.
	pub pending_root_emission: Compact<Balance>,
	/// See `Metagraph::subnet_volume`.
	pub subnet_volume: Compact<u128>,
	/// The block of its registration.
	pub network_registered_at: Compact<u64>,
	/// What the subnet says of itself.
	pub subnet_identity: Option<SubnetIdentityOfV3>,
	/// Always 1: stake is worth itself.
	pub moving_price: I96F32,
}

/// What changes in a subnet from block to block.
pub(crate) fn dynamic_info(netuid: u16) -> Option<DynamicInfo> {
	if netuid == ROOT {
		return Some(root());
	}
	let head = head(netuid)?;
	Some(DynamicInfo {
		netuid: Compact(netuid),
		owner_hotkey: head.owner_hotkey,
		owner_coldkey: head.owner_coldkey,
		subnet_name: head.name,
		token_symbol: head.symbol,
		tempo: head.tempo,
		last_step: head.last_step,
		blocks_since_last_step: head.blocks_since_last_step,
		emission: head.subnet_emission,
		alpha_in: head.alpha_in,
		alpha_out: head.alpha_out,
		tao_in: head.tao_in,
		alpha_out_emission: head.alpha_out_emission,
		alpha_in_emission: head.alpha_in_emission,
		tao_in_emission: head.tao_in_emission,
		pending_alpha_emission: head.pending_alpha_emission,
		pending_root_emission: head.pending_root_emission,
		subnet_volume: head.subnet_volume,
		network_registered_at: head.network_registered_at,
		subnet_identity: head.identity,
		moving_price: head.moving_price,
	})
}

/// What changes in each subnet from block to block, by netuid, the root network's place first.
pub(crate) fn dynamic_infos() -> Vec<Option<DynamicInfo>> {
	iter::once(ROOT)
		.chain(SubtensorModule::netuids())
		.map(dynamic_info)
		.collect()
}

/// The netuid of the reference's root network.
const ROOT: u16 = 0;

/// The entry of the root network, which btcli 9 looks for before it shows any subnet. This chain has none: the entry
/// stands for the token itself, with its symbol and its price of 1, and nobody owns, holds or earns anything there.
fn root() -> DynamicInfo {
	let nobody = AccountId::new([0; 32]);
	DynamicInfo {
		netuid: Compact(ROOT),
		owner_hotkey: nobody.clone(),
		owner_coldkey: nobody,
		subnet_name: text(b"root"),
		token_symbol: text(DEFAULT_SYMBOL.as_bytes()),
		tempo: Compact(0),
		last_step: Compact(0),
		blocks_since_last_step: Compact(0),
		emission: Compact(0),
		alpha_in: Compact(0),
		alpha_out: Compact(0),
		tao_in: Compact(0),
		alpha_out_emission: Compact(0),
		alpha_in_emission: Compact(0),
		tao_in_emission: Compact(0),
		pending_alpha_emission: Compact(0),
		pending_root_emission: Compact(0),
		subnet_volume: Compact(0),
		network_registered_at: Compact(0),
		subnet_identity: None,
		moving_price: I96F32::whole(1),
	}
}
