use frame_support::{assert_noop, assert_ok, dispatch::DispatchInfo};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, DispatchTransaction, Hash},
	transaction_validity::InvalidTransaction,
	DispatchError,
};

use super::whole_state::{full_subnet, items_with};
use crate::{
	mock::*, swap_hotkey::KEY_SWAP_COST, types::BurnReason, Burned, ColdkeySwapAnnouncementDelay,
	ColdkeySwapAnnouncements, ColdkeySwapReannouncementDelay, Error, Event, IdentitiesV2, Owner, SubnetOwner,
	SubtensorTransactionExtension, TotalStake,
};

/// Blocks that an announcement waits, and that it then stands.
const DELAY: u64 = 50;
const STANDS: u64 = 10;

fn chain(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		ColdkeySwapAnnouncementDelay::<Test>::put(DELAY);
		ColdkeySwapReannouncementDelay::<Test>::put(STANDS);
		test();
	});
}

fn hash_of(who: u16) -> H256 {
	BlakeTwo256::hash_of(&cold(who))
}

fn announce(who: u16, new: u16) -> sp_runtime::DispatchResult {
	SubtensorModule::announce_coldkey_swap(signed(cold(who)), hash_of(new))
}

fn swap(who: u16, new: u16) -> Result<(), DispatchError> {
	SubtensorModule::swap_coldkey_announced(signed(cold(who)), cold(new))
		.map(|_| ())
		.map_err(|error| error.error)
}

