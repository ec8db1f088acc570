//! A runtime with nothing but this pallet, balances and batches. Every test ends with the invariants.

use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU16, ConstU32, ConstU64, Contains, Get, Hooks, OnUnbalanced, UnixTime},
	weights::{constants::RocksDbWeight, Weight},
	BoundedVec, PalletId,
};
use frame_system::limits::BlockWeights;
use ganglion_timelock::{seal, Secrets};
use sp_runtime::{
	traits::{BlakeTwo256, IdentityLookup},
	AccountId32, BuildStorage,
};

use crate::{
	self as pallet_subnets, economics::StakeEconomics, extension::InnerCalls, hooks::LifecycleHooks, types::Rao,
};

type Block = frame_system::mocking::MockBlock<Test>;
pub type AccountId = AccountId32;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(7)]
	pub type SubtensorModule = pallet_subnets::Pallet<Test>;
	#[runtime::pallet_index(11)]
	pub type Utility = pallet_utility::Pallet<Test>;
	#[runtime::pallet_index(26)]
	pub type Drand = pallet_drand::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type BaseCallFilter = UnlessClosed;
	type Block = Block;
	type BlockWeights = Limits;
	type DbWeight = RocksDbWeight;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type Hashing = BlakeTwo256;
	type AccountData = pallet_balances::AccountData<Rao>;
}

pub const EXISTENTIAL_DEPOSIT: Rao = 500;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Rao;
	type ExistentialDeposit = ConstU64<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type DustRemoval = crate::BurnDust<Test>;
}

impl pallet_utility::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = ();
}

parameter_types! {
	pub const SubnetsPalletId: PalletId = PalletId(*b"subnets!");
	/// Whether the calls of this pallet are closed, as in safe mode.
	pub static Closed: bool = false;
	/// Computing that a block has, in picoseconds.
	pub static BlockTime: u64 = 4_000_000_000_000;
}

/// Blocks with [`BlockTime`] of computing.
pub struct Limits;

impl Get<BlockWeights> for Limits {
	fn get() -> BlockWeights {
		BlockWeights {
			max_block: Weight::from_parts(BlockTime::get(), u64::MAX),
			..Default::default()
		}
	}
}

/// Every call, unless the calls of this pallet are closed.
pub struct UnlessClosed;

impl Contains<RuntimeCall> for UnlessClosed {
	fn contains(call: &RuntimeCall) -> bool {
		!Closed::get() || !matches!(call, RuntimeCall::SubtensorModule(_))
	}
}

/// Neurons that fit into a subnet of these tests.
pub const MAX_UIDS: u32 = 32;
/// Hotkeys of a coldkey in these tests.
pub const MAX_HOTKEYS: u32 = 16;
/// Parents of a hotkey in these tests.
pub const MAX_PARENTS: u32 = 3;

impl crate::Config for Test {
	type Currency = Balances;
	type Economics = StakeEconomics;
	type InnerCalls = Batches;
	type LifecycleHooks = Removals;
	type Beacon = Drand;
	type WeightInfo = ();
	type PalletId = SubnetsPalletId;
	type MaxSubnets = ConstU16<8>;
	type MaxUids = ConstU32<MAX_UIDS>;
	type MaxHotkeysPerColdkey = ConstU32<MAX_HOTKEYS>;
	type MaxOpenCommits = ConstU32<10>;
	type MaxParentsPerChild = ConstU32<MAX_PARENTS>;
	type MaxRevealsPerBlock = ConstU32<2>;
	type BlockNumberProvider = System;
	type SlotDuration = ConstU64<SLOT>;
	type InitialStartCallDelay = ConstU64<100>;
}

parameter_types! {
	/// Who lost a place, as other pallets are told.
	pub static Removed: Vec<(u16, AccountId)> = Vec::new();
}

/// Remembers who lost a place.
pub struct Removals;

impl LifecycleHooks<AccountId> for Removals {
	fn neuron_removed(netuid: u16, hotkey: &AccountId) {
		Removed::mutate(|removed| removed.push((netuid, hotkey.clone())));
	}
}

/// Milliseconds between two blocks.
pub const SLOT: u64 = 12_000;
/// Rounds of the beacon between two blocks.
pub const ROUNDS_PER_BLOCK: u64 = 4;

