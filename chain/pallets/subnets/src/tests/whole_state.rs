//! A subnet in which every map has something, and ways to look at the pallet's whole state, byte by byte. Whoever
//! adds a map adds it to [`full_subnet`]; the tests that use it tell which map is missing.

use codec::Encode;
use frame_support::assert_ok;
use scale_info::{MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive};
use sp_core::H256;
use sp_io::hashing::twox_128;
use sp_metadata_ir::{StorageEntryMetadataIR, StorageEntryTypeIR};

use crate::{
	epoch_books::{Booked, Booking},
	identity::SubnetIdentityOfV3,
	mock::*,
	*,
};

/// A subnet of coldkey 0 with its hotkey 0, which is also a validator that coldkey 2 delegates to: active stake,
/// stake whose shares wait, and queued stake.
pub fn full_subnet() -> u16 {
	let netuid = working_subnet();
	stake(netuid, 0, 0, 200);
	stake(netuid, 2, 0, 50);
	assert_ok!(SubtensorModule::try_associate_hotkey(signed(cold(0)), hot(50)));
	assert_ok!(SubtensorModule::set_mechanism_count(netuid, 2));
	assert_ok!(SubtensorModule::set_mechanism_emission_split(
		netuid,
		Some(vec![60_000, 5_535])
	));
	run_to_epoch(netuid);
	run_to_epoch(netuid);
	for number in [0, 1] {
		assert_ok!(SubtensorModule::set_mechanism_weights(
			signed(hot(number)),
			netuid,
			1,
			vec![4],
			vec![1],
			0
		));
	}
	weigh(netuid, 0, &[(3, 3), (4, 1)]);
	weigh(netuid, 1, &[(0, 1), (3, 2)]);
	weigh(netuid, 2, &[(3, 5)]);
	run_to_epoch(netuid);
	run(1);
	weigh(netuid, 1, &[(0, 2), (3, 2)]);
	stake(netuid, 0, 0, 3);
	stake(netuid, 2, 0, 4);
	run_to_epoch(netuid);
	// of what was staked in the last tempo, shares wait; this waits for the epoch itself
	stake(netuid, 3, 0, 5);
	for number in [0, 1] {
		assert_ok!(SubtensorModule::serve_axon(
			signed(hot(number)),
			netuid,
			1,
			0x0102_0304,
			80,
			4,
			0,
			0,
			0
		));
	}
	CommitRevealWeightsEnabled::<Test>::insert(netuid, true);
	for number in [0, 1] {
		run(1);
		assert_ok!(SubtensorModule::commit_weights(
			signed(hot(number)),
			netuid,
			H256::repeat_byte(9)
		));
	}
	run(1);
	for number in [0, 1] {
		assert_ok!(SubtensorModule::commit_timelocked_weights(
			signed(hot(number)),
			netuid,
			sealed_weights(netuid),
			round_to_seal_for(netuid),
			4
		));
	}
	assert_ok!(SubtensorModule::set_identity(
		signed(cold(0)),
		b"owner".to_vec(),
		vec![],
		vec![],
		vec![],
		vec![],
		vec![],
		vec![]
	));
	let identity = SubnetIdentityOfV3 {
		subnet_name: b"one".to_vec(),
		..Default::default()
	};
	assert_ok!(SubtensorModule::store_subnet_identity(netuid, identity));
	give_relations(netuid);
	Delegates::<Test>::insert(hot(0), 1_000);
	LastHotkeySwapOnNetuid::<Test>::insert(netuid, cold(0), 1);
	LastRateLimitedBlock::<Test>::insert(types::RateLimitKey::LastTxBlock(cold(0)), 1);
	OwnerHyperparamSetAt::<Test>::insert(netuid, 13, 1);
	set_every_parameter(netuid);
	leave_something_to_write(netuid);
	events();
	netuid
}

/// An epoch that left hotkey 0's pool and the owner's position on it as they are, and has not written that yet.
fn leave_something_to_write(netuid: u16) {
	let of = |what| Booking { hotkey: hot(0), what };
	SubtensorModule::put_bookings_aside(
		netuid,
		vec![
			of(Booked::Pool {
				value: TotalHotkeyAlpha::<Test>::get(hot(0), netuid),
				rest: StakePools::<Test>::get(hot(0), netuid),
				activated: None,
			}),
			of(Booked::Credit {
				coldkey: cold(0),
				shares: 0,
			}),
		],
	);
}

/// Hotkey 0 gets a child, a parent, a child that waits, and takes; coldkey 0 a place for what its miners earn.
fn give_relations(netuid: u16) {
	let tenth = u64::MAX / 10;
	for (parent, child) in [(0, 1), (2, 0)] {
		let children = vec![(tenth, hot(child))].try_into().unwrap();
		assert_ok!(SubtensorModule::apply_children(&hot(parent), netuid, children));
	}
	assert_ok!(SubtensorModule::set_children(
		signed(cold(0)),
		hot(0),
		netuid,
		vec![(tenth, hot(1)), (tenth, hot(3))]
	));
	assert_ok!(SubtensorModule::set_childkey_take(signed(cold(0)), hot(0), netuid, 100));
	assert_ok!(SubtensorModule::set_coldkey_auto_stake_hotkey(
		signed(cold(0)),
		netuid,
		hot(1)
	));
	LastTxBlockDelegateTake::<Test>::insert(hot(0), 1);
}

