import type { Clock } from "../../subnets/index.js";

export interface CallerLimitOptions {
	/** Requests a second that one caller may sustain. */
	readonly perSecond: number;
	/** Requests that may come at once after a pause. */
	readonly burst: number;
	/** Requests of one caller that may be in work or waiting at the same time. */
	readonly concurrent: number;
	/** Callers remembered; the one not seen for longest is forgotten. */
	readonly capacity: number;
}

/** Rate and concurrency of each caller. */
export interface CallerLimits {
	/** Seconds until the caller may ask again; 0 where it may now. Takes nothing: the caller is not proven yet. */
	wait(caller: string): number;
	/** Counts one request of a proven caller; the returned function ends it. Undefined where none is left. */
	enter(caller: string): (() => void) | undefined;
	readonly size: number;
}

interface Bucket {
	tokens: number;
	atNs: bigint;
	running: number;
}

/** A token bucket and a count of running requests for each caller, in bounded memory. */
export function createCallerLimits(options: CallerLimitOptions, modules: { clock: Clock }): CallerLimits {
	const { perSecond, burst, concurrent, capacity } = options;
	/** In the order in which callers were last let in. */
	const buckets = new Map<string, Bucket>();
	let newest: string | undefined;

	const refilled = (caller: string): Bucket => {
		const now = modules.clock.nowNs();
		const bucket = buckets.get(caller) ?? { tokens: burst, atNs: now, running: 0 };
		const elapsed = Math.max(0, Number(now - bucket.atNs) / 1e9);
		bucket.tokens = Math.min(burst, bucket.tokens + elapsed * perSecond);
		bucket.atNs = now;
		return bucket;
	};

	const keep = (caller: string, bucket: Bucket): void => {
		if (caller === newest) return;
		buckets.delete(caller);
		buckets.set(caller, bucket);
		newest = caller;
		if (buckets.size <= capacity) return;
		for (const [oldest, { running }] of buckets) {
			if (running > 0) continue;
			buckets.delete(oldest);
			if (oldest === newest) newest = undefined;
			return;
		}
	};

	return {
		wait(caller) {
			if (!buckets.has(caller)) return 0;
			const { tokens, running } = refilled(caller);
			if (running >= concurrent) return 1;
			return tokens >= 1 ? 0 : (1 - tokens) / perSecond;
		},
		enter(caller) {
			const bucket = refilled(caller);
			keep(caller, bucket);
			if (bucket.tokens < 1 || bucket.running >= concurrent) return undefined;
			bucket.tokens -= 1;
			bucket.running += 1;
			let left = false;
			return () => {
				if (left) return;
				left = true;
				bucket.running -= 1;
			};
		},
		get size() {
			return buckets.size;
		},
	};
}
