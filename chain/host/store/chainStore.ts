import { DataDamagedError } from "../errors.js";
import { CODE_KEY, type StateReader } from "../state/stateReader.js";
import {
	type BlockRecord,
	decodeList,
	decodeReceipt,
	encodeList,
	encodeReceipt,
	type Receipt,
} from "./blockRecord.js";
import {
	type ChainFacts,
	putCodeBlocks,
	putFacts,
	putHeadNumber,
	putOldestState,
	readCodeBlocks,
	readFacts,
	readHeadNumber,
	readOldestState,
} from "./chainFacts.js";
import { type Databases, numberKey } from "./databases.js";
import { encodeLongEntries, isLongKey, LONG_KEYS } from "./longKeys.js";
import { pruneBlock } from "./pruneBlock.js";
import { bestLongEntries, bestState, historicState, keysOfBlock } from "./storedState.js";
import { putRecords } from "./storedTrie.js";
import { historyKey, historyPrefix, toStoreKey } from "./storeKeys.js";
import { DELETED, PRESENT } from "./versions.js";
import { wholeTrie } from "./wholeTrie.js";
import { writeDurably } from "./writeDurably.js";

export type StateChanges = ReadonlyMap<string, Uint8Array | undefined>;

/** What a block does to the state: values by key, and records of the trie as {@link packRecords} makes them. */
export interface StateUpdate {
	readonly values: StateChanges;
	readonly nodes: Uint8Array;
}

/** A transaction that waits, as it is kept. */
export interface WaitingTransaction {
	readonly hash: Uint8Array;
	readonly bytes: Uint8Array;
	readonly order: number;
}

/** The durable chain. Writes resolve once they are flushed to disk; those made together share one flush. */
export interface ChainStore {
	readonly facts: ChainFacts;
	readonly head: { readonly number: number; readonly hash: Uint8Array };
	readonly oldestState: number;
	readonly codeBlocks: readonly number[];
	header(number: number): { hash: Uint8Array; header: Uint8Array } | undefined;
	body(number: number): Uint8Array[] | undefined;
	numberOf(hash: Uint8Array): number | undefined;
	/** Keys that block `number` wrote; none where its history was pruned. */
	changedKeys(number: number): string[];
	receipt(extrinsicHash: Uint8Array): Receipt | undefined;
	/** State after block `number`, which must not be older than `oldestState`. */
	stateAt(number: number): StateReader;
	waiting(): WaitingTransaction[];
	writeBlock(block: BlockRecord, update: StateUpdate, included: readonly Uint8Array[]): Promise<void>;
	addWaiting(transaction: WaitingTransaction): Promise<void>;
	/** Not awaited before an answer: a dropped transaction that comes back after a crash is dropped again. */
	removeWaiting(hashes: readonly Uint8Array[]): Promise<void>;
	/** Resolves when everything written so far is on disk. */
	flushed(): Promise<void>;
	close(): Promise<void>;
}

/** Largest block number, and length of a hash; the tables take no other keys, clients ask for any. */
const LAST_NUMBER = 0xffff_ffff;
const HASH_BYTES = 32;

/** Blocks whose state is pruned for each block written, while there are too many. */
const PRUNED_AT_ONCE = 8;

/**
 * Works on opened tables that hold a chain (see {@link writeGenesis}).
 * @param options.keepStates - blocks whose state is kept behind the best one
 * @throws DataDamagedError
 */
