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

/// `set_commitment`: 0.049 ms of computing at most where it was measured; the formula is above each
/// point, by 0.001 ms at most.
pub fn set_commitment(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(47_400_000, 0)
		.saturating_add(db.reads_writes(6, 10))
		.saturating_add(Weight::from_parts(781, 0).saturating_mul(x.into()))
}

/// `set_commitment_resetting_bonds`: 3.106 ms of computing at most where it was measured; the formula is above each
/// point, by 0.569 ms at most.
pub fn set_commitment_resetting_bonds(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(246_752_722, 0)
		.saturating_add(db.reads_writes(9, 8))
		.saturating_add(Weight::from_parts(11_168_935, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), u64::from(x)))
}

/// `set_max_space`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_max_space(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `check_commitment`: 0.009 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn check_commitment(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(9_000_000, 0).saturating_add(db.reads_writes(4, 0))
}

/// `on_initialize`: 0.016 ms of computing at most where it was measured; the formula is above each
/// point, by 0.005 ms at most.
pub fn on_initialize(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = y;
	Weight::from_parts(14_281_115, 0)
		.saturating_add(db.reads_writes(0, 0))
		.saturating_add(Weight::from_parts(8_359, 0).saturating_mul(x.into()))
}
