//! The calls.

use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
	BoundedVec,
};
use sp_runtime::{traits::BadOrigin, DispatchResult};

use crate::{
	mock::*, Call, CommitmentOf, Data, Error, Event, LastBondsReset, LastCommitment, MaxSpace, Registration,
	UsageTracker, UsedSpaceOf,
};

fn commit(who: u64, fields: &[Data]) -> DispatchResult {
	Commitments::set_commitment(RuntimeOrigin::signed(who), NETUID, Box::new(info(fields)))
}

fn used(who: u64) -> Option<(u64, u64)> {
	UsedSpaceOf::<Test>::get(NETUID, who).map(|usage| (usage.last_epoch, usage.used_space))
}

fn bytes(length: usize) -> Data {
	Data::BigRaw(BoundedVec::truncate_from(vec![1; length]))
}

#[test]
fn a_hotkey_commits() {
	run(|| {
		let fields = [raw(b"model"), Data::Sha256([1; 32])];
		assert_ok!(commit(MINER, &fields));
		assert_eq!(
			CommitmentOf::<Test>::get(NETUID, MINER),
			Some(Registration {
				deposit: 0,
				block: 1,
				info: info(&fields),
			})
		);
		assert_eq!(LastCommitment::<Test>::get(NETUID, MINER), Some(1));
		let event = Event::Commitment {
			netuid: NETUID,
			who: MINER,
		};
		System::assert_last_event(event.into());
		assert_eq!(BondsReset::get(), Vec::<u64>::new());
		assert_eq!(LastBondsReset::<Test>::get(NETUID, MINER), None);
	});
}

#[test]
fn the_next_commitment_replaces_the_one_before() {
	run(|| {
		assert_ok!(commit(MINER, &[raw(b"a"), raw(b"b")]));
		System::set_block_number(5);
		assert_ok!(commit(MINER, &[raw(b"c")]));
		let registration = CommitmentOf::<Test>::get(NETUID, MINER).unwrap();
		assert_eq!((registration.block, registration.info), (5, info(&[raw(b"c")])));
		assert_eq!(LastCommitment::<Test>::get(NETUID, MINER), Some(5));
	});
}

#[test]
fn only_registered_hotkeys_commit() {
	run(|| {
		let error = Error::<Test>::AccountNotAllowedCommit;
		assert_noop!(commit(STRANGER, &[raw(b"a")]), error);
		let elsewhere = Commitments::set_commitment(RuntimeOrigin::signed(MINER), 2, Box::new(info(&[])));
		assert_noop!(elsewhere, Error::<Test>::AccountNotAllowedCommit);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Commitments::set_commitment(origin, NETUID, Box::new(info(&[]))),
				BadOrigin
			);
		}
	});
}

#[test]
fn an_epoch_has_room_for_so_many_bytes() {
	run(|| {
		for _ in 0..2 {
			assert_ok!(commit(MINER, &[bytes(512), bytes(512), bytes(512)]));
		}
		assert_eq!(used(MINER), Some((0, 3_072)));
		// a short commitment counts as 100 bytes, of which 28 are left
		assert_noop!(commit(MINER, &[raw(b"a")]), Error::<Test>::SpaceLimitExceeded);
		// the limit is each hotkey's own, and each epoch's
		assert_ok!(commit(OTHER_MINER, &[raw(b"a")]));
		assert_eq!(used(OTHER_MINER), Some((0, 100)));
		Epoch::set(1);
		assert_ok!(commit(MINER, &[raw(b"a")]));
		assert_eq!(used(MINER), Some((1, 100)));
	});
}

#[test]
fn the_last_byte_of_the_limit_is_within() {
	run(|| {
		assert_ok!(Commitments::set_max_space(RuntimeOrigin::root(), 612));
		assert_ok!(commit(MINER, &[bytes(512)]));
		assert_ok!(commit(MINER, &[raw(&[0; 100])]));
		assert_noop!(commit(MINER, &[]), Error::<Test>::SpaceLimitExceeded);
		assert_ok!(Commitments::set_max_space(RuntimeOrigin::root(), 99));
		assert_noop!(commit(OTHER_MINER, &[]), Error::<Test>::SpaceLimitExceeded);
	});
}

#[test]
fn root_sets_the_limit() {
	run(|| {
		assert_eq!(MaxSpace::<Test>::get(), 3_100);
		assert_noop!(Commitments::set_max_space(RuntimeOrigin::signed(MINER), 1), BadOrigin);
		assert_ok!(Commitments::set_max_space(RuntimeOrigin::root(), 5));
		assert_eq!(MaxSpace::<Test>::get(), 5);
		System::assert_last_event(Event::MaxSpaceSet { bytes: 5 }.into());
	});
}

#[test]
fn a_flag_resets_the_bonds() {
	run(|| {
		assert_ok!(commit(MINER, &[raw(b"a"), Data::ResetBondsFlag]));
		assert_eq!(BondsReset::get(), [MINER]);
		assert_eq!(LastBondsReset::<Test>::get(NETUID, MINER), Some(1));
	});
}

#[test]
fn what_is_checked_first_is_what_is_stored() {
	run(|| {
		let checked = Commitments::check_commitment(&MINER, NETUID, &info(&[bytes(200)]));
		assert_eq!(
			checked,
			Ok(UsageTracker {
				last_epoch: 0,
				used_space: 200
			})
		);
		assert_eq!(used(MINER), None);
	});
}

#[test]
fn committing_is_free() {
	let call = |fields: &[Data]| Call::<Test>::set_commitment {
		netuid: NETUID,
		info: Box::new(info(fields)),
	};
	assert_eq!(call(&[]).get_dispatch_info().pays_fee, Pays::No);
	assert_eq!(
		Call::<Test>::set_max_space { new_limit: 1 }
			.get_dispatch_info()
			.pays_fee,
		Pays::Yes
	);
}
