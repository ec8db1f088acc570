//! What the calls cost: each kind by the costliest of its calls. `npm run weights` runs these and writes
//! `measured.rs`.

// a benchmark that cannot be set up is to fail loudly
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use pallet_subnets::benchmarking::{owner, subnet_of};

use crate::{Call, Config, Pallet};

/// After the freeze window, before the next epoch.
const LATER: u32 = 100;

#[benchmarks]
mod benchmarks {
	use super::*;

	/// By the owner, whose limits are read and noted; the activity cutoff has the most bounds to look up.
	#[benchmark]
	fn set_subnet_parameter() {
		let netuid = subnet_of::<T>(2);
		pallet_subnets::Tempo::<T>::insert(netuid, 1_000);
		pallet_subnets::OwnerHyperparamRateLimit::<T>::put(0);
		frame_system::Pallet::<T>::set_block_number(LATER.into());
		let caller = RawOrigin::Signed(owner::<T>());
		Pallet::<T>::sudo_set_activity_cutoff(caller.clone().into(), netuid, 2_000).expect("nothing stands in the way");
		#[block]
		{
			Pallet::<T>::sudo_set_activity_cutoff(caller.into(), netuid, 3_000).expect("nothing stands in the way");
		}
	}

	#[benchmark]
	fn set_chain_parameter() {
		#[block]
		{
			Pallet::<T>::sudo_set_tx_rate_limit(RawOrigin::Root.into(), 7).expect("nothing stands in the way");
		}
	}
}
