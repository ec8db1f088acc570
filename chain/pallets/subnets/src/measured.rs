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

/// `on_initialize`: 7.206 ms of computing at most where it was measured; the formula is above each
/// point, by 1.754 ms at most.
pub fn on_initialize(s: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(1_789_977_751, 0)
		.saturating_add(db.reads_writes(11, 5))
		.saturating_add(Weight::from_parts(51_674_936, 0).saturating_mul(s.into()))
		.saturating_add(db.reads_writes(u64::from(s).saturating_mul(20), u64::from(s).saturating_mul(6)))
}

/// `epoch`: 22.717 ms of computing at most where it was measured; the formula is above each
/// point, by 4.721 ms at most.
pub fn epoch(n: u32, v: u32, z: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(3_806_997_631, 0)
		.saturating_add(db.reads_writes(500, 490))
		.saturating_add(Weight::from_parts(28_519_955, 0).saturating_mul(n.into()))
		.saturating_add(db.reads_writes(
			u64::from(n).saturating_mul(5547).div_ceil(1_000),
			u64::from(n).saturating_mul(508).div_ceil(1_000),
		))
		.saturating_add(Weight::from_parts(27_034_062, 0).saturating_mul(v.into()))
		.saturating_add(db.reads_writes(
			u64::from(v).saturating_mul(463).div_ceil(1_000),
			u64::from(v).saturating_mul(1105).div_ceil(1_000),
		))
		.saturating_add(Weight::from_parts(445_533, 0).saturating_mul(z.into()))
		.saturating_add(db.reads_writes(
			u64::from(z).saturating_mul(26).div_ceil(1_000),
			u64::from(z).saturating_mul(25).div_ceil(1_000),
		))
}

/// `set_weights`: 0.427 ms of computing at most where it was measured; the formula is above each
/// point, by 0.014 ms at most.
pub fn set_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	let _ = x;
	Weight::from_parts(427_000_000, 0).saturating_add(db.reads_writes(82, 2))
}

/// `set_mechanism_weights`: 0.464 ms of computing at most where it was measured; the formula is above each
/// point, by 0.049 ms at most.
pub fn set_mechanism_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(463_397_647, 0)
		.saturating_add(db.reads_writes(82, 2))
		.saturating_add(Weight::from_parts(2_353, 0).saturating_mul(x.into()))
}

/// `batch_set_weights`: 1.572 ms of computing at most where it was measured; the formula is above each
/// point, by 0.172 ms at most.
pub fn batch_set_weights(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(143_508_163, 0)
		.saturating_add(db.reads_writes(1, 0))
		.saturating_add(Weight::from_parts(360_221_429, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(81), u64::from(x).saturating_mul(2)))
		.saturating_add(Weight::from_parts(328_316, 0).saturating_mul(y.into()))
}

/// `commit_weights`: 0.428 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn commit_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(428_000_000, 0).saturating_add(db.reads_writes(80, 2))
}

/// `commit_mechanism_weights`: 0.457 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn commit_mechanism_weights(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(457_000_000, 0).saturating_add(db.reads_writes(80, 2))
}

/// `batch_commit_weights`: 1.675 ms of computing at most where it was measured; the formula is above each
/// point, by 0.035 ms at most.
pub fn batch_commit_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(53_500_000, 0)
		.saturating_add(db.reads_writes(1, 0))
		.saturating_add(Weight::from_parts(412_500_000, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(79), u64::from(x).saturating_mul(2)))
}

/// `commit_timelocked_weights`: 0.691 ms of computing at most where it was measured; the formula is above each
/// point, by 0.013 ms at most.
pub fn commit_timelocked_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(686_600_000, 0)
		.saturating_add(db.reads_writes(91, 3))
		.saturating_add(Weight::from_parts(4_688, 0).saturating_mul(x.into()))
}

/// `commit_timelocked_mechanism_weights`: 0.690 ms of computing at most where it was measured; the formula is above each
/// point, by 0.027 ms at most.
pub fn commit_timelocked_mechanism_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(642_900_000, 0)
		.saturating_add(db.reads_writes(91, 3))
		.saturating_add(Weight::from_parts(61_328, 0).saturating_mul(x.into()))
}

/// `reveal_weights`: 1.062 ms of computing at most where it was measured; the formula is above each
/// point, by 0.028 ms at most.
pub fn reveal_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(438_630_588, 0)
		.saturating_add(db.reads_writes(82, 2))
		.saturating_add(Weight::from_parts(2_469_412, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), 0))
}

/// `reveal_mechanism_weights`: 1.287 ms of computing at most where it was measured; the formula is above each
/// point, by 0.100 ms at most.
pub fn reveal_mechanism_weights(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(440_995_294, 0)
		.saturating_add(db.reads_writes(82, 2))
		.saturating_add(Weight::from_parts(3_304_706, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), 0))
}

