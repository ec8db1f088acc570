//! The settings of each pallet, one file for each group.

mod balances;
mod consensus;
mod subnets;
mod system;
