import { equalBytes } from "../scale/bytes.js";
import { CHILD_MARK, type StateReader, type StateTries } from "../state/stateReader.js";
import { changeTries } from "../state/stateRoot.js";
import type { StateVersion } from "../trie/encodeNode.js";
import { decodeList } from "./blockRecord.js";
import { readHeadNumber } from "./chainFacts.js";
import { numberKey, type StoredTables } from "./databases.js";
import {
	decodeLongEntries,
	isLongKey,
	LONG_KEYS,
	LONGEST_PLAIN_KEY,
	type LongEntries,
	mergeEntries,
	mergeKeys,
} from "./longKeys.js";
import { storedTries } from "./storedTrie.js";
import {
	fromStoreKey,
	historyEnd,
	historyKey,
	historyPrefix,
	parseHistoryKey,
	toStoreKey,
} from "./storeKeys.js";

/**
 * The state of the best block as the store holds it. Valid as long as that block stays the best one.
 */
export function bestState(databases: StoredTables, version: StateVersion): StateReader {
	const { state } = databases;
	const reader: StateReader = {
		get: (key) => (isLongKey(key) ? bestLongEntries(databases).get(key) : state.getBinary(toStoreKey(key))),
		next: (key) => keysAfter(databases, key, 1)[0],
		tries: () => storedTries(databases, reader, version),
	};
	return reader;
}

/** At most `limit` keys of the best block that follow `key`. */
export function keysAfter(databases: StoredTables, key: string, limit: number): readonly string[] {
	const start = Buffer.concat([toStoreKey(key.slice(0, LONGEST_PLAIN_KEY)), ZERO]);
	const plain = [...databases.state.getKeys({ start, end: LONG_KEYS, limit })].map(fromStoreKey);
	return mergeKeys(plain, bestLongEntries(databases), key, limit);
}

/** Keys of the best block that have no entry of their own. */
export function bestLongEntries(databases: Pick<StoredTables, "state">): LongEntries {
	return decodeLongEntries(databases.state.getBinary(LONG_KEYS));
}

const ZERO = Buffer.from([0]);

/** Keys and values of the best block, in order, from `from` on. */
export function* bestEntries(databases: StoredTables, from = ""): Iterable<[string, Uint8Array]> {
	yield* mergeEntries(plainEntries(databases, from), bestLongEntries(databases), from);
}

function* plainEntries(databases: StoredTables, from: string): Iterable<[string, Uint8Array]> {
	const start = from === CHILD_MARK ? Buffer.of(1) : toStoreKey(from);
	for (const { key, value } of databases.state.getRange({ start, end: LONG_KEYS }))
		yield [fromStoreKey(key), new Uint8Array(value)];
}

/** The state after block `number`, from the history of each key. */
export function historicState(databases: StoredTables, number: number, version: StateVersion): StateReader {
	const { history } = databases;
	const versionAt = (prefix: Buffer): Buffer | undefined => {
		const range = { start: historyKey(prefix, number), end: historyEnd(prefix), limit: 1 };
		for (const { value } of history.getRange(range)) return value;
		return undefined;
	};
	const longEntries = (): LongEntries => decodeLongEntries(written(versionAt(historyPrefix(LONG_KEYS))));
	const get = (key: string): Uint8Array | undefined => {
		if (isLongKey(key)) return longEntries().get(key);
		return written(versionAt(historyPrefix(toStoreKey(key))));
	};
	const next = (key: string): string | undefined => {
		const plain = nextPlain(key);
		return mergeKeys(plain === undefined ? [] : [plain], longEntries(), key, 1)[0];
	};
	const nextPlain = (key: string): string | undefined => {
		let start = historyEnd(historyPrefix(toStoreKey(key.slice(0, LONGEST_PLAIN_KEY))));
		for (;;) {
			let found: { key: Buffer; value: Buffer } | undefined;
			for (const entry of history.getRange({ start, end: LONG_KEYS, limit: 1 })) found = entry;
			if (found === undefined) return undefined;
			const parsed = parseHistoryKey(found.key);
			const value = parsed.number <= number ? found.value : versionAt(parsed.prefix);
			if (written(value) !== undefined) return fromStoreKey(parsed.storeKey);
			start = historyEnd(parsed.prefix);
		}
	};
	/** Those of the best block, with every key as it was that was written since. */
	const tries = (): StateTries => {
		const changes = new Map<string, Uint8Array | undefined>();
		const head = readHeadNumber(databases) ?? number;
		for (let later = number + 1; later <= head; later++)
			for (const storeKey of decodeList(databases.journal.getBinary(numberKey(later)) ?? NO_KEYS)) {
				const together = LONG_KEYS.equals(storeKey);
				const keys = together
					? [...bestLongEntries(databases).keys(), ...longEntries().keys()]
					: [fromStoreKey(Buffer.from(storeKey))];
				for (const key of keys) if (!changes.has(key)) changes.set(key, get(key));
			}
		return changeTries(bestState(databases, version).tries(), changes, version);
	};
	return { get, next, tries };
}

/** A journal without keys, SCALE. */
const NO_KEYS = Buffer.from([0]);

/** A version's value; undefined where the key was deleted or not yet written. */
function written(value: Buffer | undefined): Uint8Array | undefined {
	return value === undefined || value[0] === 0 ? undefined : value.subarray(1);
}

/** Every key and value of a state, in order. */
export function* entries(reader: Pick<StateReader, "get" | "next">): Iterable<[string, Uint8Array]> {
	const first = reader.get("");
	if (first !== undefined) yield ["", first];
	for (let key = reader.next(""); key !== undefined; key = reader.next(key)) {
		const value = reader.get(key);
		if (value !== undefined) yield [key, new Uint8Array(value)];
	}
}

/** Keys of the top trie that start with `prefix` and come after `after`, at most `limit`. */
export function keysWithPrefix(reader: StateReader, prefix: string, limit: number, after?: string): string[] {
	const keys: string[] = [];
	let key: string | undefined;
	if (after !== undefined && after >= prefix) key = reader.next(after);
	else key = reader.get(prefix) === undefined ? reader.next(prefix) : prefix;
	while (keys.length < limit && key?.startsWith(prefix) && !(prefix === "" && key >= CHILD_MARK)) {
		keys.push(key);
		key = reader.next(key);
	}
	return keys;
}

/** Keys that block `number` wrote; none where its history was pruned. */
export function keysOfBlock(databases: StoredTables, number: number): string[] {
	const journal = databases.journal.getBinary(numberKey(number));
	if (journal === undefined) return [];
	return decodeList(journal).flatMap((storeKey) =>
		LONG_KEYS.equals(storeKey) ? longKeysOfBlock(databases, number) : [fromStoreKey(Buffer.from(storeKey))],
	);
}

/** Long keys with another value in block `number` than in the one before it. */
function longKeysOfBlock(databases: StoredTables, number: number): string[] {
	const [before, after] = [number - 1, number].map((at) => {
		const prefix = historyPrefix(LONG_KEYS);
		const range = { start: historyKey(prefix, Math.max(0, at)), end: historyEnd(prefix), limit: 1 };
		const [found] = at < 0 ? [] : [...databases.history.getRange(range)];
		return decodeLongEntries(written(found?.value));
	}) as [LongEntries, LongEntries];
	return [...new Set([...before.keys(), ...after.keys()])].filter((key) => {
		const [old, now] = [before.get(key), after.get(key)];
		return old === undefined || now === undefined || !equalBytes(old, now);
	});
}
