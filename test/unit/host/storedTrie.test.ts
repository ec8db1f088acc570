import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blake2b256 } from "../../../chain/host/runtime/hashing.js";
import { encodeHeader, openHeader } from "../../../chain/host/scale/header.js";
import { Overlay } from "../../../chain/host/state/overlay.js";
import { childStateKey } from "../../../chain/host/state/stateReader.js";
import { buildTries, changedStateRecords, changeTries } from "../../../chain/host/state/stateRoot.js";
import { AuthorState } from "../../../chain/host/store/authorState.js";
import { FORMAT_WITHOUT_NODES, putFacts, STORE_FORMAT } from "../../../chain/host/store/chainFacts.js";
import { type ChainStore, createChainStore, writeGenesis } from "../../../chain/host/store/chainStore.js";
import { type Databases, openDatabases } from "../../../chain/host/store/databases.js";
import { openFolder } from "../../../chain/host/store/openFolder.js";
import { packRecords } from "../../../chain/host/store/storedTrie.js";
import { checkWholeState } from "../../../chain/host/store/wholeState.js";
import { changedRecords } from "../../../chain/host/trie/nodeRecord.js";
import { sortedRoot } from "../../../chain/host/trie/sortedTrie.js";
import { changeTrie, emptyTrie, trieRoot } from "../../../chain/host/trie/trie.js";
import { TrieNode } from "../../../chain/host/trie/trieNode.js";

/** The trie as the store has it: read back node by node, it is the trie that a rebuild from all entries gives. */

let folder: string;
let serial = 0;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-stored-trie-"));
});

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");

/** Keys that are prefixes of each other, keys with long common paths, hashes, and keys of child tries. */
const topKey = fc.oneof(
	fc.string({ unit: fc.constantFrom("\x00", "\x01", "\x10", "\xff"), maxLength: 5 }),
	fc.string({ unit: fc.constantFrom("\x00", "\xa0"), minLength: 30, maxLength: 170 }),
	// Longer than the store's keys can be, one the beginning of another.
	fc
		.tuple(
			fc.constantFrom("\x01", "\xff"),
			fc.constantFrom(959, 960, 961, 2000, 5000),
			fc.constantFrom("", "a", "\xff"),
		)
		.map(([unit, length, end]) => unit.repeat(length) + end),
	fc.nat(200).map((seed) => Buffer.from(blake2b256(Uint8Array.of(seed))).toString("latin1")),
);
const key = fc.oneof(
	{ weight: 5, arbitrary: topKey },
	{
		weight: 1,
		arbitrary: fc.tuple(fc.constantFrom("x", "x\xff"), topKey).map(([name, at]) => childStateKey(name, at)),
	},
);
const value = fc.uint8Array({ maxLength: 70 });
const edits = fc.array(fc.tuple(key, fc.option(value, { nil: undefined })), { maxLength: 60 });

type State = Map<string, Uint8Array>;

const blockOf = (number: number) => ({
	number,
	hash: blake2b256(Uint8Array.of(number)),
	header: encodeHeader(openHeader(new Uint8Array(32), number, [])),
	extrinsics: [],
	receipts: [],
});

async function createTables(
	state: State,
	stateVersion: 0 | 1 = 1,
	format = STORE_FORMAT,
): Promise<{ path: string; databases: Databases; store: ChainStore }> {
	const path = join(folder, String(serial++));
	mkdirSync(path);
	const databases = openDatabases(path);
	const facts = {
		format,
		chain: "test",
		preset: "test",
		genesisHash: "0x",
		slotDurationMs: 1000,
		stateVersion,
		properties: {},
	};
	for (const [name, root] of buildTries(state, stateVersion).childRoots)
		if (root !== undefined) state.set(name, root);
	await writeGenesis(facts, blockOf(0), state, databases);
	return { path, databases, store: createChainStore({ folder: path, keepStates: 4 }, databases) };
}

describe("the trie of sorted entries", () => {
	for (const version of [0, 1] as const)
		it(`has the root and the branches of one that was built by insertion, version ${version}`, () => {
			fc.assert(
				fc.property(
					fc.uniqueArray(fc.tuple(topKey, value), { selector: ([name]) => name, maxLength: 80 }),
					(list) => {
						const built = changeTrie(emptyTrie(version), list);
						const sorted = [...list].sort(([one], [other]) => (one < other ? -1 : 1));
						const branches = new Map<string, string | undefined>();
						const root = sortedRoot(
							sorted,
							version,
							(slot, record) => void branches.set(hex(slot) ?? "", hex(record)),
						);
						expect(hex(root)).toBe(hex(trieRoot(built)));
						const made = changedRecords(built).map(({ slot, record }) => [hex(slot), hex(record)] as const);
						expect([...branches].sort()).toEqual([...made].sort());
					},
				),
				{ numRuns: 200 },
			);
		});
});

