import { CHILD_MARK, CHILD_ROOT_PREFIX, splitChildKey } from "../state/stateReader.js";
import type { StateVersion } from "../trie/encodeNode.js";
import { sortedRoot } from "../trie/sortedTrie.js";
import { toNodeKey } from "./storeKeys.js";

type Entries = Iterable<readonly [key: string, value: Uint8Array]>;

/** What a whole state adds up to. */
export interface WholeTrie {
	readonly root: Uint8Array;
	/** Roots of its child tries, by the keys under which the top trie has them. */
	readonly childRoots: ReadonlyMap<string, Uint8Array>;
}

/**
 * Root of a whole state from its entries in order, which are read twice; the memory that it takes does not grow with
 * their number.
 * @param entries - gives those after `from` on
 * @param keep - given each branch of every trie
 */
export function wholeTrie(
	entries: (from: string) => Entries,
	version: StateVersion,
	keep?: (nodeKey: Buffer, record: Uint8Array) => void,
): WholeTrie {
	const childRoots = new Map<string, Uint8Array>();
	const keeper = (child: string | undefined) =>
		keep && ((slot: Uint8Array, record: Uint8Array) => keep(toNodeKey(child, slot), record));
	for (const { name, of } of byChild(entries(CHILD_MARK)))
		childRoots.set(CHILD_ROOT_PREFIX + name, sortedRoot(of, version, keeper(name)));
	const top = withRoots(entries(""), childRoots);
	return { root: sortedRoot(top, version, keeper(undefined)), childRoots };
}

/** Entries of child tries, one child after the other; each child's are to be read before the next one is asked for. */
function* byChild(entries: Entries): Iterable<{ name: string; of: Entries }> {
	const iterator = entries[Symbol.iterator]();
	let next = iterator.next();
	const nameOf = () => (next.done ? undefined : splitChildKey(next.value[0])?.name);
	for (let name = nameOf(); name !== undefined; name = nameOf()) {
		const child = name;
		yield {
			name,
			of: (function* () {
				while (!next.done && nameOf() === child) {
					const [key, value] = next.value;
					yield [splitChildKey(key)?.key ?? "", value] as const;
					next = iterator.next();
				}
			})(),
		};
	}
}

/** Entries of the top trie, with the roots of child tries where they belong. */
function* withRoots(entries: Entries, roots: ReadonlyMap<string, Uint8Array>): Entries {
	const waiting = [...roots].sort(([one], [other]) => (one < other ? -1 : 1));
	for (const entry of entries) {
		const [key] = entry;
		if (key >= CHILD_MARK) break;
		for (let root = waiting[0]; root !== undefined && root[0] < key; root = waiting[0]) {
			yield root;
			waiting.shift();
		}
		if (waiting[0]?.[0] === key) continue;
		yield entry;
	}
	yield* waiting;
}
