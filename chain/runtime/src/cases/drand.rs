//! Cases of the drand pallet, with a beacon whose secret is known.

use alloc::vec::Vec;
use ganglion_timelock::sign;
use pallet_drand::{types::Pulse, BeaconConfig, Call, LastStoredRound, OldestStoredRound, Pulses, KEPT_ROUNDS};
use sp_io::hashing::sha2_256;

use super::{
	world::{beacon, coldkey, list, BEACON_SECRET},
	Case,
};
use crate::Runtime;

/// The beacon's newest round when a case happens.
const ROUND: u64 = 1_000_000;

fn pulse(round: u64, secret: &[u8; 32]) -> Pulse {
	let signature = sign(secret, round).expect("the secret is one");
	Pulse {
		round,
		randomness: list(sha2_256(&signature)),
		signature: list(signature),
	}
}

/// The chain follows the beacon with this secret, and has its pulse of a round as the newest.
pub fn store_pulse(round: u64, secret: &[u8; 32]) {
	BeaconConfig::<Runtime>::put(beacon());
	Pulses::<Runtime>::insert(round, pulse(round, secret));
	LastStoredRound::<Runtime>::put(round);
}

/// Stores `p` pulses, after which `r` older ones are to be removed.
pub fn write_pulse(p: u32, r: u32) -> Case {
	BeaconConfig::<Runtime>::put(beacon());
	pallet_timestamp::Now::<Runtime>::put(ROUND * 1_000);
	let first = ROUND - u64::from(p);
	let rounds = first..ROUND;
	let kept_from = ROUND - KEPT_ROUNDS;
	let oldest = kept_from - u64::from(r);
	for round in oldest..kept_from {
		let pulse = Pulse {
			round,
			randomness: list([1; 32]),
			signature: list([1; 48]),
		};
		Pulses::<Runtime>::insert(round, pulse);
	}
	OldestStoredRound::<Runtime>::put(oldest);
	LastStoredRound::<Runtime>::put(first - 1);
	let pulses: Vec<Pulse> = rounds.map(|round| pulse(round, &BEACON_SECRET)).collect();
	Case::signed(coldkey(1), Call::write_pulse { pulses: list(pulses) })
}

/// Takes another beacon where `k` pulses of the former are stored.
pub fn set_beacon_config(k: u32) -> Case {
	for round in 1..=u64::from(k) {
		let pulse = Pulse {
			round,
			randomness: list([1; 32]),
			signature: list([1; 48]),
		};
		Pulses::<Runtime>::insert(round, pulse);
	}
	OldestStoredRound::<Runtime>::put(1);
	LastStoredRound::<Runtime>::put(u64::from(k));
	Case::root(Call::set_beacon_config { config: beacon() })
}
