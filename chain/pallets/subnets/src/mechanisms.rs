//! Mechanisms: several competitions among the neurons of one subnet.
//!
//! Validators weigh each mechanism by itself; each has its own weights, bonds, incentives, commits and times
//! of update, and its own run of consensus on its part of the emission. Uids, stake and permits are the
//! subnet's.
//!
//! What belongs to a mechanism is kept under its *storage index* = mechanism * 4096 + netuid, so that the
//! first mechanism's index is the netuid. A subnet has one mechanism unless its owner says otherwise, and
//! neurons times mechanisms stay within `MaxUids`: an epoch of two mechanisms costs no more than one of
//! twice the neurons.

use alloc::vec::Vec;
use frame_support::{ensure, traits::Get, BoundedVec};
use ganglion_consensus::Output;

use crate::{
	emission::portion,
	types::{CommitDropReason, Rao},
	Bonds, Config, Error, Event, Incentive, LastUpdate, MaxAllowedUids, MaxMechanismCount, MechanismCountCurrent,
	MechanismEmissionSplit, Pallet, SubnetworkN, WeightCommits, Weights,
};

/// Storage indices between two mechanisms of a subnet: more subnets than there can ever be.
pub const GLOBAL_MAX_SUBNET_COUNT: u16 = 4096;

/// Mechanisms that storage indices have room for.
pub const MAX_MECHANISM_COUNT_PER_SUBNET: u8 = 16;

/// A mechanism of a subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mechanism {
	/// The subnet.
	pub netuid: u16,
	/// The mechanism's number in it, from 0.
	pub mecid: u8,
}

impl Mechanism {
	/// The mechanism that every subnet has.
	pub const fn first(netuid: u16) -> Self {
		Self { netuid, mecid: 0 }
	}

	/// The key of what belongs to the mechanism.
	pub fn index(self) -> u16 {
		u16::from(self.mecid)
			.saturating_mul(GLOBAL_MAX_SUBNET_COUNT)
			.saturating_add(self.netuid)
	}

	/// The mechanism that a storage index stands for, whether it exists or not.
	pub fn of_index(index: u16) -> Self {
		// 65535 / 4096 is 15
		let mecid = u8::try_from(index / GLOBAL_MAX_SUBNET_COUNT).unwrap_or(u8::MAX);
		Self {
			netuid: index % GLOBAL_MAX_SUBNET_COUNT,
			mecid,
		}
	}
}

/// Parts of `emission` for `count` mechanisms: by `split` of 65535, or even. What rounding leaves goes to the
/// first, so the parts add up to `emission`.
pub fn split_emission(emission: Rao, count: u8, split: Option<&[u16]>) -> Vec<Rao> {
	let even = emission.checked_div(count.into()).unwrap_or_default();
	let mut parts: Vec<Rao> = (0..usize::from(count))
		.map(|mecid| match split {
			Some(split) => split.get(mecid).map_or(0, |share| portion(emission, *share)),
			None => even,
		})
		.collect();
	let given = parts.iter().fold(0, |sum: Rao, part| sum.saturating_add(*part));
	if let Some(first) = parts.first_mut() {
		*first = first.saturating_add(emission.saturating_sub(given));
	}
	parts
}

/// What the mechanisms' epochs come to for the subnet: emissions are summed, a neuron is active or permitted
/// where it is in any of them, and proportions are averages by the mechanisms' parts of the emission (the
/// first's alone where nothing is emitted), rounded down. Bonds stay with their mechanisms: here they are empty.
///
/// None where there is no mechanism.
pub(crate) fn combine(parts: &[Rao], outputs: &[Output]) -> Option<Output> {
	let (first, others) = outputs.split_first()?;
	let shares: Vec<u128> = match parts.iter().all(|part| *part == 0) {
		true => (0..outputs.len()).map(|mecid| u128::from(mecid == 0)).collect(),
		false => parts.iter().map(|part| u128::from(*part)).collect(),
	};
	let average = |column: fn(&Output) -> &Vec<u16>| -> Vec<u16> {
		let whole = shares.iter().fold(0u128, |sum, share| sum.saturating_add(*share));
		(0..column(first).len())
			.map(|uid| {
				let weighted = outputs.iter().zip(&shares).fold(0u128, |sum, (output, share)| {
					let value = column(output).get(uid).copied().unwrap_or_default();
					sum.saturating_add(share.saturating_mul(value.into()))
				});
				// an average of u16 is one
				u16::try_from(weighted.checked_div(whole).unwrap_or_default()).unwrap_or(u16::MAX)
			})
			.collect()
	};
	let mut combined = Output {
		stake_weight: average(|output| &output.stake_weight),
		consensus: average(|output| &output.consensus),
		incentive: average(|output| &output.incentive),
		dividends: average(|output| &output.dividends),
		validator_trust: average(|output| &output.validator_trust),
		bonds: Vec::new(),
		..first.clone()
	};
	for output in others {
		either(&mut combined.active, &output.active);
		either(&mut combined.validator_permit, &output.validator_permit);
		add(&mut combined.server_emission, &output.server_emission);
		add(&mut combined.validator_emission, &output.validator_emission);
		add(&mut combined.emission, &output.emission);
	}
	Some(combined)
}

