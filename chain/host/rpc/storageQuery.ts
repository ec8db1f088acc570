import { blake2b256 } from "../runtime/hashing.js";
import { isHex, toHex } from "../scale/bytes.js";
import { CHILD_MARK, childStateKey, keyToBytes, splitChildKey } from "../state/stateReader.js";
import { keysWithPrefix } from "../store/storedState.js";
import type { ChainView } from "./chainView.js";
import { isAbsent, type Params } from "./params.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

const TYPES = [
	"value",
	"hash",
	"closestDescendantMerkleValue",
	"descendantsValues",
	"descendantsHashes",
] as const;

/** One item of a storage query of the `chainHead` and `archive` families. */
export interface StorageItem {
	/** latin1 */
	readonly key: string;
	readonly type: (typeof TYPES)[number];
	readonly after: string | undefined;
}

/** One found entry in the words of both families. */
export interface StorageEntry {
	readonly key: string;
	readonly value?: string;
	readonly hash?: string;
	readonly closestDescendantMerkleValue?: string;
	readonly childTrieKey?: string;
}

/** Items of one query, and keys that one prefix gives. */
const MOST_ITEMS = 1000;
const MOST_DESCENDANTS = 100_000;

export function storageItemsParam(params: Params, index: number): StorageItem[] {
	const list = params[index];
	if (!Array.isArray(list) || list.length > MOST_ITEMS)
		throw new RpcError(RPC_CODE.params, "Invalid params", `expected a list of at most ${MOST_ITEMS} items`);
	return list.map((item: unknown) => {
		const { key, type, paginationStartKey } = (item ?? {}) as Readonly<Record<string, unknown>>;
		const known = TYPES.find((one) => one === type);
		if (!isHex(key) || known === undefined)
			throw new RpcError(RPC_CODE.params, "Invalid params", "items are {key: 0x…, type}");
		const after = isHex(paginationStartKey) ? latin1(paginationStartKey) : undefined;
		return { key: latin1(key), type: known, after };
	});
}

/** The child trie that a query names, without the prefix of child tries. */
export function childTrieParam(params: Params, index: number): string | undefined {
	if (isAbsent(params, index)) return undefined;
	const key = params[index];
	if (!isHex(key)) throw new RpcError(RPC_CODE.params, "Invalid params", "a child trie is named by 0x…");
	return latin1(key).replace(/^:child_storage:default:/, "");
}

/** Answers the items one after the other, so that a caller may stop in between. */
export async function* queryStorage(
	view: ChainView,
	number: number,
	items: readonly StorageItem[],
	child: string | undefined,
): AsyncIterable<StorageEntry> {
	const state = view.store.stateAt(number);
	const full = (key: string) => (child === undefined ? key : childStateKey(child, key));
	const plain = (key: string) => (key.startsWith(CHILD_MARK) ? (splitChildKey(key)?.key ?? "") : key);
	const trie = child === undefined ? {} : { childTrieKey: toHex(keyToBytes(child)) };
	const entry = (key: string, hashed: boolean): StorageEntry | undefined => {
		const value = state.get(key);
		if (value === undefined) return undefined;
		const name = { key: toHex(keyToBytes(plain(key))), ...trie };
		return hashed ? { ...name, hash: toHex(blake2b256(value)) } : { ...name, value: toHex(value) };
	};
	for (const { key, type, after } of items) {
		if (type === "value" || type === "hash") {
			const found = entry(full(key), type === "hash");
			if (found !== undefined) yield found;
		} else if (type === "closestDescendantMerkleValue") {
			const merkle = await view.merkleValue(number, key, child);
			if (merkle !== undefined)
				yield { key: toHex(keyToBytes(key)), closestDescendantMerkleValue: toHex(merkle), ...trie };
		} else {
			const start = after === undefined ? undefined : full(after);
			for (const below of keysWithPrefix(state, full(key), MOST_DESCENDANTS, start)) {
				const found = entry(below, type === "descendantsHashes");
				if (found !== undefined) yield found;
			}
		}
	}
}

function latin1(hex: string): string {
	return Buffer.from(hex.slice(2), "hex").toString("latin1");
}
