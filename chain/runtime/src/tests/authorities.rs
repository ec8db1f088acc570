//! Root replaces who authors and who finalizes.

use codec::Encode;
use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_consensus_aura::runtime_decl_for_aura_api::AuraApi;
use sp_consensus_grandpa::{
	runtime_decl_for_grandpa_api::GrandpaApi, AuthorityId as GrandpaId, ConsensusLog, ScheduledChange,
	GRANDPA_ENGINE_ID,
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{generic::DigestItem, traits::Header as _};

use super::chain::{begin, development, end};
use crate::{AdminUtils, Header, Runtime, RuntimeOrigin};

fn finalizers() -> Vec<(GrandpaId, u64)> {
	let bob = Ed25519Keyring::Bob.public();
	vec![(bob.into(), 1)]
}

fn announces(header: &Header, log: ConsensusLog<u32>) -> bool {
	let item = DigestItem::Consensus(GRANDPA_ENGINE_ID, log.encode());
	header.digest().logs().contains(&item)
}

#[test]
fn authors_change_with_the_next_block() {
	development().execute_with(|| {
		begin(1);
		let bob = Sr25519Keyring::Bob.public();
		let authors = BoundedVec::truncate_from(vec![bob.into()]);
		assert_ok!(AdminUtils::swap_authorities(RuntimeOrigin::root(), authors));
		let header = end();
		assert_eq!(<Runtime as AuraApi<crate::Block, _>>::authorities(), vec![bob.into()]);
		let logs = header.digest().logs();
		assert!(logs
			.iter()
			.any(|log| matches!(log, DigestItem::Consensus(engine, _) if engine == b"aura")));
	});
}

#[test]
fn finalizers_change_when_it_was_said() {
	development().execute_with(|| {
		let before = Runtime::grandpa_authorities();
		begin(1);
		let schedule =
			|in_blocks| AdminUtils::schedule_grandpa_change(RuntimeOrigin::root(), finalizers(), in_blocks, None);
		assert_ok!(schedule(1));
		assert_noop!(schedule(1), pallet_grandpa::Error::<Runtime>::ChangePending);
		let change = ScheduledChange {
			next_authorities: finalizers(),
			delay: 1,
		};
		assert!(announces(&end(), ConsensusLog::ScheduledChange(change)));
		assert_eq!(Runtime::grandpa_authorities(), before);
		begin(2);
		end();
		assert_eq!(Runtime::grandpa_authorities(), finalizers());
		assert_eq!(Runtime::current_set_id(), 1);
	});
}

#[test]
fn finalizers_that_are_gone_are_replaced_by_force() {
	development().execute_with(|| {
		begin(1);
		let force = || AdminUtils::schedule_grandpa_change(RuntimeOrigin::root(), finalizers(), 0, Some(0));
		assert_ok!(force());
		let change = ScheduledChange {
			next_authorities: finalizers(),
			delay: 0,
		};
		assert!(announces(&end(), ConsensusLog::ForcedChange(0, change)));
		assert_eq!(Runtime::grandpa_authorities(), finalizers());
	});
}
