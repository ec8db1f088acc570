//! Writing what an epoch has decided: at once, or over several blocks.
//!
//! An epoch is decided in one block, from the state at its beginning: consensus, columns, bonds, permits, who is paid
//! how much and with how many shares. Whatever comes afterwards cannot change it, because nothing of it is asked for
//! again. What takes long is to write it: three values and more for each neuron. Where the whole would take more than
//! a quarter of a block ([`crate::epoch_weight`]), the [`Booking`]s are put aside in chunks, a few large values instead
//! of thousands of small ones, and each block writes some of them.
//!
//! **Nobody sees the difference.** Whoever reads a pool or a position that is still to be written reads what it will
//! be; whoever changes one has it written first ([`Pallet::settle_pool`], [`Pallet::settle_position`]). So the state that a
//! call finds, and leaves, is what it would be had the epoch been written in its first block.
//!
//! **Triggers.** Every block, before the due epochs: [`Pallet::continue_bookings`].
//! **Actions.** Write chunk by chunk, a pool or position each; then drop the expired commits of the neurons; then
//! `EpochBooked`.
//! **Exceptional scenarios.** The subnet's next epoch falls due, or the subnet is dissolved: both wait for the end of
//! this one, a few blocks.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{ensure, traits::ConstU32, weights::Weight, BoundedVec};
use scale_info::TypeInfo;

use crate::{
	epoch_books::{Booked, Booking},
	epoch_weight,
	pool::Pool,
	types::StakeActivation,
	CommitRevealWeightsEnabled, Config, EpochBookings, EpochRuns, Event, Keys, Pallet, StakeActivations,
	StakePositions, SubnetEpochIndex, SubnetworkN,
};

/// Chunks that the bookings of an epoch are put aside in at most: each costs a read and a write more.
pub const MAX_CHUNKS: u32 = 256;
/// Bookings of a chunk at most. `integrity_test` says that all of an epoch find room.
pub const MAX_CHUNK: u32 = 2_048;
/// Bookings of a chunk where an epoch has few of them: whoever settles one reads and writes a chunk.
const SMALL_CHUNK: usize = 8;
/// Neurons whose expired commits are looked for between two looks at how much of the block is left.
const COMMIT_STEP: u16 = 16;

/// A chunk of bookings.
pub type BookingChunk<T> = BoundedVec<Booking<<T as frame_system::Config>::AccountId>, ConstU32<MAX_CHUNK>>;

/// Where a booking is found: the first eight bytes of the hotkey, and of the coldkey. 0 for the latter where the booking is of
/// a pool.
pub type Place = (u64, u64);

/// An epoch that is decided and not yet written to its end.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct EpochRun {
	/// `SubnetEpochIndex` after it.
	pub epoch: u64,
	/// The next chunk to be written.
	pub next_chunk: u16,
	/// The next uid whose expired commits are dropped; none where the subnet has no commit-reveal.
	pub next_uid: Option<u16>,
	/// The place of each chunk's first booking as it was put aside, ascending.
	pub firsts: BoundedVec<Place, ConstU32<MAX_CHUNKS>>,
}

/// A pool that is still to be written.
pub(crate) struct BookedPool {
	pub pool: Pool,
	pub activated: Option<(u64, StakeActivation)>,
}

/// The first eight bytes of an account.
fn head<AccountId: Encode>(account: &AccountId) -> u64 {
	account.using_encoded(|bytes| {
		let mut head = [0; 8];
		head.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
		u64::from_be_bytes(head)
	})
}

/// Where a booking is found.
pub fn place<AccountId: Encode>(hotkey: &AccountId, coldkey: Option<&AccountId>) -> Place {
	(head(hotkey), coldkey.map_or(0, head))
}

fn place_of<AccountId: Encode>(booking: &Booking<AccountId>) -> Place {
	place(&booking.hotkey, booking.coldkey())
}

