//! Cases of AdminUtils. An owner, whose limits are read and noted, does more than root; it has changed each
//! hyperparameter before.

use alloc::{vec, vec::Vec};
use frame_support::BoundedVec;
use pallet_admin_utils::Call;
use pallet_subnets::{types::U64F64, MaxMechanismCount, MechanismCountCurrent, SubnetEpochIndex, Tempo};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_core::{ed25519, sr25519};
use sp_io::hashing::blake2_256;

use super::{
	world::{
		busy_neuron, dense_rows, hotkey, list, owner, owner_hotkey, permit, set_block, subnet_of, timelocked_commits,
		EPOCH, NEURONS, NOW, TOKEN, VALIDATORS,
	},
	Case,
};
use crate::Runtime;

/// After the freeze window, before the next epoch.
const LATER: u32 = 100;

/// A subnet that no rate keeps from being changed again.
fn ruled() -> u16 {
	let netuid = subnet_of(2);
	Tempo::<Runtime>::insert(netuid, 1_000);
	for parameter in 0..=u8::MAX {
		pallet_subnets::OwnerHyperparamSetAt::<Runtime>::insert(netuid, parameter, 0);
	}
	set_block(LATER);
	netuid
}

/// A call by the owner of a subnet.
fn by_owner(call: impl FnOnce(u16) -> Call<Runtime>) -> Case {
	let netuid = ruled();
	Case::signed(owner(), call(netuid))
}

/// A call by root for a subnet.
fn by_root_on_subnet(call: impl FnOnce(u16) -> Call<Runtime>) -> Case {
	let netuid = ruled();
	Case::root(call(netuid))
}

/// Writes a case for each call that sets a value, named by the fields of the call.
macro_rules! setters {
	(root: $($name:ident { $field:ident: $value:expr })*) => {
		$(
			#[doc = concat!("`", stringify!($name), "`.")]
			pub fn $name() -> Case {
				Case::root(Call::$name { $field: $value })
			}
		)*
	};
	($by:ident: $($name:ident { $field:ident: $value:expr })*) => {
		$(
			#[doc = concat!("`", stringify!($name), "`.")]
			pub fn $name() -> Case {
				$by(|netuid| Call::$name { netuid, $field: $value })
			}
		)*
	};
}

setters! { by_owner:
	sudo_set_serving_rate_limit { serving_rate_limit: 7 }
	sudo_set_immunity_period { immunity_period: 7 }
	sudo_set_min_allowed_weights { min_allowed_weights: 7 }
	sudo_set_max_allowed_uids { max_allowed_uids: 100 }
	sudo_set_rho { rho: 7 }
	sudo_set_activity_cutoff { activity_cutoff: 2_000 }
	sudo_set_min_burn { min_burn: TOKEN / 2 }
	sudo_set_max_burn { max_burn: 50 * TOKEN }
	sudo_set_bonds_moving_average { bonds_moving_average: 7 }
	sudo_set_commit_reveal_weights_enabled { enabled: true }
	sudo_set_liquid_alpha_enabled { enabled: true }
	sudo_set_commit_reveal_weights_interval { interval: 7 }
	sudo_set_bonds_penalty { bonds_penalty: 7 }
	sudo_set_toggle_transfer { toggle: false }
	sudo_set_subnet_owner_hotkey { hotkey: owner_hotkey() }
	sudo_set_sn_owner_hotkey { hotkey: owner_hotkey() }
	sudo_set_alpha_sigmoid_steepness { steepness: 7 }
	sudo_set_yuma3_enabled { enabled: true }
	sudo_set_bonds_reset_enabled { enabled: true }
	sudo_set_owner_immune_neuron_limit { immune_neurons: 7 }
	sudo_set_mechanism_emission_split { maybe_split: Some(vec![u16::MAX]) }
	sudo_set_burn_half_life { burn_half_life: 7 }
	sudo_set_burn_increase_mult { burn_increase_mult: U64F64::ONE }
	sudo_set_owner_cut_enabled { enabled: true }
	sudo_set_min_childkey_take_per_subnet { take: 7 }
}

setters! { by_root_on_subnet:
	sudo_set_weights_set_rate_limit { weights_set_rate_limit: 7 }
	sudo_set_kappa { kappa: 7 }
	sudo_set_network_registration_allowed { registration_allowed: true }
	sudo_set_max_allowed_validators { max_allowed_validators: 7 }
	sudo_set_max_registrations_per_block { max_registrations_per_block: 7 }
	sudo_set_tempo { tempo: 7 }
	sudo_set_min_allowed_uids { min_allowed_uids: 1 }
	sudo_set_min_non_immune_uids { min: 7 }
	sudo_set_subnet_emission_enabled { enabled: true }
}

