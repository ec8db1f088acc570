//! Ganglion's chain on many machines: Aura authors, GRANDPA finalizes, libp2p carries, ParityDB keeps.
//!
//! The node holds no runtime. It takes the blob that npm users run in Node's V8 from the chain spec, so both
//! engines run the same bytes, and an upgrade of the runtime needs no build of the node.

mod cli;
mod command;
mod rpc;
mod runtime_api;
mod service;
mod types;

fn main() -> sc_cli::Result<()> {
	command::run()
}