/// Sorts bookings by place, and makes one of those of one position.
fn in_order<AccountId: Encode + Ord>(mut bookings: Vec<Booking<AccountId>>) -> Vec<Booking<AccountId>> {
	bookings.sort_by(|a, b| {
		place_of(a)
			.cmp(&place_of(b))
			.then_with(|| (&a.hotkey, a.coldkey()).cmp(&(&b.hotkey, b.coldkey())))
	});
	bookings.dedup_by(|later, earlier| match (&later.what, &mut earlier.what) {
		(
			Booked::Credit { coldkey, shares },
			Booked::Credit {
				coldkey: same,
				shares: sum,
			},
		) if later.hotkey == earlier.hotkey && coldkey == same => {
			*sum = sum.saturating_add(*shares);
			true
		}
		_ => false,
	});
	bookings
}

impl EpochRun {
	/// The chunks that may still have a booking of this place.
	fn chunks_of(&self, place: Place) -> core::ops::Range<u16> {
		// the last chunk that begins below the place may reach into it
		let from = self.firsts.partition_point(|first| *first < place).saturating_sub(1);
		let to = self.firsts.partition_point(|first| *first <= place);
		let number = |chunk: usize| u16::try_from(chunk).unwrap_or(u16::MAX);
		number(from).max(self.next_chunk)..number(to)
	}
}

impl<T: Config> Pallet<T> {
	/// Writes one booking.
	fn book(netuid: u16, Booking { hotkey, what }: Booking<T::AccountId>) {
		match what {
			Booked::Pool { value, rest, activated } => {
				if let Some((epoch, activation)) = activated {
					StakeActivations::<T>::insert((&hotkey, netuid, epoch), activation);
				}
				Self::close_pool(&hotkey, netuid, Pool { value, rest });
			}
			Booked::Credit { coldkey, shares } => {
				StakePositions::<T>::mutate((&hotkey, &coldkey, netuid), |position| {
					position.shares = position.shares.saturating_add(shares);
				});
			}
		}
	}

	/// Writes everything that an epoch decided, in the block in which it did.
	pub(crate) fn book_at_once(netuid: u16, bookings: Vec<Booking<T::AccountId>>) {
		for booking in bookings {
			Self::book(netuid, booking);
		}
	}

	/// Puts aside everything that an epoch decided, for the blocks to come. Returns how many bookings that are.
	pub(crate) fn put_bookings_aside(netuid: u16, bookings: Vec<Booking<T::AccountId>>) -> u32 {
		let bookings = in_order(bookings);
		let count = u32::try_from(bookings.len()).unwrap_or(u32::MAX);
		let per_chunk = bookings.len().div_ceil(MAX_CHUNKS as usize).max(SMALL_CHUNK);
		let mut firsts = Vec::new();
		for (chunk, bookings) in (0u16..).zip(bookings.chunks(per_chunk)) {
			firsts.extend(bookings.first().map(place_of));
			EpochBookings::<T>::insert(netuid, chunk, BoundedVec::truncate_from(bookings.to_vec()));
		}
		let run = EpochRun {
			epoch: SubnetEpochIndex::<T>::get(netuid),
			next_chunk: 0,
			next_uid: CommitRevealWeightsEnabled::<T>::get(netuid).then_some(0),
			firsts: BoundedVec::truncate_from(firsts),
		};
		EpochRuns::<T>::insert(netuid, run);
		count
	}

	/// The subnets with an epoch that is not yet written to its end, by ascending number.
	pub(crate) fn booking_subnets() -> Vec<u16> {
		let mut netuids: Vec<u16> = EpochRuns::<T>::iter_keys().collect();
		netuids.sort_unstable();
		netuids
	}

	/// Writes on until `most` of computing, in picoseconds, is used: one step at least where there is anything to
	/// write. Returns what it cost.
	pub(crate) fn continue_bookings(most: u64) -> Weight {
		let mut used = epoch_weight::nothing_to_book::<T>();
		for netuid in Self::booking_subnets() {
			let Some(mut run) = EpochRuns::<T>::get(netuid) else {
				continue;
			};
			used.saturating_accrue(epoch_weight::begin_to_book::<T>());
			loop {
				let Some(step) = Self::continue_booking(netuid, &mut run) else {
					EpochRuns::<T>::remove(netuid);
					Self::deposit_event(Event::EpochBooked {
						netuid,
						epoch: run.epoch,
					});
					break;
				};
				used.saturating_accrue(step);
				if used.ref_time() >= most {
					EpochRuns::<T>::insert(netuid, run);
					return used;
				}
			}
		}
		used
	}

