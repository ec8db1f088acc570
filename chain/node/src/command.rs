//! From flags to what is run.

use crate::{
	cli::{Cli, Subcommand},
	service,
	types::Block,
};
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::{ChainSpec, GenericChainSpec, PartialComponents};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Ganglion Node".into()
	}

	fn impl_version() -> String {
		env!("CARGO_PKG_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		"The Ganglion developers".into()
	}

	fn support_url() -> String {
		"docs/operator.md".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	/// Chain specs come from files only: the node knows no network by name.
	fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
		if id.is_empty() || !std::path::Path::new(id).is_file() {
			return Err(format!(
				"no chain spec: expected --chain FILE, got {}. Make one with `ganglion chain spec`, or copy the one \
				 that the network's operators publish",
				if id.is_empty() {
					"none".to_owned()
				} else {
					format!("{id:?}, which is no file")
				},
			));
		}
		GenericChainSpec::from_json_file(id.into())
			.map(|spec: GenericChainSpec| Box::new(spec) as Box<dyn ChainSpec>)
			.map_err(|error| {
				format!("the chain spec {id:?} cannot be read: {error}. Make it anew with `ganglion chain spec`")
			})
	}
}

/// Reads the command line and runs what it says.
pub fn run() -> sc_cli::Result<()> {
	let cli = Cli::from_args();
	match &cli.subcommand {
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::CheckBlock(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client,
				task_manager,
				import_queue,
				..
			} = service::parts(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::ExportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client, task_manager, ..
			} = service::parts(&config)?;
			Ok((cmd.run(client, config.database), task_manager))
		}),
		Some(Subcommand::ExportState(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client, task_manager, ..
			} = service::parts(&config)?;
			Ok((cmd.run(client, config.chain_spec), task_manager))
		}),
		Some(Subcommand::ImportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client,
				task_manager,
				import_queue,
				..
			} = service::parts(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::PurgeChain(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database)),
		Some(Subcommand::Revert(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client,
				task_manager,
				backend,
				..
			} = service::parts(&config)?;
			let revert_finality = Box::new(|client, _, blocks| {
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((cmd.run(client, backend, Some(revert_finality)), task_manager))
		}),
		Some(Subcommand::ChainInfo(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config)),
		None => cli.create_runner(&cli.run)?.run_node_until_exit(|config| async move {
			match config.network.network_backend {
				NetworkBackendType::Libp2p => {
					service::start::<sc_network::NetworkWorker<_, _>>(config).map_err(sc_cli::Error::Service)
				}
				NetworkBackendType::Litep2p => {
					service::start::<sc_network::Litep2pNetworkBackend>(config).map_err(sc_cli::Error::Service)
				}
			}
		}),
	}
}
