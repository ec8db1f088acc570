//! Which kinds of proxy may make which call.
//!
//! **Adding a call.** Give it a line in its pallet's list, sorted by name: `("name", NOBODY)` where only `Any`
//! should make it, which is right for whatever can move value, change keys, or start a call as another account.
//! Otherwise name the kinds; the groups below fit most calls. Value that leaves the account is for `Transfer` alone.
//! `tests/proxies.rs` fails while a call of the runtime has no line, and while a line has no call.

use super::ProxyType::{
	self, ChildKeys, NonCritical, NonFungible, NonTransfer, Owner, Registration, SmallTransfer, Staking,
	SubnetLeaseBeneficiary, SudoUncheckedSetCode, SwapHotkey, Transfer,
};

/// Of all kinds, only `Any`.
const NOBODY: &[ProxyType] = &[];
/// What moves no value and can be done again: weights, endpoints, remarks.
const EVERYDAY: &[ProxyType] = &[NonCritical, NonTransfer, NonFungible];
/// A subnet's hyperparameters.
const OWNERS: &[ProxyType] = &[Owner, NonCritical, NonTransfer, NonFungible];
/// Those of them that a lease leaves to the beneficiary.
const LEASED: &[ProxyType] = &[Owner, NonCritical, NonTransfer, NonFungible, SubnetLeaseBeneficiary];
/// Stake that stays the account's.
const STAKE: &[ProxyType] = &[NonCritical, NonTransfer, Staking];

/// The calls of a pallet, each with the kinds that may make it besides `Any`.
pub type Calls = &'static [(&'static str, &'static [ProxyType])];

/// Every call of every pallet.
pub const CALLS: &[(&str, Calls)] = &[
	("System", SYSTEM),
	("Timestamp", TIMESTAMP),
	("Grandpa", GRANDPA),
	("Balances", BALANCES),
	("SubtensorModule", SUBTENSOR_MODULE),
	("Utility", UTILITY),
	("Sudo", SUDO),
	("Multisig", MULTISIG),
	("Preimage", PREIMAGE),
	("Scheduler", SCHEDULER),
	("Proxy", PROXY),
	("Commitments", COMMITMENTS),
	("AdminUtils", ADMIN_UTILS),
	("SafeMode", SAFE_MODE),
	("Drand", DRAND),
	("Tasks", TASKS),
];

/// The kinds that may make a call besides `Any`, or nothing where the table does not know the call.
pub fn kinds_for(pallet: &str, call: &str) -> Option<&'static [ProxyType]> {
	let (_, calls) = CALLS.iter().find(|(name, _)| *name == pallet)?;
	let (_, kinds) = calls.iter().find(|(name, _)| *name == call)?;
	Some(kinds)
}

const SYSTEM: Calls = &[
	("apply_authorized_upgrade", NOBODY),
	("authorize_upgrade", NOBODY),
	("authorize_upgrade_without_checks", NOBODY),
	("kill_prefix", NOBODY),
	("kill_storage", NOBODY),
	("remark", EVERYDAY),
	("remark_with_event", EVERYDAY),
	("set_code", NOBODY),
	("set_code_without_checks", NOBODY),
	("set_heap_pages", NOBODY),
	("set_storage", NOBODY),
];

const TIMESTAMP: Calls = &[("set", NOBODY)];

const GRANDPA: Calls = &[
	("note_stalled", NOBODY),
	("report_equivocation", NOBODY),
	("report_equivocation_unsigned", NOBODY),
];

const BALANCES: Calls = &[
	("burn", NOBODY),
	("force_adjust_total_issuance", NOBODY),
	("force_set_balance", NOBODY),
	("force_transfer", NOBODY),
	("force_unreserve", NOBODY),
	("transfer_all", &[Transfer]),
	("transfer_allow_death", &[Transfer, SmallTransfer]),
	("transfer_keep_alive", &[Transfer, SmallTransfer]),
	("upgrade_accounts", NOBODY),
];

