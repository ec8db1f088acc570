//! Stake, takes and child hotkeys as transactions in blocks.

use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};

use super::chain::{apply, begin, development, end, free};
use crate::{AccountId, Runtime, RuntimeCall, SubtensorModule};

const TOKEN: u64 = 1_000_000_000;
const NETUID: u16 = 1;

type Call = pallet_subnets::Call<Runtime>;

fn id(who: Sr25519Keyring) -> AccountId {
	who.to_account_id()
}

fn ok(signer: Sr25519Keyring, call: Call) {
	assert_eq!(apply(signer, RuntimeCall::from(call.clone())), Ok(Ok(())), "{call:?}");
}

fn refused(signer: Sr25519Keyring, call: Call, error: pallet_subnets::Error<Runtime>) {
	let error: sp_runtime::DispatchError = error.into();
	assert_eq!(apply(signer, RuntimeCall::from(call)), Ok(Err(error)));
}

fn stake(coldkey: Sr25519Keyring, hotkey: Sr25519Keyring) -> u64 {
	SubtensorModule::stake_of(&id(hotkey), &id(coldkey), NETUID)
}

/// Bob's subnet with the hotkeys Charlie (his) and Dave (Alice's).
fn subnet() {
	begin(1);
	ok(Bob, Call::register_network { hotkey: id(Charlie) });
	ok(
		Alice,
		Call::burned_register {
			netuid: NETUID,
			hotkey: id(Dave),
		},
	);
}

#[test]
fn stake_goes_everywhere_and_all_of_it_comes_back() {
	development().execute_with(|| {
		subnet();
		let limited = |limit_price| Call::add_stake_limit {
			hotkey: id(Charlie),
			netuid: NETUID,
			amount_staked: 100 * TOKEN,
			limit_price,
			allow_partial: false,
		};
		ok(Eve, limited(TOKEN));
		refused(Eve, limited(TOKEN - 1), pallet_subnets::Error::SlippageTooHigh);
		ok(
			Eve,
			Call::move_stake {
				origin_hotkey: id(Charlie),
				destination_hotkey: id(Dave),
				origin_netuid: NETUID,
				destination_netuid: NETUID,
				alpha_amount: 60 * TOKEN,
			},
		);
		ok(
			Eve,
			Call::transfer_stake {
				destination_coldkey: id(Ferdie),
				hotkey: id(Dave),
				origin_netuid: NETUID,
				destination_netuid: NETUID,
				alpha_amount: 20 * TOKEN,
			},
		);
		assert_eq!(
			(stake(Eve, Charlie), stake(Eve, Dave), stake(Ferdie, Dave)),
			(40 * TOKEN, 40 * TOKEN, 20 * TOKEN)
		);
		end();
		begin(2);
		let before = (free(&id(Eve)), free(&id(Ferdie)));
		for hotkey in [Charlie, Dave] {
			ok(Eve, Call::unstake_all { hotkey: id(hotkey) });
		}
		ok(
			Ferdie,
			Call::remove_stake_full_limit {
				hotkey: id(Dave),
				netuid: NETUID,
				limit_price: Some(TOKEN),
			},
		);
		let back = (free(&id(Eve)) - before.0, free(&id(Ferdie)) - before.1);
		// less the fees
		assert!(back.0 > 79 * TOKEN && back.1 > 19 * TOKEN, "{back:?}");
		assert_eq!(stake(Eve, Charlie) + stake(Eve, Dave) + stake(Ferdie, Dave), 0);
		end();
	});
}

#[test]
fn a_child_hotkey_validates_with_its_parents_stake_and_pays_it() {
	development().execute_with(|| {
		subnet();
		ok(
			Alice,
			Call::add_stake {
				hotkey: id(Dave),
				netuid: NETUID,
				amount_staked: 100 * TOKEN,
			},
		);
		ok(
			Bob,
			Call::set_childkey_take {
				hotkey: id(Charlie),
				netuid: NETUID,
				take: 6_553,
			},
		);
		ok(
			Alice,
			Call::set_children {
				hotkey: id(Dave),
				netuid: NETUID,
				children: vec![(u64::MAX, id(Charlie))],
			},
		);
		ok(
			Alice,
			Call::decrease_take {
				hotkey: id(Dave),
				take: 0,
			},
		);
		refused(
			Alice,
			Call::increase_take {
				hotkey: id(Dave),
				take: 10,
			},
			pallet_subnets::Error::DelegateTxRateLimitExceeded,
		);
		ok(Bob, Call::start_call { netuid: NETUID });
		ok(
			Alice,
			Call::set_coldkey_auto_stake_hotkey {
				netuid: NETUID,
				hotkey: id(Charlie),
			},
		);
		end();
		for number in 2..=64 {
			begin(number);
			if number == 30 {
				ok(
					Charlie,
					Call::set_weights {
						netuid: NETUID,
						dests: vec![1],
						weights: vec![1],
						version_key: 0,
					},
				);
			}
			end();
		}
		// Charlie had no stake of its own: all dividends are made with Dave's, and nine tenths go there
		let (parent, taken) = (stake(Alice, Dave) - 100 * TOKEN, stake(Bob, Charlie));
		assert!(parent > 0 && taken > 0, "{parent} {taken}");
		// what Dave earns as a miner is staked where Alice chose
		assert!(stake(Alice, Charlie) > 0);
		let weights = pallet_subnets::StakeWeight::<Runtime>::get(NETUID);
		assert!(weights.first() > weights.get(1), "{weights:?}");
	});
}
