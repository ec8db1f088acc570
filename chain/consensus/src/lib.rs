//! One epoch of Yuma consensus, in exact integers.
//!
//! Validators set weights on miners. From the weights and the validators' stake, an epoch computes how
//! a subnet's emission is divided: see [`epoch`], which is the algorithm's table of contents. It reads
//! no storage, no clock and no floating point number; what it needs comes in an [`Input`], and what it
//! finds leaves in an [`Output`].
//!
//! # Terms
//! - *uid*: a place in a subnet, held by a hotkey. All vectors are indexed by it.
//! - *weight* W_ij: validator i's opinion of miner j, each row scaled to the sum 1.
//! - *active stake* A: stake of validators with a permit who set weights lately, scaled to the sum 1.
//! - *consensus* C_j: the stake-weighted median of the weights on j. Weights above it are clipped:
//!   V_ij = min(W_ij, C_j).
//! - *incentive* I = normalised sum_i A_i V_ij: the miners' shares.
//! - *bonds* B: moving averages of what a validator believed, in shares of each miner.
//! - *dividends* D: the validators' shares, from bonds times incentive.
//!
//! # Exactness
//! The rounding of every product and quotient follows the reference chain's number format, so that
//! stored values agree with it to the last unit: `tests/vectors.rs` runs epochs that its own runtime
//! computed. Rows are sorted, which the reference does not ask for; unsorted rows are refused.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::float_arithmetic)]

extern crate alloc;

mod bond_weights;
mod bonding;
mod check;
mod clip;
mod consensus;
mod emission;
mod epoch;
mod error;
mod exp;
mod fixed;
mod input;
mod kept_bonds;
mod liquid_alpha;
mod max_limited;
mod max_upscale;
mod moving_average;
mod next_epoch;
mod normalise;
mod original_yuma;
mod output;
mod permits;
mod sigmoid;
mod sparse;
mod split_emission;
mod stake;
mod weights;
mod yuma3;

pub use check::{check_input, MAX_UIDS};
pub use consensus::{consensus, weighted_median};
pub use epoch::epoch;
pub use error::{InputError, Part};
pub use fixed::Fixed;
pub use input::{Input, Params, Row};
pub use max_limited::is_max_limited;
pub use max_upscale::{max_upscale, max_upscale_u16};
pub use moving_average::{moving_average, moving_average_by_edge};
pub use next_epoch::blocks_until_epoch;
pub use output::Output;
pub use permits::{current_permits, top_nonzero};
pub use sigmoid::sigmoid;
pub use sparse::{Matrix, SparseRow};
pub use split_emission::split_emission;
pub use stake::{active_stake, active_uids, stake_shares};
