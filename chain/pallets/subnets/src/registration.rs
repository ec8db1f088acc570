//! A neuron's place in a subnet: getting one, and what becomes of everything that hangs on it.

use alloc::vec::Vec;
use frame_support::{ensure, traits::Get, BoundedVec};
use sp_runtime::DispatchResult;

use crate::{
	hooks::LifecycleHooks,
	mechanisms::Mechanism,
	types::{BurnReason, CommitDropReason, Rao},
	Active, Axons, BlockAtRegistration, Bonds, Burn, Config, Consensus, Dividends, Emission, Error, Event, Incentive,
	IsNetworkMember, Keys, LastUpdate, MaxAllowedUids, MaxRegistrationsPerBlock, NetworkRegistrationAllowed, Pallet,
	RegistrationsThisBlock, StakeWeight, SubnetworkN, Uids, ValidatorPermit, ValidatorTrust, Weights,
};

/// Sets the entry of `uid`; entries that are missing before it become the default.
fn place<V: Clone + Default, S: Get<u32>>(column: &mut BoundedVec<V, S>, uid: u16, value: V) {
	let uid = usize::from(uid);
	if column.len() <= uid {
		column.bounded_resize(uid.saturating_add(1), V::default());
	}
	if let Some(entry) = column.get_mut(uid) {
		*entry = value;
	}
}

/// What an epoch wrote for the uid's former hotkey is not the new one's.
macro_rules! clear_columns {
	($key:expr, $uid:expr, $($column:ident),+) => {
		$( $column::<T>::mutate($key, |column| place(column, $uid, Default::default())); )+
	};
}

impl<T: Config> Pallet<T> {
	/// Registers `hotkey` in the subnet for the price that `coldkey` burns. Returns the uid.
	pub(crate) fn do_burned_register(coldkey: &T::AccountId, netuid: u16, hotkey: &T::AccountId) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		ensure!(
			NetworkRegistrationAllowed::<T>::get(netuid),
			Error::<T>::SubNetRegistrationDisabled
		);
		ensure!(
			!Uids::<T>::contains_key(netuid, hotkey),
			Error::<T>::HotKeyAlreadyRegisteredInSubNet
		);
		ensure!(
			RegistrationsThisBlock::<T>::get(netuid) < MaxRegistrationsPerBlock::<T>::get(netuid),
			Error::<T>::TooManyRegistrationsThisBlock
		);
		Self::ensure_associable(coldkey, hotkey)?;
		let price = Burn::<T>::get(netuid);
		ensure!(Self::can_spend(coldkey, price), Error::<T>::NotEnoughBalanceToStake);