fn either(column: &mut [bool], other: &[bool]) {
	column.iter_mut().zip(other).for_each(|(entry, other)| *entry |= other);
}

fn add(column: &mut [Rao], other: &[Rao]) {
	column
		.iter_mut()
		.zip(other)
		.for_each(|(entry, other)| *entry = entry.saturating_add(*other));
}

impl<T: Config> Pallet<T> {
	/// The subnet's mechanisms.
	pub fn mechanisms(netuid: u16) -> impl Iterator<Item = Mechanism> {
		(0..MechanismCountCurrent::<T>::get(netuid)).map(move |mecid| Mechanism { netuid, mecid })
	}

	/// The mechanism, which exists.
	pub fn ensure_mechanism(netuid: u16, mecid: u8) -> Result<Mechanism, Error<T>> {
		Self::ensure_subnet(netuid)?;
		ensure!(
			mecid < MechanismCountCurrent::<T>::get(netuid),
			Error::<T>::MechanismDoesNotExist
		);
		Ok(Mechanism { netuid, mecid })
	}

	/// Neurons times mechanisms stay within `MaxUids`.
	pub fn ensure_uids_fit(uids: u16, mechanisms: u8) -> Result<(), Error<T>> {
		ensure!(
			u32::from(uids).saturating_mul(mechanisms.into()) <= T::MaxUids::get(),
			Error::<T>::TooManyUIDsPerMechanism
		);
		Ok(())
	}

	/// Changes the number of a subnet's mechanisms. Of those that end nothing remains, and the emission is split
	/// evenly again.
	pub fn set_mechanism_count(netuid: u16, count: u8) -> Result<(), Error<T>> {
		Self::ensure_subnet(netuid)?;
		ensure!(
			(1..=MaxMechanismCount::<T>::get().min(MAX_MECHANISM_COUNT_PER_SUBNET)).contains(&count),
			Error::<T>::InvalidValue
		);
		Self::ensure_uids_fit(MaxAllowedUids::<T>::get(netuid), count)?;
		let former = MechanismCountCurrent::<T>::get(netuid);
		for mecid in count..former {
			Self::forget_mechanism(Mechanism { netuid, mecid });
		}
		for mecid in former..count {
			Self::begin_mechanism(Mechanism { netuid, mecid });
		}
		if former != count {
			MechanismCountCurrent::<T>::insert(netuid, count);
			MechanismEmissionSplit::<T>::remove(netuid);
		}
		Ok(())
	}

	/// Rows of neurons that end where the subnet has `count` mechanisms from now on.
	pub fn ending_rows(netuid: u16, count: u8) -> u32 {
		let ending = MechanismCountCurrent::<T>::get(netuid).saturating_sub(count);
		u32::from(SubnetworkN::<T>::get(netuid)).saturating_mul(ending.into())
	}

	/// Says how the emission is split between a subnet's mechanisms: proportions that add up to 65535, the missing
	/// ones 0; or none, for even parts.
	pub fn set_mechanism_emission_split(netuid: u16, split: Option<Vec<u16>>) -> Result<(), Error<T>> {
		Self::ensure_subnet(netuid)?;
		let Some(split) = split else {
			MechanismEmissionSplit::<T>::remove(netuid);
			return Ok(());
		};
		let total: u64 = split.iter().fold(0, |sum, share| sum.saturating_add((*share).into()));
		ensure!(
			split.len() <= usize::from(MechanismCountCurrent::<T>::get(netuid)) && total == u64::from(u16::MAX),
			Error::<T>::InvalidValue
		);
		let split = BoundedVec::try_from(split).map_err(|_| Error::<T>::InvalidValue)?;
		MechanismEmissionSplit::<T>::insert(netuid, split);
		Ok(())
	}

	/// Removes everything that belongs to a mechanism, and tells of commits that end by it.
	pub(crate) fn forget_mechanism(mechanism: Mechanism) {
		let index = mechanism.index();
		let neurons = SubnetworkN::<T>::get(mechanism.netuid);
		for uid in 0..neurons {
			Weights::<T>::remove(index, uid);
			Bonds::<T>::remove(index, uid);
		}
		for hotkey in Self::hotkeys(mechanism.netuid) {
			Self::drop_commits_of(index, &hotkey, CommitDropReason::MechanismRemoved);
		}
		Incentive::<T>::remove(index);
		LastUpdate::<T>::remove(index);
	}

	/// Ends all commits of a hotkey, timelocked or not, and says why.
	pub(crate) fn drop_commits_of(index: u16, hotkey: &T::AccountId, reason: CommitDropReason) {
		Self::drop_timelocked_commits_of(index, hotkey, reason);
		for (hash, ..) in WeightCommits::<T>::take(index, hotkey) {
			Self::deposit_event(Event::WeightsCommitDropped(hotkey.clone(), index, hash, reason));
		}
	}

	/// Gives every neuron its place in the columns of a new mechanism.
	fn begin_mechanism(mechanism: Mechanism) {
		let neurons = usize::from(SubnetworkN::<T>::get(mechanism.netuid));
		Incentive::<T>::mutate(mechanism.index(), |column| column.bounded_resize(neurons, 0));
		LastUpdate::<T>::mutate(mechanism.index(), |column| column.bounded_resize(neurons, 0));
	}
}
