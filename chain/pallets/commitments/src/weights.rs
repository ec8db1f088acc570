//! What calls and hooks weigh, by the benchmarks: [`crate::measured`], written by `npm run weights`.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// The weights of a chain with the database prices of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

/// Declares the weights, for a database's prices and, in tests, for those of RocksDB.
macro_rules! weights {
	($($(#[$doc:meta])* $name:ident($($letter:ident),*);)*) => {
		/// What the calls and hooks weigh.
		pub trait WeightInfo {
			$($(#[$doc])* fn $name($($letter: u32),*) -> Weight;)*
		}

		impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
			$(fn $name($($letter: u32),*) -> Weight {
				figures::$name($($letter,)* &T::DbWeight::get())
			})*
		}

		impl WeightInfo for () {
			$(fn $name($($letter: u32),*) -> Weight {
				figures::$name($($letter,)* &RocksDbWeight::get())
			})*
		}
	};
}

weights! {
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
}
