//! What calls and hooks cost, measured: written by `npm run weights`, not by hand.
//!
//! Computing in picoseconds, on one thread of AMD EPYC in V8 11.3.244.8-node.38.
//! Reads and writes at the database's price.

use frame_support::weights::{RuntimeDbWeight, Weight};

/// `set_subnet_parameter`: 0.026 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_subnet_parameter(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(26_000_000, 0).saturating_add(db.reads_writes(8, 2))
}

/// `set_chain_parameter`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_chain_parameter(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(0, 1))
}
