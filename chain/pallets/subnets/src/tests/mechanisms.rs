use frame_support::{assert_noop, assert_ok};

use crate::{
	commit_reveal::commit_hash,
	mechanisms::{split_emission, Mechanism},
	mock::*,
	types::CommitDropReason,
	Active, Bonds, CommitRevealWeightsEnabled, Consensus, Dividends, Emission, Error, Event, Incentive, LastUpdate,
	MaxAllowedUids, MaxMechanismCount, MechanismCountCurrent, MechanismEmissionSplit, TotalStake, ValidatorPermit,
	WeightCommits, Weights, WeightsSetRateLimit,
};

/// The storage index of the second mechanism.
fn second(netuid: u16) -> u16 {
	Mechanism { netuid, mecid: 1 }.index()
}

/// `working_subnet` with two mechanisms.
fn two_mechanisms() -> u16 {
	let netuid = working_subnet();
	assert_ok!(SubtensorModule::set_mechanism_count(netuid, 2));
	netuid
}

fn weigh_in(netuid: u16, mecid: u8, number: u16, row: &[(u16, u16)]) -> sp_runtime::DispatchResult {
	let (uids, values) = row.iter().copied().unzip();
	SubtensorModule::set_mechanism_weights(signed(hot(number)), netuid, mecid, uids, values, 0)
}

#[test]
fn a_storage_index_is_the_mechanism_times_4096_plus_the_netuid() {
	for (netuid, mecid, index) in [(0, 0, 0), (7, 0, 7), (7, 1, 4_103), (4_095, 15, u16::MAX)] {
		let mechanism = Mechanism { netuid, mecid };
		assert_eq!(mechanism.index(), index);
		assert_eq!(Mechanism::of_index(index), mechanism);
	}
	assert_eq!(Mechanism::first(9).index(), 9);
}

#[test]
fn parts_of_an_emission_add_up() {
	assert_eq!(split_emission(100, 1, None), [100]);
	assert_eq!(split_emission(101, 2, None), [51, 50]);
	assert_eq!(split_emission(100, 2, Some(&[49_151, 16_384])), [75, 25]);
	assert_eq!(split_emission(100, 3, Some(&[0, 65_535])), [0, 100, 0]);
	assert_eq!(
		split_emission(u64::MAX, 2, Some(&[32_768, 32_767])).iter().sum::<u64>(),
		u64::MAX
	);
	assert_eq!(split_emission(0, 2, None), [0, 0]);
	assert!(split_emission(100, 0, None).is_empty());
}

#[test]
fn each_mechanism_has_weights_of_its_own() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = two_mechanisms();
		WeightsSetRateLimit::<Test>::insert(netuid, 100);
		events();
		weigh(netuid, 1, &[(3, 1)]);
		// the other mechanism's rate limit is its own
		assert_ok!(weigh_in(netuid, 1, 1, &[(4, 1)]));
		assert_eq!(
			events(),
			[Event::WeightsSet(netuid, 1), Event::WeightsSet(second(netuid), 1)]
		);
		assert_noop!(weigh_in(netuid, 1, 1, &[(4, 1)]), Error::<Test>::SettingWeightsTooFast);
		assert_noop!(weigh_in(netuid, 0, 1, &[(4, 1)]), Error::<Test>::SettingWeightsTooFast);
		assert_noop!(weigh_in(netuid, 2, 1, &[(4, 1)]), Error::<Test>::MechanismDoesNotExist);
		assert_noop!(weigh_in(netuid + 1, 0, 1, &[(4, 1)]), Error::<Test>::SubnetNotExists);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, u16::MAX)]);
		assert_eq!(Weights::<Test>::get(second(netuid), 1).to_vec(), [(4, u16::MAX)]);
		assert_eq!(LastUpdate::<Test>::get(second(netuid))[1], System::block_number());
	});
}

