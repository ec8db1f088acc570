import type { StateVersion } from "../trie/encodeNode.js";
import { changeTrie, emptyTrie, type Trie, trieRoot } from "../trie/trie.js";
import { CHILD_ROOT_PREFIX, type StateTries, splitChildKey } from "./stateReader.js";

type Changed = readonly [key: string, value: Uint8Array | undefined];

/** `tries` with `changes` made, child roots put into the top trie. */
export function changeTries(
	tries: StateTries,
	changes: ReadonlyMap<string, Uint8Array | undefined>,
	version: StateVersion,
): StateTries {
	const top: Changed[] = [];
	const inChildren = new Map<string, Changed[]>();
	for (const [key, value] of changes) {
		const child = splitChildKey(key);
		if (child === undefined) top.push([key, value]);
		else {
			const list = inChildren.get(child.name) ?? [];
			list.push([child.key, value]);
			inChildren.set(child.name, list);
		}
	}
	const children = new Map(tries.children);
	for (const [name, list] of inChildren) {
		const trie = changeTrie(children.get(name) ?? emptyTrie(version), list);
		if (trie.root === undefined) children.delete(name);
		else children.set(name, trie);
		top.push([CHILD_ROOT_PREFIX + name, trie.root === undefined ? undefined : trieRoot(trie)]);
	}
	return { top: changeTrie(withVersion(tries.top, version), top), children };
}

/** The tries of a whole state. */
export function buildTries(
	entries: Iterable<readonly [string, Uint8Array]>,
	version: StateVersion,
): StateTries {
	return changeTries({ top: emptyTrie(version), children: new Map() }, new Map(entries), version);
}

function withVersion(trie: Trie, version: StateVersion): Trie {
	return trie.root === undefined ? emptyTrie(version) : trie;
}
