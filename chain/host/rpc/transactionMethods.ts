import { randomBytes } from "node:crypto";
import { TransactionRefusedError } from "../errors.js";
import type { TransactionStatus } from "../pool/poolEntry.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import { hexParam, textParam } from "./params.js";
import { toErrorObject } from "./rpcError.js";

/** Broadcasts of one connection at once. */
const MOST_BROADCASTS = 16;
/** Blocks for which a broadcast tries again. */
const MOST_TRIES = 64;

/** `transaction_v1_*` and `transactionWatch_v1_*`: sending transactions in the new families. */
export function transactionMethods(view: ChainView): Family {
	const { pool, chain } = view;
	const broadcasts = new WeakMap<object, Map<string, () => void>>();
	/** Offers the transaction now and after each block, until it is taken, stopped, or given up. */
	const broadcast: Method = (params, session) => {
		const bytes = hexParam(params, 0);
		const mine = broadcasts.get(session) ?? new Map<string, () => void>();
		broadcasts.set(session, mine);
		if (mine.size >= MOST_BROADCASTS) return null;
		const id = randomBytes(8).toString("hex");
		let left = MOST_TRIES;
		const finish = () => {
			leave();
			mine.delete(id);
		};
		const offer = () => {
			left -= 1;
			pool.submit(bytes).then(finish, (error) => {
				const refused = error instanceof TransactionRefusedError ? error.rpcCode : 0;
				// 1013: it is in the pool already, which is what was wanted.
				if (refused === 1013 || left <= 0) finish();
			});
		};
		const leave = chain.onBlock(offer);
		mine.set(id, finish);
		session.onClose(finish);
		offer();
		return id;
	};
	const stop: Method = (params, session) => {
		const finish = broadcasts.get(session)?.get(textParam(params, 0));
		finish?.();
		return null;
	};
	const submitAndWatch: Method = (params, session) => {
		const bytes = hexParam(params, 0);
		return session.subscribe("transactionWatch_v1_watchEvent", (sink) => {
			let told = false;
			pool
				.submit(bytes, (status) => {
					if (told && (status === "ready" || status === "future")) return;
					told = true;
					sink(toEvent(status));
				})
				.catch((error) => {
					const { message, data } = toErrorObject(error);
					sink({ event: "invalid", error: data === undefined ? message : `${message}: ${String(data)}` });
				});
			return () => {};
		});
	};
	return {
		safe: {
			transaction_v1_broadcast: broadcast,
			transaction_v1_stop: stop,
			transactionWatch_v1_submitAndWatch: submitAndWatch,
			transactionWatch_v1_unwatch: ([id], session) => {
				session.unsubscribe(id);
				return null;
			},
		},
	};
}

function toEvent(status: TransactionStatus): unknown {
	if (status === "ready" || status === "future") return { event: "validated" };
	if (status === "invalid") return { event: "invalid", error: "the runtime refuses the transaction" };
	if (status === "dropped") return { event: "dropped", error: "the pool is full" };
	if ("usurped" in status) return { event: "invalid", error: `replaced by ${status.usurped}` };
	if ("inBlock" in status)
		return { event: "bestChainBlockIncluded", block: { hash: status.inBlock, index: status.index } };
	return { event: "finalized", block: { hash: status.finalized, index: status.index } };
}
