use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchResult;

use crate::{
	commit_reveal::commit_hash, mock::*, types::CommitDropReason, CommitRevealWeightsEnabled, Error, Event, LastUpdate,
	RevealPeriodEpochs, StakeThreshold, SubnetEpochIndex, WeightCommits, Weights, WeightsSetRateLimit,
	WeightsVersionKey,
};

const SALT: [u16; 2] = [11, 12];

fn hash(who: u16, netuid: u16, uids: &[u16], values: &[u16]) -> H256 {
	commit_hash(&hot(who), netuid, uids, values, &SALT, 0)
}

fn commit(who: u16, netuid: u16, uids: &[u16], values: &[u16]) -> DispatchResult {
	SubtensorModule::commit_weights(signed(hot(who)), netuid, hash(who, netuid, uids, values))
}

fn reveal(who: u16, netuid: u16, uids: &[u16], values: &[u16]) -> DispatchResult {
	SubtensorModule::reveal_weights(
		signed(hot(who)),
		netuid,
		uids.to_vec(),
		values.to_vec(),
		SALT.to_vec(),
		0,
	)
}

fn subnet() -> u16 {
	let netuid = working_subnet();
	CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
	netuid
}

#[test]
fn the_hash_is_that_of_the_reference() {
	// blake2b-256 of 32 x 01, u16 3, [1, 2], [5, 6], [7], u64 9 in SCALE, by an independent implementation
	let expected = "0xcff389f149014b7d11ecb8bd084f58a55dbc1f13169ba18d1bea0a37f523be8e";
	let hash = commit_hash(&sp_runtime::AccountId32::new([1; 32]), 3, &[1, 2], &[5, 6], &[7], 9);
	assert_eq!(format!("{hash:?}"), expected);
}

#[test]
fn committed_weights_are_revealed_in_their_epoch() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let committed_at = System::block_number();
		let epoch = SubnetEpochIndex::<Test>::get(netuid);
		let hash = hash(1, netuid, &[4, 3], &[2, 1]);
		assert_ok!(commit(1, netuid, &[4, 3], &[2, 1]));
		assert_eq!(events(), [Event::WeightsCommitted(hot(1), netuid, hash)]);
		assert_eq!(
			WeightCommits::<Test>::get(netuid, hot(1)).to_vec(),
			[(hash, epoch, committed_at, 0)]
		);
		assert_eq!(LastUpdate::<Test>::get(netuid)[1], committed_at);

		assert_noop!(reveal(1, netuid, &[4, 3], &[2, 1]), Error::<Test>::RevealTooEarly);
		run_to_epoch(netuid);
		assert!(!Weights::<Test>::contains_key(netuid, 1));
		events();
		assert_ok!(reveal(1, netuid, &[4, 3], &[2, 1]));
		assert_eq!(events(), [Event::WeightsRevealed(hot(1), netuid, hash)]);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, 32_768), (4, 65_535)]);
		assert!(!WeightCommits::<Test>::contains_key(netuid, hot(1)));
		// revealed weights date from their commit
		assert_eq!(LastUpdate::<Test>::get(netuid)[1], committed_at);
		assert_noop!(reveal(1, netuid, &[4, 3], &[2, 1]), Error::<Test>::NoWeightsCommitFound);
	});
}

#[test]
fn a_longer_period_is_waited_for() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		RevealPeriodEpochs::<Test>::insert(netuid, 2);
		assert_ok!(commit(1, netuid, &[3], &[1]));
		run_to_epoch(netuid);
		assert_noop!(reveal(1, netuid, &[3], &[1]), Error::<Test>::RevealTooEarly);
		run_to_epoch(netuid);
		assert_ok!(reveal(1, netuid, &[3], &[1]));
	});
}

#[test]
fn commits_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_noop!(commit(1, netuid + 1, &[3], &[1]), Error::<Test>::SubnetNotExists);
		assert_noop!(
			commit(9, netuid, &[3], &[1]),
			Error::<Test>::HotKeyNotRegisteredInSubNet
		);
		StakeThreshold::<Test>::put(200 * TOKEN);
		assert_noop!(commit(2, netuid, &[3], &[1]), Error::<Test>::NotEnoughStakeToSetWeights);
		StakeThreshold::<Test>::put(0);
		WeightsSetRateLimit::<Test>::insert(netuid, 3);
		assert_ok!(commit(1, netuid, &[3], &[1]));
		run(2);
		assert_noop!(commit(1, netuid, &[3], &[1]), Error::<Test>::CommittingWeightsTooFast);
		run(1);
		assert_ok!(commit(1, netuid, &[3], &[1]));
		CommitRevealWeightsEnabled::<Test>::insert(netuid, false);
		assert_noop!(commit(2, netuid, &[3], &[1]), Error::<Test>::CommitRevealDisabled);
	});
}

#[test]
fn a_hotkey_has_ten_open_commits_at_most() {
	ExtBuilder::default()
		.with(|genesis| genesis.tempo = 100)
		.build_and_execute(|| {
			let netuid = subnet();
			for value in 1..=10 {
				assert_ok!(commit(1, netuid, &[3, 4], &[1, value]));
				run(1);
			}
			assert_noop!(commit(1, netuid, &[3], &[1]), Error::<Test>::TooManyUnrevealedCommits);
			run_to_epoch(netuid);
			run_to_epoch(netuid);
			assert_ok!(commit(1, netuid, &[3], &[1]));
		});
}

