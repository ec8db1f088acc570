import type { CallerLimits } from "./createCallerLimits.js";

/**
 * Whether a caller may add one more request to the queue.
 *
 * While the queue is less than half full, or nobody else asks, everybody may. Else no caller holds more than its share,
 *
 *     queueLength / (callers at work + 1),
 *
 * so that one more always finds a place: a validator that floods a miner must not make it refuse the others.
 * The order of the queue stays as it came; only who may join it is decided here.
 */
export function createFairRoom(
	options: { readonly queueLength: number },
	modules: { readonly waiting: () => number; readonly limits: Pick<CallerLimits, "running" | "active"> },
): (caller: string) => boolean {
	const { queueLength } = options;
	const { waiting, limits } = modules;
	return (caller) => {
		const own = limits.running(caller);
		const others = limits.active - (own > 0 ? 1 : 0);
		if (2 * waiting() < queueLength || others === 0) return true;
		return own < Math.max(1, Math.floor(queueLength / (limits.active + 1)));
	};
}
