//! One neuron in one answer.

use alloc::{vec, vec::Vec};
use codec::{Compact, Decode, Encode};
use pallet_subnets::{
	types::AxonInfo, Active, Axons, Bonds, Consensus, Dividends, Emission, Incentive, Keys, LastUpdate, Owner,
	SubnetworkN, ValidatorPermit, ValidatorTrust, Weights,
};
use scale_info::TypeInfo;

use crate::{AccountId, Balance, Runtime, SubtensorModule};

/// An endpoint for metrics. This chain has none: a zero block says that nothing is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PrometheusInfo {
	/// The block in which it was published.
	pub block: u64,
	/// The neuron's own version.
	pub version: u32,
	/// The address as a number.
	pub ip: u128,
	/// TCP port.
	pub port: u16,
	/// 4 or 6.
	pub ip_type: u8,
}

/// A neuron without its rows.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct NeuronInfoLite {
	/// What serves and sets weights.
	pub hotkey: AccountId,
	/// What owns it.
	pub coldkey: AccountId,
	/// Its place in the subnet.
	pub uid: Compact<u16>,
	/// The subnet.
	pub netuid: Compact<u16>,
	/// It set weights within the activity cutoff.
	pub active: bool,
	/// Where it serves.
	pub axon_info: AxonInfo,
	/// Always empty.
	pub prometheus_info: PrometheusInfo,
	/// Its coldkey with all stake on the hotkey in the subnet, delegators' too.
	pub stake: Vec<(AccountId, Compact<Balance>)>,
	/// Always 0: the consensus has no ranks any more.
	pub rank: Compact<u16>,
	/// Rao of the last epoch.
	pub emission: Compact<Balance>,
	/// Share of the miners' reward.
	pub incentive: Compact<u16>,
	/// The weight that enough stake agrees on.
	pub consensus: Compact<u16>,
	/// Always 0: the consensus has no trust of servers any more.
	pub trust: Compact<u16>,
	/// How much of its weights survived the clipping.
	pub validator_trust: Compact<u16>,
	/// Share of the validators' reward.
	pub dividends: Compact<u16>,
	/// The block in which it last set or committed weights.
	pub last_update: Compact<u64>,
	/// Its weights count.
	pub validator_permit: bool,
	/// Always 65535: pruning goes by emission.
	pub pruning_score: Compact<u16>,
}

/// A neuron with its rows.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct NeuronInfo {
	/// As in [`NeuronInfoLite`], and all that follow.
	pub hotkey: AccountId,
	/// See [`NeuronInfoLite`].
	pub coldkey: AccountId,
	/// See [`NeuronInfoLite`].
	pub uid: Compact<u16>,
	/// See [`NeuronInfoLite`].
	pub netuid: Compact<u16>,
	/// See [`NeuronInfoLite`].
	pub active: bool,
	/// See [`NeuronInfoLite`].
	pub axon_info: AxonInfo,
	/// See [`NeuronInfoLite`].
	pub prometheus_info: PrometheusInfo,
	/// See [`NeuronInfoLite`].
	pub stake: Vec<(AccountId, Compact<Balance>)>,
	/// See [`NeuronInfoLite`].
	pub rank: Compact<u16>,
	/// See [`NeuronInfoLite`].
	pub emission: Compact<Balance>,
	/// See [`NeuronInfoLite`].
	pub incentive: Compact<u16>,
	/// See [`NeuronInfoLite`].
	pub consensus: Compact<u16>,
	/// See [`NeuronInfoLite`].
	pub trust: Compact<u16>,
	/// See [`NeuronInfoLite`].
	pub validator_trust: Compact<u16>,
	/// See [`NeuronInfoLite`].
	pub dividends: Compact<u16>,
	/// See [`NeuronInfoLite`].
	pub last_update: Compact<u64>,
	/// See [`NeuronInfoLite`].
	pub validator_permit: bool,
	/// Weights that it set: uid and weight.
	pub weights: Vec<(Compact<u16>, Compact<u16>)>,
	/// Its bonds: uid and bond.
	pub bonds: Vec<(Compact<u16>, Compact<u16>)>,
	/// See [`NeuronInfoLite`].
	pub pruning_score: Compact<u16>,
}

/// The columns of a subnet that a neuron's answer is read from.
struct Columns {
	active: Vec<bool>,
	emission: Vec<Balance>,
	incentive: Vec<u16>,
	consensus: Vec<u16>,
	validator_trust: Vec<u16>,
	dividends: Vec<u16>,
	last_update: Vec<u64>,
	validator_permit: Vec<bool>,
}

