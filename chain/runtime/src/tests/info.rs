//! What the reference's clients ask.

use codec::Compact;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};

use super::chain::{apply, begin, development, end};
use crate::{
	info::{delegates, dynamic, hyperparams, metagraph::metagraph, neurons, stakes, state, subnets, swap},
	Runtime, RuntimeCall, SubtensorModule,
};

const TOKEN: u64 = 1_000_000_000;
const NETUID: u16 = 1;

/// A started subnet of Bob's with the hotkeys Charlie (its owner's) and Dave (Alice's), after three epochs in
/// which both set weights.
fn working_subnet() {
	begin(1);
	let calls: [(_, RuntimeCall); 4] = [
		(
			Bob,
			pallet_subnets::Call::register_network {
				hotkey: Charlie.to_account_id(),
			}
			.into(),
		),
		(Bob, pallet_subnets::Call::start_call { netuid: NETUID }.into()),
		(
			Alice,
			pallet_subnets::Call::burned_register {
				netuid: NETUID,
				hotkey: Dave.to_account_id(),
			}
			.into(),
		),
		(
			Bob,
			pallet_subnets::Call::add_stake {
				hotkey: Charlie.to_account_id(),
				netuid: NETUID,
				amount_staked: 100 * TOKEN,
			}
			.into(),
		),
	];
	for (signer, call) in calls {
		assert_eq!(apply(signer, call), Ok(Ok(())));
	}
	end();
	for number in 2..=64 {
		begin(number);
		if number == 30 {
			let weights = pallet_subnets::Call::set_weights {
				netuid: NETUID,
				dests: vec![1],
				weights: vec![9],
				version_key: 0,
			};
			assert_eq!(apply(Charlie, weights), Ok(Ok(())));
		}
		end();
	}
}

#[test]
fn a_metagraph_tells_what_storage_holds() {
	development().execute_with(|| {
		working_subnet();
		let graph = metagraph(NETUID).expect("the subnet exists");
		assert_eq!(graph.hotkeys, vec![Charlie.to_account_id(), Dave.to_account_id()]);
		assert_eq!(graph.coldkeys, vec![Bob.to_account_id(), Alice.to_account_id()]);
		assert_eq!(
			(graph.owner_coldkey, graph.owner_hotkey),
			(Bob.to_account_id(), Charlie.to_account_id())
		);
		assert_eq!((graph.block.0, graph.tempo.0, graph.num_uids.0), (64, 20, 2));
		let incentives: Vec<u16> = graph.incentives.iter().map(|incentive| incentive.0).collect();
		assert_eq!(incentives, vec![0, u16::MAX]);
		let stakes: Vec<u64> = graph.total_stake.iter().map(|stake| stake.0).collect();
		let stored = |hotkey: sp_keyring::Sr25519Keyring| {
			SubtensorModule::total_stake_of_hotkey(&hotkey.to_account_id(), NETUID)
		};
		assert_eq!(stakes, vec![stored(Charlie), stored(Dave)]);
		assert!(stakes.iter().all(|stake| *stake > 0), "both earned: {stakes:?}");
		assert_eq!(metagraph(2), None);
	});
}

#[test]
fn neurons_are_told_with_and_without_their_rows() {
	development().execute_with(|| {
		working_subnet();
		let neuron = neurons::neuron(NETUID, 0).expect("uid 0 exists");
		assert_eq!(
			neuron
				.weights
				.iter()
				.map(|(uid, weight)| (uid.0, weight.0))
				.collect::<Vec<_>>(),
			vec![(1, u16::MAX)]
		);
		assert_eq!((neuron.last_update.0, neuron.validator_permit), (30, true));
		let lite = neurons::neurons_lite(NETUID);
		assert_eq!(lite.len(), 2);
		assert_eq!(lite.first(), neurons::neuron_lite(NETUID, 0).as_ref());
		assert_eq!((neurons::neuron(NETUID, 2), neurons::neurons(2)), (None, vec![]));
	});
}

