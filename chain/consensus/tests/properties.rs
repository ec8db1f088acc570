//! What holds for every epoch, each law on 10,000 random subnets.

mod random;

use ganglion_consensus::{Input, Output, Row};
use random::{each, run, Draws};

fn total(rao: &[u64]) -> u128 {
	rao.iter().copied().map(u128::from).sum()
}

fn sum(shares: &[u16]) -> u32 {
	shares.iter().copied().map(u32::from).sum()
}

fn is_owner(input: &Input, uid: usize) -> bool {
	input.owner_uid.map(usize::from) == Some(uid)
}

fn may_vote(input: &Input, uid: usize) -> bool {
	input.validator_permit[uid] || is_owner(input, uid)
}

/// The values of `old` at their new places: the uid `order[k]` becomes `k`.
fn moved<T: Clone>(old: &[T], order: &[usize]) -> Vec<T> {
	order.iter().map(|&uid| old[uid].clone()).collect()
}

fn places(order: &[usize]) -> Vec<u16> {
	let mut place = vec![0_u16; order.len()];
	for (new, &uid) in (0..).zip(order) {
		place[uid] = new;
	}
	place
}

fn moved_rows(old: &[Row], order: &[usize]) -> Vec<Row> {
	let place = places(order);
	let renamed = |row: &Row| {
		let mut row: Row = row.iter().map(|&(j, value)| (place[usize::from(j)], value)).collect();
		row.sort_unstable();
		row
	};
	moved(old, order).iter().map(renamed).collect()
}

#[test]
fn payments_never_exceed_the_emission() {
	each(|input, _| {
		let output = run(&input);
		assert!(total(&output.emission) <= u128::from(input.emission));
		assert!(total(&output.server_emission) + total(&output.validator_emission) <= u128::from(input.emission));
	});
}

#[test]
fn little_of_the_emission_is_lost_where_somebody_has_stake() {
	each(|input, _| {
		if input.stakes.iter().any(|&stake| stake > 0) {
			// each share is rounded down by at most a few 2^-32, each payment by at most 1 rao
			let lost = u128::from(input.emission) - total(&run(&input).emission);
			let n = input.stakes.len() as u128;
			assert!(
				lost <= n * (1 + 4 * (1 + (u128::from(input.emission) >> 32))),
				"{lost} lost"
			);
		}
	});
}

#[test]
fn shares_sum_to_one_or_to_nothing() {
	each(|input, _| {
		let output = run(&input);
		// every share is rounded down to 1/65535, and before that to 2^-32
		let nearly_one = 65_535 - input.stakes.len() as u32 - 1..=65_535;
		for shares in [&output.incentive, &output.dividends] {
			assert!(nearly_one.contains(&sum(shares)) || shares.iter().all(|&share| share == 0));
		}
		let staked = input.stakes.iter().any(|&stake| stake > 0);
		assert_eq!(nearly_one.contains(&sum(&output.stake_weight)), staked);
	});
}

#[test]
fn the_order_of_uids_does_not_matter() {
	each(|mut input, draws| {
		// among equal stakes the higher uid gets the permit, so a tie at the last permit depends on the order by design
		let mut stakes = input.stakes.clone();
		stakes.sort_unstable_by(|a, b| b.cmp(a));
		let allowed = usize::from(input.params.max_allowed_validators);
		if allowed > 0 && allowed < stakes.len() && stakes[allowed - 1] == stakes[allowed] {
			input.params.max_allowed_validators = 1_000;
		}
		let order = draws.order(stakes.len());
		let place = places(&order);
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
		let expected = Output {
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
		};
		assert_eq!(after, expected);
	});
}

#[test]
fn the_unit_of_stake_does_not_matter() {
	each(|input, draws| {
		let factor = u64::from(1 + draws.below(400));
		let stakes = input.stakes.iter().map(|stake| stake * factor).collect();
		assert_eq!(
			run(&input),
			run(&Input {
				stakes,
				..input.clone()
			})
		);
	});
}

#[test]
fn the_unit_of_a_row_of_weights_does_not_matter() {
	each(|mut input, draws| {
		// room for a factor
		for row in &mut input.weights {
			row.iter_mut().for_each(|(_, weight)| *weight >>= draws.below(12) + 1);
		}
		let mut scaled = input.clone();
		for row in &mut scaled.weights {
			let largest = row.iter().map(|&(_, weight)| weight).max().unwrap_or(0).max(1);
			let factor = 1 + draws.below(u32::from(65_535 / largest)) as u16;
			row.iter_mut().for_each(|(_, weight)| *weight *= factor);
		}
		assert_eq!(run(&input), run(&scaled));
	});
}

#[test]
fn the_same_input_gives_the_same_output() {
	each(|input, _| assert_eq!(run(&input), run(&input.clone())));
}

#[test]
fn what_cannot_count_changes_nothing() {
	each(|input, draws| {
		let n = input.stakes.len() as u16;
		let mut other = input.clone();
		for uid in 0..input.stakes.len() {
			if !may_vote(&input, uid) {
				other.weights[uid] = draws.row(n);
			}
		}
		assert_eq!(run(&input), run(&other));
	});
}

#[test]
fn an_idle_validator_has_no_voice() {
	each(|input, draws| {
		let n = input.stakes.len() as u16;
		let before = run(&input);
		let mut other = input.clone();
		for (uid, active) in before.active.iter().enumerate() {
			if !active {
				other.weights[uid] = draws.row(n);
			}
		}
		let after = run(&other);
		assert_eq!(
			(&after.consensus, &after.incentive),
			(&before.consensus, &before.incentive)
		);
	});
}

