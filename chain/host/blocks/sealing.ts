import type { Logger } from "pino";
import { GanglionError } from "../../wallet/index.js";
import type { TransactionPool } from "../pool/transactionPool.js";
import type { Chain } from "./chain.js";
import type { ChainClock } from "./chainClock.js";

export type Sealing = "interval" | "instant" | "manual";

/** Pause (ms) after a block that could not be built. */
const RETRY_MS = 500;
/** A clock that is set back by less (ms) is waited for; one that jumps ahead by less is not spoken of. */
const LEAST_JUMP_MS = 2_000;
const FAR_AHEAD_MS = 3_600_000;

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
	/** What failed last: a disk that is full is said to be so once, not twice a second. */
	let fault: string | undefined;
	const failed = (error: unknown) => {
		const words = error instanceof Error ? error.message : String(error);
		const known = error instanceof GanglionError;
		const facts = known ? { code: error.code, remedy: error.remedy } : { err: error };
		const name = known ? error.code : words;
		logger[name === fault ? "debug" : "error"](facts, `the block was not built: ${words}`);
		fault = name;
	};
	const seal = async (): Promise<void> => {
		await chain.seal();
		if (fault !== undefined) logger.info("blocks are built again");
		fault = undefined;
	};

	if (sealing === "interval") {
		let sealedOne = false;
		/** Says when the clock has jumped; where it went back, chain time goes on from the last block. */
		const watchClock = () => {
			const backMs = time.untilSlot(chain.slot);
			const most = Math.max(LEAST_JUMP_MS, 2 * time.slotDurationMs);
			if (chain.slot > 0 && backMs > most) {
				time.setTime(chain.slot * time.slotDurationMs);
				logger.warn(
					{ backMs: Math.round(backMs) },
					`the clock went back by ${Math.round(backMs / 1000)} s: chain time goes on from the last block, ahead of it`,
				);
			}
			if (sealedOne && -backMs > FAR_AHEAD_MS)
				logger.warn(
					{ aheadMs: Math.round(-backMs) },
					`the clock is ${Math.round(-backMs / 1000)} s past the last block: chain time follows it, and never goes back`,
				);
		};
		const plan = () => {
			const next = chain.ownSlotFrom(Math.max(time.slot(), chain.slot) + 1);
			if (stopped || next === undefined) return;
			timer = setTimeout(tick, Math.max(1, Math.min(time.untilSlot(next), time.slotDurationMs)));
		};
		const tick = async () => {
			watchClock();
			// A slot that is not there yet (a timer that came early, a clock set back) is waited for, and so is the next
			// own one where this one is another's.
			if (time.slot() > chain.slot && chain.ownSlotFrom(time.slot()) === time.slot())
				await seal().then(
					() => {
						sealedOne = true;
					},
					async (error) => {
						failed(error);
						await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
					},
				);
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
			if (!stopped) await seal().catch(failed);
		};
		modules.pool.onReady(() => void sealWanted());
		if (modules.pool.best().length > 0) void sealWanted();
	}
	return () => {
		stopped = true;
		clearTimeout(timer);
	};
}
