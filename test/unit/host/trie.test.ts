import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blake2b256 } from "../../../chain/host/runtime/hashing.js";
import { encodeHeader, openHeader } from "../../../chain/host/scale/header.js";
import { buildTries } from "../../../chain/host/state/stateRoot.js";
import {
	changeTrie,
	emptyTrie,
	merkleValue,
	orderedRoot,
	trieProof,
	trieRoot,
} from "../../../chain/host/trie/trie.js";
import { packageRoot } from "../../../chain/wallet/index.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytes = (text: string) => new Uint8Array(Buffer.from(text, "hex"));

/** Raw genesis of a public chain, if the package that carries it is installed. */
const KNOWN = join(
	packageRoot(),
	"node_modules/@substrate/connect-known-chains/dist/esm/specs/rococo_v2_2_asset_hub.js",
);

describe("trie roots", () => {
	it("has Substrate's root of nothing", () => {
		const root = "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314";
		expect(hex(trieRoot(emptyTrie(0)))).toBe(root);
		expect(hex(trieRoot(emptyTrie(1)))).toBe(root);
		expect(hex(orderedRoot([], 1))).toBe(root);
	});

	it.skipIf(!existsSync(KNOWN))("gives a public chain's genesis hash from its raw genesis", () => {
		const source = readFileSync(KNOWN, "utf8");
		const text = JSON.parse(
			source.slice(source.indexOf("`") + 1, source.lastIndexOf("`")).replaceAll("\\\\", "\\"),
		);
		const state = Object.entries(text.genesis.raw.top as Record<string, string>).map(
			([key, value]) => [Buffer.from(key.slice(2), "hex").toString("latin1"), bytes(value.slice(2))] as const,
		);
		const stateRoot = trieRoot(buildTries(state, 0).top);
		const header = {
			...openHeader(new Uint8Array(32), 0, []),
			stateRoot,
			extrinsicsRoot: orderedRoot([], 0),
		};
		expect(hex(blake2b256(encodeHeader(header)))).toBe(
			"7c34d42fc815d392057c78b49f2755c753440ccd38bcb0405b3bcfb601d08734",
		);
	});

	it("is the encoding of a leaf, hashed, for one short value", () => {
		// Leaf with 2 nibbles: 0x40 | 2, the key, then the value with its length.
		const trie = changeTrie(emptyTrie(1), [["\x12", Uint8Array.of(7, 8)]]);
		expect(hex(trieRoot(trie))).toBe(hex(blake2b256(Uint8Array.of(0x42, 0x12, 8, 7, 8))));
	});

	it("stores a long value by its hash in version 1 only", () => {
		const value = new Uint8Array(33).fill(9);
		const one = changeTrie(emptyTrie(1), [["\x12", value]]);
		expect(hex(trieRoot(one))).toBe(hex(blake2b256(new Uint8Array([0x20 | 2, 0x12, ...blake2b256(value)]))));
		const zero = changeTrie(emptyTrie(0), [["\x12", value]]);
		expect(hex(trieRoot(zero))).toBe(hex(blake2b256(new Uint8Array([0x42, 0x12, 33 << 2, ...value]))));
	});
});

/** Keys from few letters, so that they share prefixes and lie on each other's paths; some longer than 63 nibbles. */
const key = fc.oneof(
	fc.string({ unit: fc.constantFrom("\x00", "\x01", "\x10", "\xff"), maxLength: 5 }),
	fc.string({ unit: fc.constantFrom("\x00", "\xa0"), minLength: 30, maxLength: 170 }),
);
const value = fc.uint8Array({ maxLength: 70 });
const edits = fc.array(fc.tuple(key, fc.option(value, { nil: undefined })), { maxLength: 60 });

describe("trie changes", () => {
	for (const version of [0, 1] as const)
		it(`equal a full rebuild after every edit, version ${version}`, () => {
			fc.assert(
				fc.property(fc.array(edits, { maxLength: 6 }), (rounds) => {
					let trie = emptyTrie(version);
					const state = new Map<string, Uint8Array>();
					for (const round of rounds) {
						const before = hex(trieRoot(trie));
						const next = changeTrie(trie, round);
						// The older version is untouched: a rebuilt copy of it has the same root still.
						expect(hex(trieRoot(changeTrie(emptyTrie(version), state)))).toBe(before);
						for (const [name, data] of round) {
							if (data === undefined) state.delete(name);
							else state.set(name, data);
						}
						expect(hex(trieRoot(next))).toBe(hex(trieRoot(changeTrie(emptyTrie(version), state))));
						trie = next;
					}
				}),
				{ numRuns: 150 },
			);
		});

	it("does not depend on the order of the edits", () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 40 }),
				(list) => {
					const there = trieRoot(changeTrie(emptyTrie(1), list));
					const back = trieRoot(changeTrie(emptyTrie(1), [...list].reverse()));
					expect(hex(back)).toBe(hex(there));
				},
			),
		);
	});

	it("proves a key by nodes whose hashes lead to the root", () => {
		const state = Array.from(
			{ length: 200 },
			(_, index) => [hex(blake2b256(Uint8Array.of(index))), new Uint8Array(40).fill(index)] as const,
		);
		const trie = changeTrie(emptyTrie(1), state);
		const asked = state[77]?.[0] ?? "";
		const proof = trieProof(trie, [asked]);
		const hashes = new Set(proof.map((node) => hex(blake2b256(node))));
		expect(hashes.has(hex(trieRoot(trie)))).toBe(true);
		// Each node but the root is named, by its hash, in another node of the proof.
		const joined = proof.map(hex);
		const named = [...hashes].filter((hash) => joined.some((node) => node.includes(hash)));
		expect(named).toHaveLength(proof.length - 1);
	});

	it("finds the value of the nearest node below a key", () => {
		const trie = changeTrie(emptyTrie(1), [
			["ab", new Uint8Array(40)],
			["ac", new Uint8Array(41)],
		]);
		expect(hex(merkleValue(trie, "") ?? new Uint8Array())).toBe(hex(trieRoot(trie)));
		expect(merkleValue(trie, "a")).toEqual(merkleValue(trie, ""));
		expect(merkleValue(trie, "ab")).toBeDefined();
		expect(merkleValue(trie, "ab")).not.toEqual(merkleValue(trie, "ac"));
		expect(merkleValue(trie, "b")).toBeUndefined();
	});
});
