//! When rounds are due, and what a chain knows of them.

use crate::SIGNATURE_BYTES;

/// What a chain knows of its beacon.
pub trait Beacon {
	/// The newest round whose signature is known; 0: none.
	fn last_round() -> u64;

	/// The newest round that the beacon has signed `ms` milliseconds from now, by the chain's clock.
	fn round_in(ms: u64) -> u64;

	/// The signature of a round, if it is known.
	fn signature(round: u64) -> Option<[u8; SIGNATURE_BYTES]>;
}

/// A chain without a beacon: no round is ever signed.
impl Beacon for () {
	fn last_round() -> u64 {
		0
	}

	fn round_in(_ms: u64) -> u64 {
		0
	}

	fn signature(_round: u64) -> Option<[u8; SIGNATURE_BYTES]> {
		None
	}
}

/// The newest round at `unix_ms` of a beacon whose round 1 was at `genesis_seconds` and which signs one every
/// `period_seconds`; 0 before the first.
pub fn round_at(unix_ms: u64, genesis_seconds: u64, period_seconds: u64) -> u64 {
	let since = unix_ms.checked_sub(genesis_seconds.saturating_mul(1_000));
	let rounds = since.and_then(|since| since.checked_div(period_seconds.saturating_mul(1_000)));
	rounds.map_or(0, |rounds| rounds.saturating_add(1))
}

#[cfg(test)]
mod tests {
	use super::round_at;

	#[test]
	fn rounds_begin_at_one_and_come_every_period() {
		assert_eq!(round_at(999_999, 1_000, 3), 0);
		assert_eq!(round_at(1_000_000, 1_000, 3), 1);
		assert_eq!(round_at(1_002_999, 1_000, 3), 1);
		assert_eq!(round_at(1_003_000, 1_000, 3), 2);
		assert_eq!(round_at(1_003_000, 1_000, 0), 0);
		// quicknet's round 1000, 2997 s after its first
		assert_eq!(round_at((1_692_803_367 + 2_997) * 1_000, 1_692_803_367, 3), 1_000);
	}
}
