import { childAt, type Edit, editable, TrieNode } from "./trieNode.js";

/** `node` with `value` under the key that remains from `offset` on. */
export function insert(
	node: TrieNode | undefined,
	key: Uint8Array,
	offset: number,
	value: Uint8Array,
	edit: Edit,
): TrieNode {
	if (node === undefined) return new TrieNode(key.subarray(offset), value, edit);
	const shared = sharedLength(node.path, key, offset);
	if (shared < node.path.length) return split(node, key, offset, shared, value, edit);
	const rest = offset + shared;
	if (rest === key.length) {
		const changed = editable(node, edit);
		changed.value = value;
		changed.valueHash = undefined;
		return changed;
	}
	const nibble = key[rest] ?? 0;
	const child = childAt(node, nibble, key.subarray(0, rest + 1), edit.source);
	const changed = editable(node, edit);
	changed.children ??= new Array<TrieNode | undefined>(16).fill(undefined);
	if (child === undefined) changed.childCount += 1;
	changed.children[nibble] = insert(child, key, rest + 1, value, edit);
	return changed;
}

/** `node` without the key that remains from `offset` on; undefined when nothing is left of it. */
export function remove(
	node: TrieNode | undefined,
	key: Uint8Array,
	offset: number,
	edit: Edit,
): TrieNode | undefined {
	if (node === undefined || sharedLength(node.path, key, offset) < node.path.length) return node;
	const rest = offset + node.path.length;
	if (rest === key.length) {
		if (node.value === undefined) return node;
		const changed = editable(node, edit);
		changed.value = undefined;
		changed.valueHash = undefined;
		return shrink(changed, key, offset, edit);
	}
	const nibble = key[rest] ?? 0;
	const child = childAt(node, nibble, key.subarray(0, rest + 1), edit.source);
	if (child === undefined) return node;
	const left = remove(child, key, rest + 1, edit);
	if (left === child && child.reference !== undefined) return node;
	const changed = editable(node, edit);
	if (changed.children !== undefined) changed.children[nibble] = left;
	if (left === undefined) changed.childCount -= 1;
	return shrink(changed, key, offset, edit);
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
	edit: Edit,
): TrieNode {
	const branch = new TrieNode(node.path.subarray(0, shared), undefined, edit);
	const children = new Array<TrieNode | undefined>(16).fill(undefined);
	branch.children = children;
	const below = editable(node, edit);
	children[node.path[shared] ?? 0] = below;
	below.path = node.path.subarray(shared + 1);
	branch.childCount = 1;
	const rest = offset + shared;
	if (rest === key.length) branch.value = value;
	else {
		children[key[rest] ?? 0] = new TrieNode(key.subarray(rest + 1), value, edit);
		branch.childCount = 2;
	}
	return branch;
}

/**
 * Keeps the trie in its only form: a branch without value has at least two children. `node` hangs where the first
 * `offset` nibbles of `key` lead.
 */
function shrink(node: TrieNode, key: Uint8Array, offset: number, edit: Edit): TrieNode | undefined {
	if (node.childCount > 1) return node;
	if (node.childCount === 0) {
		edit.vacated.push(key.slice(0, offset));
		return node.value === undefined ? undefined : node;
	}
	if (node.value !== undefined) return node;
	const nibble = node.children?.findIndex((child) => child !== undefined) ?? 0;
	const slot = concatNibbles(key.subarray(0, offset), node.path, nibble);
	const only = childAt(node, nibble, slot, edit.source);
	if (only === undefined) return undefined;
	edit.vacated.push(key.slice(0, offset), slot);
	const merged = editable(only, edit);
	merged.path = concatNibbles(node.path, Uint8Array.of(nibble), only.path);
	return merged;
}

function concatNibbles(...parts: readonly (Uint8Array | number)[]): Uint8Array {
	return Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...part])));
}
