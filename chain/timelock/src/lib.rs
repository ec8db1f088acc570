//! Timelock encryption: a message that nobody can read before a beacon signs a certain round, and everybody
//! can after it.
//!
//! # Key terms
//! - *Beacon*: somebody (for drand's quicknet, a committee that trusts no single member) who signs the number
//!   of each *round* at a fixed time. A round and its signature are a *pulse*.
//! - *Scheme*: drand's `bls-unchained-g1-rfc9380`, BLS on BLS12-381. The signature of a round is a point of G1,
//!   `x * H(sha256(round))` with x the beacon's secret, round as 8 bytes, big-endian, and H the hash to the
//!   curve of RFC 9380; the public key is `x * g2`, a point of G2.
//! - *Sealed message*: identity-based encryption (Boneh and Franklin, FullIdent) whose identity is a round: the
//!   beacon's signature of the round is the key that opens it.
//!
//! The format is that of the `tle` crate by Ideal Labs, which Bittensor's SDK writes: see [`mod@open`].
//!
//! Nothing here reads storage or a clock; [`Beacon`] is how a chain tells what its beacon has signed.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

mod beacon;
mod ciphertext;
pub mod open;
mod points;
#[cfg(feature = "seal")]
mod seal;
mod verify;

pub use beacon::{round_at, Beacon};
pub use ciphertext::{longest_sealed, Ciphertext, MalformedCiphertext};
pub use open::{open, OpenError};
#[cfg(feature = "seal")]
pub use seal::{public_key, seal, sign, InvalidInput, Secrets};
pub use verify::{is_public_key, verify, PulseError};

/// Bytes of a signature: a compressed point of G1.
pub const SIGNATURE_BYTES: usize = 48;

/// Bytes of a public key: a compressed point of G2.
pub const PUBLIC_KEY_BYTES: usize = 96;
