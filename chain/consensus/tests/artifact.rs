//! The random subnets through this crate must hash as `test/vectors/random.json` says, and so must they through the
//! committed artifact: `test/unit/consensus/randomThroughArtifact.test.ts` compares with the same file.
//!
//! `GANGLION_WRITE_VECTORS=1 cargo test -p ganglion-consensus --test artifact` writes the file anew, after a change of
//! what the subnets are or of what an epoch is.

mod random;

use std::{env, fs, path::PathBuf};

use codec::Encode;
use ganglion_consensus::epoch;
use random::{subnet, LARGEST, SUBNETS};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// Subnets under one hash: a difference is narrowed down to so many seeds.
const BATCH: u32 = 250;

fn hex(hash: Sha256) -> String {
	hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hashes of all inputs and of all results, as the runtime API takes and gives them.
fn hashes(first: u32) -> Value {
	let (mut inputs, mut results) = (Sha256::new(), Sha256::new());
	for seed in first..first + BATCH {
		let input = subnet(seed, LARGEST);
		inputs.update(input.encode());
		results.update(epoch(&input).encode());
	}
	json!({ "firstSeed": first, "inputs": hex(inputs), "results": hex(results) })
}

#[test]
fn random_subnets_hash_as_they_do_in_the_artifact() {
	let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test/vectors/random.json");
	let batches: Vec<Value> = (0..SUBNETS).step_by(BATCH as usize).map(hashes).collect();
	if env::var_os("GANGLION_WRITE_VECTORS").is_some() {
		let file = json!({ "format": "yuma-random/1", "largest": LARGEST, "batch": BATCH, "batches": batches });
		let text = serde_json::to_string_pretty(&file).expect("JSON").replace("  ", "\t");
		fs::write(&path, text + "\n").expect("the file can be written");
	}
	let file: Value = serde_json::from_str(&fs::read_to_string(&path).expect("random.json exists")).expect("JSON");
	assert_eq!(
		(&file["format"], &file["largest"], &file["batch"]),
		(&json!("yuma-random/1"), &json!(LARGEST), &json!(BATCH))
	);
	let expected = file["batches"].as_array().expect("batches");
	assert_eq!(expected.len(), batches.len());
	for (found, expected) in batches.iter().zip(expected) {
		assert_eq!(found, expected, "left: this crate; right: random.json");
	}
}
