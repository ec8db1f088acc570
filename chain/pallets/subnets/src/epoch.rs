//! One epoch of a subnet: from its state to what the state becomes and who is paid.
//!
//! The arithmetic is `ganglion_consensus`. This file reads what it needs and stores what it finds;
//! [`crate::payout`] pays. A subnet with several mechanisms has one run of consensus for each, on the mechanism's
//! part of the emission; [`crate::mechanisms`] says what they come to.
//!
//! **Triggers.** The epoch is due ([`crate::schedule`]).
//! **Actions.** Run consensus; store the columns and bonds; pay; begin the next tempo: activate the stake
//! that was added since the last epoch, drop the commits whose time to be revealed is over; then let the child
//! hotkeys validate whose time has come ([`crate::children`]).
//! **Exceptional scenarios.** No neurons, or a state that consensus refuses: `EpochSkipped`, and the
//! emission waits for the next epoch. More to write than a quarter of a block has room for: the epoch is decided here, all
//! the same, and what it changes of stakes is written over the next blocks ([`crate::epoch_booking`]).

use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{weights::Weight, BoundedVec};
use ganglion_consensus::{epoch, Input, Output, Params, Row};

use crate::{
	economics::Economics,
	epoch_books::{Books, EpochPool},
	epoch_weight,
	mechanisms::{combine, split_emission, Mechanism},
	types::{EpochSkipReason, Rao},
	Active, AlphaSigmoidSteepness, AlphaValues, BlockAtRegistration, BlocksSinceLastStep, BondsMovingAverage,
	BondsPenalty, CommitRevealWeightsEnabled, Config, Consensus, Dividends, Emission, Event, Incentive, Kappa,
	LastEpochBlock, LastMechansimStepBlock, LastUpdate, LiquidAlphaOn, MaxAllowedValidators, MechanismCountCurrent,
	MechanismEmissionSplit, Pallet, PendingEpochAt, PendingServerEmission, PendingValidatorEmission, StakeThreshold,
	StakeWeight, SubnetEpochIndex, SubnetworkN, Tempo, ValidatorPermit, ValidatorTrust, Yuma3On,
};

/// A neuron during an epoch.
pub(crate) struct Neuron<AccountId> {
	/// Its hotkey, and the pool of those who stake on it.
	pub stake: EpochPool<AccountId>,
	/// What its own stake weighs, without what its children validate with.
	pub weight: u64,
	/// What its parents' stakes add to that.
	pub contributions: Vec<(AccountId, u64)>,
}

impl<AccountId> Neuron<AccountId> {
	pub fn hotkey(&self) -> &AccountId {
		&self.stake.hotkey
	}

	/// What it weighs in consensus.
	pub fn weight_in_consensus(&self) -> u64 {
		self.contributions.iter().fold(self.weight, |weight, (_, contributed)| {
			weight.saturating_add(*contributed)
		})
	}
}

/// How large an epoch was, for its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EpochSize {
	/// Neurons.
	pub uids: u32,
	/// Neurons times mechanisms.
	pub neurons: u32,
	/// Rows of weights that count, of all mechanisms.
	pub validators: u32,
	/// Weights and bonds that are not absent.
	pub entries: u32,
	/// Pairs of a neuron and a parent of it.
	pub parents: u32,
	/// Places in the line of those who change their children that were looked at.
	pub changes: u32,
	/// Weights of mechanisms under liquid alpha, whose bonds each follow at a pace of their own.
	pub paced: u32,
	/// Miners whose coldkey chose where what they earn is staked.
	pub choices: u32,
	/// Choices that were followed for the first time.
	pub new_choices: u32,
}

/// When what an epoch changes of stakes is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
	/// In the same block.
	AtOnce,
	/// Over the blocks that follow.
	Later,
}

