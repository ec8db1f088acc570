//! Schnorr signatures on Ristretto255 (sr25519) for JavaScript, and ed25519's checks for keys that sign often.
//!
//! [`keys`] does the work on plain byte arrays, [`known_keys`] checks faster by [`multiples`] that it keeps of
//! a key; `exports` is the WebAssembly interface around them: one region of fixed places for keys and signatures, one area for the message, no pointers from
//! outside, no allocator and no imports. Randomness is given by the host.

#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
mod exports;
pub mod keys;
pub mod known_keys;
pub mod multiples;
