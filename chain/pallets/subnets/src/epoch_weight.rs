//! What an epoch weighs, before it runs: the law by which `on_initialize` meters epochs.
//!
//! With n neurons, m mechanisms, v validators whose rows count, z weights and bonds that are not absent, l weights under
//! liquid alpha, f pairs of a neuron and a parent, c miners whose coldkeys chose where their earnings are staked, and b
//! bookings:
//!
//! - **at once**: the benchmark's law, [`crate::WeightInfo::epoch`] of (n m, v m, z), and
//!   [`crate::WeightInfo::child_hotkeys`] of f;
//! - **decided**, [`decide`]: the same without what is written for each neuron: 6 reads a neuron, 5 reads and a write
//!   a row, 4 reads a pair, 2 reads a choice, and a write for each chunk of bookings;
//! - **written**, [`book`]: 3 writes a pool at most, a read and a write a position.
//!
//! Reads and writes at the database's price; computing as measured in V8 (`npm run bench -- epoch --part spread`),
//! rounded up.
//!
//! Before an epoch runs, z, l and c are what they can be at most, 2 v n m, v n m and n: to count them would be to read
//! them. Afterwards the block is charged what it was.
//!
//! `tests/epoch_weight.rs` holds the deciding block of the largest subnet to a quarter of a block.

use frame_support::{
	traits::Get,
	weights::{RuntimeDbWeight, Weight},
};

use crate::{
	auto_stake::MAX_NEW_CHOICES_PER_EPOCH,
	epoch::EpochSize,
	epoch_booking::MAX_CHUNKS,
	epoch_books::{Booked, Booking},
	weights::WeightInfo,
	ChildKeyPairs, Config, LiquidAlphaOn, MechanismCountCurrent, Pallet, PendingChildKeysEnds, SubnetworkN,
	ValidatorPermit, Yuma3On,
};

/// The part of a block that epochs take: a quarter.
const SHARE_OF_BLOCK: u64 = 4;

/// Picoseconds in a microsecond.
const MICROSECOND: u64 = 1_000_000;
/// Computing for an epoch whatever its size.
const PER_EPOCH: u64 = 100 * MICROSECOND;
/// Computing for a neuron: its pool, its place in the columns, what it is paid.
const PER_NEURON: u64 = 12 * MICROSECOND;
/// Computing for a row that counts.
const PER_ROW: u64 = 10 * MICROSECOND;
/// Computing for a weight or a bond.
const PER_ENTRY: u64 = 3 * MICROSECOND / 20;
/// Computing for a weight under liquid alpha, beside that.
const PER_PACED: u64 = 2 * MICROSECOND / 5;
/// Computing for a miner whose coldkey chose where its earnings are staked.
const PER_CHOICE: u64 = 10 * MICROSECOND;
/// Computing for a pair of a neuron and a parent.
const PER_PARENT: u64 = 10 * MICROSECOND;
/// Computing for a booking that is put aside, or written.
const PER_BOOKING: u64 = 4 * MICROSECOND;
/// Computing for a chunk in which a booking is looked for.
const PER_CHUNK: u64 = 20 * MICROSECOND;
/// Computing for a neuron whose commits are looked at.
const PER_COMMITS: u64 = 5 * MICROSECOND;

/// Computing and the database.
fn cost<T: Config>(computing: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(computing, 0).saturating_add(T::DbWeight::get().reads_writes(reads, writes))
}

fn times(count: u32, each: u64) -> u64 {
	u64::from(count).saturating_mul(each)
}

/// Computing that the epochs of one block take, in picoseconds: a quarter of what a block has.
pub fn allowance<T: Config>() -> u64 {
	T::BlockWeights::get().max_block.ref_time() / SHARE_OF_BLOCK
}

/// An epoch that is decided and written in one block.
pub fn at_once<T: Config>(size: &EpochSize) -> Weight {
	T::WeightInfo::epoch(size.neurons, size.validators, size.entries)
		.saturating_add(T::WeightInfo::child_hotkeys(size.parents, size.changes))
}

/// The block in which an epoch is decided, and its `bookings` are put aside.
pub fn decide<T: Config>(size: &EpochSize, bookings: u32) -> Weight {
	let computing = PER_EPOCH
		.saturating_add(times(size.neurons, PER_NEURON))
		.saturating_add(times(size.validators, PER_ROW))
		.saturating_add(times(size.entries, PER_ENTRY))
		.saturating_add(times(size.paced, PER_PACED))
		.saturating_add(times(size.choices, PER_CHOICE))
		.saturating_add(times(size.parents, PER_PARENT))
		.saturating_add(times(bookings, PER_BOOKING));
	// key, registration, the two values of the pool, owner, choice of where earnings are staked
	let reads = 47u64
		.saturating_add(times(size.uids, 6))
		// children and parents, where anybody has some
		.saturating_add(if size.parents > 0 { times(size.uids, 2) } else { 0 })
		// weights, bonds, commits, takes of a delegate and of a child
		.saturating_add(times(size.validators, 5))
		// the two values of the pool, owner, take
		.saturating_add(times(size.parents, 4))
		// whether the chosen hotkey is listed, whether it is a delegate
		.saturating_add(times(size.choices, 2));
	let writes = 22u64
		.saturating_add(times(size.validators, 1))
		.saturating_add(times(bookings.min(MAX_CHUNKS), 1))
		// the coldkey is listed as a staker, the hotkey as a delegate
		.saturating_add(times(size.new_choices, 2));
	let changes = T::WeightInfo::child_hotkeys(0, size.changes);
	cost::<T>(computing, reads, writes).saturating_add(changes)
}

