//! Rows of weights and bonds, read and written whole.
//!
//! An epoch of the largest subnet reads and writes two million entries. The codec takes them one number at a time, which
//! is as long again as the epoch itself; here a row is one copy. The bytes are the codec's: a compact length, and four
//! bytes an entry.

use alloc::vec::Vec;
use codec::{Compact, Decode, Encode};
use frame_support::storage::unhashed;
use ganglion_consensus::Row;

use crate::{Bonds, Config, Pallet, Weights};

/// Bytes of an entry: a uid and a value.
const ENTRY: usize = 4;

/// The row that these bytes are; none where they are no row.
pub(crate) fn decode_row(bytes: &[u8]) -> Option<Row> {
	let mut rest = bytes;
	let Compact(length) = Compact::<u32>::decode(&mut rest).ok()?;
	let (entries, left) = rest.as_chunks::<ENTRY>();
	let whole = left.is_empty() && u32::try_from(entries.len()) == Ok(length);
	let entry = |&[a, b, c, d]: &[u8; ENTRY]| (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
	whole.then(|| entries.iter().map(entry).collect())
}

/// The bytes of a row.
pub(crate) fn encode_row(row: &[(u16, u16)]) -> Vec<u8> {
	let length = Compact(u32::try_from(row.len()).unwrap_or(u32::MAX));
	let size = row.len().saturating_mul(ENTRY).saturating_add(length.encoded_size());
	let mut bytes = Vec::with_capacity(size);
	length.encode_to(&mut bytes);
	bytes.extend(row.iter().flat_map(|(uid, value)| {
		let ([a, b], [c, d]) = (uid.to_le_bytes(), value.to_le_bytes());
		[a, b, c, d]
	}));
	bytes
}

fn read(key: &[u8]) -> Row {
	unhashed::get_raw(key)
		.and_then(|bytes| decode_row(&bytes))
		.unwrap_or_default()
}

impl<T: Config> Pallet<T> {
	/// The weights of a uid, by storage index.
	pub(crate) fn weights_row(index: u16, uid: u16) -> Row {
		read(&Weights::<T>::hashed_key_for(index, uid))
	}

	/// The bonds of a uid, by storage index.
	pub(crate) fn bonds_row(index: u16, uid: u16) -> Row {
		read(&Bonds::<T>::hashed_key_for(index, uid))
	}

	/// Keeps the bonds of a uid; nothing where there are none. No longer than there are uids.
	pub(crate) fn store_bonds_row(index: u16, uid: u16, row: &Row) {
		match row.is_empty() {
			true => Bonds::<T>::remove(index, uid),
			false => unhashed::put_raw(&Bonds::<T>::hashed_key_for(index, uid), &encode_row(row)),
		}
	}
}
