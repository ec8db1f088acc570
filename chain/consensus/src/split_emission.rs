//! The emission of a subnet, split over its mechanisms.

use alloc::{vec, vec::Vec};

/// `emission` in parts by `shares` (65535 = 1), or in `count` equal parts where there are no shares.
/// Parts are rounded down and the first one gets what remains; no parts where `count` is 0.
/// A share that is missing is 0; shares beyond the whole are cut, so the parts always sum to `emission`.
pub fn split_emission(emission: u64, count: u16, shares: Option<&[u16]>) -> Vec<u64> {
	let mut parts = vec![0; usize::from(count)];
	let mut rest = emission;
	for (place, part) in parts.iter_mut().enumerate() {
		let wanted = match shares {
			None => emission.checked_div(u64::from(count)).unwrap_or(0),
			Some(shares) => portion(emission, shares.get(place).copied().unwrap_or(0)),
		};
		*part = wanted.min(rest);
		rest -= *part;
	}
	if let Some(first) = parts.first_mut() {
		*first += rest;
	}
	parts
}

fn portion(emission: u64, share: u16) -> u64 {
	let portion = u128::from(emission) * u128::from(share) / u128::from(u16::MAX);
	u64::try_from(portion).unwrap_or(emission)
}
