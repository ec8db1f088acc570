import { ScaleReader } from "../../scale/scaleReader.js";
import { keyFromBytes } from "../../state/stateReader.js";
import { changeTrie, emptyTrie, orderedRoot, trieRoot } from "../../trie/trie.js";
import { blake2b128, blake2b256, keccak256, keccak512, sha256, twox } from "../hashing.js";
import type { HostFamily } from "../hostContext.js";
import { rememberBytes } from "../rememberBytes.js";
import type { Span } from "../runtimeMemory.js";

/** Hashes that storage keys are made of, shared by the instances of a thread; others seldom come again. */
const REMEMBERED = {
	blake2b128: rememberBytes(blake2b128),
	twox64: rememberBytes((data) => twox(data, 64)),
	twox128: rememberBytes((data) => twox(data, 128)),
} as const;

/** `ext_hashing_*` and `ext_trie_*`. */
export const hashingFunctions: HostFamily = (_context, memory) => {
	const root = (input: Span, version: number) => {
		const reader = new ScaleReader(memory.copy(input));
		const pairs = reader.list(() => [keyFromBytes(reader.vector()), reader.vector()] as const);
		return memory.writePointer(trieRoot(changeTrie(emptyTrie(version === 0 ? 0 : 1), pairs)));
	};
	const ordered = (input: Span, version: number) => {
		const reader = new ScaleReader(memory.copy(input));
		return memory.writePointer(
			orderedRoot(
				reader.list(() => reader.vector()),
				version === 0 ? 0 : 1,
			),
		);
	};
	return {
		ext_hashing_blake2_128_version_1: (data: Span) => memory.writeHash(data, REMEMBERED.blake2b128),
		ext_hashing_blake2_256_version_1: (data: Span) => memory.writePointer(blake2b256(memory.view(data))),
		ext_hashing_twox_64_version_1: (data: Span) => memory.writeHash(data, REMEMBERED.twox64),
		ext_hashing_twox_128_version_1: (data: Span) => memory.writeHash(data, REMEMBERED.twox128),
		ext_hashing_twox_256_version_1: (data: Span) => memory.writePointer(twox(memory.view(data), 256)),
		ext_hashing_keccak_256_version_1: (data: Span) => memory.writePointer(keccak256(memory.view(data))),
		ext_hashing_keccak_512_version_1: (data: Span) => memory.writePointer(keccak512(memory.view(data))),
		ext_hashing_sha2_256_version_1: (data: Span) => memory.writePointer(sha256(memory.view(data))),
		ext_trie_blake2_256_root_version_1: (input: Span) => root(input, 0),
		ext_trie_blake2_256_root_version_2: root,
		ext_trie_blake2_256_ordered_root_version_1: (input: Span) => ordered(input, 0),
		ext_trie_blake2_256_ordered_root_version_2: ordered,
	};
};
