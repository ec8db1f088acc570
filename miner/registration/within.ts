import { setTimeout as delay } from "node:timers/promises";

/**
 * What the chain answers, unless `ms` pass or the signal is aborted first.
 *
 * @throws Error where it does not answer in time, and the signal's reason
 */
export async function within<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
	const ended = new AbortController();
	const limit = delay(ms, undefined, { signal: AbortSignal.any([signal, ended.signal]) }).then(() => {
		throw new Error(`no answer from the chain within ${ms} ms`);
	});
	// The loser's rejection is nobody's business.
	limit.catch(() => undefined);
	promise.catch(() => undefined);
	try {
		return await Promise.race([promise, limit]);
	} finally {
		ended.abort();
	}
}
