//! Rows read and written whole.

use codec::Encode;

use crate::{
	mock::*,
	rows::{decode_row, encode_row},
	Bonds, SparseRow, Weights,
};

#[test]
fn the_bytes_are_the_codecs() {
	for length in [0u16, 1, 63, 64, 4_096, 20_000] {
		let row: Vec<(u16, u16)> = (0..length).map(|uid| (uid, uid.wrapping_mul(40_503))).collect();
		assert_eq!(encode_row(&row), row.encode());
		assert_eq!(decode_row(&row.encode()), Some(row));
	}
}

#[test]
fn what_is_no_row_is_none() {
	let bytes = vec![(1u16, 2u16), (3, 4)].encode();
	for broken in [
		&[][..],
		&bytes[..8],
		&[&bytes[..], &[0]].concat(),
		&[&[12], &bytes[1..]].concat(),
	] {
		assert_eq!(decode_row(broken), None, "{broken:?}");
	}
}

#[test]
fn rows_are_those_of_storage() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = working_subnet();
		let row = vec![(1, 7), (4, 65_535)];
		Weights::<Test>::insert(netuid, 2, SparseRow::<Test>::truncate_from(row.clone()));
		assert_eq!(SubtensorModule::weights_row(netuid, 2), row);
		SubtensorModule::store_bonds_row(netuid, 3, &row);
		assert_eq!(Bonds::<Test>::get(netuid, 3).into_inner(), row);
		assert_eq!(SubtensorModule::bonds_row(netuid, 3), row);
		SubtensorModule::store_bonds_row(netuid, 3, &Vec::new());
		assert!(!Bonds::<Test>::contains_key(netuid, 3));
		assert_eq!(SubtensorModule::bonds_row(netuid, 3), Vec::new());
		Weights::<Test>::remove(netuid, 2);
	});
}