impl<T: Config> Pallet<T> {
	/// Runs the epochs of block `now`: writes on what earlier ones decided, then decides those that are due. Returns
	/// what that cost.
	pub(crate) fn run_epochs(netuids: &[u16], now: u64) -> Weight {
		let allowance = epoch_weight::allowance::<T>();
		let mut weight = Self::continue_bookings(allowance / 2);
		let idle = weight == epoch_weight::nothing_to_book::<T>();
		let left = allowance.saturating_sub(weight.ref_time());
		for netuid in Self::take_due_epochs(netuids, now, left, idle) {
			let writing = match Self::is_spread(&Self::largest_epoch(netuid)) {
				true => Writing::Later,
				false => Writing::AtOnce,
			};
			weight.saturating_accrue(Self::decide_epoch(netuid, now, writing));
			Self::note_final_epoch(netuid);
		}
		weight
	}

	/// Runs the subnet's epoch in block `now`, all of it.
	#[cfg(any(test, feature = "runtime-benchmarks"))]
	pub(crate) fn run_epoch(netuid: u16, now: u64) -> Weight {
		Self::decide_epoch(netuid, now, Writing::AtOnce)
	}

	/// Runs the subnet's epoch in block `now`. Returns what it cost.
	pub(crate) fn decide_epoch(netuid: u16, now: u64, writing: Writing) -> Weight {
		let tempo_number = SubnetEpochIndex::<T>::get(netuid);
		let mut books = Books::new(netuid, tempo_number);
		let mut neurons = Self::neurons(netuid, &mut books);
		let parts = Self::emission_parts(netuid);
		let inputs: Vec<Input> = (Self::mechanisms(netuid).zip(&parts))
			.map(|(mechanism, part)| Self::epoch_input(mechanism, *part, now, &neurons))
			.collect();
		let mut size = size_of(&inputs);
		size.uids = number(neurons.len());
		size.parents = number(neurons.iter().map(|neuron| neuron.contributions.len()).sum());
		let outputs: Result<Vec<Output>, _> = inputs.iter().map(epoch).collect();
		let combined = outputs.map(|outputs| combine(&parts, &outputs).map(|combined| (outputs, combined)));
		let result = match (neurons.is_empty(), combined) {
			(true, _) => Err(EpochSkipReason::NoNeurons),
			(_, Err(_) | Ok(None)) => Err(EpochSkipReason::InconsistentState),
			(_, Ok(Some((outputs, combined)))) => {
				Self::pay_epoch(netuid, &combined, &mut neurons, &mut books).map(|paid| (outputs, combined, paid))
			}
		};
		match result {
			Ok((outputs, combined, paid)) => {
				for ((mechanism, input), output) in Self::mechanisms(netuid).zip(&inputs).zip(outputs) {
					Self::store_mechanism_output(mechanism, input, output);
				}
				Self::store_output(netuid, combined);
				Self::deposit_event(Event::EpochFinished {
					netuid,
					epoch: tempo_number.saturating_add(1),
					staked: paid.staked,
					burned: paid.burned,
					carried: paid.carried,
				});
				(size.choices, size.new_choices) = (paid.choices, paid.new_choices);
			}
			Err(reason) => Self::deposit_event(Event::EpochSkipped { netuid, reason }),
		}
		let bookings = Self::begin_tempo(netuid, tempo_number.saturating_add(1), now, neurons, books, writing);
		size.changes = Self::apply_pending_children(netuid, now);
		match writing {
			Writing::AtOnce => epoch_weight::at_once::<T>(&size),
			Writing::Later => epoch_weight::decide::<T>(&size, bookings),
		}
	}

	/// Everything added in the tempo that ends becomes active, and the next tempo begins. Returns how many bookings
	/// were put aside.
	fn begin_tempo(
		netuid: u16,
		tempo_number: u64,
		now: u64,
		neurons: Vec<Neuron<T::AccountId>>,
		mut books: Books<T>,
		writing: Writing,
	) -> u32 {
		SubnetEpochIndex::<T>::insert(netuid, tempo_number);
		LastEpochBlock::<T>::insert(netuid, now);
		LastMechansimStepBlock::<T>::insert(netuid, now);
		BlocksSinceLastStep::<T>::insert(netuid, 0);
		PendingEpochAt::<T>::remove(netuid);
		let drop_commits = writing == Writing::AtOnce && CommitRevealWeightsEnabled::<T>::get(netuid);
		for neuron in neurons {
			if drop_commits {
				for mechanism in Self::mechanisms(netuid) {
					Self::drop_expired_commits(mechanism, neuron.hotkey());
				}
			}
			let mut stake = neuron.stake;
			stake.activate(tempo_number);
			books.close(stake);
		}
		match writing {
			Writing::AtOnce => {
				Self::book_at_once(netuid, books.into_bookings());
				0
			}
			Writing::Later => Self::put_bookings_aside(netuid, books.into_bookings()),
		}
	}

