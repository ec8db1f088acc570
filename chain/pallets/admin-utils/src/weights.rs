//! What the calls weigh, by the benchmarks: [`crate::measured`], written by `npm run weights`.

ganglion_weights::weights! {
	/// `swap_authorities` for `k` authors
	swap_authorities(k);
	/// `schedule_grandpa_change` for `k` finalizers
	schedule_grandpa_change(k);
	/// `sudo_set_default_take`
	sudo_set_default_take();
	/// `sudo_set_tx_rate_limit`
	sudo_set_tx_rate_limit();
	/// `sudo_set_serving_rate_limit`
	sudo_set_serving_rate_limit();
	/// `sudo_set_weights_version_key`
	sudo_set_weights_version_key();
	/// `sudo_set_weights_set_rate_limit`
	sudo_set_weights_set_rate_limit();
	/// `sudo_set_immunity_period`
	sudo_set_immunity_period();
	/// `sudo_set_min_allowed_weights`
	sudo_set_min_allowed_weights();
	/// `sudo_set_max_allowed_uids`
	sudo_set_max_allowed_uids();
	/// `sudo_set_kappa`
	sudo_set_kappa();
	/// `sudo_set_rho`
	sudo_set_rho();
	/// `sudo_set_activity_cutoff`
	sudo_set_activity_cutoff();
	/// `sudo_set_network_registration_allowed`
	sudo_set_network_registration_allowed();
	/// `sudo_set_min_burn`
	sudo_set_min_burn();
	/// `sudo_set_max_burn`
	sudo_set_max_burn();
	/// `sudo_set_max_allowed_validators`
	sudo_set_max_allowed_validators();
	/// `sudo_set_bonds_moving_average`
	sudo_set_bonds_moving_average();
	/// `sudo_set_max_registrations_per_block`
	sudo_set_max_registrations_per_block();
	/// `sudo_set_subnet_owner_cut`
	sudo_set_subnet_owner_cut();
	/// `sudo_set_network_rate_limit`
	sudo_set_network_rate_limit();
	/// `sudo_set_tempo`
	sudo_set_tempo();
	/// `sudo_set_network_immunity_period`
	sudo_set_network_immunity_period();
	/// `sudo_set_network_min_lock_cost`
	sudo_set_network_min_lock_cost();
	/// `sudo_set_subnet_limit`
	sudo_set_subnet_limit();
	/// `sudo_set_lock_reduction_interval`
	sudo_set_lock_reduction_interval();
	/// `sudo_set_stake_threshold`
	sudo_set_stake_threshold();
	/// `sudo_set_nominator_min_required_stake`
	sudo_set_nominator_min_required_stake();
	/// `sudo_set_tx_delegate_take_rate_limit`
	sudo_set_tx_delegate_take_rate_limit();
	/// `sudo_set_min_delegate_take`
	sudo_set_min_delegate_take();
	/// `sudo_set_commit_reveal_weights_enabled`
	sudo_set_commit_reveal_weights_enabled();
	/// `sudo_set_liquid_alpha_enabled`
	sudo_set_liquid_alpha_enabled();
	/// `sudo_set_alpha_values`
	sudo_set_alpha_values();
	/// `sudo_set_commit_reveal_weights_interval`
	sudo_set_commit_reveal_weights_interval();
	/// `sudo_set_bonds_penalty`
	sudo_set_bonds_penalty();
	/// `sudo_set_toggle_transfer`
	sudo_set_toggle_transfer();
	/// `sudo_set_subnet_owner_hotkey`
	sudo_set_subnet_owner_hotkey();
	/// `sudo_set_sn_owner_hotkey`
	sudo_set_sn_owner_hotkey();
	/// `sudo_set_alpha_sigmoid_steepness`
	sudo_set_alpha_sigmoid_steepness();
	/// `sudo_set_yuma3_enabled`
	sudo_set_yuma3_enabled();
	/// `sudo_set_bonds_reset_enabled`
	sudo_set_bonds_reset_enabled();
	/// `sudo_set_commit_reveal_version`
	sudo_set_commit_reveal_version();
	/// `sudo_set_owner_immune_neuron_limit`
	sudo_set_owner_immune_neuron_limit();
	/// `sudo_set_admin_freeze_window`
	sudo_set_admin_freeze_window();
	/// `sudo_set_owner_hparam_rate_limit`
	sudo_set_owner_hparam_rate_limit();
	/// `sudo_set_mechanism_count` where `n` neurons, all mechanisms counted, lose their rows and commits
	sudo_set_mechanism_count(n);
	/// `sudo_set_mechanism_emission_split`
	sudo_set_mechanism_emission_split();
	/// `sudo_trim_to_max_allowed_uids` of a subnet with `n` neurons
	sudo_trim_to_max_allowed_uids(n);
	/// `sudo_set_min_allowed_uids`
	sudo_set_min_allowed_uids();
	/// `sudo_set_min_non_immune_uids`
	sudo_set_min_non_immune_uids();
	/// `sudo_set_start_call_delay`
	sudo_set_start_call_delay();
	/// `sudo_set_coldkey_swap_announcement_delay`
	sudo_set_coldkey_swap_announcement_delay();
	/// `sudo_set_coldkey_swap_reannouncement_delay`
	sudo_set_coldkey_swap_reannouncement_delay();
	/// `sudo_set_max_mechanism_count`
	sudo_set_max_mechanism_count();
	/// `sudo_set_burn_half_life`
	sudo_set_burn_half_life();
	/// `sudo_set_burn_increase_mult`
	sudo_set_burn_increase_mult();
	/// `sudo_set_owner_cut_enabled`
	sudo_set_owner_cut_enabled();
	/// `sudo_set_min_childkey_take_per_subnet`
	sudo_set_min_childkey_take_per_subnet();
	/// `sudo_set_subnet_emission_enabled`
	sudo_set_subnet_emission_enabled();
	/// `sudo_set_max_epochs_per_block`
	sudo_set_max_epochs_per_block();
}

mod figures {
	pub use crate::measured::*;

	use frame_support::weights::{RuntimeDbWeight, Weight};
	use pallet_subnets::mechanisms::MAX_MECHANISM_COUNT_PER_SUBNET;

	/// Measured with one mechanism that ends; each that begins or ends has two columns of its own.
	pub fn sudo_set_mechanism_count(n: u32, db: &RuntimeDbWeight) -> Weight {
		let columns = u64::from(MAX_MECHANISM_COUNT_PER_SUBNET).saturating_mul(2);
		crate::measured::sudo_set_mechanism_count(n, db).saturating_add(db.reads_writes(columns, columns))
	}
}
