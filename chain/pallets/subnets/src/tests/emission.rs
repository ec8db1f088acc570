use proptest::prelude::*;

use crate::{
	emission::{block_emission, divide, portion, Division, FIRST_BLOCK_EMISSION, MAX_ISSUANCE},
	issuance::Pot,
	mock::*,
	BlockEmission, PendingOwnerCut, PendingServerEmission, PendingValidatorEmission, TotalMinted,
};

#[test]
fn emission_halves_when_half_of_the_rest_is_issued() {
	let half = MAX_ISSUANCE / 2;
	assert_eq!(block_emission(0), FIRST_BLOCK_EMISSION);
	assert_eq!(block_emission(half - 1), FIRST_BLOCK_EMISSION);
	assert_eq!(block_emission(half), FIRST_BLOCK_EMISSION / 2);
	let three_quarters = half + half / 2;
	assert_eq!(block_emission(three_quarters - 1), FIRST_BLOCK_EMISSION / 2);
	assert_eq!(block_emission(three_quarters), FIRST_BLOCK_EMISSION / 4);
	// the last rao are never reached
	assert_eq!(block_emission(MAX_ISSUANCE - 1), 0);
	assert_eq!(block_emission(MAX_ISSUANCE), 0);
	assert_eq!(block_emission(u64::MAX), 0);
}

proptest! {
	/// E = 10^9 >> k, where k is the largest number with 2^k (M - issuance) <= M.
	#[test]
	fn emission_is_the_formula(issuance in 0..MAX_ISSUANCE) {
		let rest = u128::from(MAX_ISSUANCE - issuance);
		let k = (0..64).rev().find(|k| rest << k <= u128::from(MAX_ISSUANCE)).unwrap();
		prop_assert_eq!(block_emission(issuance), FIRST_BLOCK_EMISSION.checked_shr(k).unwrap_or(0));
	}

	#[test]
	fn a_part_is_divided_to_the_rao(part: u64, cut: u16) {
		let Division { owner, server, validator } = divide(part, cut);
		prop_assert_eq!(u128::from(owner) + u128::from(server) + u128::from(validator), u128::from(part));
		prop_assert!(validator - server <= 1);
	}
}

#[test]
fn a_subnet_receives_from_the_block_after_its_start() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		stake(netuid, 1, 0, 10);
		run(5);
		assert_eq!(TotalMinted::<Test>::get(), 0);
		start(netuid);
		run(1);
		assert_eq!(BlockEmission::<Test>::get(), TOKEN);
		assert_eq!(TotalMinted::<Test>::get(), TOKEN);
		assert_eq!(Pot::Emission.holdings::<Test>(), TOKEN);
		assert_eq!(PendingOwnerCut::<Test>::get(netuid), 179_995_422);
		assert_eq!(PendingServerEmission::<Test>::get(netuid), 410_002_289);
		assert_eq!(PendingValidatorEmission::<Test>::get(netuid), 410_002_289);
	});
}

#[test]
fn subnets_receive_by_their_stake() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second, idle) = (new_subnet(), new_subnet(), new_subnet());
		stake(first, 1, 0, 30);
		stake(second, 1, 0, 10);
		stake(idle, 1, 0, 1_000);
		start(first);
		start(second);
		run(1);
		let pending = |netuid| {
			PendingOwnerCut::<Test>::get(netuid)
				+ PendingServerEmission::<Test>::get(netuid)
				+ PendingValidatorEmission::<Test>::get(netuid)
		};
		assert_eq!(
			(pending(first), pending(second), pending(idle)),
			(TOKEN * 3 / 4, TOKEN / 4, 0)
		);
	});
}

#[test]
fn a_portion_is_rounded_down() {
	assert_eq!(portion(1_000, 11_796), 179);
	assert_eq!(portion(u64::MAX, u16::MAX), u64::MAX);
	assert_eq!(portion(0, u16::MAX), 0);
}
