//! What a randomness beacon has signed, verified on the chain. The runtime calls it Drand, since it has the
//! reference chain's names; by default the beacon is drand's quicknet.
//!
//! # Terms
//! - *Round*: a number that the beacon signs at a fixed time. *Pulse*: a round with its signature.
//! - *Relayer*: anybody who brings pulses to the chain. It need not be trusted, since the chain verifies each
//!   signature; it can only be late, and then another can do its work.
//!
//! # Usage
//! A relayer calls `write_pulse` with pulses by ascending round. A call that brings newer rounds than the chain
//! knows costs nothing; the fee is held until it has succeeded, so that rubbish is paid for. Rounds that were left
//! out may be brought later for the fee, as long as pulses of their time are kept, which is for
//! [`KEPT_ROUNDS`].
//!
//! Other pallets read signatures through [`ganglion_timelock::Beacon`].
//!
//! # Where this chain differs from the reference
//! There `write_pulse` is unsigned, carries a signature by any key at all, and rounds can only rise, so that a round
//! that was skipped strands what was sealed for it.

#![cfg_attr(not(feature = "std"), no_std)]
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
mod pulses;
mod quicknet;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use measured::MEASURED;
pub use pallet::*;
pub use quicknet::quicknet;
pub use weights::WeightInfo;

/// Rounds whose pulses are kept: a day of a beacon that signs every 3 seconds.
pub const KEPT_ROUNDS: u64 = 28_800;

/// Pulses that a call brings at most: half a minute of quicknet.
pub const MAX_PULSES_PER_CALL: u32 = 10;

/// Old rounds that a call looks at, to remove their pulses.
pub const MAX_REMOVED_PULSES: u32 = 100;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::types::{BeaconConfiguration, BoundedHash, Metadata, OpaquePublicKey, Pulse, RoundNumber};
	use alloc::vec::Vec;
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::UnixTime,
	};
	use frame_system::pallet_prelude::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The chain's clock.
		type Clock: UnixTime;
		/// What the calls weigh.
		type WeightInfo: WeightInfo;
	}

	/// The beacon: quicknet, unless genesis or root said otherwise.
	#[pallet::storage]
	pub type BeaconConfig<T> = StorageValue<_, BeaconConfiguration, ValueQuery, Quicknet>;

	/// Pulses by round.
	#[pallet::storage]
	pub type Pulses<T> = StorageMap<_, Blake2_128Concat, RoundNumber, Pulse>;

	/// The newest round whose pulse was stored; 0: none.
	#[pallet::storage]
	pub type LastStoredRound<T> = StorageValue<_, RoundNumber, ValueQuery>;

	/// No pulse of an older round is stored; 0: none was.
	#[pallet::storage]
	pub type OldestStoredRound<T> = StorageValue<_, RoundNumber, ValueQuery>;

	/// Quicknet's parameters.
	#[pallet::type_value]
	pub fn Quicknet() -> BeaconConfiguration {
		quicknet()
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The chain has another beacon, and none of its pulses yet.
		BeaconConfigChanged,
		/// Pulses were stored.
		NewPulse {
			/// Their rounds.
			rounds: Vec<RoundNumber>,
		},
	}

	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// The call brings no pulse. Bring one at least.
		NoneValue,
		/// The randomness is not the sha256 of the signature. Take both from one answer of the beacon.
		UnverifiedPulse,
		/// The round is not above the one before it, or is stored, or too old to be kept, or still to come.
		InvalidRoundNumber,
		/// The signature is not the beacon's for this round. Take the pulse from the beacon that `BeaconConfig` names.
		PulseVerificationError,
		/// The public key, the period or the scheme is none that this chain understands. The key is 96 bytes of a
		/// point of G2, the period at least a second, the scheme bls-unchained-g1-rfc9380.
		InvalidBeaconConfig,
	}

	/// The beacon that the chain begins with. An empty public key: quicknet.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The beacon's public key: 96 bytes, a compressed point of G2.
		#[serde(with = "sp_core::bytes")]
		pub public_key: Vec<u8>,
		/// Seconds between two rounds.
		pub period: u32,
		/// When round 1 is signed, in seconds since 1970.
		pub genesis_time: u32,
		/// The beacon's name, at most 32 bytes.
		pub beacon_id: alloc::string::String,
		/// No value: the configuration that the parameters are for.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if self.public_key.is_empty() {
				return;
			}
			let config = BeaconConfiguration {
				public_key: OpaquePublicKey::truncate_from(self.public_key.clone()),
				period: self.period,
				genesis_time: self.genesis_time,
				// who takes part is told by the key alone
				hash: BoundedHash::new(),
				group_hash: BoundedHash::new(),
				scheme_id: BoundedHash::truncate_from(quicknet::SCHEME.to_vec()),
				metadata: Metadata {
					beacon_id: BoundedHash::truncate_from(self.beacon_id.as_bytes().to_vec()),
				},
			};
			assert!(
				Pallet::<T>::check_config(&config).is_ok() && self.public_key.len() == config.public_key.len(),
				"drand.publicKey is no point of G2, or drand.period is 0"
			);
			BeaconConfig::<T>::put(config);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_block: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::check_invariants().map_err(|broken| {
				for sentence in &broken {
					log::error!(target: "runtime::drand", "{sentence}");
				}
				sp_runtime::TryRuntimeError::Other("an invariant of the drand pallet is broken; the log says which")
			})
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Verifies and stores pulses, by ascending round. Free if all are newer than what the chain knows.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::write_pulse(pulses.len() as u32, MAX_REMOVED_PULSES))]
		pub fn write_pulse(
			origin: OriginFor<T>,
			pulses: BoundedVec<Pulse, ConstU32<MAX_PULSES_PER_CALL>>,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let count = pulses.len() as u32;
			let stored = Self::store_pulses(pulses.into_inner())?;
			Ok(PostDispatchInfo {
				actual_weight: Some(T::WeightInfo::write_pulse(count, stored.looked_at)),
				pays_fee: if stored.all_newer { Pays::No } else { Pays::Yes },
			})
		}

		/// Takes another beacon, whose pulses are still to come: those that are stored are removed. Root only.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_beacon_config(KEPT_ROUNDS as u32))]
		pub fn set_beacon_config(origin: OriginFor<T>, config: BeaconConfiguration) -> DispatchResultWithPostInfo {
			ensure_root(origin)?;
			Self::check_config(&config)?;
			let removed = Pulses::<T>::clear(u32::MAX, None).unique;
			LastStoredRound::<T>::kill();
			OldestStoredRound::<T>::kill();
			BeaconConfig::<T>::put(config);
			Self::deposit_event(Event::BeaconConfigChanged);
			Ok(Some(T::WeightInfo::set_beacon_config(removed)).into())
		}
	}
}
