//! What the calls weigh, by the benchmarks: [`crate::measured`], written by `npm run weights`.

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
	/// `write_pulse` with `p` pulses, which looks at `r` old ones to remove them
	write_pulse(p, r);
	/// `set_beacon_config` where `k` pulses are stored
	set_beacon_config(k);
}

mod figures {
	pub use crate::measured::*;
}
