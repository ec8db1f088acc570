//! The runtime of the Ganglion chain: which pallets there are, at which index, and in which order a
//! transaction is checked. Each pallet's settings are in `configs/`, the calls that a node or the
//! embedded chain makes are in `apis.rs`, the genesis presets in `presets.rs`, and the figures that
//! block space is measured in are in `weights.rs`.
//!
//! Names and indices follow the chain that Ganglion's clients already speak to (see `docs/chain.md`).
//! What is ours alone has an index of 40 and above.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

pub mod account_nonces;
#[cfg(any(test, feature = "runtime-benchmarks"))]
#[macro_use]
mod cases;
#[cfg(feature = "runtime-benchmarks")]
#[macro_use]
mod benchmarks;
pub mod apis;
pub mod calls;
pub mod chain_clock;
pub mod configs;
pub mod ganglion_api;
pub mod info;
pub mod mev_shield;
pub mod presets;
pub mod proxies;
pub mod regenesis;
pub mod swap;
pub mod weights;

#[cfg(test)]
mod tests;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

/// A balance in rao: 1 token is 1e9 rao.
pub type Balance = u64;
/// A block's number.
pub type BlockNumber = u32;
/// A signature of any of the supported schemes (sr25519, ed25519, ecdsa).
pub type Signature = MultiSignature;
/// 32 bytes that name an account.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How an account is written in a transaction.
pub type Address = MultiAddress<AccountId, ()>;
/// The number of an account's next transaction (`account_nonces` says where it begins).
pub type Nonce = u32;
/// BLAKE2b-256 of a block's header, a transaction and so on.
pub type Hash = sp_core::H256;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What a signed transaction is checked against, in this order.
pub type TxExtension = (
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	pallet_subnets::SubtensorTransactionExtension<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
);

/// A transaction as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// What executes a block.
pub type Executive =
	frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

impl_opaque_keys! {
	/// The keys of an authority: it authors with the first and finalizes with the second.
	pub struct SessionKeys {
		pub aura: Aura,
		pub grandpa: Grandpa,
	}
}

/// The version of this runtime. `spec_version` rises with every change of what the chain does,
/// `transaction_version` when a transaction signed before the change would mean something else.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("ganglion"),
	impl_name: Cow::Borrowed("ganglion"),
	authoring_version: 1,
	spec_version: 4,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;

	#[runtime::pallet_index(2)]
	pub type Timestamp = pallet_timestamp;

	#[runtime::pallet_index(3)]
	pub type Aura = pallet_aura;

	#[runtime::pallet_index(4)]
	pub type Grandpa = pallet_grandpa;

	#[runtime::pallet_index(5)]
	pub type Balances = pallet_balances;

	#[runtime::pallet_index(6)]
	pub type TransactionPayment = pallet_transaction_payment;

	#[runtime::pallet_index(7)]
	pub type SubtensorModule = pallet_subnets;

	#[runtime::pallet_index(11)]
	pub type Utility = pallet_utility;

	#[runtime::pallet_index(12)]
	pub type Sudo = pallet_sudo;

	#[runtime::pallet_index(13)]
	pub type Multisig = pallet_multisig;

	#[runtime::pallet_index(14)]
	pub type Preimage = pallet_preimage;

	#[runtime::pallet_index(15)]
	pub type Scheduler = pallet_scheduler;

	#[runtime::pallet_index(16)]
	pub type Proxy = pallet_proxy;

	#[runtime::pallet_index(18)]
	pub type Commitments = pallet_commitments;

	#[runtime::pallet_index(19)]
	pub type AdminUtils = pallet_admin_utils;

	#[runtime::pallet_index(20)]
	pub type SafeMode = pallet_safe_mode;

	#[runtime::pallet_index(28)]
	pub type Swap = crate::swap;

	#[runtime::pallet_index(30)]
	pub type MevShield = crate::mev_shield;

	#[runtime::pallet_index(26)]
	pub type Drand = pallet_drand;

	#[runtime::pallet_index(40)]
	pub type Tasks = pallet_tasks;

	#[runtime::pallet_index(41)]
	pub type ChainClock = crate::chain_clock;

	#[runtime::pallet_index(42)]
	pub type AccountNonces = crate::account_nonces;
}
