//! Hyperparameters: what a subnet's owner and root can set, and within which bounds.
//!
//! The values are the subnets pallet's state; this pallet is the door to them. Names and call indices are
//! the reference's, so that existing clients find them; an index without a call here belongs to something
//! that this chain has not.
//!
//! **Who.** *Owner calls* take the subnet's owner (its coldkey) or root. The owner cannot change anything in
//! the last `AdminFreezeWindow` blocks before an epoch, nor the same hyperparameter twice within
//! `OwnerHyperparamRateLimit` tempos: miners and validators can rely on the rules that an epoch will apply.
//! Root is bound by neither. *Root calls* take root only.
//!
//! **Bounds** are plain functions in `bounds.rs`, which say why each is there.

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

mod authorities;
pub mod bounds;
mod calls;
mod measured;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use authorities::{AuraInterface, GrandpaInterface, LONGEST_DELAY};
pub use measured::MEASURED;
pub use pallet::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

#[import_section(calls::calls)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use pallet_subnets::types::{Rao, U64F64};
	use sp_consensus_grandpa::AuthorityList;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> + pallet_subnets::Config {
		/// The key of an author of blocks.
		type AuthorityId: Parameter + Ord + MaxEncodedLen;

		/// How many authors and how many finalizers there may be.
		type MaxAuthorities: Get<u32>;

		/// Who authors blocks.
		type Aura: AuraInterface<Self::AuthorityId, Self::MaxAuthorities>;

		/// Who finalizes blocks.
		type Grandpa: GrandpaInterface<BlockNumberFor<Self>>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A hyperparameter of a subnet was set.
		SubnetParameterSet {
			/// The subnet.
			netuid: u16,
			/// The index of the call that set it.
			call_index: u8,
			/// The owner, or nothing where it was root.
			by: Option<T::AccountId>,
		},
		/// A parameter of the whole chain was set by root.
		ChainParameterSet {
			/// The index of the call that set it.
			call_index: u8,
		},
	}

	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// The value is outside its bounds, which the call's description tells. Choose one within them.
		ValueNotInBounds,
		/// The subnet has more neurons than this. Choose their number at least.
		MaxAllowedUIdsLessThanCurrentUIds,
		/// The limit would be below `MinAllowedUids`. Choose that at least.
		MaxAllowedUidsLessThanMinAllowedUids,
		/// The least limit would not be below the limit. Choose less.
		MinAllowedUidsGreaterThanMaxAllowedUids,
		/// The least limit would not be below what neurons there are. Choose less.
		MinAllowedUidsGreaterThanCurrentUids,
		/// A subnet cannot hold so many neurons. Choose 256 at most as an owner, `MaxUids` as root.
		MaxAllowedUidsGreaterThanDefaultMaxAllowedUids,
		/// There would be more validators than neurons. Choose `MaxAllowedUids` and `MaxAllowedValidators` so
		/// that they fit.
		MaxValidatorsLargerThanMaxUIds,
		/// An owner's bonds must move. Choose 975 000 millionths at most.
		BondsMovingAverageMaxReached,
		/// Only root can make the slope negative. Choose 0 or more.
		NegativeSigmoidSteepness,
		/// The hotkey is not one of the subnet owner's. Register it with the owner's coldkey first.
		HotkeyNotOwned,
	}

	impl<T: Config> Pallet<T> {
		/// Runs `change` for the subnet's owner, outside the freeze window and within the rate limit of the
		/// call, or for root. `change` is told whether it is root.
		pub(crate) fn by_owner(
			origin: OriginFor<T>,
			netuid: u16,
			call_index: u8,
			tempos: Option<u16>,
			change: impl FnOnce(bool) -> DispatchResult,
		) -> DispatchResult {
			let by =
				pallet_subnets::Pallet::<T>::ensure_owner_or_root_within_limits(origin, netuid, call_index, tempos)?;
			change(by.is_none())?;
			pallet_subnets::Pallet::<T>::note_owner_change(&by, netuid, call_index);
			Self::deposit_event(Event::SubnetParameterSet { netuid, call_index, by });
			Ok(())
		}

		/// Runs `change` on an existing subnet for root.
		pub(crate) fn by_root_on_subnet(
			origin: OriginFor<T>,
			netuid: u16,
			call_index: u8,
			change: impl FnOnce() -> DispatchResult,
		) -> DispatchResult {
			ensure_root(origin)?;
			pallet_subnets::Pallet::<T>::ensure_subnet(netuid)?;
			change()?;
			Self::deposit_event(Event::SubnetParameterSet {
				netuid,
				call_index,
				by: None,
			});
			Ok(())
		}

		/// Runs `change` on a parameter of the whole chain for root.
		pub(crate) fn by_root(
			origin: OriginFor<T>,
			call_index: u8,
			change: impl FnOnce() -> DispatchResult,
		) -> DispatchResult {
			ensure_root(origin)?;
			change()?;
			Self::deposit_event(Event::ChainParameterSet { call_index });
			Ok(())
		}
	}
}
