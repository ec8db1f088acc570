import { blake2b256 } from "../runtime/hashing.js";
import { childStateKey, splitChildKey } from "../state/stateReader.js";
import { packNibbles } from "../trie/trieNode.js";

const TOP = 0;
/** Blocks are counted down in history keys, so that the newest entry at or before a block is the next one. */
const LAST_BLOCK = 0xffff_ffff;

/**
 * A state key as the store orders it: top trie first, then child tries, in the order of the key strings. A child's
 * name ends with 255 255, and a 255 in it is followed by 0, as no byte sorts after the mark in the string.
 */
export function toStoreKey(key: string): Buffer {
	const child = splitChildKey(key);
	if (child === undefined) {
		const buffer = Buffer.allocUnsafe(key.length + 1);
		buffer[0] = TOP;
		buffer.write(key, 1, "latin1");
		return buffer;
	}
	return Buffer.concat([childPrefix(child.name), Buffer.from(child.key, "latin1")]);
}

function childPrefix(name: string): Buffer {
	return Buffer.from(`\x01${name.replaceAll("\xff", "\xff\x00")}\xff\xff`, "latin1");
}

/**
 * Where the record of a branch is kept: the trie, the nibbles down to the branch packed into bytes, and whether
 * their number is odd.
 */
export function toNodeKey(child: string | undefined, slot: Uint8Array): Buffer {
	const trie = child === undefined ? Buffer.of(TOP) : childPrefix(child);
	const key = Buffer.concat([trie, packNibbles(slot), Buffer.of(slot.length & 1)]);
	return key.length > LONGEST_STORE_KEY ? Buffer.concat([HASHED, blake2b256(key)]) : key;
}

/** What lmdb takes; a longer node key is known by its hash, since the order of node keys does not matter. */
const LONGEST_STORE_KEY = 1978;
const HASHED = Buffer.of(2);

export function fromStoreKey(buffer: Buffer): string {
	if (buffer[0] === TOP) return buffer.toString("latin1", 1);
	let end = 1;
	while (!(buffer[end] === 255 && buffer[end + 1] === 255)) end += buffer[end] === 255 ? 2 : 1;
	const name = buffer.toString("latin1", 1, end).replaceAll("\xff\x00", "\xff");
	return childStateKey(name, buffer.toString("latin1", end + 2));
}

/**
 * Where all versions of a key begin in the history: its bytes with each 0 written as 0 255, then 0 0. Thus no
 * key's versions lie between those of another, and keys keep their order.
 */
export function historyPrefix(storeKey: Buffer): Buffer {
	let zeros = 0;
	for (const byte of storeKey) if (byte === 0) zeros += 1;
	const prefix = Buffer.allocUnsafe(storeKey.length + zeros + 2);
	let at = 0;
	for (const byte of storeKey) {
		prefix[at++] = byte;
		if (byte === 0) prefix[at++] = 255;
	}
	prefix[at++] = 0;
	prefix[at] = 0;
	return prefix;
}

/** Key of the version that block `number` wrote. */
export function historyKey(prefix: Buffer, number: number): Buffer {
	const key = Buffer.allocUnsafe(prefix.length + 4);
	prefix.copy(key);
	key.writeUInt32BE(LAST_BLOCK - number, prefix.length);
	return key;
}

/** Greater than every version under `prefix`. */
export function historyEnd(prefix: Buffer): Buffer {
	return Buffer.concat([prefix, HISTORY_END]);
}

const HISTORY_END = Buffer.from([255, 255, 255, 255, 255]);

/** Takes a history key apart. */
export function parseHistoryKey(key: Buffer): { storeKey: Buffer; prefix: Buffer; number: number } {
	const prefix = key.subarray(0, key.length - 4);
	const escaped = prefix.subarray(0, prefix.length - 2);
	const storeKey = Buffer.allocUnsafe(escaped.length);
	let length = 0;
	for (let at = 0; at < escaped.length; at++) {
		storeKey[length++] = escaped[at] ?? 0;
		if (escaped[at] === 0) at += 1;
	}
	return {
		storeKey: storeKey.subarray(0, length),
		prefix,
		number: LAST_BLOCK - key.readUInt32BE(key.length - 4),
	};
}
