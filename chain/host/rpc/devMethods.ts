import { toHex } from "../scale/bytes.js";
import type { ChainView } from "./chainView.js";
import { fastForwardToEpoch } from "./fastForwardToEpoch.js";
import type { Family, Method } from "./methods.js";
import { hexParam, isAbsent, numberParam, objectParam, optionalNumberParam, textParam } from "./params.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

/** Blocks that one call seals at most. */
const MOST_BLOCKS = 100_000;

/** `dev_*`: sealing and time at will, on this machine only. Chain time may then run ahead of the clock. */
export function devMethods(view: ChainView): Family {
	const { chain, store, time } = view;
	const status = () => ({
		number: store.head.number,
		hash: toHex(store.head.hash),
		sealing: view.sealing,
		slotDurationMs: time.slotDurationMs,
		timestampMs: chain.slot * time.slotDurationMs,
		/** How far chain time is ahead of the clock. */
		aheadMs: Math.max(0, Math.round(chain.slot * time.slotDurationMs - Date.now())),
		pool: view.pool.size,
		oldestState: store.oldestState,
	});
	const sealMany = async (count: number) => {
		if (count > MOST_BLOCKS)
			throw new RpcError(RPC_CODE.count, `count exceeds maximum value. value: ${count}, max: ${MOST_BLOCKS}`);
		for (let sealed = 0; sealed < count; sealed++)
			await chain.seal({ keepPace: view.sealing === "interval" });
		return toHex(store.head.hash);
	};
	const newBlock: Method = (params) => {
		if (isAbsent(params, 0)) return sealMany(1);
		const { count, to } = objectParam(params, 0);
		if (to !== undefined) return sealMany(Math.max(0, numberParam(to, 0) - store.head.number));
		return sealMany(count === undefined ? 1 : numberParam(count, 0));
	};
	const setTime: Method = (params) => {
		const asked =
			typeof params[0] === "string" ? Date.parse(textParam(params, 0)) : numberParam(params[0], 0);
		const latest = chain.slot * time.slotDurationMs;
		if (!Number.isFinite(asked) || asked < latest)
			throw new RpcError(
				RPC_CODE.params,
				"Invalid params",
				`expected a time of at least ${latest} (ms or ISO 8601), that of the best block`,
			);
		time.setTime(asked);
		return asked;
	};
	return {
		unsafe: {
			dev_newBlock: newBlock,
			dev_fastForward: (params) => sealMany(optionalNumberParam(params, 0, 1)),
			dev_fastForwardToEpoch: (params) => fastForwardToEpoch(numberParam(params[0], 0), view),
			dev_setTime: setTime,
			dev_timeTravel: setTime,
			dev_status: status,
			dev_tryRuntime: (params) => view.tryRuntime(hexParam(params, 0)),
			dev_receipt: (params) => {
				const receipt = store.receipt(hexParam(params, 0));
				if (receipt === undefined) return null;
				const { number, index, outcome } = receipt;
				return { number, hash: view.hashOf(number), index, outcome: toHex(outcome) };
			},
		},
	};
}
