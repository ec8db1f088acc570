//! Who can set what, when, and within which bounds.

use frame_support::{assert_noop, assert_ok, traits::Get, BoundedVec};
use pallet_subnets::{
	types::U64F64, ActivityCutoffFactorMilli, AlphaValues, ImmunityPeriod, Kappa, MaxAllowedUids, MaxBurn,
	MaxMechanismCount, MechanismCountCurrent, MechanismEmissionSplit, MinBurn, ServingRateLimit, SubnetOwnerHotkey,
	Tempo, WeightsVersionKey,
};
use sp_runtime::{traits::BadOrigin, DispatchError};

use crate::{mock::*, Error, Event};

type Subnets = pallet_subnets::Error<Test>;

/// The block in which the window of the first epoch begins: what the owner changes before it counts.
const FROZEN_FROM: u64 = 1 + TEMPO as u64 - FREEZE as u64;

#[test]
fn the_owner_sets_a_hyperparameter() {
	run(|| {
		assert_ok!(AdminUtils::sudo_set_immunity_period(owner(), NETUID, 7));
		assert_eq!(ImmunityPeriod::<Test>::get(NETUID), 7);
		System::assert_last_event(
			Event::SubnetParameterSet {
				netuid: NETUID,
				call_index: 13,
				by: Some(OWNER),
			}
			.into(),
		);
	});
}

#[test]
fn nobody_else_does() {
	run(|| {
		for stranger in [
			RuntimeOrigin::signed(STRANGER),
			RuntimeOrigin::signed(OWNER_HOTKEY),
			RuntimeOrigin::none(),
		] {
			assert_noop!(AdminUtils::sudo_set_immunity_period(stranger, NETUID, 7), BadOrigin);
		}
		assert_noop!(
			AdminUtils::sudo_set_immunity_period(owner(), 2, 7),
			Subnets::SubnetNotExists
		);
	});
}

#[test]
fn root_calls_are_roots_alone() {
	run(|| {
		assert_noop!(AdminUtils::sudo_set_tempo(owner(), NETUID, 7), BadOrigin);
		assert_noop!(AdminUtils::sudo_set_stake_threshold(owner(), 7), BadOrigin);
		assert_ok!(AdminUtils::sudo_set_tempo(RuntimeOrigin::root(), NETUID, 70));
		assert_eq!(Tempo::<Test>::get(NETUID), 70);
		assert_ok!(AdminUtils::sudo_set_stake_threshold(RuntimeOrigin::root(), 7));
		System::assert_last_event(Event::ChainParameterSet { call_index: 42 }.into());
		assert_noop!(
			AdminUtils::sudo_set_kappa(RuntimeOrigin::root(), 2, 1),
			Subnets::SubnetNotExists
		);
		assert_ok!(AdminUtils::sudo_set_kappa(RuntimeOrigin::root(), NETUID, 1));
		assert_eq!(Kappa::<Test>::get(NETUID), 1);
	});
}

#[test]
fn the_owner_waits_between_changes_of_one_hyperparameter() {
	run(|| {
		assert_ok!(AdminUtils::sudo_set_serving_rate_limit(owner(), NETUID, 1));
		let interval = u64::from(RATE_LIMIT) * u64::from(TEMPO);
		System::set_block_number(FROZEN_FROM - 1);
		assert_noop!(
			AdminUtils::sudo_set_serving_rate_limit(owner(), NETUID, 2),
			Subnets::TxRateLimitExceeded
		);
		assert_ok!(AdminUtils::sudo_set_rho(owner(), NETUID, 2));
		pallet_subnets::LastEpochBlock::<Test>::insert(NETUID, interval);
		System::set_block_number(1 + interval);
		assert_ok!(AdminUtils::sudo_set_serving_rate_limit(owner(), NETUID, 3));
		assert_eq!(ServingRateLimit::<Test>::get(NETUID), 3);
	});
}

