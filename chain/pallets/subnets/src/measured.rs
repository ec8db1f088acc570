//! What calls and hooks cost, measured: written by `npm run weights`, not by hand.
//!
//! Computing in picoseconds, on one thread of AMD EPYC in V8 11.3.244.8-node.38.
//! Reads and writes at the database's price.

use frame_support::weights::{RuntimeDbWeight, Weight};

/// What is measured, by the names of calls where it is calls.
pub const MEASURED: &[&str] = &[
	"on_initialize",
	"epoch",
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
	"check_account",
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
];

/// `on_initialize`: 3.964 ms of computing at most where it was measured; the formula is above each
/// point, by 0.346 ms at most.
pub fn on_initialize(s: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(169_641_514, 0)
		.saturating_add(db.reads_writes(12, 5))
		.saturating_add(Weight::from_parts(29_643_426, 0).saturating_mul(s.into()))
		.saturating_add(db.reads_writes(u64::from(s).saturating_mul(20), u64::from(s).saturating_mul(6)))
}

/// `epoch`: 14.421 ms of computing at most where it was measured; the formula is above each
/// point, by 2.296 ms at most.
pub fn epoch(n: u32, v: u32, z: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(1_560_541_005, 0)
		.saturating_add(db.reads_writes(500, 490))
		.saturating_add(Weight::from_parts(15_196_684, 0).saturating_mul(n.into()))
		.saturating_add(db.reads_writes(
			u64::from(n).saturating_mul(5547).div_ceil(1_000),
			u64::from(n).saturating_mul(508).div_ceil(1_000),
		))
		.saturating_add(Weight::from_parts(11_325_800, 0).saturating_mul(v.into()))
		.saturating_add(db.reads_writes(
			u64::from(v).saturating_mul(463).div_ceil(1_000),
			u64::from(v).saturating_mul(1105).div_ceil(1_000),
		))
		.saturating_add(Weight::from_parts(321_697, 0).saturating_mul(z.into()))
		.saturating_add(db.reads_writes(
			u64::from(z).saturating_mul(26).div_ceil(1_000),
			u64::from(z).saturating_mul(25).div_ceil(1_000),
		))
}

/// `set_weights`: 0.256 ms of computing at most where it was measured; the formula is above each
/// point, by 0.031 ms at most.
pub fn set_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(176_790_588, 0)
		.saturating_add(db.reads_writes(83, 2))
		.saturating_add(Weight::from_parts(309_412, 0).saturating_mul(x.into()))
}

/// `set_mechanism_weights`: 0.253 ms of computing at most where it was measured; the formula is above each
/// point, by 0.014 ms at most.
pub fn set_mechanism_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(232_870_588, 0)
		.saturating_add(db.reads_writes(83, 2))
		.saturating_add(Weight::from_parts(129_412, 0).saturating_mul(x.into()))
}

/// `batch_set_weights`: 0.673 ms of computing at most where it was measured; the formula is above each
/// point, by 0.029 ms at most.
pub fn batch_set_weights(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(65_455_782, 0)
		.saturating_add(db.reads_writes(2, 0))
		.saturating_add(Weight::from_parts(147_571_429, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(81), u64::from(x).saturating_mul(2)))
		.saturating_add(Weight::from_parts(100_340, 0).saturating_mul(y.into()))
}

/// `commit_weights`: 0.194 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn commit_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(194_000_000, 0).saturating_add(db.reads_writes(81, 2))
}

/// `commit_mechanism_weights`: 0.235 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn commit_mechanism_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(235_000_000, 0).saturating_add(db.reads_writes(81, 2))
}

/// `batch_commit_weights`: 0.712 ms of computing at most where it was measured; the formula is above each
/// point, by 0.016 ms at most.
pub fn batch_commit_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_833_333, 0)
		.saturating_add(db.reads_writes(2, 0))
		.saturating_add(Weight::from_parts(177_166_667, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(79), u64::from(x).saturating_mul(2)))
}

/// `commit_timelocked_weights`: 0.573 ms of computing at most where it was measured; the formula is above each
/// point, by 0.064 ms at most.
pub fn commit_timelocked_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = x;
	Weight::from_parts(573_000_000, 0).saturating_add(db.reads_writes(92, 3))
}

/// `commit_timelocked_mechanism_weights`: 0.560 ms of computing at most where it was measured; the formula is above each
/// point, by 0.070 ms at most.
pub fn commit_timelocked_mechanism_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = x;
	Weight::from_parts(560_000_000, 0).saturating_add(db.reads_writes(92, 3))
}

/// `reveal_weights`: 0.751 ms of computing at most where it was measured; the formula is above each
/// point, by 0.048 ms at most.
pub fn reveal_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(250_143_529, 0)
		.saturating_add(db.reads_writes(82, 2))
		.saturating_add(Weight::from_parts(1_956_471, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), 0))
}

