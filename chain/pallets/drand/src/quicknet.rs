//! Quicknet, the beacon of the League of Entropy that Bittensor's clients seal for.

use alloc::vec::Vec;
use frame_support::BoundedVec;

use crate::types::{BeaconConfiguration, Metadata};

/// The scheme that `ganglion_timelock` implements, by drand's name.
pub const SCHEME: &[u8] = b"bls-unchained-g1-rfc9380";

const PUBLIC_KEY: [u8; 96] = bytes(
	"83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c\
	8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb\
	5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
);
const HASH: [u8; 32] = bytes("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971");
const GROUP_HASH: [u8; 32] = bytes("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e");
/// 23 August 2023, 15:09:27 UTC.
const GENESIS_TIME: u32 = 1_692_803_367;
const PERIOD: u32 = 3;

/// Quicknet's parameters.
pub fn quicknet() -> BeaconConfiguration {
	BeaconConfiguration {
		public_key: bounded(&PUBLIC_KEY),
		period: PERIOD,
		genesis_time: GENESIS_TIME,
		hash: bounded(&HASH),
		group_hash: bounded(&GROUP_HASH),
		scheme_id: bounded(SCHEME),
		metadata: Metadata {
			beacon_id: bounded(b"quicknet"),
		},
	}
}

fn bounded<S: frame_support::traits::Get<u32>>(bytes: &[u8]) -> BoundedVec<u8, S> {
	BoundedVec::truncate_from(Vec::from(bytes))
}

/// The bytes that hexadecimal digits stand for, while this is compiled.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::panic)]
const fn bytes<const N: usize>(digits: &str) -> [u8; N] {
	let digits = digits.as_bytes();
	assert!(digits.len() == 2 * N, "two digits a byte");
	let mut bytes = [0; N];
	let mut at = 0;
	while at < N {
		bytes[at] = digit(digits[2 * at]) * 16 + digit(digits[2 * at + 1]);
		at += 1;
	}
	bytes
}

#[allow(clippy::arithmetic_side_effects, clippy::panic)]
const fn digit(character: u8) -> u8 {
	match character {
		b'0'..=b'9' => character - b'0',
		b'a'..=b'f' => character - b'a' + 10,
		_ => panic!("a digit of a hexadecimal number is 0 to 9 or a to f"),
	}
}
