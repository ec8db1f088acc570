//! One epoch of Yuma consensus.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod check;
mod epoch;
mod error;
mod input;
mod output;

pub use check::{check_input, MAX_UIDS};
pub use epoch::epoch;
pub use error::{InputError, Part};
pub use input::{Input, Params, Row};
pub use output::Output;
