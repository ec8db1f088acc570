import { blake2b256 } from "../runtime/hashing.js";
import { toHex } from "../scale/bytes.js";
import { childStateKey, keyToBytes, splitChildKey } from "../state/stateReader.js";
import { keysWithPrefix } from "../store/storedState.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import { isAbsent, keyListParam, keyParam, numberParam, optionalHashParam, type Params } from "./params.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

const PREFIX = ":child_storage:default:";
const MOST_PAGED = 1000;

/** `childstate_*`: child tries, named by their prefixed key. */
export function childStateMethods(view: ChainView): Family {
	const child = (params: Params): string => {
		const key = keyParam(params, 0);
		if (!key.startsWith(PREFIX))
			throw new RpcError(RPC_CODE.client, "Client error: Invalid child storage key");
		return key.slice(PREFIX.length);
	};
	const value = (params: Params): Uint8Array | undefined =>
		view.stateAt(optionalHashParam(params, 2)).get(childStateKey(child(params), keyParam(params, 1)));
	const paged: Method = (params) => {
		const name = child(params);
		const count = Math.min(numberParam(params[2], 2), MOST_PAGED);
		const prefix = childStateKey(name, isAbsent(params, 1) ? "" : keyParam(params, 1));
		const after = isAbsent(params, 3) ? undefined : childStateKey(name, keyParam(params, 3));
		const keys = keysWithPrefix(view.stateAt(optionalHashParam(params, 4)), prefix, count, after);
		return keys.map((key) => toHex(keyToBytes(splitChildKey(key)?.key ?? "")));
	};
	return {
		safe: {
			childstate_getStorage: (params) => hexOrNull(value(params)),
			childstate_getStorageEntries: (params) => {
				const name = child(params);
				const state = view.stateAt(optionalHashParam(params, 2));
				const keys = keyListParam(params, 1, MOST_PAGED);
				return keys.map((key) => hexOrNull(state.get(childStateKey(name, key))));
			},
			childstate_getStorageHash: (params) => {
				const found = value(params);
				return found === undefined ? null : toHex(blake2b256(found));
			},
			childstate_getStorageSize: (params) => value(params)?.length ?? null,
			childstate_getKeysPaged: paged,
			childstate_getKeysPagedAt: paged,
		},
	};
}

function hexOrNull(value: Uint8Array | undefined): string | null {
	return value === undefined ? null : toHex(value);
}
