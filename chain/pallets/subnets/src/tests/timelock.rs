use codec::Encode;
use frame_support::{assert_noop, assert_ok, BoundedVec};
use ganglion_timelock::OpenError;
use sp_runtime::DispatchResult;

use crate::{
	mechanisms::Mechanism,
	mock::*,
	timelock::{longest_row, sealed_hash, SealedRow, MAX_TIMELOCKED_COMMIT_BYTES},
	types::{CommitDropReason, RevealFailure},
	CommitRevealWeightsEnabled, CommitRevealWeightsVersion, Error, Event, Incentive, LastUpdate, RevealPeriodEpochs,
	StakeThreshold, SubnetEpochIndex, TimelockedEpochs, TimelockedWeightCommits, Weights, WeightsSetRateLimit,
};

const VERSION: u16 = 4;

/// What hotkey `number` seals.
fn payload(number: u16, row: &[(u16, u16)]) -> Vec<u8> {
	let (uids, values): (Vec<u16>, Vec<u16>) = row.iter().copied().unzip();
	(hot(number).encode(), uids, values, 0u64).encode()
}

fn row(number: u16, row: &[(u16, u16)], round: u64) -> SealedRow {
	sealed(&payload(number, row), round)
}

fn commit(number: u16, netuid: u16, sealed: SealedRow, round: u64) -> DispatchResult {
	SubtensorModule::commit_timelocked_weights(signed(hot(number)), netuid, sealed, round, VERSION)
}

/// `working_subnet` with commit-reveal.
fn subnet() -> u16 {
	let netuid = working_subnet();
	CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
	netuid
}

/// A round that is signed three blocks after the subnet's next epoch.
fn round_after_epoch(netuid: u16) -> u64 {
	round_of_block(SubtensorModule::next_epoch_block(netuid) + 3)
}

/// What is told of timelocked commits since the last call.
fn told() -> Vec<Event<Test>> {
	events()
		.into_iter()
		.filter(|event| {
			matches!(
				event,
				Event::TimelockedWeightsRevealed(..)
					| Event::TimelockedWeightsNotRevealed { .. }
					| Event::WeightsCommitDropped(..)
			)
		})
		.collect()
}

fn not_revealed(number: u16, index: u16, sealed: &SealedRow, reason: RevealFailure) -> Event<Test> {
	Event::TimelockedWeightsNotRevealed {
		hotkey: hot(number),
		index,
		commit_hash: sealed_hash(sealed),
		reason,
	}
}

#[test]
fn weights_open_by_themselves_in_their_epoch() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let (committed_at, epoch) = (System::block_number(), SubnetEpochIndex::<Test>::get(netuid));
		let round = round_after_epoch(netuid);
		let sealed = row(1, &[(4, 2), (3, 1)], round);
		assert_ok!(commit(1, netuid, sealed.clone(), round));
		assert_eq!(
			events(),
			[Event::TimelockedWeightsCommitted(
				hot(1),
				netuid,
				sealed_hash(&sealed),
				round
			)]
		);
		assert_eq!(
			TimelockedWeightCommits::<Test>::get(netuid, epoch).to_vec(),
			[(hot(1), committed_at, sealed, round)]
		);
		assert_eq!(LastUpdate::<Test>::get(netuid)[1], committed_at);

		run_to_epoch(netuid);
		run(2);
		// the epoch has come, but not the round
		assert!(!Weights::<Test>::contains_key(netuid, 1));
		run(1);
		pulse(round);
		events();
		run(1);
		assert_eq!(told(), [Event::TimelockedWeightsRevealed(netuid, hot(1))]);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, 32_768), (4, 65_535)]);
		// revealed weights date from their commit
		assert_eq!(LastUpdate::<Test>::get(netuid)[1], committed_at);
		assert_eq!(TimelockedWeightCommits::<Test>::iter().count(), 0);
		assert_eq!(TimelockedEpochs::<Test>::iter().count(), 0);
		run_to_epoch(netuid);
		assert!(Incentive::<Test>::get(netuid)[4] > Incentive::<Test>::get(netuid)[3]);
	});
}

