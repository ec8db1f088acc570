//! Epochs that are written over several blocks.

use frame_support::{assert_noop, assert_ok, traits::Hooks};

use crate::{
	epoch_booking::{place, MAX_CHUNKS},
	epoch_books::{Booked, Booking},
	epoch_weight::{allowance, decide},
	issuance::Pot,
	mock::*,
	swap_hotkey::MAX_POSITIONS,
	types::PoolShares,
	Dissolutions, EpochBookings, EpochRuns, Error, Event, LastEpochBlock, MinAllowedUids, StakePositions,
	SubnetEpochIndex, Tempo, TotalHotkeyAlpha, TotalPendingEmission, TotalStake,
};

/// Computing of a block that has room for no epoch, so that every one is spread and each block writes one chunk.
pub const NO_TIME: u64 = 8;

/// Runs the test with blocks that have room for no epoch.
pub fn spread(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		BlockTime::set(NO_TIME);
		test();
		BlockTime::set(4_000_000_000_000);
	});
}

/// A working subnet with 16 neurons, whose validators 1 and 2 weigh all miners.
pub fn large_subnet() -> u16 {
	let netuid = working_subnet();
	for number in 5..16 {
		register(netuid, number);
	}
	run(1);
	let row: Vec<(u16, u16)> = (3..16).map(|uid| (uid, 100 + uid)).collect();
	weigh(netuid, 1, &row);
	weigh(netuid, 2, &row);
	netuid
}

/// Runs to the block in which the next epoch is decided.
pub fn run_to_decision(netuid: u16) {
	run_to_epoch(netuid);
	assert!(EpochRuns::<Test>::contains_key(netuid), "it is spread");
}

fn run_until_booked(netuid: u16) -> u64 {
	let from = System::block_number();
	while EpochRuns::<Test>::contains_key(netuid) {
		run(1);
	}
	System::block_number() - from
}

#[test]
fn an_epoch_that_fits_leaves_nothing_to_write() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = large_subnet();
		run_to_epoch(netuid);
		assert!(!EpochRuns::<Test>::contains_key(netuid));
		assert_eq!(EpochBookings::<Test>::iter().count(), 0);
		assert!(TotalHotkeyAlpha::<Test>::get(hot(3), netuid) > 0);
	});
}

#[test]
fn an_epoch_is_decided_in_one_block_and_written_in_others() {
	spread(|| {
		let netuid = large_subnet();
		run(TEMPO.into());
		run_until_booked(netuid);
		events();
		run_to_decision(netuid);
		let decided = events();
		assert!(decided.iter().any(|event| matches!(event, Event::EpochFinished { .. })));
		let epoch = SubnetEpochIndex::<Test>::get(netuid);
		let chunks = EpochBookings::<Test>::iter().count() as u64;
		assert!(chunks > 2, "{chunks}");
		assert_eq!(LastEpochBlock::<Test>::get(netuid), System::block_number());
		// what is paid is in the pot of stake, and seen by all who ask, but not written
		assert_eq!(Pot::Stake.holdings::<Test>(), TotalStake::<Test>::get());
		let written = TotalHotkeyAlpha::<Test>::get(hot(4), netuid);
		let seen = SubtensorModule::total_stake_of_hotkey(&hot(4), netuid);
		assert!(seen > written);
		assert_eq!(stake_of(netuid, 4, 4), seen);
		assert_eq!(SubtensorModule::active_stake(&hot(4), netuid), seen);

		assert_eq!(run_until_booked(netuid), chunks + 1);
		assert_eq!(TotalHotkeyAlpha::<Test>::get(hot(4), netuid), seen);
		assert_eq!(stake_of(netuid, 4, 4), seen);
		assert_eq!(events().last(), Some(&Event::EpochBooked { netuid, epoch }));
		assert_eq!(EpochBookings::<Test>::iter().count(), 0);
	});
}

#[test]
fn each_block_writes_no_more_than_its_part() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = large_subnet();
		run(u64::from(TEMPO) - 2);
		let size = SubtensorModule::largest_epoch(netuid);
		// room to decide the epoch, and less than the whole of it takes
		BlockTime::set(4 * decide::<Test>(&size, 2 * size.uids).ref_time());
		assert!(SubtensorModule::is_spread(&size));
		run_to_decision(netuid);
		// room for a chunk of eight pools at least
		BlockTime::set(4 * 2 * 3_000_000_000);
		let mut blocks = 0;
		while EpochRuns::<Test>::contains_key(netuid) {
			let weight = SubtensorModule::continue_bookings(allowance::<Test>() / 2);
			assert!(weight.ref_time() <= allowance::<Test>(), "{weight:?}");
			blocks += 1;
		}
		assert!(blocks > 1);
		BlockTime::set(4_000_000_000_000);
	});
}

