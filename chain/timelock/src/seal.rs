//! The other side of [`crate::open()`] and [`crate::verify()`]: what a sender and a beacon do.

use aes_gcm::{aead::Aead, Aes256Gcm, KeyInit};
use alloc::vec::Vec;
use ark_bls12_381::{Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{PrimeField, Zero};
use ark_serialize::CanonicalSerialize;

use crate::{
	ciphertext::{LENGTH_BYTES, NONCE_BYTES, SUITE, WORD_BYTES},
	points::{g2_point, hash_of_pairing, number_of, point_of_round, sha256, xor},
	PUBLIC_KEY_BYTES, SIGNATURE_BYTES,
};

/// A key is not one, or there is nothing to seal with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidInput;

/// What must be random and used once.
#[derive(Clone, Copy)]
pub struct Secrets {
	/// Hides the key.
	pub seed: [u8; WORD_BYTES],
	/// Encrypts the message.
	pub key: [u8; WORD_BYTES],
	/// Goes with the key.
	pub nonce: [u8; NONCE_BYTES],
}

/// Seals a message for a round of the beacon with `public_key`.
pub fn seal(public_key: &[u8], round: u64, message: &[u8], secrets: &Secrets) -> Result<Vec<u8>, InvalidInput> {
	let Secrets { seed, key, nonce } = secrets;
	let public_key = g2_point(public_key).ok_or(InvalidInput)?;
	let point = point_of_round(round).ok_or(InvalidInput)?;
	let number = number_of(seed, key);
	let hidden = hash_of_pairing(point, (public_key * number).into_affine()).ok_or(InvalidInput)?;
	let encrypted = Aes256Gcm::new(&(*key).into())
		.encrypt(&(*nonce).into(), message)
		.map_err(|_| InvalidInput)?;

	let mut sealed = Vec::new();
	(G2Affine::generator() * number)
		.into_affine()
		.serialize_compressed(&mut sealed)
		.map_err(|_| InvalidInput)?;
	append_counted(&mut sealed, &xor(seed, &hidden));
	append_counted(&mut sealed, &xor(key, &sha256(&[seed])));
	let mut body = Vec::with_capacity(encrypted.len().saturating_add(2 * LENGTH_BYTES + NONCE_BYTES));
	append_counted(&mut body, &encrypted);
	append_counted(&mut body, nonce);
	append_counted(&mut sealed, &body);
	append_counted(&mut sealed, SUITE);
	Ok(sealed)
}

/// The public key of a beacon with this secret: 32 bytes, big-endian, taken modulo the order of the group.
pub fn public_key(secret: &[u8; WORD_BYTES]) -> Result<[u8; PUBLIC_KEY_BYTES], InvalidInput> {
	let point: G2Affine = (G2Affine::generator() * scalar(secret)?).into_affine();
	bytes_of(&point)
}

/// The signature of a round by the beacon with this secret.
pub fn sign(secret: &[u8; WORD_BYTES], round: u64) -> Result<[u8; SIGNATURE_BYTES], InvalidInput> {
	let point: G1Affine = (point_of_round(round).ok_or(InvalidInput)? * scalar(secret)?).into_affine();
	bytes_of(&point)
}

fn scalar(secret: &[u8; WORD_BYTES]) -> Result<Fr, InvalidInput> {
	let scalar = Fr::from_be_bytes_mod_order(secret);
	match scalar.is_zero() {
		true => Err(InvalidInput),
		false => Ok(scalar),
	}
}

fn bytes_of<const N: usize>(point: &impl CanonicalSerialize) -> Result<[u8; N], InvalidInput> {
	let mut bytes = [0; N];
	point
		.serialize_compressed(bytes.as_mut_slice())
		.map_err(|_| InvalidInput)?;
	Ok(bytes)
}

fn append_counted(to: &mut Vec<u8>, bytes: &[u8]) {
	to.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
	to.extend_from_slice(bytes);
}