impl Columns {
	fn of(netuid: u16) -> Self {
		Self {
			active: Active::<Runtime>::get(netuid).into_inner(),
			emission: Emission::<Runtime>::get(netuid).into_inner(),
			incentive: Incentive::<Runtime>::get(netuid).into_inner(),
			consensus: Consensus::<Runtime>::get(netuid).into_inner(),
			validator_trust: ValidatorTrust::<Runtime>::get(netuid).into_inner(),
			dividends: Dividends::<Runtime>::get(netuid).into_inner(),
			last_update: LastUpdate::<Runtime>::get(netuid).into_inner(),
			validator_permit: ValidatorPermit::<Runtime>::get(netuid).into_inner(),
		}
	}

	fn neuron(&self, netuid: u16, uid: u16) -> Option<NeuronInfoLite> {
		let hotkey = Keys::<Runtime>::try_get(netuid, uid).ok()?;
		let coldkey = Owner::<Runtime>::get(&hotkey)?;
		let stake = SubtensorModule::total_stake_of_hotkey(&hotkey, netuid);
		let at = usize::from(uid);
		Some(NeuronInfoLite {
			uid: Compact(uid),
			netuid: Compact(netuid),
			active: value(&self.active, at),
			axon_info: Axons::<Runtime>::get(netuid, &hotkey).unwrap_or_default(),
			prometheus_info: PrometheusInfo::default(),
			stake: vec![(coldkey.clone(), Compact(stake))],
			rank: Compact(0),
			emission: Compact(value(&self.emission, at)),
			incentive: Compact(value(&self.incentive, at)),
			consensus: Compact(value(&self.consensus, at)),
			trust: Compact(0),
			validator_trust: Compact(value(&self.validator_trust, at)),
			dividends: Compact(value(&self.dividends, at)),
			last_update: Compact(value(&self.last_update, at)),
			validator_permit: value(&self.validator_permit, at),
			pruning_score: Compact(u16::MAX),
			hotkey,
			coldkey,
		})
	}
}

fn value<Value: Copy + Default>(column: &[Value], at: usize) -> Value {
	column.get(at).copied().unwrap_or_default()
}

fn with_rows(neuron: NeuronInfoLite) -> NeuronInfo {
	let (netuid, uid) = (neuron.netuid.0, neuron.uid.0);
	let row = |entries: Vec<(u16, u16)>| {
		entries
			.into_iter()
			.map(|(uid, value)| (Compact(uid), Compact(value)))
			.collect()
	};
	NeuronInfo {
		hotkey: neuron.hotkey,
		coldkey: neuron.coldkey,
		uid: neuron.uid,
		netuid: neuron.netuid,
		active: neuron.active,
		axon_info: neuron.axon_info,
		prometheus_info: neuron.prometheus_info,
		stake: neuron.stake,
		rank: neuron.rank,
		emission: neuron.emission,
		incentive: neuron.incentive,
		consensus: neuron.consensus,
		trust: neuron.trust,
		validator_trust: neuron.validator_trust,
		dividends: neuron.dividends,
		last_update: neuron.last_update,
		validator_permit: neuron.validator_permit,
		weights: row(Weights::<Runtime>::get(netuid, uid).into_inner()),
		bonds: row(Bonds::<Runtime>::get(netuid, uid).into_inner()),
		pruning_score: neuron.pruning_score,
	}
}

/// All neurons of a subnet, by uid.
pub(crate) fn neurons_lite(netuid: u16) -> Vec<NeuronInfoLite> {
	let columns = Columns::of(netuid);
	(0..SubnetworkN::<Runtime>::get(netuid))
		.filter_map(|uid| columns.neuron(netuid, uid))
		.collect()
}

/// One neuron.
pub(crate) fn neuron_lite(netuid: u16, uid: u16) -> Option<NeuronInfoLite> {
	Columns::of(netuid).neuron(netuid, uid)
}

/// All neurons of a subnet with their rows, by uid.
pub(crate) fn neurons(netuid: u16) -> Vec<NeuronInfo> {
	neurons_lite(netuid).into_iter().map(with_rows).collect()
}

/// One neuron with its rows.
pub(crate) fn neuron(netuid: u16, uid: u16) -> Option<NeuronInfo> {
	neuron_lite(netuid, uid).map(with_rows)
}
