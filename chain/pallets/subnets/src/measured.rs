//! What calls and hooks cost, measured: written by `npm run weights`, not by hand.
//!
//! Computing in picoseconds, on one thread of AMD EPYC in V8 11.3.244.8-node.38.
//! Reads and writes at the database's price.

use frame_support::weights::{RuntimeDbWeight, Weight};

/// `start_call`: 0.039 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn start_call(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(39_000_000, 0).saturating_add(db.reads_writes(5, 3))
}

/// `burned_register_with_room`: 0.174 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn burned_register_with_room(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(174_000_000, 0).saturating_add(db.reads_writes(29, 24))
}

/// `burned_register`: 10.281 ms of computing at most where it was measured; the formula is above each
/// point, by 1.859 ms at most.
pub fn burned_register(n: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(802_310_331, 0)
		.saturating_add(db.reads_writes(33, 26))
		.saturating_add(Weight::from_parts(37_026_132, 0).saturating_mul(n.into()))
		.saturating_add(db.reads_writes(u64::from(n).saturating_mul(4), u64::from(n).saturating_mul(2)))
}

/// `serve_axon`: 0.020 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn serve_axon(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(20_000_000, 0).saturating_add(db.reads_writes(5, 1))
}

/// `add_stake`: 0.127 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn add_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(127_000_000, 0).saturating_add(db.reads_writes(13, 9))
}

/// `remove_stake`: 0.144 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn remove_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(144_000_000, 0).saturating_add(db.reads_writes(11, 8))
}

/// `move_stake`: 0.130 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn move_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(130_000_000, 0).saturating_add(db.reads_writes(18, 11))
}

/// `transfer_stake`: 0.123 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn transfer_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(123_000_000, 0).saturating_add(db.reads_writes(19, 12))
}

/// `swap_stake`: 0.118 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn swap_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(118_000_000, 0).saturating_add(db.reads_writes(17, 12))
}

/// `unstake_all`: 16.611 ms of computing at most where it was measured; the formula is above each
/// point, by 0.570 ms at most.
pub fn unstake_all(s: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(299_257_770, 0)
		.saturating_add(db.reads_writes(7, 4))
		.saturating_add(Weight::from_parts(130_217_432, 0).saturating_mul(s.into()))
		.saturating_add(db.reads_writes(u64::from(s).saturating_mul(6), u64::from(s).saturating_mul(4)))
}

/// `set_weights`: 0.108 ms of computing at most where it was measured; the formula is above each
/// point, by 0.012 ms at most.
pub fn set_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(98_902_521, 0)
		.saturating_add(db.reads_writes(11, 2))
		.saturating_add(Weight::from_parts(68_908, 0).saturating_mul(w.into()))
}

/// `commit_weights`: 0.125 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn commit_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(125_000_000, 0).saturating_add(db.reads_writes(10, 2))
}

/// `reveal_weights`: 0.730 ms of computing at most where it was measured; the formula is above each
/// point, by 0.032 ms at most.
pub fn reveal_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(144_156_863, 0)
		.saturating_add(db.reads_writes(12, 2))
		.saturating_add(Weight::from_parts(2_414_566, 0).saturating_mul(w.into()))
		.saturating_add(db.reads_writes(u64::from(w), 0))
}

/// `check_call`: 0.053 ms of computing at most where it was measured; the formula is above each
/// point, by 0.008 ms at most.
pub fn check_call(w: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = w;
	Weight::from_parts(53_000_000, 0).saturating_add(db.reads_writes(10, 0))
}

/// `on_initialize`: 7.173 ms of computing at most where it was measured; the formula is above each
/// point, by 1.187 ms at most.
pub fn on_initialize(s: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(687_881_745, 0)
		.saturating_add(db.reads_writes(10, 5))
		.saturating_add(Weight::from_parts(50_664_986, 0).saturating_mul(s.into()))
		.saturating_add(db.reads_writes(u64::from(s).saturating_mul(18), u64::from(s).saturating_mul(6)))
}
