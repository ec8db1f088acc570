//! The arithmetic helpers, case by case, against what the reference chain's tests expect.

use std::{collections::BTreeMap, fs, path::PathBuf};

use ganglion_consensus::{
	blocks_until_epoch, consensus, is_max_limited, max_upscale, max_upscale_u16, moving_average_by_edge, sigmoid,
	split_emission, weighted_median, Fixed, Matrix, SparseRow,
};
use serde_json::Value;

/// A reader checks one group and returns how many cases it saw.
type Reader = fn(&Value) -> usize;

fn readers() -> BTreeMap<&'static str, Reader> {
	BTreeMap::from([
		("vec_max_upscale_to_u16", check_max_upscale as Reader),
		("vec_u16_max_upscale_to_u16", check_max_upscale_u16),
		("check_vec_max_limited", check_max_limited),
		("weighted_median", check_weighted_median),
		("weighted_median_col", check_consensus),
		("sigmoid_safe", check_sigmoid),
		("mat_ema_alpha", check_moving_average),
		("sparse_ema_drops_absent", check_absent_is_dropped),
		("split_emissions", check_split),
		("blocks_until_next_auto_epoch", check_next_epoch),
	])
}

#[test]
fn every_group_is_read_and_agrees() {
	let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test/vectors/math.json");
	let file: Value = serde_json::from_str(&fs::read_to_string(path).expect("math.json exists")).expect("JSON");
	assert_eq!(file["format"], "yuma-math/1");
	let mut readers = readers();
	for (name, group) in file["groups"].as_object().expect("groups") {
		let reader = readers
			.remove(name.as_str())
			.unwrap_or_else(|| panic!("no reader for the group {name}"));
		assert!(reader(group) > 0, "{name} has no cases");
	}
	assert!(readers.is_empty(), "no group for the readers {:?}", readers.keys());
}

fn check_max_upscale(group: &Value) -> usize {
	each_case(group, |case| {
		assert_eq!(max_upscale(&fixed_list(&case[0])), u16_list(&case[1]), "{case}")
	})
}

fn check_max_upscale_u16(group: &Value) -> usize {
	each_case(group, |case| {
		assert_eq!(max_upscale_u16(&u16_list(&case[0])), u16_list(&case[1]), "{case}")
	})
}

fn check_max_limited(group: &Value) -> usize {
	each_case(group, |case| {
		let limit = u16_of(&case[1]);
		assert_eq!(
			is_max_limited(&u16_list(&case[0]), limit),
			case[2].as_bool().expect("a bool"),
			"{case}"
		);
	})
}

fn check_weighted_median(group: &Value) -> usize {
	each_case(group, |case| {
		let stakes = fixed_list(&case[0]);
		let entries = fixed_list(&case[1]).into_iter().zip(stakes).collect();
		let minority = Fixed::ONE - fixed(&case[2]);
		assert_eq!(weighted_median(entries, minority), fixed(&case[3]), "{case}");
	})
}

fn check_consensus(group: &Value) -> usize {
	each_case(group, |case| {
		let rows: Matrix = case[1].as_array().expect("rows").iter().map(row).collect();
		let medians = fixed_list(&case[3]);
		let found = consensus(&rows, &fixed_list(&case[0]), fixed(&case[2]));
		assert_eq!(found[..medians.len()], medians, "{case}");
	})
}

fn check_sigmoid(group: &Value) -> usize {
	let tolerance = group["tolerance"].as_f64().expect("tolerance");
	each_case(group, |case| {
		let found = sigmoid(fixed(&case[0]), Fixed::ZERO - fixed(&case[1]), fixed(&case[2]));
		assert_near(found, &case[3], tolerance, case);
	})
}

fn check_moving_average(group: &Value) -> usize {
	let tolerance = group["tolerance"].as_f64().expect("tolerance");
	each_case(group, |case| {
		for (i, expected) in case[3].as_array().expect("rows").iter().enumerate() {
			let shares = fixed_list(&case[2][i]);
			let averaged = moving_average_by_edge(vec![row(&case[0][i])], [row(&case[1][i])].into_iter(), |j, _, _| {
				shares[usize::from(j)]
			});
			for (&(j, value), place) in averaged[0].iter().zip(0_u16..) {
				assert_eq!(j, place);
				assert_near(value, &expected[usize::from(j)], tolerance, case);
			}
			assert_eq!(averaged[0].len(), shares.len());
		}
	})
}

fn check_absent_is_dropped(group: &Value) -> usize {
	let share = fixed(&group["alpha"]);
	let averaged = moving_average_by_edge(
		named_rows(&group["new"]),
		named_rows(&group["old"]).into_iter(),
		|_, _, _| share,
	);
	let expected = named_rows(&group["result"]);
	for (row, expected) in averaged.iter().zip(&expected) {
		assert_eq!(row.len(), expected.len());
		for (found, expected) in row.iter().zip(expected) {
			assert_eq!(found.0, expected.0);
			assert!(
				(found.1.to_bits() - expected.1.to_bits()).abs() < 100,
				"{found:?} {expected:?}"
			);
		}
	}
	averaged.len()
}

fn check_split(group: &Value) -> usize {
	each_case(group, |case| {
		let shares = case[2].as_array().map(|_| u16_list(&case[2]));
		let parts = split_emission(case[0].as_u64().expect("rao"), u16_of(&case[1]), shares.as_deref());
		let expected: Vec<u64> = case[3]
			.as_array()
			.expect("parts")
			.iter()
			.filter_map(Value::as_u64)
			.collect();
		assert_eq!(parts, expected, "{case}");
	})
}

fn check_next_epoch(group: &Value) -> usize {
	each_case(group, |case| {
		let block = |place: usize| case[place].as_u64().expect("a block");
		assert_eq!(
			blocks_until_epoch(block(0), u16_of(&case[1]), block(2)),
			block(3),
			"{case}"
		);
	})
}

fn each_case(group: &Value, check: impl Fn(&Value)) -> usize {
	let cases = group["cases"].as_array().expect("cases");
	cases.iter().for_each(check);
	cases.len()
}

/// The sources write 32-bit floats, rounded to the number format.
fn fixed(value: &Value) -> Fixed {
	let value = f64::from(value.as_f64().expect("a number") as f32);
	Fixed::from_bits((value * 4_294_967_296.0).round_ties_even() as i64)
}

fn fixed_list(values: &Value) -> Vec<Fixed> {
	values.as_array().expect("a list").iter().map(fixed).collect()
}

fn row(values: &Value) -> SparseRow {
	(0..)
		.zip(fixed_list(values))
		.filter(|&(_, value)| value != Fixed::ZERO)
		.collect()
}

fn named_rows(rows: &Value) -> Matrix {
	let entry = |(j, value): (&String, &Value)| (j.parse().expect("uid"), fixed(value));
	(0..2)
		.map(|i| {
			rows[format!("row{i}")]
				.as_object()
				.into_iter()
				.flatten()
				.map(entry)
				.collect()
		})
		.collect()
}

fn u16_of(value: &Value) -> u16 {
	u16::try_from(value.as_u64().expect("a number")).expect("a u16")
}

fn u16_list(values: &Value) -> Vec<u16> {
	values.as_array().expect("a list").iter().map(u16_of).collect()
}

fn assert_near(found: Fixed, expected: &Value, tolerance: f64, case: &Value) {
	let found = found.to_bits() as f64 / 4_294_967_296.0;
	assert!(
		(found - expected.as_f64().expect("a number")).abs() <= tolerance,
		"{found} in {case}"
	);
}
