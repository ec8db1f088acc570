//! Plays vectors of the format `yuma-vectors/1` (see test/vectors/README.md) and compares.

use ganglion_consensus::{
	active_stake, active_uids, current_permits, epoch, max_upscale_u16, stake_shares, Input, Output, Params, Row,
};
use serde_json::{Map, Value};

/// What a vector expected and did not find, one sentence each, and how many values were compared.
#[derive(Default)]
pub struct Outcome {
	pub compared: usize,
	pub differences: Vec<String>,
}

/// Plays one vector from its initial state to its last epoch.
pub fn play(vector: &Value, emission: u64) -> Outcome {
	let mut input = initial_state(vector, emission);
	let threshold = number(&vector["hyperparameters"], "stakeThreshold").unwrap_or(0);
	let mut outcome = Outcome::default();
	if flag(vector, "permitEpochFirst") {
		input.block = number(vector, "firstBlock").expect("firstBlock");
		step(&mut input, threshold);
	}
	for (place, entry) in list(&vector["epochs"]).iter().enumerate() {
		known_keys(
			entry,
			&[
				"block",
				"weightsBlock",
				"setWeights",
				"repeat",
				"expected",
				"reregister",
				"clearBondsFor",
			],
		);
		reregister_all(&mut input, entry, false);
		let weights_block = number(entry, "weightsBlock").expect("weightsBlock");
		for row in list(&entry["setWeights"]) {
			set_weights(&mut input, row, weights_block);
		}
		reregister_all(&mut input, entry, true);
		for uid in list(&entry["clearBondsFor"]) {
			let uid = u16::try_from(uid.as_u64().expect("uid")).expect("uid");
			input.bonds.iter_mut().for_each(|row| row.retain(|&(j, _)| j != uid));
		}
		input.block = number(entry, "block").expect("block");
		let mut last = None;
		for _ in 0..number(entry, "repeat").unwrap_or(1) {
			last = Some(step(&mut input, threshold));
		}
		let (output, active) = last.expect("an epoch runs at least once");
		for expected in list(&entry["expected"]) {
			compare(expected, &output, &active, emission, place, &mut outcome);
		}
	}
	outcome
}

/// Runs the epoch and carries its result into the state. Returns the active stake too.
fn step(input: &mut Input, threshold: u64) -> (Output, Vec<f64>) {
	let mut counted = input.clone();
	for (uid, stake) in counted.stakes.iter_mut().enumerate() {
		if *stake < threshold && input.owner_uid.map(usize::from) != Some(uid) {
			*stake = 0;
		}
	}
	let shares = stake_shares(&counted.stakes);
	let active = active_stake(&shares, &active_uids(&counted), &current_permits(&counted));
	let output = epoch(&counted).expect("vectors are well formed");
	input.validator_permit = output.validator_permit.clone();
	input.bonds = output.bonds.clone();
	input.last_step_block = input.block;
	(
		output,
		active
			.iter()
			.map(|share| share.to_bits() as f64 / 4_294_967_296.0)
			.collect(),
	)
}

