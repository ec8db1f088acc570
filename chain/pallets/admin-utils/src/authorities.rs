//! Who authors and who finalizes blocks: what the pallet asks of the consensus pallets.

use alloc::collections::BTreeSet;
use frame_support::{ensure, BoundedVec};
use sp_consensus_grandpa::{AuthorityId as GrandpaId, AuthorityList};
use sp_runtime::{traits::BlockNumberProvider, DispatchResult, SaturatedConversion};

use crate::{Config, Error};

/// How far ahead a change of the finalizers may lie: a week of 12 s blocks. While one is pending no other can be
/// made, so one that lies years ahead would shut the door.
pub const LONGEST_DELAY: u32 = 50_400;

/// The authors of blocks, as Aura keeps them.
pub trait AuraInterface<AuthorityId, MaxAuthorities> {
	/// Replaces the authors from the next block on.
	fn change_authorities(new: BoundedVec<AuthorityId, MaxAuthorities>);
}

/// The finalizers of blocks, as GRANDPA keeps them.
pub trait GrandpaInterface<BlockNumber> {
	/// Replaces the finalizers at the end of the block `in_blocks` after this one. `forced` is the last block that the
	/// former ones finalized, where they no longer do.
	///
	/// # Errors
	/// Those of the GRANDPA pallet: a change is pending, or a forced one was too short ago.
	fn schedule_change(next: AuthorityList, in_blocks: BlockNumber, forced: Option<BlockNumber>) -> DispatchResult;
}

/// Authors: one at least, each once. The number of slots that each gets is its share of the list.
pub(crate) fn ensure_authors<T: Config>(authors: &[T::AuthorityId]) -> Result<(), Error<T>> {
	ensure!(!authors.is_empty(), Error::<T>::ValueNotInBounds);
	let distinct: BTreeSet<_> = authors.iter().collect();
	ensure!(distinct.len() == authors.len(), Error::<T>::ValueNotInBounds);
	Ok(())
}

/// Finalizers: one at least and no more than there may be authors, each once, each with a vote; within a week.
pub(crate) fn ensure_finalizers<T: Config>(
	finalizers: &[(GrandpaId, u64)],
	in_blocks: <frame_system::Pallet<T> as BlockNumberProvider>::BlockNumber,
) -> Result<(), Error<T>> {
	use frame_support::traits::Get;
	let most = usize::try_from(T::MaxAuthorities::get()).unwrap_or(usize::MAX);
	ensure!(
		!finalizers.is_empty() && finalizers.len() <= most,
		Error::<T>::ValueNotInBounds
	);
	ensure!(
		finalizers.iter().all(|(_, votes)| *votes > 0),
		Error::<T>::ValueNotInBounds
	);
	let distinct: BTreeSet<_> = finalizers.iter().map(|(finalizer, _)| finalizer).collect();
	ensure!(distinct.len() == finalizers.len(), Error::<T>::ValueNotInBounds);
	ensure!(
		in_blocks.saturated_into::<u64>() <= u64::from(LONGEST_DELAY),
		Error::<T>::ValueNotInBounds
	);
	Ok(())
}
