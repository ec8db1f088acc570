//! What calls and hooks cost, measured: written by `npm run weights`, not by hand.
//!
//! Computing in picoseconds, on one thread of AMD EPYC in V8 11.3.244.8-node.38.
//! Reads and writes at the database's price.

use frame_support::weights::{RuntimeDbWeight, Weight};

/// What is measured, by the names of calls where it is calls.
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

/// `swap_authorities`: 0.011 ms of computing at most where it was measured; the formula is above each
/// point, by 0.002 ms at most.
pub fn swap_authorities(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_997_227, 0)
		.saturating_add(db.reads_writes(0, 1))
		.saturating_add(Weight::from_parts(182_070, 0).saturating_mul(x.into()))
}

/// `schedule_grandpa_change`: 0.007 ms of computing at most where it was measured; the formula is above each
/// point, by 0.001 ms at most.
pub fn schedule_grandpa_change(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_515_712, 0)
		.saturating_add(db.reads_writes(3, 3))
		.saturating_add(Weight::from_parts(67_468, 0).saturating_mul(x.into()))
}

/// `sudo_set_default_take`: 0.005 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_default_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_tx_rate_limit`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_tx_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_serving_rate_limit`: 0.012 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_serving_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(12_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_weights_version_key`: 0.012 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_weights_version_key(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(12_000_000, 0).saturating_add(db.reads_writes(8, 2))
}

/// `sudo_set_weights_set_rate_limit`: 0.005 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_weights_set_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_immunity_period`: 0.014 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_immunity_period(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(14_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_min_allowed_weights`: 0.012 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_min_allowed_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(12_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_max_allowed_uids`: 0.050 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_max_allowed_uids(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(50_000_000, 0).saturating_add(db.reads_writes(14, 2))
}

/// `sudo_set_kappa`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_kappa(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_rho`: 0.015 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_rho(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(15_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_activity_cutoff`: 0.015 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_activity_cutoff(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(15_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_network_registration_allowed`: 0.007 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_network_registration_allowed(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(7_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_min_burn`: 0.014 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_min_burn(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(14_000_000, 0).saturating_add(db.reads_writes(10, 2))
}

/// `sudo_set_max_burn`: 0.016 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_max_burn(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(16_000_000, 0).saturating_add(db.reads_writes(10, 2))
}

/// `sudo_set_max_allowed_validators`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_max_allowed_validators(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(2, 1))
}

/// `sudo_set_bonds_moving_average`: 0.015 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_bonds_moving_average(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(15_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_max_registrations_per_block`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_max_registrations_per_block(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_subnet_owner_cut`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_subnet_owner_cut(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_network_rate_limit`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_network_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_tempo`: 0.007 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_tempo(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(7_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_network_immunity_period`: 0.005 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_network_immunity_period(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_network_min_lock_cost`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_network_min_lock_cost(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_subnet_limit`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_subnet_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_lock_reduction_interval`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_lock_reduction_interval(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_stake_threshold`: 0.005 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_stake_threshold(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_nominator_min_required_stake`: 0.005 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_nominator_min_required_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_tx_delegate_take_rate_limit`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_tx_delegate_take_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_min_delegate_take`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_min_delegate_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_commit_reveal_weights_enabled`: 0.016 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_commit_reveal_weights_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(16_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_liquid_alpha_enabled`: 0.016 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_liquid_alpha_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(16_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_alpha_values`: 0.014 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_alpha_values(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(14_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_commit_reveal_weights_interval`: 0.018 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_commit_reveal_weights_interval(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(18_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_bonds_penalty`: 0.016 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_bonds_penalty(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(16_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_toggle_transfer`: 0.016 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_toggle_transfer(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(16_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_subnet_owner_hotkey`: 0.014 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_subnet_owner_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(14_000_000, 0).saturating_add(db.reads_writes(10, 2))
}

/// `sudo_set_sn_owner_hotkey`: 0.013 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_sn_owner_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(13_000_000, 0).saturating_add(db.reads_writes(10, 2))
}

/// `sudo_set_alpha_sigmoid_steepness`: 0.013 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_alpha_sigmoid_steepness(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(13_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_yuma3_enabled`: 0.013 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_yuma3_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(13_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_bonds_reset_enabled`: 0.014 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_bonds_reset_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(14_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_commit_reveal_version`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_commit_reveal_version(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_owner_immune_neuron_limit`: 0.013 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_owner_immune_neuron_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(13_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_admin_freeze_window`: 0.003 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_admin_freeze_window(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(3_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_owner_hparam_rate_limit`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_owner_hparam_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_mechanism_count`: 9.612 ms of computing at most where it was measured; the formula is above each
/// point, by 1.372 ms at most.
pub fn sudo_set_mechanism_count(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(1_372_876_190, 0)
		.saturating_add(db.reads_writes(16, 8))
		.saturating_add(Weight::from_parts(36_705_952, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(2), u64::from(x).saturating_mul(3)))
}

/// `sudo_set_mechanism_emission_split`: 0.014 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_mechanism_emission_split(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(14_000_000, 0).saturating_add(db.reads_writes(10, 2))
}

/// `sudo_trim_to_max_allowed_uids`: 34.767 ms of computing at most where it was measured; the formula is above each
/// point, by 14.128 ms at most.
pub fn sudo_trim_to_max_allowed_uids(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(8_547_894_755, 0)
		.saturating_add(db.reads_writes(30, 18))
		.saturating_add(Weight::from_parts(102_418_380, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(
			u64::from(x).saturating_mul(4500).div_ceil(1_000),
			u64::from(x).saturating_mul(11500).div_ceil(1_000),
		))
}

/// `sudo_set_min_allowed_uids`: 0.007 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_min_allowed_uids(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(7_000_000, 0).saturating_add(db.reads_writes(3, 1))
}

/// `sudo_set_min_non_immune_uids`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_min_non_immune_uids(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_start_call_delay`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_start_call_delay(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_coldkey_swap_announcement_delay`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_coldkey_swap_announcement_delay(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_coldkey_swap_reannouncement_delay`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_coldkey_swap_reannouncement_delay(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_max_mechanism_count`: 0.003 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_max_mechanism_count(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(3_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_burn_half_life`: 0.015 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_burn_half_life(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(15_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_burn_increase_mult`: 0.012 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_burn_increase_mult(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(12_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_owner_cut_enabled`: 0.012 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_owner_cut_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(12_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `sudo_set_min_childkey_take_per_subnet`: 0.014 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_min_childkey_take_per_subnet(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(14_000_000, 0).saturating_add(db.reads_writes(11, 2))
}

/// `sudo_set_subnet_emission_enabled`: 0.005 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_subnet_emission_enabled(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_max_epochs_per_block`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_max_epochs_per_block(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}
