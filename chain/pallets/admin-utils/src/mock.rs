//! A chain of System, Balances, the subnets pallet and this one, with one subnet.

use frame_support::{
	assert_ok, construct_runtime, derive_impl, parameter_types,
	traits::{ConstU16, ConstU32, ConstU64},
	BoundedVec, PalletId,
};
use pallet_subnets::{economics::StakeEconomics, issuance::BurnDust};
use sp_consensus_grandpa::AuthorityList;
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage, DispatchResult};

use crate::{self as pallet_admin_utils, AuraInterface, GrandpaInterface};

/// The subnet that there is.
pub const NETUID: u16 = 1;
/// Blocks between its epochs.
pub const TEMPO: u16 = 50;
/// Blocks before an epoch in which its owner can change nothing.
pub const FREEZE: u16 = 5;
/// Tempos between two changes of a hyperparameter.
pub const RATE_LIMIT: u16 = 2;

const TOKEN: u64 = 1_000_000_000;

pub const OWNER: AccountId32 = AccountId32::new([1; 32]);
pub const OWNER_HOTKEY: AccountId32 = AccountId32::new([2; 32]);
pub const STRANGER: AccountId32 = AccountId32::new([3; 32]);

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		SubtensorModule: pallet_subnets,
		AdminUtils: pallet_admin_utils,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type ExistentialDeposit = ConstU64<500>;
	type DustRemoval = BurnDust<Test>;
}

parameter_types! {
	pub const SubnetsPalletId: PalletId = PalletId(*b"test/sub");
}

impl pallet_subnets::Config for Test {
	type Currency = Balances;
	type Economics = StakeEconomics;
	type InnerCalls = ();
	type LifecycleHooks = ();
	type Beacon = ();
	type WeightInfo = ();
	type PalletId = SubnetsPalletId;
	type MaxSubnets = ConstU16<128>;
	type MaxUids = ConstU32<512>;
	type MaxHotkeysPerColdkey = ConstU32<8>;
	type MaxParentsPerChild = ConstU32<4>;
	type MaxOpenCommits = ConstU32<10>;
	type MaxRevealsPerBlock = ConstU32<2>;
	type BlockNumberProvider = System;
	type SlotDuration = ConstU64<12_000>;
	type InitialStartCallDelay = ConstU64<0>;
}

/// Remembers what it is asked: who authors, and which change of the finalizers was scheduled.
pub struct Asked;

/// Finalizers, delay, last finalized block.
pub type Change = (AuthorityList, u64, Option<u64>);

parameter_types! {
	pub static Authors: Vec<u64> = Vec::new();
	pub static Scheduled: Option<Change> = None;
}

impl AuraInterface<u64, ConstU32<4>> for Asked {
	fn change_authorities(new: BoundedVec<u64, ConstU32<4>>) {
		Authors::set(new.into_inner());
	}
}

impl GrandpaInterface<u64> for Asked {
	fn schedule_change(next: AuthorityList, in_blocks: u64, forced: Option<u64>) -> DispatchResult {
		Scheduled::set(Some((next, in_blocks, forced)));
		Ok(())
	}
}

impl pallet_admin_utils::Config for Test {
	type AuthorityId = u64;
	type MaxAuthorities = ConstU32<4>;
	type Aura = Asked;
	type Grandpa = Asked;
	type WeightInfo = ();
}

/// Runs `test` on a chain whose block 1 registered the subnet, then checks the invariants.
pub fn run(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: [OWNER, STRANGER].map(|account| (account, 10_000 * TOKEN)).to_vec(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	pallet_subnets::GenesisConfig::<Test> {
		tempo: TEMPO,
		max_allowed_uids: 8,
		max_allowed_validators: 4,
		admin_freeze_window: FREEZE,
		owner_hyperparam_rate_limit: RATE_LIMIT,
		network_min_lock_cost: TOKEN,
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut chain: sp_io::TestExternalities = storage.into();
	chain.execute_with(|| {
		System::set_block_number(1);
		assert_ok!(SubtensorModule::register_network(
			RuntimeOrigin::signed(OWNER),
			OWNER_HOTKEY
		));
		test();
		assert_eq!(SubtensorModule::check_invariants(), Ok(()));
	});
}

/// The subnet's owner.
pub fn owner() -> RuntimeOrigin {
	RuntimeOrigin::signed(OWNER)
}

/// Root.
pub fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}
