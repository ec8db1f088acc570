//! A file a topic. Invariants are checked after every test and every block.

mod batch_weights;
mod burn_price;
mod commit_reveal;
mod economics;
mod emission;
mod epoch;
mod extension;
mod genesis;
mod issuance;
mod mechanisms;
mod networks;
mod pool;
mod pruning;
mod random;
mod registration;
mod schedule;
mod serving;
mod staking;
mod staking_limit;
mod staking_random;
mod transition;
mod weights_calls;
