//! Opening timelocked fields, in the order of the rounds that open them.

use alloc::vec::Vec;
use sp_runtime::{traits::BlockNumberProvider, SaturatedConversion};

use crate::{
	types::{Data, Timelock, TimelockError},
	CommitmentOf, Config, Event, NextRound, Pallet, RevealedCommitments, TimelockedByRound, MAX_REVEALED, RETRY_ROUNDS,
	REVEALS_PER_BLOCK,
};

/// Rounds that a block looks at. The beacon has four in a block of 12 s, so this catches up with a day that it was
/// not heard in half an hour.
const ROUNDS_PER_BLOCK: u32 = 256;

/// What became of a hotkey's fields.
#[derive(Default)]
struct LookedAt {
	fields: u32,
	/// Some wait for a pulse that was left out.
	without_pulse: bool,
}

impl<T: Config> Pallet<T> {
	/// Opens what the beacon's rounds have made readable, within the bounds of a block. Returns the rounds it looked
	/// at and the fields it opened.
	pub(crate) fn reveal_due() -> (u32, u32) {
		let Some(last) = T::Timelock::last_round() else {
			return (0, 0);
		};
		// a round beyond the next: the beacon was replaced by one that counts from lower on
		let next = NextRound::<T>::get().filter(|next| *next <= last.saturating_add(1));
		let first = next.unwrap_or_else(|| Self::first_listed_round().unwrap_or(last).min(last));
		let (mut round, mut rounds, mut fields) = (first, 0u32, 0u32);
		while round <= last && rounds < ROUNDS_PER_BLOCK {
			rounds = rounds.saturating_add(1);
			while fields < REVEALS_PER_BLOCK {
				let Some((netuid, who)) = TimelockedByRound::<T>::iter_key_prefix(round).next() else {
					break;
				};
				Self::unlist_round(round, netuid, &who);
				let looked_at = Self::reveal(netuid, &who, round);
				fields = fields.saturating_add(looked_at.fields);
				if looked_at.without_pulse {
					Self::list_rounds(netuid, &who, core::iter::once(last.saturating_add(RETRY_ROUNDS)));
				}
			}
			if fields >= REVEALS_PER_BLOCK {
				break;
			}
			round = round.saturating_add(1);
		}
		NextRound::<T>::put(round);
		(rounds, fields)
	}

	/// The first round that a commitment waits for. Asked at the first pulse of a beacon.
	fn first_listed_round() -> Option<u64> {
		TimelockedByRound::<T>::iter_keys().map(|(round, _)| round).min()
	}

	/// Opens the hotkey's fields up to `round`. One whose pulse was left out waits as long as it may still be brought:
	/// whoever relays only the newest round closes nothing for ever.
	fn reveal(netuid: u16, who: &T::AccountId, round: u64) -> LookedAt {
		let mut opened = Vec::new();
		let mut looked_at = LookedAt::default();
		CommitmentOf::<T>::mutate_exists(netuid, who, |commitment| {
			let Some(registration) = commitment else { return };
			registration.info.fields.retain(|field| match field {
				Data::TimelockEncrypted {
					encrypted,
					reveal_round,
				} if *reveal_round <= round => {
					looked_at.fields = looked_at.fields.saturating_add(1);
					match T::Timelock::open(encrypted, *reveal_round) {
						Ok(bytes) => opened.push(bytes),
						Err(TimelockError::NoPulse) if T::Timelock::may_come(*reveal_round) => {
							looked_at.without_pulse = true;
							return true;
						}
						Err(reason) => Self::deposit_event(Event::CommitmentRevealFailed {
							netuid,
							who: who.clone(),
							reveal_round: *reveal_round,
							reason,
						}),
					}
					false
				}
				_ => true,
			});
			if registration.info.fields.is_empty() {
				*commitment = None;
			}
		});
		Self::keep_revealed(netuid, who, opened);
		looked_at
	}

	fn keep_revealed(netuid: u16, who: &T::AccountId, opened: Vec<Vec<u8>>) {
		if opened.is_empty() {
			return;
		}
		let block = T::BlockNumberProvider::current_block_number().saturated_into();
		let mut revealed = RevealedCommitments::<T>::get(netuid, who).unwrap_or_default();
		for bytes in opened {
			revealed.push((bytes, block));
			Self::deposit_event(Event::CommitmentRevealed {
				netuid,
				who: who.clone(),
			});
		}
		let surplus = revealed.len().saturating_sub(MAX_REVEALED);
		revealed.drain(..surplus);
		RevealedCommitments::<T>::insert(netuid, who, revealed);
	}
}
