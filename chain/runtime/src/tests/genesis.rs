//! What a chain begins with.

use codec::Decode;
use frame_metadata::{v15::RuntimeMetadataV15, RuntimeMetadata, RuntimeMetadataPrefixed};
use frame_support::traits::Get;
use serde_json::json;
use sp_consensus_aura::runtime_decl_for_aura_api::AuraApi;
use sp_keyring::Sr25519Keyring;

use super::chain::{chain, development, free};
use crate::{ganglion_api, presets, Balances, Runtime};

const TOKEN: u64 = 1_000_000_000;

#[test]
fn each_preset_builds_a_chain_whose_invariants_hold() {
	for id in presets::preset_names() {
		chain(id.as_ref(), json!({})).execute_with(|| {
			assert_eq!(ganglion_api::broken_invariants(), Vec::<String>::new(), "{id:?}");
			let issuance = ganglion_api::issuance();
			assert_eq!((issuance.minted, issuance.burned), (0, 0));
			assert_eq!(issuance.at_genesis, issuance.now);
			assert_eq!(issuance.now, Balances::total_issuance());
		});
	}
}

#[test]
fn an_unknown_preset_is_none() {
	assert_eq!(presets::get_preset(&"mainnet".into()), None);
}

#[test]
fn a_chain_of_one_machine_has_a_beacon_whose_secret_is_known() {
	let secret = sp_io::hashing::sha2_256(b"ganglion development beacon");
	development().execute_with(|| {
		let beacon = pallet_drand::BeaconConfig::<Runtime>::get();
		assert_eq!(
			beacon.public_key.to_vec(),
			ganglion_timelock::public_key(&secret).unwrap()
		);
		assert_eq!((beacon.period, beacon.genesis_time), (1, 0));
	});
	chain(presets::LOCAL, json!({})).execute_with(|| {
		assert_eq!(pallet_drand::BeaconConfig::<Runtime>::get(), pallet_drand::quicknet());
	});
}

#[test]
fn alice_is_rich_and_sudo_in_development() {
	development().execute_with(|| {
		let alice = Sr25519Keyring::Alice.to_account_id();
		assert_eq!(free(&alice), 1_000_000 * TOKEN);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(alice));
		assert_eq!(free(&Sr25519Keyring::BobStash.to_account_id()), 10_000 * TOKEN);
	});
}

/// A pallet's constant as the metadata tells it.
fn constant(metadata: &RuntimeMetadataV15, pallet: &str, name: &str) -> u64 {
	let pallet = metadata
		.pallets
		.iter()
		.find(|candidate| candidate.name == pallet)
		.expect("the pallet exists");
	let constant = pallet
		.constants
		.iter()
		.find(|candidate| candidate.name == name)
		.expect("the constant exists");
	u64::decode(&mut &constant.value[..]).expect("it is a number of 64 bits")
}

#[test]
fn aura_timestamp_and_metadata_agree_on_the_slot_of_genesis() {
	for slot in [250, 1_000, 12_000] {
		chain(presets::DEVELOPMENT, json!({ "chainClock": { "slotDuration": slot } })).execute_with(|| {
			assert_eq!(<Runtime as AuraApi<_, _>>::slot_duration().as_millis(), slot);
			assert_eq!(<Runtime as pallet_aura::Config>::SlotDuration::get(), slot);
			assert_eq!(<Runtime as pallet_timestamp::Config>::MinimumPeriod::get(), slot / 2);
			let opaque = Runtime::metadata_at_version(15).expect("metadata of version 15 exists");
			let RuntimeMetadataPrefixed(_, RuntimeMetadata::V15(metadata)) =
				RuntimeMetadataPrefixed::decode(&mut &opaque[..]).expect("it decodes")
			else {
				panic!("metadata of another version");
			};
			assert_eq!(constant(&metadata, "Aura", "SlotDuration"), slot);
			assert_eq!(constant(&metadata, "Timestamp", "MinimumPeriod"), slot / 2);
		});
	}
}

#[test]
#[should_panic(expected = "chainClock.slotDuration must be at least 2 ms")]
fn a_slot_without_length_is_refused() {
	chain(presets::DEVELOPMENT, json!({ "chainClock": { "slotDuration": 1 } }));
}
