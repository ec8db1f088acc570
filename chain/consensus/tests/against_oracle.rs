//! The epoch against the oracle in exact fractions, on random subnets of every rule.
//!
//! Every stored number must be one that the exact value, moved by at most the derived distance of the number format,
//! is stored as. The distances are narrow: all but a few numbers have a single admissible value.

mod oracle;
mod random;

use ganglion_consensus::{Input, Output};
use oracle::{exact_epoch, near::Near, Exact};
use random::{run, subnet, Named};

/// The oracle's numbers grow with the square of the uids.
const SMALL: u32 = 8;

/// A few larger ones, to see that distances stay narrow.
const LARGE: u32 = 24;

#[derive(Default)]
struct Tally {
	epochs: u32,
	/// Epochs without a predictable result.
	undecided: u32,
	/// Epochs that pay miners and validators.
	lively: u32,
	numbers: u64,
	/// Numbers with one admissible value.
	single: u64,
	/// Numbers about which the number format says nothing.
	unknown: u64,
}

impl Tally {
	fn check(&mut self, what: &str, found: u64, exact: &Near, scale: u64) {
		let (least, most) = exact.stored(scale);
		assert!(
			(least..=most).contains(&found),
			"{what} is {found}, expected {least} to {most}: {exact:?}"
		);
		self.numbers += 1;
		self.single += u64::from(least == most);
		self.unknown += u64::from(exact.distance >= 1.0);
	}

	fn columns(&mut self, what: &str, found: &[u16], exact: &[Near]) {
		assert_eq!(found.len(), exact.len());
		for (found, exact) in found.iter().zip(exact) {
			self.check(what, u64::from(*found), exact, 65_535);
		}
	}

	fn compare(&mut self, input: &Input, output: &Output, exact: &Exact) {
		let earned = |column: &[Near]| column.iter().any(|share| !share.value.is_zero());
		self.lively += u32::from(earned(&exact.incentive) && earned(&exact.dividends));
		assert_eq!(output.active, exact.active);
		assert_eq!(output.validator_permit, exact.validator_permit);
		self.columns("stake weight", &output.stake_weight, &exact.stake_weight);
		self.columns("consensus", &output.consensus, &exact.consensus);
		self.columns("incentive", &output.incentive, &exact.incentive);
		self.columns("dividends", &output.dividends, &exact.dividends);
		self.columns("validator trust", &output.validator_trust, &exact.validator_trust);
		for (row, exact) in output.bonds.iter().zip(&exact.bonds) {
			let mut dense = vec![0; exact.len()];
			row.iter().for_each(|&(j, bond)| dense[usize::from(j)] = bond);
			self.columns("bond", &dense, exact);
		}
		for (what, found, exact) in [
			("server emission", &output.server_emission, &exact.server),
			("validator emission", &output.validator_emission, &exact.validator),
			("emission", &output.emission, &exact.combined),
		] {
			for (found, exact) in found.iter().zip(exact) {
				self.check(what, *found, exact, input.emission);
			}
		}
	}
}

/// Compares the random subnets of `seeds` after `change`, which picks the rule.
fn compare(seeds: std::ops::Range<u32>, largest: u32, change: fn(&mut Input)) {
	let mut tally = Tally::default();
	for seed in seeds {
		let _named = Named(seed);
		let mut input = subnet(seed, largest);
		change(&mut input);
		// an emission beyond 2^32 would show every last bit of a share
		input.emission %= 1 << 32;
		tally.epochs += 1;
		match exact_epoch(&input) {
			Some(exact) => tally.compare(&input, &run(&input), &exact),
			None => tally.undecided += 1,
		}
	}
	let Tally {
		epochs,
		undecided,
		lively,
		numbers,
		single,
		unknown,
	} = tally;
	println!("{epochs} epochs, {lively} of them lively, {undecided} undecided; {numbers} numbers, {single} with one admissible value, {unknown} unknown");
	// without these the comparison could pass by comparing nothing
	assert!(undecided * 500 < epochs && lively * 5 > epochs * 2, "{epochs} epochs");
	assert!(
		unknown * 1_000 < numbers && single * 5 > numbers * 4,
		"{numbers} numbers"
	);
}

#[test]
fn original_yuma() {
	compare(0..4_000, SMALL, |input| input.params.yuma3 = false);
}

#[test]
fn yuma3() {
	compare(4_000..7_000, SMALL, |input| {
		input.params.yuma3 = true;
		input.params.liquid_alpha = false;
	});
}

#[test]
fn yuma3_with_liquid_alpha() {
	compare(7_000..10_000, SMALL, |input| {
		input.params.yuma3 = true;
		input.params.liquid_alpha = true;
	});
}

#[test]
fn larger_subnets() {
	compare(10_000..10_200, LARGE, |_| {});
}
