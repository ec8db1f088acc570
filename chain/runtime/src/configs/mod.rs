//! The settings of each pallet, one file for each group.

pub mod accounts;
mod balances;
mod commitments;
pub mod consensus;
pub mod safe_mode;
pub mod subnets;
mod system;