#[test]
fn a_round_that_is_signed_early_opens_nothing_early() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		RevealPeriodEpochs::<Test>::insert(netuid, 2);
		let round = round_of_block(System::block_number() + 1);
		assert_ok!(commit(1, netuid, row(1, &[(3, 1)], round), round));
		run(1);
		pulse(round);
		run_to_epoch(netuid);
		run(1);
		assert!(!Weights::<Test>::contains_key(netuid, 1));
		run_to_epoch(netuid);
		assert!(!Weights::<Test>::contains_key(netuid, 1));
		run(1);
		assert!(Weights::<Test>::contains_key(netuid, 1));
	});
}

#[test]
fn what_bittensors_client_sealed_for_quicknet_opens() {
	let vectors: serde_json::Value =
		serde_json::from_str(include_str!("../../../../timelock/tests/vectors/quicknet.json")).unwrap();
	let round = vectors["round"].as_u64().unwrap();
	let bytes = |value: &serde_json::Value| hex::decode(value.as_str().unwrap()).unwrap();
	let sealed = |list: &str, at: usize| SealedRow::try_from(bytes(&vectors[list][at]["sealed"])).unwrap();
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		pallet_drand::BeaconConfig::<Test>::put(pallet_drand::quicknet());
		// the last epoch whose next one has the round
		let block = round / ROUNDS_PER_BLOCK;
		while SubtensorModule::next_epoch_block(netuid) + u64::from(TEMPO) <= block {
			run(1);
		}
		assert_eq!(bytes(&vectors["commits"][0]["hotkey"]), hot(1).encode());
		let legacy = sealed("messages", 2);
		assert_ok!(commit(1, netuid, sealed("commits", 0), round));
		assert_ok!(commit(2, netuid, legacy.clone(), round));
		events();
		run_to(block);
		bring_pulse(round, &bytes(&vectors["signature"]));
		run(1);
		// a payload without its hotkey could be anybody's: it is refused
		assert_eq!(
			told(),
			[
				Event::TimelockedWeightsRevealed(netuid, hot(1)),
				not_revealed(2, netuid, &legacy, RevealFailure::PayloadUnreadable),
			]
		);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, 1), (4, 65_535)]);
	});
}

#[test]
fn commits_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let round = round_after_epoch(netuid);
		let good = || row(1, &[(3, 1)], round);
		let with_version =
			|version| SubtensorModule::commit_timelocked_weights(signed(hot(1)), netuid, good(), round, version);
		assert_noop!(commit(1, netuid + 1, good(), round), Error::<Test>::SubnetNotExists);
		assert_noop!(with_version(3), Error::<Test>::IncorrectCommitRevealVersion);
		CommitRevealWeightsVersion::<Test>::put(3);
		assert_noop!(with_version(4), Error::<Test>::IncorrectCommitRevealVersion);
		CommitRevealWeightsVersion::<Test>::put(4);
		assert_noop!(
			commit(9, netuid, good(), round),
			Error::<Test>::HotKeyNotRegisteredInSubNet
		);
		assert_noop!(commit(3, netuid, good(), round), Error::<Test>::NeuronNoValidatorPermit);
		StakeThreshold::<Test>::put(200 * TOKEN);
		assert_noop!(
			commit(2, netuid, good(), round),
			Error::<Test>::NotEnoughStakeToSetWeights
		);
		StakeThreshold::<Test>::put(0);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, false);
		assert_noop!(commit(1, netuid, good(), round), Error::<Test>::CommitRevealDisabled);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		let mut cut = good();
		cut.pop();
		assert_noop!(commit(1, netuid, cut, round), Error::<Test>::MalformedTimelockedCommit);
		let six = sealed(&[0; 33 + 3 * 4 + 8 + 6 * 4], round);
		assert_noop!(commit(1, netuid, six, round), Error::<Test>::TimelockedCommitTooLong);
		let in_mechanism =
			SubtensorModule::commit_timelocked_mechanism_weights(signed(hot(1)), netuid, 1, good(), round, VERSION);
		assert_noop!(in_mechanism, Error::<Test>::MechanismDoesNotExist);
		WeightsSetRateLimit::<Test>::insert(netuid, 3);
		assert_ok!(commit(1, netuid, good(), round));
		run(2);
		assert_noop!(
			commit(1, netuid, good(), round),
			Error::<Test>::CommittingWeightsTooFast
		);
	});
}

