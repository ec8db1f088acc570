//! Weights of this pallet's calls and of what its blocks do.
//!
//! Calls by the benchmarks: [`crate::measured`], written by `npm run weights`. What a block does has formulas here where
//! its parts are measured apart, or cannot be set up by a benchmark; each says why it is enough.
//!
//! - `n`: neurons of the subnet
//! - `w`: weights that a call names
//! - `i`: items of a batch
//! - `v`: neurons with weights, `z`: weights and bonds that are not absent
//! - `s`: subnets
//! - `p`: positions of stake
//! - `b`: bytes
//! - `f`: pairs of a neuron and a parent, `c`: changes of children

ganglion_weights::weights! {
	/// `set_weights`
	set_weights(w);
	/// `set_mechanism_weights`
	set_mechanism_weights(w);
	/// `batch_set_weights` of `i` subnets and `w` weights in all
	batch_set_weights(i, w);
	/// `commit_weights`
	commit_weights();
	/// `commit_mechanism_weights`
	commit_mechanism_weights();
	/// `batch_commit_weights` of `i` subnets
	batch_commit_weights(i);
	/// `commit_timelocked_weights` of `b` bytes
	commit_timelocked_weights(b);
	/// `commit_timelocked_mechanism_weights` of `b` bytes
	commit_timelocked_mechanism_weights(b);
	/// `reveal_weights`
	reveal_weights(w);
	/// `reveal_mechanism_weights`
	reveal_mechanism_weights(w);
	/// `batch_reveal_weights` of `i` commits and `w` weights and numbers of salts in all
	batch_reveal_weights(i, w);
	/// `serve_axon`
	serve_axon();
	/// The transaction extension for a free call that names `w` weights
	check_call(w);
	/// The transaction extension for each account that a transaction acts for
	check_account();
	/// `add_stake`
	add_stake();
	/// `add_stake_limit`
	add_stake_limit();
	/// `remove_stake`
	remove_stake();
	/// `remove_stake_limit`
	remove_stake_limit();
	/// `remove_stake_full_limit`
	remove_stake_full_limit();
	/// `unstake_all` where there is stake in `s` subnets
	unstake_all(s);
	/// `unstake_all_alpha`
	unstake_all_alpha();
	/// `move_stake`
	move_stake();
	/// `transfer_stake`
	transfer_stake();
	/// `swap_stake`
	swap_stake();
	/// `swap_stake_limit`
	swap_stake_limit();
	/// `register`, `burned_register` and `register_limit` in a subnet with `n` neurons that is full
	burned_register(n);
	/// The same in a subnet with room
	register_with_room();
	/// `try_associate_hotkey`
	try_associate_hotkey();
	/// `register_network`
	register_network();
	/// `register_network_with_identity`
	register_network_with_identity();
	/// `start_call`
	start_call();
	/// `dissolve_network`: what a block then does of it is `dissolve`
	dissolve_network();
	/// `root_dissolve_network`
	root_dissolve_network();
	/// `set_identity`
	set_identity();
	/// `set_subnet_identity`
	set_subnet_identity();
	/// `update_symbol`
	update_symbol();
	/// `set_tempo`
	set_tempo();
	/// `set_activity_cutoff_factor`
	set_activity_cutoff_factor();
	/// `trigger_epoch`
	trigger_epoch();
	/// `decrease_take`
	decrease_take();
	/// `increase_take`
	increase_take();
	/// `set_children`
	set_children();
	/// `set_childkey_take`
	set_childkey_take();
	/// `set_coldkey_auto_stake_hotkey`
	set_coldkey_auto_stake_hotkey();
	/// `sudo_set_tx_childkey_take_rate_limit`
	sudo_set_tx_childkey_take_rate_limit();
	/// `sudo_set_min_childkey_take`
	sudo_set_min_childkey_take();
	/// `sudo_set_max_childkey_take`
	sudo_set_max_childkey_take();
	/// `set_pending_childkey_cooldown`
	set_pending_childkey_cooldown();
	/// `swap_hotkey` in `s` subnets, moving `p` positions of stake
	swap_hotkey(s, p);
	/// `swap_hotkey_v2` in `s` subnets, moving `p` positions of stake
	swap_hotkey_v2(s, p);
	/// `swap_coldkey`, moving `p` positions of stake
	swap_coldkey(p);
	/// `swap_coldkey_announced`, moving `p` positions of stake
	swap_coldkey_announced(p);
	/// `announce_coldkey_swap`
	announce_coldkey_swap();
	/// `dispute_coldkey_swap`
	dispute_coldkey_swap();
	/// `clear_coldkey_swap_announcement`
	clear_coldkey_swap_announcement();
	/// `reset_coldkey_swap`
	reset_coldkey_swap();
	/// In an epoch: `f` pairs of a neuron and a parent, and `c` changes of children
	child_hotkeys(f, c);
	/// A block's share of dissolving subnets: `u` units of about one read and one write
	dissolve(u);
	/// Opening `k` timelocked commits of an epoch whose commits are `b` bytes
	open_timelocked(k, b);
	/// The hook without epochs: prices, averages, emission, which epochs are due
	on_initialize(s);
	/// One epoch
	epoch(n, v, z);
}

