import { nodeReference, type StateVersion } from "./encodeNode.js";
import { encodeRecord } from "./nodeRecord.js";
import { type Trie, trieRoot } from "./trie.js";
import { TrieNode, toNibbles } from "./trieNode.js";

interface OpenBranch {
	/** Nibbles from the root to where its children part. */
	readonly depth: number;
	readonly node: TrieNode;
}

/**
 * The root of a trie from its entries in the order of their keys. Holds only the path to the last key in memory,
 * whatever the number of entries. `keep` is given the record of each branch.
 */
export function sortedRoot(
	entries: Iterable<readonly [key: string, value: Uint8Array]>,
	version: StateVersion,
	keep?: (slot: Uint8Array, record: Uint8Array) => void,
): Uint8Array {
	const open: OpenBranch[] = [];
	let root: TrieNode | undefined;
	const openAt = (depth: number): void => {
		if ((open.at(-1)?.depth ?? -1) < depth)
			open.push({ depth, node: new TrieNode(EMPTY, undefined, undefined) });
	};
	/** Hangs a node that is complete under the innermost open branch; it lies on the way to `key`, up to `end`. */
	const hang = (node: TrieNode, key: Uint8Array, end: number): void => {
		const parent = open.at(-1);
		const from = parent === undefined ? 0 : parent.depth + 1;
		node.path = key.slice(from, end);
		if (node.childCount > 0) keep?.(key.slice(0, from), encodeRecord(node, version));
		if (parent === undefined) {
			root = node;
			return;
		}
		parent.node.children ??= new Array<undefined>(16).fill(undefined);
		parent.node.children[key[parent.depth] ?? 0] = nodeReference(node, version);
		parent.node.childCount += 1;
	};
	/** Takes one entry, of which it is known how many nibbles it shares with the next one (-1 for the last). */
	const take = (key: Uint8Array, value: Uint8Array, shared: number): void => {
		openAt(shared);
		const top = open.at(-1);
		if (top?.depth === key.length) top.node.value = value;
		else hang(new TrieNode(EMPTY, value, undefined), key, key.length);
		for (let last = open.at(-1); last !== undefined && last.depth > shared; last = open.at(-1)) {
			open.pop();
			if (shared >= 0) openAt(shared);
			hang(last.node, key, last.depth);
		}
	};
	let waiting: { key: Uint8Array; value: Uint8Array } | undefined;
	for (const [name, value] of entries) {
		const key = toNibbles(name);
		if (waiting !== undefined) take(waiting.key, waiting.value, sharedNibbles(waiting.key, key));
		waiting = { key, value };
	}
	if (waiting !== undefined) take(waiting.key, waiting.value, -1);
	const trie: Trie = { version, root, source: undefined, edit: undefined };
	return trieRoot(trie);
}

const EMPTY = new Uint8Array(0);

function sharedNibbles(one: Uint8Array, other: Uint8Array): number {
	const most = Math.min(one.length, other.length);
	let shared = 0;
	while (shared < most && one[shared] === other[shared]) shared += 1;
	return shared;
}
