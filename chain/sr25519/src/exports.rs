//! The WebAssembly interface, version 1.
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

use core::{
	arch::wasm32::{memory_grow, memory_size},
	cell::UnsafeCell,
};

use crate::keys::{self, Pair};

const PAGE: usize = 65_536;

#[repr(C)]
struct Region {
	signature: [u8; 64],
	public: [u8; 32],
	secret: [u8; 64],
	word: [u8; 32],
	randomness: [u8; 32],
}

struct Shared(UnsafeCell<Region>);

// SAFETY: the module has one thread, and the region is only borrowed inside of one export.
unsafe impl Sync for Shared {}

static REGION: Shared = Shared(UnsafeCell::new(Region {
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
		region.signature = keys::sign(message_bytes(len)?, &region.secret, &region.public, region.randomness)?;
		Some(())
	})
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

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
	core::arch::wasm32::unreachable()
}
