use frame_support::traits::Hooks;

use crate::{
	mock::*, types::SubnetDefaults, AdminFreezeWindow, GenesisConfig, NewSubnetDefaults, NominatorMinRequiredStake,
	OwnerHyperparamRateLimit, StakeThreshold, StartCallDelay, SubnetLimit,
};

#[test]
fn a_network_begins_with_the_references_values() {
	ExtBuilder {
		genesis: GenesisConfig::default(),
	}
	.build_and_execute(|| {
		let defaults = SubnetDefaults {
			max_allowed_uids: 32,
			..Default::default()
		};
		assert_eq!(NewSubnetDefaults::<Test>::get(), defaults);
		assert_eq!(StartCallDelay::<Test>::get(), 100);
		assert_eq!(AdminFreezeWindow::<Test>::get(), 10);
		assert_eq!(OwnerHyperparamRateLimit::<Test>::get(), 2);
		assert_eq!(SubnetLimit::<Test>::get(), 8);
		assert_eq!(StakeThreshold::<Test>::get(), 0);
		assert_eq!(NominatorMinRequiredStake::<Test>::get(), 2_000_000);
	});
}

#[test]
#[should_panic(expected = "maxAllowedUids is above MaxUids")]
fn a_genesis_beyond_a_bound_is_no_genesis() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 33)
		.build_and_execute(|| {});
}

#[test]
#[should_panic(expected = "burn is not within minBurn and maxBurn")]
fn a_genesis_with_a_price_out_of_its_bounds_is_no_genesis() {
	ExtBuilder::default()
		.with(|genesis| genesis.burn = 1)
		.build_and_execute(|| {});
}

#[test]
fn the_runtime_is_sound() {
	<SubtensorModule as Hooks<u64>>::integrity_test();
}
