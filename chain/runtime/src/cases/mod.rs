//! Every call of this repository's pallets, and what blocks and the pool do besides, each with the fullest state that
//! it can meet. They are here and not in the pallets, since only the whole runtime has the fullest state: a neuron that
//! leaves takes a commitment along, a coldkey that is swapped hands over the deposits of its tasks.
//!
//! Two use them: `benchmarks.rs`, which measures what they take, and `tests/declared.rs`, which runs them natively and
//! compares the keys that they read and write with what their weights declare.
//!
//! A case has the name of its call. Its components, the letters, are those of its weight:
//!
//! - `n`: neurons of the subnet
//! - `w`: weights that a call names
//! - `i`: items of a batch
//! - `s`: subnets
//! - `p`: positions of stake, or pulses
//! - `b`: bytes
//! - `r`: old pulses that are removed, or rounds that are looked at
//! - `k`: keys, pulses that are stored, or messages that are opened

// a case that cannot be set up is to fail loudly
#![allow(clippy::expect_used, clippy::indexing_slicing)]

pub mod admin_utils;
pub mod commitments;
pub mod drand;
pub mod subnets;
pub mod tasks;
pub(crate) mod world;

use alloc::boxed::Box;
use frame_support::{dispatch::DispatchResultWithPostInfo, traits::UnfilteredDispatchable, weights::Weight};
use frame_system::RawOrigin;

use crate::{AccountId, RuntimeCall};

#[cfg(test)]
pub use subnets::blocks;
pub use world::{MESSAGES, NEURONS, SUBNETS};

/// A state is set up; this is what happens next.
pub enum Case {
	/// A call, which succeeds.
	Call(RawOrigin<AccountId>, RuntimeCall),
	/// A call that is refused whatever the state.
	Refusal(RawOrigin<AccountId>, RuntimeCall),
	/// Something that is no call. Returns what it declares to weigh.
	Hook(Box<dyn Fn() -> Weight>),
}

impl Case {
	fn signed(who: AccountId, call: impl Into<RuntimeCall>) -> Self {
		Self::Call(RawOrigin::Signed(who), call.into())
	}

	fn root(call: impl Into<RuntimeCall>) -> Self {
		Self::Call(RawOrigin::Root, call.into())
	}

	fn hook(hook: impl Fn() -> Weight + 'static) -> Self {
		Self::Hook(Box::new(hook))
	}

	/// Lets it happen. Returns what is known of its weight then.
	///
	/// # Panics
	/// Where a call does not end as its case says.
	pub fn run(&self) -> Option<Weight> {
		let dispatch = |origin: &RawOrigin<AccountId>, call: &RuntimeCall| -> DispatchResultWithPostInfo {
			call.clone().dispatch_bypass_filter(origin.clone().into())
		};
		match self {
			Self::Call(origin, call) => {
				dispatch(origin, call)
					.expect("the case sets up a call that succeeds")
					.actual_weight
			}
			Self::Refusal(origin, call) => {
				dispatch(origin, call)
					.expect_err("the case sets up a call that is refused")
					.post_info
					.actual_weight
			}
			Self::Hook(hook) => Some(hook()),
		}
	}
}

/// A case by its name, with the bounds of its components.
#[cfg(test)]
pub struct Listed {
	/// Its name: the call's.
	pub name: &'static str,
	/// Least and greatest value of each component, in the order of the parameters.
	pub components: &'static [(u32, u32)],
	/// Sets its state up for values of the components.
	pub set_up: fn(&[u32]) -> Case,
	/// The state has to be in the database, not only in the block's overlay: what is removed by prefix is counted there.
	/// The others need not wait for a trie.
	pub stored: bool,
}

/// Hands all cases of the subnets pallet to a macro.
macro_rules! subnets_cases {
	($with:ident) => {
		$with! { subnets:
			set_weights(w: 1 NEURONS);
			set_mechanism_weights(w: 1 NEURONS);
			batch_set_weights(i: 1 4, w: 4 NEURONS);
			commit_weights();
			commit_mechanism_weights();
			batch_commit_weights(i: 1 4);
			commit_timelocked_weights(b: 256 1_024);
			commit_timelocked_mechanism_weights(b: 256 1_024);
			reveal_weights(w: 1 NEURONS);
			reveal_mechanism_weights(w: 1 NEURONS);
			batch_reveal_weights(i: 1 8, w: 8 NEURONS);
			serve_axon();
			check_call(w: 1 NEURONS);
			check_account();
			add_stake();
			add_stake_limit();
			remove_stake();
			remove_stake_limit();
			remove_stake_full_limit();
			unstake_all(s: 1 SUBNETS);
			unstake_all_alpha();
			move_stake();
			transfer_stake();
			swap_stake();
			swap_stake_limit();
			register(n: 4 NEURONS);
			burned_register(n: 4 NEURONS);
			register_limit(n: 4 NEURONS);
			register_with_room();
			try_associate_hotkey();
			register_network();
			register_network_with_identity();
			start_call();
			dissolve_network();
			root_dissolve_network();
			set_identity();
			set_subnet_identity();
			update_symbol();
			set_tempo();
			set_activity_cutoff_factor();
			trigger_epoch();
			decrease_take();
			increase_take();
			set_children();
			set_childkey_take();
			set_coldkey_auto_stake_hotkey();
			sudo_set_tx_childkey_take_rate_limit();
			sudo_set_min_childkey_take();
			sudo_set_max_childkey_take();
			set_pending_childkey_cooldown();
			swap_hotkey(s: 1 SUBNETS, p: 0 1_024);
			swap_hotkey_v2(s: 1 SUBNETS, p: 0 1_024);
			swap_coldkey(p: 512 1_024);
			swap_coldkey_announced(p: 512 1_024);
			announce_coldkey_swap();
			dispute_coldkey_swap();
			clear_coldkey_swap_announcement();
			reset_coldkey_swap();
		}
	};
}

