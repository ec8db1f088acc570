//! What becomes of a hotkey's records.

use frame_support::assert_ok;

use crate::{
	mock::*, CommitmentOf, Data, LastBondsReset, LastCommitment, RevealedCommitments, RoundsOf, TimelockedByRound,
	UsedSpaceOf,
};

fn records(who: u64) -> [bool; 6] {
	[
		CommitmentOf::<Test>::contains_key(NETUID, who),
		LastCommitment::<Test>::contains_key(NETUID, who),
		LastBondsReset::<Test>::contains_key(NETUID, who),
		RevealedCommitments::<Test>::contains_key(NETUID, who),
		UsedSpaceOf::<Test>::contains_key(NETUID, who),
		RoundsOf::<Test>::contains_key(NETUID, who),
	]
}

/// Gives the miner one of every record.
fn commit_everything() {
	LastRound::set(Some(1));
	Commitments::reveal_due();
	let fields = [timelocked(b"a", 2), timelocked(b"b", 9), Data::ResetBondsFlag];
	assert_ok!(Commitments::set_commitment(
		RuntimeOrigin::signed(MINER),
		NETUID,
		Box::new(info(&fields))
	));
	LastRound::set(Some(2));
	assert_eq!(Commitments::reveal_due(), (1, 1));
	assert_eq!(records(MINER), [true; 6]);
}

#[test]
fn nothing_remains_of_a_hotkey_that_lost_its_place() {
	run(|| {
		commit_everything();
		Commitments::remove(NETUID, &MINER);
		Registered::set(vec![OTHER_MINER]);
		assert_eq!(records(MINER), [false; 6]);
		assert_eq!(TimelockedByRound::<Test>::iter().count(), 0);
	});
}

#[test]
fn nothing_remains_of_a_subnet_that_is_gone() {
	run(|| {
		commit_everything();
		assert_ok!(Commitments::set_commitment(
			RuntimeOrigin::signed(OTHER_MINER),
			NETUID,
			Box::new(info(&[timelocked(b"c", 9)]))
		));
		// its neurons go first
		Registered::set(Vec::new());
		assert_eq!(Commitments::check_invariants().len(), 2);
		Ending::set(true);
		assert_eq!(Commitments::check_invariants(), Vec::<String>::new());
		Commitments::remove_subnet(NETUID);
		Ending::set(false);
		assert_eq!((records(MINER), records(OTHER_MINER)), ([false; 6], [false; 6]));
		assert_eq!(TimelockedByRound::<Test>::iter().count(), 0);
	});
}

#[test]
fn another_hotkey_takes_all_of_it() {
	run(|| {
		commit_everything();
		let before = CommitmentOf::<Test>::get(NETUID, MINER);
		Commitments::swap(NETUID, &MINER, &STRANGER);
		Registered::set(vec![STRANGER, OTHER_MINER]);
		assert_eq!((records(MINER), records(STRANGER)), ([false; 6], [true; 6]));
		assert_eq!(CommitmentOf::<Test>::get(NETUID, STRANGER), before);
		LastRound::set(Some(9));
		Commitments::reveal_due();
		let revealed = RevealedCommitments::<Test>::get(NETUID, STRANGER).unwrap();
		assert_eq!(revealed, [(b"a".to_vec(), 1), (b"b".to_vec(), 1)]);
	});
}

#[test]
fn broken_books_are_noticed() {
	run(|| {
		commit_everything();
		let broken = |breaking: fn()| {
			let noticed = frame_support::storage::with_transaction(|| {
				breaking();
				let broken = Commitments::check_invariants();
				sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(broken))
			});
			assert!(!noticed.unwrap().is_empty());
		};
		broken(|| LastCommitment::<Test>::remove(NETUID, MINER));
		broken(|| LastCommitment::<Test>::insert(NETUID, STRANGER, 1));
		broken(|| RoundsOf::<Test>::remove(NETUID, MINER));
		broken(|| TimelockedByRound::<Test>::remove(9, (NETUID, MINER)));
		broken(|| TimelockedByRound::<Test>::insert(8, (NETUID, MINER), ()));
		broken(|| RevealedCommitments::<Test>::insert(NETUID, MINER, vec![(Vec::<u8>::new(), 1); 11]));
	});
}
