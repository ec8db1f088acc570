//! Opening a sealed message with the signature of its round.
//!
//! With s the signature (in G1), U, V, W the parts of the message, and H the sha256:
//! `seed = V xor H(e(s, U))`, `key = W xor H(seed)`. The message is for this round if `U = r g2` with r the
//! number H(seed, key); then the key decrypts its body.

use aes_gcm::{aead::Aead, Aes256Gcm, KeyInit};
use alloc::vec::Vec;
use ark_bls12_381::G2Affine;
use ark_ec::AffineRepr;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
	ciphertext::Ciphertext,
	points::{g1_point, g2_point, hash_of_pairing, number_of, sha256, xor},
};

/// Why a sealed message cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum OpenError {
	/// The bytes are no sealed message.
	Malformed,
	/// The signature is no point of G1.
	InvalidSignature,
	/// It was sealed for another round, or with another beacon's public key.
	WrongRound,
	/// The body does not belong to its key: it was changed.
	Corrupted,
}

/// The message that was sealed for the round that `signature` is of.
///
/// One pairing and one multiplication in G2, whatever the message's length.
pub fn open(sealed: &[u8], signature: &[u8]) -> Result<Vec<u8>, OpenError> {
	let ciphertext = Ciphertext::parse(sealed).map_err(|_| OpenError::Malformed)?;
	let signature = g1_point(signature).ok_or(OpenError::InvalidSignature)?;
	let u = g2_point(ciphertext.u).ok_or(OpenError::Malformed)?;
	let hidden = hash_of_pairing(signature, u).ok_or(OpenError::Malformed)?;
	let seed = xor(ciphertext.v, &hidden);
	let key = xor(ciphertext.w, &sha256(&[&seed]));
	if G2Affine::generator() * number_of(&seed, &key) != u {
		return Err(OpenError::WrongRound);
	}
	Aes256Gcm::new(&key.into())
		.decrypt(&(*ciphertext.nonce).into(), ciphertext.encrypted)
		.map_err(|_| OpenError::Corrupted)
}
