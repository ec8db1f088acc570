//! What the node asks of the runtime, declared and never called: the blob in the chain spec answers.
//!
//! Because nothing of the runtime is linked, one build of the node runs every version of it.

use crate::types::{AccountId, Balance, Block, Nonce};
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::Block as BlockT,
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};

/// Stands where a node with a linked runtime names it.
#[expect(dead_code, reason = "only its traits' other side, the client's calls, is used")]
struct Declared;

/// Native code is never run: sc-executor knows WebAssembly only.
macro_rules! in_the_blob {
	() => {
		unreachable!("the executor runs the blob of the chain spec, never this declaration")
	};
}

sp_api::impl_runtime_apis! {
	impl sp_api::Core<Block> for Declared {
		fn version() -> sp_version::RuntimeVersion {
			in_the_blob!()
		}
		fn execute_block(_: <Block as BlockT>::LazyBlock) {
			in_the_blob!()
		}
		fn initialize_block(_: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
			in_the_blob!()
		}
	}

	impl sp_api::Metadata<Block> for Declared {
		fn metadata() -> OpaqueMetadata {
			in_the_blob!()
		}
		fn metadata_at_version(_: u32) -> Option<OpaqueMetadata> {
			in_the_blob!()
		}
		fn metadata_versions() -> Vec<u32> {
			in_the_blob!()
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Declared {
		fn apply_extrinsic(_: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			in_the_blob!()
		}
		fn finalize_block() -> <Block as BlockT>::Header {
			in_the_blob!()
		}
		fn inherent_extrinsics(_: sp_inherents::InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			in_the_blob!()
		}
		fn check_inherents(
			_: <Block as BlockT>::LazyBlock,
			_: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			in_the_blob!()
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Declared {
		fn validate_transaction(
			_: TransactionSource,
			_: <Block as BlockT>::Extrinsic,
			_: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			in_the_blob!()
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Declared {
		fn offchain_worker(_: &<Block as BlockT>::Header) {
			in_the_blob!()
		}
	}

	impl sp_consensus_aura::AuraApi<Block, sp_consensus_aura::sr25519::AuthorityId> for Declared {
		fn slot_duration() -> sp_consensus_aura::SlotDuration {
			in_the_blob!()
		}
		fn authorities() -> Vec<sp_consensus_aura::sr25519::AuthorityId> {
			in_the_blob!()
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Declared {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			in_the_blob!()
		}
		fn current_set_id() -> sp_consensus_grandpa::SetId {
			in_the_blob!()
		}
		fn submit_report_equivocation_unsigned_extrinsic(
			_: sp_consensus_grandpa::EquivocationProof<<Block as BlockT>::Hash, sp_runtime::traits::NumberFor<Block>>,
			_: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			in_the_blob!()
		}
		fn generate_key_ownership_proof(
			_: sp_consensus_grandpa::SetId,
			_: sp_consensus_grandpa::AuthorityId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			in_the_blob!()
		}
	}

	impl sp_session::SessionKeys<Block> for Declared {
		fn generate_session_keys(_: Vec<u8>, _: Option<Vec<u8>>) -> sp_session::OpaqueGeneratedSessionKeys {
			in_the_blob!()
		}
		fn decode_session_keys(_: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			in_the_blob!()
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Declared {
		fn account_nonce(_: AccountId) -> Nonce {
			in_the_blob!()
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Declared {
		fn query_info(
			_: <Block as BlockT>::Extrinsic,
			_: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			in_the_blob!()
		}
		fn query_fee_details(_: <Block as BlockT>::Extrinsic, _: u32) -> pallet_transaction_payment::FeeDetails<Balance> {
			in_the_blob!()
		}
		fn query_weight_to_fee(_: sp_weights::Weight) -> Balance {
			in_the_blob!()
		}
		fn query_length_to_fee(_: u32) -> Balance {
			in_the_blob!()
		}
	}
}
