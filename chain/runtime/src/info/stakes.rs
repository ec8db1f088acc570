//! Stakes of a coldkey in one answer.

use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::{Compact, Decode, Encode};
use pallet_subnets::{StakePositions, StakingHotkeys, Uids};
use scale_info::TypeInfo;

use crate::{AccountId, Balance, Runtime, SubtensorModule};

/// The stake of a coldkey on a hotkey in a subnet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeInfo {
	/// What is staked on.
	pub hotkey: AccountId,
	/// Who staked.
	pub coldkey: AccountId,
	/// The subnet.
	pub netuid: Compact<u16>,
	/// Rao, with what waits for its first epoch.
	pub stake: Compact<Balance>,
	/// Always 0: stake is not locked.
	pub locked: Compact<u64>,
	/// Always 0: emission is told by neurons.
	pub emission: Compact<Balance>,
	/// Always 0: there is no root network.
	pub tao_emission: Compact<Balance>,
	/// Always 0.
	pub drain: Compact<u64>,
	/// The hotkey has a uid in the subnet.
	pub is_registered: bool,
}

/// What a change of stake costs besides the transaction's fee: nothing.
pub const STAKE_FEE: u64 = 0;

/// What a coldkey has staked in a subnet and can take back, in rao.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeAvailability {
	/// All its stake there.
	pub total: Compact<Balance>,
	/// Always 0: stake is not locked.
	pub locked: Compact<Balance>,
	/// What it can take back at once: all.
	pub available: Compact<Balance>,
}

/// What a coldkey can take back, by subnet, without those where it has nothing. Among the named subnets, if any
/// are named: an empty list, or more names than there are subnets, finds nothing, as in the reference.
pub(crate) fn availability(coldkey: &AccountId, netuids: Option<&[u16]>) -> BTreeMap<u16, StakeAvailability> {
	let asked = netuids.map(|netuids| netuids.iter().copied().collect::<BTreeSet<u16>>());
	if asked
		.as_ref()
		.is_some_and(|asked| asked.len() > SubtensorModule::netuids().len())
	{
		return BTreeMap::new();
	}
	let mut totals: BTreeMap<u16, Balance> = BTreeMap::new();
	for info in stakes(coldkey) {
		if asked.as_ref().is_none_or(|asked| asked.contains(&info.netuid.0)) {
			let total = totals.entry(info.netuid.0).or_default();
			*total = total.saturating_add(info.stake.0);
		}
	}
	let available = |total| StakeAvailability {
		total: Compact(total),
		locked: Compact(0),
		available: Compact(total),
	};
	totals
		.into_iter()
		.map(|(netuid, total)| (netuid, available(total)))
		.collect()
}

/// The stake of a coldkey on a hotkey in a subnet; nothing where there is no such subnet.
pub(crate) fn stake_info(hotkey: AccountId, coldkey: AccountId, netuid: u16) -> Option<StakeInfo> {
	SubtensorModule::ensure_subnet(netuid).ok()?;
	Some(StakeInfo {
		netuid: Compact(netuid),
		stake: Compact(SubtensorModule::stake_of(&hotkey, &coldkey, netuid)),
		locked: Compact(0),
		emission: Compact(0),
		tao_emission: Compact(0),
		drain: Compact(0),
		is_registered: Uids::<Runtime>::contains_key(netuid, &hotkey),
		hotkey,
		coldkey,
	})
}

/// All stakes of a coldkey, by hotkey and subnet.
pub(crate) fn stakes(coldkey: &AccountId) -> Vec<StakeInfo> {
	let mut stakes = Vec::new();
	for hotkey in StakingHotkeys::<Runtime>::get(coldkey) {
		let mut netuids: Vec<u16> = StakePositions::<Runtime>::iter_key_prefix((&hotkey, coldkey)).collect();
		netuids.sort_unstable();
		let found = netuids
			.into_iter()
			.filter_map(|netuid| stake_info(hotkey.clone(), coldkey.clone(), netuid));
		stakes.extend(found.filter(|info| info.stake.0 > 0));
	}
	stakes
}
