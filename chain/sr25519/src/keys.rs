//! Signing, verifying and deriving, on byte arrays.
//!
//! A secret is 64 bytes: the scalar times 8, as Ed25519 keys have it, and the nonce seed. That is the
//! form in which Substrate's key files and the polkadot-js libraries hold it.

use rand_core::{CryptoRng, RngCore};
use schnorrkel::{
	context::{attach_rng, signing_context, SigningContext},
	derive::{ChainCode, Derivation},
	ExpansionMode, Keypair, MiniSecretKey, PublicKey, SecretKey, Signature,
};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The context that Substrate signs in.
pub const CONTEXT: &[u8] = b"substrate";

/// Secret and public key.
pub struct Pair {
	/// Scalar and nonce seed.
	pub secret: [u8; 64],
	/// A compressed Ristretto point.
	pub public: [u8; 32],
}

impl From<Keypair> for Pair {
	fn from(keypair: Keypair) -> Self {
		Self {
			secret: keypair.secret.to_ed25519_bytes(),
			public: keypair.public.to_bytes(),
		}
	}
}

impl Drop for Pair {
	fn drop(&mut self) {
		self.secret.zeroize();
	}
}

/// The host's randomness, repeated as often as it is asked for. A signature mixes it with the nonce
/// seed and the message, so that a constant one still leaks nothing.
struct HostRandomness([u8; 32]);

impl RngCore for HostRandomness {
	fn next_u32(&mut self) -> u32 {
		rand_core::impls::next_u32_via_fill(self)
	}
	fn next_u64(&mut self) -> u64 {
		rand_core::impls::next_u64_via_fill(self)
	}
	fn fill_bytes(&mut self, bytes: &mut [u8]) {
		for (byte, random) in bytes.iter_mut().zip(self.0.iter().cycle()) {
			*byte = *random;
		}
	}
	fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
		self.fill_bytes(bytes);
		Ok(())
	}
}

impl CryptoRng for HostRandomness {}

impl Drop for HostRandomness {
	fn drop(&mut self) {
		self.0.zeroize();
	}
}

impl ZeroizeOnDrop for HostRandomness {}

/// Whether `signature` is that of `message` by `public`. Malformed keys and signatures are not.
pub fn verify(message: &[u8], signature: &[u8; 64], public: &[u8; 32]) -> bool {
	let (Ok(signature), Ok(public)) = (Signature::from_bytes(signature), PublicKey::from_bytes(public)) else {
		return false;
	};
	public
		.verify(signing_context(CONTEXT).bytes(message), &signature)
		.is_ok()
}

/// The signature of `message`; none if the secret or the public key is malformed.
pub fn sign(message: &[u8], secret: &[u8; 64], public: &[u8; 32], randomness: [u8; 32]) -> Option<[u8; 64]> {
	let public = PublicKey::from_bytes(public).ok()?;
	sign_as(&Signer::new(public), message, secret, randomness)
}

/// What signatures by one key have in common, so that it is worked out once.
pub struct Signer {
	public: PublicKey,
	context: SigningContext,
}

impl Signer {
	/// For a public key.
	pub fn new(public: PublicKey) -> Self {
		Self {
			public,
			context: signing_context(CONTEXT),
		}
	}

	/// Whether it is for that key.
	pub fn is_for(&self, public: &[u8; 32]) -> bool {
		self.public.as_compressed().as_bytes() == public
	}
}

/// [`sign`] by a key that signs again and again.
pub fn sign_as(signer: &Signer, message: &[u8], secret: &[u8; 64], randomness: [u8; 32]) -> Option<[u8; 64]> {
	let transcript = attach_rng(signer.context.bytes(message), HostRandomness(randomness));
	Some(read_secret(secret)?.sign(transcript, &signer.public).to_bytes())
}

/// The public key of a secret; none if it is malformed.
pub fn public_key(secret: &[u8; 64]) -> Option<[u8; 32]> {
	Some(read_secret(secret)?.to_public().to_bytes())
}

/// The keys of a 32-byte seed, expanded as Ed25519 does.
pub fn from_seed(seed: &[u8; 32]) -> Option<Pair> {
	let seed = MiniSecretKey::from_bytes(seed).ok()?;
	Some(seed.expand_to_keypair(ExpansionMode::Ed25519).into())
}

