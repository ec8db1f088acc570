//! Where what a coldkey's miners earn is staked: on the miners themselves, or on one hotkey that the coldkey
//! has chosen for the subnet, a validator's in most cases.

use alloc::collections::BTreeMap;
use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
	epoch::Neuron, types::Rao, AutoStakeDestination, Config, Delegates, Error, Event, Owner, Pallet, StakingHotkeys,
	Uids,
};

/// Choices that an epoch follows for the first time, each of which lists a coldkey and perhaps a delegate.
pub const MAX_NEW_CHOICES_PER_EPOCH: u32 = 64;

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
}

/// The choices that an epoch follows: it asks once for each miner that earned something.
///
/// Choices cost the epoch next to nothing once they were followed: the neurons are in memory. What the first time writes
/// is bounded.
pub(crate) struct Choices<T: Config> {
	netuid: u16,
	/// The uids by hotkey, from the first choice on.
	uids: Option<BTreeMap<T::AccountId, usize>>,
	asked_for: u32,
	new: u32,
}

impl<T: Config> Choices<T> {
	pub fn new(netuid: u16) -> Self {
		Self {
			netuid,
			uids: None,
			asked_for: 0,
			new: 0,
		}
	}

	/// How many miners' coldkeys had chosen a neuron.
	pub fn asked_for(&self) -> u32 {
		self.asked_for
	}

	/// How many choices were followed for the first time.
	pub fn followed_first(&self) -> u32 {
		self.new
	}

	/// The uid on which what `miner` of `coldkey` has earned is staked, where that was chosen.
	///
	/// The chosen hotkey's while it is registered in the subnet and the coldkey's list has room for it: there stake earns.
	/// None otherwise, so that no payment fails; nor is there one for a choice that was never followed where the epoch
	/// follows [`MAX_NEW_CHOICES_PER_EPOCH`] others for the first time: it is from the next epoch on.
	pub fn destination(
		&mut self,
		neurons: &[Neuron<T::AccountId>],
		coldkey: &T::AccountId,
		miner: &T::AccountId,
		incentive: Rao,
	) -> Option<usize> {
		let chosen = AutoStakeDestination::<T>::get(coldkey, self.netuid)?;
		let uids = self.uids.get_or_insert_with(|| {
			let hotkeys = neurons.iter().map(|neuron| neuron.hotkey().clone());
			hotkeys.zip(0..).collect()
		});
		let uid = *uids.get(&chosen)?;
		self.asked_for = self.asked_for.saturating_add(1);
		if !Self::was_followed(coldkey, &chosen) {
			if self.new >= MAX_NEW_CHOICES_PER_EPOCH {
				return None;
			}
			Pallet::<T>::list_staking_hotkey(coldkey, &chosen).ok()?;
			Pallet::<T>::note_delegation(coldkey, &chosen);
			self.new = self.new.saturating_add(1);
		}
		Pallet::<T>::deposit_event(Event::AutoStakeAdded {
			netuid: self.netuid,
			destination: chosen,
			hotkey: miner.clone(),
			owner: coldkey.clone(),
			incentive,
		});
		Some(uid)
	}

	/// The coldkey is listed as one that stakes on the hotkey, and the hotkey as a delegate where it is another's.
	fn was_followed(coldkey: &T::AccountId, hotkey: &T::AccountId) -> bool {
		StakingHotkeys::<T>::get(coldkey).contains(hotkey)
			&& (Delegates::<T>::contains_key(hotkey) || Owner::<T>::get(hotkey).as_ref() == Some(coldkey))
	}
}
