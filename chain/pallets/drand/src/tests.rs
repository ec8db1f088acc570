//! Which pulses the chain takes, what it costs, and how long it keeps them.

use frame_support::{assert_noop, assert_ok, dispatch::Pays, BoundedVec};
use ganglion_timelock::{public_key, sign, Beacon};
use sp_runtime::traits::BadOrigin;

use crate::{
	mock::*, quicknet, types::Pulse, BeaconConfig, Error, Event, GenesisConfig, LastStoredRound, OldestStoredRound,
	Pulses, KEPT_ROUNDS,
};

fn write(pulses: Vec<Pulse>) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Drand::write_pulse(RuntimeOrigin::signed(RELAYER), BoundedVec::try_from(pulses).unwrap())
}

fn pays(pulses: Vec<Pulse>) -> Pays {
	write(pulses).unwrap().pays_fee
}

#[test]
fn a_pulse_of_quicknet_is_verified() {
	let vectors: serde_json::Value =
		serde_json::from_str(include_str!("../../../timelock/tests/vectors/quicknet.json")).unwrap();
	run_with(GenesisConfig::default(), || {
		assert_eq!(BeaconConfig::<Test>::get(), quicknet());
		assert_eq!(
			hex::encode(quicknet().public_key),
			vectors["publicKey"].as_str().unwrap()
		);
		let round = vectors["round"].as_u64().unwrap();
		pallet_timestamp::Now::<Test>::put((1_692_803_367 + 3 * (round - 1)) * 1_000);
		let signature = hex::decode(vectors["signature"].as_str().unwrap()).unwrap();
		let real = pulse_of(round, &signature);
		assert_eq!(hex::encode(&real.randomness), vectors["randomness"].as_str().unwrap());
		assert_noop!(write(vec![pulse(round)]), Error::<Test>::PulseVerificationError);
		assert_ok!(write(vec![real]));
		assert_eq!(Drand::signature(round).unwrap().to_vec(), signature);
		assert_eq!(Drand::round_in(6_000), round + 2);
	});
}

#[test]
fn newer_pulses_are_free_and_told() {
	run(|| {
		assert_eq!(Drand::last_round(), 0);
		assert_eq!(pays(vec![pulse(90)]), Pays::No);
		assert_eq!(pays(vec![pulse(91), pulse(95)]), Pays::No);
		System::assert_last_event(Event::NewPulse { rounds: vec![91, 95] }.into());
		assert_eq!(Drand::last_round(), 95);
		assert_eq!(Drand::signature(95), Some(sign(&SECRET, 95).unwrap()));
		assert_eq!(Drand::signature(94), None);
	});
}

#[test]
fn a_round_that_was_left_out_can_be_brought_for_the_fee() {
	run(|| {
		assert_ok!(write(vec![pulse(90), pulse(95)]));
		assert_eq!(pays(vec![pulse(93)]), Pays::Yes);
		assert_eq!(pays(vec![pulse(94), pulse(96)]), Pays::Yes);
		assert_eq!(pays(vec![pulse(80)]), Pays::Yes);
		assert_eq!(LastStoredRound::<Test>::get(), 96);
		assert_eq!(OldestStoredRound::<Test>::get(), 80);
		assert!(Pulses::<Test>::contains_key(93));
	});
}

#[test]
fn what_is_not_the_beacons_is_refused() {
	run(|| {
		assert_ok!(write(vec![pulse(90)]));
		assert_noop!(write(vec![]), Error::<Test>::NoneValue);
		// stored, not ascending, to come, too old
		assert_noop!(write(vec![pulse(90)]), Error::<Test>::InvalidRoundNumber);
		assert_noop!(write(vec![pulse(92), pulse(91)]), Error::<Test>::InvalidRoundNumber);
		assert_noop!(write(vec![pulse(91), pulse(91)]), Error::<Test>::InvalidRoundNumber);
		assert_noop!(write(vec![pulse(121)]), Error::<Test>::InvalidRoundNumber);
		set_round(100 + KEPT_ROUNDS);
		assert_noop!(write(vec![pulse(99)]), Error::<Test>::InvalidRoundNumber);
		set_round(100);
		// another's signature, another round's, rubbish: all or none
		let others = pulse_of(92, &sign(&[6; 32], 92).unwrap());
		assert_noop!(write(vec![pulse(91), others]), Error::<Test>::PulseVerificationError);
		let of_another_round = Pulse { round: 93, ..pulse(92) };
		assert_noop!(write(vec![of_another_round]), Error::<Test>::PulseVerificationError);
		assert_noop!(
			write(vec![pulse_of(91, &[1; 48])]),
			Error::<Test>::PulseVerificationError
		);
		assert_noop!(write(vec![pulse_of(91, b"")]), Error::<Test>::PulseVerificationError);
		let mut changed = pulse(91);
		changed.randomness = pulse(92).randomness;
		assert_noop!(write(vec![changed]), Error::<Test>::UnverifiedPulse);
		let unsigned = Drand::write_pulse(RuntimeOrigin::none(), BoundedVec::truncate_from(vec![pulse(91)]));
		assert_eq!(unsigned.unwrap_err().error, BadOrigin.into());
	});
}

