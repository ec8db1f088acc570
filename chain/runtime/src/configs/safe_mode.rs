//! Safe mode: root closes the chain to all but what keeps it alive, while a fault is found and mended.
//!
//! Nobody enters by a deposit, as in the reference: a stop that can be bought is one more way to attack. It ends by
//! itself, so that a chain whose root lost its key does not stay closed.

use frame_support::{parameter_types, traits::Contains};
use frame_system::{EnsureRoot, EnsureRootWithSuccess};

use crate::{AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason};

/// Blocks of 12 s in an hour.
const HOUR: BlockNumber = 300;

parameter_types! {
	/// A day, which is long enough to build, review and ship an upgrade.
	pub const RootEnterDuration: BlockNumber = 24 * HOUR;
	/// Half a day more, as often as needed.
	pub const RootExtendDuration: BlockNumber = 12 * HOUR;
	pub const NoDuration: BlockNumber = 0;
	pub const NotForSale: Option<Balance> = None;
	pub const NoRelease: Option<BlockNumber> = None;
}

/// What passes in safe mode, besides the calls of the pallet itself:
///
/// - root's calls, and the ways to them where root is a multisig or has a proxy (what is inside passes this list
///   again, unless it is root's);
/// - what a neuron does to keep its place, and cannot make up for afterwards: weights, endpoint, commitment, and the
///   pulses that open what was sealed;
/// - taking a delegate's rights away and stopping a coldkey's swap, which may be the reason for it all.
pub struct SafeModeCalls;

impl Contains<RuntimeCall> for SafeModeCalls {
	fn contains(call: &RuntimeCall) -> bool {
		use pallet_proxy::Call as Proxy;
		use pallet_subnets::Call as Subnets;
		match call {
			RuntimeCall::System(_) | RuntimeCall::Timestamp(_) | RuntimeCall::Sudo(_) | RuntimeCall::Multisig(_) => {
				true
			}
			RuntimeCall::Proxy(call) => matches!(
				call,
				Proxy::proxy { .. }
					| Proxy::proxy_announced { .. }
					| Proxy::reject_announcement { .. }
					| Proxy::remove_proxy { .. }
					| Proxy::remove_proxies { .. }
			),
			RuntimeCall::SubtensorModule(call) => matches!(
				call,
				Subnets::set_weights { .. }
					| Subnets::set_mechanism_weights { .. }
					| Subnets::batch_set_weights { .. }
					| Subnets::commit_weights { .. }
					| Subnets::commit_mechanism_weights { .. }
					| Subnets::batch_commit_weights { .. }
					| Subnets::commit_timelocked_weights { .. }
					| Subnets::commit_timelocked_mechanism_weights { .. }
					| Subnets::reveal_weights { .. }
					| Subnets::reveal_mechanism_weights { .. }
					| Subnets::batch_reveal_weights { .. }
					| Subnets::serve_axon { .. }
					| Subnets::dispute_coldkey_swap { .. }
			),
			RuntimeCall::Commitments(pallet_commitments::Call::set_commitment { .. }) => true,
			RuntimeCall::Drand(pallet_drand::Call::write_pulse { .. }) => true,
			_ => false,
		}
	}
}

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = SafeModeCalls;
	type EnterDuration = NoDuration;
	type ExtendDuration = NoDuration;
	type EnterDepositAmount = NotForSale;
	type ExtendDepositAmount = NotForSale;
	type ForceEnterOrigin = EnsureRootWithSuccess<AccountId, RootEnterDuration>;
	type ForceExtendOrigin = EnsureRootWithSuccess<AccountId, RootExtendDuration>;
	type ForceExitOrigin = EnsureRoot<AccountId>;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}
