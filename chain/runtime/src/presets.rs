//! Genesis presets. Each is a JSON patch over the runtime's default genesis: whoever starts a chain
//! merges it over `get_preset(None)`, changes what it likes, and hands the result to `build_state`.

use alloc::{vec, vec::Vec};
use serde_json::{json, Value};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_genesis_builder::PresetId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

use crate::{chain_clock::DEFAULT_SLOT_DURATION, AccountId, Balance};

/// One token in rao.
const TOKEN: Balance = 1_000_000_000;

/// The embedded chain of one machine: `//Alice` authors, is sudo and is rich; every well-known
/// development account holds something.
pub const DEVELOPMENT: &str = "development";

/// Several machines of one person: slots of a network, `//Alice` and `//Bob` author.
pub const LOCAL: &str = "local";

/// Names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEVELOPMENT), PresetId::from(LOCAL)]
}

/// The patch of one preset as JSON text, or nothing where the name is unknown.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let id: &str = id.as_ref();
	let patch = match id {
		DEVELOPMENT => development(),
		LOCAL => local(),
		_ => return None,
	};
	serde_json::to_vec(&patch).ok()
}

/// The beacon of a chain of one machine: the public key of the secret
/// sha256("ganglion development beacon"), which everybody knows, as they know //Alice's.
const DEVELOPMENT_BEACON: &str = concat!(
	"0x94fcf33c1fcfddd09ffdb8457981e8c8728833b517a7a602eca80e0d33edd9c7c47b5fdef2cec0a7a08a0daf91948e53",
	"16f2c81cfbecc5c151fe08c01710a9ef621fc43a3e2ea685dbecc550e383df87449066411867a5e79bec73965485bc6a",
);

fn development() -> Value {
	// a network in minutes instead of weeks, on one machine
	let subnets = json!({
		"tempo": 20,
		"weightsSetRateLimit": 5,
		"immunityPeriod": 100,
		"servingRateLimit": 5,
		"burn": TOKEN / 10,
		"minBurn": TOKEN / 100,
		"commitReveal": false,
		"startCallDelay": 0,
		"adminFreezeWindow": 2,
		"ownerHyperparamRateLimit": 0,
		"networkMinLockCost": 100 * TOKEN,
		"networkLockReductionInterval": 100,
		"networkRateLimit": 0,
		// 5 % a block: half of a change is in the average after 14 blocks
		"stakeAverageAlpha": 50_000_000,
		"allowLoopbackAxons": true,
	});
	let mut genesis = genesis(&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)], 1_000, subnets);
	// a round a second, whose number is the time
	let beacon = json!({
		"publicKey": DEVELOPMENT_BEACON,
		"period": 1,
		"genesisTime": 0,
		"beaconId": "ganglion development",
	});
	if let Some(genesis) = genesis.as_object_mut() {
		genesis.insert("drand".into(), beacon);
	}
	genesis
}

fn local() -> Value {
	let subnets = json!({
		"startCallDelay": 10,
		"networkRateLimit": 0,
		"allowLoopbackAxons": true,
	});
	let authorities = [
		(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
		(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
	];
	genesis(&authorities, DEFAULT_SLOT_DURATION, subnets)
}

fn genesis(authorities: &[(Sr25519Keyring, Ed25519Keyring)], slot_duration: u64, subnets: Value) -> Value {
	const RICH: Balance = 1_000_000 * TOKEN;
	const ENDOWED: Balance = 10_000 * TOKEN;
	let balances: Vec<(AccountId, Balance)> = Sr25519Keyring::well_known()
		.map(|key| {
			(
				key.to_account_id(),
				if key == Sr25519Keyring::Alice { RICH } else { ENDOWED },
			)
		})
		.collect();
	let aura: Vec<AuraId> = authorities.iter().map(|(aura, _)| aura.public().into()).collect();
	let grandpa: Vec<(GrandpaId, u64)> = authorities
		.iter()
		.map(|(_, grandpa)| (grandpa.public().into(), 1))
		.collect();
	json!({
		"balances": { "balances": balances },
		"aura": { "authorities": aura },
		"grandpa": { "authorities": grandpa },
		"sudo": { "key": Some(Sr25519Keyring::Alice.to_account_id()) },
		"chainClock": { "slotDuration": slot_duration },
		"subtensorModule": subnets,
	})
}
