import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeHeader, openHeader } from "../../../chain/host/scale/header.js";
import { CHILD_MARK, childStateKey } from "../../../chain/host/state/stateReader.js";
import {
	buildTries,
	changedStateRecords,
	changeTries,
	childTrie,
} from "../../../chain/host/state/stateRoot.js";
import { STORE_FORMAT } from "../../../chain/host/store/chainFacts.js";
import {
	type ChainStore,
	createChainStore,
	type StateUpdate,
	writeGenesis,
} from "../../../chain/host/store/chainStore.js";
import { type Databases, openDatabases } from "../../../chain/host/store/databases.js";
import { entries, keysWithPrefix } from "../../../chain/host/store/storedState.js";
import { packRecords } from "../../../chain/host/store/storedTrie.js";
import {
	fromStoreKey,
	historyPrefix,
	parseHistoryKey,
	toStoreKey,
} from "../../../chain/host/store/storeKeys.js";
import { checkWholeState } from "../../../chain/host/store/wholeState.js";
import { emptyTrie, merkleValue, trieProof, trieRoot } from "../../../chain/host/trie/trie.js";

let folder: string;
let serial = 0;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-store-"));
});

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** Keys that are prefixes of each other, with the bytes 0 and 255 that the store escapes; some in child tries. */
const topKey = fc.oneof(
	{ weight: 5, arbitrary: fc.string({ unit: fc.constantFrom("\x00", "\x01", "\xff", "a"), maxLength: 4 }) },
	// Longer than a key of the store.
	{ weight: 1, arbitrary: fc.constantFrom("", "\x00", "a").map((end) => "\x00".repeat(1500) + end) },
);
const key = fc.oneof(
	{ weight: 4, arbitrary: topKey },
	{
		weight: 1,
		arbitrary: fc
			.tuple(fc.constantFrom("x", "xy", "x\xff", "x\xff\x00"), topKey)
			.map(([name, at]) => childStateKey(name, at)),
	},
);
const changes = fc
	.array(fc.tuple(key, fc.option(fc.uint8Array({ maxLength: 3 }), { nil: undefined })), { maxLength: 8 })
	.map((list) => new Map(list));

type State = Map<string, Uint8Array>;

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");

function changed(state: State, made: ReadonlyMap<string, Uint8Array | undefined>): State {
	const next = new Map(state);
	for (const [name, value] of made) {
		if (value === undefined) next.delete(name);
		else next.set(name, value);
	}
	return next;
}

const blockOf = (number: number) => ({
	number,
	hash: new Uint8Array(32).fill(number + 1),
	header: encodeHeader(openHeader(new Uint8Array(32).fill(number), number, [])),
	extrinsics: [Uint8Array.of(4, number)],
	receipts: [undefined],
});

async function createStore(genesis: State, keepStates: number): Promise<ChainStore> {
	return (await createTables(genesis, keepStates)).store;
}

async function createTables(
	genesis: State,
	keepStates: number,
): Promise<{ store: ChainStore; databases: Databases }> {
	const path = join(folder, String(serial++));
	mkdirSync(path);
	const databases = openDatabases(path);
	const facts = {
		format: STORE_FORMAT,
		chain: "test",
		preset: "test",
		genesisHash: "0x",
		slotDurationMs: 1000,
		stateVersion: 1 as const,
		properties: {},
	};
	await writeGenesis(facts, blockOf(0), genesis, databases);
	return { store: createChainStore({ folder, keepStates }, databases), databases };
}

/** What a block that makes `changes` on the best state of `store` does to it, as the author would say it. */
function updateOf(store: ChainStore, made: ReadonlyMap<string, Uint8Array | undefined>): StateUpdate {
	const tries = changeTries(store.stateAt(store.head.number).tries(), made, 1);
	return { values: new Map([...made, ...tries.childRoots]), nodes: packRecords(changedStateRecords(tries)) };
}

/** With the roots of its child tries among its entries, as a state has them. */
function withRoots(state: State): State {
	const roots = [...buildTries(state, 1).childRoots].filter(([, root]) => root !== undefined);
	return new Map([...state, ...(roots as [string, Uint8Array][])]);
}

describe("store keys", () => {
	it("keep the order of the keys they stand for, and come apart again", () => {
		fc.assert(
			fc.property(fc.uniqueArray(key, { maxLength: 30 }), fc.nat(9), (keys, number) => {
				const sorted = [...keys].sort();
				for (const encode of [toStoreKey, (name: string) => historyPrefix(toStoreKey(name))])
					expect([...keys].sort((a, b) => Buffer.compare(encode(a), encode(b)))).toEqual(sorted);
				for (const name of keys) {
					const prefix = historyPrefix(toStoreKey(name));
					const parsed = parseHistoryKey(Buffer.concat([prefix, Buffer.from([255, 255, 255, 255 - number])]));
					expect(fromStoreKey(parsed.storeKey)).toBe(name);
					expect(parsed.number).toBe(number);
				}
			}),
		);
	});
});