#[test]
fn the_weights_version_has_a_longer_limit() {
	run(|| {
		assert_ok!(AdminUtils::sudo_set_weights_version_key(owner(), NETUID, 1));
		let (two, five) = (2 * u64::from(TEMPO), 5 * u64::from(TEMPO));
		for (block, allowed) in [(1 + two, false), (five, false), (1 + five, true)] {
			pallet_subnets::LastEpochBlock::<Test>::insert(NETUID, block);
			System::set_block_number(block);
			assert_eq!(
				AdminUtils::sudo_set_weights_version_key(owner(), NETUID, block).is_ok(),
				allowed
			);
		}
		assert_eq!(WeightsVersionKey::<Test>::get(NETUID), 1 + five);
	});
}

#[test]
fn two_names_of_one_hyperparameter_share_its_limit() {
	run(|| {
		assert_ok!(AdminUtils::sudo_set_subnet_owner_hotkey(owner(), NETUID, OWNER_HOTKEY));
		assert_noop!(
			AdminUtils::sudo_set_sn_owner_hotkey(owner(), NETUID, OWNER_HOTKEY),
			Subnets::TxRateLimitExceeded
		);
	});
}

#[test]
fn nothing_changes_just_before_an_epoch_but_by_root() {
	run(|| {
		System::set_block_number(FROZEN_FROM);
		assert_noop!(
			AdminUtils::sudo_set_immunity_period(owner(), NETUID, 7),
			Subnets::AdminActionProhibitedDuringWeightsWindow
		);
		assert_ok!(AdminUtils::sudo_set_immunity_period(RuntimeOrigin::root(), NETUID, 7));
		System::set_block_number(FROZEN_FROM - 1);
		assert_ok!(AdminUtils::sudo_set_immunity_period(owner(), NETUID, 8));
	});
}

#[test]
fn a_refused_change_does_not_count_against_the_limit() {
	run(|| {
		assert_noop!(
			AdminUtils::sudo_set_min_burn(owner(), NETUID, u64::MAX),
			Error::<Test>::ValueNotInBounds
		);
		assert_ok!(AdminUtils::sudo_set_min_burn(owner(), NETUID, 1));
	});
}

#[test]
fn uids_and_validators_fit() {
	run(|| {
		pallet_subnets::MinAllowedUids::<Test>::insert(NETUID, 0);
		let root = RuntimeOrigin::root;
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_uids(root(), NETUID, 0),
			Error::<Test>::MaxAllowedUIdsLessThanCurrentUIds
		);
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_uids(root(), NETUID, 513),
			Error::<Test>::MaxAllowedUidsGreaterThanDefaultMaxAllowedUids
		);
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_uids(root(), NETUID, 3),
			Error::<Test>::MaxValidatorsLargerThanMaxUIds
		);
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_uids(owner(), NETUID, 257),
			Error::<Test>::MaxAllowedUidsGreaterThanDefaultMaxAllowedUids
		);
		assert_ok!(AdminUtils::sudo_set_max_allowed_uids(root(), NETUID, 512));
		assert_eq!(MaxAllowedUids::<Test>::get(NETUID), 512);
		assert_ok!(AdminUtils::sudo_set_max_allowed_uids(owner(), NETUID, 256));
		pallet_subnets::MinAllowedUids::<Test>::insert(NETUID, 6);
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_uids(root(), NETUID, 5),
			Error::<Test>::MaxAllowedUidsLessThanMinAllowedUids
		);
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_validators(root(), NETUID, 257),
			Error::<Test>::MaxValidatorsLargerThanMaxUIds
		);
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_validators(root(), NETUID, 0),
			Error::<Test>::ValueNotInBounds
		);
		MaxAllowedUids::<Test>::insert(NETUID, 512);
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_validators(root(), NETUID, 257),
			Error::<Test>::ValueNotInBounds
		);
		MaxAllowedUids::<Test>::insert(NETUID, 256);
		assert_ok!(AdminUtils::sudo_set_max_allowed_validators(root(), NETUID, 256));
	});
}

