import type { Trie } from "../trie/trie.js";

/**
 * State at one block, read synchronously. Keys are latin1 strings, so that string order is byte order; keys of
 * child tries are written by {@link childStateKey} and come after all others.
 */
export interface StateReader {
	get(key: string): Uint8Array | undefined;
	/** The first key after `key` that has a value. */
	next(key: string): string | undefined;
	tries(): StateTries;
}

/** The tries whose roots commit to a state. */
export interface StateTries {
	readonly top: Trie;
	/** Child tries in memory, by name; one without a root was emptied. */
	readonly children: ReadonlyMap<string, Trie>;
	/** Child tries that are only in the store. */
	readonly loadChild: (name: string) => Trie | undefined;
	/** Names of the children that the last change touched. */
	readonly changedChildren: readonly string[];
	/** Entries of the top trie that the last change of children gave: their roots. */
	readonly childRoots: ReadonlyMap<string, Uint8Array | undefined>;
}

/** No byte reaches this character, so it parts child tries from the top one. */
export const CHILD_MARK = "\u0100";

/** Where the top trie holds the root of the child trie `name`. */
export const CHILD_ROOT_PREFIX = ":child_storage:default:";

export const CODE_KEY = ":code";

/** The key under which a child trie's entry is kept. */
export function childStateKey(name: string, key: string): string {
	return `${CHILD_MARK}${name}${CHILD_MARK}${key}`;
}

/** Takes a child key apart; undefined for a key of the top trie. */
export function splitChildKey(key: string): { name: string; key: string } | undefined {
	if (!key.startsWith(CHILD_MARK)) return undefined;
	const end = key.indexOf(CHILD_MARK, 1);
	return { name: key.slice(1, end), key: key.slice(end + 1) };
}

export function keyFromBytes(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

export function keyToBytes(key: string): Uint8Array {
	return Buffer.from(key, "latin1");
}
