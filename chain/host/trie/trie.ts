import { blake2b256 } from "../runtime/hashing.js";
import { encodeCompact } from "../scale/compact.js";
import { insert, remove } from "./changeTrie.js";
import { encodeNode, nodeReference, type StateVersion } from "./encodeNode.js";
import { childAt, Edit, type NodeSource, type TrieNode, toNibbles } from "./trieNode.js";

/** A version of the state as a base-16 Merkle-Patricia trie. Immutable: a change gives a new one. */
export interface Trie {
	readonly version: StateVersion;
	readonly root: TrieNode | undefined;
	/** Where nodes come from that are not in memory. */
	readonly source: NodeSource | undefined;
	/** The change that made this version of the trie. */
	readonly edit: Edit | undefined;
}

/** Keys (latin1 strings) with their new value, or undefined to delete. */
export type Changes = Iterable<readonly [key: string, value: Uint8Array | undefined]>;

export function emptyTrie(version: StateVersion): Trie {
	return { version, root: undefined, source: undefined, edit: undefined };
}

/**
 * `trie` with `changes` made. Unchanged parts and their hashes are shared, so that the cost of the next root
 * is that of the changed paths only. Values are kept, not copied.
 */
export function changeTrie(trie: Trie, changes: Changes): Trie {
	const edit = new Edit(trie.source);
	let root = trie.root;
	for (const [key, value] of changes) {
		const nibbles = toNibbles(key);
		root = value === undefined ? remove(root, nibbles, 0, edit) : insert(root, nibbles, 0, value, edit);
	}
	return { version: trie.version, root, source: trie.source, edit };
}

/** The state root: blake2b-256 of the root node's encoding. */
export function trieRoot(trie: Trie): Uint8Array {
	if (trie.root === undefined) return blake2b256(Uint8Array.of(0));
	const reference = nodeReference(trie.root, trie.version);
	return reference.length === 32 ? reference : blake2b256(reference);
}

/** Root of the trie that maps each index (compact) to its item, as headers hold it for their extrinsics. */
export function orderedRoot(items: readonly Uint8Array[], version: StateVersion): Uint8Array {
	const entries = items.map(
		(item, index) => [Buffer.from(encodeCompact(index)).toString("latin1"), item] as const,
	);
	return trieRoot(changeTrie(emptyTrie(version), entries));
}

/** What a parent holds of the first node at or below `key`; undefined where no key begins with it. */
export function merkleValue(trie: Trie, key: string): Uint8Array | undefined {
	const nibbles = toNibbles(key);
	let node = trie.root;
	let offset = 0;
	while (node !== undefined) {
		const rest = nibbles.subarray(offset);
		const { path } = node;
		const shared = Math.min(path.length, rest.length);
		for (let index = 0; index < shared; index++) if (path[index] !== rest[index]) return undefined;
		if (path.length >= rest.length)
			return node === trie.root ? trieRoot(trie) : nodeReference(node, trie.version);
		offset += path.length + 1;
		node = childAt(node, nibbles[offset - 1] ?? 0, nibbles.subarray(0, offset), trie.source);
	}
	return undefined;
}

/** Encoded nodes (and hashed values) from the root to each of `keys`: enough to prove its value or absence. */
export function trieProof(trie: Trie, keys: readonly string[]): Uint8Array[] {
	const proof = new Map<TrieNode, Uint8Array>();
	const values: Uint8Array[] = [];
	for (const key of keys) {
		const nibbles = toNibbles(key);
		let node = trie.root;
		let offset = 0;
		while (node !== undefined) {
			const encoded = encodeNode(node, trie.version);
			if (encoded.length >= 32 || node === trie.root) proof.set(node, encoded);
			const { path } = node;
			if (!path.every((nibble, index) => nibbles[offset + index] === nibble)) break;
			offset += path.length;
			if (offset === nibbles.length) {
				if (node.value !== undefined && trie.version === 1 && node.value.length > 32) values.push(node.value);
				break;
			}
			offset += 1;
			node = childAt(node, nibbles[offset - 1] ?? 0, nibbles.subarray(0, offset), trie.source);
		}
	}
	return [...proof.values(), ...values];
}