#[test]
fn the_emission_is_split_between_mechanisms() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = two_mechanisms();
		let split = vec![49_151, 16_384];
		assert_ok!(SubtensorModule::set_mechanism_emission_split(netuid, Some(split)));
		weigh(netuid, 1, &[(3, 1)]);
		assert_ok!(weigh_in(netuid, 1, 1, &[(4, 1)]));
		events();
		run_to_epoch(netuid);
		let miners: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::IncentiveAlphaEmittedToMiners { netuid, emissions } => Some((netuid, emissions)),
				_ => None,
			})
			.collect();
		let [(first, of_first), (other, of_other)] = miners.as_slice() else {
			panic!("{miners:?}")
		};
		assert_eq!((*first, *other), (netuid, second(netuid)));
		assert_eq!((of_first[4], of_other[3]), (0, 0));
		// three quarters to one quarter, each rounded by its own run
		assert!(of_first[3].abs_diff(3 * of_other[4]) < 100_000, "{miners:?}");
		assert_eq!(stake_of(netuid, 3, 3), of_first[3]);
		assert_eq!(stake_of(netuid, 4, 4), of_other[4]);

		// each mechanism has its incentives and bonds; what is the subnet's is averaged or summed
		assert_eq!(Incentive::<Test>::get(netuid).to_vec(), [0, 0, 0, u16::MAX, 0]);
		assert_eq!(Incentive::<Test>::get(second(netuid)).to_vec(), [0, 0, 0, 0, u16::MAX]);
		assert!(Bonds::<Test>::contains_key(netuid, 1) && Bonds::<Test>::contains_key(second(netuid), 1));
		let consensus = Consensus::<Test>::get(netuid);
		assert_eq!((consensus[3], consensus[4]), (49_151, 16_383));
		assert_eq!(Dividends::<Test>::get(netuid)[1], u16::MAX);
		assert_eq!(Emission::<Test>::get(netuid)[3], of_first[3]);
		assert!(Active::<Test>::get(netuid)[1]);
		assert_eq!(
			ValidatorPermit::<Test>::get(netuid).to_vec(),
			[true, true, true, false, false]
		);
	});
}

#[test]
fn a_mechanism_with_nothing_to_give_does_not_count() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = two_mechanisms();
		assert_ok!(SubtensorModule::set_mechanism_emission_split(
			netuid,
			Some(vec![0, u16::MAX])
		));
		weigh(netuid, 1, &[(3, 1)]);
		assert_ok!(weigh_in(netuid, 1, 1, &[(4, 1)]));
		let before = TotalStake::<Test>::get();
		run_to_epoch(netuid);
		assert!(TotalStake::<Test>::get() > before);
		assert!(stake_of(netuid, 3, 3) < 10 && stake_of(netuid, 4, 4) > TOKEN);
		assert_eq!(Consensus::<Test>::get(netuid)[4], u16::MAX);
	});
}

#[test]
fn one_mechanism_is_a_subnet_as_before() {
	let outcome = |mechanisms: u8, row: &[(u16, u16)]| {
		let mut outcome = Vec::new();
		ExtBuilder::default().build_and_execute(|| {
			let netuid = working_subnet();
			SubtensorModule::set_mechanism_count(netuid, mechanisms).unwrap();
			weigh(netuid, 1, row);
			if mechanisms == 2 {
				assert_ok!(weigh_in(netuid, 1, 1, row));
			}
			run_to_epoch(netuid);
			outcome = [1, 2, 3, 4].map(|number| stake_of(netuid, number, number)).to_vec();
			outcome.push(Consensus::<Test>::get(netuid)[3].into());
		});
		outcome
	};
	// the same weights in two mechanisms with half of the emission each come to the same but for rounding
	let (one, two) = (outcome(1, &[(3, 2), (4, 1)]), outcome(2, &[(3, 2), (4, 1)]));
	for (one, two) in one.iter().zip(&two) {
		assert!(one.abs_diff(*two) < 10, "{one} {two}");
	}
}

