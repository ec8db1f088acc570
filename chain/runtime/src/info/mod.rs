//! What Bittensor's clients ask a chain by runtime API: neurons, subnets, metagraphs and stakes in one answer
//! each. Names, fields and their order are the reference's. A field for something that this chain has not
//! (proof of work, pools, a second token) says what is true here: 0, no, nothing, or the same stake again.

#[macro_use]
mod short_and_full;

pub mod baskets;
pub mod delegates;
pub mod dynamic;
pub mod hyperparams;
pub mod metagraph;
pub mod neurons;
pub mod proxies;
pub mod stakes;
pub mod state;
pub mod subnets;
pub mod swap;

use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, Encode};
use pallet_subnets::absent::LockState;
use scale_info::TypeInfo;

use crate::{AccountId, Balance};
use dynamic::DynamicInfo;
use hyperparams::{HyperparamEntry, SubnetHyperparams, SubnetHyperparamsV2};
use metagraph::{Metagraph, SelectiveMetagraph};
use neurons::{NeuronInfo, NeuronInfoLite};
use proxies::{ProxyFilterInfo, ProxyTypeInfo};
use stakes::{StakeAvailability, StakeInfo};
use state::SubnetState;
use subnets::SubnetInfoV2;

sp_api::decl_runtime_apis! {
	/// Neurons of a subnet.
	pub trait NeuronInfoRuntimeApi {
		/// All neurons, with their weights and bonds.
		fn get_neurons(netuid: u16) -> Vec<NeuronInfo>;
		/// One neuron, with its weights and bonds.
		fn get_neuron(netuid: u16, uid: u16) -> Option<NeuronInfo>;
		/// All neurons.
		fn get_neurons_lite(netuid: u16) -> Vec<NeuronInfoLite>;
		/// One neuron.
		fn get_neuron_lite(netuid: u16, uid: u16) -> Option<NeuronInfoLite>;
	}

	/// Kinds of proxy.
	pub trait ProxyFilterRuntimeApi {
		/// All kinds, by their numbers.
		fn get_proxy_types() -> Vec<ProxyTypeInfo>;
		/// What a kind may do, by its number, or all kinds.
		fn get_proxy_filter(proxy_type: Option<u8>) -> Vec<ProxyFilterInfo>;
	}

	/// Subnets.
	pub trait SubnetInfoRuntimeApi {
		/// A subnet's parameters and owner.
		fn get_subnet_info_v2(netuid: u16) -> Option<SubnetInfoV2>;
		/// All subnets' parameters and owners, by netuid.
		fn get_subnets_info_v2() -> Vec<Option<SubnetInfoV2>>;
		/// The hyperparameters of a subnet.
		fn get_subnet_hyperparams(netuid: u16) -> Option<SubnetHyperparams>;
		/// The hyperparameters of a subnet, and more of them.
		fn get_subnet_hyperparams_v2(netuid: u16) -> Option<SubnetHyperparamsV2>;
		/// The hyperparameters of a subnet by name.
		fn get_subnet_hyperparams_v3(netuid: u16) -> Option<Vec<HyperparamEntry>>;
		/// What changes in a subnet from block to block.
		fn get_dynamic_info(netuid: u16) -> Option<DynamicInfo>;
		/// What changes in each subnet from block to block, by netuid.
		fn get_all_dynamic_info() -> Vec<Option<DynamicInfo>>;
		/// A subnet's neurons as columns, with what they earned in other subnets.
		fn get_subnet_state(netuid: u16) -> Option<SubnetState>;
		/// A subnet with all its neurons, by uid.
		fn get_metagraph(netuid: u16) -> Option<Metagraph>;
		/// All subnets with all their neurons, by netuid; nothing where there is no subnet of the number.
		fn get_all_metagraphs() -> Vec<Option<Metagraph>>;
		/// The columns of a metagraph that are asked for by their place in it, from 0.
		fn get_selective_metagraph(netuid: u16, metagraph_indexes: Vec<u16>) -> Option<SelectiveMetagraph>;
		/// A subnet with all its neurons as one of its mechanisms sees them.
		fn get_mechagraph(netuid: u16, mecid: u8) -> Option<Metagraph>;
		/// All mechanisms of all subnets, by netuid and mechanism.
		fn get_all_mechagraphs() -> Vec<Option<Metagraph>>;
		/// Columns of a mechanism's metagraph by their place in it, from 0.
		fn get_selective_mechagraph(
			netuid: u16,
			subid: u8,
			metagraph_indexes: Vec<u16>
		) -> Option<SelectiveMetagraph>;
		/// The block in which the next epoch of a subnet is due.
		fn get_next_epoch_start_block(netuid: u16) -> Option<u64>;
	}

	/// What a new subnet costs.
	pub trait SubnetRegistrationRuntimeApi {
		/// What a new subnet locks now, in rao.
		fn get_network_registration_cost() -> Balance;
	}

	/// Stakes of coldkeys.
	pub trait StakeInfoRuntimeApi {
		/// All stakes of a coldkey.
		fn get_stake_info_for_coldkey(coldkey_account: AccountId) -> Vec<StakeInfo>;
		/// All stakes of several coldkeys.
		fn get_stake_info_for_coldkeys(coldkey_accounts: Vec<AccountId>) -> Vec<(AccountId, Vec<StakeInfo>)>;
		/// The stake of a coldkey on a hotkey in a subnet.
		fn get_stake_info_for_hotkey_coldkey_netuid(
			hotkey_account: AccountId,
			coldkey_account: AccountId,
			netuid: u16
		) -> Option<StakeInfo>;
		/// What coldkeys can take back, by subnet: in the named subnets, or in all.
		fn get_stake_availability_for_coldkeys(
			coldkey_accounts: Vec<AccountId>,
			netuids: Option<Vec<u16>>
		) -> BTreeMap<AccountId, BTreeMap<u16, StakeAvailability>>;
		/// What staking, removing or moving stake costs besides the transaction's fee.
		fn get_stake_fee(
			origin: Option<(AccountId, u16)>,
			origin_coldkey_account: AccountId,
			destination: Option<(AccountId, u16)>,
			destination_coldkey_account: AccountId,
			amount: u64
		) -> u64;
		/// The lock on a coldkey's stake in a subnet.
		fn get_coldkey_lock(coldkey: AccountId, netuid: u16) -> Option<LockState>;
	}
}

/// A signed number with 96 bits before and 32 after the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct I96F32 {
	/// The number times 2^32.
	pub bits: i128,
}

impl I96F32 {
	/// A whole number.
	pub const fn whole(number: i64) -> Self {
		Self {
			bits: (number as i128) << 32,
		}
	}
}

/// A signed number with 32 bits before and 32 after the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct I32F32 {
	/// The number times 2^32.
	pub bits: i64,
}
