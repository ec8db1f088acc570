//! What the transaction pool asks before it takes a call.
//!
//! A coldkey that announced its swap can make no call but those of the swap, and none once the swap is disputed
//! ([`crate::swap_coldkey`]): whoever has stolen it moves nothing. This holds for each account that a call, or a
//! call inside it, is made for.
//!
//! Setting, committing and revealing weights and publishing an endpoint are free. A free call that fails
//! in a block would still have filled it, so this extension runs the call's own checks: in the pool, and
//! again when the block is built, on the state that the calls before it left. What they refuse never
//! enters a block. The same holds for such calls inside others (batches, proxies), which the runtime
//! shows through [`InnerCalls`] with the account each is made for: there each is checked on the state before the
//! whole, so a neuron is registered in one transaction and publishes its endpoint in the next.

use alloc::vec::Vec;
use core::marker::PhantomData;

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	dispatch::{DispatchInfo, Pays},
	pallet_prelude::Weight,
	traits::{Contains, IsSubType},
};
use scale_info::TypeInfo;
use sp_runtime::{
	impl_tx_ext_default,
	traits::{
		AsSystemOriginSigner, DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication, TransactionExtension,
		ValidateResult,
	},
	transaction_validity::{InvalidTransaction, TransactionSource, ValidTransaction},
};

use crate::{
	batch_weights::SentReveals, timelock::SealedRow, types::AxonInfo, weights::WeightInfo, weights_calls::SentRow,
	Call, Config, Error, Pallet,
};

/// What the extension has to be told of the runtime's calls: those inside others, and the free ones of other pallets.
pub trait InnerCalls<T: frame_system::Config> {
	/// How many calls a call may lie inside. What lies deeper is refused.
	const MAX_NESTING: u32;

	/// The calls directly inside `call`, which `who` signed: each with the account it is made for.
	fn inner_calls<'a>(who: &T::AccountId, call: &'a T::RuntimeCall) -> Vec<(T::AccountId, &'a T::RuntimeCall)>;

	/// Runs the checks of a free call of another pallet.
	///
	/// # Errors
	/// The number by which the reference's clients know why it would fail for `who`.
	fn check_elsewhere(_who: &T::AccountId, _call: &T::RuntimeCall) -> Result<(), u8> {
		Ok(())
	}

	/// What these checks weigh.
	fn weight_of_check_elsewhere(_call: &T::RuntimeCall) -> Weight {
		Weight::zero()
	}
}

/// No call makes others, and no other pallet has free ones.
impl<T: frame_system::Config> InnerCalls<T> for () {
	const MAX_NESTING: u32 = 0;

	fn inner_calls<'a>(_who: &T::AccountId, _call: &'a T::RuntimeCall) -> Vec<(T::AccountId, &'a T::RuntimeCall)> {
		Vec::new()
	}
}

/// Keeps free calls that would fail out of pool and blocks, and accounts that are being swapped still.
#[derive(Encode, Decode, DecodeWithMemTracking, Clone, Eq, PartialEq, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct SubtensorTransactionExtension<T>(PhantomData<T>);

impl<T> Default for SubtensorTransactionExtension<T> {
	fn default() -> Self {
		Self(PhantomData)
	}
}

impl<T> SubtensorTransactionExtension<T> {
	/// The extension has nothing to be told.
	pub fn new() -> Self {
		Self::default()
	}
}

impl<T> core::fmt::Debug for SubtensorTransactionExtension<T> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("SubtensorTransactionExtension")
	}
}

/// The number by which the reference's clients know a refusal.
pub fn refusal_code<T>(error: &Error<T>) -> u8 {
	match error {
		Error::NotEnoughStakeToSetWeights => 1,
		Error::SubnetNotExists => 3,
		Error::SettingWeightsTooFast | Error::CommittingWeightsTooFast => 6,
		Error::HotKeyNotRegisteredInSubNet => 10,
		Error::InvalidIpAddress | Error::InvalidIpType => 11,
		Error::ServingRateLimitExceeded => 12,
		Error::InvalidPort => 13,
		Error::InvalidRevealRound => 15,
		Error::NoWeightsCommitFound | Error::InvalidRevealCommitHashNotMatch => 16,
		Error::RevealTooEarly | Error::ExpiredWeightCommit => 17,
		Error::WeightVecNotEqualSize
		| Error::UidsLengthExceedUidsInSubNet
		| Error::SaltTooLong
		| Error::InputLengthsUnequal => 18,
		Error::UidVecContainInvalidOne => 19,
		Error::ColdkeySwapAnnounced => 0,
		Error::ColdkeySwapDisputed => 21,
		_ => 255,
	}
}