		let full = SubnetworkN::<T>::get(netuid) >= MaxAllowedUids::<T>::get(netuid);
		let replaced = match full {
			true => Some(Self::uid_to_prune(netuid).ok_or(Error::<T>::NoNeuronIdAvailable)?),
			false => None,
		};
		Self::associate(coldkey, hotkey)?;
		Self::burn(coldkey, price, BurnReason::Registration)?;
		match replaced {
			Some(uid) => Self::replace_neuron(netuid, uid, hotkey),
			None => Self::append_neuron(netuid, hotkey)?,
		}
		Self::raise_burn(netuid);
		RegistrationsThisBlock::<T>::mutate(netuid, |count| *count = count.saturating_add(1));
		Ok(())
	}

	/// Registers `hotkey` if the price is not above `limit_price` rao.
	pub(crate) fn do_register_limit(
		coldkey: &T::AccountId,
		netuid: u16,
		hotkey: &T::AccountId,
		limit_price: Rao,
	) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		ensure!(
			Burn::<T>::get(netuid) <= limit_price,
			Error::<T>::RegistrationPriceLimitExceeded
		);
		Self::do_burned_register(coldkey, netuid, hotkey)
	}

	/// Gives `hotkey` the next uid.
	pub(crate) fn append_neuron(netuid: u16, hotkey: &T::AccountId) -> Result<(), Error<T>> {
		let uid = SubnetworkN::<T>::get(netuid);
		ensure!(u32::from(uid) < T::MaxUids::get(), Error::<T>::NoNeuronIdAvailable);
		SubnetworkN::<T>::insert(netuid, uid.saturating_add(1));
		Self::seat(netuid, uid, hotkey);
		Ok(())
	}

	/// Gives `hotkey` the uid of another, of whom nothing remains in the subnet but its stake.
	pub(crate) fn replace_neuron(netuid: u16, uid: u16, hotkey: &T::AccountId) {
		if let Some(former) = Keys::<T>::get(netuid, uid) {
			Self::forget_hotkey(netuid, &former);
			Self::deposit_event(Event::NeuronReplaced(netuid, uid, former));
		}
		for mechanism in Self::mechanisms(netuid) {
			Weights::<T>::remove(mechanism.index(), uid);
			Bonds::<T>::remove(mechanism.index(), uid);
			Self::forget_in_rows(mechanism, uid);
		}
		Self::seat(netuid, uid, hotkey);
	}

	/// Removes what a hotkey has in the subnet by its name: place, endpoint, commits. Its stake stays.
	pub(crate) fn forget_hotkey(netuid: u16, hotkey: &T::AccountId) {
		Uids::<T>::remove(netuid, hotkey);
		IsNetworkMember::<T>::remove(hotkey, netuid);
		Axons::<T>::remove(netuid, hotkey);
		Self::drop_commits(netuid, hotkey, CommitDropReason::NeuronReplaced);
		T::LifecycleHooks::neuron_removed(netuid, hotkey);
	}

	/// Ends all open commits of a hotkey in the subnet.
	pub(crate) fn drop_commits(netuid: u16, hotkey: &T::AccountId, reason: CommitDropReason) {
		for mechanism in Self::mechanisms(netuid) {
			Self::drop_commits_of(mechanism.index(), hotkey, reason);
		}
	}

	/// Removes the bonds that others have on a hotkey's uid, where the subnet wants that.
	///
	/// For the pallet in which a miner announces that it serves something else.
	pub fn reset_bonds(netuid: u16, hotkey: &T::AccountId) {
		if let (true, Some(uid)) = (crate::BondsResetOn::<T>::get(netuid), Uids::<T>::get(netuid, hotkey)) {
			for mechanism in Self::mechanisms(netuid) {
				for row in 0..SubnetworkN::<T>::get(netuid) {
					remove_entry::<T, Bonds<T>>(mechanism.index(), row, uid);
				}
			}
		}
	}

	/// Whether the uid's hotkey was registered within the immunity period.
	pub fn is_immune(netuid: u16, uid: u16) -> bool {
		let age = Self::now().saturating_sub(BlockAtRegistration::<T>::get(netuid, uid));
		age < u64::from(crate::ImmunityPeriod::<T>::get(netuid))
	}

	/// The hotkeys of a subnet by uid.
	pub fn hotkeys(netuid: u16) -> Vec<T::AccountId> {
		(0..SubnetworkN::<T>::get(netuid))
			.filter_map(|uid| Keys::<T>::get(netuid, uid))
			.collect()
	}

	fn forget_in_rows(mechanism: Mechanism, uid: u16) {
		for row in 0..SubnetworkN::<T>::get(mechanism.netuid) {
			remove_entry::<T, Weights<T>>(mechanism.index(), row, uid);
			remove_entry::<T, Bonds<T>>(mechanism.index(), row, uid);
		}
	}

	fn seat(netuid: u16, uid: u16, hotkey: &T::AccountId) {
		Keys::<T>::insert(netuid, uid, hotkey);
		Uids::<T>::insert(netuid, hotkey, uid);
		IsNetworkMember::<T>::insert(hotkey, netuid, true);
		BlockAtRegistration::<T>::insert(netuid, uid, Self::now());
		clear_columns!(
			netuid,
			uid,
			Active,
			Consensus,
			Dividends,
			ValidatorTrust,
			ValidatorPermit,
			StakeWeight,
			Emission
		);
		for mechanism in Self::mechanisms(netuid) {
			clear_columns!(mechanism.index(), uid, Incentive, LastUpdate);
		}
		Self::deposit_event(Event::NeuronRegistered(netuid, uid, hotkey.clone()));
	}
}

/// Removes `uid` from a row, and the row once it is empty.
fn remove_entry<T, M>(index: u16, row: u16, uid: u16)
where
	T: Config,
	M: frame_support::StorageDoubleMap<u16, u16, crate::SparseRow<T>, Query = crate::SparseRow<T>>,
{
	let entries = M::get(index, row);
	if let Ok(at) = entries.binary_search_by_key(&uid, |entry| entry.0) {
		let mut entries = entries;
		entries.remove(at);
		match entries.is_empty() {
			true => M::remove(index, row),
			false => M::insert(index, row, entries),
		}
	}
}
