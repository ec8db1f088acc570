use proptest::prelude::*;

use crate::{
	pool::{Pool, SHARES_PER_RAO},
	types::StakeActivation,
};

/// Takes `value` out for a holder of `held` shares, and returns how many it cost.
fn withdraw(pool: &mut Pool, value: u64, held: u128) -> Option<u128> {
	let cost = pool.cost(value, held)?;
	pool.remove(value, cost);
	Some(cost)
}

/// Gives up all of a holder's shares, and returns what they were worth.
fn leave(pool: &mut Pool, held: u128) -> u64 {
	let value = pool.worth(held);
	pool.remove(value, held);
	value
}

#[test]
fn the_first_deposit_sets_the_price() {
	let mut pool = Pool::default();
	let shares = pool.deposit(1_000);
	assert_eq!(shares, 1_000 * SHARES_PER_RAO);
	assert_eq!(pool.worth(shares), 1_000);
	assert_eq!(pool.deposit(500), 500 * SHARES_PER_RAO);
}

#[test]
fn a_reward_raises_every_share_and_dilutes_no_newcomer() {
	let mut pool = Pool::default();
	let first = pool.deposit(1_000);
	let second = pool.deposit(3_000);
	assert!(pool.reward(400));
	assert_eq!((pool.worth(first), pool.worth(second)), (1_100, 3_300));
	let third = pool.deposit(1_100);
	assert_eq!(pool.worth(third), 1_100);
	assert_eq!(pool.worth(first), 1_100);
}

#[test]
fn an_empty_pool_has_nobody_to_reward() {
	let mut pool = Pool::default();
	assert!(!pool.reward(5));
	assert_eq!(pool, Pool::default());
	assert_eq!(pool.worth(0), 0);
}

#[test]
fn nobody_withdraws_more_than_the_worth_of_the_shares() {
	let mut pool = Pool::default();
	let (first, _) = (pool.deposit(1_000), pool.deposit(1_000));
	let before = pool.clone();
	assert_eq!(withdraw(&mut pool, 1_001, first), None);
	assert_eq!(pool, before);
	assert_eq!(withdraw(&mut pool, 1_000, first), Some(first));
	assert_eq!(pool.value, 1_000);
}

#[test]
fn the_last_one_leaves_nothing_behind() {
	let mut pool = Pool::default();
	let (first, second) = (pool.deposit(1_000), pool.deposit(999));
	pool.reward(7);
	let (one, two) = (leave(&mut pool, first), leave(&mut pool, second));
	assert_eq!(one + two, 2_006);
	assert_eq!((pool.value, pool.rest.shares), (0, 0));
}

#[test]
fn a_queue_becomes_shares_once_its_epoch_has_passed() {
	let mut pool = Pool::default();
	pool.deposit(1_000);
	pool.enqueue(500, 4);
	pool.enqueue(250, 4);
	assert_eq!(pool.activate_before(4), None);
	pool.reward(1_000);
	let (epoch, activation) = pool.activate_before(5).unwrap();
	assert_eq!(epoch, 4);
	assert_eq!(
		activation,
		StakeActivation {
			value: 750,
			shares: 375 * SHARES_PER_RAO
		}
	);
	assert_eq!((pool.value, pool.rest.queued), (2_750, 0));
	assert_eq!(pool.activate_before(6), None);
}

/// What somebody does with a pool.
#[derive(Clone, Debug)]
enum Act {
	Deposit(u64),
	Enqueue(u64),
	Withdraw { who: usize, share: u64 },
	Leave(usize),
	Reward(u64),
	Epoch,
}

fn act() -> impl Strategy<Value = Act> {
	let amount = prop_oneof![1u64..10, 1u64..1_000_000_000_000, 1u64..1_000_000_000_000_000];
	prop_oneof![
		amount.clone().prop_map(Act::Deposit),
		amount.clone().prop_map(Act::Enqueue),
		(0usize..8, 0u64..=100).prop_map(|(who, share)| Act::Withdraw { who, share }),
		(0usize..8).prop_map(Act::Leave),
		amount.prop_map(Act::Reward),
		Just(Act::Epoch),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(4_096))]

	#[test]
	fn no_unit_is_created_and_none_is_lost(acts in proptest::collection::vec(act(), 1..60)) {
		let mut pool = Pool::default();
		// holders: their shares, and what they have in the queue
		let mut shares = [0u128; 8];
		let mut queued = [0u64; 8];
		let mut next = 0;
		let mut epoch = 0;
		let (mut paid_in, mut paid_out) = (0u128, 0u128);
		for act in acts {
			let before = pool.clone();
			match act {
				Act::Deposit(value) => {
					let got = pool.deposit(value);
					prop_assert!(before.rest.shares == 0 || pool.worth(got) <= value);
					shares[next % 8] += got;
					paid_in += u128::from(value);
					next += 1;
				}
				Act::Enqueue(value) => {
					pool.enqueue(value, epoch);
					queued[next % 8] += value;
					paid_in += u128::from(value);
					next += 1;
				}
				Act::Withdraw { who, share } => {
					let value = (u128::from(pool.worth(shares[who])) * u128::from(share) / 100) as u64;
					let cost = withdraw(&mut pool, value, shares[who]).unwrap();
					shares[who] -= cost;
					paid_out += u128::from(value);
				}
				Act::Leave(who) => {
					paid_out += u128::from(leave(&mut pool, shares[who]));
					shares[who] = 0;
				}
				Act::Reward(value) => {
					if pool.reward(value) {
						paid_in += u128::from(value);
					}
				}
				Act::Epoch => {
					epoch += 1;
					if let Some((_, mut activation)) = pool.activate_before(epoch) {
						let all = activation.shares;
						let mut claimed = 0;
						for who in 0..8 {
							if queued[who] > 0 {
								let got = activation.claim(queued[who]);
								claimed += got;
								shares[who] += got;
								queued[who] = 0;
							}
						}
						prop_assert_eq!(claimed, all);
						prop_assert_eq!(activation, StakeActivation::default());
					}
				}
			}
			let worth: u128 = shares.iter().map(|held| u128::from(pool.worth(*held))).sum();
			prop_assert!(worth <= u128::from(pool.value));
			prop_assert_eq!(shares.iter().sum::<u128>(), pool.rest.shares);
			prop_assert_eq!(paid_in - paid_out, u128::from(pool.value) + u128::from(pool.rest.queued));
			prop_assert_eq!(pool.value == 0, pool.rest.shares == 0);
		}
	}
}

proptest! {
	/// Who deposits an amount can withdraw it at once, and after an epoch if it was queued with others.
	#[test]
	fn what_was_put_in_can_be_taken_out(
		first in 2_000_000u64..1 << 50,
		growth in 0u64..50,
		percent in 0u64..100,
		queued in proptest::collection::vec(2_000_000u64..1 << 50, 1..6),
	) {
		let mut pool = Pool::default();
		pool.deposit(first);
		pool.reward(first * growth + first / 100 * percent);
		let others = pool.worth(first as u128 * SHARES_PER_RAO);
		for value in &queued {
			pool.enqueue(*value, 0);
		}
		let (_, mut activation) = pool.activate_before(1).unwrap();
		let held: Vec<u128> = queued.iter().map(|value| activation.claim(*value)).collect();
		for (value, held) in queued.iter().zip(held) {
			prop_assert_eq!(pool.worth(held), *value);
			prop_assert_eq!(leave(&mut pool, held), *value);
		}
		prop_assert_eq!(pool.value, others);
		let shares = pool.deposit(queued[0]);
		prop_assert_eq!(pool.worth(shares), queued[0]);
	}
}
