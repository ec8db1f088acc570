//! A public pulse of drand's quicknet, and what Bittensor's own client sealed for it.

use codec::Decode;
use ganglion_timelock::{longest_sealed, open, verify, Ciphertext, OpenError, PulseError};
use serde_json::Value;

fn vectors() -> Value {
	serde_json::from_str(include_str!("vectors/quicknet.json")).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
	hex::decode(value.as_str().unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<u16> {
	serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn the_pulse_is_quicknets() {
	let vectors = vectors();
	let (key, signature) = (bytes(&vectors["publicKey"]), bytes(&vectors["signature"]));
	let round = vectors["round"].as_u64().unwrap();
	assert_eq!(verify(&key, round, &signature), Ok(()));
	assert_eq!(verify(&key, round + 1, &signature), Err(PulseError::WrongSignature));
}

#[test]
fn commits_of_bittensors_client_open() {
	let vectors = vectors();
	let signature = bytes(&vectors["signature"]);
	for commit in vectors["commits"].as_array().unwrap() {
		let sealed = bytes(&commit["sealed"]);
		let message = open(&sealed, &signature).unwrap();
		assert_eq!(sealed.len(), longest_sealed(message.len()));
		let payload = <(Vec<u8>, Vec<u16>, Vec<u16>, u64)>::decode(&mut message.as_slice()).unwrap();
		let expected = (
			bytes(&commit["hotkey"]),
			numbers(&commit["uids"]),
			numbers(&commit["values"]),
			commit["versionKey"].as_u64().unwrap(),
		);
		assert_eq!(payload, expected);
	}
}

#[test]
fn messages_of_bittensors_client_open() {
	let vectors = vectors();
	let signature = bytes(&vectors["signature"]);
	for message in vectors["messages"].as_array().unwrap() {
		assert_eq!(
			open(&bytes(&message["sealed"]), &signature),
			Ok(bytes(&message["message"]))
		);
	}
}

#[test]
fn every_changed_byte_is_noticed() {
	let vectors = vectors();
	let signature = bytes(&vectors["signature"]);
	let sealed = bytes(&vectors["commits"][0]["sealed"]);
	assert_eq!(open(&sealed, &signature[1..]), Err(OpenError::InvalidSignature));
	for len in 0..sealed.len() {
		assert!(
			Ciphertext::parse(&sealed[..len]).is_err(),
			"{len} bytes are no whole message"
		);
	}
	// one byte of each part: U, the lengths, V, W, what is encrypted, its tag, the nonce, the suite
	let places = [
		0, 5, 95, 96, 110, 140, 150, 175, 178, 186, 200, 235, 250, 260, 270, 280, 290,
	];
	for place in places {
		let mut changed = sealed.clone();
		changed[place] ^= 1;
		let opened = open(&changed, &signature);
		assert!(opened.is_err(), "a changed byte {place} was not noticed: {opened:?}");
	}
}

#[test]
fn a_row_for_4096_neurons_takes_16673_bytes() {
	// hotkey 33, two lists of 4096 numbers with 2 bytes of length each, version 8
	assert_eq!(longest_sealed(33 + 2 * (2 + 2 * 4_096) + 8), 16_673);
}