/// `reveal_mechanism_weights`: 0.658 ms of computing at most where it was measured; the formula is above each
/// point, by 0.038 ms at most.
pub fn reveal_mechanism_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(240_620_000, 0)
		.saturating_add(db.reads_writes(82, 2))
		.saturating_add(Weight::from_parts(1_780_000, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), 0))
}

/// `batch_reveal_weights`: 1.107 ms of computing at most where it was measured; the formula is above each
/// point, by 0.120 ms at most.
pub fn batch_reveal_weights(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(365_846_996, 0)
		.saturating_add(db.reads_writes(236, 2))
		.saturating_add(Weight::from_parts(65_331_283, 0).saturating_mul(x.into()))
		.saturating_add(Weight::from_parts(925_085, 0).saturating_mul(y.into()))
		.saturating_add(db.reads_writes(u64::from(y).saturating_mul(401).div_ceil(1_000), 0))
}

/// `serve_axon`: 0.009 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn serve_axon(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(9_000_000, 0).saturating_add(db.reads_writes(6, 1))
}

/// `check_call`: 0.217 ms of computing at most where it was measured; the formula is above each
/// point, by 0.016 ms at most.
pub fn check_call(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(186_042_353, 0)
		.saturating_add(db.reads_writes(84, 0))
		.saturating_add(Weight::from_parts(157_647, 0).saturating_mul(x.into()))
}

/// `check_account`: 0.003 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn check_account(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(3_000_000, 0).saturating_add(db.reads_writes(2, 0))
}

/// `add_stake`: 0.063 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn add_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(63_000_000, 0).saturating_add(db.reads_writes(15, 10))
}

/// `add_stake_limit`: 0.068 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn add_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(68_000_000, 0).saturating_add(db.reads_writes(15, 10))
}

/// `remove_stake`: 0.065 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn remove_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(65_000_000, 0).saturating_add(db.reads_writes(15, 9))
}

/// `remove_stake_limit`: 0.065 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn remove_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(65_000_000, 0).saturating_add(db.reads_writes(15, 9))
}

/// `remove_stake_full_limit`: 0.068 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn remove_stake_full_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(68_000_000, 0).saturating_add(db.reads_writes(15, 9))
}

/// `unstake_all`: 8.972 ms of computing at most where it was measured; the formula is above each
/// point, by 0.676 ms at most.
pub fn unstake_all(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(315_039_875, 0)
		.saturating_add(db.reads_writes(8, 4))
		.saturating_add(Weight::from_parts(67_632_501, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(7), u64::from(x).saturating_mul(5)))
}

/// `unstake_all_alpha`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn unstake_all_alpha(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(1, 0))
}

/// `move_stake`: 0.087 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn move_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(87_000_000, 0).saturating_add(db.reads_writes(23, 13))
}

/// `transfer_stake`: 0.081 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn transfer_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(81_000_000, 0).saturating_add(db.reads_writes(25, 13))
}

/// `swap_stake`: 0.084 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn swap_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(84_000_000, 0).saturating_add(db.reads_writes(22, 12))
}

/// `swap_stake_limit`: 0.082 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn swap_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(82_000_000, 0).saturating_add(db.reads_writes(22, 12))
}

/// `register`: 7.193 ms of computing at most where it was measured; the formula is above each
/// point, by 0.966 ms at most.
pub fn register(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(485_372_006, 0)
		.saturating_add(db.reads_writes(39, 39))
		.saturating_add(Weight::from_parts(26_201_672, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(4), u64::from(x).saturating_mul(2)))
}

/// `burned_register`: 6.815 ms of computing at most where it was measured; the formula is above each
/// point, by 0.988 ms at most.
pub fn burned_register(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(386_851_944, 0)
		.saturating_add(db.reads_writes(39, 39))
		.saturating_add(Weight::from_parts(25_109_953, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(4), u64::from(x).saturating_mul(2)))
}

/// `register_limit`: 7.069 ms of computing at most where it was measured; the formula is above each
/// point, by 1.170 ms at most.
pub fn register_limit(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(578_484_292, 0)
		.saturating_add(db.reads_writes(39, 39))
		.saturating_add(Weight::from_parts(25_353_577, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(4), u64::from(x).saturating_mul(2)))
}

/// `register_with_room`: 0.169 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn register_with_room(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(169_000_000, 0).saturating_add(db.reads_writes(31, 24))
}

/// `try_associate_hotkey`: 0.036 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn try_associate_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(36_000_000, 0).saturating_add(db.reads_writes(5, 4))
}

/// `register_network`: 1.357 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn register_network(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(1_357_000_000, 0).saturating_add(db.reads_writes(802, 49))
}

/// `register_network_with_identity`: 1.474 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn register_network_with_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(1_474_000_000, 0).saturating_add(db.reads_writes(802, 50))
}

/// `start_call`: 0.008 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn start_call(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(8_000_000, 0).saturating_add(db.reads_writes(6, 3))
}