#[test]
fn prices_stay_in_order() {
	run(|| {
		let root = RuntimeOrigin::root;
		const TOKEN: u64 = 1_000_000_000;
		let out = Error::<Test>::ValueNotInBounds;
		assert_noop!(AdminUtils::sudo_set_min_burn(root(), NETUID, TOKEN), out);
		assert_ok!(AdminUtils::sudo_set_min_burn(root(), NETUID, TOKEN - 1));
		assert_eq!(MinBurn::<Test>::get(NETUID), TOKEN - 1);
		let out = Error::<Test>::ValueNotInBounds;
		assert_noop!(AdminUtils::sudo_set_max_burn(root(), NETUID, TOKEN - 1), out);
		assert_ok!(AdminUtils::sudo_set_max_burn(root(), NETUID, TOKEN));
		assert_eq!(MaxBurn::<Test>::get(NETUID), TOKEN);
		assert_ok!(AdminUtils::sudo_set_min_burn(root(), NETUID, 1));
		let out = Error::<Test>::ValueNotInBounds;
		assert_noop!(AdminUtils::sudo_set_max_burn(root(), NETUID, TOKEN / 10), out);
		let out = Error::<Test>::ValueNotInBounds;
		assert_noop!(AdminUtils::sudo_set_burn_half_life(root(), NETUID, 0), out);
		for (hundredths, allowed) in [(99, false), (100, true), (300, true), (301, false)] {
			let factor = U64F64::from_hundredths(hundredths);
			assert_eq!(
				AdminUtils::sudo_set_burn_increase_mult(root(), NETUID, factor).is_ok(),
				allowed,
				"{hundredths}"
			);
		}
	});
}

#[test]
fn bonds_and_alpha_have_bounds() {
	run(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(
			AdminUtils::sudo_set_bonds_moving_average(owner(), NETUID, 975_001),
			Error::<Test>::BondsMovingAverageMaxReached
		);
		assert_ok!(AdminUtils::sudo_set_bonds_moving_average(owner(), NETUID, 975_000));
		assert_ok!(AdminUtils::sudo_set_bonds_moving_average(root(), NETUID, 1_000_000));
		assert_noop!(
			AdminUtils::sudo_set_bonds_moving_average(root(), NETUID, 1_000_001),
			Error::<Test>::ValueNotInBounds
		);
		for (low, high, allowed) in [(1_637, 9_000, false), (9_000, 8_999, false), (1_638, 1_638, true)] {
			assert_eq!(
				AdminUtils::sudo_set_alpha_values(root(), NETUID, low, high).is_ok(),
				allowed
			);
		}
		assert_eq!(AlphaValues::<Test>::get(NETUID), (1_638, 1_638));
		assert_noop!(
			AdminUtils::sudo_set_alpha_sigmoid_steepness(owner(), NETUID, -1),
			Error::<Test>::NegativeSigmoidSteepness
		);
		assert_ok!(AdminUtils::sudo_set_alpha_sigmoid_steepness(root(), NETUID, -1));
		for (epochs, allowed) in [(0, false), (1, true), (100, true), (101, false)] {
			assert_eq!(
				AdminUtils::sudo_set_commit_reveal_weights_interval(root(), NETUID, epochs).is_ok(),
				allowed
			);
		}
		for (uids, allowed) in [(0, false), (1, true), (10, true), (11, false)] {
			assert_eq!(
				AdminUtils::sudo_set_owner_immune_neuron_limit(root(), NETUID, uids).is_ok(),
				allowed
			);
		}
	});
}

#[test]
fn an_activity_cutoff_comes_out_in_the_blocks_that_went_in() {
	run(|| {
		let root = RuntimeOrigin::root;
		for cutoff in [TEMPO, 51, 333, 2_499, 2_500] {
			assert_ok!(AdminUtils::sudo_set_activity_cutoff(root(), NETUID, cutoff));
			assert_eq!(SubtensorModule::activity_cutoff(NETUID), u64::from(cutoff));
		}
		for cutoff in [0, 49, 2_501] {
			assert_noop!(
				AdminUtils::sudo_set_activity_cutoff(root(), NETUID, cutoff),
				Error::<Test>::ValueNotInBounds
			);
		}
		assert_eq!(ActivityCutoffFactorMilli::<Test>::get(NETUID), 50_000);
	});
}

#[test]
fn the_owner_hotkey_is_one_of_the_owners() {
	run(|| {
		let refused: DispatchError = Error::<Test>::HotkeyNotOwned.into();
		assert_noop!(AdminUtils::sudo_set_sn_owner_hotkey(owner(), NETUID, STRANGER), refused);
		let other = sp_runtime::AccountId32::new([4; 32]);
		assert_ok!(SubtensorModule::burned_register(owner(), NETUID, other.clone()));
		assert_ok!(AdminUtils::sudo_set_sn_owner_hotkey(owner(), NETUID, other.clone()));
		assert_eq!(SubnetOwnerHotkey::<Test>::get(NETUID), Some(other));
	});
}

