//! A chain of System and this pallet, with one subnet and a beacon that tests turn on.

use codec::Encode;
use frame_support::{construct_runtime, derive_impl, parameter_types, traits::ConstU32, BoundedVec};
use sp_runtime::BuildStorage;

use crate::{self as pallet_commitments, CommitmentInfo, Data, SubnetsInterface, Timelock, TimelockError};

/// The subnet that there is.
pub const NETUID: u16 = 1;
/// Its hotkeys, until tests say otherwise.
pub const MINER: u64 = 10;
pub const OTHER_MINER: u64 = 11;
pub const STRANGER: u64 = 12;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Commitments: pallet_commitments,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

parameter_types! {
	pub static Registered: Vec<u64> = vec![MINER, OTHER_MINER];
	pub static Epoch: u64 = 0;
	/// Whether the subnet is being removed.
	pub static Ending: bool = false;
	/// Whether the pulse of round 13 was left out.
	pub static LeftOut: bool = true;
	/// The hotkeys whose bonds were reset.
	pub static BondsReset: Vec<u64> = Vec::new();
	/// The beacon's last round.
	pub static LastRound: Option<u64> = None;
}

pub struct OneSubnet;

impl SubnetsInterface<u64> for OneSubnet {
	fn can_commit(netuid: u16, who: &u64) -> bool {
		netuid == NETUID && Registered::get().contains(who)
	}

	fn is_ending(_netuid: u16) -> bool {
		Ending::get()
	}

	fn epoch_index(_netuid: u16) -> u64 {
		Epoch::get()
	}

	fn rows_of_bonds(_netuid: u16) -> u32 {
		7
	}

	fn reset_bonds(_netuid: u16, who: &u64) {
		BondsReset::mutate(|reset| reset.push(*who));
	}
}

/// A ciphertext of these tests is its round and then the bytes. Round 13 is left out until `LeftOut` is false; what
/// is left out may be brought for 200 rounds.
pub struct Beacon;

impl Timelock for Beacon {
	fn last_round() -> Option<u64> {
		LastRound::get()
	}

	fn may_come(round: u64) -> bool {
		round + 200 > LastRound::get().unwrap_or_default()
	}

	fn open(encrypted: &[u8], round: u64) -> Result<Vec<u8>, TimelockError> {
		if round == 13 && LeftOut::get() {
			return Err(TimelockError::NoPulse);
		}
		let bytes = encrypted.strip_prefix(&round.encode()[..]);
		bytes.map(<[u8]>::to_vec).ok_or(TimelockError::Undecipherable)
	}
}

impl pallet_commitments::Config for Test {
	type Balance = u64;
	type BlockNumberProvider = System;
	type Subnets = OneSubnet;
	type Timelock = Beacon;
	type MaxFields = ConstU32<3>;
	type WeightInfo = ();
}

/// A commitment of these fields.
pub fn info(fields: &[Data]) -> CommitmentInfo<ConstU32<3>> {
	CommitmentInfo {
		fields: BoundedVec::truncate_from(fields.to_vec()),
	}
}

/// Plain bytes.
pub fn raw(bytes: &[u8]) -> Data {
	Data::Raw(BoundedVec::truncate_from(bytes.to_vec()))
}

/// Bytes that `round` opens.
pub fn timelocked(bytes: &[u8], round: u64) -> Data {
	Data::TimelockEncrypted {
		encrypted: BoundedVec::truncate_from([&round.encode()[..], bytes].concat()),
		reveal_round: round,
	}
}

/// Runs `test` on a new chain in its first block, then checks the pallet's invariants.
pub fn run(test: impl FnOnce()) {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut chain: sp_io::TestExternalities = storage.into();
	chain.execute_with(|| {
		System::set_block_number(1);
		test();
		assert_eq!(Commitments::check_invariants(), Vec::<String>::new());
	});
}
