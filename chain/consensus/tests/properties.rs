//! What holds for every epoch, on random subnets with ties, zeros, strangers and extremes.

use ganglion_consensus::{epoch, Input, Output, Params, Row};
use proptest::{collection::vec, option, prelude::*, sample::subsequence};

const LARGEST: usize = 16;

prop_compose! {
	fn params()(
		kappa in prop_oneof![Just(32_767_u16), any::<u16>()],
		bonds_penalty in prop_oneof![Just(65_535_u16), Just(0), any::<u16>()],
		bonds_moving_average in 0..=975_000_u64,
		yuma3: bool, liquid_alpha: bool,
		alpha in (1_638..=65_535_u16, 1_638..=65_535_u16),
		alpha_sigmoid_steepness: i16,
		max_allowed_validators in 0..20_u16,
		activity_cutoff in 1..2_000_u64,
		commit_reveal: bool,
	) -> Params {
		Params {
			kappa, bonds_penalty, bonds_moving_average, yuma3, liquid_alpha,
			alpha_low: alpha.0.min(alpha.1), alpha_high: alpha.0.max(alpha.1),
			alpha_sigmoid_steepness, max_allowed_validators, activity_cutoff, commit_reveal,
		}
	}
}

fn rows(n: usize) -> impl Strategy<Value = Vec<Row>> {
	let uids: Vec<u16> = (0..n as u16).collect();
	let value = prop_oneof![Just(0_u16), Just(65_535), 1..4_u16, any::<u16>()];
	let row =
		(subsequence(uids, 0..=n), vec(value, n)).prop_map(|(uids, values)| uids.into_iter().zip(values).collect());
	vec(row, n)
}

prop_compose! {
	fn of_size(n: usize)(
		params in params(),
		stakes in vec(prop_oneof![Just(0_u64), Just(1_000), 1..5_000_u64, 0..21_000_000_000_000_000_u64], n),
		owner_uid in option::of(0..n as u16),
		last_update in vec(0..1_000_u64, n),
		registered_at in vec(prop_oneof![Just(0_u64), 0..1_000_u64], n),
		validator_permit in vec(any::<bool>(), n),
		commit_block in vec(option::of(0..1_000_u64), n),
		weights in rows(n),
		bonds in rows(n),
		emission in prop_oneof![Just(0_u64), Just(1_000_000_000), any::<u64>()],
		last_step_block in prop_oneof![Just(0_u64), 800..1_000_u64],
	) -> Input {
		Input {
			block: 1_000, tempo: 99, last_step_block, stakes, owner_uid, last_update, registered_at,
			validator_permit, commit_block, weights, bonds, emission, params,
		}
	}
}

fn subnet() -> impl Strategy<Value = Input> {
	(1..=LARGEST).prop_flat_map(of_size)
}

/// A subnet and an order of its uids.
fn shuffled_subnet() -> impl Strategy<Value = (Input, Vec<usize>)> {
	subnet().prop_flat_map(|input| {
		let order: Vec<usize> = (0..input.stakes.len()).collect();
		(Just(input), Just(order).prop_shuffle())
	})
}

fn run(input: &Input) -> Output {
	epoch(input).expect("the input is well formed")
}

fn total(rao: &[u64]) -> u128 {
	rao.iter().copied().map(u128::from).sum()
}

/// The values of `old` at their new places: the uid `order[k]` becomes `k`.
fn moved<T: Clone>(old: &[T], order: &[usize]) -> Vec<T> {
	order.iter().map(|&uid| old[uid].clone()).collect()
}

