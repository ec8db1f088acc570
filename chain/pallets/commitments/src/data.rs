//! One field of a commitment, in the reference's encoding: the first byte says what follows, and for plain bytes how
//! many, so that short ones cost one byte more than they hold.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, EncodeLike, Error, Input, MaxEncodedLen, Output};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::{
	build::{Fields, Variants},
	Path, Type, TypeInfo,
};

/// The most bytes of a `Raw` field.
pub const MAX_RAW_BYTES: u32 = 128;
/// The most bytes of a `BigRaw` field.
pub const MAX_BIG_RAW_BYTES: u32 = 512;
/// The most bytes of a timelocked field's ciphertext.
pub const MAX_TIMELOCKED_BYTES: u32 = 1024;

/// `Raw0` to `Raw128` are 1 to 129; 0 is no data.
const LAST_RAW: u8 = 129;
const BLAKE_TWO_256: u8 = 130;
const SHA_256: u8 = 131;
const KECCAK_256: u8 = 132;
const SHA_THREE_256: u8 = 133;
const TIMELOCK_ENCRYPTED: u8 = 134;
const RESET_BONDS_FLAG: u8 = 135;
const BIG_RAW: u8 = 136;

/// Bytes that can be opened from a round of the randomness beacon on.
pub type Timelocked = BoundedVec<u8, ConstU32<MAX_TIMELOCKED_BYTES>>;

/// One field of a commitment.
#[derive(Clone, Debug, Default, PartialEq, Eq, DecodeWithMemTracking, MaxEncodedLen)]
pub enum Data {
	/// Nothing.
	#[default]
	None,
	/// The bytes themselves.
	Raw(BoundedVec<u8, ConstU32<MAX_RAW_BYTES>>),
	/// BLAKE2b-256 of what is kept elsewhere.
	BlakeTwo256([u8; 32]),
	/// SHA-256 of what is kept elsewhere.
	Sha256([u8; 32]),
	/// Keccak-256 of what is kept elsewhere.
	Keccak256([u8; 32]),
	/// SHA3-256 of what is kept elsewhere.
	ShaThree256([u8; 32]),
	/// Bytes that nobody can read before the beacon's `reveal_round`.
	TimelockEncrypted {
		/// The ciphertext.
		encrypted: Timelocked,
		/// The round that opens it.
		reveal_round: u64,
	},
	/// The neuron serves something else from now on: bonds on it begin anew, where the subnet wants that.
	ResetBondsFlag,
	/// More bytes than `Raw` holds.
	BigRaw(BoundedVec<u8, ConstU32<MAX_BIG_RAW_BYTES>>),
}

impl Data {
	/// Bytes that count against the limit of an epoch.
	pub fn len_for_rate_limit(&self) -> u64 {
		let bytes = match self {
			Self::None | Self::ResetBondsFlag => 0,
			Self::Raw(bytes) => bytes.len(),
			Self::BigRaw(bytes) => bytes.len(),
			Self::TimelockEncrypted { encrypted, .. } => encrypted.len(),
			Self::BlakeTwo256(hash) | Self::Sha256(hash) | Self::Keccak256(hash) | Self::ShaThree256(hash) => {
				hash.len()
			}
		};
		bytes as u64
	}
}

impl Encode for Data {
	fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
		match self {
			Self::None => output.push_byte(0),
			Self::Raw(bytes) => {
				// at most 128, so at most 129
				output.push_byte((bytes.len() as u8).saturating_add(1));
				output.write(bytes);
			}
			Self::BlakeTwo256(hash) => (BLAKE_TWO_256, hash).encode_to(output),
			Self::Sha256(hash) => (SHA_256, hash).encode_to(output),
			Self::Keccak256(hash) => (KECCAK_256, hash).encode_to(output),
			Self::ShaThree256(hash) => (SHA_THREE_256, hash).encode_to(output),
			Self::TimelockEncrypted {
				encrypted,
				reveal_round,
			} => (TIMELOCK_ENCRYPTED, encrypted, reveal_round).encode_to(output),
			Self::ResetBondsFlag => output.push_byte(RESET_BONDS_FLAG),
			Self::BigRaw(bytes) => (BIG_RAW, bytes).encode_to(output),
		}
	}
}

impl EncodeLike for Data {}

impl Decode for Data {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Ok(match input.read_byte()? {
			0 => Self::None,
			kind @ 1..=LAST_RAW => {
				let mut bytes = alloc::vec![0; usize::from(kind.saturating_sub(1))];
				input.read(&mut bytes)?;
				Self::Raw(
					bytes
						.try_into()
						.map_err(|_: Vec<u8>| Error::from("more bytes than Raw holds"))?,
				)
			}
			BLAKE_TWO_256 => Self::BlakeTwo256(Decode::decode(input)?),
			SHA_256 => Self::Sha256(Decode::decode(input)?),
			KECCAK_256 => Self::Keccak256(Decode::decode(input)?),
			SHA_THREE_256 => Self::ShaThree256(Decode::decode(input)?),
			TIMELOCK_ENCRYPTED => Self::TimelockEncrypted {
				encrypted: Decode::decode(input)?,
				reveal_round: Decode::decode(input)?,
			},
			RESET_BONDS_FLAG => Self::ResetBondsFlag,
			BIG_RAW => Self::BigRaw(Decode::decode(input)?),
			_ => return Err("a field of a commitment begins with a byte up to 136".into()),
		})
	}
}

/// Adds `Raw0`, `Raw1` and so on, each with an array of so many bytes.
macro_rules! with_raw_variants {
	($variants:expr, $($bytes:literal)*) => {
		$variants$(.variant(concat!("Raw", stringify!($bytes)), |variant| {
			variant
				.index($bytes + 1)
				.fields(Fields::unnamed().field(|field| field.ty::<[u8; $bytes]>()))
		}))*
	};
}

impl TypeInfo for Data {
	type Identity = Self;

	/// What clients decode by: as the reference tells it, each length of `Raw` is a variant of its own.
	fn type_info() -> Type {
		let hash = |variants: Variants, name, index| {
			variants.variant(name, |variant| {
				variant
					.index(index)
					.fields(Fields::unnamed().field(|field| field.ty::<[u8; 32]>()))
			})
		};
		let variants = Variants::new().variant("None", |variant| variant.index(0));
		let variants = with_raw_variants!(
			variants,
			0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38
			39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74
			75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99 100 101 102 103 104 105 106 107
			108 109 110 111 112 113 114 115 116 117 118 119 120 121 122 123 124 125 126 127 128
		);
		let variants = hash(variants, "BlakeTwo256", BLAKE_TWO_256);
		let variants = hash(variants, "Sha256", SHA_256);
		let variants = hash(variants, "Keccak256", KECCAK_256);
		let variants = hash(variants, "ShaThree256", SHA_THREE_256)
			.variant("TimelockEncrypted", |variant| {
				variant.index(TIMELOCK_ENCRYPTED).fields(
					Fields::named()
						.field(|field| field.name("encrypted").ty::<Timelocked>())
						.field(|field| field.name("reveal_round").ty::<u64>()),
				)
			})
			.variant("ResetBondsFlag", |variant| variant.index(RESET_BONDS_FLAG))
			.variant("BigRaw", |variant| {
				variant
					.index(BIG_RAW)
					.fields(Fields::unnamed().field(|field| field.ty::<BoundedVec<u8, ConstU32<MAX_BIG_RAW_BYTES>>>()))
			});
		Type::builder()
			.path(Path::new("Data", "pallet_commitments::types"))
			.variant(variants)
	}
}
