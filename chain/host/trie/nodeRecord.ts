import { nodeReference, type StateVersion } from "./encodeNode.js";
import type { Trie } from "./trie.js";
import { packNibbles, TrieNode } from "./trieNode.js";

/**
 * A branch as a store keeps it: 1 if it has a value, the partial key's length in nibbles (two bytes, little-endian) and
 * its nibbles, a bitmap of children (likewise), and of each child the length and the bytes of its reference. Values
 * are not in it, and leaves have no record: both are what the state holds.
 */
const HEAD_BYTES = 3;
const BITMAP_BYTES = 2;
const MOST_REFERENCE_BYTES = 33;

/** A change of a stored trie: the record at `slot`, undefined where none is left. */
export interface RecordChange {
	readonly slot: Uint8Array;
	readonly record: Uint8Array | undefined;
}

/** What the last change of `trie` does to its records. */
export function changedRecords(trie: Trie): RecordChange[] {
	const { root, edit, version } = trie;
	if (edit === undefined) return [];
	const changes: RecordChange[] = [];
	const put = new Set<string>();
	const visit = (node: TrieNode, slot: number[]): void => {
		if (node.edit !== edit || node.childCount === 0) return;
		const at = Uint8Array.from(slot);
		put.add(nameOf(at));
		changes.push({ slot: at, record: encodeRecord(node, version) });
		for (const [nibble, child] of node.children?.entries() ?? [])
			if (child instanceof TrieNode && child.edit === edit && child.childCount > 0)
				visit(child, [...slot, ...node.path, nibble]);
	};
	if (root !== undefined) visit(root, []);
	const gone = new Map(edit.vacated.map((slot) => [nameOf(slot), slot]));
	for (const [name, slot] of gone) if (!put.has(name)) changes.push({ slot, record: undefined });
	return changes;
}

function nameOf(slot: Uint8Array): string {
	return String.fromCharCode(...slot);
}

/** The record of a branch. */
export function encodeRecord(node: TrieNode, version: StateVersion): Uint8Array {
	const record = new Uint8Array(
		HEAD_BYTES + ((node.path.length + 1) >> 1) + BITMAP_BYTES + node.childCount * MOST_REFERENCE_BYTES,
	);
	record[0] = node.value === undefined ? 0 : 1;
	record[1] = node.path.length & 0xff;
	record[2] = node.path.length >> 8;
	const path = packNibbles(node.path);
	record.set(path, HEAD_BYTES);
	const bitmapAt = HEAD_BYTES + path.length;
	let at = bitmapAt + BITMAP_BYTES;
	let bitmap = 0;
	for (const [nibble, child] of node.children?.entries() ?? []) {
		if (child === undefined) continue;
		bitmap |= 1 << nibble;
		const reference = nodeReference(child, version);
		record[at] = reference.length;
		record.set(reference, at + 1);
		at += 1 + reference.length;
	}
	record[bitmapAt] = bitmap & 0xff;
	record[bitmapAt + 1] = bitmap >> 8;
	return record.subarray(0, at);
}

/** A branch from its record, its children as references. `valueAt` is asked for its value by its whole key. */
export function decodeRecord(
	stored: Uint8Array,
	slot: Uint8Array,
	valueAt: (nibbles: Uint8Array) => Uint8Array | undefined,
): TrieNode {
	const record = new Uint8Array(stored.buffer, stored.byteOffset, stored.length);
	const length = (record[1] ?? 0) | ((record[2] ?? 0) << 8);
	const path = new Uint8Array(length);
	for (let index = 0; index < length; index++) {
		const byte = record[HEAD_BYTES + (index >> 1)] ?? 0;
		path[index] = index & 1 ? byte & 15 : byte >> 4;
	}
	const node = new TrieNode(path, undefined, undefined);
	if (record[0] === 1) node.value = valueAt(Uint8Array.from([...slot, ...path]));
	const bitmapAt = HEAD_BYTES + ((length + 1) >> 1);
	const bitmap = (record[bitmapAt] ?? 0) | ((record[bitmapAt + 1] ?? 0) << 8);
	const children = new Array<Uint8Array | undefined>(16).fill(undefined);
	let at = bitmapAt + BITMAP_BYTES;
	for (let nibble = 0; nibble < 16; nibble++) {
		if ((bitmap & (1 << nibble)) === 0) continue;
		const size = record[at] ?? 0;
		children[nibble] = record.subarray(at + 1, at + 1 + size);
		node.childCount += 1;
		at += 1 + size;
	}
	node.children = children;
	return node;
}
