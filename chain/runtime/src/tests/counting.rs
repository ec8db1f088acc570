//! A state that counts which keys are read and written, as a database under an overlay would see it: a key's first
//! read, unless it was written before, and its first write. What is read or written again costs no database. Who asks
//! for the next key reads where it asks, as frame-benchmarking counts it.

use std::{
	any::{Any, TypeId},
	collections::BTreeSet,
};

use frame_support::traits::WhitelistedStorageKeys;
use sp_core::storage::{ChildInfo, StateVersion, TrackedStorageKey};
use sp_externalities::{Error, Extension, ExtensionStore, Externalities, MultiRemovalResults};

use crate::AllPalletsWithSystem;

/// Keys that are read and written.
#[derive(Debug, Default)]
pub struct Keys {
	/// Read before they were written.
	pub read: BTreeSet<Vec<u8>>,
	/// Written.
	pub written: BTreeSet<Vec<u8>>,
}

/// Runs `act` on the present state, and says which keys it read and wrote. Not counted is what every block has in
/// memory: what frame-benchmarking does not count either.
pub fn counted<Outcome>(act: impl FnOnce() -> Outcome) -> (Outcome, Keys) {
	let mut keys = Keys::default();
	let outcome = sp_externalities::with_externalities(|below| {
		let mut counting = Counting { below, keys: &mut keys };
		sp_externalities::set_and_run_with_externalities(&mut counting, act)
	})
	.expect("a test runs on a state");
	let in_memory: Vec<Vec<u8>> = AllPalletsWithSystem::whitelisted_storage_keys()
		.into_iter()
		.map(|tracked| tracked.key)
		.chain([b":transaction_level:".to_vec(), b":extrinsic_index".to_vec()])
		.collect();
	for key in &in_memory {
		keys.read.remove(key);
		keys.written.remove(key);
	}
	(outcome, keys)
}

struct Counting<'a> {
	below: &'a mut dyn Externalities,
	keys: &'a mut Keys,
}

impl Counting<'_> {
	fn note_read(&mut self, key: &[u8]) {
		if !self.keys.written.contains(key) {
			self.keys.read.insert(key.to_vec());
		}
	}

	fn note_write(&mut self, key: &[u8]) {
		self.keys.written.insert(key.to_vec());
	}
}

/// What no pallet of this runtime does is not counted: tries below the top one.
const NO_CHILD_TRIES: &str = "no pallet has a child trie";

impl Externalities for Counting<'_> {
	fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.note_read(key);
		self.below.storage(key)
	}

	fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.note_read(key);
		self.below.storage_hash(key)
	}

	fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.note_read(key);
		self.below.next_storage_key(key)
	}

	fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
		self.note_write(&key);
		self.below.place_storage(key, value);
	}

	fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) {
		self.note_read(&key);
		self.note_write(&key);
		self.below.storage_append(key, value);
	}

	fn clear_prefix(&mut self, prefix: &[u8], limit: Option<u32>, cursor: Option<&[u8]>) -> MultiRemovalResults {
		let mut key = prefix.to_vec();
		while let Some(next) = self
			.below
			.next_storage_key(&key)
			.filter(|next| next.starts_with(prefix))
		{
			self.note_read(&next);
			self.note_write(&next);
			key = next;
		}
		self.below.clear_prefix(prefix, limit, cursor)
	}

	fn storage_root(&mut self, version: StateVersion) -> Vec<u8> {
		self.below.storage_root(version)
	}

	fn storage_start_transaction(&mut self) {
		self.below.storage_start_transaction();
	}

	fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
		self.below.storage_rollback_transaction()
	}

	fn storage_commit_transaction(&mut self) -> Result<(), ()> {
		self.below.storage_commit_transaction()
	}

	fn set_offchain_storage(&mut self, key: &[u8], value: Option<&[u8]>) {
		self.below.set_offchain_storage(key, value);
	}

	fn child_storage_hash(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		unreachable!("{NO_CHILD_TRIES}")
	}

	fn child_storage(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		unreachable!("{NO_CHILD_TRIES}")
	}

	fn next_child_storage_key(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
		unreachable!("{NO_CHILD_TRIES}")
	}

	fn kill_child_storage(&mut self, _: &ChildInfo, _: Option<u32>, _: Option<&[u8]>) -> MultiRemovalResults {
		unreachable!("{NO_CHILD_TRIES}")
	}

	fn clear_child_prefix(&mut self, _: &ChildInfo, _: &[u8], _: Option<u32>, _: Option<&[u8]>) -> MultiRemovalResults {
		unreachable!("{NO_CHILD_TRIES}")
	}

	fn place_child_storage(&mut self, _: &ChildInfo, _: Vec<u8>, _: Option<Vec<u8>>) {
		unreachable!("{NO_CHILD_TRIES}")
	}

	fn child_storage_root(&mut self, _: &ChildInfo, _: StateVersion) -> Vec<u8> {
		unreachable!("{NO_CHILD_TRIES}")
	}

	fn wipe(&mut self) {
		self.below.wipe();
	}

	fn commit(&mut self) {
		self.below.commit();
	}

	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		self.below.read_write_count()
	}

	fn reset_read_write_count(&mut self) {
		self.below.reset_read_write_count();
	}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		self.below.get_whitelist()
	}

	fn set_whitelist(&mut self, new: Vec<TrackedStorageKey>) {
		self.below.set_whitelist(new);
	}

	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		self.below.get_read_and_written_keys()
	}
}

impl ExtensionStore for Counting<'_> {
	fn extension_by_type_id(&mut self, type_id: TypeId) -> Option<&mut dyn Any> {
		self.below.extension_by_type_id(type_id)
	}

	fn register_extension_with_type_id(&mut self, type_id: TypeId, extension: Box<dyn Extension>) -> Result<(), Error> {
		self.below.register_extension_with_type_id(type_id, extension)
	}

	fn deregister_extension_by_type_id(&mut self, type_id: TypeId) -> Result<(), Error> {
		self.below.deregister_extension_by_type_id(type_id)
	}
}
