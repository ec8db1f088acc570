//! The epoch.

use crate::{check::check_input, error::InputError, input::Input, output::Output};
use alloc::{vec, vec::Vec};

/// Computes one epoch: the first form checks the input only.
///
/// # Errors
/// [`InputError`] where the input describes no subnet.
pub fn epoch(input: &Input) -> Result<Output, InputError> {
    check_input(input)?;
    let n = input.stakes.len();
    Ok(Output {
        active: vec![false; n],
        stake_weight: vec![0; n],
        consensus: vec![0; n],
        incentive: vec![0; n],
        dividends: vec![0; n],
        validator_trust: vec![0; n],
        validator_permit: vec![false; n],
        bonds: vec![Vec::new(); n],
        server_emission: vec![0; n],
        validator_emission: vec![0; n],
        emission: vec![0; n],
    })
}