/** Nodes of a trie that are in memory. */
function inMemory(node: TrieNode | undefined): number {
	const children = node?.children?.filter((child) => child instanceof TrieNode) ?? [];
	return (node === undefined ? 0 : 1) + children.reduce((sum, child) => sum + inMemory(child), 0);
}

describe("the author's state", () => {
	it.each([
		["", undefined],
		[", with next to no memory", { cachedBytes: 2000, mostNodes: 3 }],
	])("is what a map of all entries would be, before each block is written and after%s", async (_, bounds) => {
		await fc.assert(
			fc.asyncProperty(
				edits,
				fc.array(fc.tuple(edits, fc.boolean()), { maxLength: 8 }),
				async (first, blocks) => {
					const state: State = new Map();
					for (const [name, data] of first) if (data !== undefined) state.set(name, data);
					const { databases, store } = await createTables(state);
					let author = new AuthorState(databases, 0, 1, bounds);
					const expectSame = () => {
						const sorted = [...state.keys()].sort();
						const walked: string[] = [];
						if (author.get("") !== undefined) walked.push("");
						for (let at = author.next(""); at !== undefined; at = author.next(at)) walked.push(at);
						expect(walked).toEqual(sorted);
						for (const name of [...sorted, "\x01\x01\x01", "none"])
							expect(hex(author.get(name))).toBe(hex(state.get(name)));
						for (const name of ["\x00\x00", "\xff", "k"])
							expect(author.next(name)).toBe(sorted.find((one) => one > name));
						expect(hex(trieRoot(author.tries().top))).toBe(hex(trieRoot(buildTries(state, 1).top)));
					};
					expectSame();
					for (const [index, [made, fresh]] of blocks.entries()) {
						const number = index + 1;
						const overlay = new Overlay(author);
						for (const [name, data] of made) {
							if (data === undefined) overlay.delete(name);
							else overlay.set(name, data);
						}
						const changes = overlay.changes();
						const tries = changeTries(author.tries(), changes, 1);
						for (const [name, root] of tries.childRoots) changes.set(name, root);
						const nodes = packRecords(changedStateRecords(tries));
						author.apply(number, changes, tries);
						for (const [name, data] of changes) {
							if (data === undefined) state.delete(name);
							else state.set(name, data);
						}
						author.settle();
						expectSame();
						await store.writeBlock(blockOf(number), { values: changes, nodes }, []);
						author.settle();
						if (bounds !== undefined && changes.size > bounds.mostNodes)
							expect(inMemory(author.tries().top.root)).toBe(1);
						expectSame();
						if (fresh) author = new AuthorState(databases, number, 1, bounds);
					}
					expect(checkWholeState(databases, 1)).toEqual({
						root: trieRoot(buildTries(state, 1).top),
						trieFits: true,
					});
					await store.close();
				},
			),
			{ numRuns: 40 },
		);
	});
});

describe("a folder of the format before", () => {
	it.each([0, 1] as const)("gets its trie when it is opened, once, state version %d", async (version) => {
		const state: State = new Map(
			Array.from({ length: 300 }, (_, index) => [
				Buffer.from(blake2b256(Uint8Array.of(index, index >> 8))).toString("latin1"),
				new Uint8Array(index % 50).fill(index),
			]),
		);
		state.set(childStateKey("child", "a"), Uint8Array.of(1));
		state.set(childStateKey("child", "ab"), Uint8Array.of(2));
		const root = trieRoot(buildTries(state, version).top);
		const { path, databases } = await createTables(state, version, FORMAT_WITHOUT_NODES);
		await databases.nodes.clearAsync();
		await databases.root.close();

		const opened = await openFolder(path);
		expect(checkWholeState(opened.databases, version)).toEqual({ root, trieFits: true });
		const store = createChainStore({ folder: path, keepStates: 4 }, opened.databases);
		expect(store.facts.format).toBe(STORE_FORMAT);
		expect(hex(trieRoot(store.stateAt(0).tries().top))).toBe(hex(root));
		await opened.databases.root.close();
		await opened.release();
	});

	it("of a later version is refused", async () => {
		const { path, databases, store } = await createTables(new Map([["k", Uint8Array.of(1)]]));
		await databases.root.batch(() => putFacts(databases, { ...store.facts, format: STORE_FORMAT + 1 }));
		await databases.root.close();
		await expect(openFolder(path)).rejects.toMatchObject({
			code: "DATA_DAMAGED",
			message: expect.stringContaining(`format ${STORE_FORMAT + 1}`),
		});
	});
});
