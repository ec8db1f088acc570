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

short_and_full! {
	/// A neuron without its rows.
	short NeuronInfoLite;
	/// A neuron with its rows.
	full NeuronInfo;
	shared {
		/// What serves and sets weights.
		hotkey: AccountId,
		/// What owns it.
		coldkey: AccountId,
		/// Its place in the subnet.
		uid: Compact<u16>,
		/// The subnet.
		netuid: Compact<u16>,
		/// It set weights within the activity cutoff.
		active: bool,
		/// Where it serves.
		axon_info: AxonInfo,
		/// Always empty.
		prometheus_info: PrometheusInfo,
		/// Its coldkey with all stake on the hotkey in the subnet, delegators' too.
		stake: Vec<(AccountId, Compact<Balance>)>,
		/// Always 0: the consensus has no ranks any more.
		rank: Compact<u16>,
		/// Rao of the last epoch.
		emission: Compact<Balance>,
		/// Share of the miners' reward.
		incentive: Compact<u16>,
		/// The weight that enough stake agrees on.
		consensus: Compact<u16>,
		/// Always 0: the consensus has no trust of servers any more.
		trust: Compact<u16>,
		/// How much of its weights survived the clipping.
		validator_trust: Compact<u16>,
		/// Share of the validators' reward.
		dividends: Compact<u16>,
		/// The block in which it last set or committed weights.
		last_update: Compact<u64>,
		/// Its weights count.
		validator_permit: bool,
	}
	full_only {
		/// Weights that it set: uid and weight.
		weights: Vec<(Compact<u16>, Compact<u16>)>,
		/// Its bonds: uid and bond.
		bonds: Vec<(Compact<u16>, Compact<u16>)>,
	}
	shared_last {
		/// Always 65535: pruning goes by emission.
		pruning_score: Compact<u16>,
	}
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
	let (weights, bonds) = (Weights::<Runtime>::get(netuid, uid), Bonds::<Runtime>::get(netuid, uid));
	neuron.with(row(weights.into_inner()), row(bonds.into_inner()))
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
