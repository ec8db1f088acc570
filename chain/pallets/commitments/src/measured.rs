//! What calls and hooks cost, measured: written by `npm run weights`, not by hand.
//!
//! Computing in picoseconds, on one thread of AMD EPYC in V8 11.3.244.8-node.38.
//! Reads and writes at the database's price.

use frame_support::weights::{RuntimeDbWeight, Weight};

/// What is measured, by the names of calls where it is calls.
pub const MEASURED: &[&str] = &[
	"set_commitment",
	"set_commitment_resetting_bonds",
	"set_max_space",
	"check_commitment",
	"on_initialize",
];

/// `set_commitment`: 0.024 ms of computing at most where it was measured; the formula is above each
/// point, by 0.004 ms at most.
pub fn set_commitment(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(23_900_000, 0)
		.saturating_add(db.reads_writes(7, 10))
		.saturating_add(Weight::from_parts(98, 0).saturating_mul(x.into()))
}

/// `set_commitment_resetting_bonds`: 2.656 ms of computing at most where it was measured; the formula is above each
/// point, by 0.683 ms at most.
pub fn set_commitment_resetting_bonds(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(307_299_533, 0)
		.saturating_add(db.reads_writes(10, 8))
		.saturating_add(Weight::from_parts(9_174_611, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), u64::from(x)))
}

/// `set_max_space`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_max_space(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `check_commitment`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn check_commitment(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(4, 0))
}

/// `on_initialize`: 55.329 ms of computing at most where it was measured; the formula is above each
/// point, by 2.687 ms at most.
pub fn on_initialize(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(1_608_821_228, 0)
		.saturating_add(db.reads_writes(4, 1))
		.saturating_add(Weight::from_parts(681_878, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(1002).div_ceil(1_000), 0))
		.saturating_add(Weight::from_parts(6_700_447_205, 0).saturating_mul(y.into()))
		.saturating_add(db.reads_writes(
			u64::from(y).saturating_mul(3199).div_ceil(1_000),
			u64::from(y).saturating_mul(4),
		))
}