#[test]
fn the_round_is_bounded_both_ways() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let now = round_of_block(System::block_number());
		pulse(now);
		let at = |round| commit(1, netuid, row(1, &[(3, 1)], round), round);
		assert_noop!(at(now), Error::<Test>::InvalidRevealRound);
		// a reveal period of one: until the end of the next epoch
		let last = round_of_block(SubtensorModule::next_epoch_block(netuid) + u64::from(TEMPO));
		assert_noop!(at(last + 1), Error::<Test>::InvalidRevealRound);
		assert_noop!(at(u64::MAX), Error::<Test>::InvalidRevealRound);
		assert_ok!(at(last));
		run(1);
		assert_ok!(at(now + 1));
	});
}

#[test]
fn the_longest_row_fits() {
	assert!(longest_row(32, 4_096) >= 16_673);
	assert!(longest_row(32, 4_096) <= MAX_TIMELOCKED_COMMIT_BYTES as usize);
	let neurons: Vec<(u16, u16)> = (0..256).map(|uid| (uid, uid)).collect();
	assert!(sealed(&payload(1, &neurons), 1).len() <= longest_row(32, 256));
}

#[test]
fn a_later_commit_of_the_epoch_takes_the_place_of_the_former() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let round = round_after_epoch(netuid);
		let (former, latter) = (row(1, &[(3, 1)], round), row(1, &[(4, 1)], round + 1));
		assert_ok!(commit(1, netuid, former.clone(), round));
		run(1);
		events();
		assert_ok!(commit(1, netuid, latter, round + 1));
		let dropped = Event::WeightsCommitDropped(hot(1), netuid, sealed_hash(&former), CommitDropReason::Superseded);
		assert_eq!(events().first(), Some(&dropped));
		let epoch = SubnetEpochIndex::<Test>::get(netuid);
		assert_eq!(TimelockedEpochs::<Test>::get(netuid).to_vec(), [(epoch, round + 1)]);
		run_to_epoch(netuid);
		run(4);
		pulse(round);
		pulse(round + 1);
		run(1);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(4, u16::MAX)]);
	});
}

/// Runs a commit of validator 1, who has weights already, to what becomes of it.
fn outcome(message: SealedRow, bring: bool, reason: RevealFailure) {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 1)]);
		run_to_epoch(netuid);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		// the messages of these tests are sealed for this round
		assert_eq!(round_after_epoch(netuid), ROUND);
		assert_ok!(commit(1, netuid, message.clone(), ROUND));
		run_to_epoch(netuid);
		run(4);
		assert!(Weights::<Test>::contains_key(netuid, 1));
		events();
		if bring {
			pulse(ROUND);
		}
		run_to_epoch(netuid);
		run(1);
		assert_eq!(told(), [not_revealed(1, netuid, &message, reason)]);
		assert!(!Weights::<Test>::contains_key(netuid, 1));
	});
}

/// The round of [`outcome`].
const ROUND: u64 = ROUNDS_PER_BLOCK * (1 + 3 * TEMPO as u64 + 3) + 1;

#[test]
fn a_commit_whose_pulse_never_comes_empties_the_row() {
	outcome(row(1, &[(4, 1)], ROUND), false, RevealFailure::PulseMissing);
}

#[test]
fn a_commit_that_does_not_open_empties_the_row() {
	let another_round = row(1, &[(4, 1)], ROUND + 1);
	outcome(another_round, true, RevealFailure::NotOpened(OpenError::WrongRound));
	let mut corrupted = row(1, &[(4, 1)], ROUND).into_inner();
	let tag = corrupted.len() - 44;
	corrupted[tag] ^= 1;
	outcome(
		BoundedVec::truncate_from(corrupted),
		true,
		RevealFailure::NotOpened(OpenError::Corrupted),
	);
	let mut no_point = row(1, &[(4, 1)], ROUND).into_inner();
	no_point[..96].fill(1);
	outcome(
		BoundedVec::truncate_from(no_point),
		true,
		RevealFailure::NotOpened(OpenError::Malformed),
	);
}