/// The figures: picoseconds of computing, and reads and writes at the database's price.
mod figures {
	pub use crate::measured::*;

	use crate::{
		epoch_weight::{settling, stake_asked_for},
		measured,
	};
	use frame_support::weights::{RuntimeDbWeight, Weight};

	/// Hotkeys whose stake is asked for where a validator's is: its own and its parents'.
	const HOTKEYS_ASKED_FOR: u64 = 33;

	fn cost(picoseconds: u64, proof_size: u64, reads: u64, writes: u64, db: &RuntimeDbWeight) -> Weight {
		Weight::from_parts(picoseconds, proof_size).saturating_add(db.reads_writes(reads, writes))
	}

	fn per(count: u32, each: u64) -> u64 {
		u64::from(count).saturating_mul(each)
	}

	/// Taking a weight that a call names. A few hundred of them are less than what a measurement varies by, thousands are
	/// not: half a microsecond each is more than any took.
	fn named(w: u32) -> Weight {
		Weight::from_parts(per(w, 500_000), 0)
	}

	/// What asking whether a validator has stake enough takes more while an epoch is being written.
	fn validator_asked_for(db: &RuntimeDbWeight) -> Weight {
		stake_asked_for(db).saturating_mul(HOTKEYS_ASKED_FOR)
	}

	// Calls that change or ask for stake, as measured while no epoch was being written, and what one that is adds.

	pub fn add_stake(db: &RuntimeDbWeight) -> Weight {
		measured::add_stake(db).saturating_add(settling(1, 1, db))
	}

	pub fn add_stake_limit(db: &RuntimeDbWeight) -> Weight {
		measured::add_stake_limit(db).saturating_add(settling(1, 1, db))
	}

	pub fn remove_stake(db: &RuntimeDbWeight) -> Weight {
		measured::remove_stake(db).saturating_add(settling(1, 1, db))
	}

	pub fn remove_stake_limit(db: &RuntimeDbWeight) -> Weight {
		measured::remove_stake_limit(db).saturating_add(settling(1, 1, db))
	}

	pub fn remove_stake_full_limit(db: &RuntimeDbWeight) -> Weight {
		measured::remove_stake_full_limit(db).saturating_add(settling(1, 1, db))
	}

	pub fn move_stake(db: &RuntimeDbWeight) -> Weight {
		measured::move_stake(db).saturating_add(settling(2, 2, db))
	}

	pub fn transfer_stake(db: &RuntimeDbWeight) -> Weight {
		measured::transfer_stake(db).saturating_add(settling(2, 2, db))
	}

	pub fn swap_stake(db: &RuntimeDbWeight) -> Weight {
		measured::swap_stake(db).saturating_add(settling(2, 2, db))
	}

	pub fn swap_stake_limit(db: &RuntimeDbWeight) -> Weight {
		measured::swap_stake_limit(db).saturating_add(settling(2, 2, db))
	}

	pub fn unstake_all(s: u32, db: &RuntimeDbWeight) -> Weight {
		measured::unstake_all(s, db).saturating_add(settling(s, s, db))
	}

