//! Hotkeys that others stake on, in one answer each.

use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Compact, Decode, Encode};
use pallet_subnets::{
	emission::portion, Delegates, Emission, IsNetworkMember, Owner, StakePositions, Tempo, Uids, ValidatorPermit,
};
use scale_info::TypeInfo;

use crate::{AccountId, Balance, Runtime, SubtensorModule};

/// A subnet, and rao staked in it.
pub type SubnetStake = (Compact<u16>, Compact<Balance>);
/// A coldkey, and what it has staked where.
pub type Nominator = (AccountId, Vec<SubnetStake>);

sp_api::decl_runtime_apis! {
	/// Delegates.
	pub trait DelegateInfoRuntimeApi {
		/// All hotkeys that somebody else than their owner has staked on.
		fn get_delegates() -> Vec<DelegateInfo>;
		/// One of them.
		fn get_delegate(delegate_account: AccountId) -> Option<DelegateInfo>;
		/// What a coldkey has staked on delegates: each with a subnet and the stake there, without its nominators.
		fn get_delegated(delegatee_account: AccountId) -> Vec<(DelegateInfo, SubnetStake)>;
	}
}

/// A hotkey that others stake on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DelegateInfo {
	/// The hotkey.
	pub delegate_ss58: AccountId,
	/// What its owner keeps of its dividends, of 65535.
	pub take: Compact<u16>,
	/// Who has staked on it, in which subnets, and how many rao.
	pub nominators: Vec<Nominator>,
	/// Its coldkey.
	pub owner_ss58: AccountId,
	/// Subnets where it has a uid.
	pub registrations: Vec<Compact<u16>>,
	/// Subnets where it may validate.
	pub validator_permits: Vec<Compact<u16>>,
	/// Rao a day for 1000 tokens on it after its take, by its last epochs.
	pub return_per_1000: Compact<Balance>,
	/// Rao a day that it earns, by its last epochs.
	pub total_daily_return: Compact<Balance>,
}

/// A day in milliseconds.
const DAY: u64 = 86_400_000;
/// What returns are told for: 1000 tokens, in rao.
const THOUSAND_TOKENS: u128 = 1_000_000_000_000;

/// All delegates, by account.
pub(crate) fn delegates() -> Vec<DelegateInfo> {
	let mut hotkeys: Vec<AccountId> = Delegates::<Runtime>::iter_keys().collect();
	hotkeys.sort_unstable();
	hotkeys.into_iter().filter_map(delegate).collect()
}

/// A delegate with its nominators.
pub(crate) fn delegate(hotkey: AccountId) -> Option<DelegateInfo> {
	let nominators = nominators(&hotkey);
	Some(DelegateInfo {
		nominators,
		..without_nominators(hotkey)?
	})
}

/// What a coldkey has staked on delegates, by hotkey and subnet.
pub(crate) fn delegated(coldkey: &AccountId) -> Vec<(DelegateInfo, SubnetStake)> {
	super::stakes::stakes(coldkey)
		.into_iter()
		.filter_map(|stake| Some((without_nominators(stake.hotkey)?, (stake.netuid, stake.stake))))
		.collect()
}

fn without_nominators(hotkey: AccountId) -> Option<DelegateInfo> {
	let take = Delegates::<Runtime>::try_get(&hotkey).ok()?;
	let owner = Owner::<Runtime>::get(&hotkey)?;
	let mut netuids: Vec<u16> = IsNetworkMember::<Runtime>::iter_key_prefix(&hotkey).collect();
	netuids.sort_unstable();
	let permitted = |netuid: &u16| {
		let uid = Uids::<Runtime>::get(netuid, &hotkey);
		let permits = ValidatorPermit::<Runtime>::get(netuid);
		uid.and_then(|uid| permits.get(usize::from(uid)).copied())
			.unwrap_or(false)
	};
	let validator_permits = netuids.iter().copied().filter(permitted).map(Compact).collect();
	let daily = netuids
		.iter()
		.map(|netuid| daily_return(&hotkey, *netuid))
		.fold(0, Balance::saturating_add);
	let stake: u128 = netuids
		.iter()
		.map(|netuid| u128::from(SubtensorModule::total_stake_of_hotkey(&hotkey, *netuid)))
		.sum();
	let delegators = u128::from(daily.saturating_sub(portion(daily, take)));
	let per_1000 = delegators.saturating_mul(THOUSAND_TOKENS).checked_div(stake);
	Some(DelegateInfo {
		take: Compact(take),
		nominators: Vec::new(),
		owner_ss58: owner,
		registrations: netuids.into_iter().map(Compact).collect(),
		validator_permits,
		return_per_1000: Compact(per_1000.and_then(|rao| rao.try_into().ok()).unwrap_or_default()),
		total_daily_return: Compact(daily),
		delegate_ss58: hotkey,
	})
}

/// What the hotkey's last epoch in the subnet comes to in a day, in rao.
fn daily_return(hotkey: &AccountId, netuid: u16) -> Balance {
	let emission = Uids::<Runtime>::get(netuid, hotkey)
		.and_then(|uid| Emission::<Runtime>::get(netuid).get(usize::from(uid)).copied())
		.unwrap_or_default();
	let epoch =
		u64::from(Tempo::<Runtime>::get(netuid)).saturating_mul(crate::chain_clock::SlotDuration::<Runtime>::get());
	let daily = u128::from(emission)
		.saturating_mul(DAY.into())
		.checked_div(epoch.into());
	daily.and_then(|rao| rao.try_into().ok()).unwrap_or_default()
}

/// Who has staked on the hotkey, by account.
fn nominators(hotkey: &AccountId) -> Vec<Nominator> {
	let mut stakes: BTreeMap<AccountId, BTreeMap<u16, Balance>> = BTreeMap::new();
	for (coldkey, netuid) in StakePositions::<Runtime>::iter_key_prefix((hotkey,)) {
		let stake = SubtensorModule::stake_of(hotkey, &coldkey, netuid);
		if stake > 0 {
			stakes.entry(coldkey).or_default().insert(netuid, stake);
		}
	}
	let listed = |stakes: BTreeMap<u16, Balance>| {
		stakes
			.into_iter()
			.map(|(netuid, stake)| (Compact(netuid), Compact(stake)))
			.collect()
	};
	stakes
		.into_iter()
		.map(|(coldkey, stakes)| (coldkey, listed(stakes)))
		.collect()
}
