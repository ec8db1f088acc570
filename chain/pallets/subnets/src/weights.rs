//! Weights of this pallet's calls and hooks.
//!
//! By the benchmarks ([`crate::measured`], written by `npm run weights`); a call that no benchmark measures yet has an
//! estimate here, from its reads and writes and the reference's figures, rounded up.
//!
//! - `n`: neurons of the subnet
//! - `w`: weights that a call names
//! - `v`: neurons with weights, `z`: weights and bonds that are not absent
//! - `s`: subnets
//! - `p`: parents of a child hotkey, `f`: pairs of a neuron and a parent, `c`: changes of children

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// What the calls and hooks cost.
pub trait WeightInfo {
	/// `register_network`
	fn register_network() -> Weight;
	/// `start_call`
	fn start_call() -> Weight;
	/// `burned_register` in a subnet with `n` neurons that is full
	fn burned_register(n: u32) -> Weight;
	/// `burned_register` in a subnet with room
	fn burned_register_with_room() -> Weight;
	/// `serve_axon`
	fn serve_axon() -> Weight;
	/// `add_stake`
	fn add_stake() -> Weight;
	/// `remove_stake`
	fn remove_stake() -> Weight;
	/// `move_stake`
	fn move_stake() -> Weight;
	/// `transfer_stake`
	fn transfer_stake() -> Weight;
	/// `swap_stake`
	fn swap_stake() -> Weight;
	/// `unstake_all` where there is stake in `s` subnets
	fn unstake_all(s: u32) -> Weight;
	/// `unstake_all_alpha`
	fn unstake_all_alpha() -> Weight;
	/// `decrease_take`
	fn decrease_take() -> Weight;
	/// `increase_take`
	fn increase_take() -> Weight;
	/// `set_children`, where each child has `p` parents
	fn set_children(p: u32) -> Weight;
	/// `set_childkey_take`
	fn set_childkey_take() -> Weight;
	/// `set_coldkey_auto_stake_hotkey`
	fn set_coldkey_auto_stake_hotkey() -> Weight;
	/// A parameter of delegation that root sets
	fn set_delegation_parameter() -> Weight;
	/// In an epoch: `f` pairs of a neuron and a parent, and `c` changes of children that each have `p` parents
	fn child_hotkeys(f: u32, c: u32, p: u32) -> Weight;
	/// `set_weights`
	fn set_weights(w: u32) -> Weight;
	/// `commit_weights`
	fn commit_weights() -> Weight;
	/// `reveal_weights`
	fn reveal_weights(w: u32) -> Weight;
	/// `batch_set_weights` of `i` subnets and `w` weights in all
	fn batch_set_weights(i: u32, w: u32) -> Weight;
	/// `batch_commit_weights` of `i` subnets
	fn batch_commit_weights(i: u32) -> Weight;
	/// `batch_reveal_weights` of `i` commits and `w` weights and numbers of salts in all
	fn batch_reveal_weights(i: u32, w: u32) -> Weight;
	/// `try_associate_hotkey`
	fn try_associate_hotkey() -> Weight;
	/// `set_identity` and `set_subnet_identity`
	fn set_identity() -> Weight;
	/// `update_symbol`
	fn update_symbol() -> Weight;
	/// `dissolve_network` and `root_dissolve_network`: what a block then does of it is `dissolve`.
	fn dissolve_network() -> Weight;
	/// A block's share of dissolving subnets: `u` units of about one read and one write.
	fn dissolve(u: u32) -> Weight;
	/// `swap_hotkey` and `swap_hotkey_v2`, moving `p` positions of stake.
	fn swap_hotkey(p: u32) -> Weight;
	/// `swap_coldkey` and `swap_coldkey_announced`, moving `p` positions of stake.
	fn swap_coldkey(p: u32) -> Weight;
	/// `announce_coldkey_swap`
	fn announce_coldkey_swap() -> Weight;
	/// `dispute_coldkey_swap`, `clear_coldkey_swap_announcement` and `reset_coldkey_swap`
	fn end_coldkey_swap() -> Weight;
	/// `commit_timelocked_weights` of `b` bytes
	fn commit_timelocked_weights(b: u32) -> Weight;
	/// Opening `k` timelocked commits of an epoch whose commits are `b` bytes
	fn open_timelocked(k: u32, b: u32) -> Weight;
	/// The hook without epochs: prices, averages, emission, which epochs are due.
	fn on_initialize(s: u32) -> Weight;
	/// One epoch.
	fn epoch(n: u32, v: u32, z: u32) -> Weight;
	/// The transaction extension for a call that names `w` weights.
	fn check_call(w: u32) -> Weight;
}

