//! Placeholder.
use frame_support::weights::{RuntimeDbWeight, Weight};
/// m
pub const MEASURED: &[&str] = &["write_pulse", "set_beacon_config"];
/// p
pub fn write_pulse(p: u32, r: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = p;
	let _ = r;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_beacon_config(k: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = k;
	Weight::zero().saturating_add(db.reads(0))
}
