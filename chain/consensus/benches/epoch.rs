//! How long an epoch takes: `cargo bench -p ganglion-consensus`.
//!
//! Cost law: linear in the number of weights and bonds, times the logarithm of the validators per
//! miner (the median sorts each column). Worst case: every validator weights every uid, under liquid
//! alpha, which evaluates an exponential series for each weight.

use std::{hint::black_box, time::Instant};

use ganglion_consensus::{epoch, Input, Params, Row};

struct Shape {
	name: &'static str,
	uids: u16,
	validators: u16,
	weights_each: u16,
	yuma3: bool,
	liquid_alpha: bool,
}

const SHAPES: [Shape; 7] = [
	Shape {
		name: "small",
		uids: 64,
		validators: 16,
		weights_each: 64,
		yuma3: true,
		liquid_alpha: false,
	},
	Shape {
		name: "original, dense",
		uids: 256,
		validators: 64,
		weights_each: 256,
		yuma3: false,
		liquid_alpha: false,
	},
	Shape {
		name: "yuma3, dense",
		uids: 256,
		validators: 64,
		weights_each: 256,
		yuma3: true,
		liquid_alpha: false,
	},
	Shape {
		name: "liquid alpha, dense",
		uids: 256,
		validators: 64,
		weights_each: 256,
		yuma3: true,
		liquid_alpha: true,
	},
	Shape {
		name: "sparse",
		uids: 4_096,
		validators: 256,
		weights_each: 64,
		yuma3: true,
		liquid_alpha: false,
	},
	Shape {
		name: "large, dense",
		uids: 4_096,
		validators: 256,
		weights_each: 4_096,
		yuma3: true,
		liquid_alpha: false,
	},
	Shape {
		name: "largest",
		uids: 16_384,
		validators: 256,
		weights_each: 64,
		yuma3: true,
		liquid_alpha: false,
	},
];

fn main() {
	for shape in &SHAPES {
		let mut input = subnet(shape);
		input.bonds = epoch(&input).expect("well formed").bonds;
		let best = (0..20).map(|_| timed(&input)).min().expect("there are rounds");
		let edges = u32::from(shape.validators) * u32::from(shape.weights_each);
		println!(
			"{:20} {:5} uids x {:3} validators, {edges:7} weights: {:8.3} ms, {:4} ns a weight",
			shape.name,
			shape.uids,
			shape.validators,
			best as f64 / 1e6,
			best / u128::from(edges)
		);
	}
}

fn timed(input: &Input) -> u128 {
	let start = Instant::now();
	black_box(epoch(black_box(input)).expect("well formed"));
	start.elapsed().as_nanos()
}

fn subnet(shape: &Shape) -> Input {
	let n = usize::from(shape.uids);
	let mut state = 1_u64;
	let mut random = move || {
		state = state
			.wrapping_mul(6_364_136_223_846_793_005)
			.wrapping_add(1_442_695_040_888_963_407);
		(state >> 40) as u16
	};
	let stride = shape.uids / shape.weights_each;
	let weights = (0..shape.uids)
		.map(|uid| match uid < shape.validators {
			true => (0..shape.weights_each)
				.map(|k| (k * stride + uid % stride, random() | 1))
				.collect(),
			false => Row::new(),
		})
		.collect();
	let is_validator = |uid: usize| uid < usize::from(shape.validators);
	Input {
		block: 1_000,
		tempo: 360,
		last_step_block: 640,
		stakes: (0..n)
			.map(|uid| if is_validator(uid) { 1_000_000 + uid as u64 } else { 0 })
			.collect(),
		owner_uid: Some(0),
		last_update: vec![900; n],
		registered_at: vec![1; n],
		validator_permit: (0..n).map(is_validator).collect(),
		commit_block: Vec::new(),
		weights,
		bonds: vec![Row::new(); n],
		emission: 360_000_000_000,
		params: Params {
			kappa: 32_767,
			bonds_penalty: 65_535,
			bonds_moving_average: 900_000,
			yuma3: shape.yuma3,
			liquid_alpha: shape.liquid_alpha,
			alpha_low: 45_875,
			alpha_high: 58_982,
			alpha_sigmoid_steepness: 1_000,
			max_allowed_validators: shape.validators,
			activity_cutoff: 5_000,
			commit_reveal: false,
		},
	}
}