#[test]
fn whoever_touches_a_pool_finds_it_written() {
	spread(|| {
		let netuid = large_subnet();
		run_to_decision(netuid);
		let expected = SubtensorModule::total_stake_of_hotkey(&hot(4), netuid);
		let bookings = || -> usize { EpochBookings::<Test>::iter_values().map(|chunk| chunk.len()).sum() };
		let before = bookings();
		stake(netuid, 4, 4, 5);
		assert_eq!(TotalHotkeyAlpha::<Test>::get(hot(4), netuid), expected);
		assert_eq!(before - bookings(), 2, "the pool and the position");
		assert_eq!(stake_of(netuid, 4, 4), expected + 5 * TOKEN);
		assert_invariants();
	});
}

#[test]
fn everything_can_be_taken_out_while_an_epoch_is_written() {
	spread(|| {
		let netuid = large_subnet();
		run_to_decision(netuid);
		for number in 1..16 {
			let all = stake_of(netuid, number, number);
			let had = Balances::free_balance(cold(number));
			assert_ok!(SubtensorModule::remove_stake(
				signed(cold(number)),
				hot(number),
				netuid,
				all
			));
			assert_eq!(Balances::free_balance(cold(number)), had + all);
			assert_eq!(stake_of(netuid, number, number), 0);
			assert_invariants();
		}
		run_until_booked(netuid);
	});
}

#[test]
fn who_is_replaced_meanwhile_is_paid_what_it_earned() {
	spread(|| {
		let netuid = large_subnet();
		run_to_decision(netuid);
		let earned = stake_of(netuid, 3, 3);
		assert!(earned > TOKEN / 10);
		SubtensorModule::replace_neuron(netuid, 3, &hot(4_000));
		crate::Owner::<Test>::insert(hot(4_000), cold(50));
		crate::OwnedHotkeys::<Test>::try_append(cold(50), hot(4_000)).unwrap();
		run_until_booked(netuid);
		assert_eq!(stake_of(netuid, 3, 3), earned);
		assert_eq!(SubtensorModule::total_stake_of_hotkey(&hot(4_000), netuid), 0);
	});
}

#[test]
fn the_next_epoch_waits_for_the_end_of_the_one_before() {
	spread(|| {
		let netuid = large_subnet();
		run_to_decision(netuid);
		Tempo::<Test>::insert(netuid, 1);
		let first = SubnetEpochIndex::<Test>::get(netuid);
		events();
		run(1);
		assert!(events().contains(&Event::EpochDeferred { netuid }));
		assert_eq!(SubnetEpochIndex::<Test>::get(netuid), first);
		run_until_booked(netuid);
		assert_eq!(SubnetEpochIndex::<Test>::get(netuid), first);
		run(1);
		assert_eq!(SubnetEpochIndex::<Test>::get(netuid), first + 1);
		Tempo::<Test>::insert(netuid, TEMPO);
	});
}

#[test]
fn others_wait_while_an_epoch_takes_their_time() {
	spread(|| {
		let netuid = large_subnet();
		let other = new_subnet();
		run_to_decision(netuid);
		crate::PendingEpochAt::<Test>::insert(other, System::block_number() + 1);
		let before = SubnetEpochIndex::<Test>::get(other);
		events();
		run_until_booked(netuid);
		assert!(events().contains(&Event::EpochDeferred { netuid: other }));
		assert_eq!(SubnetEpochIndex::<Test>::get(other), before);
		run(1);
		assert_eq!(SubnetEpochIndex::<Test>::get(other), before + 1);
	});
}

