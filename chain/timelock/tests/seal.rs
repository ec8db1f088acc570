//! A beacon of one's own: what it signs verifies, and opens what was sealed for it.
#![cfg(feature = "seal")]

use ganglion_timelock::{
	is_public_key, open, public_key, seal, sign, verify, InvalidInput, OpenError, PulseError, Secrets,
};

const SECRETS: Secrets = Secrets {
	seed: [1; 32],
	key: [2; 32],
	nonce: [3; 12],
};

#[test]
fn what_a_beacon_signs_is_its_own() {
	let key = public_key(&[5; 32]).unwrap();
	let other = public_key(&[6; 32]).unwrap();
	assert!(is_public_key(&key));
	let signature = sign(&[5; 32], 7).unwrap();
	assert_eq!(verify(&key, 7, &signature), Ok(()));
	assert_eq!(verify(&key, 8, &signature), Err(PulseError::WrongSignature));
	assert_eq!(verify(&other, 7, &signature), Err(PulseError::WrongSignature));
	assert_eq!(verify(&key[1..], 7, &signature), Err(PulseError::InvalidPublicKey));
	assert_eq!(verify(&key, 7, &signature[1..]), Err(PulseError::InvalidSignature));
}

#[test]
fn the_point_at_infinity_is_neither_key_nor_signature() {
	let mut key = [0; 96];
	key[0] = 0xc0;
	let mut signature = [0; 48];
	signature[0] = 0xc0;
	// with both at infinity the pairing equation holds for every round
	assert!(!is_public_key(&key));
	let real = public_key(&[5; 32]).unwrap();
	assert_eq!(verify(&key, 7, &signature), Err(PulseError::InvalidPublicKey));
	assert_eq!(verify(&real, 7, &signature), Err(PulseError::InvalidSignature));
	assert_eq!(public_key(&[0; 32]), Err(InvalidInput));
	assert_eq!(sign(&[0; 32], 7), Err(InvalidInput));
}

#[test]
fn a_sealed_message_opens_in_its_round_alone() {
	let key = public_key(&[5; 32]).unwrap();
	for message in [&b""[..], b"weights", &[9; 16_400]] {
		let sealed = seal(&key, 7, message, &SECRETS).unwrap();
		assert_eq!(open(&sealed, &sign(&[5; 32], 7).unwrap()), Ok(message.to_vec()));
		assert_eq!(open(&sealed, &sign(&[5; 32], 8).unwrap()), Err(OpenError::WrongRound));
		assert_eq!(open(&sealed, &sign(&[6; 32], 7).unwrap()), Err(OpenError::WrongRound));
		let mut changed = sealed.clone();
		let at = changed.len() - 44;
		changed[at] ^= 1;
		assert_eq!(open(&changed, &sign(&[5; 32], 7).unwrap()), Err(OpenError::Corrupted));
		assert_eq!(
			open(&sealed[..100], &sign(&[5; 32], 7).unwrap()),
			Err(OpenError::Malformed)
		);
	}
	assert_eq!(seal(&key[1..], 7, b"", &SECRETS), Err(InvalidInput));
}

#[test]
fn the_same_secrets_seal_the_same_bytes_as_in_typescript() {
	let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors/sealed.json")).unwrap();
	let bytes = |name: &str| hex::decode(vectors[name].as_str().unwrap()).unwrap();
	let secret: [u8; 32] = bytes("secret").try_into().unwrap();
	let round = vectors["round"].as_u64().unwrap();
	let secrets = Secrets {
		seed: bytes("seed").try_into().unwrap(),
		key: bytes("key").try_into().unwrap(),
		nonce: bytes("nonce").try_into().unwrap(),
	};
	assert_eq!(public_key(&secret).unwrap().to_vec(), bytes("publicKey"));
	assert_eq!(sign(&secret, round).unwrap().to_vec(), bytes("signature"));
	assert_eq!(
		seal(&bytes("publicKey"), round, &bytes("message"), &secrets),
		Ok(bytes("sealed"))
	);
}
