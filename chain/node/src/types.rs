//! The few types that the node must know of the chain it runs. All else it asks the runtime in the chain spec.

use sp_runtime::{generic, traits::BlakeTwo256, AccountId32, OpaqueExtrinsic};

/// Rao: 1 token is 1,000,000,000.
pub type Balance = u64;
/// Transactions that an account has sent.
pub type Nonce = u32;
/// A public key, or the hash of one.
pub type AccountId = AccountId32;
/// Blocks are counted in 32 bits and hashed by blake2b-256.
pub type Header = generic::Header<u32, BlakeTwo256>;
/// The node passes transactions on without reading them.
pub type Block = generic::Block<Header, OpaqueExtrinsic>;
