import { concatBytes, equalBytes } from "../../scale/bytes.js";
import { encodeCompact } from "../../scale/compact.js";
import { ScaleReader } from "../../scale/scaleReader.js";
import type { HostContext, HostFamily, HostFunctions } from "../hostContext.js";
import type { KeyScheme } from "../keystore.js";
import { rareCrypto } from "../rareCrypto.js";
import type { RuntimeMemory, Span } from "../runtimeMemory.js";
import { verifyEd25519, verifySr25519 } from "../verifyCache.js";

/** `ext_crypto_*`: signatures of the three schemes, with the keys of this host's keystore. */
export const cryptoFunctions: HostFamily = (context, memory) => ({
	...schemeFunctions(context, memory, "sr25519", 32),
	...schemeFunctions(context, memory, "ed25519", 32),
	...schemeFunctions(context, memory, "ecdsa", 33),
	ext_crypto_sr25519_verify_version_1: (signature: number, message: Span, key: number) =>
		verifySr25519(memory.viewAt(signature, 64), memory.view(message), memory.viewAt(key, 32)) ? 1 : 0,
	ext_crypto_sr25519_verify_version_2: (signature: number, message: Span, key: number) =>
		verifySr25519(memory.viewAt(signature, 64), memory.view(message), memory.viewAt(key, 32)) ? 1 : 0,
	ext_crypto_ed25519_verify_version_1: (signature: number, message: Span, key: number) =>
		verifyEd25519(memory.viewAt(signature, 64), memory.view(message), memory.viewAt(key, 32)) ? 1 : 0,
	ext_crypto_ecdsa_verify_version_1: (signature: number, message: Span, key: number) =>
		verifyEcdsa(memory.viewAt(signature, 65), memory.view(message), memory.viewAt(key, 33)),
	ext_crypto_ecdsa_verify_version_2: (signature: number, message: Span, key: number) =>
		verifyEcdsa(memory.viewAt(signature, 65), memory.view(message), memory.viewAt(key, 33)),
	ext_crypto_secp256k1_ecdsa_recover_version_1: (signature: number, hash: number) =>
		memory.write(recover(memory, signature, hash, false)),
	ext_crypto_secp256k1_ecdsa_recover_version_2: (signature: number, hash: number) =>
		memory.write(recover(memory, signature, hash, false)),
	ext_crypto_secp256k1_ecdsa_recover_compressed_version_1: (signature: number, hash: number) =>
		memory.write(recover(memory, signature, hash, true)),
	ext_crypto_secp256k1_ecdsa_recover_compressed_version_2: (signature: number, hash: number) =>
		memory.write(recover(memory, signature, hash, true)),
	ext_crypto_ecdsa_verify_prehashed_version_1: (signature: number, hash: number, key: number) =>
		verifyPrehashed(memory.viewAt(signature, 65), memory.viewAt(hash, 32), memory.viewAt(key, 33)),
	ext_crypto_sr25519_batch_verify_version_1: (signature: number, message: Span, key: number) =>
		verifySr25519(memory.viewAt(signature, 64), memory.view(message), memory.viewAt(key, 32)) ? 1 : 0,
	ext_crypto_ed25519_batch_verify_version_1: (signature: number, message: Span, key: number) =>
		verifyEd25519(memory.viewAt(signature, 64), memory.view(message), memory.viewAt(key, 32)) ? 1 : 0,
	ext_crypto_ecdsa_batch_verify_version_1: (signature: number, message: Span, key: number) =>
		verifyEcdsa(memory.viewAt(signature, 65), memory.view(message), memory.viewAt(key, 33)),
	// Batches are verified one by one as they come, so finishing has nothing to add.
	ext_crypto_start_batch_verify_version_1() {},
	ext_crypto_finish_batch_verify_version_1: () => 1,
});

function schemeFunctions(
	context: HostContext,
	memory: RuntimeMemory,
	scheme: KeyScheme,
	keyLength: number,
): HostFunctions {
	const keyType = (pointer: number) => Buffer.from(memory.viewAt(pointer, 4)).toString("latin1");
	return {
		[`ext_crypto_${scheme}_generate_version_1`](type: number, seed: Span) {
			const reader = new ScaleReader(memory.copy(seed));
			const phrase = reader.u8() === 1 ? reader.text() : undefined;
			return memory.writePointer(context.keystore.generate(scheme, keyType(type), phrase));
		},
		[`ext_crypto_${scheme}_sign_version_1`](type: number, key: number, message: Span) {
			const publicKey = memory.viewAt(key, keyLength).slice();
			const signature = context.keystore.sign(scheme, keyType(type), publicKey, memory.copy(message));
			return memory.write(
				signature === undefined ? Uint8Array.of(0) : concatBytes(Uint8Array.of(1), signature),
			);
		},
		[`ext_crypto_${scheme}_public_keys_version_1`](type: number) {
			const keys = context.keystore.publicKeys(scheme, keyType(type));
			return memory.write(concatBytes(encodeCompact(keys.length), ...keys));
		},
	};
}

function verifyEcdsa(signature: Uint8Array, message: Uint8Array, key: Uint8Array): number {
	try {
		return rareCrypto().secp256k1Verify(message.slice(), signature.slice(), key.slice(), "blake2") ? 1 : 0;
	} catch {
		return 0;
	}
}

/** Whether the key that made the signature of a hash is `key`. */
function verifyPrehashed(signature: Uint8Array, hash: Uint8Array, key: Uint8Array): number {
	const bytes = signature.slice();
	try {
		const found = rareCrypto().secp256k1Recover(hash.slice(), bytes.slice(0, 64), bytes[64] ?? 0, "blake2");
		return equalBytes(found, key) ? 1 : 0;
	} catch {
		return 0;
	}
}

/** SCALE `Result<key, EcdsaVerifyError>`; errors are 0 bad r or s, 1 bad v, 2 bad signature. */
function recover(memory: RuntimeMemory, signature: number, hash: number, compressed: boolean): Uint8Array {
	const bytes = memory.viewAt(signature, 65).slice();
	const given = bytes[64] ?? 0;
	const recovery = given > 26 ? given - 27 : given;
	if (recovery > 3) return Uint8Array.of(1, 1);
	try {
		const digest = memory.viewAt(hash, 32).slice();
		const key = rareCrypto().secp256k1Recover(digest, bytes.slice(0, 64), recovery, "blake2");
		return concatBytes(Uint8Array.of(0), compressed ? key : rareCrypto().secp256k1Expand(key).slice(-64));
	} catch {
		return Uint8Array.of(1, 2);
	}
}
