//! Keys that sign often: their multiples are kept, and a check becomes two sums without doublings.
//!
//! What is accepted is exactly what the check without multiples accepts: for sr25519 [`crate::keys::verify`],
//! for ed25519 that of OpenSSL (the scalar below the group's order, no cofactor, a key's y taken modulo the
//! prime, the first half compared byte by byte).

use curve25519_dalek::{
	constants::{ED25519_BASEPOINT_POINT, RISTRETTO_BASEPOINT_POINT},
	digest::Digest,
	edwards::CompressedEdwardsY,
	ristretto::CompressedRistretto,
	EdwardsPoint, RistrettoPoint, Scalar,
};
use schnorrkel::context::{SigningContext, SigningTranscript};
use sha2::Sha512;

use crate::multiples::{Group, Multiples};

/// Multiples of a base point: windows of 8 bits, one for all keys.
pub type BaseMultiples<P> = Multiples<P, 32, 128>;
/// Multiples of a key: windows of 6 bits.
pub type KeyMultiples<P> = Multiples<P, 43, 32>;

/// A scheme: how a key is read, and what makes a signature good.
pub trait Scheme {
	/// The group of its keys.
	type Point: Group;
	/// The base point.
	fn base() -> Self::Point;
	/// The point of a key; none if it is malformed.
	fn read_key(public: &[u8; 32]) -> Option<Self::Point>;
	/// The scalar of a signature; none if it is malformed.
	fn read_scalar(signature: &[u8; 64]) -> Option<Scalar>;
	/// The challenge of a message under a signature's first half.
	fn challenge(&self, message: &[u8], public: &[u8; 32], first_half: &[u8; 32]) -> Scalar;
	/// The only encoding of a point that is accepted.
	fn encode(point: &Self::Point) -> [u8; 32];
}

/// sr25519 in the context it was made with.
pub struct Sr25519(pub SigningContext);

impl Scheme for Sr25519 {
	type Point = RistrettoPoint;
	fn base() -> RistrettoPoint {
		RISTRETTO_BASEPOINT_POINT
	}
	fn read_key(public: &[u8; 32]) -> Option<RistrettoPoint> {
		CompressedRistretto(*public).decompress()
	}
	fn read_scalar(signature: &[u8; 64]) -> Option<Scalar> {
		let mut bytes = second_half(signature);
		// the mark by which schnorrkel tells its signatures from ed25519's
		if bytes[31] & 0x80 == 0 {
			return None;
		}
		bytes[31] &= 0x7f;
		Scalar::from_canonical_bytes(bytes).into()
	}
	fn challenge(&self, message: &[u8], public: &[u8; 32], first_half: &[u8; 32]) -> Scalar {
		let mut transcript = self.0.bytes(message);
		transcript.proto_name(b"Schnorr-sig");
		transcript.commit_point(b"sign:pk", &CompressedRistretto(*public));
		transcript.commit_point(b"sign:R", &CompressedRistretto(*first_half));
		transcript.challenge_scalar(b"sign:c")
	}
	fn encode(point: &RistrettoPoint) -> [u8; 32] {
		point.compress().to_bytes()
	}
}

/// ed25519 (RFC 8032) as OpenSSL checks it.
pub struct Ed25519;

impl Scheme for Ed25519 {
	type Point = EdwardsPoint;
	fn base() -> EdwardsPoint {
		ED25519_BASEPOINT_POINT
	}
	fn read_key(public: &[u8; 32]) -> Option<EdwardsPoint> {
		CompressedEdwardsY(*public).decompress()
	}
	fn read_scalar(signature: &[u8; 64]) -> Option<Scalar> {
		Scalar::from_canonical_bytes(second_half(signature)).into()
	}
	fn challenge(&self, message: &[u8], public: &[u8; 32], first_half: &[u8; 32]) -> Scalar {
		let hash = Sha512::new()
			.chain_update(first_half)
			.chain_update(public)
			.chain_update(message);
		Scalar::from_hash(hash)
	}
	fn encode(point: &EdwardsPoint) -> [u8; 32] {
		point.compress().to_bytes()
	}
}

/// A place for one key with its multiples.
pub struct KnownKey<P> {
	public: [u8; 32],
	multiples: KeyMultiples<P>,
}

impl<P: Group> KnownKey<P> {
	/// A place with no key in it.
	pub const EMPTY: Self = Self {
		public: [0; 32],
		multiples: KeyMultiples::EMPTY,
	};