	fn neurons(netuid: u16, books: &mut Books<T>) -> Vec<Neuron<T::AccountId>> {
		let mut neurons: Vec<_> = Self::hotkeys(netuid)
			.iter()
			.map(|hotkey| {
				let stake = books.open(hotkey);
				Neuron {
					weight: T::Economics::stake_weight(netuid, hotkey, stake.pool.value),
					contributions: Vec::new(),
					stake,
				}
			})
			.collect();
		Self::inherit(netuid, &mut neurons);
		neurons
	}

	/// What is pending for miners and validators, split between the mechanisms.
	fn emission_parts(netuid: u16) -> Vec<Rao> {
		let pending =
			PendingServerEmission::<T>::get(netuid).saturating_add(PendingValidatorEmission::<T>::get(netuid));
		let split = MechanismEmissionSplit::<T>::get(netuid);
		split_emission(
			pending,
			MechanismCountCurrent::<T>::get(netuid),
			split.as_ref().map(|split| split.as_slice()),
		)
	}

	/// What consensus computes a mechanism's epoch from: the subnet's state, and the stake that counts.
	fn epoch_input(mechanism: Mechanism, emission: Rao, now: u64, neurons: &[Neuron<T::AccountId>]) -> Input {
		let (netuid, index) = (mechanism.netuid, mechanism.index());
		let n = SubnetworkN::<T>::get(netuid);
		let owner_uid = Self::owner_uid(netuid);
		let params = Self::epoch_params(netuid);
		let permits = column(ValidatorPermit::<T>::get(netuid), n);
		let counts: Vec<bool> = (0u16..)
			.zip(&permits)
			.map(|(uid, permit)| *permit || owner_uid == Some(uid))
			.collect();
		let commit_block = match params.commit_reveal {
			true => Self::commit_blocks(mechanism, neurons, &counts),
			false => Vec::new(),
		};
		// the rows of others count for nothing, and they have no bonds
		let row_of = |uid: u16, row: fn(u16, u16) -> Row| match counts.get(usize::from(uid)) {
			Some(true) => row(index, uid),
			_ => Row::new(),
		};
		let threshold = StakeThreshold::<T>::get();
		let stakes = (0u16..).zip(neurons).map(|(uid, neuron)| {
			let stake = neuron.weight_in_consensus();
			if stake >= threshold || owner_uid == Some(uid) {
				stake
			} else {
				0
			}
		});
		Input {
			block: now,
			tempo: Tempo::<T>::get(netuid).into(),
			last_step_block: LastMechansimStepBlock::<T>::get(netuid),
			stakes: stakes.collect(),
			owner_uid,
			last_update: column(LastUpdate::<T>::get(index), n),
			registered_at: (0..n).map(|uid| BlockAtRegistration::<T>::get(netuid, uid)).collect(),
			validator_permit: permits,
			commit_block,
			weights: (0..n).map(|uid| row_of(uid, Self::weights_row)).collect(),
			bonds: (0..n).map(|uid| row_of(uid, Self::bonds_row)).collect(),
			emission,
			params,
		}
	}

