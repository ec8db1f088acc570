/** Something to wait on: a call of `notify` ends the present wait, or the next one where nobody waits. */
export interface Wake {
	notify(): void;
	/** Rejects by the signal. */
	wait(signal: AbortSignal | undefined): Promise<void>;
}

/** Builds a {@link Wake} for one waiter. */
export function createWake(): Wake {
	let noted = false;
	let resume: (() => void) | undefined;
	return {
		notify() {
			noted = true;
			resume?.();
		},
		wait(signal) {
			return new Promise((resolve, reject) => {
				const onAbort = () => {
					resume = undefined;
					reject(signal?.reason);
				};
				resume = () => {
					noted = false;
					resume = undefined;
					signal?.removeEventListener("abort", onAbort);
					resolve();
				};
				if (signal?.aborted) return onAbort();
				signal?.addEventListener("abort", onAbort, { once: true });
				if (noted) resume();
			});
		},
	};
}
