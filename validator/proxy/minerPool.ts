import { type Dispatcher, request } from "undici";

/** A miner that the proxy may ask. */
export interface ProxyMiner {
	/** SS58 address. */
	readonly hotkey: string;
	/** Such as `http://203.0.113.7:8091`. */
	readonly origin: string;
	/** Undefined where the miner was named rather than found on a subnet. */
	readonly uid?: number | undefined;
}

/** The miners of a proxy, and how they fared of late. */
export interface MinerPool {
	/** Those that say they are ready, the best first; then those that failed lately. Asked again each time. */
	candidates(): Promise<readonly ProxyMiner[]>;
	/** Puts a miner behind the others for a while. */
	failed(miner: ProxyMiner): void;
}

export interface MinerPoolOptions {
	/** How long a list of miners is used, ms. */
	readonly refreshMs: number;
	/** How long a word on a miner's health is believed, and the longest wait for it, ms. */
	readonly healthMs: number;
	readonly healthWaitMs: number;
	/** How long a miner that failed stands behind the others, ms. */
	readonly coolMs: number;
}

export const defaultPoolOptions: MinerPoolOptions = {
	refreshMs: 30_000,
	healthMs: 10_000,
	healthWaitMs: 1_500,
	coolMs: 30_000,
};

/** Miners looked at for one request. */
const LOOKED_AT = 8;

/**
 * Chooses among the miners that `list` gives, the best first.
 *
 * @param list - reads the miners; while it fails, the last list is used
 */
export function createMinerPool(
	list: () => Promise<readonly ProxyMiner[]>,
	options: MinerPoolOptions,
	modules: { readonly dispatcher: Dispatcher; readonly nowMs: () => number },
): MinerPool {
	const { dispatcher, nowMs } = modules;
	let known: { readonly atMs: number; readonly miners: readonly ProxyMiner[] } | undefined;
	const failedUntil = new Map<string, number>();
	const health = new Map<string, { readonly atMs: number; readonly isReady: Promise<boolean> }>();

	const miners = async (): Promise<readonly ProxyMiner[]> => {
		if (known !== undefined && nowMs() - known.atMs < options.refreshMs) return known.miners;
		try {
			known = { atMs: nowMs(), miners: await list() };
		} catch (error) {
			if (known === undefined) throw error;
			known = { ...known, atMs: nowMs() };
		}
		const origins = new Set(known.miners.map(({ origin }) => origin));
		for (const map of [failedUntil, health])
			for (const origin of map.keys()) if (!origins.has(origin)) map.delete(origin);
		return known.miners;
	};

	const isReady = ({ origin }: ProxyMiner): Promise<boolean> => {
		const last = health.get(origin);
		if (last !== undefined && nowMs() - last.atMs < options.healthMs) return last.isReady;
		const isReady = askHealth(origin, options.healthWaitMs, dispatcher);
		health.set(origin, { atMs: nowMs(), isReady });
		return isReady;
	};
	const cools = ({ origin }: ProxyMiner): boolean => (failedUntil.get(origin) ?? 0) > nowMs();

	return {
		async candidates() {
			const all = await miners();
			const ordered = [...all.filter((miner) => !cools(miner)), ...all.filter(cools)].slice(0, LOOKED_AT);
			const ready = await Promise.all(ordered.map(isReady));
			return ordered.filter((_, index) => ready[index]);
		},
		failed({ origin }) {
			failedUntil.set(origin, nowMs() + options.coolMs);
			health.delete(origin);
		},
	};
}

async function askHealth(origin: string, waitMs: number, dispatcher: Dispatcher): Promise<boolean> {
	try {
		const { statusCode, body } = await request(`${origin}/v2/health/ready`, {
			dispatcher,
			signal: AbortSignal.timeout(waitMs),
		});
		await body.dump({ limit: 16_384 });
		return statusCode === 200;
	} catch {
		return false;
	}
}
