use crate::{
	issuance::Pot, mock::*, types::BurnReason, types::EpochSkipReason, Active, ActivityCutoffFactorMilli,
	BlocksSinceLastStep, Bonds, Burned, Consensus, Dividends, Emission, Event, Incentive, LastEpochBlock,
	LastMechansimStepBlock, Owner, PendingOwnerCut, PendingServerEmission, PendingValidatorEmission, StakeThreshold,
	StakeWeight, SubnetEpochIndex, SubnetOwnerHotkey, TotalMinted, TotalStake, ValidatorPermit, ValidatorTrust,
	Weights,
};

/// The finished epochs among events.
fn finished(events: Vec<Event<Test>>) -> Vec<Event<Test>> {
	events
		.into_iter()
		.filter(|event| matches!(event, Event::EpochFinished { .. }))
		.collect()
}

#[test]
fn miners_validators_and_owner_are_paid_as_stake() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 3), (4, 1)]);
		weigh(netuid, 2, &[(3, 3), (4, 1)]);
		run(u64::from(TEMPO) - 1);
		let tempo_emission = u64::from(TEMPO) * TOKEN;
		run(1);
		assert_eq!(TotalMinted::<Test>::get(), tempo_emission);
		assert_eq!(BlocksSinceLastStep::<Test>::get(netuid), 0);
		assert_eq!(LastEpochBlock::<Test>::get(netuid), System::block_number());
		assert_eq!(LastMechansimStepBlock::<Test>::get(netuid), System::block_number());

		// owner 18 % (11796/65535, rounded down each block), then half and half, 3:1 by weight and by stake
		let cut = u64::from(TEMPO) * (TOKEN * 11_796 / 65_535);
		let half = (tempo_emission - cut) / 2;
		let near = |actual: u64, expected: u64| assert!(actual.abs_diff(expected) < 100_000, "{actual} {expected}");
		assert_eq!(stake_of(netuid, 0, 0), cut);
		near(stake_of(netuid, 3, 3), half * 3 / 4);
		near(stake_of(netuid, 4, 4), half / 4);
		near(stake_of(netuid, 1, 1) - 300 * TOKEN, half * 3 / 4);
		near(stake_of(netuid, 2, 2) - 100 * TOKEN, half / 4);
		assert_eq!(
			TotalStake::<Test>::get() + PendingValidatorEmission::<Test>::get(netuid),
			400 * TOKEN + tempo_emission
		);

		let incentive = Incentive::<Test>::get(netuid);
		assert_eq!((incentive[3], incentive[4]), (49_151, 16_383));
		assert_eq!(Dividends::<Test>::get(netuid)[1], 49_151);
		assert_eq!(StakeWeight::<Test>::get(netuid).to_vec(), [0, 49_151, 16_383, 0, 0]);
		assert_eq!(
			ValidatorPermit::<Test>::get(netuid).to_vec(),
			[true, true, true, false, false]
		);
		assert_eq!(Consensus::<Test>::get(netuid)[3], 49_151);
		assert_eq!(ValidatorTrust::<Test>::get(netuid)[1], 65_535);
		assert!(Active::<Test>::get(netuid)[1]);
		near(Emission::<Test>::get(netuid)[3], half * 3 / 4);
		assert!(Bonds::<Test>::contains_key(netuid, 1));
	});
}

#[test]
fn an_epoch_tells_where_its_emission_went() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 3), (4, 1)]);
		run(u64::from(TEMPO) - 1);
		let before = TotalStake::<Test>::get();
		events();
		run(1);
		let told = events();
		let [Event::IncentiveAlphaEmittedToMiners {
			netuid: first,
			emissions,
		}, Event::EpochFinished {
			netuid: second,
			epoch,
			staked,
			burned,
			carried,
		}] = told.as_slice()
		else {
			panic!("{told:?}");
		};
		assert_eq!(
			(*first, *second, *epoch),
			(netuid, netuid, SubnetEpochIndex::<Test>::get(netuid))
		);
		assert_eq!(emissions.len(), 5);
		assert_eq!(emissions[3], stake_of(netuid, 3, 3));
		assert_eq!(staked + burned + carried, u64::from(TEMPO) * TOKEN);
		assert_eq!(TotalStake::<Test>::get(), before + staked);
		assert_eq!(*burned, 0);
		assert_eq!(PendingValidatorEmission::<Test>::get(netuid), *carried);
		assert!(*carried < 100);
		assert_eq!(
			PendingServerEmission::<Test>::get(netuid) + PendingOwnerCut::<Test>::get(netuid),
			0
		);
		assert_eq!(Pot::Emission.holdings::<Test>(), *carried);
	});
}

#[test]
fn without_incentive_validators_get_everything() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		run_to_epoch(netuid);
		let cut = stake_of(netuid, 0, 0);
		let validators = stake_of(netuid, 1, 1) + stake_of(netuid, 2, 2) - 400 * TOKEN;
		let carried = PendingValidatorEmission::<Test>::get(netuid);
		assert_eq!(cut + validators + carried, u64::from(TEMPO) * TOKEN);
		assert!(carried < 10);
		assert_eq!(stake_of(netuid, 3, 3), 0);
	});
}

#[test]
fn without_any_stake_nothing_is_minted() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		start(netuid);
		run_to_epoch(netuid);
		assert_eq!(TotalMinted::<Test>::get(), 0);
	});
}

