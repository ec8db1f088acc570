import type { StateVersion } from "../trie/encodeNode.js";
import { changedRecords, type RecordChange } from "../trie/nodeRecord.js";
import { changeTrie, emptyTrie, type Trie, trieRoot } from "../trie/trie.js";
import { CHILD_ROOT_PREFIX, type StateTries, splitChildKey } from "./stateReader.js";

type Changed = readonly [key: string, value: Uint8Array | undefined];

/** A record of a stored trie that changes; `child` names the child trie, undefined is the top one. */
export interface StateRecordChange extends RecordChange {
	readonly child: string | undefined;
}

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
	const childRoots = new Map<string, Uint8Array | undefined>();
	for (const [name, list] of inChildren) {
		const trie = changeTrie(childTrie(tries, name) ?? emptyTrie(version), list);
		children.set(name, trie);
		childRoots.set(CHILD_ROOT_PREFIX + name, trie.root === undefined ? undefined : trieRoot(trie));
	}
	return {
		top: changeTrie(withVersion(tries.top, version), [...top, ...childRoots]),
		children,
		loadChild: tries.loadChild,
		changedChildren: [...inChildren.keys()],
		childRoots,
	};
}

/** The trie of the child `name`; undefined where it holds nothing. */
export function childTrie(tries: StateTries, name: string): Trie | undefined {
	const trie = tries.children.get(name) ?? tries.loadChild(name);
	return trie?.root === undefined ? undefined : trie;
}

/** The tries of a whole state. */
export function buildTries(
	entries: Iterable<readonly [string, Uint8Array]>,
	version: StateVersion,
): StateTries {
	return changeTries(emptyTries(version), new Map(entries), version);
}

/** What the last change of `tries` does to their stored records. */
export function changedStateRecords(tries: StateTries): StateRecordChange[] {
	const changes = changedRecords(tries.top).map((change) => ({ ...change, child: undefined }));
	const below = tries.changedChildren.flatMap((child) => {
		const trie = tries.children.get(child);
		return trie === undefined ? [] : changedRecords(trie).map((change) => ({ ...change, child }));
	});
	return [...changes, ...below];
}

function emptyTries(version: StateVersion): StateTries {
	return {
		top: emptyTrie(version),
		children: new Map(),
		loadChild: () => undefined,
		changedChildren: [],
		childRoots: new Map(),
	};
}

function withVersion(trie: Trie, version: StateVersion): Trie {
	return trie.root === undefined ? { ...trie, version } : trie;
}
