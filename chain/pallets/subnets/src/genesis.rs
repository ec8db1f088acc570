//! What a chain begins with: parameters, empty ledgers and the accounts behind them.
//!
//! Defaults are those of a network. A development chain changes them in its genesis, so that no call
//! needs a way around the rules.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod genesis {
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Blocks between epochs, for new subnets.
		pub tempo: u16,
		/// Blocks between two settings of weights, for new subnets.
		pub weights_set_rate_limit: u64,
		/// Blocks in which a new neuron is not pruned, for new subnets.
		pub immunity_period: u16,
		/// Blocks between two publications of an endpoint, for new subnets.
		pub serving_rate_limit: u64,
		/// First price of a registration in rao, for new subnets.
		pub burn: Rao,
		/// Least price of a registration in rao, for new subnets.
		pub min_burn: Rao,
		/// Highest price of a registration in rao, for new subnets.
		pub max_burn: Rao,
		/// Neurons of a new subnet, at most `MaxUids`.
		pub max_allowed_uids: u16,
		/// Validators of a new subnet.
		pub max_allowed_validators: u16,
		/// Uids that a row of weights names at least, for new subnets.
		pub min_allowed_weights: u16,
		/// Weights are committed first and revealed later, in new subnets.
		pub commit_reveal: bool,
		/// Thousandths of a tempo after which a validator is inactive, for new subnets.
		pub activity_cutoff_factor_milli: u32,
		/// Blocks between the registration of a subnet and its start.
		pub start_call_delay: u64,
		/// Blocks before an epoch in which owners cannot change hyperparameters.
		pub admin_freeze_window: u16,
		/// Tempos between two changes of one hyperparameter by the owner.
		pub owner_hyperparam_rate_limit: u16,
		/// The least that a new subnet locks, in rao.
		pub network_min_lock_cost: Rao,
		/// Blocks in which the lock cost falls by what the last subnet locked.
		pub network_lock_reduction_interval: u64,
		/// Blocks between two new subnets.
		pub network_rate_limit: u64,
		/// Subnets there may be at a time, at most `MaxSubnets`.
		pub subnet_limit: u16,
		/// Stake below it counts as none, in rao.
		pub stake_threshold: Rao,
		/// The least stake that is added or left, in rao.
		pub min_stake: Rao,
		/// Weight of the newest block in a subnet's moving average of stake, in billionths.
		pub stake_average_alpha: u32,
		/// Endpoints on the loopback interface are accepted.
		pub allow_loopback_axons: bool,
		/// No value: the configuration that the parameters are for.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			let subnet = SubnetDefaults::default();
			Self {
				tempo: subnet.tempo,
				weights_set_rate_limit: subnet.weights_set_rate_limit,
				immunity_period: subnet.immunity_period,
				serving_rate_limit: subnet.serving_rate_limit,
				burn: subnet.burn,
				min_burn: subnet.min_burn,
				max_burn: subnet.max_burn,
				max_allowed_uids: subnet.max_allowed_uids.min(Pallet::<T>::uid_bound()),
				max_allowed_validators: subnet.max_allowed_validators,
				min_allowed_weights: subnet.min_allowed_weights,
				commit_reveal: subnet.commit_reveal,
				activity_cutoff_factor_milli: subnet.activity_cutoff_factor_milli,
				start_call_delay: T::InitialStartCallDelay::get(),
				admin_freeze_window: DefaultAdminFreezeWindow::get(),
				owner_hyperparam_rate_limit: DefaultOwnerHyperparamRateLimit::get(),
				network_min_lock_cost: DefaultNetworkMinLockCost::get(),
				network_lock_reduction_interval: DefaultLockReductionInterval::get(),
				network_rate_limit: DefaultNetworkRateLimit::get(),
				subnet_limit: DefaultSubnetLimit::get().min(T::MaxSubnets::get()),
				stake_threshold: 0,
				min_stake: DefaultMinStake::get(),
				stake_average_alpha: DefaultStakeAverageAlpha::get(),
				allow_loopback_axons: false,
				_config: Default::default(),
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				u32::from(self.max_allowed_uids) <= T::MaxUids::get(),
				"maxAllowedUids is above MaxUids"
			);
			assert!(
				self.subnet_limit <= T::MaxSubnets::get(),
				"subnetLimit is above MaxSubnets"
			);
			assert!(
				self.min_burn <= self.burn && self.burn <= self.max_burn,
				"burn is not within minBurn and maxBurn"
			);
			assert!(
				self.stake_average_alpha <= economics::ALPHA_ONE,
				"stakeAverageAlpha is above 1"
			);
			NewSubnetDefaults::<T>::put(SubnetDefaults {
				tempo: self.tempo,
				weights_set_rate_limit: self.weights_set_rate_limit,
				immunity_period: self.immunity_period,
				serving_rate_limit: self.serving_rate_limit,
				burn: self.burn,
				min_burn: self.min_burn,
				max_burn: self.max_burn,
				max_allowed_uids: self.max_allowed_uids,
				max_allowed_validators: self.max_allowed_validators,
				min_allowed_weights: self.min_allowed_weights,
				commit_reveal: self.commit_reveal,
				activity_cutoff_factor_milli: self.activity_cutoff_factor_milli,
			});
			StartCallDelay::<T>::put(self.start_call_delay);
			AdminFreezeWindow::<T>::put(self.admin_freeze_window);
			OwnerHyperparamRateLimit::<T>::put(self.owner_hyperparam_rate_limit);
			NetworkMinLockCost::<T>::put(self.network_min_lock_cost);
			NetworkLockReductionInterval::<T>::put(self.network_lock_reduction_interval);
			NetworkRateLimit::<T>::put(self.network_rate_limit);
			SubnetLimit::<T>::put(self.subnet_limit);
			StakeThreshold::<T>::put(self.stake_threshold);
			NominatorMinRequiredStake::<T>::put(self.min_stake);
			StakeAverageAlpha::<T>::put(self.stake_average_alpha);
			AllowLoopbackAxons::<T>::put(self.allow_loopback_axons);
			Pallet::<T>::open_ledgers();
		}
	}
}
