//! RPC beyond what every node has: nonces, fees and finality.

use crate::{
	service::{FullBackend, FullClient, Pool},
	types::Block,
};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use std::{error::Error, sync::Arc};
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the calls answer from.
pub struct Sources {
	pub client: Arc<FullClient>,
	pub pool: Arc<Pool>,
	pub voters: SharedVoterState,
	pub authorities: SharedAuthoritySet<<Block as sp_runtime::traits::Block>::Hash, u32>,
	pub justifications: GrandpaJustificationStream<Block>,
	pub finality: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// `system_accountNextIndex` and `system_dryRun`, `payment_*`, `grandpa_*`.
pub fn module(
	sources: Sources,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
	let mut module = RpcModule::new(());
	module.merge(System::new(sources.client.clone(), sources.pool).into_rpc())?;
	module.merge(TransactionPayment::new(sources.client).into_rpc())?;
	module.merge(
		Grandpa::new(
			executor,
			sources.authorities,
			sources.voters,
			sources.justifications,
			sources.finality,
		)
		.into_rpc(),
	)?;
	Ok(module)
}
