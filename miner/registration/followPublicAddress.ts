import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { findPublicAddress } from "./findPublicAddress.js";

/**
 * Finds the public address now, and looks again every `everyMs`: many lines get another one over time.
 *
 * While it cannot be found the last one stays, and the log says so once.
 *
 * @returns the address at present
 * @throws {PublicAddressError} where it cannot be found at the start
 */
export async function followPublicAddress(
	options: { readonly services: readonly string[] | undefined; readonly everyMs: number },
	modules: { logger: Logger; signal: AbortSignal },
): Promise<() => string> {
	const { services, everyMs } = options;
	const { logger, signal } = modules;
	let ip = await findPublicAddress(services, signal);
	logger.info({ ip }, "public address found");
	let isLost = false;
	void (async () => {
		while (!signal.aborted) {
			await delay(everyMs, undefined, { signal }).catch(() => undefined);
			if (signal.aborted) return;
			try {
				const found = await findPublicAddress(services, signal);
				if (found !== ip) logger.warn({ before: ip, ip: found }, "the public address is another one now");
				else if (isLost) logger.info({ ip }, "public address found again");
				ip = found;
				isLost = false;
			} catch (error) {
				if (!isLost && !signal.aborted)
					logger.warn({ err: error, ip }, "public address not found, going on with the last one");
				isLost = true;
			}
		}
	})();
	return () => ip;
}
