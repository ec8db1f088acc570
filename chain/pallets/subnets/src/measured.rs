//! Placeholder.
use frame_support::weights::{RuntimeDbWeight, Weight};
/// m
pub const MEASURED: &[&str] = &[
	"set_weights",
	"set_mechanism_weights",
	"batch_set_weights",
	"commit_weights",
	"commit_mechanism_weights",
	"batch_commit_weights",
	"commit_timelocked_weights",
	"commit_timelocked_mechanism_weights",
	"reveal_weights",
	"reveal_mechanism_weights",
	"batch_reveal_weights",
	"serve_axon",
	"check_call",
	"add_stake",
	"add_stake_limit",
	"remove_stake",
	"remove_stake_limit",
	"remove_stake_full_limit",
	"unstake_all",
	"unstake_all_alpha",
	"move_stake",
	"transfer_stake",
	"swap_stake",
	"swap_stake_limit",
	"register",
	"burned_register",
	"register_limit",
	"register_with_room",
	"try_associate_hotkey",
	"register_network",
	"register_network_with_identity",
	"start_call",
	"dissolve_network",
	"root_dissolve_network",
	"set_identity",
	"set_subnet_identity",
	"update_symbol",
	"set_tempo",
	"set_activity_cutoff_factor",
	"trigger_epoch",
	"decrease_take",
	"increase_take",
	"set_children",
	"set_childkey_take",
	"set_coldkey_auto_stake_hotkey",
	"sudo_set_tx_childkey_take_rate_limit",
	"sudo_set_min_childkey_take",
	"sudo_set_max_childkey_take",
	"set_pending_childkey_cooldown",
	"swap_hotkey",
	"swap_hotkey_v2",
	"swap_coldkey",
	"swap_coldkey_announced",
	"announce_coldkey_swap",
	"dispute_coldkey_swap",
	"clear_coldkey_swap_announcement",
	"reset_coldkey_swap",
	"on_initialize",
	"epoch",
];
/// p
pub fn set_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = w;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_mechanism_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = w;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn batch_set_weights(i: u32, w: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = i;
	let _ = w;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn commit_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn commit_mechanism_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn batch_commit_weights(i: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = i;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn commit_timelocked_weights(b: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = b;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn commit_timelocked_mechanism_weights(b: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = b;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn reveal_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = w;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn reveal_mechanism_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = w;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn batch_reveal_weights(i: u32, w: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = i;
	let _ = w;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn serve_axon(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn check_call(w: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = w;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn add_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn add_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn remove_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn remove_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn remove_stake_full_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn unstake_all(s: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = s;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn unstake_all_alpha(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn move_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn transfer_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn swap_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn swap_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn register(n: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = n;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn burned_register(n: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = n;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn register_limit(n: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = n;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn register_with_room(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn try_associate_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn register_network(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn register_network_with_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn start_call(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn dissolve_network(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn root_dissolve_network(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_subnet_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn update_symbol(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_tempo(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_activity_cutoff_factor(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn trigger_epoch(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn decrease_take(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn increase_take(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_children(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_coldkey_auto_stake_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_tx_childkey_take_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_min_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn sudo_set_max_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn set_pending_childkey_cooldown(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn swap_hotkey(s: u32, p: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = s;
	let _ = p;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn swap_hotkey_v2(s: u32, p: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = s;
	let _ = p;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn swap_coldkey(p: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = p;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn swap_coldkey_announced(p: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = p;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn announce_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn dispute_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn clear_coldkey_swap_announcement(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn reset_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn on_initialize(s: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = s;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn epoch(n: u32, v: u32, z: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = n;
	let _ = v;
	let _ = z;
	Weight::zero().saturating_add(db.reads(0))
}
/// p
pub fn check_account(db: &RuntimeDbWeight) -> Weight {
	Weight::zero().saturating_add(db.reads(0))
}
