use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use sp_core::H256;

use crate::{
	mock::*,
	types::{BurnReason, CommitDropReason},
	weights::WeightInfo,
	Axons, BlockAtRegistration, Bonds, BondsResetOn, Burn, Burned, CommitRevealWeightsEnabled, Emission, Error, Event,
	Incentive, IsNetworkMember, Keys, LastUpdate, MaxAllowedUids, MinNonImmuneUids, NetworkRegistrationAllowed,
	OwnedHotkeys, Owner, SubnetworkN, TotalBurned, Uids, ValidatorPermit, WeightCommits, Weights,
};

#[test]
fn a_registration_burns_its_price() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		events();
		assert_ok!(SubtensorModule::burned_register(signed(cold(1)), netuid, hot(1)));
		assert_eq!(events(), [Event::NeuronRegistered(netuid, 1, hot(1))]);
		assert_eq!(Balances::free_balance(cold(1)), ENDOWMENT - TOKEN);
		assert_eq!(Burned::<Test>::get(BurnReason::Registration), TOKEN);
		assert_eq!(TotalBurned::<Test>::get(), TOKEN);
		assert_eq!(
			Balances::total_issuance(),
			100 * ENDOWMENT + 3 * EXISTENTIAL_DEPOSIT - TOKEN
		);
		assert_eq!(Owner::<Test>::get(hot(1)), Some(cold(1)));
		assert_eq!(OwnedHotkeys::<Test>::get(cold(1)).to_vec(), [hot(1)]);
		assert!(IsNetworkMember::<Test>::get(hot(1), netuid));
		assert_eq!(BlockAtRegistration::<Test>::get(netuid, 1), 1);
		assert_eq!(LastUpdate::<Test>::get(netuid).to_vec(), [0, 0]);
	});
}

#[test]
fn a_registration_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		let refused = |coldkey, netuid, hotkey, error: Error<Test>| {
			assert_noop!(SubtensorModule::burned_register(signed(coldkey), netuid, hotkey), error);
		};
		refused(cold(1), netuid + 1, hot(2), Error::SubnetNotExists);
		refused(cold(1), 0, hot(2), Error::SubnetNotExists);
		refused(cold(1), netuid, hot(1), Error::HotKeyAlreadyRegisteredInSubNet);
		let other = new_subnet();
		refused(cold(2), other, hot(1), Error::NonAssociatedColdKey);
		refused(cold(200), netuid, hot(2), Error::NotEnoughBalanceToStake);
		NetworkRegistrationAllowed::<Test>::insert(netuid, false);
		refused(cold(2), netuid, hot(2), Error::SubNetRegistrationDisabled);
	});
}

#[test]
fn the_price_leaves_the_coldkey_its_existential_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let price = Burn::<Test>::get(netuid);
		assert_ok!(Balances::transfer_allow_death(
			signed(cold(1)),
			cold(200),
			price + EXISTENTIAL_DEPOSIT - 1
		));
		assert_noop!(
			SubtensorModule::burned_register(signed(cold(200)), netuid, hot(2)),
			Error::<Test>::NotEnoughBalanceToStake
		);
		assert_ok!(Balances::transfer_allow_death(signed(cold(1)), cold(200), 1));
		assert_ok!(SubtensorModule::burned_register(signed(cold(200)), netuid, hot(2)));
	});
}

#[test]
fn a_coldkey_owns_a_bounded_number_of_hotkeys() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 32)
		.build_and_execute(|| {
			let netuid = new_subnet();
			for number in 0..MAX_HOTKEYS as u16 {
				assert_ok!(SubtensorModule::burned_register(
					signed(cold(1)),
					netuid,
					hot(100 + number)
				));
			}
			assert_noop!(
				SubtensorModule::burned_register(signed(cold(1)), netuid, hot(99)),
				Error::<Test>::TooManyHotkeys
			);
		});
}

#[test]
fn a_hotkey_can_sign_without_a_balance() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (new_subnet(), new_subnet());
		assert!(!System::account_exists(&hot(1)));
		register(first, 1);
		register(second, 1);
		// what CheckNonce asks for; once, however often the hotkey is registered
		assert_eq!((System::sufficients(&hot(1)), Balances::free_balance(hot(1))), (1, 0));
	});
}

#[test]
fn a_hotkey_can_be_in_several_subnets() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (new_subnet(), new_subnet());
		assert_eq!(register(first, 1), 1);
		assert_eq!(register(second, 1), 1);
		let members: Vec<u16> = IsNetworkMember::<Test>::iter_key_prefix(hot(1)).collect();
		assert_eq!(members.len(), 2);
	});
}

