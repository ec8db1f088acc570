use frame_support::{assert_noop, assert_ok};

use crate::{identity::SubnetIdentityOfV3, mock::*, Error, Event, IdentitiesV2, SubnetIdentitiesV3};

fn named(name: &[u8]) -> SubnetIdentityOfV3 {
	SubnetIdentityOfV3 {
		subnet_name: name.to_vec(),
		..Default::default()
	}
}

fn tell(who: u16, parts: [usize; 7]) -> sp_runtime::DispatchResult {
	let [name, url, repo, image, discord, description, additional] = parts.map(|len| vec![b'a'; len]);
	SubtensorModule::set_identity(
		signed(cold(who)),
		name,
		url,
		repo,
		image,
		discord,
		description,
		additional,
	)
}

#[test]
fn a_coldkey_with_a_registered_hotkey_tells_who_it_is() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(tell(0, [1; 7]), Error::<Test>::HotKeyNotRegisteredInNetwork);
		assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(1)), hot(1)));
		assert_noop!(tell(1, [1; 7]), Error::<Test>::HotKeyNotRegisteredInNetwork);
		new_subnet();
		events();
		assert_ok!(tell(0, [256, 256, 256, 1_024, 256, 1_024, 1_024]));
		assert_eq!(events(), [Event::ChainIdentitySet(cold(0))]);
		assert_eq!(IdentitiesV2::<Test>::get(cold(0)).unwrap().image.len(), 1_024);
		for part in 0..7 {
			let mut parts = [256, 256, 256, 1_024, 256, 1_024, 1_024];
			parts[part] += 1;
			assert_noop!(tell(0, parts), Error::<Test>::InvalidIdentity);
		}
	});
}

#[test]
fn an_owner_tells_what_its_subnet_is() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let tell = |who, netuid, parts: [usize; 8]| {
			let [name, repo, contact, url, discord, description, logo, additional] = parts.map(|len| vec![b'a'; len]);
			SubtensorModule::set_subnet_identity(
				signed(cold(who)),
				netuid,
				name,
				repo,
				contact,
				url,
				discord,
				description,
				logo,
				additional,
			)
		};
		let longest = [256, 1_024, 1_024, 1_024, 256, 1_024, 1_024, 1_024];
		assert_noop!(tell(1, netuid, [1; 8]), Error::<Test>::NotSubnetOwner);
		assert_noop!(tell(0, netuid + 1, [1; 8]), Error::<Test>::SubnetNotExists);
		events();
		assert_ok!(tell(0, netuid, longest));
		assert_eq!(events(), [Event::SubnetIdentitySet(netuid)]);
		assert_eq!(
			SubnetIdentitiesV3::<Test>::get(netuid).unwrap().len(),
			longest.iter().sum::<usize>()
		);
		for part in 0..8 {
			let mut parts = longest;
			parts[part] += 1;
			assert_noop!(tell(0, netuid, parts), Error::<Test>::InvalidIdentity);
		}
	});
}

#[test]
fn a_subnet_is_registered_with_its_identity() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			SubtensorModule::register_network_with_identity(signed(cold(0)), hot(0), Some(named(&[b'a'; 257]))),
			Error::<Test>::InvalidIdentity
		);
		assert_ok!(SubtensorModule::register_network_with_identity(
			signed(cold(0)),
			hot(0),
			Some(named(b"one"))
		));
		assert_eq!(
			events(),
			[
				Event::SubnetIdentitySet(1),
				Event::NetworkAdded(1, 0),
				Event::NeuronRegistered(1, 0, hot(0))
			]
		);
		assert_eq!(SubnetIdentitiesV3::<Test>::get(1), Some(named(b"one")));
		assert_ok!(SubtensorModule::register_network_with_identity(
			signed(cold(0)),
			hot(0),
			None
		));
		assert_eq!(SubnetIdentitiesV3::<Test>::get(2), None);
		assert!(named(b"").is_empty());
	});
}
