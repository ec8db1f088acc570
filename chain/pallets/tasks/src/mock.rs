//! A chain of System, Balances and this pallet, with one subnet.

use frame_support::{construct_runtime, derive_impl, traits::ConstU64};
use sp_runtime::{
	testing::{TestSignature, UintAuthorityId},
	BuildStorage,
};

use crate as pallet_tasks;
use crate::SubnetAuthors;

/// The subnet that there is.
pub const NETUID: u16 = 1;
pub const COLDKEY: u64 = 10;
pub const HOTKEY: u64 = 11;
pub const STRANGER: u64 = 12;
pub const FREE: u64 = 10_000;
pub const BASE: u64 = 100;
pub const PER_BYTE: u64 = 2;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Tasks: pallet_tasks,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

/// One subnet, owned by `COLDKEY` with `HOTKEY`.
pub struct OneSubnet;

impl SubnetAuthors<u64> for OneSubnet {
	fn authors(netuid: u16) -> Option<Vec<u64>> {
		(netuid == NETUID).then(|| vec![COLDKEY, HOTKEY])
	}
}

/// `TestSignature`, whose signer is an account.
#[derive(
	Clone, Debug, PartialEq, Eq, codec::Encode, codec::Decode, codec::DecodeWithMemTracking, scale_info::TypeInfo,
)]
pub struct Signature(pub u64, pub Vec<u8>);

impl sp_runtime::traits::Verify for Signature {
	type Signer = UintAuthorityId;

	fn verify<L: sp_runtime::traits::Lazy<[u8]>>(&self, mut message: L, signer: &u64) -> bool {
		TestSignature(self.0, self.1.clone()).verify(message.get(), signer)
	}
}

impl pallet_tasks::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type BlockNumberProvider = System;
	type Subnets = OneSubnet;
	type Signature = Signature;
	type DepositBase = ConstU64<BASE>;
	type DepositPerByte = ConstU64<PER_BYTE>;
	type WeightInfo = ();
}

/// Runs `test` on a new chain in its first block, then checks the pallet's invariants.
pub fn run(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: [COLDKEY, HOTKEY, STRANGER].map(|account| (account, FREE)).to_vec(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut chain: sp_io::TestExternalities = storage.into();
	chain.execute_with(|| {
		System::set_block_number(1);
		test();
		assert_eq!(Tasks::check_invariants(), Vec::<String>::new());
	});
}
