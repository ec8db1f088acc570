//! What calls and hooks weigh. Estimates from the operations each does (reads and writes at the database's prices, the
//! pairings of a timelock at a millisecond), until they are measured by benchmarks.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What calls and hooks weigh.
pub trait WeightInfo {
	/// `set_commitment` with fields of `bytes` bytes.
	fn set_commitment(bytes: u32) -> Weight;
	/// `set_max_space`.
	fn set_max_space() -> Weight;
	/// The pool's look at a commitment.
	fn check_commitment() -> Weight;
	/// A block that looks at `rounds` rounds and opens `fields` fields.
	fn on_initialize(rounds: u32, fields: u32) -> Weight;
}

/// The weights of a chain with the database prices of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads: uid, epoch, used and greatest space, rounds, next round; with a flag, hyperparameter and bonds. Writes:
	/// commitment, block, used space, rounds, and three of them listed anew and taken off.
	fn set_commitment(bytes: u32) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(2_000, 0).saturating_mul(bytes.into()))
			.saturating_add(T::DbWeight::get().reads_writes(9, 11))
	}

	/// Writes: the value.
	fn set_max_space() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}

	/// Reads: uid, epoch, used and greatest space.
	fn check_commitment() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(T::DbWeight::get().reads(4))
	}

	/// Reads: last and next round; a round's list; of a field its commitment, its rounds, what was revealed and the
	/// pulse. Writes: next round; of a field its list, rounds, commitment and what was revealed.
	fn on_initialize(rounds: u32, fields: u32) -> Weight {
		// a pairing and a multiplication in G2, as for weights
		let field = Weight::from_parts(40_000_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(5, 4));
		Weight::from_parts(5_000_000, 0)
			.saturating_add(T::DbWeight::get().reads_writes(2, 1))
			.saturating_add(T::DbWeight::get().reads(1).saturating_mul(rounds.into()))
			.saturating_add(field.saturating_mul(fields.into()))
	}
}

impl WeightInfo for () {
	fn set_commitment(_: u32) -> Weight {
		Weight::zero()
	}

	fn set_max_space() -> Weight {
		Weight::zero()
	}

	fn check_commitment() -> Weight {
		Weight::zero()
	}

	fn on_initialize(_: u32, _: u32) -> Weight {
		Weight::zero()
	}
}