const SUBTENSOR_MODULE: Calls = &[
	("add_stake", STAKE),
	("add_stake_limit", STAKE),
	("announce_coldkey_swap", NOBODY),
	("batch_commit_weights", EVERYDAY),
	("batch_reveal_weights", EVERYDAY),
	("batch_set_weights", EVERYDAY),
	("burned_register", &[NonTransfer, Registration]),
	("clear_coldkey_swap_announcement", NOBODY),
	("commit_mechanism_weights", EVERYDAY),
	("commit_timelocked_mechanism_weights", EVERYDAY),
	("commit_timelocked_weights", EVERYDAY),
	("commit_weights", EVERYDAY),
	("decrease_take", NOBODY),
	("dispute_coldkey_swap", NOBODY),
	("dissolve_network", NOBODY),
	("increase_take", NOBODY),
	("move_stake", STAKE),
	("register", &[NonTransfer, Registration]),
	("register_limit", &[NonTransfer, Registration]),
	// it locks the price of a subnet, which is hundreds of tokens and more
	("register_network", &[NonTransfer]),
	("register_network_with_identity", &[NonTransfer]),
	("remove_stake", STAKE),
	("remove_stake_full_limit", STAKE),
	("remove_stake_limit", STAKE),
	("reset_coldkey_swap", NOBODY),
	("reveal_mechanism_weights", EVERYDAY),
	("reveal_weights", EVERYDAY),
	("root_dissolve_network", NOBODY),
	("serve_axon", EVERYDAY),
	("set_activity_cutoff_factor", OWNERS),
	("set_childkey_take", &[ChildKeys]),
	("set_children", &[ChildKeys]),
	("set_coldkey_auto_stake_hotkey", STAKE),
	("set_identity", EVERYDAY),
	("set_mechanism_weights", EVERYDAY),
	("set_pending_childkey_cooldown", NOBODY),
	("set_subnet_identity", OWNERS),
	("set_tempo", OWNERS),
	("set_weights", EVERYDAY),
	("start_call", LEASED),
	("sudo_set_max_childkey_take", NOBODY),
	("sudo_set_min_childkey_take", NOBODY),
	("sudo_set_tx_childkey_take_rate_limit", NOBODY),
	("swap_coldkey", NOBODY),
	("swap_coldkey_announced", NOBODY),
	("swap_hotkey", &[SwapHotkey]),
	("swap_hotkey_v2", &[SwapHotkey]),
	("swap_stake", STAKE),
	("swap_stake_limit", STAKE),
	("transfer_stake", &[Transfer, SmallTransfer]),
	("trigger_epoch", OWNERS),
	("try_associate_hotkey", EVERYDAY),
	("unstake_all", STAKE),
	("unstake_all_alpha", STAKE),
	("update_symbol", OWNERS),
];

const UTILITY: Calls = &[
	("as_derivative", NOBODY),
	("batch", EVERYDAY),
	("batch_all", EVERYDAY),
	("dispatch_as", NOBODY),
	("dispatch_as_fallible", NOBODY),
	("force_batch", EVERYDAY),
	("if_else", EVERYDAY),
	("with_weight", NOBODY),
];

const SUDO: Calls = &[
	("remove_key", NOBODY),
	("set_key", NOBODY),
	("sudo", NOBODY),
	("sudo_as", NOBODY),
	("sudo_unchecked_weight", &[SudoUncheckedSetCode]),
];

const MULTISIG: Calls = &[
	("approve_as_multi", NOBODY),
	("as_multi", NOBODY),
	("as_multi_threshold_1", NOBODY),
	("cancel_as_multi", NOBODY),
	("poke_deposit", NOBODY),
];

const PREIMAGE: Calls = &[
	("ensure_updated", NOBODY),
	("note_preimage", NOBODY),
	("request_preimage", NOBODY),
	("unnote_preimage", NOBODY),
	("unrequest_preimage", NOBODY),
];

const SCHEDULER: Calls = &[
	("cancel", NOBODY),
	("cancel_named", NOBODY),
	("cancel_retry", NOBODY),
	("cancel_retry_named", NOBODY),
	("schedule", NOBODY),
	("schedule_after", NOBODY),
	("schedule_named", NOBODY),
	("schedule_named_after", NOBODY),
	("set_retry", NOBODY),
	("set_retry_named", NOBODY),
];

const PROXY: Calls = &[
	("add_proxy", NOBODY),
	("announce", NOBODY),
	("create_pure", NOBODY),
	("kill_pure", NOBODY),
	("poke_deposit", NOBODY),
	("proxy", NOBODY),
	("proxy_announced", NOBODY),
	// who calls off what a delegate announced moves nothing, and is in a hurry
	("reject_announcement", EVERYDAY),
	("remove_announcement", NOBODY),
	("remove_proxies", NOBODY),
	("remove_proxy", NOBODY),
];