#[test]
fn emission_that_finds_nobody_waits() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		start(netuid);
		// queued in the first tempo: it earns the subnet emission, but nobody has active stake
		stake(netuid, 1, 1, 10);
		events();
		run_to_epoch(netuid);
		// stake in a queue has shares in nothing: validators' and miners' parts are carried
		let [Event::EpochFinished {
			staked,
			burned: 0,
			carried,
			..
		}] = finished(events())[..]
		else {
			panic!()
		};
		assert_eq!(staked, stake_of(netuid, 0, 0));
		assert_eq!(carried, PendingValidatorEmission::<Test>::get(netuid));
		assert_eq!(staked + carried, TotalMinted::<Test>::get());
		// the stake is active now, but only the owner had a permit: it gets what was carried
		run_to_epoch(netuid);
		assert!(stake_of(netuid, 0, 0) > staked + carried);
		assert!(PendingValidatorEmission::<Test>::get(netuid) < 10);
		run_to_epoch(netuid);
		assert!(stake_of(netuid, 1, 1) > 10 * TOKEN);
	});
}

#[test]
fn incentive_of_the_owners_hotkeys_is_burned() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		SubtensorModule::burned_register(signed(cold(0)), netuid, hot(50)).unwrap();
		run(1);
		weigh(netuid, 1, &[(0, 1), (3, 2), (5, 1)]);
		events();
		run_to_epoch(netuid);
		let [Event::EpochFinished { burned, .. }] = finished(events())[..] else {
			panic!()
		};
		let emission = Emission::<Test>::get(netuid);
		assert!(burned.abs_diff(emission[0] + emission[5]) < 10);
		assert_eq!(Burned::<Test>::get(BurnReason::OwnerIncentive), burned);
		assert_eq!(stake_of(netuid, 0, 50), 0);
		assert!(emission[5] > TOKEN);
		assert_eq!(stake_of(netuid, 3, 3), emission[3]);
	});
}

#[test]
fn the_owners_cut_is_paid_on_a_hotkey_without_a_uid_too() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let other = new_subnet();
		SubtensorModule::burned_register(signed(cold(0)), other, hot(60)).unwrap();
		SubnetOwnerHotkey::<Test>::insert(netuid, hot(60));
		run_to_epoch(netuid);
		assert!(stake_of(netuid, 0, 60) > TOKEN);
		assert_eq!(Owner::<Test>::get(hot(60)), Some(cold(0)));
	});
}

#[test]
fn stake_below_the_threshold_does_not_count() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		StakeThreshold::<Test>::put(200 * TOKEN);
		run_to_epoch(netuid);
		assert_eq!(StakeWeight::<Test>::get(netuid).to_vec(), [0, 65_535, 0, 0, 0]);
		assert_eq!(
			ValidatorPermit::<Test>::get(netuid).to_vec(),
			[true, true, false, false, false]
		);
	});
}

#[test]
fn a_validator_that_sets_no_weights_becomes_inactive() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		ActivityCutoffFactorMilli::<Test>::insert(netuid, 1_500);
		assert_eq!(SubtensorModule::activity_cutoff(netuid), 15);
		weigh(netuid, 1, &[(3, 1)]);
		run_to_epoch(netuid);
		assert!(Active::<Test>::get(netuid)[1]);
		run_to_epoch(netuid);
		assert!(!Active::<Test>::get(netuid)[1]);
		ActivityCutoffFactorMilli::<Test>::insert(netuid, 0);
		assert_eq!(SubtensorModule::activity_cutoff(netuid), 1);
	});
}

#[test]
fn a_state_that_contradicts_itself_skips_the_epoch_and_loses_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		run(u64::from(TEMPO) - 1);
		let row = Weights::<Test>::get(netuid, 1);
		Weights::<Test>::insert(
			netuid,
			1,
			frame_support::BoundedVec::truncate_from(vec![(4, 1), (3, 1)]),
		);
		let broken = SubtensorModule::check_invariants().unwrap_err();
		assert_eq!(broken, ["Weights of uid 1 in subnet 1 are not sorted"]);
		events();
		let block = System::block_number() + 1;
		System::set_block_number(block);
		<SubtensorModule as frame_support::traits::Hooks<u64>>::on_initialize(block);
		assert_eq!(
			events(),
			[Event::EpochSkipped {
				netuid,
				reason: EpochSkipReason::InconsistentState
			}]
		);
		assert_eq!(SubnetEpochIndex::<Test>::get(netuid), 2);
		Weights::<Test>::insert(netuid, 1, row);
		Weights::<Test>::remove(netuid, 1);
		let waiting = Pot::Emission.holdings::<Test>();
		assert_eq!(waiting, u64::from(TEMPO) * TOKEN);
		run_to_epoch(netuid);
		assert_eq!(
			TotalStake::<Test>::get() + Pot::Emission.holdings::<Test>(),
			420 * TOKEN
		);
	});
}

#[test]
fn conservation_over_many_epochs_of_two_subnets() {
	ExtBuilder::default().build_and_execute(|| {
		let first = working_subnet();
		let second = working_subnet_two();
		for _ in 0..10 {
			run(1);
			weigh(first, 1, &[(2, 1), (3, 7), (4, 2)]);
			weigh(first, 2, &[(1, 5), (3, 1), (4, 1)]);
			weigh(second, 11, &[(2, 9)]);
			run_to_epoch(first);
		}
		assert!(stake_of(second, 12, 12) > 0);
		let at_genesis = 100 * ENDOWMENT + 3 * EXISTENTIAL_DEPOSIT;
		let burned = crate::TotalBurned::<Test>::get();
		assert_eq!(
			Balances::total_issuance(),
			at_genesis + TotalMinted::<Test>::get() - burned
		);
	});
}

/// A second subnet with validator 11 (uid 1) and miner 12 (uid 2).
fn working_subnet_two() -> u16 {
	let netuid = new_subnet();
	register(netuid, 11);
	register(netuid, 12);
	stake(netuid, 11, 11, 200);
	run_to_epoch(netuid);
	start(netuid);
	netuid
}
