//! A subnet's neurons as columns in one answer.

use alloc::vec::Vec;
use codec::{Compact, Decode, Encode};
use pallet_subnets::{Emission, Uids};
use scale_info::TypeInfo;

use super::metagraph::metagraph;
use crate::{AccountId, Balance, Runtime, SubtensorModule};

/// A subnet's neurons as columns by uid; see `Metagraph` for each.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[allow(missing_docs)]
pub struct SubnetState {
	pub netuid: Compact<u16>,
	pub hotkeys: Vec<AccountId>,
	pub coldkeys: Vec<AccountId>,
	pub active: Vec<bool>,
	pub validator_permit: Vec<bool>,
	pub pruning_score: Vec<Compact<u16>>,
	pub last_update: Vec<Compact<u64>>,
	pub emission: Vec<Compact<Balance>>,
	pub dividends: Vec<Compact<u16>>,
	pub incentives: Vec<Compact<u16>>,
	pub consensus: Vec<Compact<u16>>,
	pub trust: Vec<Compact<u16>>,
	pub rank: Vec<Compact<u16>>,
	pub block_at_registration: Vec<Compact<u64>>,
	pub alpha_stake: Vec<Compact<Balance>>,
	pub tao_stake: Vec<Compact<Balance>>,
	pub total_stake: Vec<Compact<Balance>>,
	/// By subnet of the chain, then by uid of this one: rao that the hotkey earned there in the last epoch.
	pub emission_history: Vec<Vec<Compact<Balance>>>,
}

/// A subnet's neurons as columns.
pub(crate) fn subnet_state(netuid: u16) -> Option<SubnetState> {
	let graph = metagraph(netuid)?;
	let emission_history = SubtensorModule::netuids()
		.into_iter()
		.map(|other| earned_there(other, &graph.hotkeys))
		.collect();
	Some(SubnetState {
		netuid: graph.netuid,
		hotkeys: graph.hotkeys,
		coldkeys: graph.coldkeys,
		active: graph.active,
		validator_permit: graph.validator_permit,
		pruning_score: graph.pruning_score,
		last_update: graph.last_update,
		emission: graph.emission,
		dividends: graph.dividends,
		incentives: graph.incentives,
		consensus: graph.consensus,
		trust: graph.trust,
		rank: graph.rank,
		block_at_registration: graph.block_at_registration,
		alpha_stake: graph.alpha_stake,
		tao_stake: graph.tao_stake,
		total_stake: graph.total_stake,
		emission_history,
	})
}

/// What each of the hotkeys earned in a subnet in its last epoch.
fn earned_there(netuid: u16, hotkeys: &[AccountId]) -> Vec<Compact<Balance>> {
	let emission = Emission::<Runtime>::get(netuid);
	hotkeys
		.iter()
		.map(|hotkey| {
			let uid = Uids::<Runtime>::get(netuid, hotkey);
			let earned = uid.and_then(|uid| emission.get(usize::from(uid)));
			Compact(earned.copied().unwrap_or_default())
		})
		.collect()
}
