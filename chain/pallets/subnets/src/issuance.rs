//! Tokens that begin and end: minting, burning, and the accounts that hold what is nobody's yet.
//!
//! Three accounts without a key hold real balances, each beside a ledger that says what they are for:
//!
//! | account | ledger |
//! |---|---|
//! | [`Pot::Stake`] | `TotalStake`: all positions |
//! | [`Pot::Emission`] | `TotalPendingEmission`: `PendingServerEmission`, `PendingValidatorEmission`, `PendingOwnerCut` |
//! | [`Pot::Lock`] | `TotalLocked`: `SubnetLocked` |
//!
//! Each also holds one existential deposit from genesis on, so that it is never removed as dust. Nobody
//! can keep others from sending tokens there; these are burned when the block ends.
//! Tokens are minted and burned here and nowhere else, and counted where it happens; what other pallets
//! take away (fees, dust) comes here through [`BurnFees`] and [`BurnDust`].

use core::marker::PhantomData;

use frame_support::defensive;
use frame_support::traits::{
	fungible::{Credit, Inspect, Mutate},
	tokens::{Fortitude, Precision, Preservation},
	Get, Imbalance, OnUnbalanced,
};
use sp_runtime::{traits::AccountIdConversion, DispatchError, DispatchResult};

use crate::{
	types::{BurnReason, Rao},
	Burned, Config, IssuanceAtGenesis, Pallet, TotalBurned, TotalIssuance, TotalLocked, TotalMinted,
	TotalPendingEmission, TotalStake,
};

/// An account without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pot {
	/// Holds all stake.
	Stake,
	/// Holds emission until its epoch.
	Emission,
	/// Holds what subnets lock.
	Lock,
}

impl Pot {
	/// Every pot.
	pub const ALL: [Self; 3] = [Self::Stake, Self::Emission, Self::Lock];

	/// The pot's account.
	pub fn account<T: Config>(self) -> T::AccountId {
		let name: &[u8; 4] = match self {
			Self::Stake => b"stak",
			Self::Emission => b"emis",
			Self::Lock => b"lock",
		};
		T::PalletId::get().into_sub_account_truncating(name)
	}

	/// What the pot's ledger says it holds.
	pub fn ledger<T: Config>(self) -> Rao {
		match self {
			Self::Stake => TotalStake::<T>::get(),
			Self::Emission => TotalPendingEmission::<T>::get(),
			Self::Lock => TotalLocked::<T>::get(),
		}
	}

	/// What the pot holds for its ledger: its balance without the deposit that keeps it alive.
	pub fn holdings<T: Config>(self) -> Rao {
		T::Currency::balance(&self.account::<T>()).saturating_sub(T::Currency::minimum_balance())
	}

	/// Moves `amount` out of the pot.
	pub(crate) fn pay<T: Config>(self, to: &T::AccountId, amount: Rao) -> DispatchResult {
		if amount > 0 {
			T::Currency::transfer(&self.account::<T>(), to, amount, Preservation::Preserve)?;
		}
		Ok(())
	}

	/// Moves `amount` into the pot. What `from` keeps is enough for its account to live.
	pub(crate) fn collect<T: Config>(self, from: &T::AccountId, amount: Rao) -> DispatchResult {
		if amount > 0 {
			T::Currency::transfer(from, &self.account::<T>(), amount, Preservation::Preserve)?;
		}
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Gives each pot its deposit and begins to count. Only genesis calls it.
	pub(crate) fn open_ledgers() {
		for pot in Pot::ALL {
			T::Currency::mint_into(&pot.account::<T>(), T::Currency::minimum_balance())
				.expect("the issuance at genesis does not leave room for three deposits");
		}
		let issuance = T::Currency::total_issuance();
		IssuanceAtGenesis::<T>::put(issuance);
		TotalIssuance::<T>::put(issuance);
	}

	/// Mints `amount` into a pot.
	pub(crate) fn mint(pot: Pot, amount: Rao) -> DispatchResult {
		T::Currency::mint_into(&pot.account::<T>(), amount)?;
		TotalMinted::<T>::mutate(|minted| *minted = minted.saturating_add(amount));
		TotalIssuance::<T>::mutate(|issuance| *issuance = issuance.saturating_add(amount));
		Ok(())
	}

	/// Burns `amount` of an account that lives on.
	pub(crate) fn burn(from: &T::AccountId, amount: Rao, reason: BurnReason) -> Result<(), DispatchError> {
		if amount > 0 {
			T::Currency::burn_from(
				from,
				amount,
				Preservation::Preserve,
				Precision::Exact,
				Fortitude::Polite,
			)?;
			Self::note_burned(amount, reason);
		}
		Ok(())
	}

	/// Burns what came into a pot past its ledger.
	pub(crate) fn burn_stray_tokens() {
		for pot in Pot::ALL {
			let stray = pot.holdings::<T>().saturating_sub(pot.ledger::<T>());
			if Self::burn(&pot.account::<T>(), stray, BurnReason::Stray).is_err() {
				defensive!("a pot can spend what is above its ledger");
			}
		}
	}

	fn note_burned(amount: Rao, reason: BurnReason) {
		Burned::<T>::mutate(reason, |burned| *burned = burned.saturating_add(amount));
		TotalBurned::<T>::mutate(|burned| *burned = burned.saturating_add(amount));
		TotalIssuance::<T>::mutate(|issuance| *issuance = issuance.saturating_sub(amount));
	}
}

/// Burns the fees and tips it is given. For `FungibleAdapter` of the transaction payment pallet.
pub struct BurnFees<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<Credit<T::AccountId, T::Currency>> for BurnFees<T> {
	fn on_nonzero_unbalanced(credit: Credit<T::AccountId, T::Currency>) {
		Pallet::<T>::note_burned(credit.peek(), BurnReason::Fee);
		// a credit that is dropped leaves the total issuance
		drop(credit);
	}
}

/// Burns the dust it is given. For `DustRemoval` of the balances pallet.
pub struct BurnDust<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<Credit<T::AccountId, T::Currency>> for BurnDust<T> {
	fn on_nonzero_unbalanced(credit: Credit<T::AccountId, T::Currency>) {
		Pallet::<T>::note_burned(credit.peek(), BurnReason::Dust);
		drop(credit);
	}
}
