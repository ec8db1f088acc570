//! A second implementation of the epoch, in exact fractions: dense, slow, written from the formulas.
//!
//! Nothing is rounded except where rounding is part of the definition: stake counts on a grid of 2^-32 of all stake,
//! and what is stored is a whole number. Beside each exact value stands how far the chain's 32 fraction bits may be
//! from it ([`near`]), so the tolerance of a comparison is derived for each number and never chosen.
//!
//! A decision between two outcomes (the median, which of two distances liquid alpha takes) that lies within the
//! rounding of its cliff cannot be predicted; such an epoch has no result here, and the test counts them.

pub mod fraction;
mod logistic;
pub mod near;

use fraction::{over_one_denominator, Fraction};
use ganglion_consensus::{Input, Params};
use logistic::logistic;
use near::{normalise, Near, UNIT};

/// One value by uid.
type Column = Vec<Near>;
/// A row per uid, a value per uid; None where the entry is absent.
type Dense = Vec<Vec<Option<Near>>>;

/// What an epoch is, exactly.
pub struct Exact {
	pub active: Vec<bool>,
	pub stake_weight: Column,
	pub consensus: Column,
	pub incentive: Column,
	pub dividends: Column,
	pub validator_trust: Column,
	pub validator_permit: Vec<bool>,
	pub bonds: Vec<Column>,
	/// Shares of the emission.
	pub server: Column,
	pub validator: Column,
	pub combined: Column,
}

/// The epoch of `input`; None where a decision lies within the rounding of its cliff.
pub fn exact_epoch(input: &Input) -> Option<Exact> {
	let n = input.stakes.len();
	let params = &input.params;
	let active: Vec<bool> = (input.last_update.iter())
		.map(|&updated| updated + params.activity_cutoff >= input.block)
		.collect();
	let grid = stake_grid(&input.stakes);
	let permits: Vec<bool> = (0..n)
		.map(|uid| input.validator_permit[uid] || owns(input, uid))
		.collect();
	let stake: Column = grid.iter().map(|&parts| grid_share(parts, 1 << 32, 0.0)).collect();
	let active_stake = active_stake(&grid, &active, &permits);

	let weights = counted_weights(input, &permits);
	let consensus = median(&weights, &active_stake, params.kappa)?;
	let clipped = clip(&weights, &consensus);
	let ranks: Column = (0..n)
		.map(|j| {
			Near::sum(
				column(&clipped, j)
					.map(|(i, weight)| active_stake[i].times(weight))
					.collect::<Column>()
					.iter(),
			)
		})
		.collect();
	let incentive = normalise(&ranks);

	let bond_weights = bond_weights(&weights, &clipped, params.bonds_penalty);
	let held = kept_bonds(input);
	let (bonds, dividends) = if params.yuma3 {
		yuma3(params, &held, &bond_weights, &active_stake, &consensus, &incentive)?
	} else {
		original_yuma(params, &held, &bond_weights, &active_stake, &incentive)
	};
	let (server, validator, combined) = payout(&incentive, &dividends, &active_stake, &stake);
	let validator_permit = next_permits(input, &grid);
	Some(Exact {
		active,
		stake_weight: stake,
		consensus,
		incentive,
		dividends,
		validator_trust: clipped.iter().map(|row| Near::sum(row.iter().flatten())).collect(),
		bonds: bonds
			.into_iter()
			.zip(&validator_permit)
			.map(|(row, &permit)| if permit { row } else { vec![Near::zero(); n] })
			.collect(),
		validator_permit,
		server,
		validator,
		combined,
	})
}

fn owns(input: &Input, uid: usize) -> bool {
	input.owner_uid.map(usize::from) == Some(uid)
}

/// Stake in parts of 2^-32 of all stake: the definition's own rounding.
fn stake_grid(stakes: &[u64]) -> Vec<u64> {
	let sum: u128 = stakes.iter().map(|&stake| u128::from(stake)).sum();
	let parts = |&stake: &u64| (u128::from(stake) << 32).checked_div(sum).unwrap_or(0);
	stakes.iter().map(|stake| parts(stake) as u64).collect()
}

