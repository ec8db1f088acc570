/** Wall time, passed in so that tests set it. */
export interface Clock {
	/** Unix time in nanoseconds. */
	nowNs(): bigint;
}

/** The computer's clock, read anew each time so that corrections by NTP are followed; resolution 1 ms. */
export const systemClock: Clock = {
	nowNs() {
		const ms = Date.now();
		if (ms !== lastMs) {
			lastMs = ms;
			lastNs = BigInt(ms) * 1_000_000n;
		}
		return lastNs;
	},
};

/** A request asks for the time a dozen times, mostly within one millisecond, and a BigInt is an allocation. */
let lastMs = 0;
let lastNs = 0n;

/**
 * Nonces for signed requests: the clock's nanoseconds, raised where needed so that no two are equal.
 * One source per hotkey and process.
 */
export function createNonceSource(clock: Clock): () => bigint {
	let last = 0n;
	return () => {
		const now = clock.nowNs();
		last = now > last ? now : last + 1n;
		return last;
	};
}
