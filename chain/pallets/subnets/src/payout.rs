//! Who an epoch pays.
//!
//! Consensus says what each uid gets as a miner and as a validator. A validator's part is divided with its
//! parents ([`crate::inherit`]), and each part goes to the delegators of the hotkey by their stake, after the take of
//! its owner; everything else goes to the hotkey's coldkey. All of it is paid as stake on the hotkey, or on the one
//! that its coldkey has chosen for what its miners earn ([`crate::auto_stake`]), and earns from now on.
//!
//! Incentive of hotkeys that belong to the subnet's owner is burned, as in the reference: the owner lives
//! on the owner's cut, not on mining its own subnet.
//!
//! Dividends come first, into the value of existing shares, so that nothing else paid or activated in
//! this epoch shares in them. The emission = staked + burned + carried, to the rao.

use alloc::vec::Vec;
use frame_support::{defensive, storage::with_storage_layer};
use ganglion_consensus::Output;
use sp_runtime::DispatchResult;

use crate::{
	auto_stake::Choices,
	emission::portion,
	epoch::Neuron,
	epoch_books::{Books, EpochPool},
	issuance::Pot,
	types::{BurnReason, EpochSkipReason, Rao},
	Config, Delegates, Owner, Pallet, PendingOwnerCut, PendingServerEmission, PendingValidatorEmission,
	SubnetEpochIndex, SubnetOwner, SubnetOwnerHotkey, TotalPendingEmission,
};

/// Where an epoch's emission went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paid {
	/// As stake.
	pub staked: Rao,
	/// Burned.
	pub burned: Rao,
	/// Left for the next epoch.
	pub carried: Rao,
	/// Miners whose coldkey chose where what they earn is staked.
	pub choices: u32,
	/// Choices that were followed for the first time.
	pub new_choices: u32,
}

fn sum(parts: &[Rao]) -> Option<Rao> {
	parts.iter().try_fold(0, |sum: Rao, part| sum.checked_add(*part))
}

impl<T: Config> Pallet<T> {
	/// Pays what is pending: moves the tokens, and lets the books say who has them. Nothing has changed where it
	/// fails.
	pub(crate) fn pay_epoch(
		netuid: u16,
		output: &Output,
		neurons: &mut [Neuron<T::AccountId>],
		books: &mut Books<T>,
	) -> Result<Paid, EpochSkipReason> {
		let pending =
			PendingServerEmission::<T>::get(netuid).saturating_add(PendingValidatorEmission::<T>::get(netuid));
		let owed = sum(&output.server_emission).zip(sum(&output.validator_emission));
		let owed = owed.and_then(|(server, validator)| server.checked_add(validator));
		let carried = owed
			.and_then(|owed| pending.checked_sub(owed))
			.ok_or(EpochSkipReason::PaysTooMuch)?;
		let owner = SubnetOwner::<T>::get(netuid).zip(SubnetOwnerHotkey::<T>::get(netuid));
		let owner_cut = if owner.is_some() {
			PendingOwnerCut::<T>::get(netuid)
		} else {
			0
		};

		let servers: Vec<Rao> = (output.server_emission.iter().zip(neurons.iter()))
			.map(|(part, neuron)| {
				if *part > 0 && Self::is_owners(netuid, neuron.hotkey()) {
					0
				} else {
					*part
				}
			})
			.collect();
		let total = pending.saturating_add(owner_cut);
		let burned = sum(&output.server_emission)
			.zip(sum(&servers))
			.map_or(0, |(all, paid)| all.saturating_sub(paid));
		let mut paid = Paid {
			staked: total.saturating_sub(burned).saturating_sub(carried),
			burned,
			carried,
			choices: 0,
			new_choices: 0,
		};
		if with_storage_layer(|| Self::move_emission(netuid, paid, owner_cut)).is_err() {
			defensive!("the pot for emission holds what is pending");
			return Err(EpochSkipReason::PaysTooMuch);
		}

		let dividends = Self::share_dividends(netuid, neurons, &output.validator_emission);
		let takes: Vec<Rao> = neurons
			.iter_mut()
			.zip(dividends.neurons)
			.map(|(neuron, dividends)| Self::pay_delegators(&mut neuron.stake, dividends))
			.collect();
		for (hotkey, dividends) in dividends.others {
			let mut parent = books.open(&hotkey);
			let left = Self::pay_delegators(&mut parent, dividends);
			Self::pay_coldkey(books, &mut parent, left);
			books.keep(parent);
		}
		for (neuron, take) in neurons.iter_mut().zip(takes) {
			Self::pay_coldkey(books, &mut neuron.stake, take);
		}
		let mut choices = Choices::new(netuid);
		for (uid, server) in servers.into_iter().enumerate() {
			Self::pay_miner(&mut choices, books, neurons, uid, server);
		}
		(paid.choices, paid.new_choices) = (choices.asked_for(), choices.followed_first());
		if let Some((coldkey, hotkey)) = owner {
			Self::pay_owner(netuid, books, neurons, &coldkey, &hotkey, owner_cut);
		}
		Ok(paid)
	}

