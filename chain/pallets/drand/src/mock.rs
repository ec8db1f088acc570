//! A runtime with nothing but this pallet and a clock. The beacon's secret is known, or it is quicknet.

use frame_support::{derive_impl, traits::ConstU64, BoundedVec};
use sp_runtime::{
	traits::{BlakeTwo256, IdentityLookup},
	BuildStorage,
};

use crate::{self as pallet_drand, types::Pulse};

type Block = frame_system::mocking::MockBlock<Test>;

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
	#[runtime::pallet_index(2)]
	pub type Timestamp = pallet_timestamp::Pallet<Test>;
	#[runtime::pallet_index(26)]
	pub type Drand = pallet_drand::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = u64;
	type Lookup = IdentityLookup<u64>;
	type Hashing = BlakeTwo256;
}

impl pallet_timestamp::Config for Test {
	type Moment = u64;
	type OnTimestampSet = ();
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

impl crate::Config for Test {
	type Clock = Timestamp;
	type WeightInfo = ();
}

/// Who brings pulses.
pub const RELAYER: u64 = 7;
/// The secret of the tests' beacon.
pub const SECRET: [u8; 32] = [5; 32];
/// When it signs its first round, in seconds since 1970; then it signs one each second.
pub const GENESIS: u32 = 1_000_000;

/// The beacon's pulse of a round.
pub fn pulse(round: u64) -> Pulse {
	pulse_of(round, &ganglion_timelock::sign(&SECRET, round).unwrap())
}

/// A pulse with its randomness.
pub fn pulse_of(round: u64, signature: &[u8]) -> Pulse {
	Pulse {
		round,
		randomness: BoundedVec::truncate_from(sp_io::hashing::sha2_256(signature).to_vec()),
		signature: BoundedVec::truncate_from(signature.to_vec()),
	}
}

/// Sets the clock to when the beacon signs a round.
pub fn set_round(round: u64) {
	pallet_timestamp::Now::<Test>::put((u64::from(GENESIS) + round - 1) * 1_000);
}

/// Runs a test on a chain with the tests' beacon, in the time of round 100.
pub fn run(test: impl FnOnce()) {
	let key = ganglion_timelock::public_key(&SECRET).unwrap();
	run_with(
		pallet_drand::GenesisConfig {
			public_key: key.to_vec(),
			period: 1,
			genesis_time: GENESIS,
			beacon_id: "test".into(),
			_config: Default::default(),
		},
		|| {
			set_round(100);
			test();
		},
	);
}

/// Runs a test on a chain with this genesis, and checks the invariants after it.
pub fn run_with(genesis: pallet_drand::GenesisConfig<Test>, test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	genesis.assimilate_storage(&mut storage).unwrap();
	sp_io::TestExternalities::from(storage).execute_with(|| {
		System::set_block_number(1);
		test();
		assert_eq!(Drand::check_invariants(), Ok(()));
	});
}