#[test]
fn reveals_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_noop!(reveal(1, netuid + 1, &[3], &[1]), Error::<Test>::SubnetNotExists);
		assert_noop!(reveal(1, netuid, &[3], &[1]), Error::<Test>::NoWeightsCommitFound);
		assert_ok!(commit(1, netuid, &[3], &[1]));
		run_to_epoch(netuid);
		assert_noop!(reveal(1, netuid, &[3], &[1, 2]), Error::<Test>::WeightVecNotEqualSize);
		assert_noop!(
			SubtensorModule::reveal_weights(signed(hot(1)), netuid, vec![3], vec![1], vec![0; 129], 0),
			Error::<Test>::SaltTooLong
		);
		assert_noop!(
			reveal(1, netuid, &[3], &[2]),
			Error::<Test>::InvalidRevealCommitHashNotMatch
		);
		assert_noop!(reveal(2, netuid, &[3], &[1]), Error::<Test>::NoWeightsCommitFound);
		WeightsVersionKey::<Test>::insert(netuid, 1);
		assert_noop!(reveal(1, netuid, &[3], &[1]), Error::<Test>::IncorrectWeightVersionKey);
		WeightsVersionKey::<Test>::insert(netuid, 0);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, false);
		assert_noop!(reveal(1, netuid, &[3], &[1]), Error::<Test>::CommitRevealDisabled);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		assert_ok!(reveal(1, netuid, &[3], &[1]));
	});
}

#[test]
fn nobody_reveals_anothers_commit() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		// validator 2 commits the hash it saw from validator 1
		let copied = hash(1, netuid, &[3], &[1]);
		assert_ok!(SubtensorModule::commit_weights(signed(hot(2)), netuid, copied));
		run_to_epoch(netuid);
		assert_noop!(
			reveal(2, netuid, &[3], &[1]),
			Error::<Test>::InvalidRevealCommitHashNotMatch
		);
	});
}

#[test]
fn an_expired_commit_is_dropped_with_its_reason() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let hash = hash(1, netuid, &[3], &[1]);
		assert_ok!(commit(1, netuid, &[3], &[1]));
		run_to_epoch(netuid);
		events();
		// the epoch that ends the time to reveal drops it
		run_to_epoch(netuid);
		let told: Vec<_> = events()
			.into_iter()
			.filter(|event| matches!(event, Event::WeightsCommitDropped(..)))
			.collect();
		assert_eq!(
			told,
			[Event::WeightsCommitDropped(
				hot(1),
				netuid,
				hash,
				CommitDropReason::Expired
			)]
		);
		assert!(!WeightCommits::<Test>::contains_key(netuid, hot(1)));
		assert_noop!(reveal(1, netuid, &[3], &[1]), Error::<Test>::NoWeightsCommitFound);
	});
}

#[test]
fn a_commit_that_expired_while_the_rule_was_off_cannot_be_revealed() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let hash = hash(1, netuid, &[3], &[1]);
		assert_ok!(commit(1, netuid, &[3], &[1]));
		CommitRevealWeightsEnabled::<Test>::insert(netuid, false);
		run_to_epoch(netuid);
		run_to_epoch(netuid);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		assert_noop!(reveal(1, netuid, &[3], &[1]), Error::<Test>::ExpiredWeightCommit);
		events();
		// the next commit clears it away
		assert_ok!(commit(1, netuid, &[4], &[1]));
		let dropped = Event::WeightsCommitDropped(hot(1), netuid, hash, CommitDropReason::Expired);
		assert_eq!(events().first(), Some(&dropped));
	});
}

#[test]
fn a_newer_reveal_supersedes_older_commits() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let older = hash(1, netuid, &[3], &[1]);
		assert_ok!(commit(1, netuid, &[3], &[1]));
		run(1);
		assert_ok!(commit(1, netuid, &[4], &[1]));
		let newer = hash(1, netuid, &[4], &[1]);
		run_to_epoch(netuid);
		events();
		assert_ok!(reveal(1, netuid, &[4], &[1]));
		assert_eq!(
			events(),
			[
				Event::WeightsCommitDropped(hot(1), netuid, older, CommitDropReason::Superseded),
				Event::WeightsRevealed(hot(1), netuid, newer)
			]
		);
		assert_noop!(reveal(1, netuid, &[3], &[1]), Error::<Test>::NoWeightsCommitFound);
	});
}

#[test]
fn a_uid_given_to_another_since_the_commit_gets_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_ok!(commit(1, netuid, &[3, 4], &[1, 1]));
		run(1);
		SubtensorModule::replace_neuron(netuid, 4, &hot(5));
		crate::Owner::<Test>::insert(hot(5), cold(5));
		crate::OwnedHotkeys::<Test>::try_append(cold(5), hot(5)).unwrap();
		run_to_epoch(netuid);
		assert_ok!(reveal(1, netuid, &[3, 4], &[1, 1]));
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, 65_535)]);
	});
}

#[test]
fn a_commit_that_expired_while_weights_were_public_hides_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_ok!(commit(1, netuid, &[3], &[1]));
		CommitRevealWeightsEnabled::<Test>::insert(netuid, false);
		run_to_epoch(netuid);
		run_to_epoch(netuid);
		let newcomer = register(netuid, 5);
		run(1);
		weigh(netuid, 1, &[(newcomer, 1)]);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		run_to_epoch(netuid);
		assert_eq!(crate::Incentive::<Test>::get(netuid)[usize::from(newcomer)], u16::MAX);
	});
}
