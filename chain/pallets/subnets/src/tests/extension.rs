use codec::{Compact, Encode};
use frame_support::{assert_ok, dispatch::GetDispatchInfo, weights::Weight};
use sp_core::H256;
use sp_runtime::{
	traits::{DispatchTransaction, TransactionExtension},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

use crate::{
	commit_reveal::commit_hash, mock::*, Call, CommitRevealWeightsEnabled, ServingRateLimit, StakeThreshold,
	SubtensorTransactionExtension, WeightsSetRateLimit,
};

const PUBLIC: u128 = 0x5db8_d822;

/// What the pool says of a call.
fn verdict(who: u16, call: impl Into<RuntimeCall>) -> Result<(), TransactionValidityError> {
	let call = call.into();
	let extension = SubtensorTransactionExtension::<Test>::new();
	let info = call.get_dispatch_info();
	let len = call.encoded_size();
	extension
		.validate_only(signed(hot(who)), &call, &info, len, TransactionSource::External, 0)
		.map(|_| ())
}

/// What the pool says of a call: Ok, or the number of the refusal.
fn pool(who: u16, call: impl Into<RuntimeCall>) -> Result<(), u8> {
	match verdict(who, call) {
		Ok(()) => Ok(()),
		Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(code))) => Err(code),
		Err(error) => panic!("{error:?}"),
	}
}

fn set(netuid: u16, uids: &[u16], values: &[u16]) -> Call<Test> {
	Call::set_weights {
		netuid,
		dests: uids.to_vec(),
		weights: values.to_vec(),
		version_key: 0,
	}
}

fn serve(netuid: u16, ip: u128, port: u16) -> Call<Test> {
	Call::serve_axon {
		netuid,
		version: 1,
		ip,
		port,
		ip_type: 4,
		protocol: 0,
		placeholder1: 0,
		placeholder2: 0,
	}
}

fn commit(netuid: u16, commit_hash: H256) -> Call<Test> {
	Call::commit_weights { netuid, commit_hash }
}

fn reveal(netuid: u16, uids: &[u16], values: &[u16]) -> Call<Test> {
	Call::reveal_weights {
		netuid,
		uids: uids.to_vec(),
		values: values.to_vec(),
		salt: vec![1],
		version_key: 0,
	}
}

fn batch(calls: Vec<Call<Test>>) -> RuntimeCall {
	let calls = calls.into_iter().map(RuntimeCall::from).collect();
	pallet_utility::Call::batch { calls }.into()
}

/// What the extension weighs for a call, but for its look at the signer.
fn cost_of_checks(call: RuntimeCall) -> Weight {
	let whole = SubtensorTransactionExtension::<Test>::new().weight(&call);
	whole - <() as crate::WeightInfo>::check_account()
}

#[test]
fn the_pool_refuses_weights_that_a_block_would() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		assert_eq!(pool(1, set(netuid, &[3], &[1])), Ok(()));
		assert_eq!(pool(1, set(netuid + 1, &[3], &[1])), Err(3));
		assert_eq!(pool(9, set(netuid, &[3], &[1])), Err(10));
		assert_eq!(pool(1, set(netuid, &[3], &[1, 2])), Err(18));
		assert_eq!(pool(1, set(netuid, &[7], &[1])), Err(19));
		assert_eq!(pool(1, set(netuid, &[3, 3], &[1, 1])), Err(255));
		assert_eq!(pool(3, set(netuid, &[4], &[1])), Err(255));
		StakeThreshold::<Test>::put(200 * TOKEN);
		assert_eq!(pool(2, set(netuid, &[3], &[1])), Err(1));
		weigh(netuid, 1, &[(3, 1)]);
		assert_eq!(pool(1, set(netuid, &[3], &[1])), Err(6));
		run(1);
		assert_eq!(pool(1, set(netuid, &[3], &[1])), Ok(()));
		WeightsSetRateLimit::<Test>::insert(netuid, 9);
		assert_eq!(pool(1, set(netuid, &[3], &[1])), Err(6));
	});
}

