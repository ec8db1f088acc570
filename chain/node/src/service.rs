//! The parts of a node, and how they are put together.

use crate::{rpc, runtime_api::RuntimeApi, types::Block};
use sc_client_api::BlockBackend;
use sc_consensus_aura::{ImportQueueParams, SlotProportion, StartAuraParams};
use sc_consensus_grandpa::{
	block_import, grandpa_peers_set_config, protocol_standard_name, run_grandpa_voter, warp_proof,
	FinalityProofProvider, GrandpaBlockImport, GrandpaParams, LinkHalf, SharedVoterState, VotingRulesBuilder,
};
use sc_executor::WasmExecutor;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_service::{error::Error, Configuration, PartialComponents, TaskManager, WarpSyncConfig};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_aura::{inherents::InherentDataProvider as SlotProvider, sr25519::AuthorityPair, SlotDuration};
use sp_runtime::traits::Block as BlockT;
use sp_timestamp::InherentDataProvider as TimestampProvider;
use std::{sync::Arc, time::Duration};

type Hash = <Block as BlockT>::Hash;
type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
pub type FullBackend = sc_service::TFullBackend<Block>;
pub type Pool = TransactionPoolHandle<Block, FullClient>;
type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
type Finality = GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
type Parts = PartialComponents<
	FullClient,
	FullBackend,
	SelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	Pool,
	(Finality, LinkHalf<Block, FullClient, SelectChain>),
>;

/// Blocks between kept justifications. A light client or a warp sync needs one at each change of authorities, which
/// GRANDPA keeps anyway; these bound how far back a proof of finality must start.
const JUSTIFICATION_PERIOD: u32 = 512;

/// Of a slot, what building the block may take. The rest is for its way to the others.
const PROPOSAL_SHARE: f32 = 2.0 / 3.0;

/// Bytes of a block: what the runtime allows (`System.BlockLength`), so that whatever its pool took is included.
const BLOCK_BYTES: usize = 10 * 1024 * 1024;

/// Expected time of a vote's way through the network.
const GOSSIP: Duration = Duration::from_millis(333);

/// The inherents of a block at the present time: its slot and timestamp.
fn inherents(slot_duration: SlotDuration) -> (SlotProvider, TimestampProvider) {
	let timestamp = TimestampProvider::from_system_time();
	let slot = SlotProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration);
	(slot, timestamp)
}

/// Database, client, pool and import queue: what a node needs before it has a network.
///
/// # Errors
/// Where the database cannot be opened or the chain spec's runtime cannot be run.
pub fn parts(config: &Configuration) -> Result<Parts, Error> {
	let executor = sc_service::new_wasm_executor::<sp_io::SubstrateHostFunctions>(&config.executor);
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(config, None, executor, Vec::new())?;
	let client = Arc::new(client);
	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = Arc::from(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);
	let (finality, link) = block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		None,
	)?;
	let slots = client.clone();
	let import_queue = sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(ImportQueueParams {
		block_import: finality.clone(),
		justification_import: Some(Box::new(finality.clone())),
		client: client.clone(),
		create_inherent_data_providers: move |parent, _| {
			let slots = slots.clone();
			async move {
				Ok(inherents(sc_consensus_aura::standalone::slot_duration_at(
					&*slots, parent,
				)?))
			}
		},
		spawner: &task_manager.spawn_essential_handle(),
		registry: config.prometheus_registry(),
		check_for_equivocation: Default::default(),
		telemetry: None,
		compatibility_mode: Default::default(),
	})?;
	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: (finality, link),
	})
}

/// Starts a node: network, RPC, and where it is an authority, authoring and voting.
///
/// # Errors
/// Those of [`parts`], and where a port or the network's key cannot be had.
pub fn start<N: NetworkBackend<Block, Hash>>(config: Configuration) -> Result<TaskManager, Error> {
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: (finality, link),
	} = parts(&config)?;

	let registry = config.prometheus_registry().cloned();
	let mut net_config = FullNetworkConfiguration::<Block, Hash, N>::new(&config.network, registry.clone());
	let metrics = N::register_notification_metrics(registry.as_ref());
	let genesis = client
		.block_hash(0)?
		.ok_or_else(|| Error::Other("the database has no genesis block: delete it with purge-chain".into()))?;
	let protocol_name = protocol_standard_name(&genesis, &config.chain_spec);
	let (votes, votes_service) =
		grandpa_peers_set_config::<_, N>(protocol_name.clone(), metrics.clone(), net_config.peer_store_handle());
	net_config.add_notification_protocol(votes);
	let warp = Arc::new(warp_proof::NetworkProvider::new(
		backend.clone(),
		link.shared_authority_set().clone(),
		Vec::new(),
	));
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(warp)),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	let role = config.role;
	let force_authoring = config.force_authoring;
	let name = config.network.node_name.clone();
	let votes_here = !config.disable_grandpa;
	let voters = SharedVoterState::empty();
	let rpc_builder = {
		let client = client.clone();
		let pool = transaction_pool.clone();
		let voters = voters.clone();
		let authorities = link.shared_authority_set().clone();
		let justifications = link.justification_stream();
		let finality = FinalityProofProvider::new_for_service(backend.clone(), Some(authorities.clone()));
		Box::new(move |executor| {
			let sources = rpc::Sources {
				client: client.clone(),
				pool: pool.clone(),
				voters: voters.clone(),
				authorities: authorities.clone(),
				justifications: justifications.clone(),
				finality: finality.clone(),
			};
			rpc::module(sources, executor).map_err(Into::into)
		})
	};
	sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		network: network.clone(),
		client: client.clone(),
		keystore: keystore_container.keystore(),
		task_manager: &mut task_manager,
		transaction_pool: transaction_pool.clone(),
		rpc_builder,
		backend,
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync_service.clone(),
		config,
		telemetry: None,
		tracing_execute_block: None,
	})?;

	if role.is_authority() {
		let mut proposer_factory = sc_basic_authorship::ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			transaction_pool.clone(),
			registry.as_ref(),
			None,
		);
		proposer_factory.set_default_block_size_limit(BLOCK_BYTES);
		let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
		let aura = sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(StartAuraParams {
			slot_duration,
			client,
			select_chain,
			block_import: finality,
			proposer_factory,
			create_inherent_data_providers: move |_, ()| async move { Ok(inherents(slot_duration)) },
			force_authoring,
			backoff_authoring_blocks: Some(sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging::default()),
			keystore: keystore_container.keystore(),
			sync_oracle: sync_service.clone(),
			justification_sync_link: sync_service.clone(),
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SHARE),
			max_block_proposal_slot_portion: None,
			telemetry: None,
			compatibility_mode: Default::default(),
		})?;
		// Without its author an authority is of no use: the process ends with it, and its supervisor starts it again.
		task_manager
			.spawn_essential_handle()
			.spawn_blocking("aura", Some("block-authoring"), aura);
	}

	if votes_here {
		let voter = run_grandpa_voter(GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: GOSSIP,
				justification_generation_period: JUSTIFICATION_PERIOD,
				name: Some(name),
				observer_enabled: false,
				// who is no authority follows finality without a key
				keystore: role.is_authority().then(|| keystore_container.keystore()),
				local_role: role,
				telemetry: None,
				protocol_name,
			},
			link,
			network,
			sync: sync_service,
			notification_service: votes_service,
			voting_rule: VotingRulesBuilder::default().build(),
			prometheus_registry: registry,
			shared_voter_state: voters,
			telemetry: None,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool),
		})?;
		task_manager
			.spawn_essential_handle()
			.spawn_blocking("grandpa-voter", None, voter);
	}
	Ok(task_manager)
}
