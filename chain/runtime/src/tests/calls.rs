//! One example of each call of the runtime.

use std::collections::BTreeSet;

use codec::Decode;
use frame_metadata::{v15::RuntimeMetadataV15, RuntimeMetadata, RuntimeMetadataPrefixed};
use frame_support::traits::GetCallMetadata;
use scale_info::{form::PortableForm, PortableRegistry, TypeDef};

use super::chain::development;
use crate::{Runtime, RuntimeCall};

/// Calls that nobody can build: they would hold a proof of a type without values, since this chain does not punish
/// equivocation.
const IMPOSSIBLE: [&str; 2] = ["Grandpa.report_equivocation", "Grandpa.report_equivocation_unsigned"];

/// The name of a call, as in `Balances.burn`.
pub fn name_of(call: &RuntimeCall) -> String {
	let metadata = call.get_call_metadata();
	format!("{}.{}", metadata.pallet_name, metadata.function_name)
}

/// The names of all calls, as the metadata has them.
pub fn call_names() -> BTreeSet<String> {
	RuntimeCall::get_module_names()
		.iter()
		.flat_map(|pallet| {
			RuntimeCall::get_call_names(pallet)
				.iter()
				.map(move |call| format!("{pallet}.{call}"))
		})
		.collect()
}

/// Each call once, with its name and arguments of zeros: no bytes, first variants, calls inside are the remark of
/// no bytes.
pub fn every_call() -> Vec<(String, RuntimeCall)> {
	let mut calls = Vec::new();
	for pallet in 0..=u8::MAX {
		for index in 0..=u8::MAX {
			let mut encoded = vec![0; 4096];
			encoded[..2].copy_from_slice(&[pallet, index]);
			if let Ok(call) = RuntimeCall::decode(&mut &encoded[..]) {
				calls.push((name_of(&call), call));
			}
		}
	}
	calls
}

fn metadata() -> RuntimeMetadataV15 {
	let opaque = development().execute_with(|| Runtime::metadata_at_version(15).expect("version 15 exists"));
	match RuntimeMetadataPrefixed::decode(&mut &opaque[..]) {
		Ok(RuntimeMetadataPrefixed(_, RuntimeMetadata::V15(metadata))) => metadata,
		other => panic!("metadata of another version: {other:?}"),
	}
}

/// The primitive type of a field of a struct, by the struct's path in the metadata.
pub fn field_type(path: &str, field: &str) -> String {
	let types = metadata().types;
	let structs = types.types.iter().filter(|ty| ty.ty.path.segments.join("::") == path);
	let fields = structs.flat_map(|ty| match &ty.ty.type_def {
		TypeDef::Composite(composite) => composite.fields.clone(),
		_ => Vec::new(),
	});
	let mut named = fields.filter(|candidate| candidate.name.as_deref() == Some(field));
	let ty = named.next().expect("the field exists").ty.id;
	match &types.resolve(ty).expect("the type exists").type_def {
		TypeDef::Primitive(primitive) => format!("{primitive:?}"),
		other => panic!("{other:?} is no primitive type"),
	}
}

fn fields_of(def: &TypeDef<PortableForm>) -> Vec<u32> {
	match def {
		TypeDef::Composite(composite) => composite.fields.iter().map(|field| field.ty.id).collect(),
		TypeDef::Variant(variant) => {
			let fields = variant.variants.iter().flat_map(|variant| &variant.fields);
			fields.map(|field| field.ty.id).collect()
		}
		TypeDef::Sequence(sequence) => vec![sequence.type_param.id],
		TypeDef::Array(array) => vec![array.type_param.id],
		TypeDef::Tuple(tuple) => tuple.fields.iter().map(|field| field.id).collect(),
		TypeDef::Compact(compact) => vec![compact.type_param.id],
		TypeDef::Primitive(_) | TypeDef::BitSequence(_) => Vec::new(),
	}
}

fn holds(types: &PortableRegistry, holder: u32, held: u32, seen: &mut BTreeSet<u32>) -> bool {
	holder == held
		|| (seen.insert(holder)
			&& fields_of(&types.resolve(holder).expect("the type exists").type_def)
				.into_iter()
				.any(|field| holds(types, field, held, seen)))
}

/// The names of calls whose arguments hold a call, by the types in the metadata.
pub fn wrappers() -> Vec<String> {
	let metadata = metadata();
	let call = metadata.extrinsic.call_ty.id;
	let mut wrappers = Vec::new();
	for pallet in &metadata.pallets {
		let Some(calls) = &pallet.calls else { continue };
		let TypeDef::Variant(calls) = &metadata.types.resolve(calls.ty.id).expect("the type exists").type_def else {
			panic!("the calls of {} are no enum", pallet.name);
		};
		for variant in &calls.variants {
			let mut fields = variant.fields.iter();
			if fields.any(|field| holds(&metadata.types, field.ty.id, call, &mut BTreeSet::new())) {
				wrappers.push(format!("{}.{}", pallet.name, variant.name));
			}
		}
	}
	assert!(wrappers.len() >= 18, "{wrappers:?}");
	wrappers
}

#[test]
fn there_is_an_example_of_every_call() {
	let examples: BTreeSet<_> = every_call().into_iter().map(|(name, _)| name).collect();
	let missing: Vec<_> = call_names().difference(&examples).cloned().collect();
	assert_eq!(missing, IMPOSSIBLE);
}
