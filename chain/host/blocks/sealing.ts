import type { Logger } from "pino";
import type { TransactionPool } from "../pool/transactionPool.js";
import type { Chain } from "./chain.js";
import type { ChainClock } from "./chainClock.js";

export type Sealing = "interval" | "instant" | "manual";

/** Pause (ms) after a block that could not be built. */
const RETRY_MS = 500;

/**
 * Seals blocks by itself: on each slot of the clock that is this node's (`interval`), when a transaction is ready
 * (`instant`), or never (`manual`). Once the node's key is none of the chain's authorities it seals no more: without a
 * block that does not change.
 * @returns how to end it
 */
export function startSealing(
	sealing: Sealing,
	modules: {
		readonly chain: Chain;
		readonly time: ChainClock;
		readonly pool: Pick<TransactionPool, "onReady" | "best">;
		readonly logger: Logger;
	},
): () => void {
	const { chain, time, logger } = modules;
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;
	const failed = (error: unknown) => logger.error({ err: error }, "the block was not built");

	if (sealing === "interval") {
		const plan = () => {
			const next = chain.ownSlotFrom(Math.max(time.slot(), chain.slot) + 1);
			if (stopped || next === undefined) return;
			timer = setTimeout(tick, Math.max(1, Math.min(time.untilSlot(next), time.slotDurationMs)));
		};
		const tick = async () => {
			// A slot that is not there yet (a timer that came early, a clock set back) is waited for, and so is the next
			// own one where this one is another's.
			if (time.slot() > chain.slot && chain.ownSlotFrom(time.slot()) === time.slot())
				await chain.seal().catch(async (error) => {
					failed(error);
					await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
				});
			plan();
		};
		plan();
	}
	if (sealing === "instant") {
		let wanted = false;
		const sealWanted = async () => {
			if (wanted || stopped || chain.ownSlotFrom(chain.slot) === undefined) return;
			wanted = true;
			await new Promise((resolve) => setImmediate(resolve));
			wanted = false;
			if (!stopped) await chain.seal().catch(failed);
		};
		modules.pool.onReady(() => void sealWanted());
		if (modules.pool.best().length > 0) void sealWanted();
	}
	return () => {
		stopped = true;
		clearTimeout(timer);
	};
}
