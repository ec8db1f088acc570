/** Transactions that are not looked at again for a while. */
export interface Bans {
	add(hash: string): void;
	has(hash: string): boolean;
}

/** How long (ms) a ban holds: half an hour, as in polkadot-sdk. */
const BAN_MS = 30 * 60_000;
const MOST_BANS = 4096;

export function createBans(clock: () => number): Bans {
	const until = new Map<string, number>();
	return {
		add(hash) {
			until.delete(hash);
			until.set(hash, clock() + BAN_MS);
			if (until.size > MOST_BANS) until.delete(until.keys().next().value ?? hash);
		},
		has(hash) {
			const end = until.get(hash);
			if (end === undefined) return false;
			if (end > clock()) return true;
			until.delete(hash);
			return false;
		},
	};
}