#[test]
fn nothing_of_a_replaced_neuron_remains() {
	ExtBuilder::default()
		.with(|genesis| genesis.immunity_period = 0)
		.build_and_execute(|| {
			let netuid = working_subnet();
			weigh(netuid, 1, &[(3, 3), (4, 1)]);
			weigh(netuid, 2, &[(2, 1)]);
			run_to_epoch(netuid);
			// uid 2 has a permit, a row of weights, emission as a miner of nothing; uid 3 and 4 have bonds on them
			assert!(ValidatorPermit::<Test>::get(netuid)[2]);
			assert!(Weights::<Test>::contains_key(netuid, 2));
			assert!(Bonds::<Test>::get(netuid, 1).iter().any(|bond| bond.0 == 3));
			run(1);
			weigh(netuid, 2, &[(3, 5), (4, 7)]);
			run_to_epoch(netuid);
			assert!(Bonds::<Test>::contains_key(netuid, 2));
			assert_ok!(SubtensorModule::serve_axon(
				signed(hot(2)),
				netuid,
				1,
				0x0102_0304,
				80,
				4,
				0,
				0,
				0
			));
			CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
			run(1);
			assert_ok!(SubtensorModule::commit_weights(
				signed(hot(2)),
				netuid,
				H256::repeat_byte(1)
			));
			assert_ok!(SubtensorModule::commit_weights(
				signed(hot(1)),
				netuid,
				H256::repeat_byte(2)
			));
			events();

			SubtensorModule::replace_neuron(netuid, 2, &hot(5));
			Owner::<Test>::insert(hot(5), cold(5));
			OwnedHotkeys::<Test>::try_append(cold(5), hot(5)).unwrap();
			assert_eq!(
				events(),
				[
					Event::WeightsCommitDropped(hot(2), netuid, H256::repeat_byte(1), CommitDropReason::NeuronReplaced),
					Event::NeuronReplaced(netuid, 2, hot(2)),
					Event::NeuronRegistered(netuid, 2, hot(5)),
				]
			);
			assert_eq!(Uids::<Test>::get(netuid, hot(2)), None);
			assert_eq!(Uids::<Test>::get(netuid, hot(5)), Some(2));
			assert!(!IsNetworkMember::<Test>::contains_key(hot(2), netuid));
			assert!(!Axons::<Test>::contains_key(netuid, hot(2)));
			assert!(!WeightCommits::<Test>::contains_key(netuid, hot(2)));
			assert!(WeightCommits::<Test>::contains_key(netuid, hot(1)));
			assert!(!Weights::<Test>::contains_key(netuid, 2));
			assert!(!Bonds::<Test>::contains_key(netuid, 2));
			assert!(!ValidatorPermit::<Test>::get(netuid)[2]);
			assert_eq!(LastUpdate::<Test>::get(netuid)[2], 0);
			assert_eq!(Emission::<Test>::get(netuid)[2], 0);
			assert_eq!(BlockAtRegistration::<Test>::get(netuid, 2), System::block_number());

			// weights and bonds on a replaced miner, of others
			SubtensorModule::replace_neuron(netuid, 3, &hot(6));
			Owner::<Test>::insert(hot(6), cold(6));
			OwnedHotkeys::<Test>::try_append(cold(6), hot(6)).unwrap();
			assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(4, 21_845)]);
			assert!(Bonds::<Test>::get(netuid, 1).iter().all(|bond| bond.0 != 3));
			assert_eq!(Incentive::<Test>::get(netuid)[3], 0);
			// stake is the coldkeys', not the neuron's
			assert!(stake_of(netuid, 2, 2) >= 100 * TOKEN);
		});
}

#[test]
fn a_full_subnet_gives_the_newcomer_the_place_of_the_worst() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		MaxAllowedUids::<Test>::insert(netuid, 5);
		MinNonImmuneUids::<Test>::insert(netuid, 0);
		weigh(netuid, 1, &[(3, 1)]);
		weigh(netuid, 2, &[(3, 1)]);
		run_to_epoch(netuid);
		events();
		assert_ok!(SubtensorModule::burned_register(signed(cold(5)), netuid, hot(5)));
		assert_eq!(
			events(),
			[
				Event::NeuronReplaced(netuid, 4, hot(4)),
				Event::NeuronRegistered(netuid, 4, hot(5))
			]
		);
		assert_eq!(Removed::get(), [(netuid, hot(4))]);
		assert_eq!(SubnetworkN::<Test>::get(netuid), 5);
		assert_eq!(Keys::<Test>::get(netuid, 4), Some(hot(5)));
	});
}

#[test]
fn a_full_subnet_of_the_owners_immune_takes_nobody() {
	ExtBuilder::default()
		.with(|genesis| genesis.max_allowed_uids = 1)
		.build_and_execute(|| {
			let netuid = new_subnet();
			assert_noop!(
				SubtensorModule::burned_register(signed(cold(1)), netuid, hot(1)),
				Error::<Test>::NoNeuronIdAvailable
			);
		});
}

