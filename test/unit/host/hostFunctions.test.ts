import { createHash } from "node:crypto";
import {
	blake2AsU8a,
	ed25519Verify,
	keccakAsU8a,
	secp256k1Expand,
	secp256k1PairFromSeed,
	secp256k1Sign,
	secp256k1Verify,
	xxhashAsU8a,
} from "@polkadot/util-crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createContext } from "../../../chain/host/runtime/createContext.js";
import type { HostContext, HostFunctions } from "../../../chain/host/runtime/hostContext.js";
import { childStorageFunctions } from "../../../chain/host/runtime/hostFunctions/childStorageFunctions.js";
import { cryptoFunctions } from "../../../chain/host/runtime/hostFunctions/cryptoFunctions.js";
import { hashingFunctions } from "../../../chain/host/runtime/hostFunctions/hashingFunctions.js";
import { offchainFunctions } from "../../../chain/host/runtime/hostFunctions/offchainFunctions.js";
import { storageFunctions } from "../../../chain/host/runtime/hostFunctions/storageFunctions.js";
import { systemFunctions } from "../../../chain/host/runtime/hostFunctions/systemFunctions.js";
import { openRuntime } from "../../../chain/host/runtime/openRuntime.js";
import { RuntimeMemory } from "../../../chain/host/runtime/runtimeMemory.js";
import { wasm } from "../../../chain/host/runtime/webAssembly.js";
import { encodeOptionalBytes } from "../../../chain/host/scale/compact.js";
import { decodeRuntimeVersion } from "../../../chain/host/scale/runtimeVersion.js";
import { MemoryState } from "../../../chain/host/state/memoryState.js";
import { Overlay } from "../../../chain/host/state/overlay.js";
import { trieRoot } from "../../../chain/host/trie/trie.js";
import { verifySignature } from "../../../chain/wallet/index.js";

/** Host functions as the runtime calls them: pointers and spans in a real memory. */

let memory: RuntimeMemory;
let context: HostContext;
let functions: HostFunctions;

beforeAll(() => {
	expect(typeof wasm.Memory).toBe("function");
});

beforeEach(() => {
	memory = new RuntimeMemory(new wasm.Memory({ initial: 64, maximum: 2048 }), 2048);
	memory.startHeap(8);
	context = createContext(new Overlay(new MemoryState([], 1)));
	functions = Object.assign(
		{},
		...[
			storageFunctions,
			childStorageFunctions,
			hashingFunctions,
			cryptoFunctions,
			offchainFunctions,
			systemFunctions,
		].map((family) => family(context, memory)),
	);
});

const span = (data: Uint8Array | string) => memory.write(typeof data === "string" ? Buffer.from(data) : data);
const pointer = (data: Uint8Array | string) =>
	memory.writePointer(typeof data === "string" ? Buffer.from(data) : data);
function call(name: string, ...args: (number | bigint)[]): unknown {
	return (functions[name] as unknown as (...args: (number | bigint)[]) => unknown)(...args);
}
const bytesOf = (result: unknown) => memory.copy(result as bigint);
const at = (result: unknown, length: number) => memory.viewAt(result as number, length).slice();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const NONE = Uint8Array.of(0);

describe("hashing", () => {
	it("agrees with @polkadot/util-crypto and node", () => {
		const data = new Uint8Array(Buffer.from("The quick brown fox"));
		expect(at(call("ext_hashing_blake2_256_version_1", span(data)), 32)).toEqual(blake2AsU8a(data, 256));
		expect(at(call("ext_hashing_blake2_128_version_1", span(data)), 16)).toEqual(blake2AsU8a(data, 128));
		expect(at(call("ext_hashing_keccak_256_version_1", span(data)), 32)).toEqual(keccakAsU8a(data, 256));
		expect(at(call("ext_hashing_keccak_512_version_1", span(data)), 64)).toEqual(keccakAsU8a(data, 512));
		for (const bits of [64, 128, 256] as const)
			expect(at(call(`ext_hashing_twox_${bits}_version_1`, span(data)), bits / 8)).toEqual(
				xxhashAsU8a(data, bits),
			);
		const sha = at(call("ext_hashing_sha2_256_version_1", span(data)), 32);
		expect(hex(sha)).toBe(createHash("sha256").update(data).digest("hex"));
	});
});

