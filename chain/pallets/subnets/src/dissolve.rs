//! The end of a subnet: by root, or because a new one needs its place.
//!
//! **Who leaves.** At `SubnetLimit`, of the subnets older than `NetworkImmunityPeriod` the one with the
//! smallest claim on the emission ([`crate::economics`]); of equal ones the oldest.
//!
//! **What happens.** From the call on the subnet is none: every call refuses its number. Then, over as many
//! blocks as it takes:
//!
//! 1. [`Step::FinalEpoch`]: what is pending is paid to those who earned it since the last epoch.
//! 2. [`Step::Stakes`]: every position goes back to its coldkey, to the rao.
//! 3. [`Step::Records`]: neurons, weights, bonds, commits, endpoints are removed.
//! 4. Its owner gets back the lock, and what rounding left of the emission; parameters are removed, other
//!    pallets are told, and the number is free for another subnet.
//!
//! **Cost.** A block does [`UNITS_PER_BLOCK`] units of this at most, each about one read and one write of the
//! state. Positions are found by walking all positions of the chain, since they are kept by hotkey: their
//! number, not the subnet's size, says how many blocks it takes. Should a position move during the walk (its
//! key was swapped), the walk begins again.
//!
//! **What cannot be paid.** A coldkey whose account is gone and whose share is below the existential deposit
//! has no account to be paid into; its share is burned as dust.

use alloc::vec::Vec;

use crate::{
	economics::Economics,
	hooks::LifecycleHooks,
	issuance::Pot,
	types::{BurnReason, Rao},
	Config, Dissolutions, EpochRuns, Error, Event, NetworkImmunityPeriod, NetworkRegisteredAt, NetworksAdded, Pallet,
	PendingOwnerCut, PendingServerEmission, PendingValidatorEmission, StakePositions, SubnetIdentitiesV3, SubnetLocked,
	SubnetOwner, SubnetStake, TokenSymbol, TotalLocked, TotalNetworks, TotalPendingEmission,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Units of work that a block gives to dissolving: 2048 reads and writes are 0.26 s on the reference's
/// database, 6 % of a block.
pub const UNITS_PER_BLOCK: u32 = 2_048;
/// Units for one position that is paid back: pool, position, lists, balances, ledgers.
const UNITS_PER_PAYMENT: u32 = 16;
/// Units for what has to be done once at the end: a hundred values, the owner's payment, other pallets.
const UNITS_TO_FINISH: u32 = 256;

/// Where a walk over the positions stands: the last raw key. Prefix, two hashed accounts and a netuid.
type Cursor = BoundedVec<u8, ConstU32<160>>;

/// How far a dissolution has come.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Step {
	/// The last epoch is to be run.
	FinalEpoch,
	/// Positions are being paid back.
	Stakes {
		/// The last position that was looked at.
		after: Option<Cursor>,
	},
	/// Records of neurons are being removed.
	Records,
}

/// A subnet on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Dissolution {
	/// How far it has come.
	pub step: Step,
	/// Rao that went back to coldkeys so far.
	pub returned: Rao,
}

/// What a block may still do.
pub(crate) struct Budget {
	pub left: u32,
}

impl Budget {
	/// Takes `units` off. False once nothing is left: the block is done with this.
	pub fn spend(&mut self, units: u32) -> bool {
		let any = self.left > 0;
		self.left = self.left.saturating_sub(units);
		any
	}
}

impl<T: Config> Pallet<T> {
	/// The subnet that leaves when a new one needs its place. None where all are immune.
	pub fn network_to_prune() -> Option<u16> {
		let now = Self::now();
		let immunity = NetworkImmunityPeriod::<T>::get();
		let candidates: Vec<u16> = Self::netuids()
			.into_iter()
			.filter(|netuid| now >= NetworkRegisteredAt::<T>::get(netuid).saturating_add(immunity))
			.collect();
		let claims = T::Economics::subnet_claims(&candidates);
		candidates
			.into_iter()
			.zip(claims)
			.min_by_key(|(netuid, claim)| (*claim, NetworkRegisteredAt::<T>::get(netuid), *netuid))
			.map(|(netuid, _)| netuid)
	}

	/// The subnet exists or is being dissolved: something is kept by its number.
	pub(crate) fn has_records(netuid: u16) -> bool {
		NetworksAdded::<T>::get(netuid) || Dissolutions::<T>::contains_key(netuid)
	}

	/// Begins to dissolve a subnet: from now on it is none.
	pub(crate) fn begin_dissolution(netuid: u16) -> Result<(), Error<T>> {
		Self::ensure_subnet(netuid)?;
		NetworksAdded::<T>::remove(netuid);
		TotalNetworks::<T>::mutate(|total| *total = total.saturating_sub(1));
		TokenSymbol::<T>::remove(netuid);
		if SubnetIdentitiesV3::<T>::take(netuid).is_some() {
			Self::deposit_event(Event::SubnetIdentityRemoved(netuid));
		}
		let step = match Self::pending_in(netuid) {
			0 => Step::Stakes { after: None },
			_ => Step::FinalEpoch,
		};
		Dissolutions::<T>::insert(netuid, Dissolution { step, returned: 0 });
		Self::deposit_event(Event::NetworkRemoved(netuid));
		Ok(())
	}

	/// Subnets whose last epoch is due. Their epochs count among those of the block.
	pub(crate) fn final_epochs() -> Vec<u16> {
		Dissolutions::<T>::iter()
			.filter(|(_, dissolution)| dissolution.step == Step::FinalEpoch)
			.map(|(netuid, _)| netuid)
			.collect()
	}