#[test]
fn counts_and_splits_are_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let set = |count| SubtensorModule::set_mechanism_count(netuid, count);
		assert_noop!(set(0), Error::<Test>::InvalidValue);
		assert_noop!(set(3), Error::<Test>::InvalidValue);
		assert_noop!(
			SubtensorModule::set_mechanism_count(netuid + 1, 1),
			Error::<Test>::SubnetNotExists
		);
		MaxMechanismCount::<Test>::put(u8::MAX);
		assert_noop!(set(17), Error::<Test>::InvalidValue);
		// 16 neurons each, 32 in all
		assert_noop!(set(3), Error::<Test>::TooManyUIDsPerMechanism);
		assert_ok!(set(2));

		let split = |split| SubtensorModule::set_mechanism_emission_split(netuid, split);
		assert_noop!(split(Some(vec![])), Error::<Test>::InvalidValue);
		assert_noop!(split(Some(vec![1, 65_533])), Error::<Test>::InvalidValue);
		assert_noop!(split(Some(vec![1, 65_535])), Error::<Test>::InvalidValue);
		assert_noop!(split(Some(vec![1, 1, 65_533])), Error::<Test>::InvalidValue);
		assert_noop!(
			SubtensorModule::set_mechanism_emission_split(netuid + 1, None),
			Error::<Test>::SubnetNotExists
		);
		assert_ok!(split(Some(vec![1, 65_534])));
		assert_eq!(
			MechanismEmissionSplit::<Test>::get(netuid).unwrap().to_vec(),
			[1, 65_534]
		);
		assert_ok!(split(None));
		assert_eq!(MechanismEmissionSplit::<Test>::get(netuid), None);
	});
}

#[test]
fn nothing_remains_of_a_mechanism_that_ends() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = two_mechanisms();
		assert_ok!(SubtensorModule::set_mechanism_emission_split(
			netuid,
			Some(vec![1, 65_534])
		));
		assert_ok!(weigh_in(netuid, 1, 1, &[(3, 1)]));
		weigh(netuid, 1, &[(3, 1)]);
		run_to_epoch(netuid);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		let hash = commit_hash(&hot(1), second(netuid), &[3], &[1], &[1], 0);
		assert_ok!(SubtensorModule::commit_mechanism_weights(
			signed(hot(1)),
			netuid,
			1,
			hash
		));
		events();
		assert_ok!(SubtensorModule::set_mechanism_count(netuid, 1));
		assert_eq!(
			events(),
			[Event::WeightsCommitDropped(
				hot(1),
				second(netuid),
				hash,
				CommitDropReason::MechanismRemoved
			)]
		);
		assert!(!Weights::<Test>::contains_key(second(netuid), 1));
		assert!(!Bonds::<Test>::contains_key(second(netuid), 1));
		assert!(!WeightCommits::<Test>::contains_key(second(netuid), hot(1)));
		assert!(!Incentive::<Test>::contains_key(second(netuid)));
		assert!(!LastUpdate::<Test>::contains_key(second(netuid)));
		assert_eq!(MechanismEmissionSplit::<Test>::get(netuid), None);
		assert!(Weights::<Test>::contains_key(netuid, 1) && Bonds::<Test>::contains_key(netuid, 1));
		assert_eq!(MechanismCountCurrent::<Test>::get(netuid), 1);
	});
}

