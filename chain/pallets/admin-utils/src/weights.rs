//! What the pallet's calls weigh: all of one kind the same. By the benchmarks: see `measured.rs`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

use crate::measured;

/// What the calls weigh.
pub trait WeightInfo {
	/// A call that sets a hyperparameter of one subnet.
	fn set_subnet_parameter() -> Weight;
	/// `sudo_set_mechanism_count` where `n` neurons, all mechanisms counted, lose their rows and commits.
	fn set_mechanism_count(n: u32) -> Weight;
	/// A call that sets a parameter of the chain.
	fn set_chain_parameter() -> Weight;
	/// `sudo_trim_to_max_allowed_uids` of a subnet with `n` neurons.
	fn trim_to_max_allowed_uids(n: u32) -> Weight;
	/// `swap_authorities` for `keys` authors.
	fn swap_authorities(keys: u32) -> Weight;
	/// `schedule_grandpa_change` for `keys` finalizers.
	fn schedule_grandpa_change(keys: u32) -> Weight;
}

/// The weights of a chain with the database prices of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_subnet_parameter() -> Weight {
		measured::set_subnet_parameter(&T::DbWeight::get())
	}

	/// Besides the value: of each neuron key and commits are read, and rows and commits removed.
	fn set_mechanism_count(n: u32) -> Weight {
		let n = u64::from(n);
		Self::set_subnet_parameter()
			.saturating_add(Weight::from_parts(n.saturating_mul(4_000_000), 0))
			.saturating_add(T::DbWeight::get().reads_writes(
				n.saturating_mul(2).saturating_add(4),
				n.saturating_mul(3).saturating_add(36),
			))
	}

	fn set_chain_parameter() -> Weight {
		measured::set_chain_parameter(&T::DbWeight::get())
	}

	/// Of each neuron key, age, commits and both rows are read; key, uid and age, or the four that go, are written,
	/// and the rows of validators.
	fn trim_to_max_allowed_uids(n: u32) -> Weight {
		let n = u64::from(n);
		Weight::from_parts(n.saturating_mul(15_000_000), 0).saturating_add(
			T::DbWeight::get().reads_writes(n.saturating_mul(6), n.saturating_mul(4).saturating_add(300)),
		)
	}

	/// Writes: the authors and the block's digest.
	fn swap_authorities(keys: u32) -> Weight {
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(200_000, 0).saturating_mul(keys.into()))
			.saturating_add(T::DbWeight::get().reads_writes(1, 2))
	}

	/// Reads: pending change, next forced one, set. Writes: those, and when it is made authorities and digest.
	fn schedule_grandpa_change(keys: u32) -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(Weight::from_parts(200_000, 0).saturating_mul(keys.into()))
			.saturating_add(T::DbWeight::get().reads_writes(4, 6))
	}
}

impl WeightInfo for () {
	fn set_subnet_parameter() -> Weight {
		Weight::zero()
	}

	fn set_mechanism_count(_n: u32) -> Weight {
		Weight::zero()
	}

	fn set_chain_parameter() -> Weight {
		Weight::zero()
	}

	fn trim_to_max_allowed_uids(_n: u32) -> Weight {
		Weight::zero()
	}

	fn swap_authorities(_: u32) -> Weight {
		Weight::zero()
	}

	fn schedule_grandpa_change(_: u32) -> Weight {
		Weight::zero()
	}
}
