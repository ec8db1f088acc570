use codec::Compact;
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchResult;

use crate::{
	commit_reveal::commit_hash, mock::*, types::CommitDropReason, CommitRevealWeightsEnabled, Error, Event,
	WeightCommits, Weights,
};

/// Two working subnets of the same validators.
fn subnets() -> (u16, u16) {
	let first = working_subnet();
	let second = working_subnet();
	(first, second)
}

fn compact(netuids: &[u16]) -> Vec<Compact<u16>> {
	netuids.iter().copied().map(Compact).collect()
}

fn set(who: u16, rows: &[(u16, u16, u64)]) -> DispatchResult {
	SubtensorModule::batch_set_weights(
		signed(hot(who)),
		rows.iter().map(|(netuid, ..)| Compact(*netuid)).collect(),
		rows.iter()
			.map(|(_, uid, _)| vec![(Compact(*uid), Compact(1))])
			.collect(),
		rows.iter().map(|(.., key)| Compact(*key)).collect(),
	)
}

#[test]
fn a_batch_sets_weights_in_several_subnets() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = subnets();
		events();
		assert_ok!(set(1, &[(first, 3, 0), (second, 4, 0)]));
		assert_eq!(
			events(),
			[
				Event::WeightsSet(first, 1),
				Event::WeightsSet(second, 1),
				Event::BatchWeightsCompleted(compact(&[first, second]), hot(1)),
			]
		);
		assert_eq!(Weights::<Test>::get(first, 1).to_vec(), [(3, u16::MAX)]);
		assert_eq!(Weights::<Test>::get(second, 1).to_vec(), [(4, u16::MAX)]);
	});
}

#[test]
fn an_item_that_fails_does_not_hold_up_the_others() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = subnets();
		let missing = second + 1;
		CommitRevealWeightsEnabled::<Test>::insert(first, true);
		events();
		assert_ok!(set(1, &[(first, 3, 0), (missing, 3, 0), (second, 4, 0)]));
		assert_eq!(
			events(),
			[
				Event::WeightsSet(second, 1),
				Event::BatchCompletedWithErrors(),
				Event::BatchWeightItemFailed(first, Error::<Test>::CommitRevealEnabled.into()),
				Event::BatchWeightItemFailed(missing, Error::<Test>::SubnetNotExists.into()),
				Event::BatchWeightsCompleted(compact(&[first, missing, second]), hot(1)),
			]
		);
		assert!(!Weights::<Test>::contains_key(first, 1));
	});
}

#[test]
fn batches_that_make_no_sense_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = subnets();
		assert_noop!(set(1, &[]), Error::<Test>::EmptyBatch);
		assert_noop!(set(1, &[(first, 3, 0), (first, 4, 0)]), Error::<Test>::DuplicateNetuids);
		let netuids = compact(&[first, second]);
		let rows = vec![vec![(Compact(3), Compact(1))]; 2];
		for (rows, keys) in [(1, 2), (2, 1), (0, 2)].map(|(r, k)| (rows[..r].to_vec(), vec![Compact(0); k])) {
			assert_noop!(
				SubtensorModule::batch_set_weights(signed(hot(1)), netuids.clone(), rows, keys),
				Error::<Test>::InputLengthsUnequal
			);
		}
		let commit = |netuids: &[u16], hashes: usize| {
			SubtensorModule::batch_commit_weights(signed(hot(1)), compact(netuids), vec![H256::zero(); hashes])
		};
		assert_noop!(commit(&[], 0), Error::<Test>::EmptyBatch);
		assert_noop!(commit(&[first], 2), Error::<Test>::InputLengthsUnequal);
		assert_noop!(commit(&[first, first], 2), Error::<Test>::DuplicateNetuids);
		let reveal = |lists: [usize; 4]| {
			let list = |len| vec![vec![1u16]; len];
			let [uids, values, salts, keys] = lists;
			SubtensorModule::batch_reveal_weights(
				signed(hot(1)),
				first,
				list(uids),
				list(values),
				list(salts),
				vec![0; keys],
			)
		};
		assert_noop!(reveal([0; 4]), Error::<Test>::EmptyBatch);
		for lists in [[1, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 2], [2, 1, 1, 1]] {
			assert_noop!(reveal(lists), Error::<Test>::InputLengthsUnequal);
		}
		assert_noop!(reveal([1; 4]), Error::<Test>::CommitRevealDisabled);
	});
}

#[test]
fn a_batch_commits_in_several_subnets() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = subnets();
		CommitRevealWeightsEnabled::<Test>::insert(first, true);
		let hashes = [first, second].map(|netuid| commit_hash(&hot(1), netuid, &[3], &[1], &[1], 0));
		events();
		assert_ok!(SubtensorModule::batch_commit_weights(
			signed(hot(1)),
			compact(&[first, second]),
			hashes.to_vec()
		));
		assert_eq!(
			events(),
			[
				Event::WeightsCommitted(hot(1), first, hashes[0]),
				Event::BatchCompletedWithErrors(),
				Event::BatchWeightItemFailed(second, Error::<Test>::CommitRevealDisabled.into()),
				Event::BatchWeightsCompleted(compact(&[first, second]), hot(1)),
			]
		);
	});
}

/// Hotkey 1's commit of weight 1 for `uid`.
fn hash(netuid: u16, uid: u16) -> H256 {
	commit_hash(&hot(1), netuid, &[uid], &[1], &[7], 0)
}

fn reveal(netuid: u16, uids: &[u16]) -> DispatchResult {
	SubtensorModule::batch_reveal_weights(
		signed(hot(1)),
		netuid,
		uids.iter().map(|uid| vec![*uid]).collect(),
		vec![vec![1]; uids.len()],
		vec![vec![7]; uids.len()],
		vec![0; uids.len()],
	)
}

#[test]
fn a_batch_reveals_all_or_none() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		for uid in [2, 3, 4] {
			assert_ok!(SubtensorModule::commit_weights(
				signed(hot(1)),
				netuid,
				hash(netuid, uid)
			));
			run(1);
		}
		assert_noop!(reveal(netuid, &[3, 4]), Error::<Test>::RevealTooEarly);
		run_to_epoch(netuid);
		// an unknown one, and one that the newer one before it supersedes
		assert_noop!(reveal(netuid, &[3, 1]), Error::<Test>::InvalidRevealCommitHashNotMatch);
		assert_noop!(reveal(netuid, &[4, 3]), Error::<Test>::NoWeightsCommitFound);
		assert_eq!(WeightCommits::<Test>::get(netuid, hot(1)).len(), 3);
		events();
		assert_ok!(reveal(netuid, &[3, 4]));
		assert_eq!(
			events(),
			[
				Event::WeightsCommitDropped(hot(1), netuid, hash(netuid, 2), CommitDropReason::Superseded),
				Event::WeightsBatchRevealed(hot(1), netuid, vec![hash(netuid, 3), hash(netuid, 4)]),
			]
		);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(4, u16::MAX)]);
		assert!(!WeightCommits::<Test>::contains_key(netuid, hot(1)));
	});
}