	/// Does the next step. Returns what it cost; nothing where none is left.
	fn continue_booking(netuid: u16, run: &mut EpochRun) -> Option<Weight> {
		if usize::from(run.next_chunk) < run.firsts.len() {
			let bookings = EpochBookings::<T>::take(netuid, run.next_chunk);
			let cost = epoch_weight::book::<T>(&bookings);
			for booking in bookings {
				Self::book(netuid, booking);
			}
			run.next_chunk = run.next_chunk.saturating_add(1);
			return Some(cost);
		}
		let from = run.next_uid?;
		let neurons = SubnetworkN::<T>::get(netuid);
		if from >= neurons {
			return None;
		}
		let to = from.saturating_add(COMMIT_STEP).min(neurons);
		let dropped: u32 = (from..to).map(|uid| Self::drop_expired_commits_of(netuid, uid)).sum();
		run.next_uid = Some(to);
		Some(epoch_weight::drop_commits::<T>(
			to.saturating_sub(from),
			crate::MechanismCountCurrent::<T>::get(netuid),
			dropped,
		))
	}

	/// Drops the expired commits of a neuron. Returns of how many mechanisms it had some.
	fn drop_expired_commits_of(netuid: u16, uid: u16) -> u32 {
		let Some(hotkey) = Keys::<T>::get(netuid, uid) else {
			return 0;
		};
		Self::mechanisms(netuid)
			.map(|mechanism| u32::from(Self::drop_expired_commits(mechanism, &hotkey)))
			.sum()
	}

	/// The booking of a pool or a position, with its chunk and its place in it.
	fn find_booking(
		netuid: u16,
		hotkey: &T::AccountId,
		coldkey: Option<&T::AccountId>,
	) -> Option<(u16, usize, BookingChunk<T>)> {
		let run = EpochRuns::<T>::get(netuid)?;
		run.chunks_of(place(hotkey, coldkey)).find_map(|chunk| {
			let bookings = EpochBookings::<T>::get(netuid, chunk);
			let at = bookings
				.iter()
				.position(|booking| booking.hotkey == *hotkey && booking.coldkey() == coldkey)?;
			Some((chunk, at, bookings))
		})
	}

	/// Writes the booking of a pool or a position, if there is one.
	fn settle_booking(netuid: u16, hotkey: &T::AccountId, coldkey: Option<&T::AccountId>) {
		if let Some((chunk, at, mut bookings)) = Self::find_booking(netuid, hotkey, coldkey) {
			let booking = bookings.remove(at);
			match bookings.is_empty() {
				true => EpochBookings::<T>::remove(netuid, chunk),
				false => EpochBookings::<T>::insert(netuid, chunk, bookings),
			}
			Self::book(netuid, booking);
		}
	}

	/// Writes what an epoch left of a pool. Before whoever changes the pool.
	pub(crate) fn settle_pool(hotkey: &T::AccountId, netuid: u16) {
		Self::settle_booking(netuid, hotkey, None);
	}

	/// Writes what an epoch left of a position. Before whoever changes the position.
	pub(crate) fn settle_position(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16) {
		Self::settle_booking(netuid, hotkey, Some(coldkey));
	}

	/// [`Self::settle_position`] in all subnets. Before whoever walks over them.
	pub(crate) fn settle_positions(hotkey: &T::AccountId, coldkey: &T::AccountId) {
		for netuid in Self::booking_subnets() {
			Self::settle_position(hotkey, coldkey, netuid);
		}
	}

