//! Where neurons serve.

use frame_support::ensure;

use crate::{types::AxonInfo, AllowLoopbackAxons, Axons, Config, Error, Event, Pallet, ServingRateLimit, Uids};

/// How the address of an endpoint is to be read.
const IPV4: u8 = 4;
/// See [`IPV4`].
const IPV6: u8 = 6;
/// The first octet of IPv4's loopback network.
const IPV4_LOOPBACK_NETWORK: u128 = 127;
/// An endpoint that is withdrawn: the neuron serves nowhere. Clients publish it to take theirs back.
const NOWHERE: u128 = 0;
/// ::1
const IPV6_LOOPBACK: u128 = 1;

/// Whether others can reach the address. Private ranges pass: a network may live in one.
pub fn is_reachable(ip: u128, ip_type: u8, allow_loopback: bool) -> bool {
	let (last, loopback) = match ip_type {
		IPV4 => (u128::from(u32::MAX), ip >> 24 == IPV4_LOOPBACK_NETWORK),
		_ => (u128::MAX, ip == IPV6_LOOPBACK),
	};
	// the last address is broadcast in IPv4 and multicast in IPv6
	ip > 0 && ip < last && (allow_loopback || !loopback)
}

impl<T: Config> Pallet<T> {
	/// What `serve_axon` checks, in this order. The pool asks too, as the call pays no fee.
	pub(crate) fn check_axon(hotkey: &T::AccountId, netuid: u16, axon: &AxonInfo) -> Result<(), Error<T>> {
		Self::ensure_subnet(netuid)?;
		ensure!(
			Uids::<T>::contains_key(netuid, hotkey),
			Error::<T>::HotKeyNotRegisteredInSubNet
		);
		ensure!(matches!(axon.ip_type, IPV4 | IPV6), Error::<T>::InvalidIpType);
		ensure!(
			axon.ip == NOWHERE || is_reachable(axon.ip, axon.ip_type, AllowLoopbackAxons::<T>::get()),
			Error::<T>::InvalidIpAddress
		);
		ensure!(axon.port != 0, Error::<T>::InvalidPort);
		if let Some(former) = Axons::<T>::get(netuid, hotkey) {
			let elapsed = Self::now().saturating_sub(former.block);
			ensure!(
				elapsed >= free_call_interval(ServingRateLimit::<T>::get(netuid)),
				Error::<T>::ServingRateLimitExceeded
			);
		}
		Ok(())
	}

	/// Publishes the hotkey's endpoint in the subnet.
	pub(crate) fn do_serve_axon(hotkey: &T::AccountId, netuid: u16, axon: AxonInfo) -> Result<(), Error<T>> {
		Self::check_axon(hotkey, netuid, &axon)?;
		Axons::<T>::insert(
			netuid,
			hotkey,
			AxonInfo {
				block: Self::now(),
				..axon
			},
		);
		Self::deposit_event(Event::AxonServed(netuid, hotkey.clone()));
		Ok(())
	}
}

/// Blocks between two calls of one kind by one hotkey, where a call pays no fee: even a rate limit of 0
/// allows one a block, so that a block cannot be filled for nothing.
pub(crate) fn free_call_interval(rate_limit: u64) -> u64 {
	rate_limit.max(1)
}