#[test]
fn hyperparameters_are_told() {
	development().execute_with(|| {
		working_subnet();
		let first = hyperparams::hyperparams(NETUID).expect("the subnet exists");
		assert_eq!(
			(first.tempo.0, first.weights_rate_limit.0, first.alpha_low.0),
			(20, 5, 45_875)
		);
		assert_eq!(first.activity_cutoff.0, SubtensorModule::activity_cutoff(NETUID));
		let second = hyperparams::hyperparams_v2(NETUID).expect("the subnet exists");
		assert_eq!((second.yuma_version.0, second.subnet_is_active), (3, true));
		assert_eq!(second.alpha_sigmoid_steepness.bits, 10 << 32);
		assert_eq!(hyperparams::hyperparams(2), None);
	});
}

#[test]
fn hyperparameters_by_name_are_those_of_the_fields() {
	use hyperparams::HyperparamValue::{Bool, TaoBalance, U16, U64F64};
	development().execute_with(|| {
		working_subnet();
		let fields = hyperparams::hyperparams_v2(NETUID).expect("the subnet exists");
		let named = hyperparams::hyperparams_v3(NETUID).expect("the subnet exists");
		let value = |name: &str| {
			let found = named.iter().find(|entry| entry.name == name.as_bytes());
			found.expect("it is named").value.clone()
		};
		assert_eq!(value("tempo"), U16(fields.tempo));
		assert_eq!(value("min_burn"), TaoBalance(fields.min_burn));
		assert_eq!(value("subnet_is_active"), Bool(true));
		assert_eq!(
			value("burn_increase_mult"),
			U64F64(pallet_subnets::BurnIncreaseMult::<Runtime>::get(NETUID))
		);
		let mut names: Vec<_> = named.iter().map(|entry| entry.name.clone()).collect();
		names.sort();
		names.dedup();
		assert_eq!(names.len(), named.len(), "no name is told twice");
		assert_eq!(hyperparams::hyperparams_v3(2), None);
	});
}

#[test]
fn a_selection_has_the_columns_that_are_asked_for_and_no_others() {
	development().execute_with(|| {
		working_subnet();
		let mut graph = metagraph(NETUID).expect("the subnet exists");
		graph.validator_permit = vec![false, true];
		// places of the reference: 5 owner_hotkey, 8 tempo, 52 hotkeys, 57 validator_permit, 72 validators
		let some = graph.clone().select(&[8, 52, 72, 9_999]);
		assert_eq!((some.netuid, some.tempo), (graph.netuid, Some(graph.tempo)));
		assert_eq!(some.hotkeys, Some(graph.hotkeys.clone()));
		assert_eq!(some.validators, Some(vec![codec::Compact(1)]));
		assert_eq!(
			(some.owner_hotkey, some.validator_permit, some.commitments),
			(None, None, None)
		);
		let all: Vec<u16> = (0..=73).collect();
		let all = graph.clone().select(&all);
		assert_eq!(all.owner_hotkey, Some(graph.owner_hotkey.clone()));
		assert_eq!(all.alpha_dividends_per_hotkey, Some(vec![]));
		assert_eq!(all.commitments, Some(vec![]));
	});
}

#[test]
fn dynamic_info_and_state_agree_with_the_metagraph() {
	development().execute_with(|| {
		working_subnet();
		let graph = metagraph(NETUID).expect("the subnet exists");
		let dynamic = dynamic::dynamic_info(NETUID).expect("the subnet exists");
		assert_eq!(
			(dynamic.owner_coldkey.clone(), dynamic.tempo, dynamic.alpha_out),
			(graph.owner_coldkey.clone(), graph.tempo, graph.alpha_out)
		);
		let root = dynamic::dynamic_info(0).expect("clients look for it");
		assert_eq!((root.netuid.0, root.alpha_out.0, root.tempo.0), (0, 0, 0));
		assert_eq!(dynamic::dynamic_infos(), vec![Some(root), Some(dynamic)]);
		let state = state::subnet_state(NETUID).expect("the subnet exists");
		assert_eq!(
			(&state.hotkeys, &state.total_stake),
			(&graph.hotkeys, &graph.total_stake)
		);
		assert_eq!(state.emission_history, vec![graph.emission.clone()]);
		assert!(graph.emission.iter().any(|emission| emission.0 > 0));
		assert_eq!((dynamic::dynamic_info(2), state::subnet_state(2)), (None, None));
	});
}