	/// Puts a key into this place; none, and the place as it was, if the key is malformed.
	pub fn learn<S: Scheme<Point = P>>(&mut self, public: &[u8; 32]) -> Option<()> {
		self.multiples.fill(S::read_key(public)?);
		self.public = *public;
		Some(())
	}

	/// Whether `signature` is that of `message` by the key in this place; false where there is none.
	pub fn verify<S: Scheme<Point = P>>(
		&self,
		scheme: &S,
		base: &BaseMultiples<P>,
		message: &[u8],
		signature: &[u8; 64],
	) -> bool {
		self.commitment(scheme, base, message, signature)
			.is_some_and(|point| S::encode(&point) == first_half(signature))
	}

	/// What the signature's first half must be the encoding of: s · base - challenge · key.
	fn commitment<S: Scheme<Point = P>>(
		&self,
		scheme: &S,
		base: &BaseMultiples<P>,
		message: &[u8],
		signature: &[u8; 64],
	) -> Option<P> {
		let scalar = S::read_scalar(signature)?;
		let challenge = scheme.challenge(message, &self.public, &first_half(signature));
		let sum = base.add_product(P::identity(), &scalar)?;
		self.multiples.subtract_product(sum, &challenge)
	}
}

fn first_half(signature: &[u8; 64]) -> [u8; 32] {
	core::array::from_fn(|i| signature[i])
}

fn second_half(signature: &[u8; 64]) -> [u8; 32] {
	core::array::from_fn(|i| signature[32 + i])
}

#[cfg(test)]
mod tests {
	use schnorrkel::signing_context;

	use super::*;
	use crate::keys;

	type Known<P> = (Box<KnownKey<P>>, Box<BaseMultiples<P>>);

	fn known<S: Scheme>(public: &[u8; 32]) -> Known<S::Point> {
		let mut base = Box::new(BaseMultiples::EMPTY);
		base.fill(S::base());
		let mut key = Box::new(KnownKey::EMPTY);
		key.learn::<S>(public).expect("a key");
		(key, base)
	}

	#[test]
	fn a_known_key_accepts_what_schnorrkel_does() {
		let scheme = Sr25519(signing_context(b"substrate"));
		for seed in 0..20 {
			let pair = keys::from_seed(&[seed; 32]).expect("a seed");
			let (key, base) = known::<Sr25519>(&pair.public);
			for length in [0, 1, 165, 166, 167, 330, 5_000] {
				let message = vec![seed; length];
				let good = keys::sign(&message, &pair.secret, &pair.public, [3; 32]).expect("a pair");
				assert!(key.verify(&scheme, &base, &message, &good));
				for bit in (0..512).step_by(7) {
					let mut signature = good;
					signature[bit / 8] ^= 1 << (bit % 8);
					assert!(!key.verify(&scheme, &base, &message, &signature));
				}
				assert!(!key.verify(&scheme, &base, &[&message[..], b"x"].concat(), &good));
			}
		}
	}

	#[test]
	fn ed25519_as_in_rfc_8032() {
		// section 7.1, test 3
		let public = hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
		let mut signature: [u8; 64] = hex(concat!(
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
			"18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
		));
		let (key, base) = known::<Ed25519>(&public);
		assert!(key.verify(&Ed25519, &base, &[0xaf, 0x82], &signature));
		assert!(!key.verify(&Ed25519, &base, &[0xaf, 0x83], &signature));
		signature[40] ^= 1;
		assert!(!key.verify(&Ed25519, &base, &[0xaf, 0x82], &signature));
	}

	#[test]
	fn an_empty_place_accepts_nothing_and_a_malformed_key_leaves_it_as_it_was() {
		let scheme = Sr25519(signing_context(b"substrate"));
		let pair = keys::from_seed(&[1; 32]).expect("a seed");
		let signature = keys::sign(b"m", &pair.secret, &pair.public, [3; 32]).expect("a pair");
		let (mut key, base) = known::<Sr25519>(&pair.public);
		assert!(!KnownKey::EMPTY.verify(&scheme, &base, b"m", &signature));
		assert!(key.learn::<Sr25519>(&[0xff; 32]).is_none());
		assert!(key.verify(&scheme, &base, b"m", &signature));
	}

	fn hex<const N: usize>(text: &str) -> [u8; N] {
		core::array::from_fn(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).expect("hex"))
	}
}