/// Weights on a machine whose database costs `T::DbWeight`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register_network() -> Weight {
		figures::register_network(&T::DbWeight::get())
	}
	fn start_call() -> Weight {
		figures::start_call(&T::DbWeight::get())
	}
	fn burned_register(n: u32) -> Weight {
		figures::burned_register(n, &T::DbWeight::get())
	}
	fn burned_register_with_room() -> Weight {
		figures::burned_register_with_room(&T::DbWeight::get())
	}
	fn serve_axon() -> Weight {
		figures::serve_axon(&T::DbWeight::get())
	}
	fn add_stake() -> Weight {
		figures::add_stake(&T::DbWeight::get())
	}
	fn remove_stake() -> Weight {
		figures::remove_stake(&T::DbWeight::get())
	}
	fn move_stake() -> Weight {
		figures::move_stake(&T::DbWeight::get())
	}
	fn transfer_stake() -> Weight {
		figures::transfer_stake(&T::DbWeight::get())
	}
	fn swap_stake() -> Weight {
		figures::swap_stake(&T::DbWeight::get())
	}
	fn unstake_all(s: u32) -> Weight {
		figures::unstake_all(s, &T::DbWeight::get())
	}
	fn unstake_all_alpha() -> Weight {
		figures::unstake_all_alpha(&T::DbWeight::get())
	}
	fn decrease_take() -> Weight {
		figures::set_take(&T::DbWeight::get())
	}
	fn increase_take() -> Weight {
		figures::set_take(&T::DbWeight::get())
	}
	fn set_children(p: u32) -> Weight {
		figures::set_children(p, &T::DbWeight::get())
	}
	fn set_childkey_take() -> Weight {
		figures::set_take(&T::DbWeight::get())
	}
	fn set_coldkey_auto_stake_hotkey() -> Weight {
		figures::set_take(&T::DbWeight::get())
	}
	fn set_delegation_parameter() -> Weight {
		figures::set_delegation_parameter(&T::DbWeight::get())
	}
	fn child_hotkeys(f: u32, c: u32, p: u32) -> Weight {
		figures::child_hotkeys(f, c, p, &T::DbWeight::get())
	}
	fn set_weights(w: u32) -> Weight {
		figures::set_weights(w, &T::DbWeight::get())
	}
	fn commit_weights() -> Weight {
		figures::commit_weights(&T::DbWeight::get())
	}
	fn reveal_weights(w: u32) -> Weight {
		figures::reveal_weights(w, &T::DbWeight::get())
	}
	fn batch_set_weights(i: u32, w: u32) -> Weight {
		figures::batch_set_weights(i, w, &T::DbWeight::get())
	}
	fn batch_commit_weights(i: u32) -> Weight {
		figures::batch_commit_weights(i, &T::DbWeight::get())
	}
	fn batch_reveal_weights(i: u32, w: u32) -> Weight {
		figures::batch_reveal_weights(i, w, &T::DbWeight::get())
	}
	fn try_associate_hotkey() -> Weight {
		figures::try_associate_hotkey(&T::DbWeight::get())
	}
	fn set_identity() -> Weight {
		figures::set_identity(&T::DbWeight::get())
	}
	fn update_symbol() -> Weight {
		figures::update_symbol(&T::DbWeight::get())
	}
	fn dissolve_network() -> Weight {
		figures::dissolve_network(&T::DbWeight::get())
	}
	fn dissolve(u: u32) -> Weight {
		figures::dissolve(u, &T::DbWeight::get())
	}
	fn swap_hotkey(p: u32) -> Weight {
		figures::swap_hotkey(p, &T::DbWeight::get())
	}
	fn swap_coldkey(p: u32) -> Weight {
		figures::swap_coldkey(p, &T::DbWeight::get())
	}
	fn announce_coldkey_swap() -> Weight {
		figures::announce_coldkey_swap(&T::DbWeight::get())
	}
	fn end_coldkey_swap() -> Weight {
		figures::end_coldkey_swap(&T::DbWeight::get())
	}
	fn commit_timelocked_weights(b: u32) -> Weight {
		figures::commit_timelocked_weights(b, &T::DbWeight::get())
	}
	fn open_timelocked(k: u32, b: u32) -> Weight {
		figures::open_timelocked(k, b, &T::DbWeight::get())
	}
	fn on_initialize(s: u32) -> Weight {
		figures::on_initialize(s, &T::DbWeight::get())
	}
	fn epoch(n: u32, v: u32, z: u32) -> Weight {
		figures::epoch(n, v, z, &T::DbWeight::get())
	}
	fn check_call(w: u32) -> Weight {
		figures::check_call(w, &T::DbWeight::get())
	}
}