	/// The block of each neuron's earliest commit that is still to be revealed, where the neuron's row counts.
	fn commit_blocks(mechanism: Mechanism, neurons: &[Neuron<T::AccountId>], counts: &[bool]) -> Vec<Option<u64>> {
		let mut timelocked: BTreeMap<T::AccountId, u64> = BTreeMap::new();
		for (hotkey, block) in Self::timelocked_commit_blocks(mechanism.index()) {
			let earliest = timelocked.entry(hotkey).or_insert(block);
			*earliest = block.min(*earliest);
		}
		neurons
			.iter()
			.zip(counts)
			.map(|(neuron, counts)| {
				if !counts {
					return None;
				}
				let salted = Self::earliest_commit(mechanism, neuron.hotkey());
				let sealed = timelocked.get(neuron.hotkey()).copied();
				salted.into_iter().chain(sealed).min()
			})
			.collect()
	}

	/// The subnet's hyperparameters, as consensus takes them.
	pub fn epoch_params(netuid: u16) -> Params {
		let (alpha_low, alpha_high) = AlphaValues::<T>::get(netuid);
		Params {
			kappa: Kappa::<T>::get(netuid),
			bonds_penalty: BondsPenalty::<T>::get(netuid),
			bonds_moving_average: BondsMovingAverage::<T>::get(netuid),
			yuma3: Yuma3On::<T>::get(netuid),
			liquid_alpha: LiquidAlphaOn::<T>::get(netuid),
			alpha_low,
			alpha_high,
			alpha_sigmoid_steepness: AlphaSigmoidSteepness::<T>::get(netuid),
			max_allowed_validators: MaxAllowedValidators::<T>::get(netuid),
			activity_cutoff: Self::activity_cutoff(netuid),
			commit_reveal: CommitRevealWeightsEnabled::<T>::get(netuid),
		}
	}

	/// What a mechanism's epoch leaves to the next one.
	fn store_mechanism_output(mechanism: Mechanism, input: &Input, output: Output) {
		let index = mechanism.index();
		Incentive::<T>::insert(index, BoundedVec::truncate_from(output.incentive));
		for ((uid, former), row) in (0u16..).zip(&input.bonds).zip(output.bonds) {
			if row != *former {
				Self::store_bonds_row(index, uid, &row);
			}
		}
		Self::deposit_event(Event::IncentiveAlphaEmittedToMiners {
			netuid: index,
			emissions: output.server_emission,
		});
	}

	/// What the mechanisms' epochs come to.
	fn store_output(netuid: u16, output: Output) {
		Active::<T>::insert(netuid, BoundedVec::truncate_from(output.active));
		Consensus::<T>::insert(netuid, BoundedVec::truncate_from(output.consensus));
		Dividends::<T>::insert(netuid, BoundedVec::truncate_from(output.dividends));
		ValidatorTrust::<T>::insert(netuid, BoundedVec::truncate_from(output.validator_trust));
		ValidatorPermit::<T>::insert(netuid, BoundedVec::truncate_from(output.validator_permit));
		StakeWeight::<T>::insert(netuid, BoundedVec::truncate_from(output.stake_weight));
		Emission::<T>::insert(netuid, BoundedVec::truncate_from(output.emission));
	}
}

/// A column with exactly one entry per uid.
fn column<V: Clone + Default, S>(stored: BoundedVec<V, S>, n: u16) -> Vec<V> {
	let mut column = stored.into_inner();
	column.resize(usize::from(n), V::default());
	column
}

/// The sizes of the mechanisms' epochs, added up.
fn size_of(inputs: &[Input]) -> EpochSize {
	let count = |rows: &[Row]| rows.iter().map(Vec::len).sum::<usize>();
	let total = |size: fn(&Input) -> usize| number(inputs.iter().map(size).sum());
	let entries = inputs
		.iter()
		.map(|input| count(&input.weights).saturating_add(count(&input.bonds)));
	let paced = inputs
		.iter()
		.filter(|input| input.params.yuma3 && input.params.liquid_alpha)
		.map(|input| count(&input.weights));
	EpochSize {
		neurons: total(|input| input.stakes.len()),
		validators: total(|input| input.weights.iter().filter(|row| !row.is_empty()).count()),
		entries: number(entries.sum()),
		paced: number(paced.sum()),
		..Default::default()
	}
}

fn number(count: usize) -> u32 {
	u32::try_from(count).unwrap_or(u32::MAX)
}