	/// Writes everything that epochs left of a hotkey, in one subnet or in all. Before whoever walks over its
	/// positions.
	///
	/// # Errors
	/// There are more than `most` positions to write; nothing is written.
	pub(crate) fn settle_hotkey(hotkey: &T::AccountId, netuid: Option<u16>, most: u32) -> Result<(), crate::Error<T>> {
		let netuids: Vec<u16> = Self::booking_subnets();
		let wanted = netuids.into_iter().filter(|of| netuid.is_none() || netuid == Some(*of));
		let found: Vec<(u16, u16, BookingChunk<T>)> = wanted
			.filter_map(|of| EpochRuns::<T>::get(of).map(|run| (of, run)))
			.flat_map(|(of, run)| {
				let (first, last) = (
					run.chunks_of((head(hotkey), 0)),
					run.chunks_of((head(hotkey), u64::MAX)),
				);
				(first.start..last.end).map(move |chunk| (of, chunk, EpochBookings::<T>::get(of, chunk)))
			})
			.collect();
		let of_hotkey = |booking: &&Booking<T::AccountId>| booking.hotkey == *hotkey;
		let count: usize = found
			.iter()
			.map(|(.., bookings)| bookings.iter().filter(of_hotkey).count())
			.sum();
		ensure!(count <= most as usize, crate::Error::<T>::TooManyStakersToSwap);
		for (of, chunk, bookings) in found {
			let (now, later): (Vec<_>, Vec<_>) = bookings.into_iter().partition(|booking| booking.hotkey == *hotkey);
			match later.is_empty() {
				true => EpochBookings::<T>::remove(of, chunk),
				false => EpochBookings::<T>::insert(of, chunk, BoundedVec::truncate_from(later)),
			}
			for booking in now {
				Self::book(of, booking);
			}
		}
		Ok(())
	}

	/// The pool that an epoch will have left, where that is still to be written.
	pub(crate) fn booked_pool(hotkey: &T::AccountId, netuid: u16) -> Option<BookedPool> {
		let (_, at, bookings) = Self::find_booking(netuid, hotkey, None)?;
		match bookings.into_iter().nth(at)?.what {
			Booked::Pool { value, rest, activated } => Some(BookedPool {
				pool: Pool { value, rest },
				activated,
			}),
			Booked::Credit { .. } => None,
		}
	}

	/// The shares that an epoch gave a position, where they are still to be written.
	pub(crate) fn booked_shares(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16) -> u128 {
		let found = Self::find_booking(netuid, hotkey, Some(coldkey));
		match found.and_then(|(_, at, bookings)| bookings.into_iter().nth(at)) {
			Some(Booking {
				what: Booked::Credit { shares, .. },
				..
			}) => shares,
			_ => 0,
		}
	}

	/// A position of the coldkey on the hotkey is still to be written.
	pub(crate) fn has_booked_position(hotkey: &T::AccountId, coldkey: &T::AccountId) -> bool {
		(Self::booking_subnets().into_iter()).any(|netuid| Self::booked_shares(hotkey, coldkey, netuid) > 0)
	}

	/// Writes everything that any epoch left: what the state is from the point of view of its readers.
	pub(crate) fn book_everything() {
		for netuid in Self::booking_subnets() {
			if let Some(mut run) = EpochRuns::<T>::take(netuid) {
				while Self::continue_booking(netuid, &mut run).is_some() {}
			}
		}
	}

	/// Every chunk belongs to an epoch that is being written, is not yet written, and is in order.
	pub(crate) fn bookings_are_in_order() -> Vec<alloc::string::String> {
		let mut broken = Vec::new();
		for (netuid, run) in EpochRuns::<T>::iter() {
			if !run.firsts.is_sorted() || !Self::has_records(netuid) || run.epoch != SubnetEpochIndex::<T>::get(netuid)
			{
				broken.push(alloc::format!(
					"subnet {netuid} writes epoch {}, which is not its last, or not in order",
					run.epoch
				));
			}
		}
		for (netuid, chunk, bookings) in EpochBookings::<T>::iter() {
			let run = EpochRuns::<T>::get(netuid);
			let within = run.as_ref().is_some_and(|run| {
				let places = bookings.iter().map(place_of);
				chunk >= run.next_chunk
					&& places
						.map(|place| run.chunks_of(place))
						.all(|chunks| chunks.contains(&chunk))
			});
			if !within || !bookings.is_sorted_by_key(place_of) || bookings.is_empty() {
				broken.push(alloc::format!(
					"chunk {chunk} of what subnet {netuid} has to write is not where it belongs"
				));
			}
		}
		broken
	}
}
