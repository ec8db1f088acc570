//! A subnet of two teams: the honest, who score by quality, and a cabal, which scores itself.
//!
//! The game of the reference's `docs/consensus.md`: 512 uids, 64 of them validators. A team's part of validators and
//! of servers follows its stake. Stakes are normal around 1 with deviation 0.3, scaled so that the honest have
//! `honest_stake` in all. Each honest validator gives `honest_weight` to the honest servers and the rest to the
//! cabal's, each validator of the cabal gives `cabal_weight` to its own; within a team's servers weights are normal
//! around equal with deviation `noise`.

use ganglion_consensus::{epoch, Input, Params, Row};

use crate::random::Draws;

pub const UIDS: usize = 512;
pub const VALIDATORS: usize = 64;
const STAKE_NOISE: f64 = 0.3;
/// All rao there can be.
const ALL_STAKE: f64 = 21e15;

/// One setting of the game.
#[derive(Clone, Copy)]
pub struct Game {
	pub honest_stake: f64,
	pub noise: f64,
	/// 65535 = 1
	pub kappa: u16,
	pub bonds_penalty: u16,
	/// The validators' share of the emission.
	pub validator_share: f64,
}

/// What chance decides, drawn once for a game: the weights of each pair of teams can then be scaled at will.
pub struct Teams {
	game: Game,
	honest_validators: usize,
	honest_servers: usize,
	stakes: Vec<f64>,
	/// By validator, then server: the share within the server's team.
	opinions: Vec<Vec<f64>>,
}

fn normal(draws: &mut Draws) -> f64 {
	// not 0, whose logarithm does not exist
	let u = (f64::from(draws.next()) + 1.0) / 4_294_967_297.0;
	let v = f64::from(draws.next()) / 4_294_967_296.0;
	(-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// Normal around 1, not below 0, scaled to the sum 1.
fn shares(count: usize, deviation: f64, draws: &mut Draws) -> Vec<f64> {
	let sample: Vec<f64> = (0..count).map(|_| (1.0 + deviation * normal(draws)).max(0.0)).collect();
	let sum: f64 = sample.iter().sum();
	sample.iter().map(|value| value / sum).collect()
}

/// The part of `count` that is `share` of it, neither nothing nor all.
fn part(share: f64, count: usize) -> usize {
	((share * count as f64) as usize).clamp(1, count - 1)
}

impl Teams {
	pub fn draw(game: Game, seed: u32) -> Self {
		let mut draws = Draws::new(seed);
		let servers = UIDS - VALIDATORS;
		let honest_validators = part(game.honest_stake, VALIDATORS);
		let honest_servers = part(game.honest_stake, servers);
		let mut stakes: Vec<f64> = shares(honest_validators, STAKE_NOISE, &mut draws)
			.iter()
			.map(|share| share * game.honest_stake)
			.collect();
		let cabal = shares(VALIDATORS - honest_validators, STAKE_NOISE, &mut draws);
		stakes.extend(cabal.iter().map(|share| share * (1.0 - game.honest_stake)));
		let opinions = (0..VALIDATORS)
			.map(|_| {
				let mut row = shares(honest_servers, game.noise, &mut draws);
				row.extend(shares(servers - honest_servers, game.noise, &mut draws));
				row
			})
			.collect();
		Self {
			game,
			honest_validators,
			honest_servers,
			stakes,
			opinions,
		}
	}

	/// The honest team's share of the emission of one epoch.
	pub fn honest_emission(&self, honest_weight: f64, cabal_weight: f64) -> f64 {
		let output = epoch(&self.input(honest_weight, cabal_weight)).expect("the input is well formed");
		let honest = |uid: usize| match uid.checked_sub(VALIDATORS) {
			None => uid < self.honest_validators,
			Some(server) => server < self.honest_servers,
		};
		let share = |values: &[u16]| {
			let sum = |all: bool| {
				let counted = values.iter().enumerate().filter(|(uid, _)| all || honest(*uid));
				counted.map(|(_, &value)| f64::from(value)).sum::<f64>()
			};
			sum(false) / sum(true)
		};
		let validators = self.game.validator_share;
		validators * share(&output.dividends) + (1.0 - validators) * share(&output.incentive)
	}

	fn input(&self, honest_weight: f64, cabal_weight: f64) -> Input {
		let rao = |uid: usize| self.stakes.get(uid).map_or(0, |stake| (stake * ALL_STAKE) as u64);
		Input {
			block: 10,
			tempo: 1,
			last_step_block: 0,
			stakes: (0..UIDS).map(rao).collect(),
			owner_uid: None,
			last_update: vec![9; UIDS],
			registered_at: vec![0; UIDS],
			validator_permit: (0..UIDS).map(|uid| uid < VALIDATORS).collect(),
			commit_block: Vec::new(),
			weights: (0..UIDS)
				.map(|uid| self.row(uid, honest_weight, cabal_weight))
				.collect(),
			bonds: vec![Row::new(); UIDS],
			emission: 1_000_000_000,
			params: Params {
				kappa: self.game.kappa,
				bonds_penalty: self.game.bonds_penalty,
				bonds_moving_average: 900_000,
				yuma3: false,
				liquid_alpha: false,
				alpha_low: 45_875,
				alpha_high: 58_982,
				alpha_sigmoid_steepness: 1_000,
				max_allowed_validators: VALIDATORS as u16,
				activity_cutoff: 100,
				commit_reveal: false,
			},
		}
	}

	fn row(&self, uid: usize, honest_weight: f64, cabal_weight: f64) -> Row {
		let Some(opinions) = self.opinions.get(uid) else {
			return Row::new();
		};
		let on_honest = if uid < self.honest_validators {
			honest_weight
		} else {
			1.0 - cabal_weight
		};
		let weights: Vec<f64> = (opinions.iter().enumerate())
			.map(|(server, share)| match server < self.honest_servers {
				true => share * on_honest,
				false => share * (1.0 - on_honest),
			})
			.collect();
		let largest = weights.iter().copied().fold(0.0, f64::max);
		// stored with the largest at 65535
		(VALIDATORS as u16..)
			.zip(weights)
			.map(|(uid, weight)| (uid, (weight / largest * 65_535.0).round() as u16))
			.collect()
	}
}
