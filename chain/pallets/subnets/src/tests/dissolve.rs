use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::whole_state::{entries_of, full_subnet, maps_by_subnet};
use crate::{
	dissolve::{Step, UNITS_PER_BLOCK},
	issuance::Pot,
	mock::*,
	types::BurnReason,
	Burned, Dissolutions, Error, Event, FirstEmissionBlockNumber, NetworkImmunityPeriod, NetworksAdded, Owner,
	StakeAverage, StakePositions, SubnetLimit, SubnetLocked, SubnetStake, TotalBurned, TotalLocked, TotalMinted,
	TotalNetworks, TotalPendingEmission, TotalStake,
};

fn dissolve(netuid: u16) {
	assert_ok!(SubtensorModule::root_dissolve_network(RuntimeOrigin::root(), netuid));
}

fn run_until_dissolved(netuid: u16) -> u64 {
	let from = System::block_number();
	while Dissolutions::<Test>::contains_key(netuid) {
		run(1);
	}
	System::block_number() - from
}

#[test]
fn only_root_dissolves() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		for origin in [signed(cold(0)), signed(hot(0)), RuntimeOrigin::none()] {
			assert_noop!(
				SubtensorModule::root_dissolve_network(origin.clone(), netuid),
				DispatchError::BadOrigin
			);
			assert_noop!(
				SubtensorModule::dissolve_network(origin, cold(0), netuid),
				DispatchError::BadOrigin
			);
		}
		for absent in [0, netuid + 1] {
			assert_noop!(
				SubtensorModule::root_dissolve_network(RuntimeOrigin::root(), absent),
				Error::<Test>::SubnetNotExists
			);
		}
		assert_ok!(SubtensorModule::dissolve_network(
			RuntimeOrigin::root(),
			cold(9),
			netuid
		));
		assert_noop!(
			SubtensorModule::dissolve_network(RuntimeOrigin::root(), cold(0), netuid),
			Error::<Test>::SubnetNotExists
		);
	});
}

#[test]
fn every_rao_goes_back_to_its_owner() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		run(2);
		assert!(TotalPendingEmission::<Test>::get() > 0);
		let accounts: Vec<AccountId> = (0..5).map(cold).collect();
		let wealth = || -> u64 { accounts.iter().map(Balances::free_balance).sum() };
		let before = wealth();
		let held = TotalStake::<Test>::get() + TotalPendingEmission::<Test>::get() + TotalLocked::<Test>::get();
		let burned_of_owners = Burned::<Test>::get(BurnReason::OwnerIncentive);
		let (minted, burned) = (TotalMinted::<Test>::get(), TotalBurned::<Test>::get());
		let owed: Vec<u64> = (0..5)
			.map(|number| (0..5).map(|on| stake_of(netuid, number, on)).sum())
			.collect();
		let owner_had = Balances::free_balance(cold(0));

		dissolve(netuid);
		run_until_dissolved(netuid);

		// the last epoch burned what the owner's own hotkey earned as a miner: a rule of every epoch
		let burned_by_epoch = Burned::<Test>::get(BurnReason::OwnerIncentive) - burned_of_owners;
		assert_eq!(TotalMinted::<Test>::get(), minted);
		assert_eq!(TotalBurned::<Test>::get(), burned + burned_by_epoch);
		assert_eq!(wealth() - before, held - burned_by_epoch);
		assert_eq!(
			[Pot::Stake, Pot::Emission, Pot::Lock].map(|pot| pot.holdings::<Test>()),
			[0, 0, 0]
		);
		for number in 1..5 {
			assert!(Balances::free_balance(cold(number)) >= ENDOWMENT - 500 * TOKEN + owed[usize::from(number)]);
		}
		// the owner got lock and cut besides its stake
		assert!(Balances::free_balance(cold(0)) - owner_had > owed[0] + 100 * TOKEN);
		let told = events();
		let dissolved = told.iter().find_map(|event| match event {
			Event::NetworkDissolved {
				netuid: of,
				stake_returned,
				lock_returned,
				emission_returned,
			} if *of == netuid => Some(stake_returned + lock_returned + emission_returned),
			_ => None,
		});
		assert_eq!(dissolved, Some(held - burned_by_epoch));
		assert!(told.contains(&Event::NetworkRemoved(netuid)));
		assert!(told.contains(&Event::SubnetIdentityRemoved(netuid)));
	});
}

