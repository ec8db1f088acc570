//! What an epoch pays, before any of it is written.
//!
//! An epoch decides in memory: it opens pools here, rewards them and credits coldkeys with shares of them. What that
//! comes to is a list of [`Booking`]s, each the whole change of one pool or of one position. They are independent of
//! each other: written in any order, at once or over several blocks ([`crate::epoch_booking`]), they come to the
//! same state.

use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
	pool::Pool,
	types::{PoolShares, Rao, StakeActivation},
	Config, Pallet,
};

/// A change that an epoch makes to the stake on a hotkey.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Booking<AccountId> {
	/// The hotkey.
	pub hotkey: AccountId,
	/// What changes.
	pub what: Booked<AccountId>,
}

/// What a [`Booking`] changes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Booked<AccountId> {
	/// The hotkey's pool, which is this afterwards.
	Pool {
		/// Its value, in rao.
		value: Rao,
		/// Its shares and its queue.
		rest: PoolShares,
		/// The epoch whose queue became active, and the shares that wait for the positions.
		activated: Option<(u64, StakeActivation)>,
	},
	/// The position of a coldkey, which gets shares of the pool.
	Credit {
		/// The coldkey.
		coldkey: AccountId,
		/// How many shares more it has.
		shares: u128,
	},
}

impl<AccountId> Booking<AccountId> {
	/// The coldkey whose position changes; none where it is the pool.
	pub fn coldkey(&self) -> Option<&AccountId> {
		match &self.what {
			Booked::Pool { .. } => None,
			Booked::Credit { coldkey, .. } => Some(coldkey),
		}
	}
}

/// A hotkey's pool during an epoch.
pub(crate) struct EpochPool<AccountId> {
	pub hotkey: AccountId,
	pub pool: Pool,
	stored: Pool,
	/// A pool has one queue, to which nothing is added during an epoch: one activation at most.
	activated: Option<(u64, StakeActivation)>,
}

impl<AccountId> EpochPool<AccountId> {
	/// The pool as it is stored, with everything active that was queued before `epoch`.
	fn new(hotkey: AccountId, stored: Pool, epoch: u64) -> Self {
		let mut opened = Self {
			hotkey,
			pool: stored.clone(),
			stored,
			activated: None,
		};
		opened.activate(epoch);
		opened
	}

	/// Activates what was queued before `epoch`.
	pub fn activate(&mut self, epoch: u64) {
		if let Some(activated) = self.pool.activate_before(epoch) {
			self.activated = Some(activated);
		}
	}

	/// What is to be written of it; nothing where nothing changed.
	fn into_booking(self) -> Option<Booking<AccountId>> {
		let Self {
			hotkey,
			pool,
			stored,
			activated,
		} = self;
		(pool != stored).then_some(Booking {
			hotkey,
			what: Booked::Pool {
				value: pool.value,
				rest: pool.rest,
				activated,
			},
		})
	}
}

/// The bookings of one epoch of one subnet.
pub(crate) struct Books<T: Config> {
	netuid: u16,
	/// The epoch that ends.
	epoch: u64,
	/// Pools of hotkeys that have no uid.
	others: BTreeMap<T::AccountId, EpochPool<T::AccountId>>,
	bookings: Vec<Booking<T::AccountId>>,
}

impl<T: Config> Books<T> {
	pub fn new(netuid: u16, epoch: u64) -> Self {
		Self {
			netuid,
			epoch,
			others: BTreeMap::new(),
			bookings: Vec::new(),
		}
	}

	/// Opens the pool of a hotkey. To be given back to [`Self::close`], or to [`Self::keep`] where the epoch may come
	/// back to it.
	pub fn open(&mut self, hotkey: &T::AccountId) -> EpochPool<T::AccountId> {
		match self.others.remove(hotkey) {
			Some(opened) => opened,
			None => EpochPool::new(hotkey.clone(), Pallet::<T>::read_pool(hotkey, self.netuid), self.epoch),
		}
	}

	/// Keeps the pool of a hotkey without a uid until the end of the epoch.
	pub fn keep(&mut self, pool: EpochPool<T::AccountId>) {
		self.others.insert(pool.hotkey.clone(), pool);
	}

	/// The pool is what it will be.
	pub fn close(&mut self, pool: EpochPool<T::AccountId>) {
		self.bookings.extend(pool.into_booking());
	}

	/// Adds active stake for the coldkey.
	pub fn credit(&mut self, to: &mut EpochPool<T::AccountId>, coldkey: &T::AccountId, amount: Rao) {
		let shares = to.pool.deposit(amount);
		if shares > 0 {
			self.bookings.push(Booking {
				hotkey: to.hotkey.clone(),
				what: Booked::Credit {
					coldkey: coldkey.clone(),
					shares,
				},
			});
		}
	}

	/// Everything that is to be written. All pools have been given back.
	pub fn into_bookings(self) -> Vec<Booking<T::AccountId>> {
		let Self {
			others, mut bookings, ..
		} = self;
		bookings.extend(others.into_values().filter_map(EpochPool::into_booking));
		bookings
	}
}