/// `batch_reveal_weights`: 3.327 ms of computing at most where it was measured; the formula is above each
/// point, by 0.082 ms at most.
pub fn batch_reveal_weights(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(242_052_740, 0)
		.saturating_add(db.reads_writes(236, 2))
		.saturating_add(Weight::from_parts(324_404_953, 0).saturating_mul(x.into()))
		.saturating_add(Weight::from_parts(1_912_920, 0).saturating_mul(y.into()))
		.saturating_add(db.reads_writes(u64::from(y).saturating_mul(401).div_ceil(1_000), 0))
}

/// `serve_axon`: 0.021 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn serve_axon(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(21_000_000, 0).saturating_add(db.reads_writes(5, 1))
}

/// `check_call`: 0.379 ms of computing at most where it was measured; the formula is above each
/// point, by 0.003 ms at most.
pub fn check_call(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(376_384_706, 0)
		.saturating_add(db.reads_writes(84, 0))
		.saturating_add(Weight::from_parts(15_294, 0).saturating_mul(x.into()))
}

/// `check_account`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn check_account(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(2, 0))
}

/// `add_stake`: 0.138 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn add_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(138_000_000, 0).saturating_add(db.reads_writes(15, 10))
}

/// `add_stake_limit`: 0.145 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn add_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(145_000_000, 0).saturating_add(db.reads_writes(15, 10))
}

/// `remove_stake`: 0.203 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn remove_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(203_000_000, 0).saturating_add(db.reads_writes(15, 9))
}

/// `remove_stake_limit`: 0.134 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn remove_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(134_000_000, 0).saturating_add(db.reads_writes(15, 9))
}

/// `remove_stake_full_limit`: 0.150 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn remove_stake_full_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(150_000_000, 0).saturating_add(db.reads_writes(15, 9))
}

/// `unstake_all`: 18.840 ms of computing at most where it was measured; the formula is above each
/// point, by 0.741 ms at most.
pub fn unstake_all(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(210_701_210, 0)
		.saturating_add(db.reads_writes(8, 4))
		.saturating_add(Weight::from_parts(145_541_397, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(7), u64::from(x).saturating_mul(5)))
}

/// `unstake_all_alpha`: 0.009 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn unstake_all_alpha(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(9_000_000, 0).saturating_add(db.reads_writes(1, 0))
}

/// `move_stake`: 0.193 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn move_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(193_000_000, 0).saturating_add(db.reads_writes(23, 13))
}

/// `transfer_stake`: 0.150 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn transfer_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(150_000_000, 0).saturating_add(db.reads_writes(25, 13))
}

/// `swap_stake`: 0.148 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn swap_stake(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(148_000_000, 0).saturating_add(db.reads_writes(22, 12))
}

/// `swap_stake_limit`: 0.151 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn swap_stake_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(151_000_000, 0).saturating_add(db.reads_writes(22, 12))
}

/// `register`: 9.267 ms of computing at most where it was measured; the formula is above each
/// point, by 1.381 ms at most.
pub fn register(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(683_246_345, 0)
		.saturating_add(db.reads_writes(38, 39))
		.saturating_add(Weight::from_parts(33_530_288, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(4), u64::from(x).saturating_mul(2)))
}

/// `burned_register`: 9.068 ms of computing at most where it was measured; the formula is above each
/// point, by 1.150 ms at most.
pub fn burned_register(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(531_236_081, 0)
		.saturating_add(db.reads_writes(38, 39))
		.saturating_add(Weight::from_parts(33_346_734, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(4), u64::from(x).saturating_mul(2)))
}

/// `register_limit`: 8.946 ms of computing at most where it was measured; the formula is above each
/// point, by 0.855 ms at most.
pub fn register_limit(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(266_893_313, 0)
		.saturating_add(db.reads_writes(38, 39))
		.saturating_add(Weight::from_parts(33_902_760, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x).saturating_mul(4), u64::from(x).saturating_mul(2)))
}

/// `register_with_room`: 0.219 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn register_with_room(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(219_000_000, 0).saturating_add(db.reads_writes(30, 24))
}

/// `try_associate_hotkey`: 0.048 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn try_associate_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(48_000_000, 0).saturating_add(db.reads_writes(5, 4))
}

/// `register_network`: 2.431 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn register_network(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(2_431_000_000, 0).saturating_add(db.reads_writes(801, 49))
}

/// `register_network_with_identity`: 2.106 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn register_network_with_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(2_106_000_000, 0).saturating_add(db.reads_writes(801, 50))
}

/// `start_call`: 0.019 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn start_call(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(19_000_000, 0).saturating_add(db.reads_writes(5, 3))
}

/// `dissolve_network`: 0.026 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn dissolve_network(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(26_000_000, 0).saturating_add(db.reads_writes(6, 5))
}

/// `root_dissolve_network`: 0.027 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn root_dissolve_network(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(27_000_000, 0).saturating_add(db.reads_writes(6, 5))
}

/// `set_identity`: 1.646 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(1_646_000_000, 0).saturating_add(db.reads_writes(513, 1))
}

/// `set_subnet_identity`: 0.015 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_subnet_identity(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(15_000_000, 0).saturating_add(db.reads_writes(2, 1))
}

