//! Cases of the commitments pallet.

use alloc::{boxed::Box, vec};
use frame_support::traits::Hooks;
use pallet_commitments::{Call, CommitmentInfo, Config, Data, UsageTracker, UsedSpaceOf, WeightInfo};
use pallet_subnets::{BondsResetOn, SubnetEpochIndex};

use super::{
	world::{
		commit_fields, dense_rows, hotkey, list, sealed, set_block, subnet_of, timelocked_fields, BEACON_SECRET, EPOCH,
		MESSAGES, NOW,
	},
	Case,
};
use crate::{AccountId, Commitments, Runtime};

type Weights = <Runtime as Config>::WeightInfo;

/// A neuron whose commitment is listed under as many rounds as it can be, and which has used space in this epoch.
fn committer(neurons: u32) -> (u16, AccountId) {
	let (netuid, who) = (subnet_of(neurons), hotkey(1));
	SubnetEpochIndex::<Runtime>::insert(netuid, EPOCH);
	commit_fields(netuid, &who);
	let usage = UsageTracker {
		last_epoch: EPOCH,
		used_space: 1,
	};
	UsedSpaceOf::<Runtime>::insert(netuid, &who, usage);
	pallet_commitments::MaxSpace::<Runtime>::put(10_000);
	set_block(NOW);
	(netuid, who)
}

/// Replaces a timelocked commitment by another of `b` bytes.
pub fn set_commitment(b: u32) -> Case {
	let (netuid, who) = committer(2);
	let info = Box::new(timelocked_fields(2_000, b));
	Case::signed(who, Call::set_commitment { netuid, info })
}

/// Commits that the bonds on the neuron begin anew, which all of `n` neurons have.
pub fn set_commitment_resetting_bonds(n: u32) -> Case {
	let (netuid, who) = committer(n);
	BondsResetOn::<Runtime>::insert(netuid, true);
	dense_rows(netuid, n);
	let info = CommitmentInfo {
		fields: list([Data::ResetBondsFlag]),
	};
	let info = Box::new(info);
	Case::signed(who, Call::set_commitment { netuid, info })
}

/// Root sets a limit.
pub fn set_max_space() -> Case {
	Case::root(Call::set_max_space { new_limit: 7 })
}

/// What the pool asks.
pub fn check_commitment() -> Case {
	let (netuid, who) = committer(2);
	Case::hook(move || {
		Commitments::check_commitment(&who, netuid, &timelocked_fields(2_000, 3_072))
			.expect("nothing stands in the way");
		Weights::check_commitment()
	})
}

/// A block that looks at `r` rounds, in the last of which `k` fields are opened, each of a neuron of its own.
pub fn on_initialize(r: u32, k: u32) -> Case {
	let first = 1_000;
	let last = first + u64::from(r) - 1;
	let netuid = subnet_of(MESSAGES + 1);
	super::drand::store_pulse(last, &BEACON_SECRET);
	for number in 1..=k {
		let who = hotkey(number);
		let encrypted = list(sealed(last, &vec![1; 700]));
		let field = Data::TimelockEncrypted {
			encrypted,
			reveal_round: last,
		};
		let info = CommitmentInfo { fields: list([field]) };
		Commitments::set_commitment(super::world::origin(&who), netuid, Box::new(info))
			.expect("the hotkey is registered");
	}
	pallet_commitments::NextRound::<Runtime>::put(first);
	assert_eq!(pallet_drand::LastStoredRound::<Runtime>::get(), last);
	Case::hook(|| Commitments::on_initialize(NOW))
}