fn grid_share(parts: u64, sum: u64, distance: f64) -> Near {
	Near::new(Fraction::new(parts, sum.max(1)), distance)
}

/// The stake of active uids with a permit, scaled to the sum 1.
fn active_stake(grid: &[u64], active: &[bool], permits: &[bool]) -> Column {
	let counted: Vec<u64> = (grid.iter().enumerate())
		.map(|(uid, &parts)| if active[uid] && permits[uid] { parts } else { 0 })
		.collect();
	let sum = counted.iter().sum();
	let rounding = |parts: u64| if parts == 0 || parts == sum { 0.0 } else { UNIT };
	counted
		.iter()
		.map(|&parts| grid_share(parts, sum, rounding(parts)))
		.collect()
}

/// The largest stakes that are not 0 (the higher uid where equal), and the owner.
fn next_permits(input: &Input, grid: &[u64]) -> Vec<bool> {
	let mut order: Vec<usize> = (0..grid.len()).collect();
	order.sort_by_key(|&uid| std::cmp::Reverse((grid[uid], uid)));
	let top = &order[..order.len().min(input.params.max_allowed_validators.into())];
	(0..grid.len())
		.map(|uid| owns(input, uid) || (grid[uid] > 0 && top.contains(&uid)))
		.collect()
}

/// Rows of weights that count, scaled to the sum 1, all over one denominator.
fn counted_weights(input: &Input, permits: &[bool]) -> Dense {
	let n = input.stakes.len();
	let counts = |i: usize, j: usize| {
		let commit = input
			.commit_block
			.get(i)
			.copied()
			.flatten()
			.filter(|_| input.params.commit_reveal);
		permits[i]
			&& (i != j || owns(input, i))
			&& input.last_update[i] > input.registered_at[j]
			&& commit.is_none_or(|block| block >= input.registered_at[j])
	};
	let mut values = Vec::new();
	let mut places = Vec::new();
	for (i, row) in input.weights.iter().enumerate() {
		let counted: Vec<(u16, u16)> = row.iter().copied().filter(|&(j, _)| counts(i, j.into())).collect();
		let sum: u64 = counted.iter().map(|&(_, weight)| u64::from(weight)).sum();
		for (j, weight) in counted {
			values.push(Fraction::new(weight, sum.max(1)));
			let rounded = weight > 0 && u64::from(weight) < sum;
			places.push((i, usize::from(j), if rounded { UNIT } else { 0.0 }));
		}
	}
	over_one_denominator(&mut values);
	let mut weights = vec![vec![None; n]; n];
	for ((i, j, distance), value) in places.into_iter().zip(values) {
		weights[i][j] = Some(Near::new(value, distance));
	}
	weights
}

fn column(matrix: &Dense, j: usize) -> impl Iterator<Item = (usize, &Near)> + Clone {
	(matrix.iter().enumerate()).filter_map(move |(i, row)| row[j].as_ref().map(|value| (i, value)))
}

/// The largest weight of each column such that those above it have less than `kappa` of the active stake.
fn median(weights: &Dense, active_stake: &[Near], kappa: u16) -> Option<Column> {
	let voices: Vec<usize> = (0..weights.len())
		.filter(|&i| !active_stake[i].value.is_zero())
		.collect();
	let kappa = Near::proportion(kappa);
	// the chain scales active stake to the sum 1 once more, which moves each share by its own rounding, the missing
	// part of the sum and the new rounding
	let moved = (voices.len() + 2) as f64 * UNIT;
	let zero = Near::zero();
	(0..weights.len())
		.map(|j| {
			let mut scores: Vec<(&Near, usize)> = (voices.iter())
				.map(|&i| (weights[i][j].as_ref().unwrap_or(&zero), i))
				.collect();
			scores.sort_by(|a, b| b.0.value.cmp(&a.0.value));
			let mut above = Near::zero();
			let mut found = scores.first().map_or_else(Near::zero, |score| score.0.clone());
			for (place, (score, i)) in scores.iter().enumerate() {
				let margin = (&above.value - &kappa.value).to_f64();
				let distance = above.distance + kappa.distance;
				if margin.abs() <= distance && distance > 0.0 {
					// on the cliff, unless both sides of it are the same weight
					let same = place > 0 && scores[place - 1].0.value == score.value;
					if !same {
						return None;
					}
				}
				if margin >= 0.0 && place > 0 {
					break;
				}
				found = (*score).clone();
				above = above.plus(&Near::new(active_stake[*i].value.clone(), moved));
			}
			Some(found)
		})
		.collect()
}

