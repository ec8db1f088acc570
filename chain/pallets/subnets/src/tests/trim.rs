use frame_support::{assert_noop, assert_ok};
use sp_core::H256;

use crate::{
	mock::*, types::CommitDropReason, BlockAtRegistration, Bonds, CommitRevealWeightsEnabled, Emission, Error, Event,
	ImmunityPeriod, Keys, MaxAllowedUids, MinAllowedUids, SubnetworkN, Uids, WeightCommits, Weights,
};

fn trim(netuid: u16, max_n: u16) -> Result<(), Error<Test>> {
	SubtensorModule::trim_to_max_allowed_uids(netuid, max_n)
}

/// Uids 0 (owner) to 6; 1 and 2 validate, 3 and 5 are miners that earn.
fn subnet_to_trim() -> u16 {
	let netuid = working_subnet();
	MinAllowedUids::<Test>::insert(netuid, 2);
	for number in [5, 6] {
		register(netuid, number);
	}
	// weights on whoever is registered in the same block do not count
	run(1);
	weigh(netuid, 1, &[(3, 3), (4, 0), (5, 1)]);
	weigh(netuid, 2, &[(3, 2), (5, 1)]);
	run_to_epoch(netuid);
	events();
	netuid
}

#[test]
fn those_who_earn_least_leave_and_uids_close_up() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet_to_trim();
		let emission = Emission::<Test>::get(netuid);
		assert_eq!((emission[4], emission[6]), (0, 0));
		assert!(emission[5] > 0 && emission[3] > 0);
		let registered = BlockAtRegistration::<Test>::get(netuid, 5);
		let stake = stake_of(netuid, 4, 4);
		assert_ok!(SubtensorModule::set_mechanism_count(netuid, 2));
		let second = crate::mechanisms::Mechanism { netuid, mecid: 1 }.index();
		Weights::<Test>::insert(second, 5, crate::SparseRow::<Test>::truncate_from(vec![(4, 1), (5, 2)]));
		assert_ok!(trim(netuid, 5));
		assert_eq!(Weights::<Test>::get(second, 4).to_vec(), [(4, 2)]);
		assert!(!Weights::<Test>::contains_key(second, 5));
		assert_eq!(SubnetworkN::<Test>::get(netuid), 5);
		assert_eq!(MaxAllowedUids::<Test>::get(netuid), 5);
		assert_eq!(
			SubtensorModule::hotkeys(netuid),
			[hot(0), hot(1), hot(2), hot(3), hot(5)]
		);
		assert_eq!(Uids::<Test>::get(netuid, hot(5)), Some(4));
		assert_eq!(BlockAtRegistration::<Test>::get(netuid, 4), registered);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, 65_535), (4, 21_845)]);
		assert!(Bonds::<Test>::get(netuid, 1).iter().map(|bond| bond.0).eq([3, 4]));
		assert_eq!(Emission::<Test>::get(netuid)[4], emission[5]);
		assert_eq!(Keys::<Test>::get(netuid, 5), None);
		assert_eq!(stake_of(netuid, 4, 4), stake);
		assert_eq!(
			events(),
			[
				Event::NeuronTrimmed(netuid, 4, hot(4)),
				Event::NeuronTrimmed(netuid, 6, hot(6)),
				Event::MaxAllowedUidsSet(netuid, 5)
			]
		);
		run_to_epoch(netuid);
		assert!(
			Emission::<Test>::get(netuid)[4] > 0,
			"hotkey 5 is paid under its new uid"
		);
	});
}

#[test]
fn of_equal_ones_the_last_leaves() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet_to_trim();
		assert_ok!(trim(netuid, 6));
		assert_eq!(Uids::<Test>::get(netuid, hot(6)), None);
		assert_eq!(Uids::<Test>::get(netuid, hot(4)), Some(4));
	});
}

#[test]
fn commits_end_as_they_name_former_uids() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet_to_trim();
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		run(1);
		let hash = H256::repeat_byte(7);
		assert_ok!(SubtensorModule::commit_weights(signed(hot(1)), netuid, hash));
		events();
		assert_ok!(trim(netuid, 7));
		assert!(WeightCommits::<Test>::contains_key(netuid, hot(1)), "nobody left");
		assert_ok!(trim(netuid, 6));
		assert!(!WeightCommits::<Test>::contains_key(netuid, hot(1)));
		assert!(events().contains(&Event::WeightsCommitDropped(
			hot(1),
			netuid,
			hash,
			CommitDropReason::UidsRenumbered
		)));
	});
}

#[test]
fn trimming_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet_to_trim();
		assert_noop!(trim(netuid, 1), Error::<Test>::InvalidValue);
		assert_noop!(
			trim(netuid, MaxAllowedUids::<Test>::get(netuid) + 1),
			Error::<Test>::InvalidValue
		);
		ImmunityPeriod::<Test>::insert(netuid, 1_000);
		assert_noop!(trim(netuid, 5), Error::<Test>::TrimmingWouldExceedMaxImmunePercentage);
		// of five, four may be immune at most, and the owner is one
		ImmunityPeriod::<Test>::insert(netuid, 0);
		assert_noop!(trim(netuid, 1), Error::<Test>::InvalidValue);
		assert_ok!(trim(netuid, 2));
		assert_eq!(Uids::<Test>::get(netuid, hot(0)), Some(0));
	});
}
