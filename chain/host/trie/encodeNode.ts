import { blake2b256 } from "../runtime/hashing.js";
import { encodeCompact } from "../scale/compact.js";
import { type Child, TrieNode } from "./trieNode.js";

/** 0: values are inline; 1: values longer than 32 bytes are stored by their hash. */
export type StateVersion = 0 | 1;

let scratch = new Uint8Array(1 << 16);

/** The node's SCALE encoding, a fresh array. */
export function encodeNode(node: TrieNode, version: StateVersion): Uint8Array {
	const references = node.childCount > 0 ? childReferences(node, version) : undefined;
	const length = writeNode(node, version, references);
	return scratch.slice(0, length);
}

/** What the parent stores of `node`; cached in the node. */
export function nodeReference(node: Child, version: StateVersion): Uint8Array {
	if (!(node instanceof TrieNode)) return node;
	if (node.reference !== undefined) return node.reference;
	const references = node.childCount > 0 ? childReferences(node, version) : undefined;
	const length = writeNode(node, version, references);
	node.reference = length < 32 ? scratch.slice(0, length) : blake2b256(scratch.subarray(0, length));
	return node.reference;
}

/** Children are encoded before their parent is written, since all share one scratch buffer. */
function childReferences(node: TrieNode, version: StateVersion): (Uint8Array | undefined)[] {
	const references: (Uint8Array | undefined)[] = [];
	for (const child of node.children ?? [])
		references.push(child === undefined ? undefined : nodeReference(child, version));
	return references;
}

function writeNode(
	node: TrieNode,
	version: StateVersion,
	references: (Uint8Array | undefined)[] | undefined,
): number {
	const { value, path } = node;
	const hashed = value !== undefined && version === 1 && value.length > 32;
	reserve(path.length + 700 + (hashed || value === undefined ? 0 : value.length));
	let at = writeHeader(node, hashed, references !== undefined);
	let from = 0;
	if (path.length & 1) {
		scratch[at++] = path[0] ?? 0;
		from = 1;
	}
	for (; from < path.length; from += 2) scratch[at++] = ((path[from] ?? 0) << 4) | (path[from + 1] ?? 0);
	if (references !== undefined) {
		let bitmap = 0;
		for (let nibble = 0; nibble < 16; nibble++) if (references[nibble] !== undefined) bitmap |= 1 << nibble;
		scratch[at++] = bitmap & 0xff;
		scratch[at++] = bitmap >> 8;
	}
	if (value !== undefined) {
		if (hashed) {
			// Hashing may not run through scratch, so the hash is taken before it is copied in.
			node.valueHash ??= blake2b256(value);
			scratch.set(node.valueHash, at);
			at += 32;
		} else at = writeSized(value, at);
	}
	if (references !== undefined)
		for (const reference of references) if (reference !== undefined) at = writeSized(reference, at);
	return at;
}

/** Kind of node and length of its partial key (the kinds of sp-trie's `NodeHeader`). */
function writeHeader(node: TrieNode, hashed: boolean, branch: boolean): number {
	let bits: number;
	let most: number;
	if (!branch) [bits, most] = hashed ? [0x20, 31] : [0x40, 63];
	else if (node.value === undefined) [bits, most] = [0x80, 63];
	else [bits, most] = hashed ? [0x10, 15] : [0xc0, 63];
	const length = node.path.length;
	let at = 0;
	if (length < most) {
		scratch[at++] = bits | length;
		return at;
	}
	scratch[at++] = bits | most;
	let rest = length - most;
	for (; rest >= 255; rest -= 255) scratch[at++] = 255;
	scratch[at++] = rest;
	return at;
}

function writeSized(bytes: Uint8Array, at: number): number {
	const size = encodeCompact(bytes.length);
	scratch.set(size, at);
	scratch.set(bytes, at + size.length);
	return at + size.length + bytes.length;
}

function reserve(length: number): void {
	if (length > scratch.length) scratch = new Uint8Array(length * 2);
}