#[test]
fn a_copied_or_foreign_payload_empties_the_row() {
	outcome(row(2, &[(4, 1)], ROUND), true, RevealFailure::HotkeyMismatch);
	let without_hotkey = (vec![4u16, 3], vec![1u16, 1], 0u64).encode();
	outcome(sealed(&without_hotkey, ROUND), true, RevealFailure::PayloadUnreadable);
	let mut longer = payload(1, &[(4, 1)]);
	longer.push(0);
	outcome(sealed(&longer, ROUND), true, RevealFailure::PayloadUnreadable);
}

#[test]
fn a_row_that_could_not_be_set_empties_the_validators() {
	let refused = |error: Error<Test>| RevealFailure::RowRefused(error.into());
	outcome(
		row(1, &[(9, 1)], ROUND),
		true,
		refused(Error::<Test>::UidVecContainInvalidOne),
	);
	outcome(row(1, &[], ROUND), true, refused(Error::<Test>::WeightVecLengthIsLow));
	outcome(
		row(1, &[(4, 1), (4, 1)], ROUND),
		true,
		refused(Error::<Test>::DuplicateUids),
	);
}

#[test]
fn a_block_opens_so_many_and_the_rest_waits() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let round = round_of_block(SubtensorModule::next_epoch_block(netuid) + u64::from(TEMPO));
		for number in 0..3 {
			assert_ok!(commit(number, netuid, row(number, &[(3, 1)], round), round));
		}
		run_to_epoch(netuid);
		run_to_epoch(netuid);
		// the reveal epoch is over in this block, which brings the pulse too late for it
		pulse(round);
		events();
		run(1);
		let revealed = |number| Event::TimelockedWeightsRevealed(netuid, hot(number));
		assert_eq!(told(), [revealed(0), revealed(1)]);
		run(1);
		assert_eq!(told(), [revealed(2)]);
	});
}

#[test]
fn subnets_take_turns_in_being_first() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (subnet(), subnet());
		let last = |netuid| SubtensorModule::next_epoch_block(netuid) + u64::from(TEMPO);
		let round = round_of_block(last(first).min(last(second)) - 2);
		for netuid in [first, second] {
			for number in [1, 2] {
				assert_ok!(commit(number, netuid, row(number, &[(3, 1)], round), round));
			}
		}
		run_to_epoch(first);
		run_to_epoch(second);
		while round_of_block(System::block_number()) < round {
			run(1);
		}
		pulse(round);
		events();
		run(1);
		let of = |netuid| [1, 2].map(|number| Event::TimelockedWeightsRevealed(netuid, hot(number)));
		let order = match System::block_number() % 2 {
			0 => [first, second],
			_ => [second, first],
		};
		assert_eq!(told(), of(order[0]));
		run(1);
		assert_eq!(told(), of(order[1]));
	});
}

#[test]
fn a_uid_given_to_another_since_the_commit_gets_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let round = round_after_epoch(netuid);
		assert_ok!(commit(1, netuid, row(1, &[(3, 1), (4, 1)], round), round));
		let superseded = row(2, &[(3, 1)], round);
		assert_ok!(commit(2, netuid, superseded.clone(), round));
		run(1);
		for (uid, number) in [(4, 5), (2, 6)] {
			SubtensorModule::replace_neuron(netuid, uid, &hot(number));
			crate::Owner::<Test>::insert(hot(number), cold(number));
			crate::OwnedHotkeys::<Test>::try_append(cold(number), hot(number)).unwrap();
		}
		// a replaced validator's commit goes with it
		let dropped = Event::WeightsCommitDropped(
			hot(2),
			netuid,
			sealed_hash(&superseded),
			CommitDropReason::NeuronReplaced,
		);
		assert_eq!(told(), [dropped]);
		run_to_epoch(netuid);
		run(4);
		pulse(round);
		run(1);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, u16::MAX)]);
	});
}

