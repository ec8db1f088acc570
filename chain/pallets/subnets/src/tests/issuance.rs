use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, tokens::Preservation, Hooks},
};

use crate::{issuance::Pot, mock::*, types::BurnReason, Burned, IssuanceAtGenesis, TotalBurned, TotalIssuance};

#[test]
fn the_pots_live_from_genesis_on() {
	ExtBuilder::default().build_and_execute(|| {
		for pot in Pot::ALL {
			assert_eq!(Balances::free_balance(pot.account::<Test>()), EXISTENTIAL_DEPOSIT);
			assert_eq!(pot.holdings::<Test>(), 0);
		}
		assert_eq!(
			IssuanceAtGenesis::<Test>::get(),
			100 * ENDOWMENT + 3 * EXISTENTIAL_DEPOSIT
		);
		assert_eq!(TotalIssuance::<Test>::get(), Balances::total_issuance());
	});
}

#[test]
fn fees_are_burned_and_counted() {
	ExtBuilder::default().build_and_execute(|| {
		let before = Balances::total_issuance();
		charge_fee(&cold(1), 12_345);
		assert_eq!(Balances::free_balance(cold(1)), ENDOWMENT - 12_345);
		assert_eq!(Balances::total_issuance(), before - 12_345);
		assert_eq!(Burned::<Test>::get(BurnReason::Fee), 12_345);
		assert_eq!(TotalBurned::<Test>::get(), 12_345);
	});
}

#[test]
fn dust_is_burned_and_counted() {
	ExtBuilder::default().build_and_execute(|| {
		let before = Balances::total_issuance();
		assert_ok!(Balances::transfer(
			&cold(1),
			&cold(2),
			ENDOWMENT - 77,
			Preservation::Expendable
		));
		assert_eq!(Balances::free_balance(cold(1)), 0);
		assert_eq!(Balances::total_issuance(), before - 77);
		assert_eq!(Burned::<Test>::get(BurnReason::Dust), 77);
	});
}

#[test]
fn tokens_burned_past_the_pallet_break_an_invariant() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Balances::burn(signed(cold(1)), 1_000, true));
		let broken = SubtensorModule::check_invariants().unwrap_err();
		assert_eq!(broken.len(), 2, "{broken:?}");
		assert!(broken[0].starts_with("the issuance is"));
		assert_ok!(Balances::mint_into(&cold(1), 1_000));
	});
}

#[test]
fn tokens_sent_to_a_pot_are_burned_when_the_block_ends() {
	ExtBuilder::default().build_and_execute(|| {
		for pot in Pot::ALL {
			assert_ok!(Balances::transfer_keep_alive(
				signed(cold(1)),
				pot.account::<Test>(),
				600
			));
		}
		let broken = SubtensorModule::check_invariants().unwrap_err();
		assert_eq!(broken[0], "the Stake pot holds 600 rao, its ledger says 0");
		SubtensorModule::on_finalize(1);
		assert_eq!(Burned::<Test>::get(BurnReason::Stray), 3 * 600);
		assert_eq!(Pot::Lock.holdings::<Test>(), 0);
	});
}
