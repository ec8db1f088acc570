//! What the reference publishes about Yuma consensus, held against this implementation.
//!
//! Its guarantee: an honest majority keeps its share of the stake whatever weight a cabal gives itself, if enough
//! of what the subnet is worth comes from the honest. How much is enough is what `docs/consensus.md` there charts.

mod random;
mod two_teams;

use ganglion_consensus::{epoch, Input};
use two_teams::{Game, Teams};

const HALF: u16 = 32_767;
const ALL: u16 = 65_535;

/// How near to a published figure ours must be.
const TOLERANCE: f64 = 0.02;

/// Weights that a cabal may give itself: the worst for the honest is among these or between two of them.
const CABAL_WEIGHTS: u32 = 20;

const USUAL: Game = Game {
	honest_stake: 0.6,
	noise: 0.4,
	kappa: HALF,
	bonds_penalty: ALL,
	validator_share: 0.5,
};

#[test]
fn the_honest_keep_their_share_in_all_published_games() {
	// honest stake, honest weight, weight of the cabal on itself, noise
	for (honest_stake, honest_weight, cabal_weight, noise) in [
		(0.51, 1.0, 1.0, 0.001),
		(0.51, 0.03, 0.0, 0.001),
		(0.51, 0.51, 0.49, 0.001),
		(0.51, 0.51, 1.0, 0.001),
		(0.51, 0.61, 0.8, 0.1),
		(0.6, 0.67, 0.65, 0.2),
		(0.6, 0.74, 0.77, 0.4),
		(0.6, 0.76, 0.8, 0.4),
		(0.6, 0.76, 1.0, 0.4),
		(0.6, 0.92, 1.0, 0.4),
		(0.6, 0.94, 1.0, 0.4),
		(0.65, 0.78, 0.85, 0.6),
		(0.7, 0.81, 0.85, 0.8),
		(0.7, 0.83, 0.85, 1.0),
	] {
		let game = Game {
			honest_stake,
			noise,
			..USUAL
		};
		let emission = Teams::draw(game, 0).honest_emission(honest_weight, cabal_weight);
		assert!(
			emission >= honest_stake,
			"honest stake {honest_stake}, weight {honest_weight}, cabal {cabal_weight}, noise {noise}: {emission}"
		);
	}
}

/// Whether the honest keep their share with `honest_weight`, whatever the cabal does.
fn keeps(teams: &Teams, honest_stake: f64, honest_weight: f64) -> bool {
	(0..=CABAL_WEIGHTS)
		.rev()
		.map(|step| f64::from(step) / f64::from(CABAL_WEIGHTS))
		.all(|cabal_weight| teams.honest_emission(honest_weight, cabal_weight) >= honest_stake)
}

/// The least honest weight that suffices is within the tolerance of `published`.
fn assert_needed(what: &str, game: Game, published: f64) {
	let teams = Teams::draw(game, 1);
	let enough = published + TOLERANCE;
	assert!(
		keeps(&teams, game.honest_stake, enough),
		"{what}: {enough} is not enough"
	);
	let too_little = published - TOLERANCE;
	assert!(
		!keeps(&teams, game.honest_stake, too_little),
		"{what}: {too_little} is enough"
	);
}

#[test]
fn noise_among_the_honest_costs_them_what_is_published() {
	for (noise, published) in [(0.0, 0.60), (0.2, 0.67), (0.4, 0.73)] {
		assert_needed(&format!("noise {noise}"), Game { noise, ..USUAL }, published);
	}
}

#[test]
fn the_bonds_penalty_protects_as_published() {
	for (bonds_penalty, published) in [(0, 0.78), (HALF, 0.76)] {
		let game = Game { bonds_penalty, ..USUAL };
		assert_needed(&format!("bonds penalty {bonds_penalty}"), game, published);
	}
}

#[test]
fn the_validators_share_protects_as_published() {
	for (validator_share, published) in [(0.0, 0.82), (0.25, 0.78)] {
		let game = Game {
			validator_share,
			..USUAL
		};
		assert_needed(&format!("validators' share {validator_share}"), game, published);
	}
}

/// Read off the published contours by an independent implementation.
#[test]
fn every_majority_needs_what_is_published() {
	for (honest_stake, needed) in [(0.51, 0.90), (0.55, 0.78), (0.7, 0.75), (0.8, 0.82), (0.9, 0.91)] {
		let game = Game { honest_stake, ..USUAL };
		assert_needed(&format!("honest stake {honest_stake}"), game, needed);
	}
}

#[test]
fn a_majority_below_kappa_is_not_protected() {
	// 39321 / 65535 = 0.6
	for honest_stake in [0.51, 0.55] {
		let game = Game {
			honest_stake,
			kappa: 39_321,
			..USUAL
		};
		assert!(
			!keeps(&Teams::draw(game, 1), honest_stake, 0.99),
			"honest stake {honest_stake}"
		);
	}
}

/// One validator with `stake` of all puts everything on four miners of its own that nobody else finds worth much.
/// Its and their part of the emission.
fn bought(stake: f64) -> f64 {
	const VALIDATORS: usize = 11;
	const MINERS: usize = 64;
	const OWN: usize = 4;
	let n = VALIDATORS + MINERS;
	let mut draws = random::Draws::new(7);
	let mut input: Input = random::subnet(0, 1);
	let others = (1.0 - stake) / (VALIDATORS - 1) as f64;
	let staked = |uid: usize| match uid {
		0 => stake,
		1..VALIDATORS => others,
		_ => 0.0,
	};
	input.stakes = (0..n).map(|uid| (staked(uid) * 1e15) as u64).collect();
	input.owner_uid = None;
	input.last_update = vec![999; n];
	input.registered_at = vec![0; n];
	input.validator_permit = (0..n).map(|uid| uid < VALIDATORS).collect();
	input.commit_block = Vec::new();
	input.bonds = vec![Vec::new(); n];
	input.emission = 1_000_000_000;
	input.params.kappa = HALF;
	input.params.bonds_penalty = ALL;
	input.params.yuma3 = false;
	input.params.activity_cutoff = 100;
	input.params.commit_reveal = false;
	let own = VALIDATORS..VALIDATORS + OWN;
	input.weights = (0..n)
		.map(|uid| match uid {
			0 => own.clone().map(|j| (j as u16, ALL)).collect(),
			1..VALIDATORS => (VALIDATORS..n)
				.map(|j| {
					let noise = 0.8 + 0.4 * f64::from(draws.below(1_000)) / 1_000.0;
					let worth = if own.contains(&j) { 0.01 } else { 1.0 };
					(j as u16, (50_000.0 * worth * noise) as u16)
				})
				.collect(),
			_ => Vec::new(),
		})
		.collect();
	let output = epoch(&input).expect("the input is well formed");
	let paid = |uid: usize| output.emission[uid] as f64 / input.emission as f64;
	paid(0) + own.map(paid).sum::<f64>()
}

#[test]
fn kappa_is_a_cliff_for_a_bribe() {
	for stake in [0.10, 0.30, 0.45, 0.49] {
		assert!(bought(stake) < 0.01, "{stake} of the stake buys {}", bought(stake));
	}
	for stake in [0.51, 0.60] {
		assert!(bought(stake) > 0.99, "{stake} of the stake buys {}", bought(stake));
	}
}