fn round_to_seal_for(netuid: u16) -> u64 {
	round_of_block(SubtensorModule::next_epoch_block(netuid) + 1)
}

/// What the timelocked commits of [`full_subnet`] hold, in the tempo in which they are made.
pub fn sealed_weights(netuid: u16) -> timelock::SealedRow {
	sealed(b"weights", round_to_seal_for(netuid))
}

/// Writes the hyperparameters that are not written for a new subnet: their values stay the defaults.
fn set_every_parameter(netuid: u16) {
	macro_rules! write {
		($($map:ident),+ $(,)?) => { $( $map::<Test>::insert(netuid, $map::<Test>::get(netuid)); )+ };
	}
	write!(
		Kappa,
		Rho,
		ImmuneOwnerUidsLimit,
		MinNonImmuneUids,
		MinAllowedUids,
		BondsMovingAverage,
		BondsPenalty,
		BondsResetOn,
		LiquidAlphaOn,
		AlphaValues,
		AlphaSigmoidSteepness,
		RevealPeriodEpochs,
		WeightsVersionKey,
		BurnHalfLife,
		BurnIncreaseMult,
		TransferToggle,
		SubnetEmissionEnabled,
		OwnerCutEnabled,
		MaxRegistrationsPerBlock,
		RegistrationsThisBlock,
		PendingEpochAt,
		MinChildkeyTakePerSubnet,
	);
}

fn entries_under(prefix: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
	let mut found = Vec::new();
	let mut key = prefix.to_vec();
	while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(prefix)) {
		found.push((next.clone(), sp_io::storage::get(&next).unwrap().to_vec()));
		key = next;
	}
	found
}

/// Entries of one storage item.
pub fn entries_of(item: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
	entries_under(&[twox_128(b"SubtensorModule"), twox_128(item.as_bytes())].concat())
}

/// The names of the items in which an account stands, with its bytes as they are stored.
pub fn items_with(account: &AccountId) -> Vec<&'static str> {
	items()
		.into_iter()
		.map(|item| item.name)
		.filter(|item| mentions(&entries_of(item), account))
		.collect()
}

/// The account's bytes are in a key or in a value.
pub fn mentions(entries: &[(Vec<u8>, Vec<u8>)], account: &AccountId) -> bool {
	let bytes = account.encode();
	let within = |haystack: &[u8]| haystack.windows(bytes.len()).any(|window| window == bytes);
	entries.iter().any(|(key, value)| within(key) || within(value))
}

/// The items of `storage_clients`, that clients read and nothing writes.
const NEVER_WRITTEN: [&str; 14] = [
	"MaxWeightsLimit",
	"SubnetEpochConsensus",
	"CollateralLockShare",
	"SubnetTaoInEmission",
	"SubnetEmaTaoFlow",
	"RootClaimType",
	"Lock",
	"HotkeyLock",
	"DecayingHotkeyLock",
	"OwnerLock",
	"DecayingOwnerLock",
	"DecayingLock",
	"UnlockRate",
	"MaturityRate",
];

/// The items that something writes.
fn items() -> Vec<StorageEntryMetadataIR> {
	let mut items = SubtensorModule::storage_metadata().entries;
	items.retain(|item| !NEVER_WRITTEN.contains(&item.name));
	items
}

#[test]
fn nothing_writes_what_only_clients_read() {
	ExtBuilder::default().build_and_execute(|| {
		full_subnet();
		let all: Vec<&str> = SubtensorModule::storage_metadata()
			.entries
			.iter()
			.map(|item| item.name)
			.collect();
		for item in NEVER_WRITTEN {
			assert!(all.contains(&item), "{item} is an item");
			assert_eq!(entries_of(item), vec![], "{item} is read by clients alone");
		}
	});
}

/// The maps with a subnet in their key.
pub fn maps_by_subnet() -> Vec<&'static str> {
	let is_u16 = |ty: &MetaType| matches!(ty.type_info().type_def, TypeDef::Primitive(TypeDefPrimitive::U16));
	items()
		.into_iter()
		.filter(|item| match &item.ty {
			StorageEntryTypeIR::Map { key, .. } => match key.type_info().type_def {
				TypeDef::Tuple(parts) => parts.fields.iter().any(is_u16),
				_ => is_u16(key),
			},
			StorageEntryTypeIR::Plain(_) => false,
		})
		.map(|item| item.name)
		.collect()
}

/// The items with accounts in their keys or values.
pub fn items_of_accounts() -> Vec<&'static str> {
	let has_account = |ty: &MetaType| {
		let mut registry = Registry::new();
		registry.register_type(ty);
		PortableRegistry::from(registry)
			.types
			.iter()
			.any(|ty| ty.ty.path.segments.last().is_some_and(|name| name == "AccountId32"))
	};
	items()
		.into_iter()
		.filter(|item| match &item.ty {
			StorageEntryTypeIR::Map { key, value, .. } => has_account(key) || has_account(value),
			StorageEntryTypeIR::Plain(value) => has_account(value),
		})
		.map(|item| item.name)
		.collect()
}