	/// The subnet's last epoch has run, where it is being dissolved.
	pub(crate) fn note_final_epoch(netuid: u16) {
		if let Some(mut dissolution) = Dissolutions::<T>::get(netuid) {
			dissolution.step = Step::Stakes { after: None };
			Dissolutions::<T>::insert(netuid, dissolution);
		}
	}

	/// Does a block's share of the dissolutions, the lowest netuid first. Returns the units that it took.
	pub(crate) fn continue_dissolutions() -> u32 {
		let mut budget = Budget { left: UNITS_PER_BLOCK };
		let mut netuids: Vec<u16> = Dissolutions::<T>::iter_keys().collect();
		netuids.sort_unstable();
		for netuid in netuids {
			while budget.left > 0 && Self::continue_dissolution(netuid, &mut budget) {}
		}
		UNITS_PER_BLOCK.saturating_sub(budget.left)
	}

	/// Goes on with one subnet. True where there is more to do at once.
	fn continue_dissolution(netuid: u16, budget: &mut Budget) -> bool {
		let Some(mut dissolution) = Dissolutions::<T>::get(netuid) else {
			return false;
		};
		// what an epoch has decided is written first
		if EpochRuns::<T>::contains_key(netuid) {
			return false;
		}
		let again = match dissolution.step {
			Step::FinalEpoch => return false,
			Step::Stakes { after } => {
				let (after, returned) = Self::return_stakes(netuid, after, budget);
				dissolution.returned = dissolution.returned.saturating_add(returned);
				let all = after.is_none() && SubnetStake::<T>::get(netuid) == 0;
				dissolution.step = match all {
					true => Step::Records,
					false => Step::Stakes { after },
				};
				all
			}
			Step::Records => {
				if !Self::remove_records(netuid, budget) || !budget.spend(UNITS_TO_FINISH) {
					return false;
				}
				Self::finish_dissolution(netuid, dissolution.returned);
				return false;
			}
		};
		Dissolutions::<T>::insert(netuid, dissolution);
		again
	}

	/// Pays back positions of the subnet from `after` on. Returns where it stopped, or nothing once it has
	/// seen all, and the rao that went back.
	fn return_stakes(netuid: u16, after: Option<Cursor>, budget: &mut Budget) -> (Option<Cursor>, Rao) {
		let mut returned: Rao = 0;
		let mut keys = match after {
			Some(after) => StakePositions::<T>::iter_keys_from(after.into_inner()),
			None => StakePositions::<T>::iter_keys(),
		};
		while budget.spend(1) {
			let Some((hotkey, coldkey, of)) = keys.next() else {
				return (None, returned);
			};
			if of == netuid {
				budget.spend(UNITS_PER_PAYMENT);
				returned = returned.saturating_add(Self::return_position(&hotkey, &coldkey, netuid));
			}
		}
		let stopped = Cursor::try_from(keys.last_raw_key().to_vec()).ok();
		(stopped, returned)
	}

	/// Pays one position back, and removes it.
	fn return_position(hotkey: &T::AccountId, coldkey: &T::AccountId, netuid: u16) -> Rao {
		let (queued, active) = Self::withdraw_position(hotkey, coldkey, netuid);
		let amount = queued.saturating_add(active);
		Self::unlist_staking_hotkey(coldkey, hotkey);
		if Self::note_unstaked(netuid, amount).is_err() {
			frame_support::defensive!("a subnet's ledger holds what its positions are worth");
		}
		Self::pay_back(Pot::Stake, coldkey, amount);
		Self::deposit_event(Event::StakeRemoved(
			coldkey.clone(),
			hotkey.clone(),
			amount,
			amount,
			netuid,
			0,
		));
		amount
	}

	/// Pays out of a pot, whose ledger the caller writes. Burns what is too little for an account that is gone.
	fn pay_back(pot: Pot, to: &T::AccountId, amount: Rao) {
		if pot.pay::<T>(to, amount).is_err() && Self::burn(&pot.account::<T>(), amount, BurnReason::Dust).is_err() {
			frame_support::defensive!("a pot holds what its ledger says");
		}
	}

	/// Emission that waits for the subnet's epoch.
	fn pending_in(netuid: u16) -> Rao {
		PendingServerEmission::<T>::get(netuid)
			.saturating_add(PendingValidatorEmission::<T>::get(netuid))
			.saturating_add(PendingOwnerCut::<T>::get(netuid))
	}

	/// Gives the owner what is left, and removes the rest of the subnet.
	fn finish_dissolution(netuid: u16, returned: Rao) {
		let pending = Self::pending_in(netuid);
		let lock = SubnetLocked::<T>::get(netuid);
		TotalPendingEmission::<T>::mutate(|total| *total = total.saturating_sub(pending));
		TotalLocked::<T>::mutate(|total| *total = total.saturating_sub(lock));
		if let Some(owner) = SubnetOwner::<T>::get(netuid) {
			Self::pay_back(Pot::Emission, &owner, pending);
			Self::pay_back(Pot::Lock, &owner, lock);
		}
		Self::remove_values(netuid);
		T::LifecycleHooks::subnet_removed(netuid);
		Dissolutions::<T>::remove(netuid);
		Self::deposit_event(Event::NetworkDissolved {
			netuid,
			stake_returned: returned,
			lock_returned: lock,
			emission_returned: pending,
		});
	}
}
