/**
 * A node of the base-16 Merkle-Patricia trie: a partial key in nibbles, perhaps a value, perhaps children.
 *
 * Nodes are shared between versions of a trie. A node may be changed in place only by the edit that made it
 * (`edit` is that edit's token); every other edit copies it first.
 */
export class TrieNode {
	path: Uint8Array;
	value: Uint8Array | undefined;
	children: (TrieNode | undefined)[] | undefined;
	childCount = 0;
	edit: object | undefined;
	/** What a parent holds of this node: its encoding when shorter than 32 bytes, else the hash of it. */
	reference: Uint8Array | undefined;
	/** Hash of `value`, kept where the encoding needs it. */
	valueHash: Uint8Array | undefined;

	constructor(path: Uint8Array, value: Uint8Array | undefined, edit: object | undefined) {
		this.path = path;
		this.value = value;
		this.children = undefined;
		this.edit = edit;
		this.reference = undefined;
		this.valueHash = undefined;
	}
}

/** The node itself when `edit` made it, else a copy; its cached reference is forgotten. */
export function editable(node: TrieNode, edit: object): TrieNode {
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
