//! System, Utility, Sudo, the chain's clock and its accounts' nonces.

use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, InsideBoth},
};
use sp_runtime::traits::AccountIdLookup;
use sp_version::RuntimeVersion;

use crate::{
	account_nonces::{self, AccountNonce, KeepNonce},
	calls::BookkeptCalls,
	chain_clock,
	weights::{DbWeight, RuntimeBlockLength, RuntimeBlockWeights},
	AccountId, Balance, Block, BlockNumber, Hash, OriginCaller, PalletInfo, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeOrigin, RuntimeTask, SafeMode, VERSION,
};

/// How many accounts may depend on one account at the same time.
const MAX_CONSUMERS: u32 = 16;

parameter_types! {
	/// How long a transaction's era may reach back, in blocks.
	pub const BlockHashCount: BlockNumber = 4096;
	pub const Version: RuntimeVersion = VERSION;
	/// The prefix of addresses written in SS58.
	pub const Ss58Prefix: u16 = 42;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = InsideBoth<SafeMode, BookkeptCalls>;
	type Block = Block;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type AccountId = AccountId;
	type Nonce = AccountNonce;
	type OnKilledAccount = KeepNonce;
	type Hash = Hash;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type BlockHashCount = BlockHashCount;
	type DbWeight = DbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type SS58Prefix = Ss58Prefix;
	type MaxConsumers = ConstU32<MAX_CONSUMERS>;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}

impl chain_clock::Config for Runtime {}

impl account_nonces::Config for Runtime {}