fn initial_state(vector: &Value, emission: u64) -> Input {
	let n = number(vector, "n").expect("n") as usize;
	let initial = &vector["initial"];
	let hyper = &vector["hyperparameters"];
	let proportion = |name: &str| u16::try_from(number(hyper, name).unwrap_or(0)).expect("a u16");
	let column = |name: &str| match &initial[name] {
		Value::Null => vec![0; n],
		values => list(values)
			.iter()
			.map(|value| value.as_u64().expect("a block"))
			.collect(),
	};
	Input {
		block: 0,
		tempo: number(hyper, "tempo").expect("tempo"),
		last_step_block: 0,
		stakes: list(&vector["stakes"])
			.iter()
			.map(|stake| stake.as_u64().expect("a stake"))
			.collect(),
		owner_uid: hyper["ownerUid"].as_u64().map(|uid| u16::try_from(uid).expect("uid")),
		last_update: column("lastUpdate"),
		registered_at: column("blockAtRegistration"),
		validator_permit: match &initial["validatorPermit"] {
			Value::Null => vec![false; n],
			values => list(values)
				.iter()
				.map(|value| value.as_bool().expect("a permit"))
				.collect(),
		},
		commit_block: Vec::new(),
		weights: vec![Row::new(); n],
		bonds: (0..n).map(|uid| sorted(&initial["bonds"][uid.to_string()])).collect(),
		emission,
		params: Params {
			kappa: proportion("kappa"),
			bonds_penalty: proportion("bondsPenalty"),
			bonds_moving_average: number(hyper, "bondsMovingAverage").expect("bondsMovingAverage"),
			yuma3: flag(hyper, "yuma3"),
			liquid_alpha: flag(hyper, "liquidAlpha"),
			alpha_low: proportion("alphaLow"),
			alpha_high: proportion("alphaHigh"),
			alpha_sigmoid_steepness: hyper["alphaSigmoidSteepness"].as_i64().unwrap_or(1000) as i16,
			max_allowed_validators: proportion("maxAllowedValidators"),
			activity_cutoff: number(hyper, "activityCutoffBlocks").expect("activityCutoffBlocks"),
			commit_reveal: flag(hyper, "commitReveal"),
		},
	}
}

fn reregister_all(input: &mut Input, entry: &Value, after_weights: bool) {
	let replaced = &entry["reregister"];
	let several = replaced.as_array().cloned().unwrap_or_else(|| vec![replaced.clone()]);
	for one in several
		.iter()
		.filter(|one| one.is_object() && flag(one, "afterWeights") == after_weights)
	{
		known_keys(one, &["uid", "atBlock", "stake", "afterWeights", "keepWeightsToIt"]);
		let uid = number(one, "uid").expect("uid") as usize;
		let block = number(one, "atBlock").expect("atBlock");
		input.stakes[uid] = number(one, "stake").expect("stake");
		input.registered_at[uid] = block;
		input.last_update[uid] = block;
		input.validator_permit[uid] = false;
		input.weights[uid].clear();
		input.bonds[uid].clear();
		if !flag(one, "keepWeightsToIt") {
			for (j, weight) in input.weights.iter_mut().flatten() {
				if usize::from(*j) == uid {
					*weight = 0;
				}
			}
		}
	}
}

fn set_weights(input: &mut Input, row: &Value, block: u64) {
	known_keys(row, &["uid", "uids", "values", "asStored", "keepLastUpdate"]);
	let uid = number(row, "uid").expect("uid") as usize;
	let numbers = |name: &str| -> Vec<u16> {
		list(&row[name])
			.iter()
			.map(|value| u16::try_from(value.as_u64().expect("a u16")).expect("a u16"))
			.collect()
	};
	let (uids, mut values) = (numbers("uids"), numbers("values"));
	assert_eq!(uids.len(), values.len(), "uids and values of row {uid}");
	if !flag(row, "asStored") {
		values = max_upscale_u16(&values);
	}
	let mut stored: Row = uids.into_iter().zip(values).collect();
	stored.sort_unstable();
	input.weights[uid] = stored;
	if !flag(row, "keepLastUpdate") {
		input.last_update[uid] = block;
	}
}

