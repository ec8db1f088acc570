//! What a block does at most, besides calls. Tests run these; what they take is measured part by part.

use alloc::vec;
use codec::Encode;
use frame_support::traits::{fungible::Mutate, Hooks};
use pallet_subnets::{
	dissolve::{Dissolution, Step},
	issuance::Pot,
	timelock::SealedRow,
	CommitRevealWeightsEnabled, Dissolutions, LastEpochBlock, NetworksAdded, PendingOwnerCut, PendingServerEmission,
	PendingValidatorEmission, SubnetEpochIndex, TimelockedEpochs, TimelockedWeightCommits, TotalNetworks,
	TotalPendingEmission, TotalStake,
};

use super::weights::inheriting;
use crate::{
	cases::{
		drand::store_pulse,
		world::{
			age, busy_neuron, coldkey, dense_rows, hotkey, list, named, next_epoch, permit, positions, sealed,
			stale_position, subnet_of, timelocked_commits, BEACON_SECRET, EPOCH, NEURONS, NOW, STAKE, TOKEN,
			VALIDATORS,
		},
		Case,
	},
	Balances, Runtime, SubtensorModule,
};

/// The next block begins.
fn block() -> Case {
	Case::hook(|| SubtensorModule::on_initialize(NOW + 1))
}

/// Opens `k` timelocked commits, each of all neurons.
pub fn opening(k: u32) -> Case {
	let (netuid, round) = (subnet_of(NEURONS), 1_000);
	age(netuid);
	permit(netuid, NEURONS);
	dense_rows(netuid, NEURONS);
	store_pulse(round, &BEACON_SECRET);
	CommitRevealWeightsEnabled::<Runtime>::insert(netuid, true);
	let commits = (NEURONS - k..NEURONS).map(|number| {
		let (uids, values) = named(NEURONS);
		let payload = (hotkey(number).encode(), uids, values, 0u64).encode();
		let row = SealedRow::truncate_from(sealed(round, &payload));
		(hotkey(number), u64::from(NOW) - 1, row, round)
	});
	TimelockedWeightCommits::<Runtime>::insert(netuid, EPOCH - 1, list(commits));
	TimelockedEpochs::<Runtime>::insert(netuid, list([(EPOCH - 1, round)]));
	block()
}

/// The epoch of a full subnet in which everybody weighs everybody, a validator has as many parents as it can, and all
/// are paid.
pub fn epoch(n: u32) -> Case {
	let netuid = subnet_of(n);
	age(netuid);
	permit(netuid, n);
	dense_rows(netuid, n);
	SubnetEpochIndex::<Runtime>::insert(netuid, EPOCH - 1);
	for number in n.saturating_sub(VALIDATORS)..n {
		stale_position(netuid, &coldkey(number), &hotkey(number));
	}
	if n == NEURONS {
		inheriting(netuid);
	}
	next_epoch(netuid);
	for number in n.saturating_sub(VALIDATORS)..n {
		stale_position(netuid, &coldkey(number), &hotkey(number));
	}
	pay_next_block(netuid);
	block()
}

/// The next block has the subnet's epoch, in which there is emission to pay.
pub fn pay_next_block(netuid: u16) {
	let amount = 100 * TOKEN;
	PendingServerEmission::<Runtime>::insert(netuid, amount);
	PendingValidatorEmission::<Runtime>::insert(netuid, amount);
	PendingOwnerCut::<Runtime>::insert(netuid, amount);
	Balances::mint_into(&Pot::Emission.account::<Runtime>(), 3 * amount).expect("there is room");
	TotalPendingEmission::<Runtime>::mutate(|pending| *pending += 3 * amount);
	LastEpochBlock::<Runtime>::insert(netuid, 1);
}

/// A subnet is being dissolved: its positions are paid back, or the records of its neurons removed.
fn dissolving(step: Step) -> Case {
	let netuid = subnet_of(NEURONS);
	age(netuid);
	dense_rows(netuid, NEURONS);
	permit(netuid, NEURONS);
	for number in 0..NEURONS {
		busy_neuron(netuid, &hotkey(number));
	}
	timelocked_commits(netuid, NEURONS, (1..VALIDATORS).map(hotkey));
	if step != Step::Records {
		let count = 300;
		positions(netuid, &hotkey(1), 20_000..20_000 + count);
		let stake = STAKE * u64::from(count);
		Balances::mint_into(&Pot::Stake.account::<Runtime>(), stake).expect("there is room");
		TotalStake::<Runtime>::mutate(|total| *total += stake);
	}
	NetworksAdded::<Runtime>::remove(netuid);
	TotalNetworks::<Runtime>::mutate(|total| *total -= 1);
	Dissolutions::<Runtime>::insert(netuid, Dissolution { step, returned: 0 });
	block()
}

/// Pays back positions.
pub fn paying_back() -> Case {
	dissolving(Step::Stakes { after: None })
}

/// Removes records.
pub fn removing_records() -> Case {
	dissolving(Step::Records)
}

/// All subnets are started and have emission, and no epoch is due.
pub fn quiet(s: u32) -> Case {
	for _ in 0..s {
		let netuid = subnet_of(1);
		age(netuid);
		pallet_subnets::StakeAverage::<Runtime>::insert(netuid, 1 << 40);
		pallet_subnets::RegistrationsThisBlock::<Runtime>::insert(netuid, 1);
		TimelockedEpochs::<Runtime>::insert(netuid, list(vec![(EPOCH, u64::MAX)]));
	}
	block()
}
