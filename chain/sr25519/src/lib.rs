//! Schnorr signatures on Ristretto255 (sr25519) for JavaScript.
//!
//! [`keys`] does the work on plain byte arrays; `exports` is the WebAssembly interface around it:
//! one region of fixed places for keys and signatures, one area for the message, no pointers from
//! outside, no allocator and no imports. Randomness is given by the host.

#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
mod exports;
pub mod keys;
