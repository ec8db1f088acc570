//! The calls, by their index. One file, since FRAME wants all calls of a pallet in one block; each only names
//! its value, its bounds and who may set it.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod calls {
	/// Tempos between two changes of the weights version by an owner.
	const WEIGHTS_VERSION_KEY_TEMPOS: u16 = 5;
	/// Blocks between two trimmings of a subnet by its owner: 30 days.
	const TRIMMING_INTERVAL: u64 = 216_000;

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Who authors blocks from the next one on: one key at least, each once, in the order of their slots. Root only.
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::swap_authorities(new_authorities.len() as u32))]
		pub fn swap_authorities(
			origin: OriginFor<T>,
			new_authorities: BoundedVec<<T as Config>::AuthorityId, <T as Config>::MaxAuthorities>,
		) -> DispatchResult {
			Self::by_root(origin, 0, || {
				authorities::ensure_authors::<T>(&new_authorities)?;
				T::Aura::change_authorities(new_authorities);
				Ok(())
			})
		}

		/// The highest take of a delegate, of 65535, at least the lowest. Takes that are set stay. Root only.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_default_take())]
		pub fn sudo_set_default_take(origin: OriginFor<T>, default_take: u16) -> DispatchResult {
			Self::by_root(origin, 1, || {
				bounds::delegate_takes::<T>(pallet_subnets::MinDelegateTake::<T>::get(), default_take)?;
				pallet_subnets::MaxDelegateTake::<T>::put(default_take);
				Ok(())
			})
		}

		/// Blocks between two key changes of a coldkey. Root only.
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_tx_rate_limit())]
		pub fn sudo_set_tx_rate_limit(origin: OriginFor<T>, tx_rate_limit: u64) -> DispatchResult {
			Self::by_root(origin, 2, || {
				pallet_subnets::TxRateLimit::<T>::put(tx_rate_limit);
				Ok(())
			})
		}

		/// Blocks between two publications of an endpoint by one hotkey.
		#[pallet::call_index(3)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_serving_rate_limit())]
		pub fn sudo_set_serving_rate_limit(
			origin: OriginFor<T>,
			netuid: u16,
			serving_rate_limit: u64,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 3, None, |_| {
				pallet_subnets::ServingRateLimit::<T>::insert(netuid, serving_rate_limit);
				Ok(())
			})
		}

		/// The least version that weights are accepted from; 0: any. An owner can change it once in five tempos, so
		/// that validators have time to update.
		#[pallet::call_index(6)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_weights_version_key())]
		pub fn sudo_set_weights_version_key(
			origin: OriginFor<T>,
			netuid: u16,
			weights_version_key: u64,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 6, Some(WEIGHTS_VERSION_KEY_TEMPOS), |_| {
				pallet_subnets::WeightsVersionKey::<T>::insert(netuid, weights_version_key);
				Ok(())
			})
		}

		/// Blocks between two settings (or commits) of weights by one hotkey. Root only.
		#[pallet::call_index(7)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_weights_set_rate_limit())]
		pub fn sudo_set_weights_set_rate_limit(
			origin: OriginFor<T>,
			netuid: u16,
			weights_set_rate_limit: u64,
		) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 7, || {
				pallet_subnets::WeightsSetRateLimit::<T>::insert(netuid, weights_set_rate_limit);
				Ok(())
			})
		}

		/// Blocks in which a new neuron is not pruned.
		#[pallet::call_index(13)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_immunity_period())]
		pub fn sudo_set_immunity_period(origin: OriginFor<T>, netuid: u16, immunity_period: u16) -> DispatchResult {
			Self::by_owner(origin, netuid, 13, None, |_| {
				pallet_subnets::ImmunityPeriod::<T>::insert(netuid, immunity_period);
				Ok(())
			})
		}

		/// Uids that a row of weights names at least (or all there are).
		#[pallet::call_index(14)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_min_allowed_weights())]
		pub fn sudo_set_min_allowed_weights(
			origin: OriginFor<T>,
			netuid: u16,
			min_allowed_weights: u16,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 14, None, |_| {
				pallet_subnets::MinAllowedWeights::<T>::insert(netuid, min_allowed_weights);
				Ok(())
			})
		}

		/// Neurons that the subnet holds: no fewer than it has, than its validators and than `MinAllowedUids`; at most
		/// 256 by an owner (or what new subnets begin with, if more), `MaxUids` by root.
		#[pallet::call_index(15)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_max_allowed_uids())]
		pub fn sudo_set_max_allowed_uids(origin: OriginFor<T>, netuid: u16, max_allowed_uids: u16) -> DispatchResult {
			Self::by_owner(origin, netuid, 15, None, |is_root| {
				bounds::max_allowed_uids::<T>(is_root, netuid, max_allowed_uids)?;
				pallet_subnets::MaxAllowedUids::<T>::insert(netuid, max_allowed_uids);
				Ok(())
			})
		}

		/// Share of the active stake that must support a weight, of 65535. Root only.
		#[pallet::call_index(16)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_kappa())]
		pub fn sudo_set_kappa(origin: OriginFor<T>, netuid: u16, kappa: u16) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 16, || {
				pallet_subnets::Kappa::<T>::insert(netuid, kappa);
				Ok(())
			})
		}

		/// Read by clients; no epoch uses it.
		#[pallet::call_index(17)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_rho())]
		pub fn sudo_set_rho(origin: OriginFor<T>, netuid: u16, rho: u16) -> DispatchResult {
			Self::by_owner(origin, netuid, 17, None, |_| {
				pallet_subnets::Rho::<T>::insert(netuid, rho);
				Ok(())
			})
		}

		/// Blocks without new weights after which a validator is inactive, 1 to 50 tempos. Kept in thousandths of a
		/// tempo, so it follows the tempo.
		#[pallet::call_index(18)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_activity_cutoff())]
		pub fn sudo_set_activity_cutoff(origin: OriginFor<T>, netuid: u16, activity_cutoff: u16) -> DispatchResult {
			Self::by_owner(origin, netuid, 18, None, |_| {
				let factor = bounds::activity_factor::<T>(netuid, activity_cutoff)?;
				pallet_subnets::ActivityCutoffFactorMilli::<T>::insert(netuid, factor);
				Ok(())
			})
		}

		/// Neurons can be registered. Root only.
		#[pallet::call_index(19)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_network_registration_allowed())]
		pub fn sudo_set_network_registration_allowed(
			origin: OriginFor<T>,
			netuid: u16,
			registration_allowed: bool,
		) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 19, || {
				pallet_subnets::NetworkRegistrationAllowed::<T>::insert(netuid, registration_allowed);
				Ok(())
			})
		}

		/// The price of a registration never falls below it, in rao: less than 1 token and than `MaxBurn`.
		#[pallet::call_index(22)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_min_burn())]
		pub fn sudo_set_min_burn(origin: OriginFor<T>, netuid: u16, min_burn: Rao) -> DispatchResult {
			Self::by_owner(origin, netuid, 22, None, |_| {
				bounds::min_burn::<T>(netuid, min_burn)?;
				pallet_subnets::MinBurn::<T>::insert(netuid, min_burn);
				Ok(())
			})
		}

		/// The price of a registration never rises above it, in rao: more than 0.1 token and than `MinBurn`.
		#[pallet::call_index(23)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_max_burn())]
		pub fn sudo_set_max_burn(origin: OriginFor<T>, netuid: u16, max_burn: Rao) -> DispatchResult {
			Self::by_owner(origin, netuid, 23, None, |_| {
				bounds::max_burn::<T>(netuid, max_burn)?;
				pallet_subnets::MaxBurn::<T>::insert(netuid, max_burn);
				Ok(())
			})
		}

		/// Neurons that receive a validator permit: 1 to `MaxAllowedUids`. Root only.
		#[pallet::call_index(25)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_max_allowed_validators())]
		pub fn sudo_set_max_allowed_validators(
			origin: OriginFor<T>,
			netuid: u16,
			max_allowed_validators: u16,
		) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 25, || {
				bounds::max_allowed_validators::<T>(netuid, max_allowed_validators)?;
				pallet_subnets::MaxAllowedValidators::<T>::insert(netuid, max_allowed_validators);
				Ok(())
			})
		}

		/// Share of old bonds that survives an epoch, in millionths: at most 975 000 by an owner, 1 000 000 by root.
		#[pallet::call_index(26)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_bonds_moving_average())]
		pub fn sudo_set_bonds_moving_average(
			origin: OriginFor<T>,
			netuid: u16,
			bonds_moving_average: u64,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 26, None, |is_root| {
				bounds::bonds_moving_average::<T>(is_root, bonds_moving_average)?;
				pallet_subnets::BondsMovingAverage::<T>::insert(netuid, bonds_moving_average);
				Ok(())
			})
		}

		/// Registrations that a subnet takes in one block, at least 1. Root only.
		#[pallet::call_index(27)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_max_registrations_per_block())]
		pub fn sudo_set_max_registrations_per_block(
			origin: OriginFor<T>,
			netuid: u16,
			max_registrations_per_block: u16,
		) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 27, || {
				ensure!(max_registrations_per_block >= 1, Error::<T>::ValueNotInBounds);
				pallet_subnets::MaxRegistrationsPerBlock::<T>::insert(netuid, max_registrations_per_block);
				Ok(())
			})
		}

		/// The owner's part of a subnet's emission, of 65535. Root only.
		#[pallet::call_index(28)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_subnet_owner_cut())]
		pub fn sudo_set_subnet_owner_cut(origin: OriginFor<T>, subnet_owner_cut: u16) -> DispatchResult {
			Self::by_root(origin, 28, || {
				pallet_subnets::SubnetOwnerCut::<T>::put(subnet_owner_cut);
				Ok(())
			})
		}

		/// Blocks between two new subnets. Root only.
		#[pallet::call_index(29)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_network_rate_limit())]
		pub fn sudo_set_network_rate_limit(origin: OriginFor<T>, rate_limit: u64) -> DispatchResult {
			Self::by_root(origin, 29, || {
				pallet_subnets::NetworkRateLimit::<T>::put(rate_limit);
				Ok(())
			})
		}

		/// Blocks between epochs. With 0 the subnet has an epoch only when there was none for a week. Root only.
		#[pallet::call_index(30)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_tempo())]
		pub fn sudo_set_tempo(origin: OriginFor<T>, netuid: u16, tempo: u16) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 30, || {
				pallet_subnets::Tempo::<T>::insert(netuid, tempo);
				Ok(())
			})
		}

		/// Blocks in which a new subnet is not removed. Root only.
		#[pallet::call_index(35)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_network_immunity_period())]
		pub fn sudo_set_network_immunity_period(origin: OriginFor<T>, immunity_period: u64) -> DispatchResult {
			Self::by_root(origin, 35, || {
				pallet_subnets::NetworkImmunityPeriod::<T>::put(immunity_period);
				Ok(())
			})
		}

		/// The least that a new subnet locks, in rao. Root only.
		#[pallet::call_index(36)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_network_min_lock_cost())]
		pub fn sudo_set_network_min_lock_cost(origin: OriginFor<T>, lock_cost: Rao) -> DispatchResult {
			Self::by_root(origin, 36, || {
				pallet_subnets::NetworkMinLockCost::<T>::put(lock_cost);
				Ok(())
			})
		}

		/// Subnets there may be at a time, at most `MaxSubnets`. Root only.
		#[pallet::call_index(37)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_subnet_limit())]
		pub fn sudo_set_subnet_limit(origin: OriginFor<T>, max_subnets: u16) -> DispatchResult {
			Self::by_root(origin, 37, || {
				ensure!(max_subnets <= T::MaxSubnets::get(), Error::<T>::ValueNotInBounds);
				pallet_subnets::SubnetLimit::<T>::put(max_subnets);
				Ok(())
			})
		}

		/// Blocks in which the lock cost falls by what the last subnet locked. Root only.
		#[pallet::call_index(38)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_lock_reduction_interval())]
		pub fn sudo_set_lock_reduction_interval(origin: OriginFor<T>, interval: u64) -> DispatchResult {
			Self::by_root(origin, 38, || {
				pallet_subnets::NetworkLockReductionInterval::<T>::put(interval);
				Ok(())
			})
		}

		/// Stake below it counts as none in an epoch, and does not allow to set weights, in rao. Root only.
		#[pallet::call_index(42)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_stake_threshold())]
		pub fn sudo_set_stake_threshold(origin: OriginFor<T>, min_stake: u64) -> DispatchResult {
			Self::by_root(origin, 42, || {
				pallet_subnets::StakeThreshold::<T>::put(min_stake);
				Ok(())
			})
		}

		/// The least stake that is added, or left, in rao. Root only.
		#[pallet::call_index(43)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_nominator_min_required_stake())]
		pub fn sudo_set_nominator_min_required_stake(origin: OriginFor<T>, min_stake: u64) -> DispatchResult {
			Self::by_root(origin, 43, || {
				pallet_subnets::NominatorMinRequiredStake::<T>::put(min_stake);
				Ok(())
			})
		}

		/// Blocks after a change of a delegate's take in which it cannot be raised. Root only.
		#[pallet::call_index(45)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_tx_delegate_take_rate_limit())]
		pub fn sudo_set_tx_delegate_take_rate_limit(origin: OriginFor<T>, tx_rate_limit: u64) -> DispatchResult {
			Self::by_root(origin, 45, || {
				pallet_subnets::TxDelegateTakeRateLimit::<T>::put(tx_rate_limit);
				Ok(())
			})
		}

		/// The lowest take of a delegate, of 65535, at most the highest. Takes that are set stay. Root only.
		#[pallet::call_index(46)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_min_delegate_take())]
		pub fn sudo_set_min_delegate_take(origin: OriginFor<T>, take: u16) -> DispatchResult {
			Self::by_root(origin, 46, || {
				bounds::delegate_takes::<T>(take, pallet_subnets::MaxDelegateTake::<T>::get())?;
				pallet_subnets::MinDelegateTake::<T>::put(take);
				Ok(())
			})
		}

		/// Weights are committed first and revealed later.
		#[pallet::call_index(49)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_commit_reveal_weights_enabled())]
		pub fn sudo_set_commit_reveal_weights_enabled(
			origin: OriginFor<T>,
			netuid: u16,
			enabled: bool,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 49, None, |_| {
				pallet_subnets::CommitRevealWeightsEnabled::<T>::insert(netuid, enabled);
				Ok(())
			})
		}

		/// Bonds move faster where a weight is far from consensus.
		#[pallet::call_index(50)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_liquid_alpha_enabled())]
		pub fn sudo_set_liquid_alpha_enabled(origin: OriginFor<T>, netuid: u16, enabled: bool) -> DispatchResult {
			Self::by_owner(origin, netuid, 50, None, |_| {
				pallet_subnets::LiquidAlphaOn::<T>::insert(netuid, enabled);
				Ok(())
			})
		}

		/// Bounds of the liquid alpha, of 65535: at least 1638, the low one not above the high one.
		#[pallet::call_index(51)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_alpha_values())]
		pub fn sudo_set_alpha_values(
			origin: OriginFor<T>,
			netuid: u16,
			alpha_low: u16,
			alpha_high: u16,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 51, None, |_| {
				bounds::alpha_values::<T>(alpha_low, alpha_high)?;
				pallet_subnets::AlphaValues::<T>::insert(netuid, (alpha_low, alpha_high));
				Ok(())
			})
		}

		/// Epochs between a commit and its reveal: 1 to 100.
		#[pallet::call_index(57)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_commit_reveal_weights_interval())]
		pub fn sudo_set_commit_reveal_weights_interval(
			origin: OriginFor<T>,
			netuid: u16,
			interval: u64,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 57, None, |_| {
				bounds::reveal_period::<T>(interval)?;
				pallet_subnets::RevealPeriodEpochs::<T>::insert(netuid, interval);
				Ok(())
			})
		}

		/// Who finalizes blocks after the block `in_blocks` from now, at most a week ahead: one key at least, each once,
		/// with its votes. `forced` is the last finalized block, where the former ones finalize no more. Root only.
		#[pallet::call_index(59)]
		#[pallet::weight(<T as Config>::WeightInfo::schedule_grandpa_change(next_authorities.len() as u32))]
		pub fn schedule_grandpa_change(
			origin: OriginFor<T>,
			next_authorities: AuthorityList,
			in_blocks: BlockNumberFor<T>,
			forced: Option<BlockNumberFor<T>>,
		) -> DispatchResult {
			Self::by_root(origin, 59, || {
				authorities::ensure_finalizers::<T>(&next_authorities, in_blocks)?;
				T::Grandpa::schedule_change(next_authorities, in_blocks, forced)
			})
		}

		/// How far bonds follow clipped weights, of 65535.
		#[pallet::call_index(60)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_bonds_penalty())]
		pub fn sudo_set_bonds_penalty(origin: OriginFor<T>, netuid: u16, bonds_penalty: u16) -> DispatchResult {
			Self::by_owner(origin, netuid, 60, None, |_| {
				pallet_subnets::BondsPenalty::<T>::insert(netuid, bonds_penalty);
				Ok(())
			})
		}

		/// Whether coldkeys can give stake in the subnet to others.
		#[pallet::call_index(61)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_toggle_transfer())]
		pub fn sudo_set_toggle_transfer(origin: OriginFor<T>, netuid: u16, toggle: bool) -> DispatchResult {
			Self::by_owner(origin, netuid, 61, None, |_| {
				pallet_subnets::Pallet::<T>::toggle_transfer(netuid, toggle);
				Ok(())
			})
		}

		/// The same as `sudo_set_sn_owner_hotkey`, under the reference's older name. Limit and event are that call's,
		/// so that two names do not give two changes.
		#[pallet::call_index(64)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_subnet_owner_hotkey())]
		pub fn sudo_set_subnet_owner_hotkey(origin: OriginFor<T>, netuid: u16, hotkey: T::AccountId) -> DispatchResult {
			Self::set_owner_hotkey(origin, netuid, hotkey)
		}

		/// The hotkey that the owner's cut is staked on: one of the owner's.
		#[pallet::call_index(67)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_sn_owner_hotkey())]
		pub fn sudo_set_sn_owner_hotkey(origin: OriginFor<T>, netuid: u16, hotkey: T::AccountId) -> DispatchResult {
			Self::set_owner_hotkey(origin, netuid, hotkey)
		}

		/// Slope of the liquid alpha, in hundredths. Only root can make it negative.
		#[pallet::call_index(68)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_alpha_sigmoid_steepness())]
		pub fn sudo_set_alpha_sigmoid_steepness(origin: OriginFor<T>, netuid: u16, steepness: i16) -> DispatchResult {
			Self::by_owner(origin, netuid, 68, None, |is_root| {
				bounds::alpha_sigmoid_steepness::<T>(is_root, steepness)?;
				pallet_subnets::AlphaSigmoidSteepness::<T>::insert(netuid, steepness);
				Ok(())
			})
		}

		/// Yuma3 bonds instead of the original ones.
		#[pallet::call_index(69)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_yuma3_enabled())]
		pub fn sudo_set_yuma3_enabled(origin: OriginFor<T>, netuid: u16, enabled: bool) -> DispatchResult {
			Self::by_owner(origin, netuid, 69, None, |_| {
				pallet_subnets::Yuma3On::<T>::insert(netuid, enabled);
				Ok(())
			})
		}

		/// A miner that changes what it does may have the bonds on it removed.
		#[pallet::call_index(70)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_bonds_reset_enabled())]
		pub fn sudo_set_bonds_reset_enabled(origin: OriginFor<T>, netuid: u16, enabled: bool) -> DispatchResult {
			Self::by_owner(origin, netuid, 70, None, |_| {
				pallet_subnets::BondsResetOn::<T>::insert(netuid, enabled);
				Ok(())
			})
		}

		/// The version of timelocked commits that the chain opens. Root only.
		#[pallet::call_index(71)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_commit_reveal_version())]
		pub fn sudo_set_commit_reveal_version(origin: OriginFor<T>, version: u16) -> DispatchResult {
			Self::by_root(origin, 71, || {
				pallet_subnets::CommitRevealWeightsVersion::<T>::put(version);
				Ok(())
			})
		}

		/// Hotkeys of the owner that are never pruned: 1 to 10.
		#[pallet::call_index(72)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_owner_immune_neuron_limit())]
		pub fn sudo_set_owner_immune_neuron_limit(
			origin: OriginFor<T>,
			netuid: u16,
			immune_neurons: u16,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 72, None, |_| {
				bounds::immune_owner_uids::<T>(immune_neurons)?;
				pallet_subnets::ImmuneOwnerUidsLimit::<T>::insert(netuid, immune_neurons);
				Ok(())
			})
		}

		/// Blocks before an epoch in which owners cannot change hyperparameters. Root only.
		#[pallet::call_index(74)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_admin_freeze_window())]
		pub fn sudo_set_admin_freeze_window(origin: OriginFor<T>, window: u16) -> DispatchResult {
			Self::by_root(origin, 74, || {
				pallet_subnets::AdminFreezeWindow::<T>::put(window);
				Ok(())
			})
		}

		/// Tempos between two changes of one hyperparameter by the owner. Root only.
		#[pallet::call_index(75)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_owner_hparam_rate_limit())]
		pub fn sudo_set_owner_hparam_rate_limit(origin: OriginFor<T>, epochs: u16) -> DispatchResult {
			Self::by_root(origin, 75, || {
				pallet_subnets::OwnerHyperparamRateLimit::<T>::put(epochs);
				Ok(())
			})
		}

		/// How many mechanisms the subnet has: 1 to `MaxMechanismCount`, and times `MaxAllowedUids` at most `MaxUids`.
		/// Weights, bonds and commits of those that end are removed, and the emission is split evenly again.
		#[pallet::call_index(76)]
		#[pallet::weight(
			<T as Config>::WeightInfo::sudo_set_mechanism_count(pallet_subnets::Pallet::<T>::ending_rows(*netuid, *mechanism_count))
		)]
		pub fn sudo_set_mechanism_count(origin: OriginFor<T>, netuid: u16, mechanism_count: u8) -> DispatchResult {
			Self::by_owner(origin, netuid, 76, None, |_| {
				Ok(pallet_subnets::Pallet::<T>::set_mechanism_count(
					netuid,
					mechanism_count,
				)?)
			})
		}

		/// How the emission is split between the mechanisms: proportions that add up to 65535; without one, evenly.
		#[pallet::call_index(77)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_mechanism_emission_split())]
		pub fn sudo_set_mechanism_emission_split(
			origin: OriginFor<T>,
			netuid: u16,
			maybe_split: Option<Vec<u16>>,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 77, None, |_| {
				Ok(pallet_subnets::Pallet::<T>::set_mechanism_emission_split(
					netuid,
					maybe_split,
				)?)
			})
		}

		/// Lowers the number of neurons that the subnet holds, and removes those beyond it that earned least. By an
		/// owner once in 30 days.
		#[pallet::call_index(78)]
		#[pallet::weight(
			<T as Config>::WeightInfo::sudo_trim_to_max_allowed_uids(pallet_subnets::SubnetworkN::<T>::get(*netuid).into())
		)]
		pub fn sudo_trim_to_max_allowed_uids(origin: OriginFor<T>, netuid: u16, max_n: u16) -> DispatchResult {
			let tempo = u64::from(pallet_subnets::Tempo::<T>::get(netuid)).max(1);
			let tempos = u16::try_from(TRIMMING_INTERVAL.div_ceil(tempo)).unwrap_or(u16::MAX);
			Self::by_owner(origin, netuid, 78, Some(tempos), |_| {
				bounds::trimmed_uids::<T>(netuid, max_n)?;
				Ok(pallet_subnets::Pallet::<T>::trim_to_max_allowed_uids(netuid, max_n)?)
			})
		}

		/// The fewest neurons that the subnet's limit can be set to: less than the limit and than it has. Root only.
		#[pallet::call_index(79)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_min_allowed_uids())]
		pub fn sudo_set_min_allowed_uids(origin: OriginFor<T>, netuid: u16, min_allowed_uids: u16) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 79, || {
				bounds::min_allowed_uids::<T>(netuid, min_allowed_uids)?;
				pallet_subnets::MinAllowedUids::<T>::insert(netuid, min_allowed_uids);
				Ok(())
			})
		}

		/// Non-immune neurons that pruning leaves. Root only.
		#[pallet::call_index(84)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_min_non_immune_uids())]
		pub fn sudo_set_min_non_immune_uids(origin: OriginFor<T>, netuid: u16, min: u16) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 84, || {
				pallet_subnets::MinNonImmuneUids::<T>::insert(netuid, min);
				Ok(())
			})
		}

		/// Blocks between the registration of a subnet and its start. Root only.
		#[pallet::call_index(85)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_start_call_delay())]
		pub fn sudo_set_start_call_delay(origin: OriginFor<T>, delay: u64) -> DispatchResult {
			Self::by_root(origin, 85, || {
				pallet_subnets::StartCallDelay::<T>::put(delay);
				Ok(())
			})
		}

		/// Blocks between the announcement of a coldkey's swap and the swap. Root only.
		#[pallet::call_index(86)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_coldkey_swap_announcement_delay())]
		pub fn sudo_set_coldkey_swap_announcement_delay(
			origin: OriginFor<T>,
			duration: BlockNumberFor<T>,
		) -> DispatchResult {
			Self::by_root(origin, 86, || {
				pallet_subnets::ColdkeySwapAnnouncementDelay::<T>::put(duration);
				Ok(())
			})
		}

		/// Blocks after that in which an announcement can neither be changed nor withdrawn. Root only.
		#[pallet::call_index(87)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_coldkey_swap_reannouncement_delay())]
		pub fn sudo_set_coldkey_swap_reannouncement_delay(
			origin: OriginFor<T>,
			duration: BlockNumberFor<T>,
		) -> DispatchResult {
			Self::by_root(origin, 87, || {
				pallet_subnets::ColdkeySwapReannouncementDelay::<T>::put(duration);
				Ok(())
			})
		}

		/// Mechanisms that a subnet may have: 1 to 16. Those that have more keep them. Root only.
		#[pallet::call_index(88)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_max_mechanism_count())]
		pub fn sudo_set_max_mechanism_count(origin: OriginFor<T>, max_mechanism_count: u8) -> DispatchResult {
			Self::by_root(origin, 88, || {
				bounds::max_mechanism_count::<T>(max_mechanism_count)?;
				pallet_subnets::MaxMechanismCount::<T>::put(max_mechanism_count);
				Ok(())
			})
		}

		/// Blocks in which the price of a registration falls by half, at least 1.
		#[pallet::call_index(89)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_burn_half_life())]
		pub fn sudo_set_burn_half_life(origin: OriginFor<T>, netuid: u16, burn_half_life: u16) -> DispatchResult {
			Self::by_owner(origin, netuid, 89, None, |_| {
				bounds::burn_half_life::<T>(burn_half_life)?;
				pallet_subnets::BurnHalfLife::<T>::insert(netuid, burn_half_life);
				Ok(())
			})
		}

		/// Factor by which each registration raises the price: 1 to 3.
		#[pallet::call_index(90)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_burn_increase_mult())]
		pub fn sudo_set_burn_increase_mult(
			origin: OriginFor<T>,
			netuid: u16,
			burn_increase_mult: U64F64,
		) -> DispatchResult {
			Self::by_owner(origin, netuid, 90, None, |_| {
				bounds::burn_increase_mult::<T>(burn_increase_mult)?;
				pallet_subnets::BurnIncreaseMult::<T>::insert(netuid, burn_increase_mult);
				Ok(())
			})
		}

		/// The owner has its cut of the subnet's emission.
		#[pallet::call_index(92)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_owner_cut_enabled())]
		pub fn sudo_set_owner_cut_enabled(origin: OriginFor<T>, netuid: u16, enabled: bool) -> DispatchResult {
			Self::by_owner(origin, netuid, 92, None, |_| {
				pallet_subnets::OwnerCutEnabled::<T>::insert(netuid, enabled);
				Ok(())
			})
		}

		/// The lowest take of child hotkeys in the subnet, of 65535, between the chain's lowest and highest.
		#[pallet::call_index(93)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_min_childkey_take_per_subnet())]
		pub fn sudo_set_min_childkey_take_per_subnet(origin: OriginFor<T>, netuid: u16, take: u16) -> DispatchResult {
			Self::by_owner(origin, netuid, 93, None, |_| {
				Ok(pallet_subnets::Pallet::<T>::set_least_childkey_take(netuid, take)?)
			})
		}

		/// The subnet has a part in the emission. Root only.
		#[pallet::call_index(94)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_subnet_emission_enabled())]
		pub fn sudo_set_subnet_emission_enabled(origin: OriginFor<T>, netuid: u16, enabled: bool) -> DispatchResult {
			Self::by_root_on_subnet(origin, netuid, 94, || {
				pallet_subnets::SubnetEmissionEnabled::<T>::insert(netuid, enabled);
				Ok(())
			})
		}

		/// Epochs that run in one block at most, 1 or more. Root only.
		#[pallet::call_index(96)]
		#[pallet::weight(<T as Config>::WeightInfo::sudo_set_max_epochs_per_block())]
		pub fn sudo_set_max_epochs_per_block(origin: OriginFor<T>, max_epochs_per_block: u8) -> DispatchResult {
			Self::by_root(origin, 96, || {
				bounds::max_epochs_per_block::<T>(max_epochs_per_block)?;
				pallet_subnets::MaxEpochsPerBlock::<T>::put(max_epochs_per_block);
				Ok(())
			})
		}
	}

	impl<T: Config> Pallet<T> {
		fn set_owner_hotkey(origin: OriginFor<T>, netuid: u16, hotkey: T::AccountId) -> DispatchResult {
			Self::by_owner(origin, netuid, 67, None, |_| {
				let owner = pallet_subnets::SubnetOwner::<T>::get(netuid);
				ensure!(
					owner.is_some() && pallet_subnets::Owner::<T>::get(&hotkey) == owner,
					Error::<T>::HotkeyNotOwned
				);
				pallet_subnets::SubnetOwnerHotkey::<T>::insert(netuid, hotkey);
				Ok(())
			})
		}
	}
}
