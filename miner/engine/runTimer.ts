import { readFileSync } from "node:fs";
import type { ExecutionProvider } from "./executionProvider.js";

/** Of the thread that reads it: time on a processor in ns, then what nobody needs here. */
const OWN_ACCOUNT = "/proc/thread-self/schedstat";

/**
 * What a run of the model takes, ms, by this thread's processor time: the thread works in every run on the CPU from
 * its beginning to its end. On a computer that is busy with other things a run takes longer, but batches must not
 * become smaller for that, and the model slower a row. Wall time on a GPU, where this thread only waits, and where
 * the system keeps no such account.
 *
 * @returns starts a measurement, and gives the function that ends it
 */
export function createRunTimer(provider: ExecutionProvider): () => () => number {
	const clock = provider === "cpu" && processorMs() !== undefined ? processorMs : () => performance.now();
	return () => {
		const started = clock() ?? 0;
		return () => (clock() ?? started) - started;
	};
}

function processorMs(): number | undefined {
	try {
		const nanoseconds = Number(readFileSync(OWN_ACCOUNT, "latin1").split(" ")[0]);
		return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : undefined;
	} catch {
		return undefined;
	}
}
