import { editable, TrieNode } from "./trieNode.js";

/** `node` with `value` under the key that remains from `offset` on. */
export function insert(
	node: TrieNode | undefined,
	key: Uint8Array,
	offset: number,
	value: Uint8Array,
	edit: object,
): TrieNode {
	if (node === undefined) return new TrieNode(key.subarray(offset), value, edit);
	const shared = sharedLength(node.path, key, offset);
	if (shared < node.path.length) return split(node, key, offset, shared, value, edit);
	const changed = editable(node, edit);
	const rest = offset + shared;
	if (rest === key.length) {
		changed.value = value;
		changed.valueHash = undefined;
		return changed;
	}
	const nibble = key[rest] ?? 0;
	changed.children ??= new Array<TrieNode | undefined>(16).fill(undefined);
	const child = changed.children[nibble];
	if (child === undefined) changed.childCount += 1;
	changed.children[nibble] = insert(child, key, rest + 1, value, edit);
	return changed;
}

/** `node` without the key that remains from `offset` on; undefined when nothing is left of it. */
export function remove(
	node: TrieNode | undefined,
	key: Uint8Array,
	offset: number,
	edit: object,
): TrieNode | undefined {
	if (node === undefined || sharedLength(node.path, key, offset) < node.path.length) return node;
	const rest = offset + node.path.length;
	if (rest === key.length) {
		if (node.value === undefined) return node;
		const changed = editable(node, edit);
		changed.value = undefined;
		changed.valueHash = undefined;
		return shrink(changed, edit);
	}
	const nibble = key[rest] ?? 0;
	const child = node.children?.[nibble];
	if (child === undefined) return node;
	const left = remove(child, key, rest + 1, edit);
	if (left === child && child.reference !== undefined) return node;
	const changed = editable(node, edit);
	if (changed.children !== undefined) changed.children[nibble] = left;
	if (left === undefined) changed.childCount -= 1;
	return shrink(changed, edit);
}

function sharedLength(path: Uint8Array, key: Uint8Array, offset: number): number {
	let length = 0;
	while (length < path.length && offset + length < key.length && path[length] === key[offset + length])
		length += 1;
	return length;
}

/** Puts a branch where `key` leaves the path of `node`. */
function split(
	node: TrieNode,
	key: Uint8Array,
	offset: number,
	shared: number,
	value: Uint8Array,
	edit: object,
): TrieNode {
	const branch = new TrieNode(node.path.subarray(0, shared), undefined, edit);
	branch.children = new Array<TrieNode | undefined>(16).fill(undefined);
	const below = editable(node, edit);
	branch.children[node.path[shared] ?? 0] = below;
	below.path = node.path.subarray(shared + 1);
	branch.childCount = 1;
	const rest = offset + shared;
	if (rest === key.length) branch.value = value;
	else {
		branch.children[key[rest] ?? 0] = new TrieNode(key.subarray(rest + 1), value, edit);
		branch.childCount = 2;
	}
	return branch;
}

/** Keeps the trie in its only form: a branch without value has at least two children. */
function shrink(node: TrieNode, edit: object): TrieNode | undefined {
	if (node.value !== undefined || node.childCount > 1) return node;
	if (node.childCount === 0) return undefined;
	const nibble = node.children?.findIndex((child) => child !== undefined) ?? 0;
	const only = node.children?.[nibble];
	if (only === undefined) return undefined;
	const merged = editable(only, edit);
	const path = new Uint8Array(node.path.length + 1 + only.path.length);
	path.set(node.path);
	path[node.path.length] = nibble;
	path.set(only.path, node.path.length + 1);
	merged.path = path;
	return merged;
}
