//! What calls and hooks weigh, by the benchmarks: [`crate::measured`], written by `npm run weights`.

ganglion_weights::weights! {
	/// `set_commitment` with fields of `b` bytes
	set_commitment(b);
	/// `set_commitment` that makes the bonds begin anew that `n` neurons have, all mechanisms counted
	set_commitment_resetting_bonds(n);
	/// `set_max_space`
	set_max_space();
	/// The pool's look at a commitment
	check_commitment();
	/// A block that looks at `r` rounds and opens `k` fields
	on_initialize(r, k);
}

mod figures {
	pub use crate::measured::*;

	use frame_support::weights::{RuntimeDbWeight, Weight};

	/// Picoseconds to open a field: a pairing and a multiplication in G2. Measured in V8 they are a fifth of it, once its
	/// optimizing compiler has come to them; the first after a start are not so lucky.
	const OPEN_FIELD: u64 = 40_000_000_000;

	/// As measured, but not below what its parts are: where the runtime follows no beacon there was nothing to measure.
	/// Reads: last and next round, a round's list, and of a field its commitment, its rounds, what was revealed and the
	/// pulse. Writes: next round, and of a field its list, rounds, commitment and what was revealed.
	pub fn on_initialize(r: u32, k: u32, db: &RuntimeDbWeight) -> Weight {
		let field = Weight::from_parts(OPEN_FIELD, 0).saturating_add(db.reads_writes(6, 4));
		let parts = Weight::from_parts(5_000_000, 0)
			.saturating_add(db.reads_writes(2, 1))
			.saturating_add(db.reads(1).saturating_mul(r.into()))
			.saturating_add(field.saturating_mul(k.into()));
		crate::measured::on_initialize(r, k, db).max(parts)
	}
}
