//! Which coldkey a hotkey belongs to.
//!
//! A hotkey signs what a neuron does every day; its coldkey owns it, pays for it and receives what it earns.
//! A hotkey gets its coldkey with its first registration and keeps it.

use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{Config, Error, OwnedHotkeys, Owner, Pallet, StakePositions, StakingHotkeys};

impl<T: Config> Pallet<T> {
	/// Makes `hotkey` the coldkey's, if it is nobody's; checks that it is the coldkey's otherwise.
	///
	/// The hotkey is listed among those the coldkey stakes on at once, so that there is room in the list
	/// when an epoch pays it.
	///
	/// A hotkey holds no money: what it signs is free. The reference to its account lets it sign at all,
	/// since `CheckNonce` turns away accounts that nothing keeps alive.
	pub(crate) fn associate(coldkey: &T::AccountId, hotkey: &T::AccountId) -> Result<(), Error<T>> {
		if let Some(owner) = Owner::<T>::get(hotkey) {
			ensure!(owner == *coldkey, Error::<T>::NonAssociatedColdKey);
			return Ok(());
		}
		Owner::<T>::insert(hotkey, coldkey);
		frame_system::Pallet::<T>::inc_sufficients(hotkey);
		OwnedHotkeys::<T>::try_append(coldkey, hotkey).map_err(|_| Error::<T>::TooManyHotkeys)?;
		Self::list_staking_hotkey(coldkey, hotkey)
	}

	/// The hotkey's coldkey is `coldkey`, or it has none yet.
	pub(crate) fn ensure_associable(coldkey: &T::AccountId, hotkey: &T::AccountId) -> Result<(), Error<T>> {
		match Owner::<T>::get(hotkey) {
			Some(owner) if owner != *coldkey => Err(Error::<T>::NonAssociatedColdKey),
			_ => Ok(()),
		}
	}

	/// Adds a hotkey to those the coldkey stakes on, if it is not there.
	pub(crate) fn list_staking_hotkey(coldkey: &T::AccountId, hotkey: &T::AccountId) -> Result<(), Error<T>> {
		let mut hotkeys = StakingHotkeys::<T>::get(coldkey);
		// an epoch asks for each miner that is paid: what is there already is not written again
		if hotkeys.contains(hotkey) {
			return Ok(());
		}
		hotkeys
			.try_push(hotkey.clone())
			.map_err(|_| Error::<T>::TooManyHotkeys)?;
		StakingHotkeys::<T>::insert(coldkey, hotkeys);
		Ok(())
	}

	/// Removes a hotkey from those the coldkey stakes on, once no stake is left and it belongs to another.
	pub(crate) fn unlist_staking_hotkey(coldkey: &T::AccountId, hotkey: &T::AccountId) {
		let owned = Owner::<T>::get(hotkey).is_some_and(|owner| owner == *coldkey);
		if owned
			|| StakePositions::<T>::iter_key_prefix((hotkey, coldkey)).next().is_some()
			|| Self::has_booked_position(hotkey, coldkey)
		{
			return;
		}
		StakingHotkeys::<T>::mutate_exists(coldkey, |hotkeys| {
			if let Some(list) = hotkeys {
				list.retain(|listed| listed != hotkey);
				if list.is_empty() {
					*hotkeys = None;
				}
			}
		});
	}

	/// The signer owns the subnet.
	pub fn ensure_subnet_owner(who: &T::AccountId, netuid: u16) -> DispatchResult {
		ensure!(
			crate::SubnetOwner::<T>::get(netuid).as_ref() == Some(who),
			Error::<T>::NotSubnetOwner
		);
		Ok(())
	}
}