fn moved_rows(old: &[Row], order: &[usize]) -> Vec<Row> {
	let mut place = vec![0_u16; order.len()];
	for (new, &uid) in (0..).zip(order) {
		place[uid] = new;
	}
	let renamed = |row: &Row| {
		let mut row: Row = row.iter().map(|&(j, value)| (place[usize::from(j)], value)).collect();
		row.sort_unstable();
		row
	};
	moved(old, order).iter().map(renamed).collect()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn payments_never_exceed_the_emission(input in subnet()) {
		let output = run(&input);
		prop_assert!(total(&output.emission) <= u128::from(input.emission));
		prop_assert!(total(&output.server_emission) + total(&output.validator_emission) <= u128::from(input.emission));
	}

	#[test]
	fn little_of_the_emission_is_lost_where_somebody_has_stake(input in subnet()) {
		let output = run(&input);
		if input.stakes.iter().any(|&stake| stake > 0) && input.emission < 1 << 40 {
			// each share is rounded down by at most a few 2^-32, each payment by at most 1 rao
			let lost = u128::from(input.emission) - total(&output.emission);
			let n = input.stakes.len() as u128;
			prop_assert!(lost <= n * (1 + 4 * (u128::from(input.emission) >> 32)) + (u128::from(input.emission) >> 16), "{lost} lost");
		}
	}

	#[test]
	fn shares_are_within_one(input in subnet()) {
		let output = run(&input);
		for shares in [&output.stake_weight, &output.incentive, &output.dividends] {
			prop_assert!(shares.iter().copied().map(u32::from).sum::<u32>() <= 65_535);
		}
	}

	#[test]
	fn the_order_of_uids_does_not_matter((input, order) in shuffled_subnet()) {
		let mut input = input;
		// among equal stakes the higher uid gets the permit, so ties depend on the order by design
		input.params.max_allowed_validators = 1_000;
		let mut place = vec![0_u16; order.len()];
		for (new, &uid) in (0..).zip(&order) {
			place[uid] = new;
		}
		let renamed = Input {
			stakes: moved(&input.stakes, &order),
			owner_uid: input.owner_uid.map(|uid| place[usize::from(uid)]),
			last_update: moved(&input.last_update, &order),
			registered_at: moved(&input.registered_at, &order),
			validator_permit: moved(&input.validator_permit, &order),
			commit_block: moved(&input.commit_block, &order),
			weights: moved_rows(&input.weights, &order),
			bonds: moved_rows(&input.bonds, &order),
			..input.clone()
		};
		let (before, after) = (run(&input), run(&renamed));
		prop_assert_eq!(after, Output {
			active: moved(&before.active, &order),
			stake_weight: moved(&before.stake_weight, &order),
			consensus: moved(&before.consensus, &order),
			incentive: moved(&before.incentive, &order),
			dividends: moved(&before.dividends, &order),
			validator_trust: moved(&before.validator_trust, &order),
			validator_permit: moved(&before.validator_permit, &order),
			bonds: moved_rows(&before.bonds, &order),
			server_emission: moved(&before.server_emission, &order),
			validator_emission: moved(&before.validator_emission, &order),
			emission: moved(&before.emission, &order),
		});
	}

	#[test]
	fn the_unit_of_stake_does_not_matter(input in subnet(), factor in 1..400_u64) {
		let scaled = Input { stakes: input.stakes.iter().map(|stake| stake * factor).collect(), ..input.clone() };
		prop_assert_eq!(run(&input), run(&scaled));
	}

	#[test]
	fn the_same_input_gives_the_same_output(input in subnet()) {
		prop_assert_eq!(run(&input), run(&input.clone()));
	}

	#[test]
	fn what_cannot_count_changes_nothing(input in subnet(), junk in rows(LARGEST)) {
		let mut other = input.clone();
		for (uid, permit) in input.validator_permit.iter().enumerate() {
			if !permit && input.owner_uid.map(usize::from) != Some(uid) {
				let n = input.stakes.len();
				other.weights[uid] = junk[uid].iter().copied().filter(|&(j, _)| usize::from(j) < n).collect();
			}
		}
		prop_assert_eq!(run(&input), run(&other));
	}

	#[test]
	fn a_uid_without_permit_keeps_no_bonds(input in subnet()) {
		let output = run(&input);
		for (row, permit) in output.bonds.iter().zip(&output.validator_permit) {
			prop_assert!(*permit || row.is_empty());
			prop_assert!(row.windows(2).all(|pair| pair[0].0 < pair[1].0));
			prop_assert!(row.iter().all(|&(_, bond)| bond > 0));
		}
	}

	#[test]
	fn no_more_permits_than_allowed(input in subnet()) {
		let permits = run(&input).validator_permit.iter().filter(|&&permit| permit).count();
		prop_assert!(permits <= usize::from(input.params.max_allowed_validators) + usize::from(input.owner_uid.is_some()));
	}

	#[test]
	fn a_minority_cannot_pay_its_own_miner(input in of_size(8), rows in rows(8), yuma3: bool) {
		let mut input = input;
		input.stakes = vec![1_000, 1_000, 1_000, 0, 0, 0, 0, 0];
		input.last_update = vec![999; 8];
		input.registered_at = vec![0; 8];
		input.validator_permit = vec![true, true, true, false, false, false, false, false];
		input.owner_uid = None;
		input.params = Params { kappa: 32_767, activity_cutoff: 100, commit_reveal: false, yuma3, ..input.params };
		// the first two validators give uid 7 nothing, the third what it likes
		input.weights = rows;
		input.weights[0].retain(|&(j, _)| j != 7);
		input.weights[1].retain(|&(j, _)| j != 7);
		let output = run(&input);
		prop_assert_eq!((output.consensus[7], output.incentive[7]), (0, 0));
	}

	/// Hostile numbers reach the epoch only by a fault elsewhere; it must still end without a panic.
	#[test]
	fn nothing_panics(mut input in subnet(), average: u64, stake: u64, low: u16, high: u16, block: u64) {
		input.params.bonds_moving_average = average;
		input.params.alpha_low = low;
		input.params.alpha_high = high;
		input.params.activity_cutoff = stake;
		input.stakes.fill(stake);
		input.block = block;
		input.last_step_block = block;
		run(&input);
	}
}
