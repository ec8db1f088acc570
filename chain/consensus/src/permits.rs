//! Step 3: who may set weights that count.

use alloc::vec::Vec;

use crate::{fixed::Fixed, input::Input};

/// Permits that count in this epoch: those of the epoch before, and the owner's.
pub fn current_permits(input: &Input) -> Vec<bool> {
	with_owner(input.validator_permit.clone(), input.owner_uid)
}

/// Permits for the next epoch: the largest stakes, and the owner's.
pub fn next_permits(stake: &[Fixed], input: &Input) -> Vec<bool> {
	with_owner(
		top_nonzero(stake, usize::from(input.params.max_allowed_validators)),
		input.owner_uid,
	)
}

fn with_owner(mut permits: Vec<bool>, owner_uid: Option<u16>) -> Vec<bool> {
	if let Some(permit) = owner_uid.and_then(|uid| permits.get_mut(usize::from(uid))) {
		*permit = true;
	}
	permits
}

/// Marks the `k` largest values that are not 0. Among equal values the later place wins.
pub fn top_nonzero(values: &[Fixed], k: usize) -> Vec<bool> {
	let mut order: Vec<usize> = (0..values.len()).collect();
	order.sort_by_key(|&place| values[place]);
	let mut marks: Vec<bool> = values.iter().map(|&value| value != Fixed::ZERO).collect();
	for &place in order.iter().take(values.len().saturating_sub(k)) {
		marks[place] = false;
	}
	marks
}
