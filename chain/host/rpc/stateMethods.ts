import type { SealedBlock } from "../blocks/chain.js";
import { blake2b256 } from "../runtime/hashing.js";
import { toHex } from "../scale/bytes.js";
import { CHILD_MARK, keyToBytes } from "../state/stateReader.js";
import { keysWithPrefix } from "../store/storedState.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import {
	hashParam,
	hexParam,
	isAbsent,
	keyListParam,
	keyParam,
	numberParam,
	optionalHashParam,
	type Params,
	textParam,
} from "./params.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

/** Keys of one page of `state_getKeysPaged`, as polkadot-sdk has it. */
const MOST_PAGED = 1000;
/** Keys that one call may name, or get from a call without pages. */
const MOST_KEYS = 100_000;
/** Blocks that `state_queryStorage` walks. */
const MOST_BLOCKS = 1000;

const hexOrNull = (value: Uint8Array | undefined) => (value === undefined ? null : toHex(value));
const keyHex = (key: string) => toHex(keyToBytes(key));

/** `state_*`: storage and runtime calls at any kept block. */
export function stateMethods(view: ChainView): Family {
	const { store } = view;
	const storage: Method = (params) =>
		hexOrNull(view.stateAt(optionalHashParam(params, 1)).get(keyParam(params, 0)));
	const version = (params: Params) => view.runtimeVersion(view.stateNumber(optionalHashParam(params, 0)));
	const paged: Method = (params) => {
		const count = numberParam(params[1], 1);
		if (count > MOST_PAGED)
			throw new RpcError(RPC_CODE.count, `count exceeds maximum value. value: ${count}, max: ${MOST_PAGED}`);
		const prefix = isAbsent(params, 0) ? "" : keyParam(params, 0);
		const after = isAbsent(params, 2) ? undefined : keyParam(params, 2);
		const state = view.stateAt(optionalHashParam(params, 3));
		return keysWithPrefix(state, prefix, count, after).map(keyHex);
	};
	const queryAt: Method = (params) => {
		const keys = keyListParam(params, 0, MOST_KEYS);
		const hash = optionalHashParam(params, 1);
		const state = view.stateAt(hash);
		const changes = keys.map((key) => [keyHex(key), hexOrNull(state.get(key))]);
		return [{ block: hash ?? toHex(store.head.hash), changes }];
	};
	const query: Method = (params) => {
		const keys = keyListParam(params, 0, MOST_KEYS);
		const from = view.stateNumber(hashParam(params, 1));
		const to = view.stateNumber(optionalHashParam(params, 2));
		if (to < from || to - from > MOST_BLOCKS)
			throw new RpcError(4001, `Cannot resolve a block range of at most ${MOST_BLOCKS} blocks`);
		const last = new Map<string, string | null>();
		const sets: { block: string; changes: [string, string | null][] }[] = [];
		for (let number = from; number <= to; number++) {
			const state = store.stateAt(number);
			const changes: [string, string | null][] = [];
			for (const key of keys) {
				const value = hexOrNull(state.get(key));
				if (last.get(key) === value) continue;
				last.set(key, value);
				changes.push([keyHex(key), value]);
			}
			if (changes.length > 0) sets.push({ block: view.hashOf(number) ?? "0x", changes });
		}
		return sets;
	};
	const subscribeStorage: Method = (params, session) => {
		const keys = isAbsent(params, 0) ? undefined : keyListParam(params, 0, MOST_KEYS);
		const wanted = keys === undefined ? undefined : new Set(keys);
		return session.subscribe("state_storage", (sink) => {
			if (keys !== undefined) {
				const state = store.stateAt(store.head.number);
				const changes = keys.map((key) => [keyHex(key), hexOrNull(state.get(key))]);
				sink({ block: toHex(store.head.hash), changes });
			}
			return view.chain.onBlock((sealed) => {
				const changes = [...sealed.changes]
					.filter(([key]) => (wanted === undefined ? key < CHILD_MARK : wanted.has(key)))
					.map(([key, value]) => [keyHex(key), hexOrNull(value)]);
				if (changes.length > 0) sink({ block: sealed.hash, changes });
			});
		});
	};
	const subscribeVersion: Method = (_params, session) =>
		session.subscribe("state_runtimeVersion", (sink) => {
			const tell = () => void view.runtimeVersion(store.head.number).then(sink, () => {});
			tell();
			return view.chain.onBlock((sealed: SealedBlock) => {
				if (sealed.codeChanged) tell();
			});
		});
	const end: Method = ([id], session) => session.unsubscribe(id);
	const call: Method = async (params) =>
		toHex(
			await view.call(
				view.stateNumber(optionalHashParam(params, 2)),
				textParam(params, 0),
				hexParam(params, 1),
			),
		);
	const size: Method = (params) =>
		view.stateAt(optionalHashParam(params, 1)).get(keyParam(params, 0))?.length ?? null;
	const hash: Method = (params) => {
		const value = view.stateAt(optionalHashParam(params, 1)).get(keyParam(params, 0));
		return value === undefined ? null : toHex(blake2b256(value));
	};
	return {
		safe: {
			state_getStorage: storage,
			state_getStorageAt: storage,
			state_getStorageHash: hash,
			state_getStorageHashAt: hash,
			state_getStorageSize: size,
			state_getStorageSizeAt: size,
			state_getKeysPaged: paged,
			state_getKeysPagedAt: paged,
			state_queryStorageAt: queryAt,
			state_call: call,
			state_callAt: call,
			state_getMetadata: (params) => view.metadata(view.stateNumber(optionalHashParam(params, 0))),
			state_getRuntimeVersion: version,
			chain_getRuntimeVersion: version,
			state_getReadProof: async (params) => {
				const keys = keyListParam(params, 0, MOST_PAGED);
				const number = view.stateNumber(optionalHashParam(params, 1));
				return { at: view.hashOf(number), proof: (await view.proof(number, keys)).map(toHex) };
			},
			state_getKeys: (params) =>
				keysWithPrefix(view.stateAt(optionalHashParam(params, 1)), keyParam(params, 0), MOST_KEYS).map(
					keyHex,
				),
			state_subscribeStorage: subscribeStorage,
			state_unsubscribeStorage: end,
			state_subscribeRuntimeVersion: subscribeVersion,
			chain_subscribeRuntimeVersion: subscribeVersion,
			state_unsubscribeRuntimeVersion: end,
			chain_unsubscribeRuntimeVersion: end,
		},
		unsafe: {
			state_queryStorage: query,
			state_getPairs: (params) => {
				const state = view.stateAt(optionalHashParam(params, 1));
				return keysWithPrefix(state, keyParam(params, 0), MOST_KEYS).map((key) => [
					keyHex(key),
					hexOrNull(state.get(key)),
				]);
			},
		},
	};
}