/// `dissolve_network`: 0.012 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn dissolve_network(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(12_000_000, 0).saturating_add(db.reads_writes(6, 5))
}

/// `root_dissolve_network`: 0.011 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn root_dissolve_network(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(11_000_000, 0).saturating_add(db.reads_writes(6, 5))
}

/// `set_identity`: 0.916 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(916_000_000, 0).saturating_add(db.reads_writes(513, 1))
}

/// `set_subnet_identity`: 0.008 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_subnet_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(8_000_000, 0).saturating_add(db.reads_writes(2, 1))
}

/// `update_symbol`: 0.238 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn update_symbol(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(238_000_000, 0).saturating_add(db.reads_writes(131, 1))
}

/// `set_tempo`: 0.010 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_tempo(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(10_000_000, 0).saturating_add(db.reads_writes(8, 2))
}

/// `set_activity_cutoff_factor`: 0.010 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_activity_cutoff_factor(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(10_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `trigger_epoch`: 0.016 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn trigger_epoch(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(16_000_000, 0).saturating_add(db.reads_writes(10, 2))
}

/// `decrease_take`: 0.007 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn decrease_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(7_000_000, 0).saturating_add(db.reads_writes(4, 2))
}

/// `increase_take`: 0.010 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn increase_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(10_000_000, 0).saturating_add(db.reads_writes(6, 2))
}

/// `set_children`: 0.925 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_children(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(925_000_000, 0).saturating_add(db.reads_writes(358, 24))
}

/// `set_childkey_take`: 0.013 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(13_000_000, 0).saturating_add(db.reads_writes(10, 3))
}

/// `set_coldkey_auto_stake_hotkey`: 0.010 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_coldkey_auto_stake_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(10_000_000, 0).saturating_add(db.reads_writes(4, 2))
}

/// `sudo_set_tx_childkey_take_rate_limit`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_tx_childkey_take_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_min_childkey_take`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_min_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_max_childkey_take`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_max_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `set_pending_childkey_cooldown`: 0.004 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_pending_childkey_cooldown(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(4_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `swap_hotkey`: 182.869 ms of computing at most where it was measured; the formula is above each
/// point, by 21.261 ms at most.
pub fn swap_hotkey(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(9_063_506_942, 0)
		.saturating_add(db.reads_writes(34, 18))
		.saturating_add(Weight::from_parts(432_344_194, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(
			u64::from(x).saturating_mul(68007).div_ceil(1_000),
			u64::from(x).saturating_mul(83005).div_ceil(1_000),
		))
		.saturating_add(Weight::from_parts(115_688_903, 0).saturating_mul(y.into()))
		.saturating_add(db.reads_writes(
			u64::from(y).saturating_mul(3005).div_ceil(1_000),
			u64::from(y).saturating_mul(3004).div_ceil(1_000),
		))
}

/// `swap_hotkey_v2`: 204.871 ms of computing at most where it was measured; the formula is above each
/// point, by 29.337 ms at most.
pub fn swap_hotkey_v2(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(12_333_088_989, 0)
		.saturating_add(db.reads_writes(33, 16))
		.saturating_add(Weight::from_parts(492_565_450, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(
			u64::from(x).saturating_mul(68007).div_ceil(1_000),
			u64::from(x).saturating_mul(83005).div_ceil(1_000),
		))
		.saturating_add(Weight::from_parts(126_454_622, 0).saturating_mul(y.into()))
		.saturating_add(db.reads_writes(
			u64::from(y).saturating_mul(4005).div_ceil(1_000),
			u64::from(y).saturating_mul(3004).div_ceil(1_000),
		))
}

/// `swap_coldkey`: 17.902 ms of computing at most where it was measured; the formula is above each
/// point, by 1.252 ms at most.
pub fn swap_coldkey(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(8_124_074_353, 0)
		.saturating_add(db.reads_writes(1_302, 1_553))
		.saturating_add(Weight::from_parts(9_548_756, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), u64::from(x).saturating_mul(2)))
}

/// `swap_coldkey_announced`: 17.116 ms of computing at most where it was measured; the formula is above each
/// point, by 0.698 ms at most.
pub fn swap_coldkey_announced(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(7_723_384_945, 0)
		.saturating_add(db.reads_writes(1_301, 1_549))
		.saturating_add(Weight::from_parts(9_172_476, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), u64::from(x).saturating_mul(2)))
}

/// `announce_coldkey_swap`: 0.019 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn announce_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(19_000_000, 0).saturating_add(db.reads_writes(8, 5))
}

/// `dispute_coldkey_swap`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn dispute_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(3, 1))
}

/// `clear_coldkey_swap_announcement`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn clear_coldkey_swap_announcement(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(4, 1))
}

/// `reset_coldkey_swap`: 0.005 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn reset_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(5_000_000, 0).saturating_add(db.reads_writes(0, 2))
}
