//! What a neuron says about itself, by subnet and hotkey.
//!
//! A miner names the model it serves, its repository or the hash of a submission; validators read it with the
//! metagraph. Names, indices and encodings are the reference's, so existing clients read and write it.
//!
//! **Key terms.** *Commitment*: up to `MaxFields` fields of bytes, hashes or timelocked bytes; a neuron has one in
//! a subnet, and the next one replaces it. *Timelocked field*: a ciphertext that a round of a randomness beacon
//! opens; what was in it then stands among the hotkey's `RevealedCommitments`, and the field is gone.
//!
//! **Cost.** Committing is free and limited: the fields of a hotkey's commitments of one epoch have `MaxSpace` bytes
//! at most, each commitment counting as [`MIN_SPACE`] at least. Only registered hotkeys commit, and what a neuron
//! committed goes with its place in the subnet, so the state holds one commitment a neuron.
//!
//! **Revealing** takes at most [`REVEALS_PER_BLOCK`] fields a block, in the order of their rounds. A field that can
//! never be opened is dropped with an event that says why.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::panic,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects
	)
)]

extern crate alloc;

mod data;
mod invariants;
mod measured;
mod records;
mod reveal;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use data::{MAX_BIG_RAW_BYTES, MAX_RAW_BYTES, MAX_TIMELOCKED_BYTES};
pub use measured::MEASURED;
pub use pallet::*;
pub use types::{
	CommitmentInfo, Data, Registration, Revealed, SubnetsInterface, Timelock, TimelockError, UsageTracker,
};
pub use weights::WeightInfo;

/// Bytes that a commitment counts as, however short it is.
pub const MIN_SPACE: u64 = 100;
/// Bytes that a hotkey may commit in an epoch, unless root says otherwise.
pub const DEFAULT_MAX_SPACE: u32 = 3_100;
/// Revealed fields that are kept of a hotkey in a subnet.
pub const MAX_REVEALED: usize = 10;
/// Timelocked fields that a block opens at most: 0.32 s of a block's four, beside the weights that it opens.
pub const REVEALS_PER_BLOCK: u32 = 8;

