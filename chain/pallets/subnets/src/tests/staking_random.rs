//! Stakers who do whatever they like, thousands of times: the ledgers equal the balances after each call and
//! block, nobody can take out more than there is, and in the end everybody gets out to the last rao.

use frame_support::assert_ok;
use proptest::prelude::*;

use crate::{mock::*, StakeActivations, StakePositions, TotalMinted, TotalStake};

/// Coldkeys 0 to 9 act, on hotkeys 0 to 2, in a working subnet and in one that has not started.
#[derive(Clone, Debug)]
enum Act {
	Add {
		who: u16,
		on: u16,
		netuid: u16,
		amount: u64,
	},
	Remove {
		who: u16,
		on: u16,
		netuid: u16,
		percent: u64,
	},
	Move {
		who: u16,
		from: (u16, u16),
		to: (u16, u16),
		percent: u64,
	},
	Give {
		who: u16,
		to: u16,
		on: u16,
		netuids: (u16, u16),
		percent: u64,
	},
	Leave {
		who: u16,
		on: u16,
	},
	Run(u64),
}

fn act() -> impl Strategy<Value = Act> {
	let who = 0u16..10;
	let on = 0u16..3;
	let netuid = 1u16..3;
	let percent = 0u64..=101;
	let amount = prop_oneof![2_000_000u64..2_000_100, 2_000_000u64..100 * TOKEN];
	prop_oneof![
		6 => (who.clone(), on.clone(), netuid.clone(), amount)
			.prop_map(|(who, on, netuid, amount)| Act::Add { who, on, netuid, amount }),
		4 => (who.clone(), on.clone(), netuid.clone(), percent.clone())
			.prop_map(|(who, on, netuid, percent)| Act::Remove { who, on, netuid, percent }),
		4 => (who.clone(), (on.clone(), netuid.clone()), (on.clone(), netuid.clone()), percent.clone())
			.prop_map(|(who, from, to, percent)| Act::Move { who, from, to, percent }),
		4 => (who.clone(), who.clone(), on.clone(), (netuid.clone(), netuid), percent)
			.prop_map(|(who, to, on, netuids, percent)| Act::Give { who, to, on, netuids, percent }),
		1 => (who, on).prop_map(|(who, on)| Act::Leave { who, on }),
		4 => (1u64..8).prop_map(Act::Run),
	]
}

fn part(netuid: u16, who: u16, on: u16, percent: u64) -> u64 {
	(u128::from(stake_of(netuid, who, on)) * u128::from(percent) / 100) as u64
}

fn apply(act: Act) {
	// refusals are expected: what counts is what they leave behind
	let _ = match act {
		Act::Add {
			who,
			on,
			netuid,
			amount,
		} => SubtensorModule::add_stake(signed(cold(who)), hot(on), netuid, amount),
		Act::Remove {
			who,
			on,
			netuid,
			percent,
		} => SubtensorModule::remove_stake(signed(cold(who)), hot(on), netuid, part(netuid, who, on, percent)),
		Act::Move { who, from, to, percent } => SubtensorModule::move_stake(
			signed(cold(who)),
			hot(from.0),
			hot(to.0),
			from.1,
			to.1,
			part(from.1, who, from.0, percent),
		),
		Act::Give {
			who,
			to,
			on,
			netuids,
			percent,
		} => SubtensorModule::transfer_stake(
			signed(cold(who)),
			cold(to),
			hot(on),
			netuids.0,
			netuids.1,
			part(netuids.0, who, on, percent),
		),
		Act::Leave { who, on } => SubtensorModule::unstake_all(signed(cold(who)), hot(on))
			.map(|_| ())
			.map_err(|refusal| refusal.error),
		Act::Run(blocks) => {
			run(blocks);
			Ok(())
		}
	};
}

/// What the stakers have, free and staked.
fn wealth() -> u128 {
	let free: u128 = (0..10).map(|who| u128::from(Balances::free_balance(cold(who)))).sum();
	let staked: u128 = StakePositions::<Test>::iter_keys()
		.map(|(hotkey, coldkey, netuid)| u128::from(SubtensorModule::stake_of(&hotkey, &coldkey, netuid)))
		.sum();
	free + staked
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn no_rao_is_made_or_lost_whatever_stakers_do(acts in proptest::collection::vec(act(), 1..40)) {
		ExtBuilder::default().build_and_execute(|| {
			let netuid = working_subnet();
			new_subnet();
			weigh(netuid, 1, &[(3, 2), (4, 1)]);
			let (before, minted) = (wealth(), TotalMinted::<Test>::get());
			for act in acts {
				apply(act);
				assert_invariants();
				let gained = u128::from(TotalMinted::<Test>::get() - minted);
				assert!(wealth() <= before + gained, "{} > {before} + {gained}", wealth());
			}
			for (hotkey, coldkey, _) in StakePositions::<Test>::iter_keys().collect::<Vec<_>>() {
				if StakePositions::<Test>::iter_prefix((&hotkey, &coldkey)).next().is_some() {
					assert_ok!(SubtensorModule::unstake_all(signed(coldkey), hotkey));
				}
				assert_invariants();
			}
			assert_eq!(TotalStake::<Test>::get(), 0);
			assert_eq!(StakePositions::<Test>::iter().count(), 0);
			assert_eq!(StakeActivations::<Test>::iter().count(), 0);
		});
	}
}