#[test]
fn each_mechanism_tells_its_own_incentives() {
	use crate::info::metagraph::{mechagraph, mechagraphs};
	development().execute_with(|| {
		working_subnet();
		assert_eq!(mechagraph(NETUID, 0), metagraph(NETUID));
		assert_eq!((mechagraph(NETUID, 1), mechagraph(2, 0)), (None, None));
		begin(65);
		let calls: [RuntimeCall; 2] = [
			pallet_admin_utils::Call::sudo_set_max_allowed_uids {
				netuid: NETUID,
				max_allowed_uids: 128,
			}
			.into(),
			pallet_admin_utils::Call::sudo_set_mechanism_count {
				netuid: NETUID,
				mechanism_count: 2,
			}
			.into(),
		];
		for call in calls {
			assert_eq!(apply(Bob, call), Ok(Ok(())));
		}
		let (first, second) = (
			metagraph(NETUID).expect("it exists"),
			mechagraph(NETUID, 1).expect("it exists"),
		);
		assert_eq!(
			(&second.hotkeys, &second.incentives),
			(&first.hotkeys, &vec![codec::Compact(0); 2])
		);
		assert_ne!(first.incentives, second.incentives);
		assert_eq!(mechagraphs(), vec![Some(first), Some(second)]);
	});
}

#[test]
fn identities_are_told_with_the_metagraph() {
	development().execute_with(|| {
		working_subnet();
		begin(65);
		let calls: [RuntimeCall; 2] = [
			pallet_subnets::Call::set_subnet_identity {
				netuid: NETUID,
				subnet_name: b"one".to_vec(),
				github_repo: vec![],
				subnet_contact: vec![],
				subnet_url: vec![],
				discord: vec![],
				description: vec![],
				logo_url: vec![],
				additional: vec![],
			}
			.into(),
			pallet_subnets::Call::set_identity {
				name: b"Bob".to_vec(),
				url: vec![],
				github_repo: vec![],
				image: vec![],
				discord: vec![],
				description: vec![],
				additional: vec![],
			}
			.into(),
		];
		for call in calls {
			assert_eq!(apply(Bob, call), Ok(Ok(())));
		}
		let graph = metagraph(NETUID).expect("the subnet exists");
		let text = |compact: &[codec::Compact<u8>]| compact.iter().map(|byte| byte.0).collect::<Vec<u8>>();
		assert_eq!(text(&graph.name), b"one");
		assert_eq!(text(&graph.symbol), pallet_subnets::TokenSymbol::<Runtime>::get(NETUID));
		assert!(!graph.symbol.is_empty());
		let names: Vec<_> = graph
			.identities
			.iter()
			.flatten()
			.map(|identity| identity.name.clone())
			.collect();
		assert_eq!(names, vec![b"Bob".to_vec()]);
		let dynamic = dynamic::dynamic_info(NETUID).expect("the subnet exists");
		assert_eq!(
			(dynamic.subnet_name, dynamic.subnet_identity),
			(graph.name, graph.identity)
		);
	});
}

#[test]
fn parameters_and_owner_are_told_together() {
	development().execute_with(|| {
		working_subnet();
		let told = subnets::subnets_info_v2();
		let info = told.first().cloned().flatten().expect("there is one subnet");
		assert_eq!((told.len(), info.netuid.0, info.subnetwork_n.0), (1, NETUID, 2));
		assert_eq!(info.owner, Bob.to_account_id());
		assert_eq!(info.burn.0, pallet_subnets::Burn::<Runtime>::get(NETUID));
		assert_eq!(subnets::subnet_info_v2(2), None);
	});
}

#[test]
fn stakes_of_a_coldkey_are_told() {
	development().execute_with(|| {
		working_subnet();
		let told = stakes::stakes(&Bob.to_account_id());
		assert_eq!(told.len(), 1);
		let stake = told.first().expect("there is one");
		assert_eq!(
			(stake.hotkey.clone(), stake.netuid.0, stake.is_registered),
			(Charlie.to_account_id(), NETUID, true)
		);
		assert!(stake.stake.0 > 100 * TOKEN, "it earned: {}", stake.stake.0);
		assert_eq!(stakes::stakes(&Dave.to_account_id()), vec![]);
		assert_eq!(
			stakes::stake_info(Charlie.to_account_id(), Bob.to_account_id(), 2),
			None
		);
		let all = pallet_subnets::TotalStake::<Runtime>::get();
		let alice: u64 = stakes::stakes(&Alice.to_account_id())
			.iter()
			.map(|info| info.stake.0)
			.sum();
		assert!(alice > 0 && stake.stake.0 + alice <= all);
	});
}

