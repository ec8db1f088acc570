/** Remembers what each miner usually takes for one request. */
export interface UsualLatency {
	add(hotkey: string, latencyMs: number): void;
	/** Undefined until enough is known. */
	of(hotkey: string): number | undefined;
}

const REMEMBERED = 12;
const NEEDED = 4;

/**
 * The lower quartile of a miner's last latencies. Not the median: some of the rounds load the very miner that a
 * relay waits for, and what it takes then is what the figure is compared with. Kept in memory: it is relearned
 * within a few rounds, and a computer that restarted may be faster or slower than before.
 */
export function createUsualLatency(): UsualLatency {
	const latencies = new Map<string, number[]>();
	return {
		add(hotkey, latencyMs) {
			latencies.set(hotkey, [...(latencies.get(hotkey) ?? []), latencyMs].slice(-REMEMBERED));
		},
		of(hotkey) {
			const known = latencies.get(hotkey) ?? [];
			if (known.length < NEEDED) return undefined;
			return known.toSorted((a, b) => a - b)[Math.floor((known.length - 1) / 4)];
		},
	};
}