#[test]
fn chain_parameters_have_bounds() {
	run(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(
			AdminUtils::sudo_set_subnet_limit(root(), 129),
			Error::<Test>::ValueNotInBounds
		);
		assert_ok!(AdminUtils::sudo_set_subnet_limit(root(), 128));
		assert_noop!(
			AdminUtils::sudo_set_max_epochs_per_block(root(), 0),
			Error::<Test>::ValueNotInBounds
		);
		assert_ok!(AdminUtils::sudo_set_max_epochs_per_block(root(), 1));
	});
}

#[test]
fn the_owner_forbids_to_give_stake_away() {
	run(|| {
		assert!(pallet_subnets::TransferToggle::<Test>::get(NETUID));
		assert_noop!(
			AdminUtils::sudo_set_toggle_transfer(RuntimeOrigin::signed(STRANGER), NETUID, false),
			BadOrigin
		);
		assert_ok!(AdminUtils::sudo_set_toggle_transfer(owner(), NETUID, false));
		assert!(!pallet_subnets::TransferToggle::<Test>::get(NETUID));
		assert_noop!(
			AdminUtils::sudo_set_toggle_transfer(owner(), NETUID, true),
			Subnets::TxRateLimitExceeded
		);
	});
}

#[test]
fn mechanisms_fit_into_a_subnet() {
	run(|| {
		let root = RuntimeOrigin::root();
		let max: u32 = <Test as pallet_subnets::Config>::MaxUids::get();
		let half = u16::try_from(max / 2).unwrap();
		MaxAllowedUids::<Test>::insert(NETUID, half + 1);
		assert_noop!(
			AdminUtils::sudo_set_mechanism_count(root.clone(), NETUID, 2),
			Subnets::TooManyUIDsPerMechanism
		);
		MaxAllowedUids::<Test>::insert(NETUID, half);
		assert_ok!(AdminUtils::sudo_set_mechanism_count(owner(), NETUID, 2));
		assert_eq!(MechanismCountCurrent::<Test>::get(NETUID), 2);
		assert_noop!(
			AdminUtils::sudo_set_max_allowed_uids(root.clone(), NETUID, half + 1),
			Subnets::TooManyUIDsPerMechanism
		);
		assert_noop!(
			AdminUtils::sudo_set_mechanism_count(root.clone(), NETUID, 3),
			Subnets::InvalidValue
		);

		let split = |split| AdminUtils::sudo_set_mechanism_emission_split(root.clone(), NETUID, split);
		assert_noop!(split(Some(vec![1, 2])), Subnets::InvalidValue);
		assert_ok!(split(Some(vec![65_534, 1])));
		assert_eq!(
			MechanismEmissionSplit::<Test>::get(NETUID).unwrap().to_vec(),
			[65_534, 1]
		);
		assert_ok!(AdminUtils::sudo_set_mechanism_emission_split(owner(), NETUID, None));
		assert_eq!(MechanismEmissionSplit::<Test>::get(NETUID), None);

		let most = |count| AdminUtils::sudo_set_max_mechanism_count(root.clone(), count);
		assert_noop!(most(0), Error::<Test>::ValueNotInBounds);
		assert_noop!(most(17), Error::<Test>::ValueNotInBounds);
		assert_ok!(most(16));
		assert_eq!(MaxMechanismCount::<Test>::get(), 16);
		assert_noop!(AdminUtils::sudo_set_max_mechanism_count(owner(), 2), BadOrigin);
		assert_ok!(AdminUtils::sudo_set_commit_reveal_version(root.clone(), 5));
		assert_eq!(pallet_subnets::CommitRevealWeightsVersion::<Test>::get(), 5);
		assert_noop!(AdminUtils::sudo_set_commit_reveal_version(owner(), 4), BadOrigin);
		for stranger in [RuntimeOrigin::signed(STRANGER), RuntimeOrigin::none()] {
			assert_noop!(
				AdminUtils::sudo_set_mechanism_count(stranger.clone(), NETUID, 1),
				BadOrigin
			);
			assert_noop!(
				AdminUtils::sudo_set_mechanism_emission_split(stranger, NETUID, None),
				BadOrigin
			);
		}
	});
}

