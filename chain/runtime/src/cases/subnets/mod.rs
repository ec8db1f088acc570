//! Cases of the subnets pallet, by topic.

#[cfg(test)]
pub mod blocks;
mod delegation;
mod networks;
mod registration;
mod stake;
mod swaps;
mod weights;

pub use delegation::*;
pub use networks::*;
pub use registration::*;
pub use stake::*;
pub use swaps::*;
pub use weights::*;
