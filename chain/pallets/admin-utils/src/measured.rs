//! Placeholder.
use frame_support::weights::{RuntimeDbWeight, Weight};
/// m
pub const MEASURED: &[&str] = &[
	"swap_authorities",
	"schedule_grandpa_change",
	"sudo_set_default_take",
	"sudo_set_tx_rate_limit",
	"sudo_set_serving_rate_limit",
	"sudo_set_weights_version_key",
	"sudo_set_weights_set_rate_limit",
	"sudo_set_immunity_period",
	"sudo_set_min_allowed_weights",
	"sudo_set_max_allowed_uids",
	"sudo_set_kappa",
	"sudo_set_rho",
	"sudo_set_activity_cutoff",
	"sudo_set_network_registration_allowed",
	"sudo_set_min_burn",
	"sudo_set_max_burn",
	"sudo_set_max_allowed_validators",
	"sudo_set_bonds_moving_average",
	"sudo_set_max_registrations_per_block",
	"sudo_set_subnet_owner_cut",
	"sudo_set_network_rate_limit",
	"sudo_set_tempo",
	"sudo_set_network_immunity_period",
	"sudo_set_network_min_lock_cost",
	"sudo_set_subnet_limit",
	"sudo_set_lock_reduction_interval",
	"sudo_set_stake_threshold",
	"sudo_set_nominator_min_required_stake",
	"sudo_set_tx_delegate_take_rate_limit",
	"sudo_set_min_delegate_take",
	"sudo_set_commit_reveal_weights_enabled",
	"sudo_set_liquid_alpha_enabled",
	"sudo_set_alpha_values",
	"sudo_set_commit_reveal_weights_interval",
	"sudo_set_bonds_penalty",
	"sudo_set_toggle_transfer",
	"sudo_set_subnet_owner_hotkey",
	"sudo_set_sn_owner_hotkey",
	"sudo_set_alpha_sigmoid_steepness",
	"sudo_set_yuma3_enabled",
	"sudo_set_bonds_reset_enabled",
	"sudo_set_commit_reveal_version",
	"sudo_set_owner_immune_neuron_limit",
	"sudo_set_admin_freeze_window",
	"sudo_set_owner_hparam_rate_limit",
	"sudo_set_mechanism_count",
	"sudo_set_mechanism_emission_split",
	"sudo_trim_to_max_allowed_uids",
	"sudo_set_min_allowed_uids",
	"sudo_set_min_non_immune_uids",
	"sudo_set_start_call_delay",
	"sudo_set_coldkey_swap_announcement_delay",
	"sudo_set_coldkey_swap_reannouncement_delay",
	"sudo_set_max_mechanism_count",
	"sudo_set_burn_half_life",
	"sudo_set_burn_increase_mult",
	"sudo_set_owner_cut_enabled",
	"sudo_set_min_childkey_take_per_subnet",
	"sudo_set_subnet_emission_enabled",
	"sudo_set_max_epochs_per_block",
];
/// p
pub fn swap_authorities(k: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = k;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn schedule_grandpa_change(k: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = k;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_default_take(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_tx_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_serving_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_weights_version_key(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_weights_set_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_immunity_period(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_min_allowed_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_max_allowed_uids(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_kappa(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_rho(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_activity_cutoff(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_network_registration_allowed(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_min_burn(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_max_burn(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_max_allowed_validators(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_bonds_moving_average(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_max_registrations_per_block(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_subnet_owner_cut(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_network_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_tempo(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_network_immunity_period(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_network_min_lock_cost(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_subnet_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_lock_reduction_interval(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_stake_threshold(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_nominator_min_required_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_tx_delegate_take_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_min_delegate_take(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_commit_reveal_weights_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_liquid_alpha_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_alpha_values(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_commit_reveal_weights_interval(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_bonds_penalty(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_toggle_transfer(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_subnet_owner_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_sn_owner_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_alpha_sigmoid_steepness(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_yuma3_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_bonds_reset_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_commit_reveal_version(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_owner_immune_neuron_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_admin_freeze_window(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_owner_hparam_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_mechanism_count(n: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = n;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_mechanism_emission_split(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_trim_to_max_allowed_uids(n: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = n;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_min_allowed_uids(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_min_non_immune_uids(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_start_call_delay(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_coldkey_swap_announcement_delay(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_coldkey_swap_reannouncement_delay(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_max_mechanism_count(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_burn_half_life(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_burn_increase_mult(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_owner_cut_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_min_childkey_take_per_subnet(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_subnet_emission_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_max_epochs_per_block(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