#[test]
fn the_pool_refuses_commits_and_reveals_that_a_block_would() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let hash = commit_hash(&hot(1), netuid, &[3], &[1], &[1], 0);
		assert_eq!(pool(1, commit(netuid, hash)), Err(255));
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		assert_eq!(pool(1, set(netuid, &[3], &[1])), Err(255));
		assert_eq!(pool(9, commit(netuid, hash)), Err(10));
		assert_eq!(pool(1, commit(netuid, hash)), Ok(()));
		assert_eq!(pool(1, reveal(netuid, &[3], &[1])), Err(16));
		assert_ok!(SubtensorModule::commit_weights(signed(hot(1)), netuid, hash));
		assert_eq!(pool(1, commit(netuid, hash)), Err(6));
		assert_eq!(pool(1, reveal(netuid, &[3], &[1])), Err(17));
		run_to_epoch(netuid);
		assert_eq!(pool(1, reveal(netuid, &[3], &[2])), Err(16));
		assert_eq!(pool(1, reveal(netuid, &[3], &[1, 2])), Err(18));
		assert_eq!(pool(1, reveal(netuid, &[3], &[1])), Ok(()));
	});
}

#[test]
fn the_pool_refuses_endpoints_that_a_block_would() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		assert_eq!(pool(3, serve(netuid, PUBLIC, 80)), Ok(()));
		assert_eq!(pool(3, serve(netuid + 1, PUBLIC, 80)), Err(3));
		assert_eq!(pool(9, serve(netuid, PUBLIC, 80)), Err(10));
		assert_eq!(pool(3, serve(netuid, u128::from(u32::MAX), 80)), Err(11));
		assert_eq!(pool(3, serve(netuid, PUBLIC, 0)), Err(13));
		assert_ok!(SubtensorModule::serve_axon(
			signed(hot(3)),
			netuid,
			1,
			PUBLIC,
			80,
			4,
			0,
			0,
			0
		));
		assert_eq!(pool(3, serve(netuid, PUBLIC, 80)), Err(12));
		ServingRateLimit::<Test>::insert(netuid, 3);
		run(2);
		assert_eq!(pool(3, serve(netuid, PUBLIC, 80)), Err(12));
		run(1);
		assert_eq!(pool(3, serve(netuid, PUBLIC, 80)), Ok(()));
	});
}

#[test]
fn a_batch_hides_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let (good, bad) = (set(netuid, &[3], &[1]), serve(netuid, PUBLIC, 0));
		assert_eq!(pool(1, batch(vec![good.clone()])), Ok(()));
		assert_eq!(pool(1, batch(vec![good.clone(), bad.clone()])), Err(13));
		let nested = pallet_utility::Call::<Test>::batch {
			calls: vec![batch(vec![bad])],
		};
		assert_eq!(pool(1, nested), Err(13));
		let others = frame_system::Call::<Test>::remark { remark: vec![] };
		assert_eq!(pool(1, others), Ok(()));

		// the extension's weight is that of the checks inside
		let weight = cost_of_checks;
		assert_eq!(
			weight(batch(vec![good.clone(), good.clone()])),
			<() as crate::WeightInfo>::check_call(1) * 2
		);
		assert_eq!(weight(good.into()), <() as crate::WeightInfo>::check_call(1));
	});
}

/// `batch_set_weights` of one weight for uid 3 in each subnet.
fn set_in(netuids: &[u16]) -> Call<Test> {
	Call::batch_set_weights {
		netuids: netuids.iter().copied().map(Compact).collect(),
		weights: vec![vec![(Compact(3), Compact(1))]; netuids.len()],
		version_keys: vec![Compact(0); netuids.len()],
	}
}

/// `batch_reveal_weights` of weight 1 for each uid.
fn reveal_all(netuid: u16, uids: &[u16]) -> Call<Test> {
	Call::batch_reveal_weights {
		netuid,
		uids_list: uids.iter().map(|uid| vec![*uid]).collect(),
		values_list: vec![vec![1]; uids.len()],
		salts_list: vec![vec![1]; uids.len()],
		version_keys: vec![0; uids.len()],
	}
}

