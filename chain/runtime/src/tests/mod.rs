//! The runtime as a whole, run natively: genesis, what its parts agree on, and blocks with signed transactions.

mod blocks;
mod chain;
mod filter;
mod genesis;
mod info;
