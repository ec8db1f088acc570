//! Points of the curve as bytes, and the hashes between them.

use alloc::vec::Vec;
use ark_bls12_381::{g1, Bls12_381, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::{
	hashing::{curve_maps::wb::WBMap, map_to_curve_hasher::MapToCurveBasedHasher, HashToCurve},
	pairing::{Pairing, PairingOutput},
	AffineRepr,
};
use ark_ff::{field_hashers::DefaultFieldHasher, PrimeField};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use sha2::{Digest, Sha256};

use crate::ciphertext::WORD_BYTES;

/// The domain of drand's scheme `bls-unchained-g1-rfc9380`.
const DOMAIN: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

type HashToG1 = MapToCurveBasedHasher<G1Projective, DefaultFieldHasher<Sha256, 128>, WBMap<g1::Config>>;

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; WORD_BYTES] {
	let mut hasher = Sha256::new();
	for part in parts {
		hasher.update(part);
	}
	hasher.finalize().into()
}

/// The point that a beacon multiplies by its secret to sign a round. None only if the hash did not work, which
/// takes other parameters than these.
pub(crate) fn point_of_round(round: u64) -> Option<G1Affine> {
	let message = sha256(&[&round.to_be_bytes()]);
	HashToG1::new(DOMAIN).and_then(|hasher| hasher.hash(&message)).ok()
}

/// A point of the right subgroup of G1, other than the point at infinity.
pub(crate) fn g1_point(bytes: &[u8]) -> Option<G1Affine> {
	let point = G1Affine::deserialize_compressed(bytes).ok()?;
	(!point.is_zero()).then_some(point)
}

/// A point of the right subgroup of G2, other than the point at infinity.
pub(crate) fn g2_point(bytes: &[u8]) -> Option<G2Affine> {
	let point = G2Affine::deserialize_compressed(bytes).ok()?;
	(!point.is_zero()).then_some(point)
}

/// The sha256 of a value of the pairing (H2 of the encryption scheme).
pub(crate) fn hash_of_pairing(g1: G1Affine, g2: G2Affine) -> Option<[u8; WORD_BYTES]> {
	let PairingOutput(value) = Bls12_381::pairing(g1, g2);
	let mut bytes = Vec::with_capacity(value.compressed_size());
	value.serialize_compressed(&mut bytes).ok()?;
	Some(sha256(&[&bytes]))
}

/// The number that seed and key determine (H3 of the encryption scheme).
pub(crate) fn number_of(seed: &[u8; WORD_BYTES], key: &[u8; WORD_BYTES]) -> Fr {
	Fr::from_be_bytes_mod_order(&sha256(&[seed, key]))
}

pub(crate) fn xor(left: &[u8; WORD_BYTES], right: &[u8; WORD_BYTES]) -> [u8; WORD_BYTES] {
	let mut result = *left;
	result.iter_mut().zip(right).for_each(|(byte, other)| *byte ^= other);
	result
}
