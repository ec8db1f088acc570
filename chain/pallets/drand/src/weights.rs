//! What the pallet's calls weigh. A pulse costs two pairings and a hash to the curve, measured in the artifact
//! under V8 and rounded up; the rest are reads and writes at the database's prices.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// Picoseconds to verify a pulse.
const VERIFY_PULSE: u64 = 40_000_000_000;
/// Picoseconds to check that bytes are a public key.
const CHECK_KEY: u64 = 10_000_000_000;

/// What the calls weigh.
pub trait WeightInfo {
	/// `write_pulse` with `p` pulses that removes `r` old ones at most.
	fn write_pulse(p: u32, r: u32) -> Weight;
	/// `set_beacon_config` where `k` pulses are stored.
	fn set_beacon_config(k: u32) -> Weight;
}

/// The weights of a chain with the database prices of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn write_pulse(p: u32, r: u32) -> Weight {
		write_pulse(p, r, &T::DbWeight::get())
	}

	fn set_beacon_config(k: u32) -> Weight {
		set_beacon_config(k, &T::DbWeight::get())
	}
}

/// Weights on RocksDB, for tests.
impl WeightInfo for () {
	fn write_pulse(p: u32, r: u32) -> Weight {
		write_pulse(p, r, &RocksDbWeight::get())
	}

	fn set_beacon_config(k: u32) -> Weight {
		set_beacon_config(k, &RocksDbWeight::get())
	}
}

fn write_pulse(p: u32, r: u32, db: &RuntimeDbWeight) -> Weight {
	let (p, r) = (u64::from(p), u64::from(r));
	Weight::from_parts(p.saturating_mul(VERIFY_PULSE).saturating_add(50_000_000), 4_000).saturating_add(
		db.reads_writes(
			p.saturating_add(r).saturating_add(4),
			p.saturating_add(r).saturating_add(2),
		),
	)
}

fn set_beacon_config(k: u32, db: &RuntimeDbWeight) -> Weight {
	let k = u64::from(k);
	Weight::from_parts(CHECK_KEY, 4_000).saturating_add(db.reads_writes(k.saturating_add(1), k.saturating_add(3)))
}
