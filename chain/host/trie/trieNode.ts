/**
 * A node of the base-16 Merkle-Patricia trie: a partial key in nibbles, perhaps a value, perhaps children.
 *
 * Nodes are shared between versions of a trie. A node may be changed in place only by the edit that made it; every
 * other edit copies it first. A child that lies in a store may stand as its reference until someone needs it.
 */
export class TrieNode {
	path: Uint8Array;
	value: Uint8Array | undefined;
	children: (Child | undefined)[] | undefined;
	childCount = 0;
	edit: Edit | undefined;
	/** What a parent holds of this node: its encoding when shorter than 32 bytes, else the hash of it. */
	reference: Uint8Array | undefined;
	/** Hash of `value`, kept where the encoding needs it. */
	valueHash: Uint8Array | undefined;

	constructor(path: Uint8Array, value: Uint8Array | undefined, edit: Edit | undefined) {
		this.path = path;
		this.value = value;
		this.children = undefined;
		this.edit = edit;
		this.reference = undefined;
		this.valueHash = undefined;
	}
}

/** A node in memory, or the reference of one that is in the store. */
export type Child = TrieNode | Uint8Array;

/** Where the nodes of a stored trie come from. */
export interface NodeSource {
	/**
	 * The node that hangs at `slot`: the nibbles from the root down to it, its own partial key not among them.
	 * @throws when there is none
	 */
	load(slot: Uint8Array): TrieNode;
}

/** One change of a trie, by which the nodes that it made are known. */
export class Edit {
	readonly source: NodeSource | undefined;
	/** Slots that held a branch before and need not hold one now. */
	readonly vacated: Uint8Array[] = [];

	constructor(source: NodeSource | undefined) {
		this.source = source;
	}
}

/** The child under `nibble`, which hangs at `slot`; loaded and kept in `node` where it was only a reference. */
export function childAt(
	node: TrieNode,
	nibble: number,
	slot: Uint8Array,
	source: NodeSource | undefined,
): TrieNode | undefined {
	const child = node.children?.[nibble];
	if (!(child instanceof Uint8Array)) return child;
	if (node.children === undefined || source === undefined)
		throw new Error("a trie without a store holds a reference for a node");
	const loaded = source.load(slot);
	loaded.reference = child;
	node.children[nibble] = loaded;
	return loaded;
}

/** The node itself when `edit` made it, else a copy; its cached reference is forgotten. */
export function editable(node: TrieNode, edit: Edit): TrieNode {
	if (node.edit === edit) {
		node.reference = undefined;
		return node;
	}
	const copy = new TrieNode(node.path, node.value, edit);
	copy.children = node.children?.slice();
	copy.childCount = node.childCount;
	copy.valueHash = node.valueHash;
	return copy;
}

/** Nibbles of a key given as a latin1 string. */
export function toNibbles(key: string): Uint8Array {
	const nibbles = new Uint8Array(key.length * 2);
	for (let index = 0; index < key.length; index++) {
		const byte = key.charCodeAt(index);
		nibbles[2 * index] = byte >> 4;
		nibbles[2 * index + 1] = byte & 15;
	}
	return nibbles;
}

/** Nibbles as bytes; where their number is odd, the last one is the upper half of a byte. */
export function packNibbles(nibbles: Uint8Array): Uint8Array {
	const bytes = new Uint8Array((nibbles.length + 1) >> 1);
	for (const [index, nibble] of nibbles.entries())
		bytes[index >> 1] = (bytes[index >> 1] ?? 0) | (index & 1 ? nibble : nibble << 4);
	return bytes;
}