#[test]
fn old_pulses_are_removed_a_few_at_a_time() {
	run(|| {
		assert_ok!(write(vec![pulse(50), pulse(100)]));
		set_round(100 + KEPT_ROUNDS);
		assert_ok!(write(vec![pulse(100 + KEPT_ROUNDS - 30)]));
		// rounds above 70 are kept
		assert!(!Pulses::<Test>::contains_key(50) && Pulses::<Test>::contains_key(100));
		assert_eq!(OldestStoredRound::<Test>::get(), 71);
		set_round(1_000 + KEPT_ROUNDS);
		assert_ok!(write(vec![pulse(1_000 + KEPT_ROUNDS)]));
		assert_eq!(OldestStoredRound::<Test>::get(), 171);
		assert!(!Pulses::<Test>::contains_key(100));
	});
}

#[test]
fn root_names_another_beacon() {
	run(|| {
		assert_ok!(write(vec![pulse(90)]));
		let mut other = BeaconConfig::<Test>::get();
		other.public_key = BoundedVec::truncate_from(public_key(&[6; 32]).unwrap().to_vec());
		assert_noop!(
			Drand::set_beacon_config(RuntimeOrigin::signed(RELAYER), other.clone()),
			BadOrigin
		);
		let root = RuntimeOrigin::root;
		for broken in [
			crate::types::BeaconConfiguration {
				period: 0,
				..other.clone()
			},
			crate::types::BeaconConfiguration {
				scheme_id: BoundedVec::new(),
				..other.clone()
			},
			crate::types::BeaconConfiguration {
				public_key: BoundedVec::truncate_from(vec![1; 96]),
				..other.clone()
			},
		] {
			let refused = Drand::set_beacon_config(root(), broken).unwrap_err();
			assert_eq!(refused.error, Error::<Test>::InvalidBeaconConfig.into());
		}
		assert_ok!(Drand::set_beacon_config(root(), other));
		System::assert_last_event(Event::BeaconConfigChanged.into());
		assert_eq!((Drand::last_round(), Drand::signature(90)), (0, None));
		assert_noop!(write(vec![pulse(91)]), Error::<Test>::PulseVerificationError);
		assert_ok!(write(vec![pulse_of(91, &sign(&[6; 32], 91).unwrap())]));
	});
}

#[test]
#[should_panic(expected = "drand.publicKey is no point of G2")]
fn a_genesis_without_a_real_key_is_none() {
	let genesis = GenesisConfig {
		public_key: vec![1; 96],
		period: 1,
		..Default::default()
	};
	run_with(genesis, || {});
}

#[test]
fn the_invariants_see_a_pulse_out_of_place() {
	run(|| {
		assert_ok!(write(vec![pulse(90)]));
		Pulses::<Test>::insert(91, pulse(90));
		let broken = Drand::check_invariants().unwrap_err();
		assert_eq!(broken, ["the pulse of round 90 is stored as 91, between 90 and 90"]);
		Pulses::<Test>::remove(91);
		LastStoredRound::<Test>::put(92);
		let broken = Drand::check_invariants().unwrap_err();
		assert_eq!(broken, ["the newest round is 92, but its pulse is absent"]);
		LastStoredRound::<Test>::put(90);
		Pulses::<Test>::mutate(90, |pulse| pulse.as_mut().unwrap().randomness = BoundedVec::new());
		let broken = Drand::check_invariants().unwrap_err();
		assert_eq!(broken, ["the randomness of round 90 is not its signature's"]);
		Pulses::<Test>::insert(90, pulse(90));
	});
}