/// The child that only the holder of the secret can derive; none if the secret is malformed.
pub fn derive_hard(secret: &[u8; 64], chain_code: [u8; 32]) -> Option<Pair> {
	let (seed, _) = read_secret(secret)?.hard_derive_mini_secret_key(Some(ChainCode(chain_code)), []);
	Some(seed.expand_to_keypair(ExpansionMode::Ed25519).into())
}

/// The child whose public key anyone can derive; none if the secret is malformed. Its scalar is
/// determined; its nonce seed is drawn from `randomness`.
pub fn derive_soft(secret: &[u8; 64], chain_code: [u8; 32], randomness: [u8; 32]) -> Option<Pair> {
	let parent = Keypair::from(read_secret(secret)?);
	let (child, _) = parent.derived_key_simple_rng(ChainCode(chain_code), [], HostRandomness(randomness));
	Some(child.into())
}

/// The public key that [`derive_soft`] arrives at; none if `public` is malformed.
pub fn derive_soft_public(public: &[u8; 32], chain_code: [u8; 32]) -> Option<[u8; 32]> {
	let (child, _) = PublicKey::from_bytes(public)
		.ok()?
		.derived_key_simple(ChainCode(chain_code), []);
	Some(child.to_bytes())
}

fn read_secret(secret: &[u8; 64]) -> Option<SecretKey> {
	SecretKey::from_ed25519_bytes(secret).ok()
}

#[cfg(test)]
mod tests {
	use super::*;

	const SEED: [u8; 32] = [7; 32];
	const RANDOM: [u8; 32] = [3; 32];

	#[test]
	fn a_signature_verifies_and_a_changed_one_does_not() {
		let pair = from_seed(&SEED).expect("a seed");
		for message in [&b""[..], b"ganglion", &[0; 100_000]] {
			let mut signature = sign(message, &pair.secret, &pair.public, RANDOM).expect("a pair");
			assert!(verify(message, &signature, &pair.public));
			signature[5] ^= 1;
			assert!(!verify(message, &signature, &pair.public));
		}
	}

	#[test]
	fn a_signature_depends_on_the_randomness_but_repeats_with_it() {
		let pair = from_seed(&SEED).expect("a seed");
		let signed = |random| sign(b"message", &pair.secret, &pair.public, random);
		assert_eq!(signed(RANDOM), signed(RANDOM));
		assert_ne!(signed(RANDOM), signed([4; 32]));
	}

	#[test]
	fn the_public_key_follows_from_the_secret() {
		let pair = from_seed(&SEED).expect("a seed");
		assert_eq!(public_key(&pair.secret), Some(pair.public));
	}

	#[test]
	fn the_development_key_alice() {
		// the phrase "bottom drive obey lake curtain smoke basket hold race lonely fit walk" as a seed
		let seed = hex("fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e");
		let mut chain_code = [0; 32];
		chain_code[..6].copy_from_slice(b"\x14Alice");
		let root = from_seed(&seed).expect("a seed");
		let alice = derive_hard(&root.secret, chain_code).expect("a secret");
		assert_eq!(
			alice.public,
			hex("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")
		);
	}

	#[test]
	fn soft_children_have_the_same_public_key_either_way() {
		let pair = from_seed(&SEED).expect("a seed");
		let child = derive_soft(&pair.secret, [1; 32], RANDOM).expect("a secret");
		assert_eq!(derive_soft_public(&pair.public, [1; 32]), Some(child.public));
		let signature = sign(b"m", &child.secret, &child.public, RANDOM).expect("a pair");
		assert!(verify(b"m", &signature, &child.public));
	}

	#[test]
	fn malformed_keys_are_refused() {
		assert!(public_key(&[0xff; 64]).is_none());
		assert!(derive_hard(&[0xff; 64], [0; 32]).is_none());
		assert!(derive_soft(&[0xff; 64], [0; 32], RANDOM).is_none());
		assert!(derive_soft_public(&[0xff; 32], [0; 32]).is_none());
		let pair = from_seed(&SEED).expect("a seed");
		assert!(sign(b"m", &pair.secret, &[0xff; 32], RANDOM).is_none());
		assert!(!verify(b"m", &[0xff; 64], &pair.public));
		assert!(!verify(b"m", &[0; 64], &pair.public));
	}

	fn hex(text: &str) -> [u8; 32] {
		core::array::from_fn(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).expect("hex"))
	}
}