#[test]
fn the_least_limit_leaves_room() {
	run(|| {
		for number in 1..4 {
			assert_ok!(SubtensorModule::burned_register(
				owner(),
				NETUID,
				sp_runtime::AccountId32::new([100 + number; 32])
			));
		}
		let set = |origin, uids| AdminUtils::sudo_set_min_allowed_uids(origin, NETUID, uids);
		assert_noop!(set(owner(), 3), BadOrigin);
		assert_noop!(set(root(), 8), Error::<Test>::MinAllowedUidsGreaterThanMaxAllowedUids);
		assert_noop!(set(root(), 4), Error::<Test>::MinAllowedUidsGreaterThanCurrentUids);
		assert_ok!(set(root(), 3));
		assert_eq!(SubtensorModule::least_allowed_uids(NETUID), 3);
	});
}

#[test]
fn the_owner_trims_once_in_thirty_days() {
	run(|| {
		pallet_subnets::MinAllowedUids::<Test>::insert(NETUID, 0);
		let trim = |origin, uids| AdminUtils::sudo_trim_to_max_allowed_uids(origin, NETUID, uids);
		assert_noop!(trim(RuntimeOrigin::signed(STRANGER), 6), BadOrigin);
		assert_noop!(trim(owner(), 3), Error::<Test>::MaxValidatorsLargerThanMaxUIds);
		assert_noop!(trim(owner(), 9), Subnets::InvalidValue);
		assert_ok!(trim(owner(), 6));
		assert_eq!(MaxAllowedUids::<Test>::get(NETUID), 6);
		pallet_subnets::LastEpochBlock::<Test>::insert(NETUID, 216_000);
		System::set_block_number(216_000);
		assert_noop!(trim(owner(), 5), Subnets::TxRateLimitExceeded);
		// a limit is a number of whole tempos
		let passed = 1 + 216_000u64.div_ceil(TEMPO.into()) * u64::from(TEMPO);
		pallet_subnets::LastEpochBlock::<Test>::insert(NETUID, passed);
		System::set_block_number(passed);
		assert_ok!(trim(owner(), 5));
		assert_ok!(trim(root(), 4));
	});
}

#[test]
fn registrations_emission_and_delays_are_set() {
	run(|| {
		assert_noop!(
			AdminUtils::sudo_set_max_registrations_per_block(root(), NETUID, 0),
			Error::<Test>::ValueNotInBounds
		);
		assert_ok!(AdminUtils::sudo_set_max_registrations_per_block(root(), NETUID, 2));
		assert_eq!(pallet_subnets::MaxRegistrationsPerBlock::<Test>::get(NETUID), 2);
		assert_noop!(
			AdminUtils::sudo_set_subnet_emission_enabled(owner(), NETUID, false),
			BadOrigin
		);
		assert_ok!(AdminUtils::sudo_set_subnet_emission_enabled(root(), NETUID, false));
		assert!(!pallet_subnets::SubnetEmissionEnabled::<Test>::get(NETUID));
		assert_ok!(AdminUtils::sudo_set_owner_cut_enabled(owner(), NETUID, false));
		assert!(!pallet_subnets::OwnerCutEnabled::<Test>::get(NETUID));
		assert_noop!(
			AdminUtils::sudo_set_coldkey_swap_announcement_delay(owner(), 5),
			BadOrigin
		);
		assert_ok!(AdminUtils::sudo_set_coldkey_swap_announcement_delay(root(), 5));
		assert_ok!(AdminUtils::sudo_set_coldkey_swap_reannouncement_delay(root(), 3));
		assert_eq!(pallet_subnets::ColdkeySwapAnnouncementDelay::<Test>::get(), 5);
		assert_eq!(pallet_subnets::ColdkeySwapReannouncementDelay::<Test>::get(), 3);
	});
}

fn finalizer(seed: u8, votes: u64) -> (sp_consensus_grandpa::AuthorityId, u64) {
	(sp_core::ed25519::Public::from_raw([seed; 32]).into(), votes)
}

