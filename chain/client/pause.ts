import { setTimeout as sleep } from "node:timers/promises";

/** Waits; rejects where the signal says so first. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
	await sleep(ms, undefined, signal === undefined ? {} : { signal });
}
