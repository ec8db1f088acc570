use crate::{
	mock::*,
	pruning::{choose, Candidate},
	Emission, ImmuneOwnerUidsLimit, ImmunityPeriod, MinNonImmuneUids,
};

fn candidate(uid: u16, emission: u64, registered_at: u64, immune: bool) -> Candidate {
	Candidate {
		uid,
		emission,
		registered_at,
		immune,
	}
}

#[test]
fn the_lowest_emission_leaves_then_the_oldest_then_the_lowest_uid() {
	assert_eq!(
		choose(&[candidate(0, 2, 1, false), candidate(1, 1, 9, false)], 0),
		Some(1)
	);
	assert_eq!(
		choose(&[candidate(0, 1, 9, false), candidate(1, 1, 8, false)], 0),
		Some(1)
	);
	assert_eq!(
		choose(&[candidate(4, 1, 8, false), candidate(3, 1, 8, false)], 0),
		Some(3)
	);
	assert_eq!(choose(&[], 0), None);
}

#[test]
fn the_immune_stay_while_there_are_enough_others() {
	let all = [
		candidate(0, 5, 1, false),
		candidate(1, 0, 9, true),
		candidate(2, 1, 9, true),
		candidate(3, 4, 1, false),
	];
	assert_eq!(choose(&all, 1), Some(3));
	assert_eq!(choose(&all, 2), Some(1));
	// nobody is immune: a small subnet stays open
	assert_eq!(choose(&[candidate(0, 5, 1, false)], 10), Some(0));
}

#[test]
fn the_owners_hotkeys_stay_up_to_the_limit() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		MinNonImmuneUids::<Test>::insert(netuid, 0);
		for number in [20, 21] {
			SubtensorModule::burned_register(signed(cold(0)), netuid, hot(number)).unwrap();
		}
		register(netuid, 1);
		Emission::<Test>::mutate(netuid, |emission| emission[3] = 7);
		assert_eq!(SubtensorModule::owner_immune_uids(netuid), [0]);
		assert_eq!(SubtensorModule::uid_to_prune(netuid), Some(1));
		ImmuneOwnerUidsLimit::<Test>::insert(netuid, 2);
		assert_eq!(SubtensorModule::owner_immune_uids(netuid), [0, 1]);
		assert_eq!(SubtensorModule::uid_to_prune(netuid), Some(2));
		ImmuneOwnerUidsLimit::<Test>::insert(netuid, 0);
		assert_eq!(SubtensorModule::owner_immune_uids(netuid), [0]);
	});
}

#[test]
fn a_neuron_is_immune_for_the_immunity_period() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		MinNonImmuneUids::<Test>::insert(netuid, 0);
		ImmunityPeriod::<Test>::insert(netuid, 3);
		register(netuid, 1);
		run(1);
		register(netuid, 2);
		run(1);
		assert!(SubtensorModule::is_immune(netuid, 1));
		run(1);
		assert!(!SubtensorModule::is_immune(netuid, 1));
		assert!(SubtensorModule::is_immune(netuid, 2));
		assert_eq!(SubtensorModule::uid_to_prune(netuid), Some(1));
	});
}