/// A block that has nothing to write: it looks.
pub fn nothing_to_book<T: Config>() -> Weight {
	cost::<T>(MICROSECOND, 1, 0)
}

/// Taking up an epoch that is to be written on.
pub fn begin_to_book<T: Config>() -> Weight {
	cost::<T>(PER_EPOCH, 2, 1)
}

/// Writing a chunk of bookings.
pub fn book<T: Config>(chunk: &[Booking<T::AccountId>]) -> Weight {
	let writes = chunk.iter().map(|booking| match &booking.what {
		Booked::Pool { activated: None, .. } => 2,
		Booked::Pool { activated: Some(_), .. } => 3,
		Booked::Credit { .. } => 1u64,
	});
	let credits = chunk.iter().filter(|booking| booking.coldkey().is_some()).count();
	let count = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
	let reads = u64::try_from(credits).unwrap_or(u64::MAX).saturating_add(1);
	let writes = writes.fold(1u64, u64::saturating_add);
	cost::<T>(times(count, PER_BOOKING), reads, writes)
}

/// What a call that changes `pools` and `positions` takes more while an epoch is being written. It writes the values
/// themselves whether or not that is so; beyond that there are the chunks, and of each pool the shares that wait.
pub fn settling(pools: u32, positions: u32, db: &RuntimeDbWeight) -> Weight {
	let entries = u64::from(pools).saturating_add(positions.into());
	Weight::from_parts(entries.saturating_mul(PER_CHUNK), 0)
		.saturating_add(db.reads_writes(entries.saturating_add(1), entries.saturating_add(pools.into())))
}

/// What a call that asks for the stake of a hotkey takes more while an epoch is being written.
pub fn stake_asked_for(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(PER_CHUNK, 0).saturating_add(db.reads(2))
}

/// Looking for expired commits of neurons, of which `dropped` had some in a mechanism.
pub fn drop_commits<T: Config>(neurons: u16, mechanisms: u8, dropped: u32) -> Weight {
	let looked_at = u32::from(neurons).saturating_mul(mechanisms.into());
	let reads = times(looked_at, 1).saturating_add(neurons.into());
	cost::<T>(
		times(looked_at.saturating_add(dropped), PER_COMMITS),
		reads,
		dropped.into(),
	)
}

impl<T: Config> Pallet<T> {
	/// The largest that the subnet's next epoch can be.
	pub(crate) fn largest_epoch(netuid: u16) -> EpochSize {
		let (uids, mechanisms) = (
			u32::from(SubnetworkN::<T>::get(netuid)),
			u32::from(MechanismCountCurrent::<T>::get(netuid)),
		);
		let permits = ValidatorPermit::<T>::get(netuid)
			.iter()
			.filter(|permit| **permit)
			.count();
		let permits = u32::try_from(permits).unwrap_or(u32::MAX);
		// the owner's rows count without a permit
		let validators = permits.saturating_add(1).min(uids).saturating_mul(mechanisms);
		let (first, next) = PendingChildKeysEnds::<T>::get(netuid);
		let waiting = u32::try_from(next.saturating_sub(first)).unwrap_or(u32::MAX);
		EpochSize {
			uids,
			neurons: uids.saturating_mul(mechanisms),
			validators,
			entries: validators.saturating_mul(uids).saturating_mul(2),
			parents: ChildKeyPairs::<T>::get(netuid),
			changes: waiting.min(crate::children::MAX_CHANGES_PER_EPOCH),
			paced: match Yuma3On::<T>::get(netuid) && LiquidAlphaOn::<T>::get(netuid) {
				true => validators.saturating_mul(uids),
				false => 0,
			},
			choices: uids,
			new_choices: uids.min(MAX_NEW_CHOICES_PER_EPOCH),
		}
	}

	/// Whether an epoch of this size is written over several blocks: it would take more than its part of one.
	pub(crate) fn is_spread(size: &EpochSize) -> bool {
		at_once::<T>(size).ref_time() > allowance::<T>()
	}

	/// What the subnet's next epoch takes at most of the block in which it is decided.
	pub(crate) fn predicted_weight(netuid: u16) -> Weight {
		let size = Self::largest_epoch(netuid);
		match Self::is_spread(&size) {
			true => decide::<T>(&size, size.uids.saturating_mul(2)),
			false => at_once::<T>(&size),
		}
	}
}
