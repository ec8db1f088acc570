//! How a pallet declares what its calls and hooks weigh.
//!
//! # Usage
//! `weights! { /// `publish` with an address of `b` bytes  publish(b); }` makes the trait `WeightInfo` with a function
//! for each line, whose components are `u32`, and implements it twice: for `SubstrateWeight<T>`, at the prices of the
//! chain's database, and for `()`, at those of RocksDB, which tests take. Both call the function of that name in the
//! caller's module `figures`, with the prices as its last argument.

#![no_std]

#[doc(hidden)]
pub mod parts {
	pub use core::marker::PhantomData;
	pub use frame_support::{
		traits::Get,
		weights::{constants::RocksDbWeight, Weight},
	};
	pub use frame_system::Config;
}

/// Declares a pallet's weights; see the crate.
#[macro_export]
macro_rules! weights {
	($($(#[$doc:meta])* $name:ident($($letter:ident),*);)*) => {
		/// The weights of a chain with the database prices of `T`.
		pub struct SubstrateWeight<T>($crate::parts::PhantomData<T>);

		/// What the calls and hooks weigh.
		pub trait WeightInfo {
			$($(#[$doc])* fn $name($($letter: u32),*) -> $crate::parts::Weight;)*
		}

		impl<T: $crate::parts::Config> WeightInfo for SubstrateWeight<T> {
			$(fn $name($($letter: u32),*) -> $crate::parts::Weight {
				figures::$name($($letter,)* &<T::DbWeight as $crate::parts::Get<_>>::get())
			})*
		}

		impl WeightInfo for () {
			$(fn $name($($letter: u32),*) -> $crate::parts::Weight {
				figures::$name($($letter,)* &<$crate::parts::RocksDbWeight as $crate::parts::Get<_>>::get())
			})*
		}
	};
}
