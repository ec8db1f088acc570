import type { Clock } from "./clock.js";

/**
 * Remembers which (sender, nonce) were used, so that a signed request works once.
 *
 * Entries live as long as a request may be fresh; older ones are refused by their age already. Across restarts
 * a floor does the same without a record of every nonce: what is older than the floor counts as used.
 */
export interface ReplayStore {
	/** True where the pair is new; it is used from now on. */
	take(sender: string, nonce: bigint): boolean;
	/** Whether the pair was used already; takes nothing. */
	has(sender: string, nonce: bigint): boolean;
	/** Entries held now, for metrics. */
	readonly size: number;
	/** How long an entry is kept, in milliseconds: a verifier with a longer window must refuse this store. */
	readonly retentionMs: number;
}

/** Where the floor survives a restart. */
export interface ReplayPersistence {
	/** Unix ns at or before which every nonce counts as used; undefined on first start. */
	load(): bigint | undefined;
	/**
	 * Called with a floor above every nonce that will be taken from now on until the next call. It must be durable
	 * when the call returns. At most once a `stepMs`.
	 */
	save(floor: bigint): void;
}

export interface ReplayStoreOptions {
	/** Default 60,000. */
	readonly retentionMs?: number;
	/** Most entries held; a full store refuses, since forgetting would allow a replay. Default 200,000. */
	readonly capacity?: number;
	/** How far ahead of the newest nonce the durable floor is set, in ms. Default 2,000. */
	readonly stepMs?: number;
}

/**
 * A replay store in memory, in time order, with an optional durable floor.
 *
 * The floor is written ahead: before a nonce above it is taken, a floor `stepMs` beyond that nonce is saved. After
 * a crash every nonce below the floor is refused, so nothing that was taken can be taken again, and an honest
 * caller is refused for at most `stepMs`.
 */
export function createReplayStore(
	options: ReplayStoreOptions,
	modules: { readonly clock: Clock; readonly persistence?: ReplayPersistence },
): ReplayStore {
	const { retentionMs = 60_000, capacity = 200_000, stepMs = 2_000 } = options;
	const { clock, persistence } = modules;
	const retentionNs = BigInt(retentionMs) * 1_000_000n;
	const stepNs = BigInt(stepMs) * 1_000_000n;
	const usedBefore = persistence?.load();
	let durable = usedBefore ?? 0n;
	/** key → when it was taken; a Map keeps insertion order, so the oldest entries come first. */
	const taken = new Map<string, bigint>();

	const evict = (now: bigint): void => {
		for (const [key, at] of taken) {
			if (now - at <= retentionNs) return;
			taken.delete(key);
		}
	};

	return {
		retentionMs,
		get size() {
			return taken.size;
		},
		has: (sender, nonce) =>
			(usedBefore !== undefined && nonce <= usedBefore) || taken.has(`${sender}:${nonce}`),
		take(sender, nonce) {
			const now = clock.nowNs();
			evict(now);
			if (usedBefore !== undefined && nonce <= usedBefore) return false;
			const key = `${sender}:${nonce}`;
			if (taken.has(key) || taken.size >= capacity) return false;
			if (persistence !== undefined && nonce > durable) {
				durable = nonce + stepNs;
				persistence.save(durable);
			}
			taken.set(key, now);
			return true;
		},
	};
}