#[test]
fn a_registration_costs_by_the_size_of_a_full_subnet() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let call = crate::Call::<Test>::burned_register { netuid, hotkey: hot(1) };
		let declared = call.get_dispatch_info().call_weight;
		// by the neurons there are: a registration in a small subnet has no large fee held back
		assert_eq!(declared, <() as WeightInfo>::burned_register(1));
		SubnetworkN::<Test>::insert(netuid, 200);
		assert_eq!(
			call.get_dispatch_info().call_weight,
			<() as WeightInfo>::burned_register(200)
		);
		SubnetworkN::<Test>::insert(netuid, 1);
		let post = SubtensorModule::burned_register(signed(cold(1)), netuid, hot(1)).unwrap();
		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::register_with_room()));
		MaxAllowedUids::<Test>::insert(netuid, 2);
		let post = SubtensorModule::burned_register(signed(cold(2)), netuid, hot(2)).unwrap();
		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::burned_register(2)));
	});
}

#[test]
fn bonds_are_reset_where_the_subnet_wants_it() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		weigh(netuid, 1, &[(3, 3), (4, 1)]);
		run_to_epoch(netuid);
		assert!(Bonds::<Test>::get(netuid, 1).iter().any(|bond| bond.0 == 3));
		SubtensorModule::reset_bonds(netuid, &hot(3));
		assert!(Bonds::<Test>::get(netuid, 1).iter().any(|bond| bond.0 == 3));
		BondsResetOn::<Test>::insert(netuid, true);
		SubtensorModule::reset_bonds(netuid, &hot(3));
		assert!(Bonds::<Test>::get(netuid, 1).iter().all(|bond| bond.0 != 3));
		assert!(Bonds::<Test>::get(netuid, 1).iter().any(|bond| bond.0 == 4));
	});
}

#[test]
fn a_limit_keeps_the_price_from_rising_unseen() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let price = Burn::<Test>::get(netuid);
		let register = |number, netuid, limit| {
			SubtensorModule::register_limit(signed(cold(number)), netuid, hot(number), limit)
				.map_err(|error| error.error)
		};
		assert_noop!(
			register(1, netuid, price - 1),
			Error::<Test>::RegistrationPriceLimitExceeded
		);
		assert_noop!(register(1, netuid + 1, price), Error::<Test>::SubnetNotExists);
		assert_ok!(register(1, netuid, price));
		assert_eq!(Balances::free_balance(cold(1)), ENDOWMENT - price);
		// the first raised it
		assert_noop!(
			register(2, netuid, price),
			Error::<Test>::RegistrationPriceLimitExceeded
		);
		assert_ok!(register(2, netuid, u64::MAX));
		assert_noop!(
			register(2, netuid, u64::MAX),
			Error::<Test>::HotKeyAlreadyRegisteredInSubNet
		);
	});
}

#[test]
fn registration_by_work_burns_like_any_other() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		let price = Burn::<Test>::get(netuid);
		// the coldkey is the signer, whatever is named
		assert_ok!(SubtensorModule::register(
			signed(cold(1)),
			netuid,
			1,
			2,
			vec![3],
			hot(1),
			cold(2)
		));
		assert_eq!(Owner::<Test>::get(hot(1)), Some(cold(1)));
		assert_eq!(Balances::free_balance(cold(1)), ENDOWMENT - price);
	});
}

#[test]
fn a_hotkey_is_associated_without_a_registration() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(1)), hot(1)));
		assert_eq!(Owner::<Test>::get(hot(1)), Some(cold(1)));
		assert_eq!(OwnedHotkeys::<Test>::get(cold(1)).to_vec(), [hot(1)]);
		assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(1)), hot(1)));
		assert_eq!(OwnedHotkeys::<Test>::get(cold(1)).len(), 1);
		assert_noop!(
			SubtensorModule::try_associate_hotkey(signed(cold(2)), hot(1)),
			Error::<Test>::NonAssociatedColdKey
		);
		for number in 1..MAX_HOTKEYS as u16 {
			assert_ok!(SubtensorModule::try_associate_hotkey(
				signed(cold(1)),
				hot(100 + number)
			));
		}
		assert_noop!(
			SubtensorModule::try_associate_hotkey(signed(cold(1)), hot(99)),
			Error::<Test>::TooManyHotkeys
		);
	});
}

#[test]
fn a_block_takes_as_many_registrations_as_the_subnet_wants() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		crate::MaxRegistrationsPerBlock::<Test>::insert(netuid, 2);
		register(netuid, 1);
		register(netuid, 2);
		assert_noop!(
			SubtensorModule::burned_register(signed(cold(3)), netuid, hot(3)),
			Error::<Test>::TooManyRegistrationsThisBlock
		);
		run(1);
		register(netuid, 3);
	});
}