/// Time goes by blocks: block 0 is the moment of quicknet's first round.
pub struct BlockClock;

impl UnixTime for BlockClock {
	fn now() -> core::time::Duration {
		let genesis = u64::from(pallet_drand::quicknet().genesis_time);
		core::time::Duration::from_millis(genesis * 1_000 + System::block_number() * SLOT)
	}
}

impl pallet_drand::Config for Test {
	type Clock = BlockClock;
	type WeightInfo = ();
}

/// Shows the calls of `Utility.batch`.
pub struct Batches;

impl InnerCalls<Test> for Batches {
	const MAX_NESTING: u32 = 3;

	fn inner_calls<'a>(who: &AccountId, call: &'a RuntimeCall) -> Vec<(AccountId, &'a RuntimeCall)> {
		match call {
			RuntimeCall::Utility(pallet_utility::Call::batch { calls }) => {
				calls.iter().map(|call| (who.clone(), call)).collect()
			}
			_ => Vec::new(),
		}
	}
}

/// Rao in a token.
pub const TOKEN: Rao = 1_000_000_000;
/// What each of the accounts 0..100 has at genesis.
pub const ENDOWMENT: Rao = 10_000 * TOKEN;
/// Blocks between epochs, unless a test says otherwise.
pub const TEMPO: u16 = 10;

/// An account by number.
pub fn account(number: u16) -> AccountId {
	let mut bytes = [7u8; 32];
	bytes[..2].copy_from_slice(&number.to_be_bytes());
	AccountId::new(bytes)
}

/// A coldkey by number: those below 100 have an endowment.
pub fn cold(number: u16) -> AccountId {
	account(number)
}

/// A hotkey by number. It has no balance: its calls are free.
pub fn hot(number: u16) -> AccountId {
	account(1_000 + number)
}

/// Genesis for a test.
pub struct ExtBuilder {
	pub genesis: pallet_subnets::GenesisConfig<Test>,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			genesis: pallet_subnets::GenesisConfig {
				tempo: TEMPO,
				weights_set_rate_limit: 0,
				serving_rate_limit: 0,
				immunity_period: 0,
				burn: TOKEN,
				max_allowed_uids: 16,
				commit_reveal: false,
				start_call_delay: 0,
				admin_freeze_window: 2,
				network_min_lock_cost: 100 * TOKEN,
				network_rate_limit: 0,
				stake_average_alpha: 100_000_000,
				..Default::default()
			},
		}
	}
}

impl ExtBuilder {
	/// Changes the pallet's genesis.
	pub fn with(mut self, change: impl FnOnce(&mut pallet_subnets::GenesisConfig<Test>)) -> Self {
		change(&mut self.genesis);
		self
	}

	/// Runs the test in block 1, and checks the invariants after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> {
			balances: (0..100).map(|number| (cold(number), ENDOWMENT)).collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		self.genesis.assimilate_storage(&mut storage).unwrap();
		pallet_drand::GenesisConfig::<Test> {
			public_key: beacon_key().to_vec(),
			period: pallet_drand::quicknet().period,
			genesis_time: pallet_drand::quicknet().genesis_time,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		sp_io::TestExternalities::from(storage).execute_with(|| {
			assert_invariants();
			System::set_block_number(1);
			test();
			assert_invariants();
		});
	}
}

/// Fails with the sentences that say what is broken.
pub fn assert_invariants() {
	if let Err(broken) = SubtensorModule::check_invariants() {
		panic!(
			"broken invariants in block {}:\n{}",
			System::block_number(),
			broken.join("\n")
		);
	}
}

/// Runs blocks until `block`, and checks the invariants after each.
pub fn run_to(block: u64) {
	while System::block_number() < block {
		SubtensorModule::on_finalize(System::block_number());
		let next = System::block_number() + 1;
		System::set_block_number(next);
		SubtensorModule::on_initialize(next);
		assert_invariants();
	}
}

/// Runs `blocks` blocks.
pub fn run(blocks: u64) {
	run_to(System::block_number() + blocks);
}

/// Runs to the subnet's next epoch.
pub fn run_to_epoch(netuid: u16) {
	let before = pallet_subnets::SubnetEpochIndex::<Test>::get(netuid);
	while pallet_subnets::SubnetEpochIndex::<Test>::get(netuid) == before {
		run(1);
	}
}

