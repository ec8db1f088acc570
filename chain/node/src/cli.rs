//! Flags and subcommands: those that an operator of any Substrate node knows.

use sc_cli::RunCmd;

/// Ganglion's chain on many machines. The chain spec holds the runtime: make one with `ganglion chain spec`.
#[derive(Debug, clap::Parser)]
#[command(name = "ganglion-node", version)]
pub struct Cli {
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	#[clap(flatten)]
	pub run: RunCmd,
}

#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Make, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Execute blocks again and say where they differ.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state at a block as a chain spec.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the chain's data.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Go back by some blocks.
	Revert(sc_cli::RevertCmd),

	/// Say what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),
}