#[test]
fn nothing_of_a_dissolved_subnet_remains() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		let empty: Vec<&str> = maps_by_subnet()
			.into_iter()
			.filter(|map| *map != "Dissolutions" && entries_of(map).is_empty())
			.collect();
		assert_eq!(
			empty,
			Vec::<&str>::new(),
			"full_subnet fills every map with a subnet in its key"
		);

		dissolve(netuid);
		run_until_dissolved(netuid);
		let left: Vec<&str> = maps_by_subnet()
			.into_iter()
			.filter(|map| !entries_of(map).is_empty())
			.collect();
		assert_eq!(
			left,
			Vec::<&str>::new(),
			"dissolve_records.rs names every map with a subnet in its key"
		);
	});
}

#[test]
fn a_subnet_is_none_from_the_call_on() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		let other = new_subnet();
		dissolve(netuid);
		assert!(!NetworksAdded::<Test>::contains_key(netuid));
		assert_eq!(TotalNetworks::<Test>::get(), 1);
		assert_eq!(SubtensorModule::netuids(), [other]);
		assert_noop!(
			SubtensorModule::burned_register(signed(cold(7)), netuid, hot(7)),
			Error::<Test>::SubnetNotExists
		);
		assert_noop!(
			SubtensorModule::add_stake(signed(cold(7)), hot(1), netuid, TOKEN),
			Error::<Test>::SubnetNotExists
		);
		assert_noop!(
			SubtensorModule::remove_stake(signed(cold(1)), hot(1), netuid, TOKEN),
			Error::<Test>::SubnetNotExists
		);
		// its number is not given out before it is gone, and then it is
		assert_eq!(new_subnet(), 3);
		assert!(NetworksAdded::<Test>::get(3));
		run_until_dissolved(netuid);
		SubtensorModule::register_network(signed(cold(8)), hot(8)).unwrap();
		assert!(NetworksAdded::<Test>::get(netuid));
		assert_eq!(SubnetStake::<Test>::get(netuid), 0);
		assert!(!FirstEmissionBlockNumber::<Test>::contains_key(netuid));
	});
}

#[test]
fn other_subnets_keep_what_is_theirs() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = full_subnet();
		let other = new_subnet();
		register(other, 1);
		stake(other, 1, 1, 7);
		stake(other, 2, 1, 9);
		dissolve(netuid);
		run_until_dissolved(netuid);
		assert_eq!((stake_of(other, 1, 1), stake_of(other, 2, 1)), (7 * TOKEN, 9 * TOKEN));
		assert_eq!(SubnetLocked::<Test>::get(other), TotalLocked::<Test>::get());
		assert_ok!(SubtensorModule::remove_stake(signed(cold(2)), hot(1), other, 9 * TOKEN));
	});
}

#[test]
fn what_waits_is_paid_to_those_who_earned_it() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 1)]);
		weigh(netuid, 2, &[(3, 1)]);
		run(5);
		let pending = TotalPendingEmission::<Test>::get();
		assert!(pending > TOKEN);
		let miner = Balances::free_balance(cold(3));
		dissolve(netuid);
		run_until_dissolved(netuid);
		// the one miner that is weighed gets the miners' half of what is not the owner's
		let earned = Balances::free_balance(cold(3)) - miner;
		assert!(
			earned.abs_diff(pending * 41 / 100) < pending / 100,
			"{earned} of {pending}"
		);
	});
}

#[test]
fn a_share_without_an_account_is_burned_as_dust() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		crate::NominatorMinRequiredStake::<Test>::put(1);
		let (rich, poor) = (cold(1), cold(150));
		assert_ok!(Balances::transfer_allow_death(
			signed(rich),
			poor.clone(),
			2 * EXISTENTIAL_DEPOSIT
		));
		assert_ok!(SubtensorModule::add_stake(
			signed(poor.clone()),
			hot(0),
			netuid,
			EXISTENTIAL_DEPOSIT - 1
		));
		assert_ok!(Balances::transfer_all(signed(poor.clone()), cold(2), false));
		assert_eq!(Balances::free_balance(&poor), 0);
		dissolve(netuid);
		run_until_dissolved(netuid);
		assert_eq!(Burned::<Test>::get(BurnReason::Dust), EXISTENTIAL_DEPOSIT - 1);
	});
}

