//! What calls and hooks cost, measured: written by `npm run weights`, not by hand.
//!
//! Computing in picoseconds, on one thread of AMD EPYC in V8 11.3.244.8-node.38.
//! Reads and writes at the database's price.

use frame_support::weights::{RuntimeDbWeight, Weight};

/// What is measured, by the names of calls where it is calls.
pub const MEASURED: &[&str] = &["write_pulse", "set_beacon_config"];

/// `write_pulse`: 70.125 ms of computing at most where it was measured; the formula is above each
/// point, by 0.572 ms at most.
pub fn write_pulse(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(322_653_480, 0)
		.saturating_add(db.reads_writes(4, 2))
		.saturating_add(Weight::from_parts(6_947_674_289, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), u64::from(x).saturating_mul(1015).div_ceil(1_000)))
		.saturating_add(Weight::from_parts(3_256_036, 0).saturating_mul(y.into()))
		.saturating_add(db.reads_writes(0, u64::from(y).saturating_mul(1008).div_ceil(1_000)))
}

/// `set_beacon_config`: 1.521 ms of computing at most where it was measured; the formula is above each
/// point, by 0.131 ms at most.
pub fn set_beacon_config(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(958_172_328, 0)
		.saturating_add(db.reads_writes(1, 3))
		.saturating_add(Weight::from_parts(615_098, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), u64::from(x)))
}
