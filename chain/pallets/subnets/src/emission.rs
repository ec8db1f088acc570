//! What a block emits, and which subnets it is put aside for until their epochs.

use alloc::vec::Vec;
use frame_support::defensive;

use crate::{
	economics::{split, Economics},
	issuance::Pot,
	types::Rao,
	BlockEmission, Config, OwnerCutEnabled, Pallet, PendingOwnerCut, PendingServerEmission, PendingValidatorEmission,
	SubnetOwnerCut, TotalIssuance, TotalPendingEmission,
};

/// All tokens there will ever be: 21 million.
pub const MAX_ISSUANCE: Rao = 21_000_000_000_000_000;
/// What a block emits before the first halving: 1 token.
pub const FIRST_BLOCK_EMISSION: Rao = 1_000_000_000;

/// What a block emits at an issuance: `10^9 >> floor(log2(M / (M - issuance)))` with M [`MAX_ISSUANCE`],
/// so that the emission halves each time half of the rest has been issued.
pub fn block_emission(issuance: Rao) -> Rao {
	let rest = u128::from(MAX_ISSUANCE.saturating_sub(issuance));
	if rest == 0 {
		return 0;
	}
	// floor(log2(q)) = the largest k with 2^k <= q
	let mut halvings = 0u32;
	let mut doubled = rest.saturating_mul(2);
	while doubled <= u128::from(MAX_ISSUANCE) {
		halvings = halvings.saturating_add(1);
		doubled = doubled.saturating_mul(2);
	}
	FIRST_BLOCK_EMISSION.checked_shr(halvings).unwrap_or_default()
}

/// 1 as a proportion of a `u16`.
const WHOLE: u128 = u16::MAX as u128;

/// `amount * proportion / 65535`, rounded down.
pub fn portion(amount: Rao, proportion: u16) -> Rao {
	let portion = u128::from(amount).saturating_mul(proportion.into()) / WHOLE;
	Rao::try_from(portion).unwrap_or(amount)
}

/// A subnet's part of a block, divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
	/// For the owner.
	pub owner: Rao,
	/// For miners.
	pub server: Rao,
	/// For validators, with the odd rao.
	pub validator: Rao,
}

/// Divides a subnet's part: the owner's cut of 65535 first, the rest in halves.
pub fn divide(part: Rao, owner_cut: u16) -> Division {
	let owner = portion(part, owner_cut);
	let rest = part.saturating_sub(owner);
	let server = rest / 2;
	Division {
		owner,
		server,
		validator: rest.saturating_sub(server),
	}
}

impl<T: Config> Pallet<T> {
	/// Mints the block's emission for the started subnets. Nothing is minted that no subnet has a claim on.
	pub(crate) fn emit(started: &[u16]) {
		let emission = block_emission(TotalIssuance::<T>::get());
		if BlockEmission::<T>::get() != emission {
			BlockEmission::<T>::put(emission);
		}
		for netuid in started {
			T::Economics::observe(*netuid);
		}
		let parts: Vec<Rao> = split(emission, &T::Economics::subnet_claims(started));
		let total = parts.iter().fold(0, |sum: Rao, part| sum.saturating_add(*part));
		if total == 0 {
			return;
		}
		if Self::mint(Pot::Emission, total).is_err() {
			defensive!("the pot for emission exists since genesis, and issuance stays below its maximum");
			return;
		}
		TotalPendingEmission::<T>::mutate(|pending| *pending = pending.saturating_add(total));
		for (netuid, part) in started.iter().zip(parts) {
			let cut = match OwnerCutEnabled::<T>::get(netuid) {
				true => SubnetOwnerCut::<T>::get(),
				false => 0,
			};
			let Division {
				owner,
				server,
				validator,
			} = divide(part, cut);
			PendingOwnerCut::<T>::mutate(netuid, |pending| *pending = pending.saturating_add(owner));
			PendingServerEmission::<T>::mutate(netuid, |pending| *pending = pending.saturating_add(server));
			PendingValidatorEmission::<T>::mutate(netuid, |pending| *pending = pending.saturating_add(validator));
		}
	}
}