/// The pallet's events since the last call.
pub fn events() -> Vec<pallet_subnets::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::SubtensorModule(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}

/// An origin signed by `who`.
pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// A subnet of coldkey 0 with hotkey 0 as its owner hotkey (uid 0).
pub fn new_subnet() -> u16 {
	let before = SubtensorModule::netuids();
	SubtensorModule::register_network(signed(cold(0)), hot(0)).unwrap();
	let mut netuids = SubtensorModule::netuids();
	netuids.retain(|netuid| !before.contains(netuid));
	netuids[0]
}

/// Registers hotkey `number` of coldkey `number`, and returns its uid.
pub fn register(netuid: u16, number: u16) -> u16 {
	SubtensorModule::burned_register(signed(cold(number)), netuid, hot(number)).unwrap();
	pallet_subnets::Uids::<Test>::get(netuid, hot(number)).unwrap()
}

/// Stakes tokens of coldkey `number` on hotkey `on`.
pub fn stake(netuid: u16, number: u16, on: u16, tokens: Rao) {
	SubtensorModule::add_stake(signed(cold(number)), hot(on), netuid, tokens * TOKEN).unwrap();
}

/// Starts the subnet of coldkey 0.
pub fn start(netuid: u16) {
	SubtensorModule::start_call(signed(cold(0)), netuid).unwrap();
}

/// Sets weights of hotkey `number`.
pub fn weigh(netuid: u16, number: u16, row: &[(u16, u16)]) {
	let (uids, values) = row.iter().copied().unzip();
	SubtensorModule::set_weights(signed(hot(number)), netuid, uids, values, 0).unwrap();
}

/// A started subnet with validators 1 and 2 (uids 1, 2; 300 and 100 tokens of their own) that have their
/// permits, and miners 3 and 4 (uids 3, 4).
pub fn working_subnet() -> u16 {
	let netuid = new_subnet();
	for number in 1..=4 {
		assert_eq!(register(netuid, number), number);
	}
	stake(netuid, 1, 1, 300);
	stake(netuid, 2, 2, 100);
	run_to_epoch(netuid);
	start(netuid);
	events();
	netuid
}

/// What coldkey `number` has on hotkey `on`.
pub fn stake_of(netuid: u16, number: u16, on: u16) -> Rao {
	SubtensorModule::stake_of(&hot(on), &cold(number), netuid)
}

/// Takes a fee from an account, as transaction payment does.
pub fn charge_fee(from: &AccountId, amount: Rao) {
	use frame_support::traits::{
		fungible::Balanced,
		tokens::{Fortitude, Precision, Preservation},
	};
	let fee = Balances::withdraw(
		from,
		amount,
		Precision::Exact,
		Preservation::Preserve,
		Fortitude::Polite,
	)
	.unwrap();
	crate::BurnFees::<Test>::on_unbalanced(fee);
}

/// The secret of the tests' beacon.
const BEACON_SECRET: [u8; 32] = [5; 32];

/// The public key of the tests' beacon.
pub fn beacon_key() -> [u8; 96] {
	ganglion_timelock::public_key(&BEACON_SECRET).unwrap()
}

/// The newest round that is signed in a block.
pub fn round_of_block(block: u64) -> u64 {
	ROUNDS_PER_BLOCK * block + 1
}

/// A message sealed for a round of the tests' beacon.
pub fn sealed(message: &[u8], round: u64) -> crate::timelock::SealedRow {
	let secrets = Secrets {
		seed: [1; 32],
		key: [2; 32],
		nonce: [3; 12],
	};
	BoundedVec::try_from(seal(&beacon_key(), round, message, &secrets).unwrap()).unwrap()
}

/// Brings a pulse to the chain.
pub fn bring_pulse(round: u64, signature: &[u8]) {
	let pulse = pallet_drand::types::Pulse {
		round,
		randomness: BoundedVec::truncate_from(sp_io::hashing::sha2_256(signature).to_vec()),
		signature: BoundedVec::truncate_from(signature.to_vec()),
	};
	Drand::write_pulse(signed(cold(99)), BoundedVec::truncate_from(vec![pulse])).unwrap();
}

/// Brings the pulse that the tests' beacon signed for a round.
pub fn pulse(round: u64) {
	bring_pulse(round, &ganglion_timelock::sign(&BEACON_SECRET, round).unwrap());
}