describe("signatures", () => {
	const message = new Uint8Array(Buffer.from("message"));

	it("sr25519: what the keystore signs, verifies", () => {
		const key = at(call("ext_crypto_sr25519_generate_version_1", pointer("aura"), span(NONE)), 32);
		const signed = bytesOf(
			call("ext_crypto_sr25519_sign_version_1", pointer("aura"), pointer(key), span(message)),
		);
		expect(signed[0]).toBe(1);
		expect(verifySignature(message, signed.slice(1), key)).toBe(true);
		const verify = (data: Uint8Array) =>
			call("ext_crypto_sr25519_verify_version_2", pointer(signed.subarray(1)), span(data), pointer(key));
		expect(verify(message)).toBe(1);
		expect(verify(message)).toBe(1);
		expect(verify(Uint8Array.of(1))).toBe(0);
		const keys = bytesOf(call("ext_crypto_sr25519_public_keys_version_1", pointer("aura")));
		expect(keys).toEqual(new Uint8Array([4, ...key]));
		const unknown = call("ext_crypto_sr25519_sign_version_1", pointer("gran"), pointer(key), span(message));
		expect(bytesOf(unknown)).toEqual(NONE);
	});

	it("sr25519: a seed phrase gives the known key", () => {
		const phrase = encodeOptionalBytes(Buffer.from("//Alice"));
		const key = at(call("ext_crypto_sr25519_generate_version_1", pointer("aura"), span(phrase)), 32);
		expect(hex(key)).toBe("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
	});

	it("ed25519 and ecdsa sign and verify", () => {
		const key = at(call("ext_crypto_ed25519_generate_version_1", pointer("gran"), span(NONE)), 32);
		const signed = bytesOf(
			call("ext_crypto_ed25519_sign_version_1", pointer("gran"), pointer(key), span(message)),
		);
		expect(ed25519Verify(message, signed.slice(1), key)).toBe(true);
		const verify = (signature: Uint8Array) =>
			call("ext_crypto_ed25519_verify_version_1", pointer(signature), span(message), pointer(key));
		expect(verify(signed.slice(1))).toBe(1);
		expect(verify(new Uint8Array(64))).toBe(0);

		const other = at(call("ext_crypto_ecdsa_generate_version_1", pointer("test"), span(NONE)), 33);
		const ecdsa = bytesOf(
			call("ext_crypto_ecdsa_sign_version_1", pointer("test"), pointer(other), span(message)),
		).slice(1);
		expect(secp256k1Verify(message, ecdsa, other, "blake2")).toBe(true);
		expect(call("ext_crypto_ecdsa_verify_version_2", pointer(ecdsa), span(message), pointer(other))).toBe(1);
		expect(
			call("ext_crypto_ecdsa_batch_verify_version_1", pointer(ecdsa), span(message), pointer(other)),
		).toBe(1);
		const prehashed = (given: Uint8Array, hash: Uint8Array) =>
			call("ext_crypto_ecdsa_verify_prehashed_version_1", pointer(given), pointer(hash), pointer(other));
		const hash = blake2AsU8a(message, 256);
		expect(prehashed(ecdsa, hash)).toBe(1);
		expect(prehashed(ecdsa, blake2AsU8a(hash, 256))).toBe(0);
		expect(prehashed(new Uint8Array(65).fill(255), hash)).toBe(0);
	});

	it("recovers a secp256k1 key, whole and compressed, and names what is wrong", () => {
		const pair = secp256k1PairFromSeed(new Uint8Array(32).fill(5));
		const signature = secp256k1Sign(message, pair, "blake2");
		const hash = blake2AsU8a(message, 256);
		const recover = (name: string, given: Uint8Array) =>
			bytesOf(call(`ext_crypto_secp256k1_ecdsa_recover_${name}`, pointer(given), pointer(hash)));
		const whole = new Uint8Array([0, ...secp256k1Expand(pair.publicKey).slice(-64)]);
		expect(recover("version_2", signature)).toEqual(whole);
		expect(recover("compressed_version_2", signature)).toEqual(new Uint8Array([0, ...pair.publicKey]));
		const ethereum = signature.map((byte, index) => (index === 64 ? byte + 27 : byte));
		expect(recover("version_1", ethereum)).toEqual(whole);
		expect([
			...recover(
				"version_2",
				signature.map((byte, index) => (index === 64 ? 9 : byte)),
			),
		]).toEqual([1, 1]);
		expect(recover("version_2", new Uint8Array(65).fill(255, 0, 64))[0]).toBe(1);
	});
});

describe("storage", () => {
	it("reads in pieces and counts what is left", () => {
		call("ext_storage_set_version_1", span("key"), span("0123456789"));
		const out = memory.write(new Uint8Array(4));
		const left = bytesOf(call("ext_storage_read_version_1", span("key"), out, 3));
		expect([...left]).toEqual([1, 7, 0, 0, 0]);
		expect(Buffer.from(memory.view(out)).toString()).toBe("3456");
		expect([...bytesOf(call("ext_storage_read_version_1", span("none"), out, 0))]).toEqual([0]);
	});

	it("appends inside transactions and forgets what is rolled back", () => {
		const append = (byte: number) =>
			call("ext_storage_append_version_1", span("list"), span(Uint8Array.of(byte)));
		const list = () => [...bytesOf(call("ext_storage_get_version_1", span("list")))];
		append(1);
		call("ext_storage_start_transaction_version_1");
		append(2);
		append(3);
		call("ext_storage_rollback_transaction_version_1");
		append(4);
		expect(list()).toEqual([1, 3 << 2, 2 << 2, 1, 4]);
		expect(() => call("ext_storage_commit_transaction_version_1")).toThrow(/without an open/);
	});

	it("clears a prefix up to a limit and says whether some is left", () => {
		const base = ["pa", "pb", "pc"].map((name) => [name, Uint8Array.of(1)] as const);
		context.overlay = new Overlay(new MemoryState(base, 1));
		const clear = (limit: number[]) => [
			...bytesOf(call("ext_storage_clear_prefix_version_2", span("p"), span(Uint8Array.from(limit)))),
		];
		expect(clear([1, 2, 0, 0, 0])).toEqual([1, 2, 0, 0, 0]);
		expect(clear([0])).toEqual([0, 3, 0, 0, 0]);
	});

	it("keeps child tries apart, and their roots in the top trie", () => {
		const empty = bytesOf(call("ext_storage_root_version_2", 1));
		call("ext_default_child_storage_set_version_1", span("one"), span("k"), span("v1"));
		call("ext_default_child_storage_set_version_1", span("two"), span("k"), span("v2"));
		expect([...bytesOf(call("ext_storage_next_key_version_1", span("")))]).toEqual([0]);
		expect(bytesOf(call("ext_default_child_storage_get_version_1", span("one"), span("k")))).toEqual(
			encodeOptionalBytes(Buffer.from("v1")),
		);
		expect(bytesOf(call("ext_default_child_storage_next_key_version_1", span("one"), span("")))).toEqual(
			encodeOptionalBytes(Buffer.from("k")),
		);
		expect([
			...bytesOf(call("ext_default_child_storage_next_key_version_1", span("one"), span("k"))),
		]).toEqual([0]);
		const root = bytesOf(call("ext_storage_root_version_2", 1));
		expect(hex(root)).not.toBe(hex(empty));
		const one = bytesOf(call("ext_default_child_storage_root_version_2", span("one"), 1));
		const stored = context.overlay.get(":child_storage:default:one");
		expect(stored).toEqual(one);
		expect(one).toEqual(trieRoot(context.lastRoot?.tries.children.get("one") ?? fail()));
		// Killing both brings the old root back: an empty child trie leaves nothing in the top one.
		call("ext_default_child_storage_storage_kill_version_1", span("one"));
		call("ext_default_child_storage_storage_kill_version_1", span("two"));
		context.overlay.delete(":child_storage:default:one");
		expect(hex(bytesOf(call("ext_storage_root_version_2", 1)))).toBe(hex(empty));
	});
});

describe("the rest", () => {
	it("tells the version of another runtime, for set_code", () => {
		const { code } = openRuntime();
		const answer = bytesOf(call("ext_misc_runtime_version_version_1", span(code)));
		expect(answer[0]).toBe(1);
		const skipped = ((answer[1] ?? 0) & 3) === 0 ? 2 : 3;
		expect(decodeRuntimeVersion(answer.subarray(skipped)).specName).toBe("ganglion");
		expect([...bytesOf(call("ext_misc_runtime_version_version_1", span("no wasm")))]).toEqual([0]);
	});

	it("keeps off-chain values and compares before it sets", () => {
		const get = () => bytesOf(call("ext_offchain_local_storage_get_version_1", 1, span("k")));
		const swap = (old: Uint8Array, value: string) =>
			call("ext_offchain_local_storage_compare_and_set_version_1", 1, span("k"), span(old), span(value));
		expect(get()).toEqual(NONE);
		expect(swap(NONE, "a")).toBe(1);
		expect(swap(NONE, "b")).toBe(0);
		expect(swap(encodeOptionalBytes(Buffer.from("a")), "b")).toBe(1);
		expect(get()).toEqual(encodeOptionalBytes(Buffer.from("b")));
	});

	it("covers every import of the runtime", async () => {
		const { compileRuntime } = await import("../../../chain/host/runtime/compileRuntime.js");
		const compiled = compileRuntime(openRuntime().code);
		expect(compiled.imports.filter((name) => functions[name] === undefined)).toEqual([]);
	});
});

function fail(): never {
	throw new Error("the child trie is missing");
}
