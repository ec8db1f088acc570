import { RuntimeCallError, RuntimeLimitError } from "../errors.js";
import { blake2b256 } from "../runtime/hashing.js";
import { equalBytes, toHex } from "../scale/bytes.js";
import { CHILD_MARK, keyToBytes, type StateReader } from "../state/stateReader.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import { hashParam, hexParam, isAbsent, numberParam, type Params, textParam } from "./params.js";
import { RPC_CODE, RpcError, toErrorObject } from "./rpcError.js";
import { childTrieParam, queryStorage, type StorageItem, storageItemsParam } from "./storageQuery.js";

/** Blocks between which `archive_v1_storageDiff` compares. */
const MOST_BLOCKS = 10_000;

/** `archive_v1_*` and `chainSpec_v1_*`: any block of the chain, by its hash. */
export function archiveMethods(view: ChainView): Family {
	const { store } = view;
	/** Number of the block that a call names; undefined where there is none. */
	const numberOf = (params: Params): number | undefined =>
		store.numberOf(Buffer.from(hashParam(params, 0).slice(2), "hex"));
	const call: Method = async (params) => {
		const number = numberOf(params);
		if (number === undefined) return null;
		try {
			const value = await view.call(
				view.stateNumber(view.hashOf(number)),
				textParam(params, 1),
				hexParam(params, 2),
			);
			return { success: true, value: toHex(value) };
		} catch (error) {
			if (!(error instanceof RuntimeCallError || error instanceof RuntimeLimitError)) throw error;
			return { success: false, error: toErrorObject(error).message };
		}
	};
	const storage: Method = (params, session) => {
		const hash = hashParam(params, 0);
		const items = storageItemsParam(params, 1);
		const child = childTrieParam(params, 2);
		return session.subscribe("archive_v1_storageEvent", (sink) => {
			let stopped = false;
			const send = async () => {
				const number = view.stateNumber(hash);
				for await (const entry of queryStorage(view, number, items, child)) {
					if (stopped) return;
					sink({ event: "storage", ...entry });
				}
				sink({ event: "storageDone" });
			};
			send().catch((error) => sink({ event: "storageError", error: toErrorObject(error).message }));
			return () => {
				stopped = true;
			};
		});
	};
	const storageDiff: Method = (params, session) => {
		const to = view.stateNumber(hashParam(params, 0));
		const items = isAbsent(params, 1) ? undefined : diffItems(params);
		const from = isAbsent(params, 2) ? Math.max(0, to - 1) : view.stateNumber(hashParam(params, 2));
		if (from > to || to - from > MOST_BLOCKS)
			throw new RpcError(RPC_CODE.params, "Invalid params", `at most ${MOST_BLOCKS} blocks back`);
		return session.subscribe("archive_v1_storageDiffEvent", (sink) => {
			const keys = new Set<string>();
			for (let number = from + 1; number <= to; number++)
				for (const key of store.changedKeys(number)) if (key < CHILD_MARK) keys.add(key);
			const [before, after] = [store.stateAt(from), store.stateAt(to)];
			for (const key of [...keys].sort()) {
				const change = describeChange(key, before, after, items);
				if (change !== undefined) sink(change);
			}
			sink({ event: "storageDiffDone" });
			return () => {};
		});
	};
	const end: Method = ([id], session) => session.unsubscribe(id);
	return {
		safe: {
			archive_v1_finalizedHeight: () => store.head.number,
			archive_v1_genesisHash: () => store.facts.genesisHash,
			archive_v1_hashByHeight: (params) => {
				const hash = view.hashOf(numberParam(params[0], 0));
				return hash === undefined ? [] : [hash];
			},
			archive_v1_header: (params) => {
				const number = numberOf(params);
				const stored = number === undefined ? undefined : store.header(number);
				return stored === undefined ? null : toHex(stored.header);
			},
			archive_v1_body: (params) => {
				const number = numberOf(params);
				return number === undefined ? null : (store.body(number) ?? []).map(toHex);
			},
			archive_v1_call: call,
			archive_v1_storage: storage,
			archive_v1_stopStorage: end,
			archive_v1_storageDiff: storageDiff,
			archive_v1_stopStorageDiff: end,
			chainSpec_v1_chainName: () => store.facts.chain,
			chainSpec_v1_genesisHash: () => store.facts.genesisHash,
			chainSpec_v1_properties: () => store.facts.properties,
		},
	};
}

type DiffItem = Pick<StorageItem, "key"> & { readonly hashed: boolean };

/** Items of a diff: `returnType` says whether values or their hashes are wanted below a key. */
function diffItems(params: Params): DiffItem[] {
	const list = (Array.isArray(params[1]) ? params[1] : []).map((item: unknown) => {
		const { key, returnType } = (item ?? {}) as Readonly<Record<string, unknown>>;
		return { key, type: returnType === "hash" ? "hash" : "value" };
	});
	return storageItemsParam([list], 0).map(({ key, type }) => ({ key, hashed: type === "hash" }));
}

function describeChange(
	key: string,
	before: StateReader,
	after: StateReader,
	items: readonly DiffItem[] | undefined,
): unknown {
	const item = items?.find((one) => key.startsWith(one.key));
	if (items !== undefined && item === undefined) return undefined;
	const [old, now] = [before.get(key), after.get(key)];
	if (old === now || (old !== undefined && now !== undefined && equalBytes(old, now))) return undefined;
	const shown = now ?? old ?? new Uint8Array(0);
	return {
		event: "storageDiff",
		key: toHex(keyToBytes(key)),
		...(item?.hashed === true ? { hash: toHex(blake2b256(shown)) } : { value: toHex(shown) }),
		type: old === undefined ? "added" : now === undefined ? "deleted" : "modified",
	};
}
