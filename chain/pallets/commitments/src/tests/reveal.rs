//! Timelocked fields and the rounds that open them.

use frame_support::{assert_ok, traits::Hooks};

use crate::{
	mock::*, CommitmentOf, Data, Event, NextRound, RevealedCommitments, TimelockError, TimelockedByRound, MAX_REVEALED,
	RETRY_ROUNDS, REVEALS_PER_BLOCK,
};

fn commit(who: u64, fields: &[Data]) {
	assert_ok!(Commitments::set_commitment(
		RuntimeOrigin::signed(who),
		NETUID,
		Box::new(info(fields))
	));
}

/// The next block, at which the beacon has come to `round`.
fn block_at(round: u64) {
	LastRound::set(Some(round));
	let next = System::block_number() + 1;
	System::set_block_number(next);
	Commitments::on_initialize(next);
}

fn revealed(who: u64) -> Vec<(Vec<u8>, u64)> {
	RevealedCommitments::<Test>::get(NETUID, who).unwrap_or_default()
}

fn fields(who: u64) -> Option<Vec<Data>> {
	CommitmentOf::<Test>::get(NETUID, who).map(|registration| registration.info.fields.into_inner())
}

#[test]
fn a_field_is_opened_by_its_round() {
	run(|| {
		block_at(5);
		commit(MINER, &[raw(b"open"), timelocked(b"secret", 7)]);
		System::assert_last_event(
			Event::TimelockCommitment {
				netuid: NETUID,
				who: MINER,
				reveal_round: 7,
			}
			.into(),
		);
		block_at(6);
		assert_eq!(revealed(MINER), []);
		block_at(7);
		assert_eq!(revealed(MINER), [(b"secret".to_vec(), 4)]);
		assert_eq!(fields(MINER), Some(vec![raw(b"open")]));
		System::assert_last_event(
			Event::CommitmentRevealed {
				netuid: NETUID,
				who: MINER,
			}
			.into(),
		);
	});
}

#[test]
fn a_commitment_without_fields_left_is_gone() {
	run(|| {
		block_at(5);
		commit(MINER, &[timelocked(b"a", 7), timelocked(b"b", 9)]);
		block_at(8);
		assert_eq!(fields(MINER), Some(vec![timelocked(b"b", 9)]));
		block_at(20);
		assert_eq!(fields(MINER), None);
		assert_eq!(revealed(MINER), [(b"a".to_vec(), 3), (b"b".to_vec(), 4)]);
	});
}

#[test]
fn fields_from_before_the_first_pulse_are_opened_too() {
	run(|| {
		commit(MINER, &[timelocked(b"a", 3)]);
		commit(OTHER_MINER, &[timelocked(b"b", 9)]);
		assert_eq!(NextRound::<Test>::get(), None);
		block_at(5);
		assert_eq!(revealed(MINER), [(b"a".to_vec(), 2)]);
		block_at(9);
		assert_eq!(revealed(OTHER_MINER), [(b"b".to_vec(), 3)]);
	});
}

#[test]
fn a_round_that_is_past_opens_in_the_next_block() {
	run(|| {
		block_at(50);
		commit(MINER, &[timelocked(b"late", 3)]);
		block_at(51);
		assert_eq!(revealed(MINER), [(b"late".to_vec(), 3)]);
	});
}

#[test]
fn what_can_never_be_opened_is_told() {
	run(|| {
		block_at(5);
		let garbage = Data::TimelockEncrypted {
			encrypted: Default::default(),
			reveal_round: 7,
		};
		commit(MINER, &[garbage, timelocked(b"a", 13), timelocked(b"b", 7)]);
		block_at(14);
		assert_eq!(revealed(MINER), [(b"b".to_vec(), 3)]);
		// looked at again as long as the pulse may come
		for round in [114, 213, 214] {
			assert_eq!(fields(MINER), Some(vec![timelocked(b"a", 13)]));
			block_at(round);
		}
		for (reveal_round, reason) in [(7, TimelockError::Undecipherable), (13, TimelockError::NoPulse)] {
			System::assert_has_event(
				Event::CommitmentRevealFailed {
					netuid: NETUID,
					who: MINER,
					reveal_round,
					reason,
				}
				.into(),
			);
		}
		assert_eq!(fields(MINER), None);
	});
}

#[test]
fn a_round_that_a_relayer_left_out_may_be_brought_later() {
	run(|| {
		block_at(5);
		commit(MINER, &[timelocked(b"late", 13)]);
		block_at(20);
		assert_eq!(revealed(MINER), []);
		LeftOut::set(false);
		block_at(20 + RETRY_ROUNDS - 1);
		assert_eq!(revealed(MINER), []);
		block_at(20 + RETRY_ROUNDS);
		assert_eq!(revealed(MINER), [(b"late".to_vec(), 5)]);
		assert_eq!(fields(MINER), None);
		assert_eq!(Commitments::check_invariants(), Vec::<String>::new());
	});
}

#[test]
fn another_beacon_may_count_from_lower_on() {
	run(|| {
		block_at(1_000);
		block_at(7);
		commit(MINER, &[timelocked(b"a", 8)]);
		block_at(8);
		assert_eq!(revealed(MINER), [(b"a".to_vec(), 4)]);
	});
}

#[test]
fn a_replaced_commitment_stays_closed() {
	run(|| {
		block_at(5);
		commit(MINER, &[timelocked(b"first", 7), timelocked(b"same", 8)]);
		commit(MINER, &[timelocked(b"second", 8)]);
		block_at(9);
		assert_eq!(revealed(MINER), [(b"second".to_vec(), 3)]);
		assert_eq!(TimelockedByRound::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_latest_ten_are_kept() {
	run(|| {
		for round in 1..=12u64 {
			Epoch::set(round);
			commit(MINER, &[timelocked(&[round as u8], round)]);
			block_at(round);
		}
		let bytes: Vec<_> = revealed(MINER).into_iter().map(|(bytes, _)| bytes[0]).collect();
		assert_eq!(bytes, (3..=12).collect::<Vec<u8>>());
		assert_eq!(bytes.len(), MAX_REVEALED);
	});
}

#[test]
fn a_block_opens_so_many_and_the_next_goes_on() {
	run(|| {
		block_at(5);
		let miners: Vec<u64> = (100..140).collect();
		Registered::set(miners.clone());
		for miner in &miners {
			commit(*miner, &[timelocked(b"a", 7)]);
		}
		let opened = || miners.iter().filter(|miner| !revealed(**miner).is_empty()).count();
		for blocks in 1..=4 {
			block_at(8);
			assert_eq!(opened(), blocks as usize * REVEALS_PER_BLOCK as usize);
			assert_eq!(NextRound::<Test>::get(), Some(7));
		}
		block_at(9);
		assert_eq!(opened(), 40);
		assert_eq!(NextRound::<Test>::get(), Some(7));
		block_at(9);
		assert_eq!(NextRound::<Test>::get(), Some(10));
	});
}

#[test]
fn a_silent_beacon_is_caught_up_with() {
	run(|| {
		block_at(1);
		commit(MINER, &[timelocked(b"a", 1_000)]);
		for _ in 0..4 {
			assert_eq!(revealed(MINER), []);
			block_at(1_001);
		}
		assert_eq!(revealed(MINER).len(), 1);
		assert_eq!(NextRound::<Test>::get(), Some(1_002));
	});
}
