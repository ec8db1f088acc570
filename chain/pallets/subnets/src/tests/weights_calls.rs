use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, dispatch::Pays};
use sp_runtime::DispatchResult;

use crate::{
	mock::*, Call, CommitRevealWeightsEnabled, Error, Event, LastUpdate, MinAllowedWeights, StakeThreshold, Weights,
	WeightsSetRateLimit, WeightsVersionKey,
};

fn set(who: u16, netuid: u16, uids: &[u16], values: &[u16]) -> DispatchResult {
	SubtensorModule::set_weights(signed(hot(who)), netuid, uids.to_vec(), values.to_vec(), 5)
}

#[test]
fn weights_are_scaled_and_sorted() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		assert_ok!(set(1, netuid, &[4, 0, 3], &[1, 0, 3]));
		assert_eq!(events(), [Event::WeightsSet(netuid, 1)]);
		// 65535 / 3 = 21845; explicit zeros are kept: under liquid alpha a bond with weight 0 decays
		assert_eq!(
			Weights::<Test>::get(netuid, 1).to_vec(),
			[(0, 0), (3, 65_535), (4, 21_845)]
		);
		assert_eq!(LastUpdate::<Test>::get(netuid)[1], System::block_number());
		run(1);
		assert_ok!(set(1, netuid, &[3, 4], &[2, 1]));
		// 32767.5 is rounded up
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, 65_535), (4, 32_768)]);
		run(1);
		assert_ok!(set(1, netuid, &[3], &[0]));
		assert_eq!(Weights::<Test>::get(netuid, 1).to_vec(), [(3, 0)]);
		let call = Call::<Test>::set_weights {
			netuid,
			dests: vec![],
			weights: vec![],
			version_key: 0,
		};
		assert_eq!(call.get_dispatch_info().pays_fee, Pays::No);
	});
}

#[test]
fn weights_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		assert_noop!(set(1, netuid + 1, &[3], &[1]), Error::<Test>::SubnetNotExists);
		assert_noop!(set(1, netuid, &[3], &[1, 2]), Error::<Test>::WeightVecNotEqualSize);
		assert_noop!(
			set(1, netuid, &[0, 1, 2, 3, 4, 5], &[1, 1, 1, 1, 1, 1]),
			Error::<Test>::UidsLengthExceedUidsInSubNet
		);
		assert_noop!(set(9, netuid, &[3], &[1]), Error::<Test>::HotKeyNotRegisteredInSubNet);
		assert_noop!(set(3, netuid, &[4], &[1]), Error::<Test>::NeuronNoValidatorPermit);
		assert_noop!(set(1, netuid, &[3, 3], &[1, 1]), Error::<Test>::DuplicateUids);
		assert_noop!(set(1, netuid, &[3, 5], &[1, 1]), Error::<Test>::UidVecContainInvalidOne);
		MinAllowedWeights::<Test>::insert(netuid, 3);
		assert_noop!(set(1, netuid, &[3, 4], &[1, 1]), Error::<Test>::WeightVecLengthIsLow);
		// more than there are neurons: all of them
		MinAllowedWeights::<Test>::insert(netuid, 100);
		assert_noop!(
			set(1, netuid, &[1, 2, 3, 4], &[1; 4]),
			Error::<Test>::WeightVecLengthIsLow
		);
		assert_ok!(set(1, netuid, &[0, 1, 2, 3, 4], &[1; 5]));

		MinAllowedWeights::<Test>::insert(netuid, 1);
		StakeThreshold::<Test>::put(200 * TOKEN);
		assert_noop!(set(2, netuid, &[3], &[1]), Error::<Test>::NotEnoughStakeToSetWeights);
		run(1);
		assert_ok!(set(1, netuid, &[3], &[1]));

		WeightsVersionKey::<Test>::insert(netuid, 6);
		assert_noop!(set(1, netuid, &[3], &[1]), Error::<Test>::IncorrectWeightVersionKey);
		WeightsVersionKey::<Test>::insert(netuid, 5);
		run(1);
		assert_ok!(set(1, netuid, &[3], &[1]));

		CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
		assert_noop!(set(1, netuid, &[3], &[1]), Error::<Test>::CommitRevealEnabled);
	});
}

#[test]
fn the_first_of_two_reasons_is_the_references() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		StakeThreshold::<Test>::put(1_000 * TOKEN);
		WeightsVersionKey::<Test>::insert(netuid, 6);
		assert_noop!(set(9, netuid, &[3], &[]), Error::<Test>::WeightVecNotEqualSize);
		assert_noop!(
			set(9, netuid, &[3, 3], &[1, 1]),
			Error::<Test>::HotKeyNotRegisteredInSubNet
		);
		assert_noop!(
			set(3, netuid, &[4, 4], &[1, 1]),
			Error::<Test>::NotEnoughStakeToSetWeights
		);
		StakeThreshold::<Test>::put(0);
		assert_noop!(
			set(3, netuid, &[4, 4], &[1, 1]),
			Error::<Test>::IncorrectWeightVersionKey
		);
		WeightsVersionKey::<Test>::insert(netuid, 0);
		assert_noop!(set(3, netuid, &[4, 4], &[1, 1]), Error::<Test>::NeuronNoValidatorPermit);
		assert_noop!(set(1, netuid, &[9, 9], &[1, 1]), Error::<Test>::DuplicateUids);
	});
}

#[test]
fn weights_have_a_rate_limit_but_for_the_first_time() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		WeightsSetRateLimit::<Test>::insert(netuid, 5);
		assert_ok!(set(1, netuid, &[3], &[1]));
		run(4);
		assert_noop!(set(1, netuid, &[3], &[1]), Error::<Test>::SettingWeightsTooFast);
		run(1);
		assert_ok!(set(1, netuid, &[3], &[1]));
		// without a limit, once a block
		WeightsSetRateLimit::<Test>::insert(netuid, 0);
		assert_noop!(set(1, netuid, &[3], &[1]), Error::<Test>::SettingWeightsTooFast);
		run(1);
		assert_ok!(set(1, netuid, &[3], &[1]));
	});
}

#[test]
fn a_neuron_may_weigh_itself_and_the_owner_anyone() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		MinAllowedWeights::<Test>::insert(netuid, 3);
		StakeThreshold::<Test>::put(1);
		assert_noop!(set(3, netuid, &[3], &[1]), Error::<Test>::NotEnoughStakeToSetWeights);
		StakeThreshold::<Test>::put(0);
		assert_ok!(set(3, netuid, &[3], &[1]));
		StakeThreshold::<Test>::put(1_000 * TOKEN);
		crate::ValidatorPermit::<Test>::mutate(netuid, |permits| permits[0] = false);
		assert_ok!(set(0, netuid, &[1, 2, 3], &[1, 1, 1]));
	});
}