#[test]
fn weights_set_since_the_commit_remain() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let round = round_after_epoch(netuid);
		let sealed = row(1, &[(3, 1)], round);
		assert_ok!(commit(1, netuid, sealed.clone(), round));
		CommitRevealWeightsEnabled::<Test>::insert(netuid, false);
		run(1);
		weigh(netuid, 1, &[(4, 1)]);
		run_to_epoch(netuid);
		run(4);
		pulse(round);
		events();
		run(1);
		let dropped = Event::WeightsCommitDropped(hot(1), netuid, sealed_hash(&sealed), CommitDropReason::Superseded);
		assert_eq!(told(), [dropped]);
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(4, u16::MAX)]);
	});
}

#[test]
fn a_newcomer_gets_nothing_from_a_validator_whose_commit_is_older() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 1), (4, 1)]);
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		RevealPeriodEpochs::<Test>::insert(netuid, 3);
		run(1);
		let round = round_of_block(SubtensorModule::next_epoch_block(netuid) + 2 * u64::from(TEMPO) + 1);
		assert_ok!(commit(1, netuid, row(1, &[(3, 1)], round), round));
		run(1);
		// the uid's weight stays in the row, as if the newcomer had been meant
		crate::BlockAtRegistration::<Test>::insert(netuid, 4, System::block_number());
		LastUpdate::<Test>::mutate(netuid, |column| column[1] = System::block_number() + 1);
		run_to_epoch(netuid);
		assert_eq!(Incentive::<Test>::get(netuid).to_vec(), [0, 0, 0, u16::MAX, 0]);
	});
}

#[test]
fn mechanisms_have_timelocked_commits_of_their_own() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		assert_ok!(SubtensorModule::set_mechanism_count(netuid, 2));
		let index = Mechanism { netuid, mecid: 1 }.index();
		let round = round_after_epoch(netuid);
		let sealed = row(1, &[(4, 1)], round);
		assert_ok!(SubtensorModule::commit_timelocked_mechanism_weights(
			signed(hot(1)),
			netuid,
			1,
			sealed.clone(),
			round,
			VERSION
		));
		assert_ok!(commit(1, netuid, row(1, &[(3, 1)], round), round));
		run_to_epoch(netuid);
		run(4);
		pulse(round);
		events();
		run(1);
		assert_eq!(
			told(),
			[
				Event::TimelockedWeightsRevealed(netuid, hot(1)),
				Event::TimelockedWeightsRevealed(index, hot(1)),
			]
		);
		assert_eq!(Weights::<Test>::get(index, 1).to_vec(), [(4, u16::MAX)]);
		let round = round_after_epoch(netuid);
		let sealed = row(1, &[(4, 1)], round);
		assert_ok!(SubtensorModule::commit_timelocked_mechanism_weights(
			signed(hot(1)),
			netuid,
			1,
			sealed.clone(),
			round,
			VERSION
		));
		assert_ok!(SubtensorModule::set_mechanism_count(netuid, 1));
		let dropped =
			Event::WeightsCommitDropped(hot(1), index, sealed_hash(&sealed), CommitDropReason::MechanismRemoved);
		assert!(told().contains(&dropped));
	});
}

#[test]
fn the_invariants_see_commits_out_of_place() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = subnet();
		let (round, epoch) = (round_after_epoch(netuid), SubnetEpochIndex::<Test>::get(netuid));
		assert_ok!(commit(1, netuid, row(1, &[(4, 1)], round), round));
		let kept = TimelockedWeightCommits::<Test>::get(netuid, epoch);
		let mut broken = kept.clone();
		broken.try_push((hot(1), 1, row(1, &[], round), round - 1)).unwrap();
		broken.try_push((hot(9), 1, row(9, &[], round), round)).unwrap();
		TimelockedWeightCommits::<Test>::insert(netuid, epoch, &broken);
		TimelockedWeightCommits::<Test>::insert(netuid, epoch + 1, &kept);
		let sentences = SubtensorModule::check_invariants().unwrap_err();
		for part in [
			"listed is",
			"are not listed",
			"without being registered",
			"two timelocked commits",
		] {
			assert!(
				sentences.iter().any(|sentence| sentence.contains(part)),
				"{part}: {sentences:?}"
			);
		}
		TimelockedWeightCommits::<Test>::remove(netuid, epoch + 1);
		TimelockedWeightCommits::<Test>::insert(netuid, epoch, &kept);
	});
}
