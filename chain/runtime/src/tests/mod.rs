//! The runtime as a whole, run natively: genesis, what its parts agree on, and blocks with signed transactions.

mod authorities;
mod blocks;
mod calls;
mod chain;
mod commitments;
mod counting;
pub mod declared;
mod delegation;
mod filter;
mod free_calls;
mod genesis;
mod info;
mod lifecycle;
mod nonces;
mod proxies;
mod regenesis;
mod safe_mode;
mod spread_epoch;
