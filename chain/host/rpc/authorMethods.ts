import type { StatusListener, TransactionStatus } from "../pool/poolEntry.js";
import { toHex } from "../scale/bytes.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import { hexParam } from "./params.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

/**
 * Pause (ms) between the two last statuses of a watched transaction, which are true at once here. @polkadot/api
 * looks up the block at each and gives up on the first when the second comes meanwhile.
 */
const FINALITY_PAUSE_MS = 200;

/** `author_*`: transactions. */
export function authorMethods(view: ChainView): Family {
	const { pool } = view;
	const noKeys: Method = () => {
		throw new RpcError(
			RPC_CODE.server,
			"This host keeps no session keys; the development authority seals blocks",
		);
	};
	/** Opens the subscription once the transaction is on disk; what happened to it before is told first. */
	const submitAndWatch: Method = async (params, session) => {
		const early: TransactionStatus[] = [];
		let listener: StatusListener = (status) => void early.push(status);
		await pool.submit(hexParam(params, 0), (status) => listener(status));
		return session.subscribe("author_extrinsicUpdate", (sink) => {
			const tell: StatusListener = (status) => {
				if (typeof status === "string" || !("finalized" in status)) sink(toWire(status));
				else setTimeout(() => sink(toWire(status)), FINALITY_PAUSE_MS).unref();
			};
			for (const status of early) tell(status);
			listener = tell;
			return () => {
				listener = () => {};
			};
		});
	};
	return {
		safe: {
			author_submitExtrinsic: (params) => pool.submit(hexParam(params, 0)),
			author_submitAndWatchExtrinsic: submitAndWatch,
			author_unwatchExtrinsic: ([id], session) => session.unsubscribe(id),
			author_pendingExtrinsics: () => pool.pending().map(toHex),
		},
		unsafe: {
			author_removeExtrinsic: ([list]) => {
				const hashes = (Array.isArray(list) ? list : []).flatMap((one) => {
					if (typeof one === "string") return [one];
					const { hash } = (one ?? {}) as { readonly hash?: unknown };
					return typeof hash === "string" ? [hash] : [];
				});
				return hashes.filter((hash) => pool.remove(hash));
			},
			author_hasKey: () => false,
			author_hasSessionKeys: () => false,
			author_insertKey: noKeys,
			author_rotateKeys: noKeys,
		},
	};
}

/** A status in the words of the `author` family, which knows no index. */
function toWire(status: TransactionStatus): unknown {
	if (typeof status === "string") return status;
	if ("inBlock" in status) return { inBlock: status.inBlock };
	if ("finalized" in status) return { finalized: status.finalized };
	return status;
}