describe("history", () => {
	it("shows every kept block's state as it was, and knows which are gone", async () => {
		await fc.assert(
			fc.asyncProperty(
				changes,
				fc.array(changes, { minLength: 1, maxLength: 12 }),
				fc.integer({ min: 1, max: 6 }),
				async (first, blocks, keepStates) => {
					const states: State[] = [withRoots(changed(new Map(), first))];
					const { store, databases } = await createTables(states[0] ?? new Map(), keepStates);
					for (const [index, made] of blocks.entries()) {
						const before = states[index] ?? new Map();
						// As the overlay gives them: nothing is deleted that is not there.
						const real = new Map(
							[...made].filter(([name, value]) => value !== undefined || before.has(name)),
						);
						const update = updateOf(store, real);
						await store.writeBlock(blockOf(index + 1), update, []);
						states.push(changed(before, update.values));
					}
					expect(store.head.number).toBe(blocks.length);
					expect(store.oldestState).toBe(Math.max(0, blocks.length - keepStates));
					for (let number = store.oldestState; number <= store.head.number; number++) {
						const state = states[number] ?? new Map();
						const reader = store.stateAt(number);
						const shown = new Map([...entries(reader)].map(([name, value]) => [name, [...value]]));
						expect([...shown.keys()]).toEqual([...state.keys()].sort());
						for (const [name, value] of state) expect(shown.get(name)).toEqual([...value]);
						const below = [...state.keys()].filter((name) => name.startsWith("\x00")).sort();
						expect(keysWithPrefix(reader, "\x00", 100)).toEqual(below);
						expect(keysWithPrefix(reader, "\x00", 100, below[0])).toEqual(below.slice(1));
						const whole = buildTries(state, 1);
						const stored = reader.tries();
						expect(trieRoot(stored.top)).toEqual(trieRoot(whole.top));
						for (const [name, trie] of whole.children)
							expect(trieRoot(childTrie(stored, name) ?? emptyTrie(0))).toEqual(trieRoot(trie));
						const asked = [...state.keys(), "\x01\x01", "b"].filter((name) => name < CHILD_MARK);
						expect(trieProof(stored.top, asked)).toEqual(trieProof(whole.top, asked));
						for (const name of asked)
							expect(hex(merkleValue(stored.top, name))).toBe(hex(merkleValue(whole.top, name)));
					}
					const best = buildTries(states.at(-1) ?? new Map(), 1);
					expect(checkWholeState(databases, 1)).toEqual({ root: trieRoot(best.top), trieFits: true });
					await store.close();
				},
			),
			{ numRuns: 40 },
		);
	});

	it("finds blocks by number, hash and receipt, also after it was opened again", async () => {
		const databases = join(folder, String(serial));
		const store = await createStore(new Map([["k", Uint8Array.of(1)]]), 10);
		const hash = new Uint8Array(32).fill(200);
		const receipt = { hash, outcome: Uint8Array.of(0, 0) };
		const block = {
			...blockOf(1),
			extrinsics: [Uint8Array.of(1), Uint8Array.of(2, 3)],
			receipts: [undefined, receipt],
		};
		await store.addWaiting({ hash, bytes: Uint8Array.of(2, 3), order: 7 });
		await store.addWaiting({ hash: new Uint8Array(32).fill(9), bytes: Uint8Array.of(5), order: 3 });
		expect(store.waiting().map((one) => one.order)).toEqual([3, 7]);
		await store.writeBlock(block, updateOf(store, new Map([["k", undefined]])), [hash]);
		await store.close();

		const again = createChainStore({ folder, keepStates: 10 }, openDatabases(databases));
		expect(again.head).toEqual({ number: 1, hash: block.hash });
		expect(again.numberOf(block.hash)).toBe(1);
		expect(again.numberOf(new Uint8Array(32))).toBeUndefined();
		expect(again.body(1)).toEqual(block.extrinsics);
		expect(again.receipt(hash)).toEqual({ number: 1, index: 1, outcome: receipt.outcome });
		expect(again.changedKeys(1)).toEqual(["k"]);
		expect(again.waiting().map((one) => one.order)).toEqual([3]);
		expect(again.stateAt(1).get("k")).toBeUndefined();
		expect([...(again.stateAt(0).get("k") ?? [])]).toEqual([1]);
		await again.close();
	});
});