export function createChainStore(
	options: { readonly folder: string; readonly keepStates: number },
	databases: Databases,
): ChainStore {
	const { folder, keepStates } = options;
	const facts = readFacts(databases);
	const headNumber = readHeadNumber(databases);
	if (facts === undefined || headNumber === undefined)
		throw new DataDamagedError(folder, "it names no best block");
	let oldest = readOldestState(databases);
	let codeBlocks = readCodeBlocks(databases);
	const header = (number: number) => {
		if (number > LAST_NUMBER) return undefined;
		const stored = databases.headers.getBinary(numberKey(number));
		if (stored === undefined) return undefined;
		return { hash: new Uint8Array(stored.subarray(0, 32)), header: new Uint8Array(stored.subarray(32)) };
	};
	const best = header(headNumber);
	if (best === undefined) throw new DataDamagedError(folder, `the header of block ${headNumber} is missing`);
	let head: { readonly number: number; readonly hash: Uint8Array } = { number: headNumber, hash: best.hash };
	const durable = (bytes: number, write: () => Promise<unknown>): Promise<void> =>
		writeDurably(bytes, write, databases);
	return {
		facts,
		get head() {
			return head;
		},
		get oldestState() {
			return oldest;
		},
		get codeBlocks() {
			return codeBlocks;
		},
		header,
		body(number) {
			if (number > LAST_NUMBER) return undefined;
			const stored = databases.bodies.getBinary(numberKey(number));
			return stored === undefined ? undefined : decodeList(stored);
		},
		numberOf: (hash) =>
			hash.length === HASH_BYTES
				? databases.numbers.getBinary(Buffer.from(hash))?.readUInt32BE(0)
				: undefined,
		changedKeys: (number) => keysOfBlock(databases, number),
		receipt(hash) {
			if (hash.length !== HASH_BYTES) return undefined;
			const stored = databases.receipts.getBinary(Buffer.from(hash));
			return stored === undefined ? undefined : decodeReceipt(stored);
		},
		stateAt: (number) =>
			// A block is visible a moment before it is announced; the snapshot that is read says which one it is.
			number === readHeadNumber(databases)
				? bestState(databases, facts.stateVersion)
				: historicState(databases, number, facts.stateVersion),
		waiting: () =>
			[...databases.pool.getRange({})]
				.map(({ key, value }) => ({
					hash: new Uint8Array(key),
					order: value.readDoubleBE(0),
					bytes: new Uint8Array(value.subarray(8)),
				}))
				.sort((a, b) => a.order - b.order),
		async writeBlock(block, update, included) {
			const target = Math.max(oldest, Math.min(block.number - keepStates, oldest + PRUNED_AT_ONCE));
			const code = update.values.has(CODE_KEY) ? [...codeBlocks, block.number] : codeBlocks;
			await durable(bytesOf(block, update), () => {
				const written = putBlock(databases, block, update.values);
				putRecords(databases, update.nodes);
				for (const hash of included) databases.pool.remove(Buffer.from(hash));
				for (let number = oldest + 1; number <= target; number++) pruneBlock(databases, number);
				if (target !== oldest) putOldestState(databases, target);
				if (code !== codeBlocks) putCodeBlocks(databases, code);
				return written;
			});
			oldest = target;
			codeBlocks = code;
			head = { number: block.number, hash: block.hash };
		},
		addWaiting: ({ hash, bytes, order }) =>
			durable(bytes.length, () => {
				const value = Buffer.alloc(8 + bytes.length);
				value.writeDoubleBE(order);
				value.set(bytes, 8);
				return databases.pool.put(Buffer.from(hash), value);
			}),
		removeWaiting: (hashes) =>
			durable(0, () => Promise.all(hashes.map((hash) => databases.pool.remove(Buffer.from(hash))))),
		async flushed() {
			await databases.root.committed;
			await databases.root.flushed;
		},
		async close() {
			await databases.root.close();
		},
	};
}

/** Puts genesis into empty tables. */
export async function writeGenesis(
	facts: ChainFacts,
	block: BlockRecord,
	state: ReadonlyMap<string, Uint8Array>,
	databases: Databases,
): Promise<void> {
	const write = () => {
		const written = putBlock(databases, block, state);
		putFacts(databases, facts);
		putCodeBlocks(databases, [0]);
		putOldestState(databases, 0);
		const sorted = [...state].sort(([one], [other]) => (one < other ? -1 : 1));
		wholeTrie(
			(from) => sorted.filter(([key]) => key >= from),
			facts.stateVersion,
			(key, record) => void databases.nodes.put(key, Buffer.from(record)),
		);
		return written;
	};
	await writeDurably(bytesOf(block, { values: state, nodes: NO_NODES }), write, databases);
}

const NO_NODES = new Uint8Array(0);

/** @returns what resolves or rejects with all writes of the batch */
function putBlock(databases: Databases, block: BlockRecord, changes: StateChanges): Promise<unknown> {
	const at = numberKey(block.number);
	const hash = Buffer.from(block.hash);
	const written = databases.headers.put(at, Buffer.concat([hash, block.header]));
	databases.bodies.put(at, encodeList(block.extrinsics));
	databases.numbers.put(hash, at);
	for (const [index, receipt] of block.receipts.entries())
		if (receipt !== undefined)
			databases.receipts.put(
				Buffer.from(receipt.hash),
				encodeReceipt({ number: block.number, index, outcome: receipt.outcome }),
			);
	const keys: Buffer[] = [];
	const put = (storeKey: Buffer, value: Uint8Array | undefined): void => {
		keys.push(storeKey);
		const version = historyKey(historyPrefix(storeKey), block.number);
		if (value === undefined) {
			databases.state.remove(storeKey);
			databases.history.put(version, DELETED);
		} else {
			databases.state.put(storeKey, Buffer.from(value));
			databases.history.put(version, Buffer.concat([PRESENT, value]));
		}
	};
	const long = [...changes].filter(([key]) => isLongKey(key));
	for (const [key, value] of changes) if (!isLongKey(key)) put(toStoreKey(key), value);
	if (long.length > 0) {
		const entries = new Map(bestLongEntries(databases));
		for (const [key, value] of long) {
			if (value === undefined) entries.delete(key);
			else entries.set(key, value);
		}
		put(LONG_KEYS, encodeLongEntries(entries));
	}
	databases.journal.put(at, encodeList(keys));
	putHeadNumber(databases, block.number);
	return written;
}

/** Bytes of values, records and transactions that a block brings. */
function bytesOf(block: BlockRecord, update: StateUpdate): number {
	let bytes = update.nodes.length;
	for (const [key, value] of update.values) bytes += key.length + (value?.length ?? 0);
	for (const extrinsic of block.extrinsics) bytes += extrinsic.length;
	return bytes;
}
