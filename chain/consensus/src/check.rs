//! The door: an input is checked once, here, and trusted afterwards.

use crate::{
	error::{InputError, Part},
	input::{Input, Row},
};

/// The most uids that an epoch takes. A row of this many weights of 65535 still sums below 2^31,
/// the range of the number format.
pub const MAX_UIDS: usize = 16_384;

/// Refuses an input whose vectors disagree in length, or whose rows are unsorted or name unknown uids.
///
/// # Errors
/// The first thing found wrong.
pub fn check_input(input: &Input) -> Result<(), InputError> {
	let n = input.stakes.len();
	if n > MAX_UIDS {
		return Err(InputError::TooManyUids);
	}
	check_length(Part::LastUpdate, n, input.last_update.len())?;
	check_length(Part::RegisteredAt, n, input.registered_at.len())?;
	check_length(Part::ValidatorPermit, n, input.validator_permit.len())?;
	if !input.commit_block.is_empty() {
		check_length(Part::CommitBlock, n, input.commit_block.len())?;
	}
	if let Some(uid) = input.owner_uid {
		if usize::from(uid) >= n {
			return Err(InputError::UidOutOfRange {
				part: Part::OwnerUid,
				row: u32::from(uid),
				uid,
			});
		}
	}
	check_rows(Part::Weights, n, &input.weights)?;
	check_rows(Part::Bonds, n, &input.bonds)
}

fn check_length(part: Part, expected: usize, actual: usize) -> Result<(), InputError> {
	if expected == actual {
		return Ok(());
	}
	Err(InputError::LengthMismatch {
		part,
		expected: saturate(expected),
		actual: saturate(actual),
	})
}

fn check_rows(part: Part, n: usize, rows: &[Row]) -> Result<(), InputError> {
	check_length(part, n, rows.len())?;
	for (row, entries) in rows.iter().enumerate() {
		if let Some(&(uid, _)) = entries.iter().find(|(uid, _)| usize::from(*uid) >= n) {
			return Err(InputError::UidOutOfRange {
				part,
				row: saturate(row),
				uid,
			});
		}
		let ascending = entries.iter().zip(entries.iter().skip(1)).all(|((a, _), (b, _))| a < b);
		if !ascending {
			return Err(InputError::UnsortedRow {
				part,
				row: saturate(row),
			});
		}
	}
	Ok(())
}

fn saturate(count: usize) -> u32 {
	u32::try_from(count).unwrap_or(u32::MAX)
}