#[test]
fn an_idle_validator_earns_only_by_bonds_it_had() {
	each(|input, _| {
		let output = run(&input);
		let earned: u32 = sum(&output.dividends);
		for uid in 0..input.stakes.len() {
			let idle = !output.active[uid] || !may_vote(&input, uid) || input.stakes[uid] == 0;
			let had_bonds = !input.params.yuma3 && input.bonds[uid].iter().any(|&(_, bond)| bond > 0);
			if idle && !had_bonds && earned > 0 {
				assert_eq!(output.dividends[uid], 0, "uid {uid}");
			}
		}
	});
}

#[test]
fn a_stranger_without_stake_changes_nothing() {
	each(|input, _| {
		let mut joined = input.clone();
		joined.stakes.push(0);
		joined.last_update.push(0);
		joined.registered_at.push(0);
		joined.validator_permit.push(false);
		joined.commit_block.push(None);
		joined.weights.push(Row::new());
		joined.bonds.push(Row::new());
		let n = input.stakes.len();
		let (before, after) = (run(&input), run(&joined));
		assert_eq!(after.incentive[..n], before.incentive);
		assert_eq!(after.dividends[..n], before.dividends);
		assert_eq!(after.bonds[..n], before.bonds);
		assert_eq!(after.emission[..n], before.emission);
		assert_eq!((after.emission[n], after.validator_permit[n]), (0, false));
	});
}

#[test]
fn a_uid_without_permit_keeps_no_bonds() {
	each(|input, _| {
		let output = run(&input);
		for (row, permit) in output.bonds.iter().zip(&output.validator_permit) {
			assert!(*permit || row.is_empty());
			assert!(row.windows(2).all(|pair| pair[0].0 < pair[1].0));
			assert!(row.iter().all(|&(_, bond)| bond > 0));
		}
	});
}

#[test]
fn no_more_permits_than_allowed() {
	each(|input, _| {
		let permits = run(&input).validator_permit.iter().filter(|&&permit| permit).count();
		let owner = usize::from(input.owner_uid.is_some());
		assert!(permits <= usize::from(input.params.max_allowed_validators) + owner);
	});
}

#[test]
fn a_minority_cannot_pay_its_own_miner() {
	each(|mut input, draws| {
		let n = input.stakes.len();
		if n < 4 {
			return;
		}
		let mine = (n - 1) as u16;
		input.stakes = vec![0; n];
		input.stakes[..3].fill(1_000);
		input.last_update = vec![999; n];
		input.registered_at = vec![0; n];
		input.validator_permit = (0..n).map(|uid| uid < 3).collect();
		input.owner_uid = None;
		input.params.kappa = 32_767;
		input.params.commit_reveal = false;
		// the first two validators give the miner nothing, the third as much as it likes
		for row in &mut input.weights[..2] {
			row.retain(|&(j, _)| j != mine);
		}
		input.weights[2].retain(|&(j, _)| j != mine);
		input.weights[2].push((mine, draws.value()));
		let output = run(&input);
		assert_eq!((output.consensus[n - 1], output.incentive[n - 1]), (0, 0));
	});
}

/// A way in which a subnet can have nothing, and what then must be.
struct Lack {
	what: &'static str,
	take: fn(&mut Input),
	holds: fn(&Output) -> bool,
}

const LACKS: [Lack; 6] = [
	Lack {
		what: "no stake",
		take: |input| input.stakes.fill(0),
		holds: |output| total(&output.emission) == 0 && sum(&output.stake_weight) == 0 && sum(&output.consensus) == 0,
	},
	Lack {
		what: "no weights",
		take: |input| input.weights.fill(Row::new()),
		holds: no_miner_is_paid,
	},
	Lack {
		what: "only weights of 0",
		take: make_weights_zero,
		holds: no_miner_is_paid,
	},
	Lack {
		what: "no permits",
		take: take_permits,
		holds: no_miner_is_paid,
	},
	Lack {
		what: "nobody active",
		take: make_idle,
		holds: no_miner_is_paid,
	},
	Lack {
		what: "no emission",
		take: |input| input.emission = 0,
		holds: |output| {
			total(&output.emission) + total(&output.server_emission) + total(&output.validator_emission) == 0
		},
	},
];

fn make_weights_zero(input: &mut Input) {
	input.weights.iter_mut().flatten().for_each(|(_, weight)| *weight = 0);
}

fn take_permits(input: &mut Input) {
	input.validator_permit.fill(false);
	input.owner_uid = None;
}

fn make_idle(input: &mut Input) {
	input.last_update.fill(0);
	input.params.activity_cutoff = 1;
}

/// All goes to validators, by stake.
fn no_miner_is_paid(output: &Output) -> bool {
	sum(&output.incentive) == 0 && total(&output.server_emission) == 0 && output.emission == output.validator_emission
}

#[test]
fn nothing_comes_of_nothing() {
	each(|input, _| {
		for lack in &LACKS {
			let mut poor = input.clone();
			(lack.take)(&mut poor);
			assert!((lack.holds)(&run(&poor)), "{}", lack.what);
		}
	});
}

/// Hostile numbers reach the epoch only by a fault elsewhere; it must still end without a panic.
#[test]
fn nothing_panics() {
	let hostile = |draws: &mut Draws| match draws.below(3) {
		0 => u64::MAX,
		1 => 0,
		_ => draws.wide(),
	};
	each(|mut input, draws| {
		input.params.bonds_moving_average = hostile(draws);
		input.params.alpha_low = draws.short();
		input.params.alpha_high = draws.short();
		input.params.activity_cutoff = hostile(draws);
		let stake = hostile(draws);
		input.stakes.fill(stake);
		input.block = hostile(draws);
		input.last_step_block = hostile(draws);
		run(&input);
	});
}