#[test]
fn a_batch_of_which_an_item_would_fail_stays_out() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (working_subnet(), working_subnet());
		assert_eq!(pool(1, set_in(&[first, second])), Ok(()));
		assert_eq!(pool(1, set_in(&[first, second + 1])), Err(3));
		assert_eq!(pool(1, set_in(&[])), Err(255));
		assert_eq!(pool(1, set_in(&[first, first])), Err(255));
		weigh(second, 1, &[(3, 1)]);
		assert_eq!(pool(1, set_in(&[first, second])), Err(6));

		let commits = |netuids: &[u16], hashes| Call::batch_commit_weights {
			netuids: netuids.iter().copied().map(Compact).collect(),
			commit_hashes: vec![H256::zero(); hashes],
		};
		CommitRevealWeightsEnabled::<Test>::insert(first, true);
		assert_eq!(pool(1, commits(&[first, second], 2)), Err(255));
		assert_eq!(pool(1, commits(&[first], 2)), Err(18));
		assert_eq!(pool(1, commits(&[first], 1)), Ok(()));
		for uid in [3, 4] {
			let hash = commit_hash(&hot(1), first, &[uid], &[1], &[1], 0);
			assert_ok!(SubtensorModule::commit_weights(signed(hot(1)), first, hash));
			run(1);
		}
		assert_eq!(pool(1, commits(&[first], 1)), Ok(()));
		assert_eq!(pool(1, reveal_all(first, &[3, 4])), Err(17));
		run_to_epoch(first);
		assert_eq!(pool(1, reveal_all(first, &[3, 4])), Ok(()));
		assert_eq!(pool(1, reveal_all(first, &[4, 3])), Err(16));
		assert_eq!(pool(1, reveal_all(first, &[3, 3])), Err(16));
		assert_eq!(pool(1, reveal_all(first, &[3, 2])), Err(16));

		let weight = |call: Call<Test>| cost_of_checks(call.into());
		let check = <() as crate::WeightInfo>::check_call;
		assert_eq!(weight(set_in(&[first, second])), check(1) * 2);
		assert_eq!(weight(commits(&[first, second], 2)), check(0) * 2);
		assert_eq!(weight(reveal_all(first, &[3, 4])), check(2) * 2);
	});
}

#[test]
fn the_pool_looks_into_mechanisms() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let set_in = |mecid| Call::set_mechanism_weights {
			netuid,
			mecid,
			dests: vec![3],
			weights: vec![1],
			version_key: 0,
		};
		assert_eq!(pool(1, set_in(0)), Ok(()));
		assert_eq!(pool(1, set_in(1)), Err(255));
		assert_ok!(SubtensorModule::set_mechanism_count(netuid, 2));
		assert_eq!(pool(1, set_in(1)), Ok(()));
		weigh(netuid, 1, &[(3, 1)]);
		assert_eq!(pool(1, set_in(0)), Err(6));
		assert_eq!(pool(1, set_in(1)), Ok(()));

		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		let index = crate::mechanisms::Mechanism { netuid, mecid: 1 }.index();
		let hash = commit_hash(&hot(1), index, &[3], &[1], &[1], 0);
		let commit_in = |mecid| Call::commit_mechanism_weights {
			netuid,
			mecid,
			commit_hash: hash,
		};
		let reveal_in = |mecid| Call::reveal_mechanism_weights {
			netuid,
			mecid,
			uids: vec![3],
			values: vec![1],
			salt: vec![1],
			version_key: 0,
		};
		assert_eq!(pool(1, commit_in(0)), Err(6));
		assert_eq!(pool(1, commit_in(1)), Ok(()));
		assert_eq!(pool(1, commit_in(2)), Err(255));
		assert_ok!(SubtensorModule::commit_mechanism_weights(
			signed(hot(1)),
			netuid,
			1,
			hash
		));
		run_to_epoch(netuid);
		assert_eq!(pool(1, reveal_in(1)), Ok(()));
		assert_eq!(pool(1, reveal_in(0)), Err(16));
		let weight = |call: Call<Test>| cost_of_checks(call.into());
		let check = <() as crate::WeightInfo>::check_call;
		assert_eq!(weight(set_in(1)), check(1));
		assert_eq!(weight(commit_in(1)), check(0));
		assert_eq!(weight(reveal_in(1)), check(2));
	});
}

