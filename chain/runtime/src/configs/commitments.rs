//! What neurons say about themselves.

use alloc::vec::Vec;
use frame_support::traits::ConstU32;
use ganglion_timelock::Beacon;
use pallet_commitments::{SubnetsInterface, Timelock, TimelockError};
use pallet_drand::KEPT_ROUNDS;
use pallet_subnets::{BondsResetOn, Dissolutions, SubnetEpochIndex, Uids};

use crate::{AccountId, Balance, ChainClock, Drand, Runtime, SubtensorModule};

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

	fn rows_of_bonds(netuid: u16) -> u32 {
		match BondsResetOn::<Runtime>::get(netuid) {
			true => SubtensorModule::neurons_by_mechanisms(netuid),
			false => 0,
		}
	}

	fn reset_bonds(netuid: u16, who: &AccountId) {
		SubtensorModule::reset_bonds(netuid, who);
	}
}

/// The beacon, as the commitments ask it.
pub struct BeaconRounds;

impl Timelock for BeaconRounds {
	fn last_round() -> Option<u64> {
		Some(Drand::last_round()).filter(|round| *round > 0)
	}

	fn may_come(round: u64) -> bool {
		round > Drand::last_round().saturating_sub(KEPT_ROUNDS)
	}

	fn open(encrypted: &[u8], round: u64) -> Result<Vec<u8>, TimelockError> {
		let signature = Drand::signature(round).ok_or(TimelockError::NoPulse)?;
		ganglion_timelock::open(encrypted, &signature).map_err(|_| TimelockError::Undecipherable)
	}
}

impl pallet_commitments::Config for Runtime {
	type Balance = Balance;
	type Subnets = Subnets;
	type BlockNumberProvider = ChainClock;
	type Timelock = BeaconRounds;
	type MaxFields = ConstU32<MAX_COMMIT_FIELDS>;
	type WeightInfo = pallet_commitments::weights::SubstrateWeight<Runtime>;
}
