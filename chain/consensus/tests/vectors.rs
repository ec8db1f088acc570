//! Epochs computed elsewhere: by the reference chain's own runtime, and what its tests expect.

mod scenario;

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

/// Files of test/vectors and who reads them. A file that is not listed fails the last test.
const EPOCH_FILES: [&str; 2] = ["yuma.json", "yuma-runtime293.json"];
const OTHER_FILES: [&str; 2] = ["math.json", "random.json"];

fn folder() -> PathBuf {
	PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test/vectors")
}

fn play_file(name: &str) -> (usize, usize) {
	let text = fs::read_to_string(folder().join(name)).expect("the file exists");
	let file: Value = serde_json::from_str(&text).expect("the file is JSON");
	assert_eq!(file["format"], "yuma-vectors/1");
	let emission = file["totalEmissionPerEpoch"].as_u64().expect("totalEmissionPerEpoch");
	let vectors = file["vectors"].as_array().expect("vectors");
	let mut compared = 0;
	let mut failures = Vec::new();
	for vector in vectors {
		let outcome = scenario::play(vector, emission);
		compared += outcome.compared;
		if let Some(first) = outcome.differences.first() {
			failures.push(format!(
				"{}: {} differences, first: {first}",
				vector["name"],
				outcome.differences.len()
			));
		}
	}
	assert!(
		failures.is_empty(),
		"{} of {} vectors differ:\n{}",
		failures.len(),
		vectors.len(),
		failures.join("\n")
	);
	println!("{name}: {} vectors, {compared} values", vectors.len());
	(vectors.len(), compared)
}

#[test]
fn epochs_of_the_reference_tests() {
	let (vectors, values) = play_file("yuma.json");
	assert!(vectors >= 15 && values > 0);
}

#[test]
fn epochs_of_the_reference_runtime() {
	let (vectors, values) = play_file("yuma-runtime293.json");
	assert!(vectors >= 77 && values > 0);
}

#[test]
fn every_vector_file_has_a_reader() {
	let found: BTreeSet<String> = fs::read_dir(folder())
		.expect("the folder exists")
		.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
		.filter(|name| name != "README.md")
		.collect();
	let read = EPOCH_FILES
		.iter()
		.chain(&OTHER_FILES)
		.map(|name| (*name).to_string())
		.collect();
	assert_eq!(
		found, read,
		"left: files of test/vectors; right: those that a test here reads"
	);
}
