//! The runtime's interface: what a node or the embedded chain calls to execute, build and check blocks
//! and to read what storage does not hold directly.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use codec::Compact;
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	weights::Weight,
};
use pallet_aura::Authorities;
use sp_api::impl_runtime_apis;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

use crate::{
	ganglion_api, info, presets, AccountId, Balance, Block, Executive, Grandpa, InherentDataExt, Nonce, Runtime,
	RuntimeCall, RuntimeGenesisConfig, SessionKeys, SubtensorModule, System, TransactionPayment, VERSION,
};

impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block);
		}

		fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(data: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(block: <Block as BlockT>::LazyBlock, data: InherentData) -> CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
		fn slot_duration() -> sp_consensus_aura::SlotDuration {
			sp_consensus_aura::SlotDuration::from_millis(pallet_aura::Pallet::<Runtime>::slot_duration())
		}

		fn authorities() -> Vec<AuraId> {
			Authorities::<Runtime>::get().into_inner()
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			pallet_grandpa::CurrentSetId::<Runtime>::get()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			_equivocation_proof: sp_consensus_grandpa::EquivocationProof<<Block as BlockT>::Hash, NumberFor<Block>>,
			_key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			None
		}

		fn generate_key_ownership_proof(
			_set_id: sp_consensus_grandpa::SetId,
			_authority_id: sp_consensus_grandpa::AuthorityId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			None
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(owner: Vec<u8>, seed: Option<Vec<u8>>) -> OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			*System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
		fn query_info(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(uxt, len)
		}

		fn query_fee_details(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_fee_details(uxt, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall> for Runtime {
		fn query_call_info(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(call: RuntimeCall, len: u32) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl crate::ganglion_api::GanglionApi<Block> for Runtime {
		fn run_epoch(input: ganglion_consensus::Input) -> Result<ganglion_consensus::Output, ganglion_consensus::InputError> {
			ganglion_consensus::epoch(&input)
		}

		fn check_invariants() -> Result<(), Vec<Vec<u8>>> {
			let broken = ganglion_api::broken_invariants();
			match broken.is_empty() {
				true => Ok(()),
				false => Err(broken.into_iter().map(String::into_bytes).collect()),
			}
		}

		fn issuance() -> ganglion_api::Issuance {
			ganglion_api::issuance()
		}

		fn regenesis(plan: crate::regenesis::Regenesis) -> Result<crate::regenesis::Exposed, Vec<u8>> {
			crate::regenesis::regenesis(plan).map_err(String::into_bytes)
		}
	}

	impl info::NeuronInfoRuntimeApi<Block> for Runtime {
		fn get_neurons(netuid: u16) -> Vec<info::neurons::NeuronInfo> {
			info::neurons::neurons(netuid)
		}

		fn get_neuron(netuid: u16, uid: u16) -> Option<info::neurons::NeuronInfo> {
			info::neurons::neuron(netuid, uid)
		}

		fn get_neurons_lite(netuid: u16) -> Vec<info::neurons::NeuronInfoLite> {
			info::neurons::neurons_lite(netuid)
		}

		fn get_neuron_lite(netuid: u16, uid: u16) -> Option<info::neurons::NeuronInfoLite> {
			info::neurons::neuron_lite(netuid, uid)
		}
	}

	impl info::ProxyFilterRuntimeApi<Block> for Runtime {
		fn get_proxy_types() -> Vec<info::proxies::ProxyTypeInfo> {
			info::proxies::proxy_types()
		}

		fn get_proxy_filter(proxy_type: Option<u8>) -> Vec<info::proxies::ProxyFilterInfo> {
			info::proxies::proxy_filters(proxy_type)
		}
	}

	impl info::SubnetInfoRuntimeApi<Block> for Runtime {
		fn get_subnet_info_v2(netuid: u16) -> Option<info::subnets::SubnetInfoV2> {
			info::subnets::subnet_info_v2(netuid)
		}

		fn get_subnets_info_v2() -> Vec<Option<info::subnets::SubnetInfoV2>> {
			info::subnets::subnets_info_v2()
		}

		fn get_subnet_hyperparams(netuid: u16) -> Option<info::hyperparams::SubnetHyperparams> {
			info::hyperparams::hyperparams(netuid)
		}

		fn get_subnet_hyperparams_v2(netuid: u16) -> Option<info::hyperparams::SubnetHyperparamsV2> {
			info::hyperparams::hyperparams_v2(netuid)
		}

		fn get_subnet_hyperparams_v3(netuid: u16) -> Option<Vec<info::hyperparams::HyperparamEntry>> {
			info::hyperparams::hyperparams_v3(netuid)
		}

		fn get_dynamic_info(netuid: u16) -> Option<info::dynamic::DynamicInfo> {
			info::dynamic::dynamic_info(netuid)
		}

		fn get_all_dynamic_info() -> Vec<Option<info::dynamic::DynamicInfo>> {
			info::dynamic::dynamic_infos()
		}

		fn get_subnet_state(netuid: u16) -> Option<info::state::SubnetState> {
			info::state::subnet_state(netuid)
		}

		fn get_metagraph(netuid: u16) -> Option<info::metagraph::Metagraph> {
			info::metagraph::metagraph(netuid)
		}

		fn get_all_metagraphs() -> Vec<Option<info::metagraph::Metagraph>> {
			info::metagraph::metagraphs()
		}

		fn get_selective_metagraph(
			netuid: u16,
			metagraph_indexes: Vec<u16>,
		) -> Option<info::metagraph::SelectiveMetagraph> {
			info::metagraph::metagraph(netuid).map(|graph| graph.select(&metagraph_indexes))
		}

		fn get_mechagraph(netuid: u16, mecid: u8) -> Option<info::metagraph::Metagraph> {
			info::metagraph::mechagraph(netuid, mecid)
		}

		fn get_all_mechagraphs() -> Vec<Option<info::metagraph::Metagraph>> {
			info::metagraph::mechagraphs()
		}

		fn get_selective_mechagraph(
			netuid: u16,
			subid: u8,
			metagraph_indexes: Vec<u16>,
		) -> Option<info::metagraph::SelectiveMetagraph> {
			info::metagraph::mechagraph(netuid, subid).map(|graph| graph.select(&metagraph_indexes))
		}

		fn get_next_epoch_start_block(netuid: u16) -> Option<u64> {
			SubtensorModule::ensure_subnet(netuid).ok().map(|()| SubtensorModule::next_epoch_block(netuid))
		}
	}

	impl info::SubnetRegistrationRuntimeApi<Block> for Runtime {
		fn get_network_registration_cost() -> Balance {
			SubtensorModule::network_lock_cost()
		}
	}

	impl info::baskets::BetaBasketRuntimeApi<Block> for Runtime {
		fn get_root_basket_owed(_coldkey: AccountId) -> Balance {
			0
		}

		fn get_root_basket_positions(_coldkey: AccountId) -> Vec<(AccountId, u64, Balance)> {
			Vec::new()
		}
	}

	impl info::StakeInfoRuntimeApi<Block> for Runtime {
		fn get_stake_info_for_coldkey(coldkey_account: AccountId) -> Vec<info::stakes::StakeInfo> {
			info::stakes::stakes(&coldkey_account)
		}

		fn get_stake_info_for_coldkeys(
			coldkey_accounts: Vec<AccountId>,
		) -> Vec<(AccountId, Vec<info::stakes::StakeInfo>)> {
			coldkey_accounts
				.into_iter()
				.map(|coldkey| {
					let stakes = info::stakes::stakes(&coldkey);
					(coldkey, stakes)
				})
				.collect()
		}

		fn get_stake_info_for_hotkey_coldkey_netuid(
			hotkey_account: AccountId,
			coldkey_account: AccountId,
			netuid: u16,
		) -> Option<info::stakes::StakeInfo> {
			info::stakes::stake_info(hotkey_account, coldkey_account, netuid)
		}

		fn get_stake_availability_for_coldkeys(
			coldkey_accounts: Vec<AccountId>,
			netuids: Option<Vec<u16>>,
		) -> BTreeMap<AccountId, BTreeMap<u16, info::stakes::StakeAvailability>> {
			coldkey_accounts
				.into_iter()
				.map(|coldkey| {
					let availability = info::stakes::availability(&coldkey, netuids.as_deref());
					(coldkey, availability)
				})
				.collect()
		}

		fn get_stake_fee(
			_origin: Option<(AccountId, u16)>,
			_origin_coldkey_account: AccountId,
			_destination: Option<(AccountId, u16)>,
			_destination_coldkey_account: AccountId,
			_amount: u64,
		) -> u64 {
			info::stakes::STAKE_FEE
		}

		fn get_coldkey_lock(_coldkey: AccountId, _netuid: u16) -> Option<pallet_subnets::absent::LockState> {
			None
		}
	}

	impl info::delegates::DelegateInfoRuntimeApi<Block> for Runtime {
		fn get_delegates() -> Vec<info::delegates::DelegateInfo> {
			info::delegates::delegates()
		}

		fn get_delegate(delegate_account: AccountId) -> Option<info::delegates::DelegateInfo> {
			info::delegates::delegate(delegate_account)
		}

		fn get_delegated(
			delegatee_account: AccountId,
		) -> Vec<(info::delegates::DelegateInfo, (Compact<u16>, Compact<Balance>))> {
			info::delegates::delegated(&delegatee_account)
		}
	}

	impl info::swap::SwapRuntimeApi<Block> for Runtime {
		fn current_alpha_price(_netuid: u16) -> u64 {
			pallet_subnets::staking::limit::STAKE_PRICE
		}

		fn current_alpha_price_all() -> Vec<info::swap::SubnetPrice> {
			info::swap::prices()
		}

		fn sim_swap_tao_for_alpha(netuid: u16, tao: Balance) -> info::swap::SimSwapResult {
			info::swap::exchange(netuid, tao)
		}

		fn sim_swap_alpha_for_tao(netuid: u16, alpha: Balance) -> info::swap::SimSwapResult {
			info::swap::exchange(netuid, alpha)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, presets::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			presets::preset_names()
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(
			extra: bool,
		) -> (
			Vec<frame_benchmarking::BenchmarkList>,
			Vec<frame_support::traits::StorageInfo>,
		) {
			use crate::{
				benchmarks::{AdminUtils, Commitments, Drand, Subnets, Tasks},
				AllPalletsWithSystem,
			};
			use frame_benchmarking::BenchmarkList;
			use frame_support::traits::StorageInfoTrait;

			let mut list = Vec::<BenchmarkList>::new();
			list_benchmarks!(list, extra);
			(list, AllPalletsWithSystem::storage_info())
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, String> {
			use crate::{
				benchmarks::{AdminUtils, Commitments, Drand, Subnets, Tasks},
				AllPalletsWithSystem,
			};
			use frame_benchmarking::BenchmarkBatch;
			use frame_support::traits::WhitelistedStorageKeys;

			let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
			let mut batches = Vec::<BenchmarkBatch>::new();
			let params = (&config, &whitelist);
			add_benchmarks!(params, batches);
			Ok(batches)
		}
	}
}
