import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until something holds, for as long as the test may take or `withinMs`.
 *
 * @param how - `everyMs`: how often it is asked; `what`: its name in the error
 * @throws Error where it did not hold in time
 */
export async function until(
	holds: () => boolean | Promise<boolean>,
	how: { readonly what?: string; readonly everyMs?: number; readonly withinMs?: number } = {},
): Promise<void> {
	const { what = "what was waited for", everyMs = 20, withinMs = Number.POSITIVE_INFINITY } = how;
	for (const deadline = Date.now() + withinMs; !(await holds()); await delay(everyMs))
		if (Date.now() > deadline) throw new Error(`${what}: not in ${withinMs / 1000} s`);
}