/// What a call is checked for: how many rows, commits or endpoints, and how many numbers are in them.
fn items_and_entries<T: Config>(call: &Call<T>) -> (u64, u64) {
	let total = |lists: &[Vec<u16>]| {
		lists
			.iter()
			.fold(0u64, |sum, list| sum.saturating_add(list.len() as u64))
	};
	match call {
		Call::set_weights { dests, .. } | Call::set_mechanism_weights { dests, .. } => (1, dests.len() as u64),
		Call::reveal_weights { uids, salt, .. } | Call::reveal_mechanism_weights { uids, salt, .. } => {
			(1, uids.len().saturating_add(salt.len()) as u64)
		}
		Call::commit_weights { .. }
		| Call::commit_mechanism_weights { .. }
		| Call::commit_timelocked_weights { .. }
		| Call::commit_timelocked_mechanism_weights { .. }
		| Call::serve_axon { .. } => (1, 0),
		Call::batch_set_weights { netuids, weights, .. } => {
			let entries = weights
				.iter()
				.fold(0u64, |sum, row| sum.saturating_add(row.len() as u64));
			(netuids.len() as u64, entries)
		}
		Call::batch_commit_weights { netuids, .. } => (netuids.len() as u64, 0),
		Call::batch_reveal_weights {
			uids_list, salts_list, ..
		} => (
			uids_list.len() as u64,
			total(uids_list).saturating_add(total(salts_list)),
		),
		_ => (0, 0),
	}
}

/// What the numbers in a checked call cost.
fn entries_cost<T: Config>(entries: u64) -> Weight {
	let entries = u32::try_from(entries).unwrap_or(u32::MAX);
	T::WeightInfo::check_call(entries).saturating_sub(T::WeightInfo::check_call(0))
}

fn refused<T>(error: Error<T>) -> InvalidTransaction {
	InvalidTransaction::Custom(refusal_code(&error))
}

