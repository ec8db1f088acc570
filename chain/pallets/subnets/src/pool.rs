//! A hotkey's stake in one subnet, shared by those who put it there. Arithmetic only, no storage.
//!
//! V is the pool's value in rao, S its shares. Dividends raise V, and every share with it. Stake comes
//! and goes at the price V/S:
//!
//! - a deposit of v gets `floor(v S / V)` shares (`v * SHARES_PER_RAO` in an empty pool);
//! - s shares are worth `floor(s V / S + e)` rao, with e = 2^-32;
//! - a withdrawal of v costs `ceil(v S / V)` shares.
//!
//! A share is less than e as long as the pool has not grown 256-fold since it was empty, so that who deposits v can
//! withdraw v; afterwards it may be a rao less. Yet positions together are never
//! worth more than V: what they are worth beyond their true values is below e each, together below 1 for
//! fewer than 2^32 positions, and whole numbers whose sum is below V + 1 sum up to V at most.
//!
//! Stake that is added waits in a queue until the epoch has distributed its emission. Then the whole
//! queue buys shares at once; each position fetches its part ([`StakeActivation`]) when it is next touched.

use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

use crate::types::{PoolShares, Rao, StakeActivation};

/// Shares that the first rao of a pool becomes: how finely later ones can be divided.
pub const SHARES_PER_RAO: u128 = 1 << 40;

/// e of the formulas above, as a number of bits after the point.
const FRACTION_BITS: u32 = 32;

/// A pool in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool {
	/// V: the active stake, in rao.
	pub value: Rao,
	/// S, and the queue.
	pub rest: PoolShares,
}

/// `a * b / c`, 0 where that has no value: the callers' quotients stay below 2^105.
fn ratio(a: u128, b: u128, c: u128, rounding: Rounding) -> u128 {
	multiply_by_rational_with_rounding(a, b, c, rounding).unwrap_or_default()
}

impl Pool {
	/// What `shares` are worth. Whatever is withdrawn, a rao remains for the shares that remain.
	pub fn worth(&self, shares: u128) -> Rao {
		if shares == 0 {
			return 0;
		}
		let fine_value = u128::from(self.value) << FRACTION_BITS;
		let fine = ratio(shares, fine_value, self.rest.shares, Rounding::Down);
		let worth = Rao::try_from(fine.saturating_add(1) >> FRACTION_BITS).unwrap_or(self.value);
		match shares < self.rest.shares {
			true => worth.min(self.value.saturating_sub(1)),
			false => self.value,
		}
	}

	/// Adds active stake, and returns its shares.
	pub fn deposit(&mut self, value: Rao) -> u128 {
		let shares = if self.rest.shares == 0 {
			u128::from(value).saturating_mul(SHARES_PER_RAO)
		} else {
			ratio(value.into(), self.rest.shares, self.value.into(), Rounding::Down)
		};
		self.value = self.value.saturating_add(value);
		self.rest.shares = self.rest.shares.saturating_add(shares);
		shares
	}

	/// The shares that a withdrawal of `value` costs a holder of `held` of them. None if they are not worth it.
	pub fn cost(&self, value: Rao, held: u128) -> Option<u128> {
		if value > self.worth(held) {
			return None;
		}
		let cost = ratio(value.into(), self.rest.shares, self.value.into(), Rounding::Up).min(held);
		// the last share stays with the last rao, whose holder has all there are
		let all = cost == self.rest.shares && value < self.value;
		Some(if all { cost.saturating_sub(1) } else { cost })
	}

	/// Takes out `value` and the `shares` that [`Self::cost`] named for it, or all of a holder's and what
	/// [`Self::worth`] said.
	pub fn remove(&mut self, value: Rao, shares: u128) {
		self.value = self.value.saturating_sub(value);
		self.rest.shares = self.rest.shares.saturating_sub(shares);
	}

	/// Adds to the value of every share. False, and nothing changed, if there is no share to profit.
	pub fn reward(&mut self, value: Rao) -> bool {
		if self.rest.shares == 0 {
			return false;
		}
		self.value = self.value.saturating_add(value);
		true
	}

	/// Puts stake into the queue of `epoch`. The queue of an earlier one must have been activated.
	pub fn enqueue(&mut self, value: Rao, epoch: u64) {
		self.rest.queued = self.rest.queued.saturating_add(value);
		self.rest.queued_epoch = epoch;
	}

	/// Turns a queue from before `epoch` into shares. Returns the epoch it is from and what it became.
	pub fn activate_before(&mut self, epoch: u64) -> Option<(u64, StakeActivation)> {
		if self.rest.queued == 0 || self.rest.queued_epoch >= epoch {
			return None;
		}
		let value = core::mem::take(&mut self.rest.queued);
		let shares = self.deposit(value);
		Some((self.rest.queued_epoch, StakeActivation { value, shares }))
	}
}

impl StakeActivation {
	/// The shares of a position that had `queued` of the queue. The last one gets all that are left,
	/// so that together they get all there are.
	pub fn claim(&mut self, queued: Rao) -> u128 {
		let shares = match queued >= self.value {
			true => self.shares,
			false => ratio(self.shares, queued.into(), self.value.into(), Rounding::Down),
		};
		self.value = self.value.saturating_sub(queued);
		self.shares = self.shares.saturating_sub(shares);
		shares
	}
}