fn pass(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// What the pool says of a call.
fn pool(who: u16, call: impl Into<RuntimeCall>) -> Result<(), u8> {
	let checked = SubtensorTransactionExtension::<Test>::new().validate_only(
		signed(cold(who)),
		&call.into(),
		&DispatchInfo::default(),
		0,
		sp_runtime::transaction_validity::TransactionSource::External,
		0,
	);
	match checked {
		Ok(_) => Ok(()),
		Err(error) => match error {
			sp_runtime::transaction_validity::TransactionValidityError::Invalid(InvalidTransaction::Custom(code)) => {
				Err(code)
			}
			other => panic!("{other:?}"),
		},
	}
}

#[test]
fn an_announced_swap_hands_over_everything() {
	chain(|| {
		let netuid = full_subnet();
		let (stake, stakes) = (
			TotalStake::<Test>::get(),
			[0, 50].map(|on| SubtensorModule::stake_of(&hot(on), &cold(0), netuid)),
		);
		assert_ok!(announce(0, 200));
		assert_eq!(Burned::<Test>::get(BurnReason::KeySwap), KEY_SWAP_COST);
		pass(DELAY);
		let balance = Balances::free_balance(cold(0));
		events();
		assert_ok!(swap(0, 200));

		assert_eq!(items_with(&cold(0)), Vec::<&str>::new());
		assert_eq!(
			(Balances::free_balance(cold(0)), Balances::free_balance(cold(200))),
			(0, balance)
		);
		assert!(!System::account_exists(&cold(0)));
		assert_eq!(TotalStake::<Test>::get(), stake);
		assert_eq!(
			[0, 50].map(|on| SubtensorModule::stake_of(&hot(on), &cold(200), netuid)),
			stakes
		);
		assert_eq!(SubnetOwner::<Test>::get(netuid), Some(cold(200)));
		assert_eq!(
			[hot(0), hot(50)].map(Owner::<Test>::get),
			[Some(cold(200)), Some(cold(200))]
		);
		assert_eq!(IdentitiesV2::<Test>::get(cold(200)).unwrap().name, b"owner");
		assert_eq!(
			events(),
			[Event::ColdkeySwapped {
				old_coldkey: cold(0),
				new_coldkey: cold(200)
			}]
		);
		// the limit on swaps of hotkeys goes along
		assert!(crate::LastHotkeySwapOnNetuid::<Test>::contains_key(netuid, cold(200)));
	});
}

#[test]
fn an_identity_of_the_new_coldkey_stays() {
	chain(|| {
		full_subnet();
		let own = crate::identity::ChainIdentityOfV2 {
			name: b"new".to_vec(),
			..Default::default()
		};
		IdentitiesV2::<Test>::insert(cold(200), own.clone());
		assert_ok!(SubtensorModule::swap_coldkey(
			RuntimeOrigin::root(),
			cold(0),
			cold(200),
			0
		));
		assert_eq!(IdentitiesV2::<Test>::get(cold(200)), Some(own));
		assert!(!IdentitiesV2::<Test>::contains_key(cold(0)));
	});
}

#[test]
fn a_swap_waits_for_its_block_and_its_coldkey() {
	chain(|| {
		assert_noop!(swap(1, 200), Error::<Test>::ColdkeySwapAnnouncementNotFound);
		assert_ok!(announce(1, 200));
		assert_eq!(
			ColdkeySwapAnnouncements::<Test>::get(cold(1)),
			Some((1 + DELAY, hash_of(200)))
		);
		assert_noop!(swap(1, 201), Error::<Test>::AnnouncedColdkeyHashDoesNotMatch);
		pass(DELAY - 1);
		assert_noop!(swap(1, 200), Error::<Test>::ColdkeySwapTooEarly);
		pass(1);
		assert_ok!(swap(1, 200));
		assert!(!ColdkeySwapAnnouncements::<Test>::contains_key(cold(1)));
	});
}

#[test]
fn an_announcement_stands_for_a_while() {
	chain(|| {
		let clear = |who| SubtensorModule::clear_coldkey_swap_announcement(signed(cold(who)));
		assert_noop!(clear(1), Error::<Test>::ColdkeySwapAnnouncementNotFound);
		assert_ok!(announce(1, 200));
		pass(DELAY + STANDS - 1);
		assert_noop!(announce(1, 201), Error::<Test>::ColdkeySwapReannouncedTooEarly);
		assert_noop!(clear(1), Error::<Test>::ColdkeySwapClearTooEarly);
		pass(1);
		// announcing another costs nothing more
		assert_ok!(announce(1, 201));
		assert_eq!(Burned::<Test>::get(BurnReason::KeySwap), KEY_SWAP_COST);
		pass(DELAY + STANDS);
		events();
		assert_ok!(clear(1));
		assert_eq!(events(), [Event::ColdkeySwapCleared { who: cold(1) }]);
		assert_ok!(announce(1, 202));
		assert_eq!(Burned::<Test>::get(BurnReason::KeySwap), 2 * KEY_SWAP_COST);
		assert_noop!(
			SubtensorModule::announce_coldkey_swap(signed(cold(250)), hash_of(2)),
			Error::<Test>::NotEnoughBalanceToPaySwapColdKey
		);
	});
}

#[test]
fn the_new_coldkey_must_be_fresh() {
	chain(|| {
		let netuid = full_subnet();
		let to = |new: AccountId| {
			SubtensorModule::swap_coldkey(RuntimeOrigin::root(), cold(1), new, 0)
				.map(|_| ())
				.map_err(|error| error.error)
		};
		assert_noop!(to(cold(2)), Error::<Test>::ColdKeyAlreadyAssociated);
		assert_noop!(to(cold(1)), Error::<Test>::ColdKeyAlreadyAssociated);
		assert_noop!(to(hot(3)), Error::<Test>::NewColdKeyIsHotkey);
		stake(netuid, 7, 1, 1);
		assert_noop!(to(cold(7)), Error::<Test>::ColdKeyAlreadyAssociated);
		assert_ok!(to(cold(8)));
	});
}

#[test]
fn a_dispute_stops_everything_until_root_decides() {
	chain(|| {
		let dispute = |who| SubtensorModule::dispute_coldkey_swap(signed(cold(who)));
		assert_noop!(dispute(1), Error::<Test>::ColdkeySwapAnnouncementNotFound);
		assert_ok!(announce(1, 200));
		events();
		assert_ok!(dispute(1));
		assert_eq!(events(), [Event::ColdkeySwapDisputed { coldkey: cold(1) }]);
		assert_noop!(dispute(1), Error::<Test>::ColdkeySwapAlreadyDisputed);
		pass(DELAY + STANDS);
		assert_noop!(swap(1, 200), Error::<Test>::ColdkeySwapDisputed);
		assert_noop!(announce(1, 201), Error::<Test>::ColdkeySwapDisputed);
		assert_noop!(
			SubtensorModule::clear_coldkey_swap_announcement(signed(cold(1))),
			Error::<Test>::ColdkeySwapDisputed
		);
		for origin in [signed(cold(1)), signed(cold(2))] {
			assert_noop!(
				SubtensorModule::reset_coldkey_swap(origin.clone(), cold(1)),
				DispatchError::BadOrigin
			);
			assert_noop!(
				SubtensorModule::swap_coldkey(origin, cold(1), cold(200), 0).map_err(|error| error.error),
				DispatchError::BadOrigin
			);
		}
		assert_ok!(SubtensorModule::reset_coldkey_swap(RuntimeOrigin::root(), cold(1)));
		assert_eq!(events(), [Event::ColdkeySwapReset { who: cold(1) }]);
		assert_eq!(pool(1, frame_system::Call::remark { remark: vec![] }), Ok(()));

		// or root swaps, for a price that it names
		assert_ok!(announce(1, 200));
		assert_ok!(dispute(1));
		let (balance, burned) = (
			Balances::free_balance(cold(1)),
			Burned::<Test>::get(BurnReason::KeySwap),
		);
		assert_ok!(SubtensorModule::swap_coldkey(
			RuntimeOrigin::root(),
			cold(1),
			cold(201),
			7
		));
		assert_eq!(Balances::free_balance(cold(201)), balance - 7);
		assert_eq!(Burned::<Test>::get(BurnReason::KeySwap), burned + 7);
		assert_eq!(items_with(&cold(1)), Vec::<&str>::new());
	});
}

#[test]
fn an_announced_coldkey_moves_nothing() {
	chain(|| {
		let netuid = full_subnet();
		let transfer = |value| pallet_balances::Call::<Test>::transfer_keep_alive { dest: cold(9), value };
		let unstake = crate::Call::<Test>::remove_stake {
			hotkey: hot(1),
			netuid,
			amount_unstaked: 1,
		};
		let batch = || pallet_utility::Call::<Test>::batch {
			calls: vec![transfer(1).into()],
		};
		assert_eq!(pool(1, transfer(1)), Ok(()));
		assert_ok!(announce(1, 200));
		assert_eq!(pool(1, transfer(1)), Err(0));
		assert_eq!(pool(1, unstake), Err(0));
		assert_eq!(pool(1, batch()), Err(0));
		// even around calls of the swap, which it can make by themselves
		let dispute = || crate::Call::<Test>::dispute_coldkey_swap {};
		let wrapped = pallet_utility::Call::<Test>::batch {
			calls: vec![dispute().into()],
		};
		assert_eq!(pool(1, wrapped), Err(0));
		for call in [
			dispute(),
			crate::Call::announce_coldkey_swap {
				new_coldkey_hash: hash_of(3),
			},
			crate::Call::swap_coldkey_announced { new_coldkey: cold(200) },
			crate::Call::clear_coldkey_swap_announcement {},
		] {
			assert_eq!(pool(1, call), Ok(()));
		}
		// others are not concerned, and its hotkey works on
		assert_eq!(pool(2, transfer(1)), Ok(()));
		assert_ok!(SubtensorModule::dispute_coldkey_swap(signed(cold(1))));
		assert_eq!(pool(1, dispute()), Err(21));
		assert_eq!(pool(1, transfer(1)), Err(21));
	});
}