/// `update_symbol`: 0.254 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn update_symbol(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(254_000_000, 0).saturating_add(db.reads_writes(131, 1))
}

/// `set_tempo`: 0.022 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_tempo(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(22_000_000, 0).saturating_add(db.reads_writes(7, 2))
}

/// `set_activity_cutoff_factor`: 0.025 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_activity_cutoff_factor(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(25_000_000, 0).saturating_add(db.reads_writes(8, 2))
}

/// `trigger_epoch`: 0.043 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn trigger_epoch(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(43_000_000, 0).saturating_add(db.reads_writes(9, 2))
}

/// `decrease_take`: 0.018 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn decrease_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(18_000_000, 0).saturating_add(db.reads_writes(3, 2))
}

/// `increase_take`: 0.021 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn increase_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(21_000_000, 0).saturating_add(db.reads_writes(5, 2))
}

/// `set_children`: 1.473 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_children(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(1_473_000_000, 0).saturating_add(db.reads_writes(357, 24))
}

/// `set_childkey_take`: 0.033 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(33_000_000, 0).saturating_add(db.reads_writes(9, 3))
}

/// `set_coldkey_auto_stake_hotkey`: 0.023 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_coldkey_auto_stake_hotkey(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(23_000_000, 0).saturating_add(db.reads_writes(4, 2))
}

/// `sudo_set_tx_childkey_take_rate_limit`: 0.007 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_tx_childkey_take_rate_limit(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(7_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `sudo_set_min_childkey_take`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_min_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `sudo_set_max_childkey_take`: 0.007 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn sudo_set_max_childkey_take(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(7_000_000, 0).saturating_add(db.reads_writes(1, 1))
}

/// `set_pending_childkey_cooldown`: 0.006 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn set_pending_childkey_cooldown(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(6_000_000, 0).saturating_add(db.reads_writes(0, 1))
}

/// `swap_hotkey`: 219.189 ms of computing at most where it was measured; the formula is above each
/// point, by 32.305 ms at most.
pub fn swap_hotkey(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(16_891_048_908, 0)
		.saturating_add(db.reads_writes(33, 18))
		.saturating_add(Weight::from_parts(570_647_558, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(
			u64::from(x).saturating_mul(68007).div_ceil(1_000),
			u64::from(x).saturating_mul(83005).div_ceil(1_000),
		))
		.saturating_add(Weight::from_parts(126_225_648, 0).saturating_mul(y.into()))
		.saturating_add(db.reads_writes(
			u64::from(y).saturating_mul(3005).div_ceil(1_000),
			u64::from(y).saturating_mul(3004).div_ceil(1_000),
		))
}

/// `swap_hotkey_v2`: 257.773 ms of computing at most where it was measured; the formula is above each
/// point, by 27.334 ms at most.
pub fn swap_hotkey_v2(x: u32, y: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(11_576_738_037, 0)
		.saturating_add(db.reads_writes(32, 16))
		.saturating_add(Weight::from_parts(572_868_225, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(
			u64::from(x).saturating_mul(68007).div_ceil(1_000),
			u64::from(x).saturating_mul(83005).div_ceil(1_000),
		))
		.saturating_add(Weight::from_parts(168_817_509, 0).saturating_mul(y.into()))
		.saturating_add(db.reads_writes(
			u64::from(y).saturating_mul(4005).div_ceil(1_000),
			u64::from(y).saturating_mul(3004).div_ceil(1_000),
		))
}

/// `swap_coldkey`: 44.473 ms of computing at most where it was measured; the formula is above each
/// point, by 2.408 ms at most.
pub fn swap_coldkey(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(21_896_400_000, 0)
		.saturating_add(db.reads_writes(1_301, 1_553))
		.saturating_add(Weight::from_parts(11_894_141, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), u64::from(x).saturating_mul(2)))
}

/// `swap_coldkey_announced`: 45.696 ms of computing at most where it was measured; the formula is above each
/// point, by 3.082 ms at most.
pub fn swap_coldkey_announced(x: u32, db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(19_211_800_000, 0)
		.saturating_add(db.reads_writes(1_300, 1_549))
		.saturating_add(Weight::from_parts(13_659_375, 0).saturating_mul(x.into()))
		.saturating_add(db.reads_writes(u64::from(x), u64::from(x).saturating_mul(2)))
}

/// `announce_coldkey_swap`: 0.047 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn announce_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(47_000_000, 0).saturating_add(db.reads_writes(7, 5))
}

/// `dispute_coldkey_swap`: 0.014 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn dispute_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(14_000_000, 0).saturating_add(db.reads_writes(2, 1))
}

/// `clear_coldkey_swap_announcement`: 0.012 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn clear_coldkey_swap_announcement(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(12_000_000, 0).saturating_add(db.reads_writes(3, 1))
}

/// `reset_coldkey_swap`: 0.010 ms of computing at most where it was measured; the formula is above each
/// point, by 0.000 ms at most.
pub fn reset_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
	Weight::from_parts(10_000_000, 0).saturating_add(db.reads_writes(0, 2))
}
