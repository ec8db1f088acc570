//! Small subnets worked out by hand: zero cases, cliffs, ties, new holders of a uid, refusals.

use ganglion_consensus::{epoch, Input, InputError, Output, Params, Part, Row};

fn run(input: &Input) -> Output {
	epoch(input).expect("the input is well formed")
}

fn two_uids() -> Input {
	Input {
		block: 10,
		tempo: 5,
		last_step_block: 4,
		stakes: vec![100, 0],
		owner_uid: None,
		last_update: vec![9, 9],
		registered_at: vec![1, 1],
		validator_permit: vec![true, false],
		commit_block: Vec::new(),
		weights: vec![vec![(1, 65_535)], Vec::new()],
		bonds: vec![Vec::new(); 2],
		emission: 1_000,
		params: Params {
			kappa: 32_767,
			bonds_penalty: 65_535,
			bonds_moving_average: 900_000,
			yuma3: true,
			liquid_alpha: false,
			alpha_low: 45_875,
			alpha_high: 58_982,
			alpha_sigmoid_steepness: 1_000,
			max_allowed_validators: 64,
			activity_cutoff: 100,
			commit_reveal: false,
		},
	}
}

#[test]
fn one_validator_and_one_miner_share_equally() {
	let output = run(&two_uids());
	assert_eq!(
		(output.server_emission, output.validator_emission),
		(vec![0, 500], vec![500, 0])
	);
	assert_eq!(output.bonds, vec![vec![(1, 6_553)], vec![]]);
}

#[test]
fn without_weights_everything_goes_to_stake() {
	let mut input = two_uids();
	input.weights[0].clear();
	assert_eq!(run(&input).emission, vec![1_000, 0]);
}

#[test]
fn without_active_stake_everything_goes_to_stake() {
	let mut input = two_uids();
	input.stakes = vec![75, 25];
	input.last_update = vec![0, 0];
	input.params.activity_cutoff = 1;
	assert_eq!(run(&input).validator_emission, vec![750, 250]);
}

#[test]
fn without_stake_nobody_is_paid() {
	let mut input = two_uids();
	input.stakes = vec![0, 0];
	assert_eq!(run(&input).emission, vec![0, 0]);
}

#[test]
fn an_empty_subnet_has_an_empty_epoch() {
	let mut input = two_uids();
	for column in [&mut input.stakes, &mut input.last_update, &mut input.registered_at] {
		column.clear();
	}
	input.validator_permit.clear();
	input.weights.clear();
	input.bonds.clear();
	assert_eq!(run(&input).emission, Vec::<u64>::new());
}

#[test]
fn kappa_is_a_cliff() {
	// two validators disagree on uid 2; the one with 40 % wants 1, the other 0
	let mut input = two_uids();
	input.stakes = vec![40, 60, 0, 0];
	input.last_update = vec![9; 4];
	input.registered_at = vec![1; 4];
	input.validator_permit = vec![true, true, false, false];
	input.weights = vec![vec![(2, 65_535)], vec![(3, 65_535)], vec![], vec![]];
	input.bonds = vec![Row::new(); 4];
	let consensus_on_2 = |kappa: u16| {
		let mut input = input.clone();
		input.params.kappa = kappa;
		run(&input).consensus[2]
	};
	// 26214 / 65535 is 40 % exactly: at the cliff 40 % of the stake carries the miner, above it not
	assert_eq!(consensus_on_2(26_213), 65_535);
	assert_eq!(consensus_on_2(26_215), 0);
}

#[test]
fn among_equal_stakes_the_higher_uid_gets_the_permit() {
	let mut input = two_uids();
	input.stakes = vec![100, 100];
	input.params.max_allowed_validators = 1;
	assert_eq!(run(&input).validator_permit, vec![false, true]);
	input.owner_uid = Some(0);
	assert_eq!(run(&input).validator_permit, vec![true, true]);
}

#[test]
fn a_new_holder_inherits_neither_weights_nor_bonds() {
	let mut input = two_uids();
	input.bonds[0] = vec![(1, 65_535)];
	let bond = |input: &Input| run(input).bonds[0].first().map_or(0, |entry| entry.1);
	let kept = bond(&input);
	input.registered_at[1] = 8;
	assert!(bond(&input) < kept, "the bond of the previous holder is masked");
	input.registered_at[1] = 9;
	assert_eq!(
		run(&input).incentive[1],
		0,
		"weights not younger than the registration do not count"
	);
}

#[test]
fn a_commit_older_than_the_registration_does_not_count() {
	let mut input = two_uids();
	input.registered_at[1] = 6;
	input.commit_block = vec![Some(5), None];
	assert_eq!(
		run(&input).incentive[1],
		65_535,
		"commits are read only under commit-reveal"
	);
	input.params.commit_reveal = true;
	assert_eq!(run(&input).incentive[1], 0);
	input.commit_block[0] = Some(6);
	assert_eq!(run(&input).incentive[1], 65_535);
}

#[test]
fn only_the_owner_may_vote_for_itself() {
	let mut input = two_uids();
	input.weights[0] = vec![(0, 65_535)];
	assert_eq!(run(&input).incentive, vec![0, 0]);
	input.owner_uid = Some(0);
	assert_eq!(run(&input).incentive, vec![65_535, 0]);
}

#[test]
fn malformed_inputs_are_refused() {
	let refused = |change: fn(&mut Input)| {
		let mut input = two_uids();
		change(&mut input);
		epoch(&input).expect_err("malformed")
	};
	assert_eq!(
		refused(|input| input.last_update.truncate(1)),
		InputError::LengthMismatch {
			part: Part::LastUpdate,
			expected: 2,
			actual: 1
		}
	);
	assert_eq!(
		refused(|input| input.weights[0] = vec![(2, 1)]),
		InputError::UidOutOfRange {
			part: Part::Weights,
			row: 0,
			uid: 2
		}
	);
	assert_eq!(
		refused(|input| input.bonds[1] = vec![(1, 1), (0, 1)]),
		InputError::UnsortedRow {
			part: Part::Bonds,
			row: 1
		}
	);
	assert_eq!(
		refused(|input| input.bonds[1] = vec![(1, 1), (1, 1)]),
		InputError::UnsortedRow {
			part: Part::Bonds,
			row: 1
		}
	);
	assert_eq!(
		refused(|input| input.owner_uid = Some(2)),
		InputError::UidOutOfRange {
			part: Part::OwnerUid,
			row: 2,
			uid: 2
		}
	);
	assert_eq!(
		refused(|input| input.commit_block = vec![None]),
		InputError::LengthMismatch {
			part: Part::CommitBlock,
			expected: 2,
			actual: 1
		}
	);
	assert_eq!(refused(|input| input.stakes = vec![0; 16_385]), InputError::TooManyUids);
}