fn clip(weights: &Dense, consensus: &[Near]) -> Dense {
	let cut = |(weight, limit): (&Option<Near>, &Near)| {
		let weight = weight.as_ref()?;
		match limit.value.is_zero() && !weight.value.is_zero() {
			true => None,
			false => Some(weight.least(limit)),
		}
	};
	weights
		.iter()
		.map(|row| row.iter().zip(consensus).map(cut).collect())
		.collect()
}

/// weight + penalty (clipped - weight); entries of 0 are absent unless the penalty is all or nothing.
fn bond_weights(weights: &Dense, clipped: &Dense, penalty: u16) -> Dense {
	if penalty == 0 {
		return weights.clone();
	}
	if penalty == u16::MAX {
		return clipped.clone();
	}
	let penalty = Near::proportion(penalty);
	let blend = |(weight, clipped): (&Option<Near>, &Option<Near>)| {
		let weight = weight.as_ref()?;
		let cut = clipped.clone().unwrap_or_else(Near::zero).minus(weight);
		Some(weight.plus(&penalty.times(&cut))).filter(|blended| !blended.value.is_zero())
	};
	weights
		.iter()
		.zip(clipped)
		.map(|(row, clipped)| row.iter().zip(clipped).map(blend).collect())
		.collect()
}

/// Bonds on uids that were not registered since the last epoch.
fn kept_bonds(input: &Input) -> Vec<Vec<u16>> {
	let last = match input.last_step_block {
		0 => input.block - input.tempo,
		block => block + 1,
	};
	let mut kept = vec![vec![0; input.stakes.len()]; input.stakes.len()];
	for (i, row) in input.bonds.iter().enumerate() {
		for &(j, bond) in row.iter().filter(|(j, _)| input.registered_at[usize::from(*j)] < last) {
			kept[i][usize::from(j)] = bond;
		}
	}
	kept
}

/// alpha and 1 - alpha of the moving average, from millionths of the old.
fn alphas(params: &Params) -> (Near, Near) {
	let old = params.bonds_moving_average as i64;
	let share = |parts| Near::new(Fraction::new(parts, 1_000_000), UNIT);
	(share(1_000_000 - old), share(old))
}

/// B = colnorm(alpha colnorm(A W) + (1 - alpha) colnorm(B)); D = norm(B I); stored with each column's largest at 1.
fn original_yuma(
	params: &Params,
	held: &[Vec<u16>],
	weights: &Dense,
	active_stake: &[Near],
	incentive: &[Near],
) -> (Vec<Column>, Column) {
	let n = held.len();
	let (alpha, rest) = alphas(params);
	let columns: Vec<Column> = (0..n)
		.map(|j| {
			let bought: Column = (0..n)
				.map(|i| {
					weights[i][j]
						.as_ref()
						.map_or_else(Near::zero, |weight| weight.times(&active_stake[i]))
				})
				.collect();
			let sum: u64 = held.iter().map(|row| u64::from(row[j])).sum();
			let old = (0..n).map(|i| match held[i][j] {
				0 => Near::zero(),
				bond => Near::new(Fraction::new(bond, sum), UNIT),
			});
			let averaged: Column = normalise(&bought)
				.iter()
				.zip(old)
				.map(|(new, old)| alpha.times(new).plus(&rest.times(&old)))
				.collect();
			normalise(&averaged)
		})
		.collect();
	let dividends: Column = (0..n)
		.map(|i| {
			Near::sum(
				(0..n)
					.map(|j| columns[j][i].times(&incentive[j]))
					.collect::<Column>()
					.iter(),
			)
		})
		.collect();
	let mut bonds = vec![vec![Near::zero(); n]; n];
	for (j, column) in columns.iter().enumerate() {
		let largest = column
			.iter()
			.max_by(|a, b| a.value.cmp(&b.value))
			.filter(|bond| !bond.value.is_zero());
		let distance = column.iter().map(|bond| bond.distance).fold(0.0, f64::max);
		if let Some(largest) = largest {
			let largest = Near::new(largest.value.clone(), distance);
			for (i, bond) in column.iter().enumerate() {
				bonds[i][j] = bond.share_of(&largest);
			}
		}
	}
	(bonds, normalise(&dividends))
}

