//! What coldkeys and subnets tell about themselves: names, links, words. Nobody checks that it is true.
//!
//! The types are the reference's. Their lengths are bounded on entry ([`ChainIdentityOfV2::is_valid`],
//! [`SubnetIdentityOfV3::is_valid`]), and what a call stores is paid for by its length.

use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::ensure;
use scale_info::TypeInfo;
use sp_runtime::DispatchResult;

use crate::{Config, Error, Event, IdentitiesV2, IsNetworkMember, OwnedHotkeys, Pallet, SubnetIdentitiesV3};

/// Bytes of a name, of a Discord handle, and of a coldkey's addresses.
const SHORT: usize = 256;
/// Bytes of everything else.
const LONG: usize = 1_024;

/// What a coldkey tells about itself. All in UTF-8, as clients read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ChainIdentityOfV2 {
	/// Its name: 256 bytes at most.
	pub name: Vec<u8>,
	/// A website: 256 bytes.
	pub url: Vec<u8>,
	/// A repository: 256 bytes.
	pub github_repo: Vec<u8>,
	/// The address of a picture: 1024 bytes.
	pub image: Vec<u8>,
	/// A Discord handle: 256 bytes.
	pub discord: Vec<u8>,
	/// Who this is: 1024 bytes.
	pub description: Vec<u8>,
	/// Anything else: 1024 bytes.
	pub additional: Vec<u8>,
}

impl ChainIdentityOfV2 {
	/// Every part is within its bound.
	pub fn is_valid(&self) -> bool {
		fit(SHORT, &[&self.name, &self.url, &self.github_repo, &self.discord])
			&& fit(LONG, &[&self.image, &self.description, &self.additional])
	}
}

/// What a subnet's owner tells about it. All in UTF-8, as clients read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct SubnetIdentityOfV3 {
	/// Its name: 256 bytes at most.
	pub subnet_name: Vec<u8>,
	/// A repository: 1024 bytes.
	pub github_repo: Vec<u8>,
	/// How to reach the owner: 1024 bytes.
	pub subnet_contact: Vec<u8>,
	/// A website: 1024 bytes.
	pub subnet_url: Vec<u8>,
	/// A Discord handle: 256 bytes.
	pub discord: Vec<u8>,
	/// What the subnet is for: 1024 bytes.
	pub description: Vec<u8>,
	/// The address of a picture: 1024 bytes.
	pub logo_url: Vec<u8>,
	/// Anything else: 1024 bytes.
	pub additional: Vec<u8>,
}

impl SubnetIdentityOfV3 {
	/// Every part is within its bound.
	pub fn is_valid(&self) -> bool {
		fit(SHORT, &[&self.subnet_name, &self.discord])
			&& fit(
				LONG,
				&[
					&self.github_repo,
					&self.subnet_contact,
					&self.subnet_url,
					&self.description,
					&self.logo_url,
					&self.additional,
				],
			)
	}

	/// Bytes of all parts.
	pub fn len(&self) -> usize {
		[
			&self.subnet_name,
			&self.github_repo,
			&self.subnet_contact,
			&self.subnet_url,
			&self.discord,
			&self.description,
			&self.logo_url,
			&self.additional,
		]
		.iter()
		.fold(0, |sum: usize, part| sum.saturating_add(part.len()))
	}

	/// No part says anything.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}
}

fn fit(bound: usize, parts: &[&Vec<u8>]) -> bool {
	parts.iter().all(|part| part.len() <= bound)
}

impl<T: Config> Pallet<T> {
	/// Stores what a coldkey tells about itself. Only for coldkeys with a registered hotkey: a name is worth
	/// a registration.
	pub(crate) fn do_set_identity(coldkey: &T::AccountId, identity: ChainIdentityOfV2) -> DispatchResult {
		let registered = OwnedHotkeys::<T>::get(coldkey)
			.iter()
			.any(|hotkey| IsNetworkMember::<T>::iter_key_prefix(hotkey).next().is_some());
		ensure!(registered, Error::<T>::HotKeyNotRegisteredInNetwork);
		ensure!(identity.is_valid(), Error::<T>::InvalidIdentity);
		IdentitiesV2::<T>::insert(coldkey, identity);
		Self::deposit_event(Event::ChainIdentitySet(coldkey.clone()));
		Ok(())
	}

	/// Stores what the owner tells about its subnet.
	pub(crate) fn do_set_subnet_identity(
		who: &T::AccountId,
		netuid: u16,
		identity: SubnetIdentityOfV3,
	) -> DispatchResult {
		Self::ensure_subnet(netuid)?;
		Self::ensure_subnet_owner(who, netuid)?;
		Self::store_subnet_identity(netuid, identity)
	}

	/// Stores a subnet's identity if it is valid.
	pub(crate) fn store_subnet_identity(netuid: u16, identity: SubnetIdentityOfV3) -> DispatchResult {
		ensure!(identity.is_valid(), Error::<T>::InvalidIdentity);
		SubnetIdentitiesV3::<T>::insert(netuid, identity);
		Self::deposit_event(Event::SubnetIdentitySet(netuid));
		Ok(())
	}
}
