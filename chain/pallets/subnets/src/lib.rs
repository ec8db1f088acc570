//! Subnets: registration, stake, weights, epochs and emission. The runtime calls it SubtensorModule,
//! since it speaks the reference chain's language: names of calls, storage, events and errors are its.
//!
//! # Key terms
//! - *Subnet* (netuid): a market for one kind of work. Its owner sets the rules, miners work, validators
//!   judge, and the chain pays.
//! - *Neuron* (uid): a hotkey's place in a subnet, as miner, validator, or both.
//! - *Hotkey* and *coldkey*: the hotkey signs what a neuron does, the coldkey owns it and is paid.
//! - *Stake*: tokens that a coldkey puts behind a hotkey in one subnet. It gives a validator's weights
//!   influence and shares in what the validator earns.
//! - *Tempo*: blocks between epochs. In an epoch, consensus turns weights into payments.
//!
//! # The way of a token
//! Each block mints ([`emission`]) for the started subnets by their claims ([`economics`]); the tokens
//! wait in a pot until the subnet's epoch ([`schedule`], [`mod@epoch`]), which stakes them for those who
//! earned them ([`payout`]). Registrations and fees burn tokens ([`issuance`]). Nothing is a mere number:
//! each ledger is backed by an account's balance, and [`invariants`] says how they agree.
//!
//! # Usage
//! A coldkey calls `register_network` and, after a delay, `start_call`; others `burned_register` hotkeys
//! and `add_stake`. Miners `serve_axon`; validators `set_weights`, or `commit_weights` and
//! `reveal_weights`. Calls of hotkeys are free, and kept from abuse by rate limits that the pool
//! enforces ([`extension`]).
//!
//! # Implementor's guide
//! The runtime gives balances' `DustRemoval` to [`issuance::BurnDust`] and transaction payment's fees to
//! [`issuance::BurnFees`], so that every burned token is counted; it must not let users burn or set
//! balances past them. It adds [`extension::SubtensorTransactionExtension`] to its extensions.

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

pub mod absent;
pub mod auto_stake;
mod batch_weights;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
pub mod burn_price;
pub mod children;
pub mod commit_reveal;
pub mod defaults;
pub mod dissolve;
mod dissolve_records;
pub mod economics;
pub mod emission;
pub mod epoch;
pub mod epoch_booking;
pub mod epoch_books;
pub mod epoch_weight;
mod errors;
mod events;
pub mod extension;
mod family_invariants;
mod genesis;
pub mod hooks;
pub mod identity;
pub mod inherit;
pub mod invariants;
pub mod issuance;
mod keys;
mod measured;
mod mechanism_invariants;
pub mod mechanisms;
pub mod networks;
pub mod payout;
pub mod pool;
pub mod pruning;
mod registration;
mod rows;
pub mod schedule;
pub mod serving;
pub mod staking;
mod storage;
mod storage_clients;
mod storage_delegation;
mod storage_epoch;
mod storage_lifecycle;
pub mod swap_coldkey;
mod swap_delegation;
pub mod swap_hotkey;
pub mod symbols;
mod take;
pub mod tempo;
pub mod timelock;
mod timelock_invariants;
mod timelock_reveal;
mod trim;
pub mod types;
pub mod weights;
mod weights_calls;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use extension::SubtensorTransactionExtension;
pub use issuance::{BurnDust, BurnFees};
pub use measured::MEASURED;
pub use pallet::*;
pub use weights::WeightInfo;

use frame_support::{pallet_macros::import_section, traits::ConstU32, BoundedVec};

/// One value per uid.
pub type Column<T, V> = BoundedVec<V, <T as Config>::MaxUids>;
/// (uid, value) by ascending uid.
pub type SparseRow<T> = BoundedVec<(u16, u16), <T as Config>::MaxUids>;
/// Hotkeys of one coldkey.
pub type Hotkeys<T> = BoundedVec<<T as frame_system::Config>::AccountId, <T as Config>::MaxHotkeysPerColdkey>;
/// Children of one hotkey in a subnet, each with its part of 2^64 - 1.
pub type ChildList<T> = BoundedVec<(u64, <T as frame_system::Config>::AccountId), ConstU32<{ children::MAX_CHILDREN }>>;
/// Parents of one hotkey in a subnet, each with the part that the hotkey has of its stake.
pub type ParentList<T> = BoundedVec<(u64, <T as frame_system::Config>::AccountId), <T as Config>::MaxParentsPerChild>;
/// Commits of one hotkey.
pub type OpenCommits<T> = BoundedVec<types::WeightCommit, <T as Config>::MaxOpenCommits>;

#[import_section(storage::storage)]
#[import_section(storage_clients::storage_clients)]
#[import_section(storage_delegation::storage_delegation)]
#[import_section(storage_epoch::storage_epoch)]
#[import_section(storage_lifecycle::storage_lifecycle)]
#[import_section(events::events)]
#[import_section(errors::errors)]
#[import_section(genesis::genesis)]
#[frame_support::pallet]
// serve_axon has the reference's eight fields, also in what the macro makes of it
#[allow(clippy::too_many_arguments)]
pub mod pallet {
	use super::*;
	use crate::{
		absent::*,
		batch_weights::SentReveals,
		defaults::*,
		dissolve::Dissolution,
		economics::Economics,
		epoch_booking::{BookingChunk, EpochRun},
		extension::InnerCalls,
		identity::{ChainIdentityOfV2, SubnetIdentityOfV3},
		mechanisms::{GLOBAL_MAX_SUBNET_COUNT, MAX_MECHANISM_COUNT_PER_SUBNET},
		swap_hotkey::{Swap, MAX_POSITIONS},
		timelock::{SealedRow, TimelockedCommits, MAX_TIMELOCKED_EPOCHS},
		types::*,
		weights_calls::SentRow,
	};
	use alloc::vec::Vec;
	use codec::Compact;
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::fungible,
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use ganglion_timelock::Beacon;
	use sp_core::H256;
	use sp_runtime::{traits::BlockNumberProvider, SaturatedConversion};