/// B = alpha W + (1 - alpha) B by entry; D = norm(A (colnorm(B) I)).
fn yuma3(
	params: &Params,
	held: &[Vec<u16>],
	weights: &Dense,
	active_stake: &[Near],
	consensus: &[Near],
	incentive: &[Near],
) -> Option<(Vec<Column>, Column)> {
	let n = held.len();
	let (alpha, rest) = alphas(params);
	let liquid = params.liquid_alpha && consensus.iter().any(|value| !value.value.is_zero());
	let one = Near::exact(Fraction::whole(1));
	let mut bonds = vec![vec![Near::zero(); n]; n];
	for i in 0..n {
		for j in 0..n {
			let old = Near::proportion(held[i][j]);
			bonds[i][j] = match (&weights[i][j], liquid) {
				// under liquid alpha a bond without a weight is dropped at once
				(None, true) => Near::zero(),
				(Some(weight), true) => {
					let alpha = liquid_alpha(params, &consensus[j], weight, &old)?;
					let averaged = one.minus(&alpha).times(&old).plus(&alpha.times(weight));
					averaged.between(&Near::zero(), &one)
				}
				(weight, false) => {
					let new = weight.clone().unwrap_or_else(Near::zero);
					alpha.times(&new).plus(&rest.times(&old))
				}
			};
		}
	}
	let columns: Vec<Column> = (0..n)
		.map(|j| normalise(&bonds.iter().map(|row| row[j].clone()).collect::<Column>()))
		.collect();
	let dividends: Column = (0..n)
		.map(|i| {
			let sum = Near::sum(
				(0..n)
					.map(|j| columns[j][i].times(&incentive[j]))
					.collect::<Column>()
					.iter(),
			);
			sum.times(&active_stake[i])
		})
		.collect();
	Some((bonds, normalise(&dividends)))
}

/// low + (high - low) / (1 + e^(-steepness (d - 1/2))), where d is how far the weight is above consensus, or below the
/// bond where it is that.
fn liquid_alpha(params: &Params, consensus: &Near, weight: &Near, bond: &Near) -> Option<Near> {
	let below = (&bond.value - &weight.value).to_f64();
	if below > 0.0 && below <= weight.distance + bond.distance {
		return None;
	}
	let distance = if weight.value >= bond.value {
		weight.minus(consensus)
	} else {
		bond.minus(weight)
	};
	let distance = distance.between(&Near::zero(), &Near::exact(Fraction::whole(1)));
	let slope = Near::new(Fraction::new(-i64::from(params.alpha_sigmoid_steepness), 100), UNIT);
	let rise = logistic(&slope.times(&distance.minus(&Near::exact(Fraction::new(1, 2)))));
	let (low, high) = (Near::proportion(params.alpha_low), Near::proportion(params.alpha_high));
	Some(low.plus(&rise.times(&high.minus(&low))).between(&low, &high))
}

/// Miners' and validators' parts of the emission, and both together.
fn payout(incentive: &[Near], dividends: &[Near], active_stake: &[Near], stake: &[Near]) -> (Column, Column, Column) {
	let both: Column = incentive.iter().zip(dividends).map(|(i, d)| i.plus(d)).collect();
	let sum = Near::sum(both.iter());
	if sum.value.is_zero() {
		let idle = active_stake.iter().all(|share| share.value.is_zero());
		let shares = if idle { stake } else { active_stake };
		return (vec![Near::zero(); stake.len()], shares.to_vec(), shares.to_vec());
	}
	let parts = |of: &[Near]| of.iter().map(|part| part.share_of(&sum)).collect();
	(parts(incentive), parts(dividends), parts(&both))
}
