//! The WebAssembly interface, version 2.
//!
//! `region()` is the address of 224 bytes: signature 64, public key 32, secret 64, word 32 (a seed or
//! a chain code), randomness 32. `message(len)` makes room for a message and returns its address, 0 if
//! there is no memory for it. The caller writes what a function reads, calls it, and reads its result
//! from the same places. Every function returns 1 if it did its work and 0 if not; none traps.
//!
//! | function | reads | writes |
//! |---|---|---|
//! | `verify(len)` | message, signature, public | |
//! | `sign(len)` | message, secret, public, randomness | signature |
//! | `public_key()` | secret | public |
//! | `from_seed()` | word | secret, public |
//! | `derive_hard()` | secret, word | secret, public |
//! | `derive_soft()` | secret, word, randomness | secret, public |
//! | `derive_soft_public()` | public, word | public |
//! | `learn(place)` | public | that place among sr25519's known keys |
//! | `verify_known(place, len)` | message, signature, that place | |
//! | `learn_ed25519(place)` | public | that place among ed25519's known keys |
//! | `verify_known_ed25519(place, len)` | message, signature, that place | |
//!
//! There are `known_keys()` places for each of the two schemes. A place takes a quarter of a megabyte once a
//! key was put into it, and none before.

use core::{
	arch::wasm32::{memory_grow, memory_size},
	cell::UnsafeCell,
};

use schnorrkel::{signing_context, PublicKey};

use crate::{
	keys::{self, Pair, Signer, CONTEXT},
	known_keys::{BaseMultiples, Ed25519, KnownKey, Scheme, Sr25519},
};

const PAGE: usize = 65_536;

#[repr(C)]
struct Region {
	signature: [u8; 64],
	public: [u8; 32],
	secret: [u8; 64],
	word: [u8; 32],
	randomness: [u8; 32],
}

/// Places for known keys of a scheme: as many validators as a subnet has by default.
const PLACES: usize = 64;

/// The known keys of a scheme, with its base point's multiples and what it starts every check from.
struct Known<S: Scheme> {
	scheme: Option<S>,
	base: BaseMultiples<S::Point>,
	keys: [KnownKey<S::Point>; PLACES],
}

impl<S: Scheme> Known<S> {
	const EMPTY: Self = Self {
		scheme: None,
		base: BaseMultiples::EMPTY,
		keys: [const { KnownKey::EMPTY }; PLACES],
	};

	fn learn(&mut self, place: usize, public: &[u8; 32], scheme: impl FnOnce() -> S) -> Option<()> {
		self.keys.get_mut(place)?.learn::<S>(public)?;
		if !self.base.is_filled() {
			self.base.fill(S::base());
			self.scheme = Some(scheme());
		}
		Some(())
	}

	fn verify(&self, place: usize, message: &[u8], signature: &[u8; 64]) -> bool {
		match (&self.scheme, self.keys.get(place)) {
			(Some(scheme), Some(key)) => key.verify(scheme, &self.base, message, signature),
			_ => false,
		}
	}
}

struct Shared<T>(UnsafeCell<T>);

// SAFETY: the module has one thread, and what is shared is only borrowed inside of one export.
unsafe impl<T> Sync for Shared<T> {}

static KNOWN_SR25519: Shared<Known<Sr25519>> = Shared(UnsafeCell::new(Known::EMPTY));
static KNOWN_ED25519: Shared<Known<Ed25519>> = Shared(UnsafeCell::new(Known::EMPTY));
/// For the key that signed last.
static SIGNER: Shared<Option<Signer>> = Shared(UnsafeCell::new(None));

static REGION: Shared<Region> = Shared(UnsafeCell::new(Region {
	signature: [0; 64],
	public: [0; 32],
	secret: [0; 64],
	word: [0; 32],
	randomness: [0; 32],
}));

extern "C" {
	/// Where the linker's own data ends; what follows is free.
	static __heap_base: u8;
}

fn with_region(work: impl FnOnce(&mut Region) -> Option<()>) -> i32 {
	// SAFETY: exports do not call each other while they hold the region.
	let region = unsafe { &mut *REGION.0.get() };
	work(region).is_some().into()
}

fn message_start() -> usize {
	core::ptr::addr_of!(__heap_base) as usize
}

