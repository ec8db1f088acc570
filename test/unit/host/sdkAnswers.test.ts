import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RuntimeMemory } from "../../../chain/host/runtime/runtimeMemory.js";
import { verifyEd25519 } from "../../../chain/host/runtime/verifyCache.js";
import { wasm } from "../../../chain/host/runtime/webAssembly.js";
import { childStateKey } from "../../../chain/host/state/stateReader.js";
import { buildTries } from "../../../chain/host/state/stateRoot.js";
import { wholeTrie } from "../../../chain/host/store/wholeTrie.js";
import { sortedRoot } from "../../../chain/host/trie/sortedTrie.js";
import { changeTrie, emptyTrie, trieRoot } from "../../../chain/host/trie/trie.js";
import { packageRoot } from "../../../chain/wallet/index.js";

/** What polkadot-sdk's own crates answer (test/fixtures/sdkAnswers writes them down). */

type Value = readonly [byte: number, length: number];

interface Answers {
	readonly tries: {
		readonly version: 0 | 1;
		readonly rounds: { readonly edits: (readonly [string, Value | null])[]; readonly root: string }[];
	}[];
	readonly childTries: {
		readonly entries: (readonly [string | null, string, Value])[];
		readonly root: string;
	}[];
	readonly allocations: {
		readonly base: number;
		readonly initial: number;
		readonly most: number;
		readonly pages: number;
		readonly steps: (readonly ["a", number, number | null] | readonly ["f", number, boolean])[];
	}[];
	readonly signatures: (readonly [key: string, signature: string, message: string, good: boolean])[];
}

const answers = JSON.parse(
	readFileSync(join(packageRoot(), "test/fixtures/sdkAnswers/answers.json"), "utf8"),
) as Answers;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const keyOf = (text: string) => Buffer.from(text, "hex").toString("latin1");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const filled = ([byte, length]: Value) => new Uint8Array(length).fill(byte);

describe("sp-trie", () => {
	it("has the same root after each round of edits, deletions among them, in both state versions", () => {
		expect(answers.tries.length).toBeGreaterThan(30);
		for (const { version, rounds } of answers.tries) {
			let trie = emptyTrie(version);
			const state = new Map<string, Uint8Array>();
			for (const { edits, root } of rounds) {
				const made = edits.map(([key, value]) => [keyOf(key), value ? filled(value) : undefined] as const);
				trie = changeTrie(trie, made);
				expect(hex(trieRoot(trie))).toBe(root);
				for (const [key, value] of made) {
					if (value === undefined) state.delete(key);
					else state.set(key, value);
				}
				const sorted = [...state].sort(([one], [other]) => (one < other ? -1 : 1));
				expect(hex(sortedRoot(sorted, version))).toBe(root);
			}
		}
	});

	it("has the same root of a state with child tries", () => {
		for (const { entries, root } of answers.childTries) {
			const state = new Map(
				entries.map(([child, key, value]) => [
					child === null ? keyOf(key) : childStateKey(child, keyOf(key)),
					filled(value),
				]),
			);
			expect(hex(trieRoot(buildTries(state, 1).top))).toBe(root);
			const sorted = [...state].sort(([one], [other]) => (one < other ? -1 : 1));
			expect(hex(wholeTrie((from) => sorted.filter(([key]) => key >= from), 1).root)).toBe(root);
		}
	});
});

describe("sc-allocator", () => {
	it("gives the same addresses, fails at the same steps, and has grown as far", () => {
		const failures = { allocations: 0, releases: 0 };
		for (const { base, initial, most, pages, steps } of answers.allocations) {
			const memory = new RuntimeMemory(new wasm.Memory({ initial, maximum: most }), most);
			memory.startHeap(base);
			for (const step of steps) {
				if (step[0] === "a") {
					const [, size, at] = step;
					if (at === null) {
						failures.allocations += 1;
						expect(() => memory.allocate(size)).toThrow();
					} else expect(memory.allocate(size)).toBe(at);
				} else {
					const [, at, went] = step;
					if (went) memory.free(at);
					else {
						failures.releases += 1;
						expect(() => memory.free(at)).toThrow();
					}
				}
			}
			expect(memory.size).toBe(pages * 65_536);
		}
		expect(failures.allocations).toBeGreaterThan(2);
		expect(failures.releases).toBeGreaterThan(2);
	});
});

describe("sp-core's ed25519", () => {
	it("takes and refuses the same signatures, points of small order and odd encodings among them", () => {
		expect(answers.signatures.filter(([, , , good]) => good).length).toBeGreaterThan(196);
		for (const [key, signature, message, good] of answers.signatures)
			expect(verifyEd25519(bytesOf(signature), bytesOf(message), bytesOf(key)), `${key} ${signature}`).toBe(
				good,
			);
	});
});
