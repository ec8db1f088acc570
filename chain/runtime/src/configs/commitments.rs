//! What neurons say about themselves.

use frame_support::traits::ConstU32;
use pallet_commitments::SubnetsInterface;
use pallet_subnets::{Dissolutions, SubnetEpochIndex, Uids};

use crate::{AccountId, Balance, Runtime, SubtensorModule};

/// Fields of a commitment, as in the reference.
const MAX_COMMIT_FIELDS: u32 = 3;

/// The subnets, as the commitments ask them.
pub struct Subnets;

impl SubnetsInterface<AccountId> for Subnets {
	fn can_commit(netuid: u16, who: &AccountId) -> bool {
		Uids::<Runtime>::contains_key(netuid, who)
	}

	fn is_ending(netuid: u16) -> bool {
		Dissolutions::<Runtime>::contains_key(netuid)
	}

	fn epoch_index(netuid: u16) -> u64 {
		SubnetEpochIndex::<Runtime>::get(netuid)
	}

	fn reset_bonds(netuid: u16, who: &AccountId) {
		SubtensorModule::reset_bonds(netuid, who);
	}
}

impl pallet_commitments::Config for Runtime {
	type Balance = Balance;
	type Subnets = Subnets;
	// no beacon yet: a timelocked field waits until there is one
	type Timelock = ();
	type MaxFields = ConstU32<MAX_COMMIT_FIELDS>;
	type WeightInfo = pallet_commitments::weights::SubstrateWeight<Runtime>;
}
