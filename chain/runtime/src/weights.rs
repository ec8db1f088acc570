//! The figures that block space and fees are measured in. Every literal weight of the runtime is here
//! or in a pallet's own `weights.rs`.

use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	weights::{
		constants::{WEIGHT_REF_TIME_PER_MICROS, WEIGHT_REF_TIME_PER_SECOND},
		RuntimeDbWeight, Weight, WeightToFee,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::Perbill;

use crate::Balance;

/// The share of a block that ordinary transactions may fill. The rest is kept for operational ones
/// and for what the chain itself does in a block.
pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

/// What executing one block may take: 4 s of computing. A solochain has no proof size limit.
pub const MAXIMUM_BLOCK_WEIGHT: Weight = Weight::from_parts(4 * WEIGHT_REF_TIME_PER_SECOND, u64::MAX);

/// The bytes of all transactions of one block: 10 MiB.
pub const MAXIMUM_BLOCK_LENGTH: u32 = 10 * 1024 * 1024;

parameter_types! {
	pub RuntimeBlockWeights: BlockWeights =
		BlockWeights::with_sensible_defaults(MAXIMUM_BLOCK_WEIGHT, NORMAL_DISPATCH_RATIO);
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAXIMUM_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |max| *max = NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_LENGTH)
		.build();
}

parameter_types! {
	/// What one read and one write of the state take. 8 us a read is what ParityDB, the node's database, takes; the
	/// embedded host's takes 4.3 us from a million keys (`docs/benchmarks.md`). 100 us a write is RocksDB's, twice
	/// ParityDB's: the embedded host writes the trie and the history along.
	pub const DatabasePrices: RuntimeDbWeight = RuntimeDbWeight {
		read: 8 * WEIGHT_REF_TIME_PER_MICROS,
		write: 100 * WEIGHT_REF_TIME_PER_MICROS,
	};
}

/// What one read and one write of the state take.
#[cfg(not(test))]
pub type DbWeight = DatabasePrices;
/// The same, unless a test asks which reads and writes a weight is made of.
#[cfg(test)]
pub type DbWeight = crate::tests::declared::Prices;

/// Rao for computing: 0.0005 rao a picosecond of `ref_time`, rounded down. Proof size is free.
pub struct ComputingFee;

impl WeightToFee for ComputingFee {
	type Balance = Balance;

	fn weight_to_fee(weight: &Weight) -> Balance {
		const PICOSECONDS_PER_RAO: u64 = 2_000;
		weight.ref_time() / PICOSECONDS_PER_RAO
	}
}

/// Rao for space: 1 rao a byte of the encoded transaction.
pub struct LengthFee;

impl WeightToFee for LengthFee {
	type Balance = Balance;

	fn weight_to_fee(length: &Weight) -> Balance {
		// the payment pallet hands the length over as `ref_time`
		length.ref_time()
	}
}
