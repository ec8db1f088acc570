use crate::{
	burn_price::{fallen_price, half_life_factor, raised_price},
	mock::*,
	types::U64F64,
	Burn, BurnHalfLife, MaxBurn, MinBurn,
};

const ONE: u128 = 1 << 62;

#[test]
fn the_factor_is_the_root_of_one_half() {
	assert!(half_life_factor(1).abs_diff(ONE / 2) <= 32);
	for half_life in [2u16, 3, 7, 360, 65_535] {
		let factor = half_life_factor(half_life);
		let power = (0..half_life).fold(ONE, |power, _| power * factor / ONE);
		// each of the multiplications loses less than a unit
		assert!(
			power.abs_diff(ONE / 2) <= 32 * u128::from(half_life),
			"{half_life}: {power}"
		);
	}
	assert_eq!(half_life_factor(0), half_life_factor(1));
}

#[test]
fn a_price_halves_in_its_half_life() {
	let price = (0..360).fold(TOKEN, |price, _| fallen_price(price, 360));
	assert!((499_999_600..=500_000_000).contains(&price), "{price}");
	assert_eq!(fallen_price(0, 360), 0);
	assert!(fallen_price(u64::MAX, 1).abs_diff(u64::MAX / 2) <= 200);
}

#[test]
fn a_registration_raises_a_price_by_its_factor() {
	assert_eq!(raised_price(TOKEN, U64F64::from_hundredths(126)), 1_259_999_999);
	assert_eq!(raised_price(TOKEN, U64F64::ONE), TOKEN);
	assert_eq!(raised_price(u64::MAX, U64F64::from_hundredths(300)), u64::MAX);
}

#[test]
fn a_price_rises_however_low_it_is() {
	for hundredths in [101, 126, 300] {
		let factor = U64F64::from_hundredths(hundredths);
		for price in [0, 1, 2, 3, 99] {
			assert!(raised_price(price, factor) > price, "{price} by {hundredths} %");
		}
	}
	assert_eq!(raised_price(0, U64F64::ONE), 0);
}

#[test]
fn the_price_rises_at_once_and_falls_every_block_within_its_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		assert_eq!(Burn::<Test>::get(netuid), TOKEN);
		register(netuid, 1);
		assert_eq!(Burn::<Test>::get(netuid), 1_259_999_999);
		register(netuid, 2);
		assert_eq!(Burn::<Test>::get(netuid), 1_587_599_998);

		BurnHalfLife::<Test>::insert(netuid, 1);
		run(1);
		// one less than half, as the factor is rounded down
		assert_eq!(Burn::<Test>::get(netuid), 793_799_998);

		MinBurn::<Test>::insert(netuid, TOKEN / 2);
		run(5);
		assert_eq!(Burn::<Test>::get(netuid), TOKEN / 2);

		MaxBurn::<Test>::insert(netuid, TOKEN / 2 + 1);
		register(netuid, 3);
		assert_eq!(Burn::<Test>::get(netuid), TOKEN / 2 + 1);
	});
}