	/// The number of the reference's root network. No subnet has it here.
	const ROOT_NETUID: u16 = 0;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Rao>
			+ fungible::Balanced<Self::AccountId, Balance = Rao>;

		/// How stake becomes influence and emission.
		type Economics: Economics<Self>;

		/// Shows the transaction extension the calls inside batches and the like.
		type InnerCalls: InnerCalls<Self>;

		/// Other pallets that keep something by subnet or by key.
		type LifecycleHooks: hooks::LifecycleHooks<Self::AccountId>;

		/// Whose signatures open timelocked commits.
		type Beacon: Beacon;

		/// What calls and hooks cost.
		type WeightInfo: WeightInfo;

		/// The accounts without a key are derived from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Subnets there can be.
		#[pallet::constant]
		type MaxSubnets: Get<u16>;

		/// Neurons a subnet can have.
		#[pallet::constant]
		type MaxUids: Get<u32>;

		/// Hotkeys a coldkey can own, and hotkeys it can stake on, its own included.
		#[pallet::constant]
		type MaxHotkeysPerColdkey: Get<u32>;

		/// Commits a hotkey can have open in a subnet.
		#[pallet::constant]
		type MaxOpenCommits: Get<u32>;

		/// Parents that a hotkey can have in a subnet.
		#[pallet::constant]
		type MaxParentsPerChild: Get<u32>;

		/// Timelocked commits that a block opens at most.
		#[pallet::constant]
		type MaxRevealsPerBlock: Get<u32>;

		/// The height that records carry: blocks since the chain began, those of a former network included.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Milliseconds between two blocks.
		type SlotDuration: Get<u64>;

		/// Blocks between the registration of a subnet and its start, unless genesis says otherwise.
		#[pallet::constant]
		type InitialStartCallDelay: Get<u64>;
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Prices fall, emission is put aside, and due epochs run.
		fn on_initialize(_block: BlockNumberFor<T>) -> Weight {
			let now = Self::now();
			let netuids = Self::netuids();
			for netuid in &netuids {
				Self::lower_burn(*netuid);
				if RegistrationsThisBlock::<T>::contains_key(netuid) {
					RegistrationsThisBlock::<T>::remove(netuid);
				}
				BlocksSinceLastStep::<T>::mutate(netuid, |blocks| *blocks = blocks.saturating_add(1));
			}
			let units = Self::continue_dissolutions();
			let started: Vec<u16> = netuids
				.iter()
				.copied()
				.filter(|netuid| Self::is_started(*netuid, now) && SubnetEmissionEnabled::<T>::get(netuid))
				.collect();
			Self::emit(&started);
			let mut weight = T::WeightInfo::on_initialize(netuids.len().saturated_into())
				.saturating_add(T::WeightInfo::dissolve(units));
			weight.saturating_accrue(Self::open_timelocked_commits(&netuids, now));
			weight.saturating_accrue(Self::run_epochs(&netuids, now));
			weight
		}

		/// What was sent to the pots past their ledgers is burned. `on_initialize` accounts for it.
		fn on_finalize(_block: BlockNumberFor<T>) {
			Self::burn_stray_tokens();
		}

