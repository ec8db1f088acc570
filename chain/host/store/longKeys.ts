import { decodeList, encodeList } from "./blockRecord.js";
import { fromStoreKey, toStoreKey } from "./storeKeys.js";

/**
 * Longest key of a state (bytes) that has an entry of its own: the store takes keys of 1,978 bytes, and one of zeros
 * doubles in its history. FRAME's keys stay under 300.
 */
export const LONGEST_PLAIN_KEY = 960;

/** Where all longer keys of a state lie together with their values, behind all others; its versions are those of one key. */
export const LONG_KEYS = Buffer.of(2);

/** Longer keys and their values. */
export type LongEntries = ReadonlyMap<string, Uint8Array>;

export function isLongKey(key: string): boolean {
	return key.length > LONGEST_PLAIN_KEY;
}

export function decodeLongEntries(stored: Uint8Array | undefined): LongEntries {
	const entries = new Map<string, Uint8Array>();
	if (stored === undefined) return entries;
	const parts = decodeList(stored);
	for (let at = 0; at < parts.length; at += 2)
		entries.set(fromStoreKey(Buffer.from(parts[at] ?? NOTHING)), parts[at + 1] ?? NOTHING);
	return entries;
}

/** Undefined where there are none. */
export function encodeLongEntries(entries: LongEntries): Buffer | undefined {
	if (entries.size === 0) return undefined;
	return encodeList([...entries].flatMap(([key, value]) => [toStoreKey(key), value]));
}

const NOTHING = new Uint8Array(0);

/** The first `limit` of plain keys, which are sorted, and of the long ones behind `after`. */
export function mergeKeys(
	plain: readonly string[],
	long: LongEntries,
	after: string,
	limit: number,
): readonly string[] {
	if (long.size === 0) return plain;
	const behind = [...long.keys()].filter((key) => key > after);
	return [...plain, ...behind].sort().slice(0, limit);
}

/** Entries in the order of their keys, plain ones and long ones. */
export function* mergeEntries(
	plain: Iterable<[string, Uint8Array]>,
	long: LongEntries,
	from: string,
): Iterable<[string, Uint8Array]> {
	const waiting = [...long].filter(([key]) => key >= from).sort(([one], [other]) => (one < other ? -1 : 1));
	for (const entry of plain) {
		for (let next = waiting[0]; next !== undefined && next[0] < entry[0]; next = waiting[0]) {
			yield next;
			waiting.shift();
		}
		yield entry;
	}
	yield* waiting;
}
