//! Placeholder.
use frame_support::weights::{RuntimeDbWeight, Weight};
/// m
pub const MEASURED: &[&str] = &[
	"set_commitment",
	"set_commitment_resetting_bonds",
	"set_max_space",
	"check_commitment",
	"on_initialize",
];
/// p
pub fn set_commitment(b: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = b;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_commitment_resetting_bonds(n: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = n;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_max_space(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn check_commitment(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn on_initialize(r: u32, k: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = r;
	let _ = k;
	Weight::zero().saturating_add(db.reads(0))
}