	/// Moves the tokens, and writes both ledgers.
	fn move_emission(netuid: u16, paid: Paid, owner_cut: Rao) -> DispatchResult {
		Pot::Emission.pay::<T>(&Pot::Stake.account::<T>(), paid.staked)?;
		Self::burn(&Pot::Emission.account::<T>(), paid.burned, BurnReason::OwnerIncentive)?;
		Self::note_staked(netuid, paid.staked);
		let left_pot = paid.staked.saturating_add(paid.burned);
		TotalPendingEmission::<T>::mutate(|pending| *pending = pending.saturating_sub(left_pot));
		PendingOwnerCut::<T>::mutate(netuid, |pending| *pending = pending.saturating_sub(owner_cut));
		PendingServerEmission::<T>::insert(netuid, 0);
		PendingValidatorEmission::<T>::insert(netuid, paid.carried);
		Ok(())
	}

	/// Raises the value of the validator's shares, and returns what is left for its owner: the take, or
	/// everything where nobody has a share.
	fn pay_delegators(to: &mut EpochPool<T::AccountId>, dividends: Rao) -> Rao {
		if dividends == 0 {
			return 0;
		}
		let take = portion(dividends, Delegates::<T>::get(&to.hotkey));
		match to.pool.reward(dividends.saturating_sub(take)) {
			true => take,
			false => dividends,
		}
	}

	/// Stakes for the hotkey's coldkey on the hotkey.
	fn pay_coldkey(books: &mut Books<T>, to: &mut EpochPool<T::AccountId>, amount: Rao) {
		if amount == 0 {
			return;
		}
		match Owner::<T>::get(&to.hotkey) {
			Some(coldkey) => books.credit(to, &coldkey, amount),
			None => {
				defensive!("a registered hotkey and a parent have a coldkey");
			}
		}
	}

	/// Stakes what a miner earned for its coldkey, where the coldkey wants it.
	fn pay_miner(
		choices: &mut Choices<T>,
		books: &mut Books<T>,
		neurons: &mut [Neuron<T::AccountId>],
		uid: usize,
		amount: Rao,
	) {
		if amount == 0 {
			return;
		}
		let miner = neurons.get(uid).map(|neuron| neuron.hotkey().clone());
		let Some((miner, coldkey)) = miner.and_then(|miner| Owner::<T>::get(&miner).map(|owner| (miner, owner))) else {
			defensive!("a registered hotkey has a coldkey");
			return;
		};
		let at = choices.destination(neurons, &coldkey, &miner, amount).unwrap_or(uid);
		match neurons.get_mut(at) {
			Some(neuron) => books.credit(&mut neuron.stake, &coldkey, amount),
			None => {
				defensive!("what is earned is staked on a neuron");
			}
		}
	}

	/// Stakes the owner's cut on its hotkey, which need not be registered.
	fn pay_owner(
		netuid: u16,
		books: &mut Books<T>,
		neurons: &mut [Neuron<T::AccountId>],
		coldkey: &T::AccountId,
		hotkey: &T::AccountId,
		cut: Rao,
	) {
		if cut == 0 {
			return;
		}
		match neurons.iter_mut().find(|neuron| neuron.hotkey() == hotkey) {
			Some(neuron) => books.credit(&mut neuron.stake, coldkey, cut),
			None => {
				let mut pool = books.open(hotkey);
				pool.activate(SubnetEpochIndex::<T>::get(netuid).saturating_add(1));
				books.credit(&mut pool, coldkey, cut);
				books.keep(pool);
			}
		}
	}
}