	pub fn set_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::set_weights(w, db)
			.saturating_add(named(w))
			.saturating_add(validator_asked_for(db))
	}

	pub fn set_mechanism_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::set_mechanism_weights(w, db)
			.saturating_add(named(w))
			.saturating_add(validator_asked_for(db))
	}

	pub fn reveal_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::reveal_weights(w, db)
			.saturating_add(named(w))
			.saturating_add(validator_asked_for(db))
	}

	pub fn reveal_mechanism_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::reveal_mechanism_weights(w, db)
			.saturating_add(named(w))
			.saturating_add(validator_asked_for(db))
	}

	pub fn check_call(w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::check_call(w, db)
			.saturating_add(named(w))
			.saturating_add(validator_asked_for(db))
	}

	pub fn commit_weights(db: &RuntimeDbWeight) -> Weight {
		measured::commit_weights(db).saturating_add(validator_asked_for(db))
	}

	pub fn commit_mechanism_weights(db: &RuntimeDbWeight) -> Weight {
		measured::commit_mechanism_weights(db).saturating_add(validator_asked_for(db))
	}

	pub fn commit_timelocked_weights(b: u32, db: &RuntimeDbWeight) -> Weight {
		measured::commit_timelocked_weights(b, db).saturating_add(validator_asked_for(db))
	}

	pub fn commit_timelocked_mechanism_weights(b: u32, db: &RuntimeDbWeight) -> Weight {
		measured::commit_timelocked_mechanism_weights(b, db).saturating_add(validator_asked_for(db))
	}

	pub fn batch_set_weights(i: u32, w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::batch_set_weights(i, w, db)
			.saturating_add(named(w))
			.saturating_add(validator_asked_for(db).saturating_mul(i.into()))
	}

	/// Of each uid it is read once when it was registered, whatever the number of rows: in one row are most.
	pub fn batch_reveal_weights(i: u32, w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::batch_reveal_weights(i, w, db)
			.max(measured::reveal_weights(w, db))
			.saturating_add(named(w))
			.saturating_add(validator_asked_for(db).saturating_mul(i.into()))
	}

	pub fn batch_commit_weights(i: u32, db: &RuntimeDbWeight) -> Weight {
		measured::batch_commit_weights(i, db).saturating_add(validator_asked_for(db).saturating_mul(i.into()))
	}

	pub fn set_children(db: &RuntimeDbWeight) -> Weight {
		measured::set_children(db).saturating_add(stake_asked_for(db))
	}

	/// Three names of one call.
	pub fn burned_register(n: u32, db: &RuntimeDbWeight) -> Weight {
		measured::burned_register(n, db)
			.max(measured::register(n, db))
			.max(measured::register_limit(n, db))
	}

	/// Measured with pools that move and with pools that are merged; each call can meet both.
	pub fn swap_hotkey(s: u32, p: u32, db: &RuntimeDbWeight) -> Weight {
		measured::swap_hotkey(s, p, db)
			.max(measured::swap_hotkey_v2(s, p, db))
			.saturating_add(settling(s.saturating_mul(2), p, db))
	}

	pub fn swap_hotkey_v2(s: u32, p: u32, db: &RuntimeDbWeight) -> Weight {
		swap_hotkey(s, p, db)
	}

	pub fn swap_coldkey(p: u32, db: &RuntimeDbWeight) -> Weight {
		measured::swap_coldkey(p, db).saturating_add(settling(0, p, db))
	}

	pub fn swap_coldkey_announced(p: u32, db: &RuntimeDbWeight) -> Weight {
		measured::swap_coldkey_announced(p, db).saturating_add(settling(0, p, db))
	}

	pub fn child_hotkeys(f: u32, c: u32, db: &RuntimeDbWeight) -> Weight {
		// of each parent the pool and the owner are read, and it is paid
		let pairs = cost(per(f, 30_000_000), per(f, 1_000), per(f, 9), per(f, 4), db);
		pairs.saturating_add(set_children(db).saturating_mul(c.into()))
	}

	pub fn dissolve(u: u32, db: &RuntimeDbWeight) -> Weight {
		let units = u64::from(u);
		cost(
			5_000_000u64.saturating_add(per(u, 8_000_000)),
			per(u, 200),
			units.saturating_add(2),
			units,
			db,
		)
	}

	/// A pairing and a multiplication in G2 each, measured in the artifact under V8 and rounded up; and for each
	/// weight, of four bytes, when its uid was registered.
	pub fn open_timelocked(k: u32, b: u32, db: &RuntimeDbWeight) -> Weight {
		let computing = per(k, 40_000_000_000).saturating_add(per(b, 2_000));
		cost(
			computing.saturating_add(50_000_000),
			b.into(),
			per(k, 24).saturating_add(u64::from(b) / 4).saturating_add(6),
			per(k, 1).saturating_add(2),
			db,
		)
	}

	/// As measured, and for each subnet with sealed weights whether they are due.
	pub fn on_initialize(s: u32, db: &RuntimeDbWeight) -> Weight {
		let due = db.reads_writes(per(s, 5).saturating_add(2), per(s, 2));
		measured::on_initialize(s, db).saturating_add(due)
	}

	/// As measured, but not below what each neuron, validator and entry costs where their numbers go beyond those that
	/// were measured: the fit has its base from the largest.
	pub fn epoch(n: u32, v: u32, z: u32, db: &RuntimeDbWeight) -> Weight {
		let computing = 100_000_000u64
			.saturating_add(per(n, 40_000_000))
			.saturating_add(per(v, 10_000_000))
			.saturating_add(per(z, 1_000_000));
		let proof = 20_000u64.saturating_add(per(n, 1_500)).saturating_add(per(z, 4));
		let parts = cost(
			computing,
			proof,
			per(n, 16).saturating_add(47),
			per(n, 6).saturating_add(per(v, 1)).saturating_add(22),
			db,
		);
		measured::epoch(n, v, z, db).max(parts)
	}
}
