//! Bytes and metadata are the reference's.

use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::{form::MetaForm, TypeDef, TypeInfo, Variant};

use crate::{mock::*, CommitmentInfo, Data, Registration, UsageTracker};

type Info = CommitmentInfo<ConstU32<3>>;

fn both_ways(data: Data, encoded: &[u8]) {
	assert_eq!(data.encode(), encoded);
	assert_eq!(Data::decode(&mut &encoded[..]), Ok(data.clone()));
	assert!(encoded.len() <= Data::max_encoded_len(), "{data:?}");
}

#[test]
fn fields_are_encoded_as_in_the_reference() {
	both_ways(Data::None, &[0]);
	both_ways(raw(b""), &[1]);
	both_ways(raw(b"ab"), &[3, b'a', b'b']);
	both_ways(raw(&[7; 128]), &[&[129][..], &[7; 128]].concat());
	both_ways(Data::BlakeTwo256([1; 32]), &[&[130][..], &[1; 32]].concat());
	both_ways(Data::Sha256([2; 32]), &[&[131][..], &[2; 32]].concat());
	both_ways(Data::Keccak256([3; 32]), &[&[132][..], &[3; 32]].concat());
	both_ways(Data::ShaThree256([4; 32]), &[&[133][..], &[4; 32]].concat());
	let encrypted = BoundedVec::truncate_from(vec![9, 8]);
	let timelocked = Data::TimelockEncrypted {
		encrypted,
		reveal_round: 258,
	};
	both_ways(timelocked, &[134, 2 << 2, 9, 8, 2, 1, 0, 0, 0, 0, 0, 0]);
	both_ways(Data::ResetBondsFlag, &[135]);
	let big = [5; 512];
	both_ways(
		Data::BigRaw(BoundedVec::truncate_from(big.to_vec())),
		&[&[136][..], &(512u16 << 2 | 1).to_le_bytes(), &big].concat(),
	);
}

#[test]
fn what_is_no_field_does_not_decode() {
	for wrong in [&[137][..], &[255], &[3, b'a'], &[130, 1], &[]] {
		assert!(Data::decode(&mut &wrong[..]).is_err(), "{wrong:?}");
	}
	let too_long = [&[136][..], &(513u16 << 2 | 1).to_le_bytes(), &[0; 513]].concat();
	assert!(Data::decode(&mut &too_long[..]).is_err());
	let four = vec![Data::None; 4].encode();
	assert!(Info::decode(&mut &four[..]).is_err());
}

#[test]
fn a_registration_is_deposit_block_and_fields() {
	let registration = Registration::<u64, ConstU32<3>, u32> {
		deposit: 0,
		block: 7,
		info: info(&[raw(b"a"), Data::None]),
	};
	let encoded = [&[0; 8][..], &[7, 0, 0, 0], &[2 << 2, 2, b'a', 0]].concat();
	assert_eq!(registration.encode(), encoded);
	assert_eq!(Registration::decode(&mut &encoded[..]), Ok(registration));
	let usage = UsageTracker {
		last_epoch: 1,
		used_space: 2,
	};
	assert_eq!(usage.encode(), (1u64, 2u64).encode());
}

fn variants() -> Vec<Variant<MetaForm>> {
	match Data::type_info().type_def {
		TypeDef::Variant(variants) => variants.variants,
		other => panic!("{other:?} is no enum"),
	}
}

#[test]
fn clients_find_a_variant_for_each_first_byte() {
	let variants = variants();
	assert_eq!(variants.len(), 137);
	for (index, variant) in (0u8..).zip(&variants) {
		assert_eq!(variant.index, index, "{}", variant.name);
	}
	let name = |index: usize| variants[index].name;
	assert_eq!((name(0), name(1), name(129)), ("None", "Raw0", "Raw128"));
	assert_eq!(
		[name(130), name(131), name(132), name(133)],
		["BlakeTwo256", "Sha256", "Keccak256", "ShaThree256"]
	);
	assert_eq!(
		[name(134), name(135), name(136)],
		["TimelockEncrypted", "ResetBondsFlag", "BigRaw"]
	);
	let fields: Vec<_> = variants[134].fields.iter().map(|field| field.name).collect();
	assert_eq!(fields, [Some("encrypted"), Some("reveal_round")]);
	assert_eq!(
		Data::type_info().path.segments.join("::"),
		"pallet_commitments::types::Data"
	);
	for (bytes, variant) in (0u32..).zip(&variants[1..=129]) {
		let TypeDef::Array(array) = variant.fields[0].ty.type_info().type_def else {
			panic!("{} is no array", variant.name);
		};
		assert_eq!(array.len, bytes, "{}", variant.name);
	}
}

#[test]
fn a_field_counts_what_it_holds() {
	let lengths = [
		(Data::None, 0),
		(Data::ResetBondsFlag, 0),
		(raw(b"abc"), 3),
		(Data::Sha256([0; 32]), 32),
		(timelocked(b"abc", 1), 11),
		(Data::BigRaw(BoundedVec::truncate_from(vec![0; 400])), 400),
	];
	for (data, length) in lengths {
		assert_eq!(data.len_for_rate_limit(), length, "{data:?}");
	}
}