impl<T: Config + Send + Sync> SubtensorTransactionExtension<T>
where
	T::RuntimeCall: IsSubType<Call<T>>,
{
	/// Checks the call, and those in at most `wrappers` levels inside it. Nothing may lie deeper.
	fn check(who: &T::AccountId, call: &T::RuntimeCall, wrappers: u32) -> Result<(), InvalidTransaction> {
		Pallet::<T>::check_coldkey_swap(who, Self::is_of_a_coldkey_swap(call)).map_err(refused)?;
		Self::check_free_calls(who, call, wrappers)
	}

	/// Checks the free ones of the call and those inside it, and the accounts that inner ones are made for. The
	/// signer's own account has been checked: a batch is no call of a swap.
	fn check_free_calls(who: &T::AccountId, call: &T::RuntimeCall, wrappers: u32) -> Result<(), InvalidTransaction> {
		if let Some(call) = call.is_sub_type() {
			Self::check_own(who, call).map_err(refused)?;
		}
		T::InnerCalls::check_elsewhere(who, call).map_err(InvalidTransaction::Custom)?;
		T::InnerCalls::inner_calls(who, call)
			.into_iter()
			.try_for_each(|(inner, call)| {
				let wrappers = wrappers.checked_sub(1).ok_or(InvalidTransaction::Call)?;
				match inner == *who {
					true => Self::check_free_calls(&inner, call, wrappers),
					false => Self::check(&inner, call, wrappers),
				}
			})
	}

	fn is_of_a_coldkey_swap(call: &T::RuntimeCall) -> bool {
		matches!(
			call.is_sub_type(),
			Some(
				Call::announce_coldkey_swap { .. }
					| Call::swap_coldkey_announced { .. }
					| Call::dispute_coldkey_swap { .. }
					| Call::clear_coldkey_swap_announcement { .. }
			)
		)
	}

	fn check_own(who: &T::AccountId, call: &Call<T>) -> Result<(), Error<T>> {
		match call {
			Call::set_weights {
				netuid,
				dests,
				weights,
				version_key,
			} => Self::check_set(who, (*netuid, 0), dests, weights, *version_key),
			Call::set_mechanism_weights {
				netuid,
				mecid,
				dests,
				weights,
				version_key,
			} => Self::check_set(who, (*netuid, *mecid), dests, weights, *version_key),
			Call::batch_set_weights {
				netuids,
				weights,
				version_keys,
			} => Pallet::<T>::check_batch_set(who, netuids, weights, version_keys),
			Call::commit_weights { netuid, .. } => Self::check_commit(who, (*netuid, 0)),
			Call::commit_mechanism_weights { netuid, mecid, .. } => Self::check_commit(who, (*netuid, *mecid)),
			Call::batch_commit_weights { netuids, commit_hashes } => {
				Pallet::<T>::check_batch_commit(who, netuids, commit_hashes)
			}
			Call::commit_timelocked_weights {
				netuid,
				commit,
				reveal_round,
				commit_reveal_version,
			} => Self::check_timelocked(who, (*netuid, 0), commit, *reveal_round, *commit_reveal_version),
			Call::commit_timelocked_mechanism_weights {
				netuid,
				mecid,
				commit,
				reveal_round,
				commit_reveal_version,
			} => Self::check_timelocked(who, (*netuid, *mecid), commit, *reveal_round, *commit_reveal_version),
			Call::reveal_weights {
				netuid,
				uids,
				values,
				salt,
				version_key,
			} => Self::check_reveal(who, (*netuid, 0), uids, values, salt, *version_key),
			Call::reveal_mechanism_weights {
				netuid,
				mecid,
				uids,
				values,
				salt,
				version_key,
			} => Self::check_reveal(who, (*netuid, *mecid), uids, values, salt, *version_key),
			Call::batch_reveal_weights {
				netuid,
				uids_list,
				values_list,
				salts_list,
				version_keys,
			} => {
				let reveals = SentReveals {
					uids: uids_list,
					values: values_list,
					salts: salts_list,
					version_keys,
				};
				Pallet::<T>::check_batch_reveal(who, Pallet::<T>::ensure_mechanism(*netuid, 0)?, reveals)
			}
			Call::serve_axon {
				netuid,
				ip,
				port,
				ip_type,
				..
			} => {
				let axon = AxonInfo {
					ip: *ip,
					port: *port,
					ip_type: *ip_type,
					..Default::default()
				};
				Pallet::<T>::check_axon(who, *netuid, &axon)
			}
			_ => Ok(()),
		}
	}

	fn check_set(
		who: &T::AccountId,
		(netuid, mecid): (u16, u8),
		uids: &[u16],
		values: &[u16],
		version_key: u64,
	) -> Result<(), Error<T>> {
		let row = SentRow {
			uids,
			values,
			version_key,
		};
		Pallet::<T>::check_set_weights(who, Pallet::<T>::ensure_mechanism(netuid, mecid)?, row).map(|_| ())
	}

	fn check_commit(who: &T::AccountId, (netuid, mecid): (u16, u8)) -> Result<(), Error<T>> {
		Pallet::<T>::check_commit(who, Pallet::<T>::ensure_mechanism(netuid, mecid)?).map(|_| ())
	}

	fn check_timelocked(
		who: &T::AccountId,
		(netuid, mecid): (u16, u8),
		sealed: &SealedRow,
		round: u64,
		version: u16,
	) -> Result<(), Error<T>> {
		let mechanism = Pallet::<T>::ensure_mechanism(netuid, mecid)?;
		Pallet::<T>::check_timelocked_commit(who, mechanism, sealed, round, version).map(|_| ())
	}

	fn check_reveal(
		who: &T::AccountId,
		(netuid, mecid): (u16, u8),
		uids: &[u16],
		values: &[u16],
		salt: &[u16],
		version_key: u64,
	) -> Result<(), Error<T>> {
		let row = SentRow {
			uids,
			values,
			version_key,
		};
		Pallet::<T>::check_reveal(who, Pallet::<T>::ensure_mechanism(netuid, mecid)?, row, salt).map(|_| ())
	}

	/// What the checks of the call and of those inside it cost: each free one is looked at by itself.
	fn cost_of_checks(call: &T::RuntimeCall, who: &T::AccountId) -> Weight {
		let own = call.is_sub_type().map(items_and_entries).unwrap_or_default();
		let own = T::WeightInfo::check_call(0)
			.saturating_mul(own.0)
			.saturating_add(entries_cost::<T>(own.1))
			.saturating_add(T::InnerCalls::weight_of_check_elsewhere(call));
		let inner = T::InnerCalls::inner_calls(who, call).into_iter().map(|(inner, call)| {
			let account = match inner == *who {
				true => Weight::zero(),
				false => T::WeightInfo::check_account(),
			};
			account.saturating_add(Self::cost_of_checks(call, &inner))
		});
		inner.fold(own, Weight::saturating_add)
	}
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for SubtensorTransactionExtension<T>
where
	T::RuntimeCall: IsSubType<Call<T>> + Dispatchable<Info = DispatchInfo>,
	<T::RuntimeCall as Dispatchable>::RuntimeOrigin: AsSystemOriginSigner<T::AccountId> + Clone,
{
	const IDENTIFIER: &'static str = "SubtensorTransactionExtension";
	type Implicit = ();
	type Val = ();
	type Pre = ();

	fn weight(&self, call: &T::RuntimeCall) -> Weight {
		// whoever signs, the calls inside are the same
		let signer = crate::issuance::Pot::Stake.account::<T>();
		T::WeightInfo::check_account().saturating_add(Self::cost_of_checks(call, &signer))
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
		_self_implicit: Self::Implicit,
		_inherited_implication: &impl Implication,
		_source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		if let Some(who) = origin.as_system_origin_signer() {
			// a call that is closed (the chain is in safe mode) fails when it is made: without a fee it could be
			// sent for ever
			if info.pays_fee == Pays::No && !T::BaseCallFilter::contains(call) {
				return Err(InvalidTransaction::Call.into());
			}
			Self::check(who, call, T::InnerCalls::MAX_NESTING)?;
		}
		Ok((ValidTransaction::default(), (), origin))
	}

	impl_tx_ext_default!(T::RuntimeCall; prepare);
}