		fn integrity_test() {
			let pots = issuance::Pot::ALL.map(|pot| pot.account::<T>());
			let [stake, emission, lock] = &pots;
			assert!(
				stake != emission && emission != lock && lock != stake,
				"account ids are too short for three pots"
			);
			assert!(
				T::MaxUids::get() as usize <= ganglion_consensus::MAX_UIDS,
				"consensus takes fewer uids than MaxUids"
			);
			assert!(T::MaxUids::get() <= u16::MAX.into(), "uids are u16");
			// of each neuron and parent the pool, the take and what a miner earned; of the owner the pool and the cut
			let neurons = T::MaxUids::get().saturating_mul(T::MaxParentsPerChild::get().saturating_add(1));
			assert!(
				neurons.saturating_mul(3).saturating_add(2)
					<= epoch_booking::MAX_CHUNKS.saturating_mul(epoch_booking::MAX_CHUNK),
				"the bookings of an epoch do not fit into its chunks"
			);
			assert!(
				T::MaxSubnets::get() < GLOBAL_MAX_SUBNET_COUNT,
				"storage indices of mechanisms have no room for so many subnets"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_block: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::check_invariants().map_err(|broken| {
				for sentence in &broken {
					log::error!(target: "runtime::subnets", "{sentence}");
				}
				sp_runtime::TryRuntimeError::Other("an invariant of the subnets pallet is broken; the log says which")
			})
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets the hotkey's weights in a subnet without commit-reveal. Free.
		///
		/// `dests` are uids, `weights` their weights in any unit: they are scaled so that the largest is
		/// 65535. They replace the former row.
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::set_weights(dests.len().saturated_into()), DispatchClass::Normal, Pays::No))]
		pub fn set_weights(
			origin: OriginFor<T>,
			netuid: u16,
			dests: Vec<u16>,
			weights: Vec<u16>,
			version_key: u64,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let row = SentRow {
				uids: &dests,
				values: &weights,
				version_key,
			};
			Ok(Self::do_set_weights(&hotkey, Self::ensure_mechanism(netuid, 0)?, row)?)
		}

		/// Stakes `amount_staked` rao of the signing coldkey on a hotkey in a subnet.
		///
		/// It earns from the next tempo on.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::add_stake())]
		pub fn add_stake(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			netuid: u16,
			amount_staked: Rao,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_add_stake(&coldkey, &hotkey, netuid, amount_staked)
		}

		/// Takes `amount_unstaked` rao of the signing coldkey's stake back; all of it, if less than the
		/// minimum would remain.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::remove_stake())]
		pub fn remove_stake(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			netuid: u16,
			amount_unstaked: Rao,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_remove_stake(&coldkey, &hotkey, netuid, amount_unstaked)
		}

		/// Publishes where the hotkey serves in a subnet. Free.
		#[pallet::call_index(4)]
		#[pallet::weight((T::WeightInfo::serve_axon(), DispatchClass::Normal, Pays::No))]
		pub fn serve_axon(
			origin: OriginFor<T>,
			netuid: u16,
			version: u32,
			ip: u128,
			port: u16,
			ip_type: u8,
			protocol: u8,
			placeholder1: u8,
			placeholder2: u8,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let axon = AxonInfo {
				block: 0,
				version,
				ip,
				port,
				ip_type,
				protocol,
				placeholder1,
				placeholder2,
			};
			Ok(Self::do_serve_axon(&hotkey, netuid, axon)?)
		}

		/// The same as `burned_register`, under the name of what was once registration by work: that work, and whose
		/// it was, is not looked at.
		#[pallet::call_index(6)]
		#[pallet::weight(Pallet::<T>::weight_of_registration(*netuid))]
		pub fn register(
			origin: OriginFor<T>,
			netuid: u16,
			_block_number: u64,
			_nonce: u64,
			_work: Vec<u8>,
			hotkey: T::AccountId,
			_coldkey: T::AccountId,
		) -> DispatchResultWithPostInfo {
			let coldkey = ensure_signed(origin)?;
			Self::weigh_registration(netuid, || Self::do_burned_register(&coldkey, netuid, &hotkey))
		}

		/// Registers a hotkey of the signing coldkey in a subnet, for the present price, which is burned.
		///
		/// In a full subnet it takes the place of the neuron that earned least.
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::weight_of_registration(*netuid))]
		pub fn burned_register(origin: OriginFor<T>, netuid: u16, hotkey: T::AccountId) -> DispatchResultWithPostInfo {
			let coldkey = ensure_signed(origin)?;
			Self::weigh_registration(netuid, || Self::do_burned_register(&coldkey, netuid, &hotkey))
		}

		/// Registers a subnet that the signing coldkey owns, with `hotkey` as its first neuron. Locks what a
		/// subnet costs.
		#[pallet::call_index(59)]
		#[pallet::weight(T::WeightInfo::register_network())]
		pub fn register_network(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_register_network(&coldkey, &hotkey, None)
		}

		/// Removes a subnet. Root only. `coldkey` says nothing. Its stake, pending emission and lock go back in the
		/// next blocks.
		#[pallet::call_index(61)]
		#[pallet::weight(T::WeightInfo::dissolve_network())]
		pub fn dissolve_network(origin: OriginFor<T>, coldkey: T::AccountId, netuid: u16) -> DispatchResult {
			ensure_root(origin)?;
			let _ = coldkey;
			Ok(Self::begin_dissolution(netuid)?)
		}

		/// Tells who the signing coldkey is. One of its hotkeys must be registered in a subnet.
		#[pallet::call_index(68)]
		#[pallet::weight(T::WeightInfo::set_identity())]
		pub fn set_identity(
			origin: OriginFor<T>,
			name: Vec<u8>,
			url: Vec<u8>,
			github_repo: Vec<u8>,
			image: Vec<u8>,
			discord: Vec<u8>,
			description: Vec<u8>,
			additional: Vec<u8>,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			let identity = ChainIdentityOfV2 {
				name,
				url,
				github_repo,
				image,
				discord,
				description,
				additional,
			};
			Self::do_set_identity(&coldkey, identity)
		}

		/// Puts `new_hotkey` in the place of `hotkey`, in one subnet or in all. Signed by the coldkey of both.
		#[pallet::call_index(70)]
		#[pallet::weight(T::WeightInfo::swap_hotkey(Pallet::<T>::subnets_of_swap(*netuid), MAX_POSITIONS))]
		pub fn swap_hotkey(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			new_hotkey: T::AccountId,
			netuid: Option<u16>,
		) -> DispatchResultWithPostInfo {
			let coldkey = ensure_signed(origin)?;
			let moved = Self::do_swap_hotkey(Swap {
				coldkey: &coldkey,
				old: &hotkey,
				new: &new_hotkey,
				netuid,
				keep_stake: false,
			})?;
			Ok(Some(T::WeightInfo::swap_hotkey(Self::subnets_of_swap(netuid), moved)).into())
		}

		/// Hands all that is a coldkey's to another, without announcement. Root only. Burns `swap_cost` rao first.
		#[pallet::call_index(71)]
		#[pallet::weight(T::WeightInfo::swap_coldkey(MAX_POSITIONS))]
		pub fn swap_coldkey(
			origin: OriginFor<T>,
			old_coldkey: T::AccountId,
			new_coldkey: T::AccountId,
			swap_cost: Rao,
		) -> DispatchResultWithPostInfo {
			ensure_root(origin)?;
			let moved = Self::do_swap_coldkey_by_root(&old_coldkey, &new_coldkey, swap_cost)?;
			Ok(Some(T::WeightInfo::swap_coldkey(moved)).into())
		}

		/// As `swap_hotkey`; with `keep_stake` stake stays on `hotkey`, which stays the coldkey's.
		#[pallet::call_index(72)]
		#[pallet::weight(T::WeightInfo::swap_hotkey_v2(
			Pallet::<T>::subnets_of_swap(*netuid),
			if *keep_stake { 0 } else { MAX_POSITIONS }
		))]
		pub fn swap_hotkey_v2(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			new_hotkey: T::AccountId,
			netuid: Option<u16>,
			keep_stake: bool,
		) -> DispatchResultWithPostInfo {
			let coldkey = ensure_signed(origin)?;
			let moved = Self::do_swap_hotkey(Swap {
				coldkey: &coldkey,
				old: &hotkey,
				new: &new_hotkey,
				netuid,
				keep_stake,
			})?;
			Ok(Some(T::WeightInfo::swap_hotkey_v2(Self::subnets_of_swap(netuid), moved)).into())
		}

		/// Tells what the signing coldkey's subnet is.
		#[pallet::call_index(78)]
		#[pallet::weight(T::WeightInfo::set_subnet_identity())]
		pub fn set_subnet_identity(
			origin: OriginFor<T>,
			netuid: u16,
			subnet_name: Vec<u8>,
			github_repo: Vec<u8>,
			subnet_contact: Vec<u8>,
			subnet_url: Vec<u8>,
			discord: Vec<u8>,
			description: Vec<u8>,
			logo_url: Vec<u8>,
			additional: Vec<u8>,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			let identity = SubnetIdentityOfV3 {
				subnet_name,
				github_repo,
				subnet_contact,
				subnet_url,
				discord,
				description,
				logo_url,
				additional,
			};
			Self::do_set_subnet_identity(&coldkey, netuid, identity)
		}

		/// As `register_network`, and tells what the subnet is.
		#[pallet::call_index(79)]
		#[pallet::weight(T::WeightInfo::register_network_with_identity())]
		pub fn register_network_with_identity(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			identity: Option<SubnetIdentityOfV3>,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_register_network(&coldkey, &hotkey, identity)
		}

		/// Makes a hotkey that is nobody's the signing coldkey's.
		#[pallet::call_index(91)]
		#[pallet::weight(T::WeightInfo::try_associate_hotkey())]
		pub fn try_associate_hotkey(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Ok(Self::associate(&coldkey, &hotkey)?)
		}

		/// Sets the hotkey's weights in several subnets without commit-reveal, in the first mechanism of each. Free.
		///
		/// Takes every item that it can; events tell of the others.
		#[pallet::call_index(80)]
		#[pallet::weight((T::WeightInfo::batch_set_weights(
			netuids.len().saturated_into(),
			weights.iter().map(Vec::len).fold(0, usize::saturating_add).saturated_into()
		), DispatchClass::Normal, Pays::No))]
		pub fn batch_set_weights(
			origin: OriginFor<T>,
			netuids: Vec<Compact<u16>>,
			weights: Vec<Vec<(Compact<u16>, Compact<u16>)>>,
			version_keys: Vec<Compact<u64>>,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			Ok(Self::do_batch_set_weights(&hotkey, netuids, &weights, &version_keys)?)
		}

		/// Lowers the part of its dividends that a hotkey of the signing coldkey keeps before its delegators, of
		/// 65535.
		#[pallet::call_index(65)]
		#[pallet::weight(T::WeightInfo::decrease_take())]
		pub fn decrease_take(origin: OriginFor<T>, hotkey: T::AccountId, take: u16) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_decrease_take(&coldkey, &hotkey, take)
		}

		/// Raises it, where it was not changed for `TxDelegateTakeRateLimit` blocks.
		#[pallet::call_index(66)]
		#[pallet::weight(T::WeightInfo::increase_take())]
		pub fn increase_take(origin: OriginFor<T>, hotkey: T::AccountId, take: u16) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_increase_take(&coldkey, &hotkey, take)
		}

		/// Lets other hotkeys validate in a subnet with parts, of 2^64 - 1, of the stake on a hotkey of the signing
		/// coldkey, from the first epoch after `PendingChildKeyCooldown` blocks on. They replace the former ones.
		#[pallet::call_index(67)]
		#[pallet::weight(T::WeightInfo::set_children())]
		pub fn set_children(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			netuid: u16,
			children: Vec<(u64, T::AccountId)>,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_set_children(&coldkey, &hotkey, netuid, children)
		}

		/// Blocks after a change of a child hotkey's take in which it cannot be raised. Root only.
		#[pallet::call_index(69)]
		#[pallet::weight(T::WeightInfo::sudo_set_tx_childkey_take_rate_limit())]
		pub fn sudo_set_tx_childkey_take_rate_limit(origin: OriginFor<T>, tx_rate_limit: u64) -> DispatchResult {
			ensure_root(origin)?;
			TxChildkeyTakeRateLimit::<T>::put(tx_rate_limit);
			Self::deposit_event(Event::TxChildKeyTakeRateLimitSet(tx_rate_limit));
			Ok(())
		}

		/// Sets the part of its parents' dividends that a hotkey of the signing coldkey keeps in a subnet, of 65535.
		/// It can be raised where it was not changed for `TxChildkeyTakeRateLimit` blocks.
		#[pallet::call_index(75)]
		#[pallet::weight(T::WeightInfo::set_childkey_take())]
		pub fn set_childkey_take(origin: OriginFor<T>, hotkey: T::AccountId, netuid: u16, take: u16) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_set_childkey_take(&coldkey, &hotkey, netuid, take)
		}

		/// The lowest take of child hotkeys, of 65535, at most the highest. Takes that are set stay. Root only.
		#[pallet::call_index(76)]
		#[pallet::weight(T::WeightInfo::sudo_set_min_childkey_take())]
		pub fn sudo_set_min_childkey_take(origin: OriginFor<T>, take: u16) -> DispatchResult {
			ensure_root(origin)?;
			ensure!(take <= MaxChildkeyTake::<T>::get(), Error::<T>::InvalidChildkeyTake);
			MinChildkeyTake::<T>::put(take);
			Self::deposit_event(Event::MinChildKeyTakeSet(take));
			Ok(())
		}

		/// The highest take of child hotkeys, of 65535, at least the lowest. Takes that are set stay. Root only.
		#[pallet::call_index(77)]
		#[pallet::weight(T::WeightInfo::sudo_set_max_childkey_take())]
		pub fn sudo_set_max_childkey_take(origin: OriginFor<T>, take: u16) -> DispatchResult {
			ensure_root(origin)?;
			ensure!(take >= MinChildkeyTake::<T>::get(), Error::<T>::InvalidChildkeyTake);
			MaxChildkeyTake::<T>::put(take);
			Self::deposit_event(Event::MaxChildKeyTakeSet(take));
			Ok(())
		}

		/// Takes back all that the signing coldkey has staked on a hotkey, in every subnet.
		#[pallet::call_index(83)]
		#[pallet::weight(T::WeightInfo::unstake_all(T::MaxSubnets::get().into()))]
		pub fn unstake_all(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResultWithPostInfo {
			let coldkey = ensure_signed(origin)?;
			let subnets = Self::do_unstake_all(&coldkey, &hotkey)?;
			Ok(Some(T::WeightInfo::unstake_all(subnets)).into())
		}

		/// In the reference: moves all stake on a hotkey into the root network, which this chain has not. So it
		/// is refused, as a call that would stake in any other missing subnet is; `unstake_all` takes stake back.
		#[pallet::call_index(84)]
		#[pallet::weight(T::WeightInfo::unstake_all_alpha())]
		pub fn unstake_all_alpha(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::ensure_stakable(&hotkey, ROOT_NETUID)?;
			Ok(())
		}

		/// Moves `alpha_amount` rao of the signing coldkey's stake from one hotkey, in one subnet, to another; all of
		/// it, if less than the minimum would remain.
		///
		/// It earns at its destination from the next tempo on.
		#[pallet::call_index(85)]
		#[pallet::weight(T::WeightInfo::move_stake())]
		pub fn move_stake(
			origin: OriginFor<T>,
			origin_hotkey: T::AccountId,
			destination_hotkey: T::AccountId,
			origin_netuid: u16,
			destination_netuid: u16,
			alpha_amount: Rao,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_move_stake(
				&coldkey,
				&origin_hotkey,
				&destination_hotkey,
				origin_netuid,
				destination_netuid,
				alpha_amount,
			)
		}

		/// Gives `alpha_amount` rao of the signing coldkey's stake on a hotkey to another coldkey; all of it, if less
		/// than the minimum would remain.
		///
		/// Where the subnet stays, the stake stays as active as it is; in another subnet it earns from the next
		/// tempo on.
		#[pallet::call_index(86)]
		#[pallet::weight(T::WeightInfo::transfer_stake())]
		pub fn transfer_stake(
			origin: OriginFor<T>,
			destination_coldkey: T::AccountId,
			hotkey: T::AccountId,
			origin_netuid: u16,
			destination_netuid: u16,
			alpha_amount: Rao,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_transfer_stake(
				&coldkey,
				&destination_coldkey,
				&hotkey,
				origin_netuid,
				destination_netuid,
				alpha_amount,
			)
		}

		/// Moves `alpha_amount` rao of the signing coldkey's stake on a hotkey to another subnet; all of it, if less
		/// than the minimum would remain.
		///
		/// It earns there from the next tempo on.
		#[pallet::call_index(87)]
		#[pallet::weight(T::WeightInfo::swap_stake())]
		pub fn swap_stake(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			origin_netuid: u16,
			destination_netuid: u16,
			alpha_amount: Rao,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_swap_stake(&coldkey, &hotkey, origin_netuid, destination_netuid, alpha_amount)
		}

		/// As `add_stake`, where 10^9 units of stake cost `limit_price` rao at most. They always cost 10^9: the limit
		/// lets the whole amount through, or nothing, and `allow_partial` does not change that.
		#[pallet::call_index(88)]
		#[pallet::weight(T::WeightInfo::add_stake_limit())]
		pub fn add_stake_limit(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			netuid: u16,
			amount_staked: Rao,
			limit_price: Rao,
			allow_partial: bool,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_add_stake_limit(&coldkey, &hotkey, netuid, amount_staked, limit_price, allow_partial)
		}

		/// As `remove_stake`, where 10^9 units of stake yield `limit_price` rao at least: they always yield 10^9.
		#[pallet::call_index(89)]
		#[pallet::weight(T::WeightInfo::remove_stake_limit())]
		pub fn remove_stake_limit(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			netuid: u16,
			amount_unstaked: Rao,
			limit_price: Rao,
			allow_partial: bool,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_remove_stake_limit(&coldkey, &hotkey, netuid, amount_unstaked, limit_price, allow_partial)
		}

		/// As `swap_stake`, where 10^9 units of stake yield `limit_price` of the other subnet's at least: they
		/// always yield 10^9.
		#[pallet::call_index(90)]
		#[pallet::weight(T::WeightInfo::swap_stake_limit())]
		pub fn swap_stake_limit(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			origin_netuid: u16,
			destination_netuid: u16,
			alpha_amount: Rao,
			limit_price: Rao,
			allow_partial: bool,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_swap_stake_limit(
				&coldkey,
				&hotkey,
				origin_netuid,
				destination_netuid,
				alpha_amount,
				limit_price,
				allow_partial,
			)
		}

		/// Starts the emission of the signing coldkey's subnet.
		#[pallet::call_index(92)]
		#[pallet::weight(T::WeightInfo::start_call())]
		pub fn start_call(origin: OriginFor<T>, netuid: u16) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_start_call(&coldkey, netuid)
		}

		/// Commits weights by their hash, to be revealed `RevealPeriodEpochs` epochs later. Free.
		///
		/// The hash is blake2b-256 of the SCALE encoding of (hotkey, storage index u16, uids, values, salt,
		/// version key u64).
		#[pallet::call_index(96)]
		#[pallet::weight((T::WeightInfo::commit_weights(), DispatchClass::Normal, Pays::No))]
		pub fn commit_weights(origin: OriginFor<T>, netuid: u16, commit_hash: H256) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			Ok(Self::do_commit_weights(
				&hotkey,
				Self::ensure_mechanism(netuid, 0)?,
				commit_hash,
			)?)
		}

		/// Reveals weights that were committed, and sets them. Free.
		#[pallet::call_index(97)]
		#[pallet::weight((
			T::WeightInfo::reveal_weights(uids.len().saturating_add(salt.len()).saturated_into()),
			DispatchClass::Normal,
			Pays::No
		))]
		pub fn reveal_weights(
			origin: OriginFor<T>,
			netuid: u16,
			uids: Vec<u16>,
			values: Vec<u16>,
			salt: Vec<u16>,
			version_key: u64,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let row = SentRow {
				uids: &uids,
				values: &values,
				version_key,
			};
			Ok(Self::do_reveal_weights(
				&hotkey,
				Self::ensure_mechanism(netuid, 0)?,
				row,
				&salt,
			)?)
		}

		/// Reveals several commits of one subnet, oldest first: all or none. The newest one's weights remain. Free.
		#[pallet::call_index(98)]
		#[pallet::weight((T::WeightInfo::batch_reveal_weights(
			uids_list.len().saturated_into(),
			uids_list.iter().chain(salts_list).map(Vec::len).fold(0, usize::saturating_add).saturated_into()
		), DispatchClass::Normal, Pays::No))]
		pub fn batch_reveal_weights(
			origin: OriginFor<T>,
			netuid: u16,
			uids_list: Vec<Vec<u16>>,
			values_list: Vec<Vec<u16>>,
			salts_list: Vec<Vec<u16>>,
			version_keys: Vec<u64>,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let reveals = SentReveals {
				uids: &uids_list,
				values: &values_list,
				salts: &salts_list,
				version_keys: &version_keys,
			};
			let mechanism = Self::ensure_mechanism(netuid, 0)?;
			Ok(Self::do_batch_reveal_weights(&hotkey, mechanism, reveals)?)
		}

		/// Commits weights in several subnets by their hashes, in the first mechanism of each. Free.
		///
		/// Takes every item that it can; events tell of the others.
		#[pallet::call_index(100)]
		#[pallet::weight((
			T::WeightInfo::batch_commit_weights(netuids.len().saturated_into()),
			DispatchClass::Normal,
			Pays::No
		))]
		pub fn batch_commit_weights(
			origin: OriginFor<T>,
			netuids: Vec<Compact<u16>>,
			commit_hashes: Vec<H256>,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			Ok(Self::do_batch_commit_weights(&hotkey, netuids, &commit_hashes)?)
		}

		/// Commits weights that open by themselves: sealed for `reveal_round` of the chain's beacon, which is signed in
		/// the epoch `RevealPeriodEpochs` later. Free.
		///
		/// What is sealed is the SCALE encoding of (hotkey as bytes, uids, values, version key u64), in the format
		/// of `ganglion_timelock`.
		#[pallet::call_index(113)]
		#[pallet::weight((
			T::WeightInfo::commit_timelocked_weights(commit.len().saturated_into()),
			DispatchClass::Normal,
			Pays::No
		))]
		pub fn commit_timelocked_weights(
			origin: OriginFor<T>,
			netuid: u16,
			commit: SealedRow,
			reveal_round: u64,
			commit_reveal_version: u16,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let mechanism = Self::ensure_mechanism(netuid, 0)?;
			Ok(Self::do_commit_timelocked_weights(
				&hotkey,
				mechanism,
				commit,
				reveal_round,
				commit_reveal_version,
			)?)
		}

		/// `commit_weights` for a mechanism; the hash is over its storage index. Free.
		#[pallet::call_index(115)]
		#[pallet::weight((T::WeightInfo::commit_mechanism_weights(), DispatchClass::Normal, Pays::No))]
		pub fn commit_mechanism_weights(
			origin: OriginFor<T>,
			netuid: u16,
			mecid: u8,
			commit_hash: H256,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let mechanism = Self::ensure_mechanism(netuid, mecid)?;
			Ok(Self::do_commit_weights(&hotkey, mechanism, commit_hash)?)
		}

		/// `reveal_weights` for a mechanism. Free.
		#[pallet::call_index(116)]
		#[pallet::weight((
			T::WeightInfo::reveal_mechanism_weights(uids.len().saturating_add(salt.len()).saturated_into()),
			DispatchClass::Normal,
			Pays::No
		))]
		pub fn reveal_mechanism_weights(
			origin: OriginFor<T>,
			netuid: u16,
			mecid: u8,
			uids: Vec<u16>,
			values: Vec<u16>,
			salt: Vec<u16>,
			version_key: u64,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let row = SentRow {
				uids: &uids,
				values: &values,
				version_key,
			};
			let mechanism = Self::ensure_mechanism(netuid, mecid)?;
			Ok(Self::do_reveal_weights(&hotkey, mechanism, row, &salt)?)
		}

		/// `commit_timelocked_weights` for a mechanism. Free.
		#[pallet::call_index(118)]
		#[pallet::weight((
			T::WeightInfo::commit_timelocked_mechanism_weights(commit.len().saturated_into()),
			DispatchClass::Normal,
			Pays::No
		))]
		pub fn commit_timelocked_mechanism_weights(
			origin: OriginFor<T>,
			netuid: u16,
			mecid: u8,
			commit: SealedRow,
			reveal_round: u64,
			commit_reveal_version: u16,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let mechanism = Self::ensure_mechanism(netuid, mecid)?;
			Ok(Self::do_commit_timelocked_weights(
				&hotkey,
				mechanism,
				commit,
				reveal_round,
				commit_reveal_version,
			)?)
		}

		/// `set_weights` for a mechanism. Free.
		#[pallet::call_index(119)]
		#[pallet::weight((T::WeightInfo::set_mechanism_weights(dests.len().saturated_into()), DispatchClass::Normal, Pays::No))]
		pub fn set_mechanism_weights(
			origin: OriginFor<T>,
			netuid: u16,
			mecid: u8,
			dests: Vec<u16>,
			weights: Vec<u16>,
			version_key: u64,
		) -> DispatchResult {
			let hotkey = ensure_signed(origin)?;
			let row = SentRow {
				uids: &dests,
				values: &weights,
				version_key,
			};
			Ok(Self::do_set_weights(
				&hotkey,
				Self::ensure_mechanism(netuid, mecid)?,
				row,
			)?)
		}

		/// Takes back all that the signing coldkey has staked on a hotkey in a subnet, where 10^9 units of stake
		/// yield `limit_price` rao at least, if a limit is named: they always yield 10^9.
		#[pallet::call_index(103)]
		#[pallet::weight(T::WeightInfo::remove_stake_full_limit())]
		pub fn remove_stake_full_limit(
			origin: OriginFor<T>,
			hotkey: T::AccountId,
			netuid: u16,
			limit_price: Option<Rao>,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_remove_stake_full_limit(&coldkey, &hotkey, netuid, limit_price)
		}

		/// Blocks between setting children and the epoch that lets them validate. Root only.
		#[pallet::call_index(109)]
		#[pallet::weight(T::WeightInfo::set_pending_childkey_cooldown())]
		pub fn set_pending_childkey_cooldown(origin: OriginFor<T>, cooldown: u64) -> DispatchResult {
			ensure_root(origin)?;
			PendingChildKeyCooldown::<T>::put(cooldown);
			Self::deposit_event(Event::PendingChildKeyCooldownSet(cooldown));
			Ok(())
		}

		/// Chooses the hotkey on which what the signing coldkey's miners earn in a subnet is staked, while that
		/// hotkey is registered there.
		#[pallet::call_index(114)]
		#[pallet::weight(T::WeightInfo::set_coldkey_auto_stake_hotkey())]
		pub fn set_coldkey_auto_stake_hotkey(
			origin: OriginFor<T>,
			netuid: u16,
			hotkey: T::AccountId,
		) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_set_auto_stake(&coldkey, netuid, &hotkey)
		}

		/// Changes a subnet's symbol to another that no subnet has. By its owner or root.
		#[pallet::call_index(112)]
		#[pallet::weight(T::WeightInfo::update_symbol())]
		pub fn update_symbol(origin: OriginFor<T>, netuid: u16, symbol: Vec<u8>) -> DispatchResult {
			Self::ensure_owner_or_root(origin, netuid)?;
			Self::do_update_symbol(netuid, symbol)
		}

		/// Removes a subnet. Root only. Its stake, pending emission and lock go back in the next blocks.
		#[pallet::call_index(120)]
		#[pallet::weight(T::WeightInfo::root_dissolve_network())]
		pub fn root_dissolve_network(origin: OriginFor<T>, netuid: u16) -> DispatchResult {
			ensure_root(origin)?;
			Ok(Self::begin_dissolution(netuid)?)
		}

		/// Announces that the signing coldkey will hand everything to the coldkey with this hash (blake2b-256 of its
		/// 32 bytes). From now on it can do nothing else.
		#[pallet::call_index(125)]
		#[pallet::weight(T::WeightInfo::announce_coldkey_swap())]
		pub fn announce_coldkey_swap(origin: OriginFor<T>, new_coldkey_hash: T::Hash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_announce_coldkey_swap(&who, new_coldkey_hash)
		}

		/// Hands all that is the signing coldkey's to the one it announced, after the delay.
		#[pallet::call_index(126)]
		#[pallet::weight(T::WeightInfo::swap_coldkey_announced(MAX_POSITIONS))]
		pub fn swap_coldkey_announced(origin: OriginFor<T>, new_coldkey: T::AccountId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let moved = Self::do_swap_coldkey_announced(&who, &new_coldkey)?;
			Ok(Some(T::WeightInfo::swap_coldkey_announced(moved)).into())
		}

		/// Stops the announced swap of the signing coldkey, and everything else it could do, until root decides.
		#[pallet::call_index(127)]
		#[pallet::weight(T::WeightInfo::dispute_coldkey_swap())]
		pub fn dispute_coldkey_swap(origin: OriginFor<T>) -> DispatchResult {
			let coldkey = ensure_signed(origin)?;
			Self::do_dispute_coldkey_swap(&coldkey)
		}

		/// Ends a coldkey's announced swap and its dispute. Root only.
		#[pallet::call_index(128)]
		#[pallet::weight(T::WeightInfo::reset_coldkey_swap())]
		pub fn reset_coldkey_swap(origin: OriginFor<T>, coldkey: T::AccountId) -> DispatchResult {
			ensure_root(origin)?;
			Self::do_reset_coldkey_swap(&coldkey);
			Ok(())
		}

		/// Withdraws the signing coldkey's announcement, once it has stood long enough.
		#[pallet::call_index(133)]
		#[pallet::weight(T::WeightInfo::clear_coldkey_swap_announcement())]
		pub fn clear_coldkey_swap_announcement(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_clear_coldkey_swap(&who)
		}

		/// As `burned_register`, unless the price is above `limit_price` rao.
		#[pallet::call_index(134)]
		#[pallet::weight(Pallet::<T>::weight_of_registration(*netuid))]
		pub fn register_limit(
			origin: OriginFor<T>,
			netuid: u16,
			hotkey: T::AccountId,
			limit_price: u64,
		) -> DispatchResultWithPostInfo {
			let coldkey = ensure_signed(origin)?;
			Self::weigh_registration(netuid, || {
				Self::do_register_limit(&coldkey, netuid, &hotkey, limit_price)
			})
		}

		/// Blocks between epochs, by the subnet's owner: 360 to 50400, once in 360 blocks, outside the freeze window.
		#[pallet::call_index(139)]
		#[pallet::weight(T::WeightInfo::set_tempo())]
		pub fn set_tempo(origin: OriginFor<T>, netuid: u16, tempo: u16) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_tempo(&who, netuid, tempo)
		}

		/// Thousandths of a tempo after which a validator without new weights is inactive, 1000 to 50000. By the
		/// subnet's owner within its limits, or root.
		#[pallet::call_index(140)]
		#[pallet::weight(T::WeightInfo::set_activity_cutoff_factor())]
		pub fn set_activity_cutoff_factor(origin: OriginFor<T>, netuid: u16, factor_milli: u32) -> DispatchResult {
			Self::do_set_activity_cutoff_factor(origin, netuid, factor_milli)
		}

		/// Lets an epoch run in `AdminFreezeWindow` blocks, by the owner of a subnet without commit-reveal.
		#[pallet::call_index(141)]
		#[pallet::weight(T::WeightInfo::trigger_epoch())]
		pub fn trigger_epoch(origin: OriginFor<T>, netuid: u16) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_trigger_epoch(&who, netuid)
		}
	}

	impl<T: Config> Pallet<T> {
		/// What a registration in the subnet costs at most. It reads how many neurons there are: a limit for all
		/// subnets would hold back a large fee for a registration in a small one.
		fn weight_of_registration(netuid: u16) -> Weight {
			T::WeightInfo::burned_register(Self::neurons_by_mechanisms(netuid)).max(T::WeightInfo::register_with_room())
		}

		/// In how many subnets a hotkey is swapped at most: in one, or in all there are.
		fn subnets_of_swap(netuid: Option<u16>) -> u32 {
			match netuid {
				Some(_) => 1,
				None => TotalNetworks::<T>::get().max(1).into(),
			}
		}

		/// Rows of weights, and rows of bonds, that there can be in the subnet.
		pub fn neurons_by_mechanisms(netuid: u16) -> u32 {
			u32::from(SubnetworkN::<T>::get(netuid)).saturating_mul(MechanismCountCurrent::<T>::get(netuid).into())
		}

		/// Registers, and says what it cost.
		fn weigh_registration(netuid: u16, register: impl FnOnce() -> DispatchResult) -> DispatchResultWithPostInfo {
			let n = SubnetworkN::<T>::get(netuid);
			register()?;
			let weight = match n == SubnetworkN::<T>::get(netuid) {
				true => T::WeightInfo::burned_register(Self::neurons_by_mechanisms(netuid)),
				false => T::WeightInfo::register_with_room(),
			};
			Ok(PostDispatchInfo {
				actual_weight: Some(weight),
				pays_fee: Pays::Yes,
			})
		}

		/// The present height.
		pub(crate) fn now() -> u64 {
			T::BlockNumberProvider::current_block_number().saturated_into()
		}
	}
}
