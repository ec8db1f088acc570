//! Random subnets by seed, with ties, zeros, strangers and extremes.
//!
//! `test/unit/consensus/randomSubnet.ts` draws the same subnets in the same order, so that the committed artifact
//! can be asked about them too; `tests/artifact.rs` and its counterpart there notice when the two part ways.

// every test crate that includes this module uses a part of it
#![allow(dead_code)]

use ganglion_consensus::{epoch, Input, Output, Params, Row};

/// How many random subnets each property is tried on: the seeds from 0.
pub const SUBNETS: u32 = 10_000;

/// The most uids of a random subnet, unless a test says otherwise.
pub const LARGEST: u32 = 16;

/// The block in which every random epoch runs.
const BLOCK: u32 = 1_000;

/// All rao there can be.
const MAX_STAKE: u64 = 21_000_000_000_000_000;

/// Numbers that look random and follow from a seed (mulberry32: 32 bits of state, so that JavaScript has it too).
pub struct Draws(u32);

impl Draws {
	pub fn new(seed: u32) -> Self {
		Self(seed.wrapping_mul(0x9e37_79b9))
	}

	pub fn next(&mut self) -> u32 {
		self.0 = self.0.wrapping_add(0x6d2b_79f5);
		let mut mixed = (self.0 ^ (self.0 >> 15)).wrapping_mul(self.0 | 1);
		mixed ^= mixed.wrapping_add((mixed ^ (mixed >> 7)).wrapping_mul(mixed | 61));
		mixed ^ (mixed >> 14)
	}

	/// From 0 to below `bound`.
	pub fn below(&mut self, bound: u32) -> u32 {
		self.next() % bound
	}

	pub fn flag(&mut self) -> bool {
		self.below(2) == 1
	}

	pub fn wide(&mut self) -> u64 {
		let high = u64::from(self.next());
		high << 32 | u64::from(self.next())
	}

	pub fn short(&mut self) -> u16 {
		self.below(65_536) as u16
	}

	/// A weight or bond: often 0, the largest or tiny.
	pub fn value(&mut self) -> u16 {
		match self.below(4) {
			0 => 0,
			1 => 65_535,
			2 => 1 + self.below(3) as u16,
			_ => self.short(),
		}
	}

	/// A stake: often 0 or the same as others, and next to nothing beside another's where `any` is set.
	fn stake(&mut self, any: bool) -> u64 {
		match self.below(4) {
			0 => 0,
			1 => 1_000,
			2 if any => self.wide() % MAX_STAKE,
			_ => u64::from(1 + self.below(5_000)),
		}
	}

	fn stakes(&mut self, n: u16) -> Vec<u64> {
		let any = self.below(4) == 0;
		(0..n).map(|_| self.stake(any)).collect()
	}

	/// A row over `n` uids: empty, dense or with gaps.
	pub fn row(&mut self, n: u16) -> Row {
		let kind = self.below(4);
		let mut row = Row::new();
		for uid in 0..n {
			if kind == 1 || (kind > 1 && self.flag()) {
				row.push((uid, self.value()));
			}
		}
		row
	}

	/// An order of the uids below `n`.
	pub fn order(&mut self, n: usize) -> Vec<usize> {
		let mut order: Vec<usize> = (0..n).collect();
		for place in (1..n).rev() {
			order.swap(place, self.below(place as u32 + 1) as usize);
		}
		order
	}

	fn params(&mut self) -> Params {
		let kappa = if self.flag() { 32_767 } else { self.short() };
		let bonds_penalty = match self.below(3) {
			0 => 65_535,
			1 => 0,
			_ => self.short(),
		};
		let bonds_moving_average = u64::from(self.below(975_001));
		let (yuma3, liquid_alpha) = (self.flag(), self.flag());
		let alphas = (1_638 + self.below(63_898) as u16, 1_638 + self.below(63_898) as u16);
		let alpha_sigmoid_steepness = if self.flag() {
			1_000
		} else {
			(i32::from(self.short()) - 32_768) as i16
		};
		Params {
			kappa,
			bonds_penalty,
			bonds_moving_average,
			yuma3,
			liquid_alpha,
			alpha_low: alphas.0.min(alphas.1),
			alpha_high: alphas.0.max(alphas.1),
			alpha_sigmoid_steepness,
			max_allowed_validators: self.below(20) as u16,
			activity_cutoff: u64::from(1 + self.below(2_000)),
			commit_reveal: self.flag(),
		}
	}
}

/// The random subnet of `seed`, of 1 to `largest` uids.
pub fn subnet(seed: u32, largest: u32) -> Input {
	let mut draws = Draws::new(seed);
	let n = 1 + draws.below(largest) as u16;
	// struct fields are evaluated in the order written: the order of the draws
	Input {
		block: u64::from(BLOCK),
		tempo: 99,
		params: draws.params(),
		stakes: draws.stakes(n),
		owner_uid: (draws.below(3) > 0).then(|| draws.below(n.into()) as u16),
		last_update: (0..n).map(|_| u64::from(draws.below(BLOCK))).collect(),
		registered_at: (0..n)
			.map(|_| match draws.below(4) {
				0 => u64::from(draws.below(BLOCK)),
				_ => 0,
			})
			.collect(),
		validator_permit: (0..n).map(|_| draws.below(4) > 0).collect(),
		commit_block: (0..n)
			.map(|_| draws.flag().then(|| u64::from(draws.below(BLOCK))))
			.collect(),
		weights: (0..n).map(|_| draws.row(n)).collect(),
		bonds: (0..n).map(|_| draws.row(n)).collect(),
		emission: match draws.below(4) {
			0 => 0,
			1 => draws.wide(),
			_ => 1_000_000_000,
		},
		last_step_block: if draws.flag() {
			0
		} else {
			u64::from(800 + draws.below(200))
		},
	}
}

/// Runs `check` on every random subnet; a failure names the seed. `draws` are numbers for the test's own use.
pub fn each(check: impl Fn(Input, &mut Draws)) {
	for seed in 0..SUBNETS {
		let _named = Named(seed);
		check(subnet(seed, LARGEST), &mut Draws::new(!seed));
	}
}

/// Prints the seed where a check panics.
pub struct Named(pub u32);

impl Drop for Named {
	fn drop(&mut self) {
		if std::thread::panicking() {
			eprintln!("the random subnet of seed {} failed", self.0);
		}
	}
}

pub fn run(input: &Input) -> Output {
	epoch(input).expect("the input is well formed")
}
