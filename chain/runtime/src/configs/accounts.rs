//! Accounts that several keys or other keys act for: Multisig and Proxy, and what both and root need to store a
//! call for later: Preimage and Scheduler.
//!
//! **Deposits.** What stands in the state has a price, as in the reference: 0.02 token an item and 0.001 token a
//! byte, held (or reserved) until it is removed, so that nobody fills the state for the price of a fee.

use core::cmp::Ordering;

use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, LinearStoragePrice, PrivilegeCmp},
	weights::Weight,
};
use frame_system::{EnsureRoot, RawOrigin};
use sp_runtime::{traits::BlakeTwo256, Perbill};

use crate::{
	proxies::ProxyType, weights::MAXIMUM_BLOCK_WEIGHT, AccountId, Balance, Balances, ChainClock, OriginCaller,
	Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin,
};

/// What `items` entries of together `bytes` bytes in the state cost as long as they stand, in rao.
const fn deposit(items: u32, bytes: u32) -> Balance {
	const PER_ITEM: Balance = 20_000_000;
	const PER_BYTE: Balance = 1_000_000;
	items as Balance * PER_ITEM + bytes as Balance * PER_BYTE
}

/// Signatories of one multisig account. Each approval writes the list again: 100 accounts are 3.2 kB.
const MAX_SIGNATORIES: u32 = 100;
/// Proxies of one account. All are read at each proxied call: 20 are 740 bytes.
const MAX_PROXIES: u32 = 20;
/// Announced calls of one delegate that have not been made. All are read at each announcement: 75 are 5.1 kB.
const MAX_PENDING: u32 = 75;
/// Scheduled calls of one block. The agenda is read and written as a whole.
const MAX_SCHEDULED_PER_BLOCK: u32 = 50;

parameter_types! {
	/// One item: a key of 64 bytes, a value of 48.
	pub const MultisigDepositBase: Balance = deposit(1, 112);
	/// An account more in the value.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
	/// One item: a key of 32 bytes, a value of 8.
	pub const ProxyDepositBase: Balance = deposit(1, 40);
	/// An account and a kind more in the value.
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	/// One item: a value of 16 bytes.
	pub const AnnouncementDepositBase: Balance = deposit(1, 16);
	/// An account, a hash and a block more in the value.
	pub const AnnouncementDepositFactor: Balance = deposit(0, 68);
	/// Two items: the bytes, and who noted them.
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	/// A byte more of the preimage, which may have 4 MiB.
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
	pub const PreimageHoldReason: RuntimeHoldReason = RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	/// Half a block for what root scheduled: enough for an upgrade of the runtime, and an epoch still fits beside it.
	pub MaximumSchedulerWeight: Weight = Perbill::from_percent(50) * MAXIMUM_BLOCK_WEIGHT;
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<MAX_SIGNATORIES>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = ChainClock;
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<MAX_PROXIES>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<MAX_PENDING>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = ChainClock;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

/// Root may cancel whatever was scheduled; nobody else schedules.
pub struct RootAboveAll;

impl PrivilegeCmp<OriginCaller> for RootAboveAll {
	fn cmp_privilege(left: &OriginCaller, right: &OriginCaller) -> Option<Ordering> {
		match (left, right) {
			_ if left == right => Some(Ordering::Equal),
			(OriginCaller::system(RawOrigin::Root), _) => Some(Ordering::Greater),
			_ => None,
		}
	}
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeEvent = RuntimeEvent;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	// scheduled calls run before any transaction: whoever may schedule takes room from all others
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = RootAboveAll;
	type MaxScheduledPerBlock = ConstU32<MAX_SCHEDULED_PER_BLOCK>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = ChainClock;
}