setters! { root:
	sudo_set_default_take { default_take: 7 }
	sudo_set_tx_rate_limit { tx_rate_limit: 7 }
	sudo_set_subnet_owner_cut { subnet_owner_cut: 7 }
	sudo_set_network_rate_limit { rate_limit: 7 }
	sudo_set_network_immunity_period { immunity_period: 7 }
	sudo_set_network_min_lock_cost { lock_cost: 7 }
	sudo_set_subnet_limit { max_subnets: 7 }
	sudo_set_lock_reduction_interval { interval: 7 }
	sudo_set_stake_threshold { min_stake: 7 }
	sudo_set_nominator_min_required_stake { min_stake: 7 }
	sudo_set_tx_delegate_take_rate_limit { tx_rate_limit: 7 }
	sudo_set_min_delegate_take { take: 7 }
	sudo_set_commit_reveal_version { version: 7 }
	sudo_set_admin_freeze_window { window: 7 }
	sudo_set_owner_hparam_rate_limit { epochs: 7 }
	sudo_set_start_call_delay { delay: 7 }
	sudo_set_coldkey_swap_announcement_delay { duration: 7 }
	sudo_set_coldkey_swap_reannouncement_delay { duration: 7 }
	sudo_set_max_mechanism_count { max_mechanism_count: 7 }
	sudo_set_max_epochs_per_block { max_epochs_per_block: 7 }
}

/// Once in five tempos.
pub fn sudo_set_weights_version_key() -> Case {
	let netuid = ruled();
	Tempo::<Runtime>::insert(netuid, 360);
	pallet_subnets::LastEpochBlock::<Runtime>::insert(netuid, u64::from(NOW));
	set_block(NOW);
	let weights_version_key = 7;
	Case::signed(
		owner(),
		Call::sudo_set_weights_version_key {
			netuid,
			weights_version_key,
		},
	)
}

/// Low and high.
pub fn sudo_set_alpha_values() -> Case {
	by_owner(|netuid| Call::sudo_set_alpha_values {
		netuid,
		alpha_low: 2_000,
		alpha_high: 3_000,
	})
}

/// `k` authors.
pub fn swap_authorities(k: u32) -> Case {
	let authors: Vec<AuraId> = (0..k)
		.map(|number| sr25519::Public::from_raw(blake2_256(&number.to_le_bytes())).into())
		.collect();
	Case::root(Call::swap_authorities {
		new_authorities: BoundedVec::truncate_from(authors),
	})
}

/// `k` finalizers, by force.
pub fn schedule_grandpa_change(k: u32) -> Case {
	let next_authorities: Vec<(GrandpaId, u64)> = (0..k)
		.map(|number| (ed25519::Public::from_raw(blake2_256(&number.to_le_bytes())).into(), 1))
		.collect();
	Case::root(Call::schedule_grandpa_change {
		next_authorities,
		in_blocks: 1,
		forced: Some(0),
	})
}

/// A subnet of `n` neurons that all are busy, in as many mechanisms.
fn crowded(n: u32, mechanisms: u8) -> u16 {
	let netuid = subnet_of(n);
	MaxMechanismCount::<Runtime>::put(16);
	MechanismCountCurrent::<Runtime>::insert(netuid, mechanisms);
	permit(netuid, n);
	SubnetEpochIndex::<Runtime>::insert(netuid, EPOCH);
	for number in 0..n {
		busy_neuron(netuid, &hotkey(number));
	}
	for mechanism in crate::SubtensorModule::mechanisms(netuid) {
		let index = mechanism.index();
		dense_rows(index, n);
		timelocked_commits(index, n, (1..n.min(VALIDATORS)).map(hotkey));
		pallet_subnets::LastUpdate::<Runtime>::insert(index, list(vec![1; n as usize]));
		pallet_subnets::Incentive::<Runtime>::insert(index, list(vec![1; n as usize]));
	}
	netuid
}

/// The second mechanism ends, with rows and commits of `n` neurons.
pub fn sudo_set_mechanism_count(n: u32) -> Case {
	let netuid = crowded(n, 2);
	pallet_subnets::OwnerHyperparamSetAt::<Runtime>::insert(netuid, 76, 0);
	set_block(LATER);
	Case::signed(
		owner(),
		Call::sudo_set_mechanism_count {
			netuid,
			mechanism_count: 1,
		},
	)
}

/// Every other of `n` neurons leaves, but for the owner's, so that nearly all others move.
pub fn sudo_trim_to_max_allowed_uids(n: u32) -> Case {
	let netuid = crowded(n, 1);
	pallet_subnets::Emission::<Runtime>::insert(netuid, list((0..n).map(|uid| u64::from(uid % 2 == 0))));
	set_block(LATER);
	let max_n = (n / 2).max(NEURONS / 4) as u16;
	Case::signed(owner(), Call::sudo_trim_to_max_allowed_uids { netuid, max_n })
}
