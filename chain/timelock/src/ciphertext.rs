//! How a sealed message is written.
//!
//! In this order, every length 8 bytes little-endian before what it counts:
//!
//! | part | bytes | |
//! |---|---|---|
//! | U | 96 | a point of G2, compressed |
//! | V | 8 + 32 | the seed, hidden |
//! | W | 8 + 32 | the message's key, hidden |
//! | body | 8 + … | 8 + message encrypted + 16 bytes of tag, 8 + 12 bytes of nonce |
//! | suite | 8 + 8 | `AES_GCM_` |
//!
//! What follows is not read, as the reference does not read it.

/// Bytes of the seed, the key and their hidden forms.
pub(crate) const WORD_BYTES: usize = 32;
/// Bytes of a nonce of AES-GCM.
pub(crate) const NONCE_BYTES: usize = 12;
/// Bytes of a tag of AES-GCM.
pub(crate) const TAG_BYTES: usize = 16;
/// Bytes of a length.
pub(crate) const LENGTH_BYTES: usize = 8;
/// The only cipher there is: AES-256 in Galois/counter mode.
pub(crate) const SUITE: &[u8] = b"AES_GCM_";

/// The bytes are no sealed message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedCiphertext;

/// The parts of a sealed message. The point U is not looked at yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ciphertext<'a> {
	pub(crate) u: &'a [u8; crate::PUBLIC_KEY_BYTES],
	pub(crate) v: &'a [u8; WORD_BYTES],
	pub(crate) w: &'a [u8; WORD_BYTES],
	pub(crate) encrypted: &'a [u8],
	pub(crate) nonce: &'a [u8; NONCE_BYTES],
}

impl<'a> Ciphertext<'a> {
	/// Takes a sealed message apart, without any arithmetic on curves: cheap enough to refuse what could never be
	/// opened.
	pub fn parse(bytes: &'a [u8]) -> Result<Self, MalformedCiphertext> {
		let mut rest = bytes;
		let u = take_array(&mut rest)?;
		let v = exactly(take_counted(&mut rest)?)?;
		let w = exactly(take_counted(&mut rest)?)?;
		let mut body = take_counted(&mut rest)?;
		let suite = take_counted(&mut rest)?;
		let encrypted = take_counted(&mut body)?;
		let nonce = exactly(take_counted(&mut body)?)?;
		if suite != SUITE || encrypted.len() < TAG_BYTES || !body.is_empty() {
			return Err(MalformedCiphertext);
		}
		Ok(Self {
			u,
			v,
			w,
			encrypted,
			nonce,
		})
	}
}

/// Bytes of a sealed message of `message` bytes, without anything after it.
pub const fn longest_sealed(message: usize) -> usize {
	const PARTS: usize = crate::PUBLIC_KEY_BYTES
		+ 2 * (LENGTH_BYTES + WORD_BYTES)
		+ LENGTH_BYTES // body
		+ LENGTH_BYTES + TAG_BYTES
		+ LENGTH_BYTES + NONCE_BYTES
		+ LENGTH_BYTES + SUITE.len();
	PARTS.saturating_add(message)
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], MalformedCiphertext> {
	let (taken, left) = rest.split_at_checked(len).ok_or(MalformedCiphertext)?;
	*rest = left;
	Ok(taken)
}

fn take_array<'a, const N: usize>(rest: &mut &'a [u8]) -> Result<&'a [u8; N], MalformedCiphertext> {
	exactly(take(rest, N)?)
}

fn take_counted<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], MalformedCiphertext> {
	let len = u64::from_le_bytes(*take_array(rest)?);
	take(rest, usize::try_from(len).map_err(|_| MalformedCiphertext)?)
}

fn exactly<const N: usize>(bytes: &[u8]) -> Result<&[u8; N], MalformedCiphertext> {
	bytes.try_into().map_err(|_| MalformedCiphertext)
}
