import type { Logger } from "pino";

/** Faults of requests in the miner's log. */
export interface FaultLog {
	say(fault: string): void;
}

/** How long the same fault is counted before it is said again, ms. */
const SAID_FOR_MS = 10_000;
/** Faults remembered; the one not seen for longest is forgotten. */
const REMEMBERED = 32;

/**
 * Says where a task's code or a server behind the miner failed: each fault at once, the same one again after ten seconds
 * at the soonest, and then how often it has come since. What fails for every request must not fill the disk.
 */
export function createFaultLog(modules: { readonly logger: Logger; readonly nowMs: () => number }): FaultLog {
	const { logger, nowMs } = modules;
	const said = new Map<string, { readonly at: number; times: number }>();
	return {
		say(fault) {
			const now = nowMs();
			const before = said.get(fault);
			said.delete(fault);
			if (before !== undefined && now - before.at < SAID_FOR_MS) {
				before.times += 1;
				said.set(fault, before);
				return;
			}
			said.set(fault, { at: now, times: 0 });
			const [oldest] = said.keys();
			if (said.size > REMEMBERED && oldest !== undefined) said.delete(oldest);
			logger.warn({ fault, times: (before?.times ?? 0) + 1 }, "a request failed in the engine");
		},
	};
}