/// Rounds after which a field is looked at again whose pulse was left out: five minutes of quicknet.
pub const RETRY_ROUNDS: u64 = 100;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::boxed::Box;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sp_runtime::{traits::BlockNumberProvider, SaturatedConversion};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// How deposits are counted. None is taken.
		type Balance: Parameter + Default + MaxEncodedLen;

		/// The height that records carry.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Who may commit, and when epochs begin.
		type Subnets: SubnetsInterface<Self::AccountId>;

		/// What opens timelocked fields.
		type Timelock: Timelock;

		/// Fields of a commitment.
		#[pallet::constant]
		type MaxFields: Get<u32> + 'static;

		/// What calls and hooks weigh.
		type WeightInfo: WeightInfo;
	}

	/// The commitment of a hotkey in a subnet.
	#[pallet::storage]
	pub type CommitmentOf<T: Config> = StorageDoubleMap<
		_,
		Identity,
		u16,
		Twox64Concat,
		T::AccountId,
		Registration<T::Balance, T::MaxFields, BlockNumberFor<T>>,
	>;

	/// The block in which a hotkey last committed in a subnet.
	#[pallet::storage]
	pub type LastCommitment<T: Config> =
		StorageDoubleMap<_, Identity, u16, Twox64Concat, T::AccountId, BlockNumberFor<T>>;

	/// The block in which a hotkey's commitment last reset the bonds on it.
	#[pallet::storage]
	pub type LastBondsReset<T: Config> =
		StorageDoubleMap<_, Identity, u16, Twox64Concat, T::AccountId, BlockNumberFor<T>>;

	/// What was in a hotkey's timelocked fields, the latest [`MAX_REVEALED`] of them.
	#[pallet::storage]
	#[pallet::unbounded]
	pub type RevealedCommitments<T: Config> = StorageDoubleMap<_, Identity, u16, Twox64Concat, T::AccountId, Revealed>;

	/// How much a hotkey has committed in its last epoch.
	#[pallet::storage]
	pub type UsedSpaceOf<T: Config> = StorageDoubleMap<_, Identity, u16, Twox64Concat, T::AccountId, UsageTracker>;

	/// Bytes that a hotkey may commit in an epoch of a subnet.
	#[pallet::storage]
	pub type MaxSpace<T> = StorageValue<_, u32, ValueQuery, ConstU32<DEFAULT_MAX_SPACE>>;

	/// Commitments with a field that a round opens.
	#[pallet::storage]
	pub type TimelockedByRound<T: Config> =
		StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, (u16, T::AccountId), ()>;

	/// The rounds under which a commitment is listed there.
	#[pallet::storage]
	pub type RoundsOf<T: Config> =
		StorageDoubleMap<_, Identity, u16, Twox64Concat, T::AccountId, BoundedVec<u64, T::MaxFields>, ValueQuery>;

	/// The first round that may have fields left to open. Nothing before the beacon's first pulse.
	#[pallet::storage]
	pub type NextRound<T> = StorageValue<_, u64>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A hotkey committed.
		Commitment {
			/// The subnet.
			netuid: u16,
			/// The hotkey.
			who: T::AccountId,
		},
		/// A hotkey committed, and a field is timelocked.
		TimelockCommitment {
			/// The subnet.
			netuid: u16,
			/// The hotkey.
			who: T::AccountId,
			/// The round that opens the first such field.
			reveal_round: u64,
		},
		/// A timelocked field was opened.
		CommitmentRevealed {
			/// The subnet.
			netuid: u16,
			/// The hotkey.
			who: T::AccountId,
		},
		/// A timelocked field can never be opened, and was dropped.
		CommitmentRevealFailed {
			/// The subnet.
			netuid: u16,
			/// The hotkey.
			who: T::AccountId,
			/// The round that should have opened it.
			reveal_round: u64,
			/// Why.
			reason: TimelockError,
		},
		/// Root set how many bytes a hotkey may commit in an epoch.
		MaxSpaceSet {
			/// Bytes.
			bytes: u32,
		},
	}

	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// There are more than `MaxFields` fields. The reference's name: such a call does not even decode here.
		TooManyFieldsInCommitmentInfo,
		/// Only a hotkey that is registered in the subnet may commit. Register it, or sign with another.
		AccountNotAllowedCommit,
		/// The hotkey committed `MaxSpace` bytes in this epoch. Wait for the next, or commit less.
		SpaceLimitExceeded,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			let (rounds, fields) = Self::reveal_due();
			T::WeightInfo::on_initialize(rounds, fields)
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			match Self::check_invariants().is_empty() {
				true => Ok(()),
				false => Err("commitments and what belongs to them do not agree".into()),
			}
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Says something about the signing hotkey in `netuid`, in place of what it said before. Free, within
		/// `MaxSpace` bytes an epoch.
		#[pallet::call_index(0)]
		#[pallet::weight((
			Pallet::<T>::weight_of_commitment(*netuid, info),
			DispatchClass::Normal,
			Pays::No
		))]
		pub fn set_commitment(
			origin: OriginFor<T>,
			netuid: u16,
			info: Box<CommitmentInfo<T::MaxFields>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let usage = Self::check_commitment(&who, netuid, &info)?;
			Self::store(netuid, who, usage, *info);
			Ok(())
		}

		/// Sets how many bytes a hotkey may commit in an epoch of a subnet. Root only.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_max_space())]
		pub fn set_max_space(origin: OriginFor<T>, new_limit: u32) -> DispatchResult {
			ensure_root(origin)?;
			MaxSpace::<T>::put(new_limit);
			Self::deposit_event(Event::MaxSpaceSet { bytes: new_limit });
			Ok(())
		}
	}

	impl<T: Config> Pallet<T> {
		/// What a commitment costs. Making bonds begin anew touches the rows of all neurons.
		fn weight_of_commitment(netuid: u16, info: &CommitmentInfo<T::MaxFields>) -> Weight {
			let own = T::WeightInfo::set_commitment(info.len_for_rate_limit().saturated_into());
			match info.fields.contains(&Data::ResetBondsFlag) {
				true => {
					let rows = T::Subnets::rows_of_bonds(netuid);
					own.saturating_add(T::WeightInfo::set_commitment_resetting_bonds(rows))
				}
				false => own,
			}
		}
	}
}
