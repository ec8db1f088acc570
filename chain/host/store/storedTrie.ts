import { childStateKey, type StateReader, type StateTries, splitChildKey } from "../state/stateReader.js";
import type { StateRecordChange } from "../state/stateRoot.js";
import type { StateVersion } from "../trie/encodeNode.js";
import { decodeRecord } from "../trie/nodeRecord.js";
import type { Trie } from "../trie/trie.js";
import { type NodeSource, packNibbles, TrieNode, toNibbles } from "../trie/trieNode.js";
import type { Databases, StoredTables } from "./databases.js";
import { toNodeKey } from "./storeKeys.js";

type Reader = Pick<StateReader, "get" | "next">;

/**
 * The tries of the best block, read from the store as far as they are needed: branches from their records, leaves from
 * the state, which `reader` reads. Valid as long as no other block is written, or the writes are those that these
 * tries are changed by.
 * @param loaded - told of each node that comes into memory
 */
export function storedTries(
	databases: StoredTables,
	reader: Reader,
	version: StateVersion,
	loaded: () => void = () => {},
): StateTries {
	const trieOf = (child: string | undefined): Trie => {
		const source: NodeSource = {
			load(slot) {
				loaded();
				const record = databases.nodes.getBinary(toNodeKey(child, slot));
				if (record === undefined) return leafAt(reader, child, slot);
				return decodeRecord(record, slot, (nibbles) => reader.get(stateKey(child, packNibbles(nibbles))));
			},
		};
		const empty = firstKey(reader, child, "") === undefined;
		return { version, root: empty ? undefined : source.load(NO_NIBBLES), source, edit: undefined };
	};
	return {
		top: trieOf(undefined),
		children: new Map(),
		loadChild: trieOf,
		changedChildren: [],
		childRoots: new Map(),
	};
}

const NO_NIBBLES = new Uint8Array(0);

/** The one key below `slot`, as a node. */
function leafAt(reader: Reader, child: string | undefined, slot: Uint8Array): TrieNode {
	const key = firstKey(reader, child, Buffer.from(packNibbles(slot)).toString("latin1"));
	const nibbles = key === undefined ? NO_NIBBLES : toNibbles(key);
	const value = key === undefined ? undefined : reader.get(childKey(child, key));
	if (value === undefined || !slot.every((nibble, index) => nibbles[index] === nibble))
		throw new Error(`the stored trie has no node at ${Buffer.from(slot).toString("hex")}`);
	return new TrieNode(nibbles.subarray(slot.length), value, undefined);
}

/** The first key of a trie at or after `from`. */
function firstKey(reader: Reader, child: string | undefined, from: string): string | undefined {
	const start = childKey(child, from);
	const found = reader.get(start) === undefined ? reader.next(start) : start;
	if (found === undefined) return undefined;
	const parts = splitChildKey(found);
	if (parts?.name !== child) return undefined;
	return parts?.key ?? found;
}

function childKey(child: string | undefined, key: string): string {
	return child === undefined ? key : childStateKey(child, key);
}

function stateKey(child: string | undefined, bytes: Uint8Array): string {
	return childKey(child, Buffer.from(bytes).toString("latin1"));
}

/** Changes of records in one piece, as they go from thread to thread: keys and records, each behind its length. */
export function packRecords(changes: readonly StateRecordChange[]): Uint8Array {
	const keys = changes.map(({ child, slot }) => toNodeKey(child, slot));
	let length = 0;
	for (const [index, key] of keys.entries()) length += 6 + key.length + (changes[index]?.record?.length ?? 0);
	const packed = Buffer.from(new ArrayBuffer(length));
	let at = 0;
	for (const [index, key] of keys.entries()) {
		const record = changes[index]?.record;
		at = packed.writeUInt16LE(key.length, at);
		at = packed.writeUInt32LE(record === undefined ? NO_RECORD : record.length, at);
		packed.set(key, at);
		at += key.length;
		if (record === undefined) continue;
		packed.set(record, at);
		at += record.length;
	}
	return packed;
}

const NO_RECORD = 0xffff_ffff;

/** Makes packed changes in the table of nodes. Called inside a write batch. */
export function putRecords(databases: Databases, packed: Uint8Array): void {
	const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
	for (let at = 0; at < bytes.length; ) {
		const keyEnd = at + 6 + bytes.readUInt16LE(at);
		const size = bytes.readUInt32LE(at + 2);
		const key = bytes.subarray(at + 6, keyEnd);
		at = size === NO_RECORD ? keyEnd : keyEnd + size;
		if (size === NO_RECORD) databases.nodes.remove(key);
		else databases.nodes.put(key, bytes.subarray(keyEnd, at));
	}
}