#[test]
fn root_replaces_the_authors() {
	run(|| {
		let authors = |keys: &[u64]| BoundedVec::truncate_from(keys.to_vec());
		assert_noop!(AdminUtils::swap_authorities(owner(), authors(&[1])), BadOrigin);
		for wrong in [&[][..], &[1, 2, 1]] {
			assert_noop!(
				AdminUtils::swap_authorities(RuntimeOrigin::root(), authors(wrong)),
				Error::<Test>::ValueNotInBounds
			);
		}
		assert_eq!(Authors::get(), Vec::<u64>::new());
		assert_ok!(AdminUtils::swap_authorities(RuntimeOrigin::root(), authors(&[2, 1])));
		assert_eq!(Authors::get(), [2, 1]);
		System::assert_last_event(Event::ChainParameterSet { call_index: 0 }.into());
	});
}

#[test]
fn root_schedules_a_change_of_the_finalizers() {
	run(|| {
		let schedule = |origin, next: &[_], in_blocks| {
			AdminUtils::schedule_grandpa_change(origin, next.to_vec(), in_blocks, Some(7))
		};
		let next = [finalizer(1, 1), finalizer(2, 3)];
		assert_noop!(schedule(owner(), &next, 1), BadOrigin);
		let five: Vec<_> = (1..=5).map(|seed| finalizer(seed, 1)).collect();
		let wrong = [
			(&[][..], 1),
			(&five[..], 1),
			(&[finalizer(1, 1), finalizer(1, 2)][..], 1),
			(&[finalizer(1, 1), finalizer(2, 0)][..], 1),
			(&next[..], u64::from(crate::LONGEST_DELAY) + 1),
		];
		for (finalizers, in_blocks) in wrong {
			assert_noop!(
				schedule(RuntimeOrigin::root(), finalizers, in_blocks),
				Error::<Test>::ValueNotInBounds
			);
		}
		assert_eq!(Scheduled::get(), None);
		assert_ok!(schedule(RuntimeOrigin::root(), &next, u64::from(crate::LONGEST_DELAY)));
		assert_eq!(
			Scheduled::get(),
			Some((next.to_vec(), u64::from(crate::LONGEST_DELAY), Some(7)))
		);
		System::assert_last_event(Event::ChainParameterSet { call_index: 59 }.into());
	});
}

#[test]
fn takes_have_bounds() {
	run(|| {
		let root = RuntimeOrigin::root;
		assert_ok!(AdminUtils::sudo_set_default_take(root(), 100));
		assert_ok!(AdminUtils::sudo_set_min_delegate_take(root(), 50));
		assert_noop!(
			AdminUtils::sudo_set_default_take(root(), 49),
			Error::<Test>::ValueNotInBounds
		);
		assert_noop!(
			AdminUtils::sudo_set_min_delegate_take(root(), 101),
			Error::<Test>::ValueNotInBounds
		);
		assert_eq!(
			(
				pallet_subnets::MinDelegateTake::<Test>::get(),
				pallet_subnets::MaxDelegateTake::<Test>::get()
			),
			(50, 100)
		);
		assert_ok!(AdminUtils::sudo_set_tx_delegate_take_rate_limit(root(), 7));
		assert_eq!(pallet_subnets::TxDelegateTakeRateLimit::<Test>::get(), 7);
		for call in [
			AdminUtils::sudo_set_default_take,
			AdminUtils::sudo_set_min_delegate_take,
		] {
			assert_noop!(call(owner(), 60), BadOrigin);
		}
		assert_noop!(AdminUtils::sudo_set_tx_delegate_take_rate_limit(owner(), 60), BadOrigin);
		assert_noop!(
			AdminUtils::sudo_set_min_childkey_take_per_subnet(owner(), NETUID, 11_797),
			Subnets::InvalidChildkeyTake
		);
		assert_ok!(AdminUtils::sudo_set_min_childkey_take_per_subnet(
			owner(),
			NETUID,
			11_796
		));
		assert_eq!(pallet_subnets::Pallet::<Test>::least_childkey_take(NETUID), 11_796);
		assert_noop!(
			AdminUtils::sudo_set_min_childkey_take_per_subnet(RuntimeOrigin::signed(STRANGER), NETUID, 1),
			BadOrigin
		);
	});
}