/// Hands what blocks do for the subnets pallet to a macro.
#[cfg(test)]
macro_rules! blocks_cases {
	($with:ident) => {
		$with! { blocks:
			opening(k: 1 4);
			epoch(n: 64 NEURONS);
			paying_back();
			removing_records();
			quiet(s: 1 SUBNETS);
		}
	};
}

/// Hands all cases of AdminUtils to a macro.
macro_rules! admin_utils_cases {
	($with:ident) => {
		$with! { admin_utils:
			swap_authorities(k: 1 32);
			schedule_grandpa_change(k: 1 32);
			sudo_set_default_take();
			sudo_set_tx_rate_limit();
			sudo_set_serving_rate_limit();
			sudo_set_weights_version_key();
			sudo_set_weights_set_rate_limit();
			sudo_set_immunity_period();
			sudo_set_min_allowed_weights();
			sudo_set_max_allowed_uids();
			sudo_set_kappa();
			sudo_set_rho();
			sudo_set_activity_cutoff();
			sudo_set_network_registration_allowed();
			sudo_set_min_burn();
			sudo_set_max_burn();
			sudo_set_max_allowed_validators();
			sudo_set_bonds_moving_average();
			sudo_set_max_registrations_per_block();
			sudo_set_subnet_owner_cut();
			sudo_set_network_rate_limit();
			sudo_set_tempo();
			sudo_set_network_immunity_period();
			sudo_set_network_min_lock_cost();
			sudo_set_subnet_limit();
			sudo_set_lock_reduction_interval();
			sudo_set_stake_threshold();
			sudo_set_nominator_min_required_stake();
			sudo_set_tx_delegate_take_rate_limit();
			sudo_set_min_delegate_take();
			sudo_set_commit_reveal_weights_enabled();
			sudo_set_liquid_alpha_enabled();
			sudo_set_alpha_values();
			sudo_set_commit_reveal_weights_interval();
			sudo_set_bonds_penalty();
			sudo_set_toggle_transfer();
			sudo_set_subnet_owner_hotkey();
			sudo_set_sn_owner_hotkey();
			sudo_set_alpha_sigmoid_steepness();
			sudo_set_yuma3_enabled();
			sudo_set_bonds_reset_enabled();
			sudo_set_commit_reveal_version();
			sudo_set_owner_immune_neuron_limit();
			sudo_set_admin_freeze_window();
			sudo_set_owner_hparam_rate_limit();
			sudo_set_mechanism_count(n: 4 NEURONS);
			sudo_set_mechanism_emission_split();
			sudo_trim_to_max_allowed_uids(n: 128 NEURONS);
			sudo_set_min_allowed_uids();
			sudo_set_min_non_immune_uids();
			sudo_set_start_call_delay();
			sudo_set_coldkey_swap_announcement_delay();
			sudo_set_coldkey_swap_reannouncement_delay();
			sudo_set_max_mechanism_count();
			sudo_set_burn_half_life();
			sudo_set_burn_increase_mult();
			sudo_set_owner_cut_enabled();
			sudo_set_min_childkey_take_per_subnet();
			sudo_set_subnet_emission_enabled();
			sudo_set_max_epochs_per_block();
		}
	};
}

/// Hands all cases of the commitments pallet to a macro.
macro_rules! commitments_cases {
	($with:ident) => {
		$with! { commitments:
			set_commitment(b: 0 3_072);
			set_commitment_resetting_bonds(n: 4 NEURONS);
			set_max_space();
			check_commitment();
			on_initialize(r: 1 256, k: 0 MESSAGES);
		}
	};
}

/// Hands all cases of the drand pallet to a macro.
macro_rules! drand_cases {
	($with:ident) => {
		$with! { drand:
			write_pulse(p: 1 10, r: 0 100);
			set_beacon_config(k: 0 1_000);
		}
	};
}

/// Hands all cases of the tasks pallet to a macro.
macro_rules! tasks_cases {
	($with:ident) => {
		$with! { tasks:
			publish(b: 1 256);
		}
	};
}

/// Lists a pallet's cases.
#[cfg(test)]
macro_rules! list_of {
	($pallet:ident: $($name:ident($($letter:ident: $low:tt $high:tt),*);)*) => {
		alloc::vec![$(
			$crate::cases::Listed {
				name: stringify!($name),
				components: &[$(($low, $high)),*],
				set_up: |values| {
					let mut values = values.iter().copied();
					$(let $letter = values.next().expect("there is a value for each component");)*
					assert_eq!(values.next(), None, "there is a component for each value");
					$crate::cases::$pallet::$name($($letter),*)
				},
				stored: stringify!($pallet) == "drand",
			}
		),*]
	};
}