/// The first `len` bytes of the message area, if the memory reaches that far.
fn message_bytes(len: usize) -> Option<&'static [u8]> {
	let end = message_start().checked_add(len)?;
	if end > memory_size(0).saturating_mul(PAGE) {
		return None;
	}
	// SAFETY: the bytes lie between the end of the linker's data and the end of the memory.
	Some(unsafe { core::slice::from_raw_parts(message_start() as *const u8, len) })
}

fn store(region: &mut Region, pair: Pair) {
	region.secret = pair.secret;
	region.public = pair.public;
}

#[no_mangle]
extern "C" fn region() -> usize {
	REGION.0.get() as usize
}

#[no_mangle]
extern "C" fn message(len: usize) -> usize {
	let Some(end) = message_start().checked_add(len) else {
		return 0;
	};
	let missing = end.div_ceil(PAGE).saturating_sub(memory_size(0));
	if missing > 0 && memory_grow(0, missing) == usize::MAX {
		return 0;
	}
	message_start()
}

#[no_mangle]
extern "C" fn verify(len: usize) -> i32 {
	with_region(|region| keys::verify(message_bytes(len)?, &region.signature, &region.public).then_some(()))
}

#[no_mangle]
extern "C" fn sign(len: usize) -> i32 {
	with_region(|region| {
		let signer = signer(&region.public)?;
		region.signature = keys::sign_as(signer, message_bytes(len)?, &region.secret, region.randomness)?;
		Some(())
	})
}

/// The signer of a public key: that of the last call, where it is the same one. None if the key is malformed.
fn signer(public: &[u8; 32]) -> Option<&'static Signer> {
	// SAFETY: nothing else borrows it, and the last borrow ended with its call.
	let last = unsafe { &mut *SIGNER.0.get() };
	if !last.as_ref().is_some_and(|signer| signer.is_for(public)) {
		*last = Some(Signer::new(PublicKey::from_bytes(public).ok()?));
	}
	last.as_ref()
}

#[no_mangle]
extern "C" fn public_key() -> i32 {
	with_region(|region| {
		region.public = keys::public_key(&region.secret)?;
		Some(())
	})
}

#[no_mangle]
extern "C" fn from_seed() -> i32 {
	with_region(|region| {
		let pair = keys::from_seed(&region.word)?;
		store(region, pair);
		Some(())
	})
}

#[no_mangle]
extern "C" fn derive_hard() -> i32 {
	with_region(|region| {
		let pair = keys::derive_hard(&region.secret, region.word)?;
		store(region, pair);
		Some(())
	})
}

#[no_mangle]
extern "C" fn derive_soft() -> i32 {
	with_region(|region| {
		let pair = keys::derive_soft(&region.secret, region.word, region.randomness)?;
		store(region, pair);
		Some(())
	})
}

#[no_mangle]
extern "C" fn derive_soft_public() -> i32 {
	with_region(|region| {
		region.public = keys::derive_soft_public(&region.public, region.word)?;
		Some(())
	})
}

#[no_mangle]
extern "C" fn known_keys() -> usize {
	PLACES
}

#[no_mangle]
extern "C" fn learn(place: usize) -> i32 {
	// SAFETY: nothing else borrows the known keys.
	let known = unsafe { &mut *KNOWN_SR25519.0.get() };
	with_region(|region| known.learn(place, &region.public, || Sr25519(signing_context(CONTEXT))))
}

#[no_mangle]
extern "C" fn verify_known(place: usize, len: usize) -> i32 {
	// SAFETY: nothing else borrows the known keys.
	let known = unsafe { &*KNOWN_SR25519.0.get() };
	with_region(|region| {
		known
			.verify(place, message_bytes(len)?, &region.signature)
			.then_some(())
	})
}

#[no_mangle]
extern "C" fn learn_ed25519(place: usize) -> i32 {
	// SAFETY: nothing else borrows the known keys.
	let known = unsafe { &mut *KNOWN_ED25519.0.get() };
	with_region(|region| known.learn(place, &region.public, || Ed25519))
}

#[no_mangle]
extern "C" fn verify_known_ed25519(place: usize, len: usize) -> i32 {
	// SAFETY: nothing else borrows the known keys.
	let known = unsafe { &*KNOWN_ED25519.0.get() };
	with_region(|region| {
		known
			.verify(place, message_bytes(len)?, &region.signature)
			.then_some(())
	})
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
	core::arch::wasm32::unreachable()
}
