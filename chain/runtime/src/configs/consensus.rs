//! Who authors and who finalizes (Aura and GRANDPA), on the clock of `chain_clock`: the authorities of genesis, until
//! root replaces them through AdminUtils.

use frame_support::{
	traits::{ConstBool, ConstU32, ConstU64},
	BoundedVec,
};
use pallet_admin_utils::{AuraInterface, GrandpaInterface};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityList;
use sp_runtime::DispatchResult;

use crate::{
	chain_clock::{MinimumPeriodOf, SlotDurationOf},
	Aura, BlockNumber, Grandpa, Runtime, RuntimeEvent,
};

/// The most authors, and the most finalizers, that a chain may have.
pub const MAX_AUTHORITIES: u32 = 32;

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Aura;
	type MinimumPeriod = MinimumPeriodOf<Runtime>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type DisabledValidators = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = SlotDurationOf<Runtime>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<0>;
	type KeyOwnerProof = sp_core::Void;
	type EquivocationReportSystem = ();
}

/// The consensus pallets, as AdminUtils asks them.
pub struct Authorities;

impl AuraInterface<AuraId, ConstU32<MAX_AUTHORITIES>> for Authorities {
	fn change_authorities(new: BoundedVec<AuraId, ConstU32<MAX_AUTHORITIES>>) {
		Aura::change_authorities(new);
	}
}

impl GrandpaInterface<BlockNumber> for Authorities {
	fn schedule_change(next: AuthorityList, in_blocks: BlockNumber, forced: Option<BlockNumber>) -> DispatchResult {
		Grandpa::schedule_change(next, in_blocks, forced)?;
		// the finalizers count their sets, and so does who reads `GrandpaApi_current_set_id`
		pallet_grandpa::CurrentSetId::<Runtime>::mutate(|set| *set = set.saturating_add(1));
		Ok(())
	}
}
