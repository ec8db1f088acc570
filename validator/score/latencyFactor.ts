/** Up to `fullMs` an answer is worth all of its quality, from `zeroMs` on nothing; between them linear. */
export interface LatencyWindow {
	readonly fullMs: number;
	readonly zeroMs: number;
}

/** Below this, speed is not told apart: it would pay for standing near the validator. Milliseconds. */
const FLOOR_MS = 500;
/** An answer may take this many times what the others take before it loses anything. */
const TOLERATED_RATIO = 2;
/** An answer is waited for at least this long, however fast the others are. Milliseconds. */
const LEAST_PATIENCE_MS = 3_000;
/** From here on, in units of `fullMs`, it is worth nothing. */
const ZERO_RATIO = 2.5;

/** Where the manifest makes latency count: its `reward.latency.freeMs` and `limits.timeoutMs`. */
export interface LatencyLimits {
	readonly freeMs: number;
	readonly timeoutMs: number;
}

/**
 * The window that follows from the others' latencies, never more generous than the manifest's.
 *
 *     fullMs = min(freeMs, max(500, 2 · median))      zeroMs = min(timeoutMs, 2.5 · fullMs)
 *
 * It is relative so that a slow validator, a slow line or a loaded computer does not punish honest miners: all of
 * them shift together, up to what the author allows. The lower median is taken: of two miners, the faster one
 * sets the measure.
 *
 * @param latenciesMs - latest latency of each miner in good standing
 */
export function latencyWindow(latenciesMs: readonly number[], limits: LatencyLimits): LatencyWindow {
	const { freeMs, timeoutMs } = limits;
	const sorted = latenciesMs.filter(Number.isFinite).toSorted((a, b) => a - b);
	const median = sorted[Math.floor((sorted.length - 1) / 2)];
	const fullMs =
		median === undefined ? freeMs : Math.min(freeMs, Math.max(FLOOR_MS, TOLERATED_RATIO * median));
	return { fullMs, zeroMs: Math.max(fullMs, Math.min(timeoutMs, ZERO_RATIO * fullMs)) };
}

/** How long it makes sense to wait for an answer: past this it is late by any measure. Milliseconds. */
export function patience(window: LatencyWindow, timeoutMs: number): number {
	return Math.ceil(Math.min(timeoutMs, Math.max(LEAST_PATIENCE_MS, 2 * window.zeroMs)));
}

/** 1 up to `fullMs`, 0 from `zeroMs` on, linear between. NaN gives 0. */
export function latencyFactor(latencyMs: number, window: LatencyWindow): number {
	const { fullMs, zeroMs } = window;
	if (latencyMs <= fullMs) return 1;
	if (!(latencyMs < zeroMs)) return 0;
	return (zeroMs - latencyMs) / (zeroMs - fullMs);
}
