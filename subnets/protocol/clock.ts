/** Wall time, passed in so that tests set it. */
export interface Clock {
	/** Unix time in nanoseconds. */
	nowNs(): bigint;
}

/** The computer's clock, read anew each time so that corrections by NTP are followed; resolution 1 ms. */
export const systemClock: Clock = { nowNs: () => BigInt(Date.now()) * 1_000_000n };

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