#[test]
fn a_closed_call_without_a_fee_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let paid = Call::<Test>::start_call { netuid };
		Closed::set(true);
		assert_eq!(
			verdict(1, set(netuid, &[3], &[1])),
			Err(InvalidTransaction::Call.into())
		);
		// a call that fails for its fee is taken
		assert_eq!(pool(1, paid), Ok(()));
		Closed::set(false);
		assert_eq!(pool(1, set(netuid, &[3], &[1])), Ok(()));
	});
}

#[test]
fn nothing_hides_in_the_depth() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let nested = |wrappers: u32, call: Call<Test>| {
			(0..wrappers).fold(RuntimeCall::from(call), |call, _| {
				pallet_utility::Call::batch { calls: vec![call] }.into()
			})
		};
		// the runtime of these tests looks through three
		let good = || set(netuid, &[3], &[1]);
		assert_eq!(pool(1, nested(3, good())), Ok(()));
		assert_eq!(pool(1, nested(3, serve(netuid, PUBLIC, 0))), Err(13));
		assert_eq!(verdict(1, nested(4, good())), Err(InvalidTransaction::Call.into()));
	});
}

#[test]
fn the_pool_refuses_timelocked_commits_that_a_block_would() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		let round = round_of_block(SubtensorModule::next_epoch_block(netuid) + 3);
		let commit = |round, version| Call::commit_timelocked_weights {
			netuid,
			commit: sealed(b"weights", round),
			reveal_round: round,
			commit_reveal_version: version,
		};
		let commit_in = |mecid| Call::commit_timelocked_mechanism_weights {
			netuid,
			mecid,
			commit: sealed(b"weights", round),
			reveal_round: round,
			commit_reveal_version: 4,
		};
		assert_eq!(pool(1, commit(round, 4)), Ok(()));
		assert_eq!(pool(1, commit_in(0)), Ok(()));
		assert_eq!(pool(1, commit_in(1)), Err(255));
		assert_eq!(pool(1, commit(round, 3)), Err(255));
		assert_eq!(pool(1, commit(round + 1_000, 4)), Err(15));
		assert_eq!(pool(9, commit(round, 4)), Err(10));
		assert_eq!(pool(3, commit(round, 4)), Err(255));
		assert_ok!(SubtensorModule::commit_timelocked_weights(
			signed(hot(1)),
			netuid,
			sealed(b"weights", round),
			round,
			4
		));
		assert_eq!(pool(1, commit(round, 4)), Err(6));
		assert_eq!(pool(1, batch(vec![commit_in(0)])), Err(6));
		let weight = |call: Call<Test>| cost_of_checks(call.into());
		assert_eq!(weight(commit(round, 4)), <() as crate::WeightInfo>::check_call(0));
		assert_eq!(weight(commit_in(0)), <() as crate::WeightInfo>::check_call(0));
	});
}

#[test]
fn a_call_that_is_not_signed_is_not_its_matter() {
	ExtBuilder::default().build_and_execute(|| {
		let call: RuntimeCall = set(1, &[], &[]).into();
		let info = call.get_dispatch_info();
		let extension = SubtensorTransactionExtension::<Test>::new();
		let result = extension.validate_only(RuntimeOrigin::root(), &call, &info, 0, TransactionSource::Local, 0);
		assert!(result.is_ok());
	});
}

#[test]
fn each_free_call_inside_weighs_as_much_as_outside() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let weight = cost_of_checks;
		let one = <() as crate::WeightInfo>::check_call(0);
		for call in [serve(netuid, PUBLIC, 80), commit(netuid, H256::zero())] {
			assert_eq!(weight(call.clone().into()), one);
			assert_eq!(weight(batch(vec![call; 5])), one * 5);
		}
		// a call that is not free weighs the look at its account alone
		let remark = frame_system::Call::<Test>::remark { remark: vec![] };
		assert_eq!(weight(remark.into()), Weight::zero());
	});
}