const COMMITMENTS: Calls = &[("set_commitment", EVERYDAY), ("set_max_space", NOBODY)];

const ADMIN_UTILS: Calls = &[
	("schedule_grandpa_change", NOBODY),
	("sudo_set_activity_cutoff", LEASED),
	("sudo_set_admin_freeze_window", NOBODY),
	("sudo_set_alpha_sigmoid_steepness", OWNERS),
	("sudo_set_alpha_values", LEASED),
	("sudo_set_bonds_moving_average", LEASED),
	("sudo_set_bonds_penalty", LEASED),
	("sudo_set_bonds_reset_enabled", OWNERS),
	("sudo_set_burn_half_life", OWNERS),
	("sudo_set_burn_increase_mult", OWNERS),
	("sudo_set_coldkey_swap_announcement_delay", NOBODY),
	("sudo_set_coldkey_swap_reannouncement_delay", NOBODY),
	("sudo_set_commit_reveal_version", NOBODY),
	("sudo_set_commit_reveal_weights_enabled", LEASED),
	("sudo_set_commit_reveal_weights_interval", LEASED),
	("sudo_set_default_take", NOBODY),
	("sudo_set_immunity_period", LEASED),
	("sudo_set_kappa", NOBODY),
	("sudo_set_liquid_alpha_enabled", LEASED),
	("sudo_set_lock_reduction_interval", NOBODY),
	("sudo_set_max_allowed_uids", OWNERS),
	("sudo_set_max_allowed_validators", NOBODY),
	("sudo_set_max_burn", LEASED),
	("sudo_set_max_epochs_per_block", NOBODY),
	("sudo_set_max_mechanism_count", NOBODY),
	("sudo_set_max_registrations_per_block", NOBODY),
	("sudo_set_mechanism_count", OWNERS),
	("sudo_set_mechanism_emission_split", OWNERS),
	("sudo_set_min_allowed_uids", NOBODY),
	("sudo_set_min_allowed_weights", LEASED),
	("sudo_set_min_burn", OWNERS),
	("sudo_set_min_childkey_take_per_subnet", OWNERS),
	("sudo_set_min_delegate_take", NOBODY),
	("sudo_set_min_non_immune_uids", NOBODY),
	("sudo_set_network_immunity_period", NOBODY),
	("sudo_set_network_min_lock_cost", NOBODY),
	("sudo_set_network_rate_limit", NOBODY),
	("sudo_set_network_registration_allowed", NOBODY),
	("sudo_set_nominator_min_required_stake", NOBODY),
	("sudo_set_owner_cut_enabled", OWNERS),
	("sudo_set_owner_hparam_rate_limit", NOBODY),
	("sudo_set_owner_immune_neuron_limit", OWNERS),
	("sudo_set_rho", LEASED),
	("sudo_set_serving_rate_limit", LEASED),
	// the owner's hotkey receives the owner's share
	("sudo_set_sn_owner_hotkey", NOBODY),
	("sudo_set_stake_threshold", NOBODY),
	("sudo_set_start_call_delay", NOBODY),
	("sudo_set_subnet_emission_enabled", NOBODY),
	("sudo_set_subnet_limit", NOBODY),
	("sudo_set_subnet_owner_cut", NOBODY),
	("sudo_set_subnet_owner_hotkey", NOBODY),
	("sudo_set_tempo", NOBODY),
	("sudo_set_toggle_transfer", LEASED),
	("sudo_set_tx_delegate_take_rate_limit", NOBODY),
	("sudo_set_tx_rate_limit", NOBODY),
	("sudo_set_weights_set_rate_limit", NOBODY),
	("sudo_set_weights_version_key", LEASED),
	("sudo_set_yuma3_enabled", OWNERS),
	// it takes neurons their places
	("sudo_trim_to_max_allowed_uids", &[Owner, NonTransfer]),
	("swap_authorities", NOBODY),
];

const SAFE_MODE: Calls = &[
	("enter", NOBODY),
	("extend", NOBODY),
	("force_enter", NOBODY),
	("force_exit", NOBODY),
	("force_extend", NOBODY),
	("force_release_deposit", NOBODY),
	("force_slash_deposit", NOBODY),
	("release_deposit", NOBODY),
];

const DRAND: Calls = &[("set_beacon_config", NOBODY), ("write_pulse", EVERYDAY)];

const TASKS: Calls = &[("publish", OWNERS)];
