//! Which task a subnet runs.
//!
//! A task is a bundle (manifest, sampler, model, scorer) that an author puts at some address. Miners and
//! validators take a bundle only if the hash of its manifest is the one published here, so that everybody
//! on a subnet runs the same task, and so that its author cannot change it unseen.
//!
//! **Key terms.** *Manifest hash*: sha256 of the canonical manifest. *Author*: the subnet's owner, by
//! coldkey or by owner hotkey; the author's signature over the 32 bytes of the hash is part of the call, as
//! it is part of the bundle. *Publisher*: the account that sent the call and whose deposit is held.
//!
//! **Cost.** The entry stands in the state as long as it is not replaced, so its publisher has
//! `DepositBase + DepositPerByte · length of the address` held, and gets it back when the task is replaced.

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

mod invariants;
mod measured;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use measured::MEASURED;
pub use pallet::*;
pub use types::{PublishedTask, SubnetAuthors, MAX_URI_BYTES};
pub use weights::WeightInfo;

use frame_support::traits::fungible::Inspect;

/// An amount of the chain's token.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Inspect, InspectHold, MutateHold},
			tokens::{Fortitude, Precision, Restriction},
		},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::{BlockNumberProvider, IdentifyAccount, SaturatedConversion, Saturating, Verify};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token that deposits are held in.
		type Currency: Inspect<Self::AccountId>
			+ InspectHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ MutateHold<Self::AccountId>;

		/// Why this pallet holds a balance.
		type RuntimeHoldReason: From<HoldReason>;

		/// The height that records carry.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Who may publish on a subnet.
		type Subnets: SubnetAuthors<Self::AccountId>;

		/// A signature of an account, which says its scheme.
		type Signature: Parameter + Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>;

		/// What a published task has held.
		#[pallet::constant]
		type DepositBase: Get<BalanceOf<Self>>;

		/// What each byte of the address has held on top.
		#[pallet::constant]
		type DepositPerByte: Get<BalanceOf<Self>>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;
	}

	/// Why a balance is held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A task is published.
		Task,
	}

	/// The task of each subnet.
	#[pallet::storage]
	pub type TaskOf<T: Config> = StorageMap<_, Identity, u16, PublishedTask<T::AccountId, BalanceOf<T>>>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A subnet runs another task from now on.
		TaskPublished {
			/// The subnet.
			netuid: u16,
			/// sha256 of the canonical manifest.
			manifest_hash: [u8; 32],
			/// How many tasks the subnet has had, this one included.
			version: u32,
			/// Who published it.
			publisher: T::AccountId,
		},
		/// A subnet is gone, and with it its task.
		TaskRemoved {
			/// The subnet.
			netuid: u16,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such subnet. Check the netuid.
		SubnetNotExists,
		/// Only the subnet's owner may publish. Sign with its coldkey or its owner hotkey.
		NotSubnetAuthor,
		/// The signature is not one of the subnet's author over the 32 bytes of the manifest hash. Sign the
		/// manifest that is published.
		InvalidSignature,
		/// The address is empty or no UTF-8. Give the address where the bundle can be fetched.
		InvalidUri,
		/// The subnet runs this manifest from this address already. Nothing is to be done.
		TaskUnchanged,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			match Self::check_invariants().is_empty() {
				true => Ok(()),
				false => Err("a task's deposit is not held".into()),
			}
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Says which task `netuid` runs from now on: the manifest whose sha256 is `manifest_hash`, in the
		/// bundle at `uri`. Signed by the subnet's owner (coldkey or owner hotkey), with `signature` of either
		/// over the 32 bytes of the hash. The deposit of the task that is replaced goes back to its publisher.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::publish(uri.len().saturated_into()))]
		pub fn publish(
			origin: OriginFor<T>,
			netuid: u16,
			manifest_hash: [u8; 32],
			uri: BoundedVec<u8, ConstU32<MAX_URI_BYTES>>,
			signature: T::Signature,
		) -> DispatchResult {
			let publisher = ensure_signed(origin)?;
			let authors = T::Subnets::authors(netuid).ok_or(Error::<T>::SubnetNotExists)?;
			ensure!(authors.contains(&publisher), Error::<T>::NotSubnetAuthor);
			ensure!(
				!uri.is_empty() && core::str::from_utf8(&uri).is_ok(),
				Error::<T>::InvalidUri
			);
			ensure!(
				authors
					.iter()
					.any(|author| signature.verify(&manifest_hash[..], author)),
				Error::<T>::InvalidSignature
			);

			let replaced = TaskOf::<T>::get(netuid);
			let version = match &replaced {
				Some(task) => {
					ensure!(
						task.manifest_hash != manifest_hash || task.uri != uri,
						Error::<T>::TaskUnchanged
					);
					task.version.saturating_add(1)
				}
				None => 1,
			};
			if let Some(task) = replaced {
				T::Currency::release(
					&HoldReason::Task.into(),
					&task.publisher,
					task.deposit,
					Precision::BestEffort,
				)?;
			}
			let deposit = Self::deposit_for(uri.len());
			T::Currency::hold(&HoldReason::Task.into(), &publisher, deposit)?;
			let block = T::BlockNumberProvider::current_block_number().saturated_into();
			TaskOf::<T>::insert(
				netuid,
				PublishedTask {
					manifest_hash,
					uri,
					publisher: publisher.clone(),
					block,
					version,
					deposit,
				},
			);
			Self::deposit_event(Event::TaskPublished {
				netuid,
				manifest_hash,
				version,
				publisher,
			});
			Ok(())
		}
	}

	impl<T: Config> Pallet<T> {
		/// Removes the task of a subnet that is gone. Its deposit goes back to its publisher.
		pub fn remove_task(netuid: u16) {
			if let Some(task) = TaskOf::<T>::take(netuid) {
				let reason = HoldReason::Task.into();
				let released = T::Currency::release(&reason, &task.publisher, task.deposit, Precision::BestEffort);
				if released.is_err() {
					frame_support::defensive!("a task's deposit is held");
				}
				Self::deposit_event(Event::TaskRemoved { netuid });
			}
		}

		/// Makes `new` the publisher of what `old` published, deposits included.
		pub fn change_publisher(old: &T::AccountId, new: &T::AccountId) {
			let netuids = TaskOf::<T>::iter().filter(|(_, task)| task.publisher == *old);
			for (netuid, mut task) in netuids.collect::<alloc::vec::Vec<_>>() {
				let moved = T::Currency::transfer_on_hold(
					&HoldReason::Task.into(),
					old,
					new,
					task.deposit,
					Precision::Exact,
					Restriction::OnHold,
					Fortitude::Polite,
				);
				// an account that cannot take a hold leaves the deposit where it is
				if moved.is_ok() {
					task.publisher = new.clone();
					TaskOf::<T>::insert(netuid, task);
				}
			}
		}

		/// What a task with an address of so many bytes has held.
		pub fn deposit_for(uri_bytes: usize) -> BalanceOf<T> {
			let bytes: BalanceOf<T> = uri_bytes.saturated_into::<u32>().into();
			T::DepositBase::get().saturating_add(T::DepositPerByte::get().saturating_mul(bytes))
		}
	}
}