#[test]
fn a_block_does_its_share_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		// 200 positions at 17 units
		for number in 0..200u16 {
			let staker = account(20_000 + number);
			assert_ok!(Balances::transfer_allow_death(
				signed(cold(9)),
				staker.clone(),
				2 * TOKEN
			));
			assert_ok!(SubtensorModule::add_stake(signed(staker), hot(0), netuid, TOKEN));
		}
		dissolve(netuid);
		run(1);
		let left = StakePositions::<Test>::iter_keys().count();
		let paid = 200 - left as u32;
		assert_eq!(paid, UNITS_PER_BLOCK.div_ceil(17));
		assert!(matches!(
			Dissolutions::<Test>::get(netuid).unwrap().step,
			Step::Stakes { after: Some(_) }
		));
		assert_eq!(run_until_dissolved(netuid), 1);
		assert_eq!(TotalStake::<Test>::get(), 0);
	});
}

#[test]
fn a_position_that_moves_past_the_walk_is_found_all_the_same() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		for number in 0..150u16 {
			let staker = account(20_000 + number);
			assert_ok!(Balances::transfer_allow_death(
				signed(cold(9)),
				staker.clone(),
				2 * TOKEN
			));
			assert_ok!(SubtensorModule::add_stake(signed(staker), hot(0), netuid, TOKEN));
		}
		dissolve(netuid);
		run(1);
		let (hotkey, coldkey, _) = StakePositions::<Test>::iter_keys().last().unwrap();
		// to a place that the walk has passed: the new coldkey's hashed key is among the first
		let before: Vec<AccountId> = (0..400u16)
			.map(|number| account(30_000 + number))
			.filter(|new| {
				let key = |who: &AccountId| StakePositions::<Test>::hashed_key_for((&hotkey, who, netuid));
				key(new)
					< StakePositions::<Test>::iter_keys()
						.map(|(_, who, _)| key(&who))
						.min()
						.unwrap()
			})
			.collect();
		assert_ok!(SubtensorModule::swap_coldkey(
			RuntimeOrigin::root(),
			coldkey,
			before[0].clone(),
			0
		));
		run_until_dissolved(netuid);
		assert_eq!(TotalStake::<Test>::get(), 0);
		assert_eq!(StakePositions::<Test>::iter_keys().count(), 0);
		assert!(Balances::free_balance(&before[0]) >= TOKEN);
	});
}

#[test]
fn at_the_limit_the_weakest_subnet_makes_room() {
	ExtBuilder::default().build_and_execute(|| {
		NetworkImmunityPeriod::<Test>::put(5);
		SubnetLimit::<Test>::put(3);
		let first = new_subnet();
		run(1);
		let second = new_subnet();
		run(1);
		let third = new_subnet();
		run(3);
		// the first two are beyond their immunity by now, or nearly
		StakeAverage::<Test>::insert(first, 9);
		StakeAverage::<Test>::insert(second, 3);
		StakeAverage::<Test>::insert(third, 1);
		assert_eq!(
			SubtensorModule::network_to_prune(),
			Some(first),
			"only it is not immune"
		);
		run(1);
		assert_eq!(SubtensorModule::network_to_prune(), Some(second), "the smaller claim");
		StakeAverage::<Test>::insert(second, 9);
		assert_eq!(
			SubtensorModule::network_to_prune(),
			Some(first),
			"of equal ones the oldest"
		);

		let balance = Balances::free_balance(cold(0));
		let lock = SubnetLocked::<Test>::get(first);
		assert_ok!(SubtensorModule::register_network(signed(cold(1)), hot(1)));
		assert_eq!(SubtensorModule::netuids(), [second, third, 4]);
		run_until_dissolved(first);
		assert_eq!(Balances::free_balance(cold(0)), balance + lock);
		assert_eq!(Owner::<Test>::get(hot(0)), Some(cold(0)));
	});
}

#[test]
fn nobody_makes_room_who_is_immune_or_for_one_who_cannot_pay() {
	ExtBuilder::default().build_and_execute(|| {
		SubnetLimit::<Test>::put(1);
		let netuid = new_subnet();
		assert_noop!(
			SubtensorModule::register_network(signed(cold(1)), hot(1)),
			Error::<Test>::SubnetLimitReached
		);
		NetworkImmunityPeriod::<Test>::put(0);
		assert_noop!(
			SubtensorModule::register_network(signed(cold(200)), hot(1)),
			Error::<Test>::CannotAffordLockCost
		);
		assert_eq!(SubtensorModule::netuids(), [netuid]);
	});
}
