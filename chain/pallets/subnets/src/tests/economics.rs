use proptest::prelude::*;

use crate::{
	economics::{moving_average, split, ALPHA_ONE},
	mock::*,
	StakeAverage,
};

#[test]
fn an_average_follows_the_stake() {
	assert_eq!(moving_average(0, 10, ALPHA_ONE), 10 << 32);
	assert_eq!(moving_average(0, 10, ALPHA_ONE / 2), 5 << 32);
	assert_eq!(moving_average(5 << 32, 10, ALPHA_ONE / 2), (15 << 32) / 2);
	assert_eq!(moving_average(10 << 32, 0, 0), 10 << 32);
	assert_eq!(
		moving_average(u128::from(u64::MAX) << 32, u64::MAX, 3_000),
		u128::from(u64::MAX) << 32
	);
	// above 1 is 1
	assert_eq!(moving_average(7, 10, u32::MAX), 10 << 32);
}

#[test]
fn a_split_is_by_claims_and_rounded_down() {
	assert_eq!(split(100, &[1, 1, 1]), [33, 33, 33]);
	assert_eq!(split(100, &[3, 1]), [75, 25]);
	assert_eq!(split(100, &[0, 0]), [0, 0]);
	assert_eq!(split(100, &[]), [0u64; 0]);
	assert_eq!(
		split(1_000_000_000, &[u128::from(u64::MAX) << 32, 0]),
		[1_000_000_000, 0]
	);
}

proptest! {
	/// Stake that is split over several subnets, block after block, never receives more than in one.
	#[test]
	fn splitting_a_stake_never_pays(
		stakes in proptest::collection::vec((0u64..1 << 54, 0u64..1 << 54, 0u64..1 << 54), 1..30),
		others in 1u64..1 << 56,
		alpha in 1u32..=ALPHA_ONE,
		emission in 0u64..=TOKEN,
	) {
		let (mut whole, mut parts, mut rest) = (0, [0; 3], 0);
		for (a, b, c) in stakes {
			whole = moving_average(whole, a + b + c, alpha);
			for (part, stake) in parts.iter_mut().zip([a, b, c]) {
				*part = moving_average(*part, stake, alpha);
			}
			rest = moving_average(rest, others, alpha);
			prop_assert!(parts.iter().sum::<u128>() <= whole);
			let together = split(emission, &[whole, rest])[0];
			let apart: u64 = split(emission, &[parts[0], parts[1], parts[2], rest])[..3].iter().sum();
			prop_assert!(apart <= together);
		}
	}

	#[test]
	fn a_split_never_gives_more_than_there_is(claims in proptest::collection::vec(0u128..1 << 97, 0..40), emission in 0u64..=TOKEN) {
		prop_assert!(split(emission, &claims).iter().sum::<u64>() <= emission);
	}
}

#[test]
fn only_started_subnets_are_observed() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (new_subnet(), new_subnet());
		stake(first, 1, 0, 10);
		stake(second, 1, 0, 10);
		start(first);
		run(2);
		assert_eq!(StakeAverage::<Test>::get(first), u128::from(19 * TOKEN / 10) << 32);
		assert_eq!(StakeAverage::<Test>::get(second), 0);
		assert_eq!(
			SubtensorModule::emission_claims(),
			[(first, StakeAverage::<Test>::get(first))]
		);
	});
}
