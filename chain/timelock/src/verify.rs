//! Whether a beacon signed a round.

use ark_bls12_381::{Bls12_381, G2Affine};
use ark_ec::{pairing::Pairing, AffineRepr};
use ark_ff::One;

use crate::points::{g1_point, g2_point, point_of_round};

/// Why a pulse is not the beacon's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PulseError {
	/// The public key is no point of G2's subgroup.
	InvalidPublicKey,
	/// The signature is no point of G1's subgroup.
	InvalidSignature,
	/// The signature is another's, or of another round.
	WrongSignature,
}

/// The bytes are a public key: a point of G2's subgroup, other than the point at infinity.
pub fn is_public_key(bytes: &[u8]) -> bool {
	g2_point(bytes).is_some()
}

/// `signature` is that of `round` by the beacon with `public_key`: e(signature, g2) = e(H(round), public key).
pub fn verify(public_key: &[u8], round: u64, signature: &[u8]) -> Result<(), PulseError> {
	let public_key = g2_point(public_key).ok_or(PulseError::InvalidPublicKey)?;
	let signature = g1_point(signature).ok_or(PulseError::InvalidSignature)?;
	let point = point_of_round(round).ok_or(PulseError::WrongSignature)?;
	// one final exponentiation for both sides: their quotient is 1
	let quotient = Bls12_381::multi_pairing([signature, -point], [G2Affine::generator(), public_key]);
	match quotient.0.is_one() {
		true => Ok(()),
		false => Err(PulseError::WrongSignature),
	}
}