#[test]
fn a_replaced_neuron_leaves_every_mechanism() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = two_mechanisms();
		for mecid in 0..2 {
			assert_ok!(weigh_in(netuid, mecid, 1, &[(3, 1), (4, 1)]));
			assert_ok!(weigh_in(netuid, mecid, 2, &[(1, 1), (4, 1)]));
		}
		run_to_epoch(netuid);
		MaxAllowedUids::<Test>::insert(netuid, 5);
		crate::ImmunityPeriod::<Test>::insert(netuid, 0);
		crate::Emission::<Test>::mutate(netuid, |column| column[1] = 0);
		assert_eq!(SubtensorModule::uid_to_prune(netuid), Some(1));
		assert_eq!(register(netuid, 9), 1);
		for index in [netuid, second(netuid)] {
			assert!(!Weights::<Test>::contains_key(index, 1));
			assert!(!Bonds::<Test>::contains_key(index, 1));
			assert_eq!(Weights::<Test>::get(index, 2).to_vec(), [(4, u16::MAX)]);
			assert_eq!(LastUpdate::<Test>::get(index)[1], 0);
		}
		// a newcomer has its place in each mechanism
		MaxAllowedUids::<Test>::insert(netuid, 6);
		assert_eq!(register(netuid, 10), 5);
		assert_eq!(LastUpdate::<Test>::get(second(netuid)).len(), 6);
	});
}

#[test]
fn commits_and_reveals_are_a_mechanisms_own() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = two_mechanisms();
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		let hash = commit_hash(&hot(1), second(netuid), &[3], &[1], &[1], 0);
		let commit = |mecid| SubtensorModule::commit_mechanism_weights(signed(hot(1)), netuid, mecid, hash);
		let reveal = |mecid| {
			SubtensorModule::reveal_mechanism_weights(signed(hot(1)), netuid, mecid, vec![3], vec![1], vec![1], 0)
		};
		assert_noop!(commit(2), Error::<Test>::MechanismDoesNotExist);
		assert_ok!(commit(0));
		assert_ok!(commit(1));
		run_to_epoch(netuid);
		// the hash binds the mechanism
		assert_noop!(reveal(0), Error::<Test>::InvalidRevealCommitHashNotMatch);
		assert_noop!(reveal(2), Error::<Test>::MechanismDoesNotExist);
		events();
		assert_ok!(reveal(1));
		assert_eq!(events(), [Event::WeightsRevealed(hot(1), second(netuid), hash)]);
		assert_eq!(Weights::<Test>::get(second(netuid), 1).to_vec(), [(3, u16::MAX)]);
		// the one that could not be revealed expires in its own mechanism
		run_to_epoch(netuid);
		let dropped = Event::WeightsCommitDropped(hot(1), netuid, hash, CommitDropReason::Expired);
		assert!(events().contains(&dropped));
	});
}

#[test]
fn the_invariants_see_what_belongs_to_no_mechanism() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = two_mechanisms();
		let third = Mechanism { netuid, mecid: 2 }.index();
		let row = frame_support::BoundedVec::truncate_from(vec![(3, 1)]);
		Weights::<Test>::insert(third, 1, row);
		LastUpdate::<Test>::mutate(second(netuid), |column| column.pop());
		let broken = SubtensorModule::check_invariants().unwrap_err();
		assert_eq!(
			broken,
			[
				format!("Weights has an entry of index {third}, which is no mechanism"),
				"LastUpdate of Mechanism { netuid: 1, mecid: 1 } has 4 entries for 5 neurons".into(),
			]
		);
		Weights::<Test>::remove(third, 1);
		LastUpdate::<Test>::mutate(second(netuid), |column| column.try_push(0).unwrap());
		MechanismCountCurrent::<Test>::insert(netuid, 3);
		assert_eq!(
			SubtensorModule::check_invariants().unwrap_err()[0],
			"subnet 1 may have 48 neurons in its 3 mechanisms"
		);
		MechanismCountCurrent::<Test>::insert(netuid, 2);
		MechanismEmissionSplit::<Test>::insert(netuid, frame_support::BoundedVec::truncate_from(vec![1, 2]));
		assert_eq!(
			SubtensorModule::check_invariants().unwrap_err(),
			["the emission of subnet 1 is split into BoundedVec([1, 2], 16) between 2 mechanisms"]
		);
		MechanismEmissionSplit::<Test>::remove(netuid);
	});
}