fn compare(expected: &Value, output: &Output, active: &[f64], emission: u64, place: usize, outcome: &mut Outcome) {
	known_keys(expected, &["quantity", "unit", "tolerance", "values", "complete"]);
	let quantity = expected["quantity"].as_str().expect("quantity");
	let unit = expected["unit"].as_str().expect("unit");
	let tolerance = expected["tolerance"].as_f64().expect("tolerance");
	let values = expected["values"].as_object().expect("values");
	let u16s = |found: &[u16]| found.iter().map(|&value| f64::from(value)).collect::<Vec<_>>();
	let found = match quantity {
		"bonds" => return compare_bonds(expected, values, output, place, outcome),
		"incentive" => u16s(&output.incentive),
		"dividends" => u16s(&output.dividends),
		"consensus" => u16s(&output.consensus),
		"validatorTrust" => u16s(&output.validator_trust),
		"stakeWeight" => u16s(&output.stake_weight),
		"emission" => output.emission.iter().map(|&rao| rao as f64).collect(),
		"activeStake" => active.to_vec(),
		"validatorPermit" => output
			.validator_permit
			.iter()
			.map(|&permit| f64::from(u8::from(permit)))
			.collect(),
		other => panic!("no reader for the quantity {other}"),
	};
	let scale = match (quantity, unit) {
		("activeStake", "proportion") | (_, "u16" | "rao" | "bool") => 1.0,
		("emission", "proportion") => emission as f64,
		(_, "proportion") => 65_535.0,
		(_, other) => panic!("no reader for the unit {other}"),
	};
	for (uid, wanted) in values {
		let wanted = wanted
			.as_f64()
			.unwrap_or_else(|| f64::from(u8::from(wanted.as_bool().expect("a value"))));
		check(
			place,
			quantity,
			uid,
			wanted,
			found[uid.parse::<usize>().expect("uid")] / scale,
			tolerance,
			outcome,
		);
	}
}

fn compare_bonds(expected: &Value, values: &Map<String, Value>, output: &Output, place: usize, outcome: &mut Outcome) {
	let scale = if expected["unit"] == "proportion" {
		65_535.0
	} else {
		1.0
	};
	let tolerance = expected["tolerance"].as_f64().expect("tolerance");
	for (i, row) in output.bonds.iter().enumerate() {
		let wanted_row = values.get(&i.to_string());
		for (j, wanted) in wanted_row.and_then(Value::as_object).into_iter().flatten() {
			let uid: u16 = j.parse().expect("uid");
			let found = row
				.iter()
				.find(|&&(k, _)| k == uid)
				.map_or(0.0, |&(_, bond)| f64::from(bond));
			let wanted = wanted.as_f64().expect("a bond");
			check(
				place,
				"bonds",
				&format!("{i}, {j}"),
				wanted,
				found / scale,
				tolerance,
				outcome,
			);
		}
		for &(j, bond) in row.iter().filter(|_| flag(expected, "complete")) {
			if wanted_row.is_none_or(|wanted| wanted[j.to_string()].is_null()) {
				check(
					place,
					"bonds",
					&format!("{i}, {j}"),
					0.0,
					f64::from(bond) / scale,
					tolerance,
					outcome,
				);
			}
		}
	}
}

fn check(place: usize, quantity: &str, at: &str, wanted: f64, found: f64, tolerance: f64, outcome: &mut Outcome) {
	outcome.compared += 1;
	if (wanted - found).abs() > tolerance {
		outcome
			.differences
			.push(format!("epoch {place}: {quantity}[{at}] is {found}, expected {wanted}"));
	}
}

fn sorted(row: &Value) -> Row {
	let entry = |(uid, bond): (&String, &Value)| {
		(
			uid.parse().expect("uid"),
			u16::try_from(bond.as_u64().expect("a bond")).expect("a u16"),
		)
	};
	let mut row: Row = row.as_object().into_iter().flatten().map(entry).collect();
	row.sort_unstable();
	row
}

fn known_keys(value: &Value, known: &[&str]) {
	for key in value.as_object().expect("an object").keys() {
		assert!(known.contains(&key.as_str()), "no reader for the key {key}");
	}
}

fn number(value: &Value, name: &str) -> Option<u64> {
	value[name].as_u64()
}

fn flag(value: &Value, name: &str) -> bool {
	value[name].as_bool().unwrap_or(false)
}

fn list(value: &Value) -> &[Value] {
	value.as_array().map_or(&[], Vec::as_slice)
}
