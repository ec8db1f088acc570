//! A chain in memory, from a preset, with blocks as a node would make them.

use codec::Encode;
use frame_support::storage::with_transaction;
use serde_json::{json, Value};
use sp_core::Pair;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	traits::{Block as _, Header as _},
	transaction_validity::{TransactionSource, TransactionValidityError},
	ApplyExtrinsicResult, DispatchError, MultiSignature, TransactionOutcome,
};

use crate::{
	ganglion_api, presets, AccountId, Balances, BlockNumber, Executive, Header, Runtime, RuntimeCall,
	RuntimeGenesisConfig, SignedPayload, System, TxExtension, UncheckedExtrinsic,
};

/// A chain of `preset`, with `patch` merged over it.
pub fn chain(preset: &str, patch: Value) -> TestExternalities {
	let text = |id| frame_support::genesis_builder_helper::get_preset::<RuntimeGenesisConfig>(&id, presets::get_preset);
	let value = |id| serde_json::from_slice::<Value>(&text(id).expect("the preset exists")).expect("it is JSON");
	let mut config = value(None);
	merge(&mut config, value(Some(preset.into())));
	merge(&mut config, patch);
	let mut chain = TestExternalities::default();
	chain.execute_with(|| {
		frame_support::genesis_builder_helper::build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes())
			.expect("the preset builds");
	});
	chain
}

/// A chain of the development preset.
pub fn development() -> TestExternalities {
	chain(presets::DEVELOPMENT, json!({}))
}

fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

/// Begins block `number` at its slot, as a node does: digest, then the time.
pub fn begin(number: BlockNumber) {
	let digest = Digest {
		logs: vec![DigestItem::PreRuntime(*b"aura", u64::from(number).encode())],
	};
	let header = Header::new(
		number,
		Default::default(),
		Default::default(),
		Default::default(),
		digest,
	);
	Executive::initialize_block(&header);
	assert_eq!(Executive::apply_extrinsic(time(number)), Ok(Ok(())));
}

/// What tells block `number` its time: the start of its slot.
fn time(number: BlockNumber) -> UncheckedExtrinsic {
	let now = u64::from(number) * crate::chain_clock::SlotDuration::<Runtime>::get();
	UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(pallet_timestamp::Call::set { now }))
}

/// Ends the block, and checks that the chain's invariants hold.
pub fn end() -> Header {
	let header = Executive::finalize_block();
	assert_eq!(ganglion_api::broken_invariants(), Vec::<String>::new());
	header
}

/// `call`, signed by a well-known account for its next nonce.
pub fn signed(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	let account = signer.to_account_id();
	let extension: TxExtension = (
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::Immortal),
		frame_system::CheckNonce::from(System::account_nonce(&account)),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		pallet_subnets::SubtensorTransactionExtension::new(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
	);
	let payload = SignedPayload::new(call.into(), extension).expect("no metadata hash is asked for");
	let signature = payload.using_encoded(|bytes| signer.pair().sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, account.into(), MultiSignature::Sr25519(signature), extension)
}

/// Signs and applies a call in the present block.
pub fn apply(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
	Executive::apply_extrinsic(signed(signer, call))
}

/// What the pool says of a call: nothing where it takes it. The state stays as it is.
pub fn pool(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Result<(), TransactionValidityError> {
	let transaction = signed(signer, call);
	let verdict = || Executive::validate_transaction(TransactionSource::External, transaction, Default::default());
	let verdict = with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(verdict())));
	verdict.expect("the closure gives no error").map(|_| ())
}

/// What the account has free.
pub fn free(account: &AccountId) -> u64 {
	Balances::free_balance(account)
}

#[test]
fn blocks_pass_when_executed_again() {
	let block = development().execute_with(|| {
		begin(1);
		let transaction = signed(
			Sr25519Keyring::Alice,
			frame_system::Call::remark { remark: vec![1, 2, 3] },
		);
		assert_eq!(Executive::apply_extrinsic(transaction.clone()), Ok(Ok(())));
		crate::Block::new(end(), vec![time(1), transaction])
	});
	development().execute_with(|| Executive::execute_block(block.into()));
}