/// Weights on RocksDB, for tests.
impl WeightInfo for () {
	fn register_network() -> Weight {
		figures::register_network(&RocksDbWeight::get())
	}
	fn start_call() -> Weight {
		figures::start_call(&RocksDbWeight::get())
	}
	fn burned_register(n: u32) -> Weight {
		figures::burned_register(n, &RocksDbWeight::get())
	}
	fn burned_register_with_room() -> Weight {
		figures::burned_register_with_room(&RocksDbWeight::get())
	}
	fn serve_axon() -> Weight {
		figures::serve_axon(&RocksDbWeight::get())
	}
	fn add_stake() -> Weight {
		figures::add_stake(&RocksDbWeight::get())
	}
	fn remove_stake() -> Weight {
		figures::remove_stake(&RocksDbWeight::get())
	}
	fn move_stake() -> Weight {
		figures::move_stake(&RocksDbWeight::get())
	}
	fn transfer_stake() -> Weight {
		figures::transfer_stake(&RocksDbWeight::get())
	}
	fn swap_stake() -> Weight {
		figures::swap_stake(&RocksDbWeight::get())
	}
	fn unstake_all(s: u32) -> Weight {
		figures::unstake_all(s, &RocksDbWeight::get())
	}
	fn unstake_all_alpha() -> Weight {
		figures::unstake_all_alpha(&RocksDbWeight::get())
	}
	fn decrease_take() -> Weight {
		figures::set_take(&RocksDbWeight::get())
	}
	fn increase_take() -> Weight {
		figures::set_take(&RocksDbWeight::get())
	}
	fn set_children(p: u32) -> Weight {
		figures::set_children(p, &RocksDbWeight::get())
	}
	fn set_childkey_take() -> Weight {
		figures::set_take(&RocksDbWeight::get())
	}
	fn set_coldkey_auto_stake_hotkey() -> Weight {
		figures::set_take(&RocksDbWeight::get())
	}
	fn set_delegation_parameter() -> Weight {
		figures::set_delegation_parameter(&RocksDbWeight::get())
	}
	fn child_hotkeys(f: u32, c: u32, p: u32) -> Weight {
		figures::child_hotkeys(f, c, p, &RocksDbWeight::get())
	}
	fn set_weights(w: u32) -> Weight {
		figures::set_weights(w, &RocksDbWeight::get())
	}
	fn commit_weights() -> Weight {
		figures::commit_weights(&RocksDbWeight::get())
	}
	fn reveal_weights(w: u32) -> Weight {
		figures::reveal_weights(w, &RocksDbWeight::get())
	}
	fn batch_set_weights(i: u32, w: u32) -> Weight {
		figures::batch_set_weights(i, w, &RocksDbWeight::get())
	}
	fn batch_commit_weights(i: u32) -> Weight {
		figures::batch_commit_weights(i, &RocksDbWeight::get())
	}
	fn batch_reveal_weights(i: u32, w: u32) -> Weight {
		figures::batch_reveal_weights(i, w, &RocksDbWeight::get())
	}
	fn try_associate_hotkey() -> Weight {
		figures::try_associate_hotkey(&RocksDbWeight::get())
	}
	fn set_identity() -> Weight {
		figures::set_identity(&RocksDbWeight::get())
	}
	fn update_symbol() -> Weight {
		figures::update_symbol(&RocksDbWeight::get())
	}
	fn dissolve_network() -> Weight {
		figures::dissolve_network(&RocksDbWeight::get())
	}
	fn dissolve(u: u32) -> Weight {
		figures::dissolve(u, &RocksDbWeight::get())
	}
	fn swap_hotkey(p: u32) -> Weight {
		figures::swap_hotkey(p, &RocksDbWeight::get())
	}
	fn swap_coldkey(p: u32) -> Weight {
		figures::swap_coldkey(p, &RocksDbWeight::get())
	}
	fn announce_coldkey_swap() -> Weight {
		figures::announce_coldkey_swap(&RocksDbWeight::get())
	}
	fn end_coldkey_swap() -> Weight {
		figures::end_coldkey_swap(&RocksDbWeight::get())
	}
	fn commit_timelocked_weights(b: u32) -> Weight {
		figures::commit_timelocked_weights(b, &RocksDbWeight::get())
	}
	fn open_timelocked(k: u32, b: u32) -> Weight {
		figures::open_timelocked(k, b, &RocksDbWeight::get())
	}
	fn on_initialize(s: u32) -> Weight {
		figures::on_initialize(s, &RocksDbWeight::get())
	}
	fn epoch(n: u32, v: u32, z: u32) -> Weight {
		figures::epoch(n, v, z, &RocksDbWeight::get())
	}
	fn check_call(w: u32) -> Weight {
		figures::check_call(w, &RocksDbWeight::get())
	}
}

