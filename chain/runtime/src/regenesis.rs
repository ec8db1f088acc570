//! The state of one network as the genesis of another: so a team outgrows one machine and keeps every balance.
//!
//! The new network's headers begin at 0 and its clock is that of its machines, so what belongs to the old one's blocks
//! is taken out: numbers, hashes and events of blocks, the time and the slot, authorities and their pending changes,
//! and the beacon's pulses, whose rounds may lie in the future of a clock that was not fast-forwarded. All else stays
//! to the byte, and [`crate::chain_clock`] adds the old height to the new one.

use alloc::{format, string::String, vec::Vec};
use codec::{Decode, Encode};
use frame_support::{
	storage::{storage_prefix, unhashed},
	traits::BuildGenesisConfig,
};
use pallet_safe_mode::EnteredUntil;
use scale_info::TypeInfo;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_core::crypto::Ss58Codec;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::traits::BlockNumberProvider;

use crate::{
	chain_clock::GenesisOffset, configs::consensus::MAX_AUTHORITIES, AccountId, Balance, Balances, ChainClock, Runtime,
	System, VERSION,
};

/// Who is in charge of the new network.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Regenesis {
	/// Its authors and finalizers, one vote each.
	pub authorities: Vec<(AuraId, GrandpaId)>,
	/// Its root; nothing: the one it had.
	pub sudo: Option<AccountId>,
	/// A network for trying out: keys that everybody knows may be in charge.
	pub development: bool,
}

/// Accounts whose keys everybody knows, and what they have free, in rao.
pub type Exposed = Vec<(AccountId, Balance)>;

/// What pallets keep of a network's own blocks, clock and authorities, by pallet.
const OWN: [(&str, &[&str]); 7] = [
	("Aura", &["Authorities", "CurrentSlot"]),
	("ChainClock", &["GenesisOffset"]),
	("Commitments", &["NextRound"]),
	("Drand", &["LastStoredRound", "OldestStoredRound", "Pulses"]),
	(
		"Grandpa",
		&[
			"Authorities",
			"CurrentSetId",
			"NextForced",
			"PendingChange",
			"SetIdSession",
			"Stalled",
			"State",
		],
	),
	(
		"System",
		&[
			"BlockHash",
			"BlockSize",
			"BlockWeight",
			"Digest",
			"EventCount",
			"EventTopics",
			"Events",
			"ExecutionPhase",
			"ExtrinsicCount",
			"ExtrinsicData",
			"ExtrinsicWeightReclaimed",
			"InherentsApplied",
			"Number",
			"ParentHash",
		],
	),
	("Timestamp", &["DidUpdate", "Now"]),
];

/// Pallet and name of each storage item that a network has of its own.
pub(crate) fn own_of_a_network() -> impl Iterator<Item = (&'static str, &'static str)> {
	OWN.iter()
		.flat_map(|(pallet, items)| items.iter().map(move |item| (*pallet, *item)))
}

/// Turns the state between two blocks into a genesis.
///
/// # Errors
/// A sentence where the plan cannot be, or where an upgrade of the runtime has not run yet.
pub fn regenesis(plan: Regenesis) -> Result<Exposed, String> {
	check(&plan)?;
	if let Some(key) = &plan.sudo {
		pallet_sudo::Key::<Runtime>::put(key);
	}
	let number = System::block_number();
	EnteredUntil::<Runtime>::mutate_extant(|until| *until = until.saturating_sub(number));
	let height = ChainClock::current_block_number();
	for (pallet, item) in own_of_a_network() {
		// at most what there is between two blocks: hashes of blocks and a day of pulses
		let prefix = storage_prefix(pallet.as_bytes(), item.as_bytes());
		let _ = unhashed::clear_prefix(&prefix, None, None);
	}
	GenesisOffset::<Runtime>::put(height);
	frame_system::GenesisConfig::<Runtime>::default().build();
	let (authors, finalizers): (Vec<_>, Vec<_>) = plan.authorities.into_iter().unzip();
	pallet_aura::GenesisConfig::<Runtime> { authorities: authors }.build();
	pallet_grandpa::GenesisConfig::<Runtime> {
		authorities: finalizers.into_iter().map(|finalizer| (finalizer, 1)).collect(),
		..Default::default()
	}
	.build();
	Ok(exposed())
}

fn check(plan: &Regenesis) -> Result<(), String> {
	let count = plan.authorities.len();
	let most = usize::try_from(MAX_AUTHORITIES).unwrap_or(usize::MAX);
	if count == 0 || count > most {
		return Err(format!("expected 1 to {most} authorities, got {count}"));
	}
	for (place, (author, finalizer)) in plan.authorities.iter().enumerate() {
		let before = plan.authorities.iter().take(place);
		if before.into_iter().any(|(a, f)| a == author || f == finalizer) {
			return Err(format!(
				"expected each authority's keys once, got {} again",
				author.to_ss58check()
			));
		}
	}
	let run = frame_system::LastRuntimeUpgrade::<Runtime>::get().map(|upgrade| upgrade.spec_version.0);
	if run != Some(VERSION.spec_version) {
		return Err(format!(
			"the chain was given the runtime of version {} and has made no block with it: let it make one first",
			VERSION.spec_version
		));
	}
	if plan.development {
		return Ok(());
	}
	for (author, finalizer) in &plan.authorities {
		let known = Sr25519Keyring::iter().any(|key| AuraId::from(key.public()) == *author)
			|| Ed25519Keyring::iter().any(|key| GrandpaId::from(key.public()) == *finalizer);
		if known {
			return Err(format!(
				"the secret key of the authority {} is known to everybody: anybody could author and finalize",
				author.to_ss58check()
			));
		}
	}
	match plan.sudo.clone().or_else(pallet_sudo::Key::<Runtime>::get) {
		Some(sudo) if Sr25519Keyring::from_account_id(&sudo).is_some() => Err(format!(
			"the secret key of the root {} is known to everybody: anybody could do everything",
			sudo.to_ss58check()
		)),
		_ => Ok(()),
	}
}

fn exposed() -> Exposed {
	Sr25519Keyring::well_known()
		.map(|key| key.to_account_id())
		.map(|account| (account.clone(), Balances::free_balance(&account)))
		.filter(|(_, free)| *free > 0)
		.collect()
}