#[test]
fn what_a_coldkey_can_take_back_is_told() {
	development().execute_with(|| {
		working_subnet();
		let bob = Bob.to_account_id();
		let staked = stakes::stakes(&bob).iter().map(|info| info.stake.0).sum::<u64>();
		let told = stakes::availability(&bob, None);
		assert_eq!(told.keys().copied().collect::<Vec<_>>(), [NETUID]);
		let there = told.get(&NETUID).expect("it is there");
		assert_eq!((there.total.0, there.locked.0, there.available.0), (staked, 0, staked));
		assert_eq!(stakes::availability(&bob, Some(&[NETUID, NETUID])), told);
		for nothing in [&[][..], &[2], &[NETUID, 2]] {
			assert!(stakes::availability(&bob, Some(nothing)).is_empty(), "{nothing:?}");
		}
		assert!(stakes::availability(&Dave.to_account_id(), None).is_empty());
	});
}

#[test]
fn stake_costs_the_token_itself() {
	development().execute_with(|| {
		working_subnet();
		assert_eq!(
			swap::prices(),
			[swap::SubnetPrice {
				netuid: NETUID,
				price: TOKEN
			}]
		);
		let exchanged = swap::exchange(NETUID, 5);
		assert_eq!((exchanged.tao_amount, exchanged.alpha_amount), (5, 5));
		assert_eq!(
			(
				exchanged.tao_fee,
				exchanged.alpha_fee,
				exchanged.tao_slippage,
				exchanged.alpha_slippage
			),
			(0, 0, 0, 0)
		);
		assert_eq!(swap::exchange(2, 5), swap::SimSwapResult::default());
		assert_eq!(crate::swap::FeeRate::<Runtime>::get(NETUID), 0);
		assert_eq!(
			crate::swap::AlphaSqrtPrice::<Runtime>::get(NETUID),
			pallet_subnets::types::U64F64::ONE
		);
	});
}

#[test]
fn delegates_are_told_with_their_nominators() {
	development().execute_with(|| {
		working_subnet();
		assert_eq!(delegates::delegates(), vec![]);
		let (hotkey, alice) = (Charlie.to_account_id(), Alice.to_account_id());
		begin(65);
		let stake = pallet_subnets::Call::add_stake {
			hotkey: hotkey.clone(),
			netuid: NETUID,
			amount_staked: 50 * TOKEN,
		};
		assert_eq!(apply(Alice, stake), Ok(Ok(())));
		end();
		let told = delegates::delegates();
		let delegate = told.first().expect("there is one");
		assert_eq!(delegates::delegate(hotkey.clone()).as_ref(), Some(delegate));
		assert_eq!(
			(
				delegate.delegate_ss58.clone(),
				delegate.owner_ss58.clone(),
				delegate.take.0
			),
			(hotkey, Bob.to_account_id(), 11_796)
		);
		let nominators: Vec<_> = delegate.nominators.iter().map(|(who, _)| who.clone()).collect();
		assert!(nominators.contains(&alice) && nominators.contains(&Bob.to_account_id()));
		let (_, alices) = delegate
			.nominators
			.iter()
			.find(|(who, _)| *who == alice)
			.expect("listed");
		assert_eq!(*alices, [(Compact(NETUID), Compact(50 * TOKEN))]);
		assert_eq!(delegate.registrations, [Compact(NETUID)]);
		assert_eq!(delegate.validator_permits, [Compact(NETUID)]);
		let daily = delegate.total_daily_return.0;
		let stake = SubtensorModule::total_stake_of_hotkey(&delegate.delegate_ss58, NETUID);
		let shared = u128::from(daily - pallet_subnets::emission::portion(daily, 11_796));
		assert!(daily > 0);
		assert_eq!(
			u128::from(delegate.return_per_1000.0),
			shared * 1_000 * u128::from(TOKEN) / u128::from(stake)
		);
		let delegated = delegates::delegated(&alice);
		let (info, place) = delegated
			.iter()
			.find(|(info, _)| info.delegate_ss58 == delegate.delegate_ss58)
			.expect("Alice has staked on it");
		assert_eq!(
			(info.nominators.len(), *place),
			(0, (Compact(NETUID), Compact(50 * TOKEN)))
		);
		assert_eq!(delegates::delegate(Dave.to_account_id()), None);
	});
}
