//! Balances and what a transaction costs.

use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU8, VariantCountOf},
};
use pallet_subnets::{BurnDust, BurnFees};
use pallet_transaction_payment::{ConstFeeMultiplier, FungibleAdapter, Multiplier};
use sp_runtime::FixedU128;

use crate::{
	weights::{ComputingFee, LengthFee},
	Balance, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, System,
};

parameter_types! {
	/// The least that an account holds, in rao. Below it the account is removed.
	pub const ExistentialDeposit: Balance = 500;
	/// Fees do not rise with congestion.
	pub FeeMultiplier: Multiplier = FixedU128::from_u32(1);
}

/// The most locks and the most named reserves that an account may have.
const MAX_LOCKS: u32 = 50;

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = BurnDust<Runtime>;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<MAX_LOCKS>;
	type MaxReserves = ConstU32<MAX_LOCKS>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, BurnFees<Runtime>>;
	type WeightToFee = ComputingFee;
	type LengthToFee = LengthFee;
	type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
	type OperationalFeeMultiplier = ConstU8<1>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}