#[test]
fn a_subnet_that_is_dissolved_meanwhile_is_written_first_and_gives_everything_back() {
	spread(|| {
		let netuid = large_subnet();
		run_to_decision(netuid);
		let accounts: Vec<AccountId> = (0..16).map(cold).collect();
		let wealth = || -> u64 { accounts.iter().map(Balances::free_balance).sum() };
		let held = TotalStake::<Test>::get() + TotalPendingEmission::<Test>::get() + crate::TotalLocked::<Test>::get();
		let before = wealth();
		assert_ok!(SubtensorModule::root_dissolve_network(RuntimeOrigin::root(), netuid));
		while Dissolutions::<Test>::contains_key(netuid) {
			run(1);
		}
		assert_eq!(wealth() - before, held);
		assert_eq!(TotalStake::<Test>::get(), 0);
		assert!(!EpochRuns::<Test>::contains_key(netuid));
		assert_eq!(EpochBookings::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_last_epoch_of_a_dissolved_subnet_is_spread_too() {
	spread(|| {
		let netuid = large_subnet();
		run_until_booked(netuid);
		run(2);
		let pending = TotalPendingEmission::<Test>::get();
		assert!(pending > 0);
		assert_ok!(SubtensorModule::root_dissolve_network(RuntimeOrigin::root(), netuid));
		run(1);
		assert!(EpochRuns::<Test>::contains_key(netuid));
		while Dissolutions::<Test>::contains_key(netuid) {
			run(1);
		}
		assert_eq!(TotalStake::<Test>::get() + TotalPendingEmission::<Test>::get(), 0);
	});
}

#[test]
fn a_hotkey_with_too_many_unwritten_positions_is_not_swapped() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let hundred = |number: u16| account(20_000 + number);
		let bookings = (0..=MAX_POSITIONS as u16).map(|number| Booking {
			hotkey: hot(1),
			what: Booked::Credit {
				coldkey: hundred(number),
				shares: 0,
			},
		});
		SubtensorModule::put_bookings_aside(netuid, bookings.collect());
		assert!(EpochBookings::<Test>::iter().count() <= MAX_CHUNKS as usize);
		frame_support::storage::with_storage_layer(|| {
			assert_noop!(
				SubtensorModule::settle_hotkey(&hot(1), None, MAX_POSITIONS),
				Error::<Test>::TooManyStakersToSwap
			);
			assert_ok!(SubtensorModule::settle_hotkey(&hot(1), Some(netuid + 1), MAX_POSITIONS));
			assert_ok!(SubtensorModule::settle_hotkey(&hot(1), Some(netuid), MAX_POSITIONS + 1));
			assert_eq!(EpochBookings::<Test>::iter().count(), 0);
			Err::<(), _>(sp_runtime::DispatchError::Other("as it was"))
		})
		.unwrap_err();
		EpochRuns::<Test>::remove(netuid);
		let _ = EpochBookings::<Test>::clear(u32::MAX, None);
	});
}

#[test]
fn bookings_of_one_position_become_one_and_are_found_by_their_place() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let credit = |hotkey, coldkey, shares| Booking {
			hotkey: hot(hotkey),
			what: Booked::Credit {
				coldkey: cold(coldkey),
				shares,
			},
		};
		let mut bookings: Vec<_> = (0..40).map(|number| credit(number % 7, number % 5, 1)).collect();
		bookings.push(Booking {
			hotkey: hot(2),
			what: Booked::Pool {
				value: 7,
				rest: PoolShares::default(),
				activated: None,
			},
		});
		assert_eq!(SubtensorModule::put_bookings_aside(netuid, bookings), 36);
		assert_eq!(EpochBookings::<Test>::iter().count(), 5);
		let shares = |hotkey, coldkey| SubtensorModule::booked_shares(&hot(hotkey), &cold(coldkey), netuid);
		let total: u128 = (0..7)
			.flat_map(|on| (0..5).map(move |who| (on, who)))
			.map(|(on, who)| shares(on, who))
			.sum();
		assert_eq!(total, 40);
		assert_eq!(shares(9, 0), 0);
		assert_eq!(SubtensorModule::booked_pool(&hot(2), netuid).unwrap().pool.value, 7);
		assert!(SubtensorModule::booked_pool(&hot(3), netuid).is_none());
		assert!(place(&hot(2), None) < place(&hot(2), Some(&cold(0))));
		EpochRuns::<Test>::remove(netuid);
		let _ = EpochBookings::<Test>::clear(u32::MAX, None);
	});
}

#[test]
fn bookings_that_belong_nowhere_break_an_invariant() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let booking = Booking {
			hotkey: hot(1),
			what: Booked::Credit {
				coldkey: cold(1),
				shares: 0,
			},
		};
		SubtensorModule::put_bookings_aside(netuid, vec![booking.clone()]);
		assert_invariants();
		let run = EpochRuns::<Test>::take(netuid).unwrap();
		let broken = SubtensorModule::check_invariants().unwrap_err();
		assert_eq!(
			broken,
			["chunk 0 of what subnet 1 has to write is not where it belongs"]
		);
		EpochRuns::<Test>::insert(netuid + 1, run);
		assert_eq!(SubtensorModule::check_invariants().unwrap_err().len(), 2);
		EpochRuns::<Test>::remove(netuid + 1);
		EpochBookings::<Test>::remove(netuid, 0);
		// shares that no pool has
		SubtensorModule::put_bookings_aside(
			netuid,
			vec![Booking {
				what: Booked::Credit {
					coldkey: cold(1),
					shares: 1,
				},
				..booking
			}],
		);
		let [broken] = &SubtensorModule::check_invariants().unwrap_err()[..] else {
			panic!()
		};
		assert!(broken.contains("shares, its stakers"), "{broken}");
		EpochRuns::<Test>::remove(netuid);
		EpochBookings::<Test>::remove(netuid, 0);
		assert_eq!(
			StakePositions::<Test>::iter()
				.filter(|entry| entry.1.shares == 0)
				.count(),
			0
		);
	});
}

#[test]
fn a_block_charges_what_its_epochs_took() {
	spread(|| {
		let netuid = large_subnet();
		run_until_booked(netuid);
		run_to(SubtensorModule::next_epoch_block(netuid) - 1);
		let block = |number| {
			System::set_block_number(number);
			SubtensorModule::on_initialize(number)
		};
		let now = System::block_number();
		let decided = block(now + 1);
		let written = block(now + 2);
		run_until_booked(netuid);
		let empty = block(System::block_number() + 1);
		assert!(decided.ref_time() > written.ref_time() && written.ref_time() > empty.ref_time());
		MinAllowedUids::<Test>::insert(netuid, 1);
	});
}
