//! Where what a coldkey's miners earn is staked: on the miners themselves, or on one hotkey that the coldkey
//! has chosen for the subnet, a validator's in most cases.

use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{types::Rao, AutoStakeDestination, Config, Error, Event, Pallet, Uids};

impl<T: Config> Pallet<T> {
	/// Chooses the hotkey.
	pub(crate) fn do_set_auto_stake(coldkey: &T::AccountId, netuid: u16, hotkey: &T::AccountId) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		ensure!(
			Uids::<T>::contains_key(netuid, hotkey),
			Error::<T>::HotKeyNotRegisteredInSubNet
		);
		ensure!(
			AutoStakeDestination::<T>::get(coldkey, netuid).as_ref() != Some(hotkey),
			Error::<T>::SameAutoStakeHotkeyAlreadySet
		);
		AutoStakeDestination::<T>::insert(coldkey, netuid, hotkey);
		Self::note_delegation_record(netuid, coldkey);
		Self::deposit_event(Event::AutoStakeDestinationSet {
			coldkey: coldkey.clone(),
			netuid,
			hotkey: hotkey.clone(),
		});
		Ok(())
	}

	/// Where what `miner` of `coldkey` has earned goes.
	///
	/// To the chosen hotkey while it is registered in the subnet and the coldkey's list has room for it: there
	/// stake earns. Otherwise to the miner, so that no payment fails.
	pub(crate) fn auto_stake_on(
		netuid: u16,
		coldkey: &T::AccountId,
		miner: &T::AccountId,
		incentive: Rao,
	) -> T::AccountId {
		let chosen = AutoStakeDestination::<T>::get(coldkey, netuid)
			.filter(|chosen| Uids::<T>::contains_key(netuid, chosen))
			.filter(|chosen| Self::list_staking_hotkey(coldkey, chosen).is_ok());
		let Some(destination) = chosen else {
			return miner.clone();
		};
		Self::note_delegation(coldkey, &destination);
		Self::deposit_event(Event::AutoStakeAdded {
			netuid,
			destination: destination.clone(),
			hotkey: miner.clone(),
			owner: coldkey.clone(),
			incentive,
		});
		destination
	}
}