/// The figures: picoseconds of computing, and reads and writes at the database's price.
mod figures {
	pub use crate::measured::{burned_register, burned_register_with_room, serve_axon, start_call};

	use crate::{
		epoch_weight::{settling, stake_asked_for},
		measured,
	};
	use frame_support::weights::{RuntimeDbWeight, Weight};

	fn cost(picoseconds: u64, proof_size: u64, reads: u64, writes: u64, db: &RuntimeDbWeight) -> Weight {
		Weight::from_parts(picoseconds, proof_size).saturating_add(db.reads_writes(reads, writes))
	}

	fn per(count: u32, each: u64) -> u64 {
		u64::from(count).saturating_mul(each)
	}

	// Calls that change or ask for stake, as measured while no epoch was being written, and what one that is adds.

	pub fn add_stake(db: &RuntimeDbWeight) -> Weight {
		measured::add_stake(db).saturating_add(settling(1, 1, db))
	}

	pub fn remove_stake(db: &RuntimeDbWeight) -> Weight {
		measured::remove_stake(db).saturating_add(settling(1, 1, db))
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

	pub fn unstake_all(s: u32, db: &RuntimeDbWeight) -> Weight {
		measured::unstake_all(s, db).saturating_add(settling(s, s, db))
	}

	pub fn set_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::set_weights(w, db).saturating_add(stake_asked_for(db))
	}

	pub fn commit_weights(db: &RuntimeDbWeight) -> Weight {
		measured::commit_weights(db).saturating_add(stake_asked_for(db))
	}

	pub fn reveal_weights(w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::reveal_weights(w, db).saturating_add(stake_asked_for(db))
	}

	pub fn check_call(w: u32, db: &RuntimeDbWeight) -> Weight {
		measured::check_call(w, db).saturating_add(stake_asked_for(db))
	}

	pub fn register_network(db: &RuntimeDbWeight) -> Weight {
		// to find the weakest, the free symbol and the free number, all subnets are walked
		cost(400_000_000, 80_000, 1_000, 60, db)
	}

	pub fn unstake_all_alpha(db: &RuntimeDbWeight) -> Weight {
		cost(10_000_000, 2_000, 2, 0, db)
	}

	pub fn set_take(db: &RuntimeDbWeight) -> Weight {
		cost(30_000_000, 4_000, 6, 2, db)
	}

	pub fn set_delegation_parameter(db: &RuntimeDbWeight) -> Weight {
		cost(10_000_000, 1_000, 1, 1, db)
	}

	pub fn set_children(p: u32, db: &RuntimeDbWeight) -> Weight {
		// five leave and five come; where a child's parents are full, all of them are asked for their stake
		let full = per(p, 5).saturating_mul(2);
		let computing = 150_000_000u64.saturating_add(per(p, 50_000_000));
		cost(
			computing,
			20_000u64.saturating_add(per(p, 2_000)),
			full.saturating_add(40),
			30,
			db,
		)
	}

	pub fn child_hotkeys(f: u32, c: u32, p: u32, db: &RuntimeDbWeight) -> Weight {
		// of each parent the pool and the owner are read, and it is paid
		let pairs = cost(per(f, 30_000_000), per(f, 1_000), per(f, 9), per(f, 4), db);
		pairs.saturating_add(set_children(p, db).saturating_mul(c.into()))
	}

	/// As many calls as items, of which the weights are counted together.
	pub fn batch_set_weights(i: u32, w: u32, db: &RuntimeDbWeight) -> Weight {
		set_weights(0, db)
			.saturating_mul(i.max(1).into())
			.saturating_add(Weight::from_parts(per(w, 250_000), 0))
	}

	pub fn batch_commit_weights(i: u32, db: &RuntimeDbWeight) -> Weight {
		commit_weights(db).saturating_mul(i.max(1).into())
	}

	pub fn batch_reveal_weights(i: u32, w: u32, db: &RuntimeDbWeight) -> Weight {
		let rows = reveal_weights(w, db).saturating_sub(reveal_weights(0, db));
		reveal_weights(0, db)
			.saturating_mul(i.max(1).into())
			.saturating_add(rows)
	}

	pub fn try_associate_hotkey(db: &RuntimeDbWeight) -> Weight {
		cost(30_000_000, 20_000, 4, 4, db)
	}

	pub fn set_identity(db: &RuntimeDbWeight) -> Weight {
		// of a coldkey's hotkeys, up to 512, one has to be registered
		cost(60_000_000, 60_000, 520, 2, db)
	}

	pub fn update_symbol(db: &RuntimeDbWeight) -> Weight {
		cost(60_000_000, 20_000, 132, 1, db)
	}

	pub fn dissolve_network(db: &RuntimeDbWeight) -> Weight {
		cost(40_000_000, 10_000, 8, 6, db)
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

	pub fn swap_hotkey(p: u32, db: &RuntimeDbWeight) -> Weight {
		// a hotkey can be in each subnet: of 256, a dozen writes each are far more than any has
		cost(
			300_000_000u64.saturating_add(per(p, 60_000_000)),
			60_000u64.saturating_add(per(p, 1_200)),
			700u64.saturating_add(per(p, 6)),
			100u64.saturating_add(per(p, 5)),
			db,
		)
	}

	pub fn swap_coldkey(p: u32, db: &RuntimeDbWeight) -> Weight {
		cost(
			400_000_000u64.saturating_add(per(p, 20_000_000)),
			60_000u64.saturating_add(per(p, 600)),
			1_000u64.saturating_add(per(p, 2)),
			600u64.saturating_add(per(p, 2)),
			db,
		)
	}

	pub fn announce_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
		cost(60_000_000, 8_000, 10, 6, db)
	}

	pub fn end_coldkey_swap(db: &RuntimeDbWeight) -> Weight {
		cost(25_000_000, 4_000, 3, 2, db)
	}

	/// The commits of the epoch, of all hotkeys, are read and written.
	pub fn commit_timelocked_weights(b: u32, db: &RuntimeDbWeight) -> Weight {
		cost(
			120_000_000u64.saturating_add(per(b, 100_000)),
			20_000u64.saturating_add(per(b, 64)),
			20,
			4,
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

	/// As measured, and for each subnet whether sealed weights are due, which came after the measurement.
	pub fn on_initialize(s: u32, db: &RuntimeDbWeight) -> Weight {
		let due = db.reads_writes(per(s, 5).saturating_add(2), per(s, 2));
		crate::measured::on_initialize(s, db).saturating_add(due)
	}

	pub fn epoch(n: u32, v: u32, z: u32, db: &RuntimeDbWeight) -> Weight {
		let computing = 100_000_000u64
			.saturating_add(per(n, 40_000_000))
			.saturating_add(per(v, 10_000_000))
			.saturating_add(per(z, 1_000_000));
		let proof = 20_000u64.saturating_add(per(n, 1_500)).saturating_add(per(z, 4));
		cost(
			computing,
			proof,
			per(n, 16).saturating_add(47),
			per(n, 6).saturating_add(per(v, 1)).saturating_add(22),
			db,
		)
	}
}
