import type { ModelSession } from "../../../subnets/index.js";

type Feeds = Parameters<ModelSession["run"]>[0];

/** The session, except that a run of feeds of which `fails` is true fails. It is asked once a run. */
export function failingSession(session: ModelSession, fails: (feeds: Feeds) => boolean): ModelSession {
	return {
		run(feeds, outputs) {
			if (fails(feeds)) throw new Error("the model failed");
			return session.run(feeds, outputs);
		},
	};
}

const NO_MEMORY = "Array buffer allocation failed";

/**
 * A copy of what a cache is made by, of which `key` cannot be read while `isFull`: making one then ends as it does on
 * a machine that has no memory for it.
 */
export function withoutMemory<Parts extends object>(
	parts: Parts,
	key: keyof Parts,
	isFull: () => boolean,
): Parts {
	return Object.defineProperty({ ...parts }, key, {
		get() {
			if (isFull()) throw new RangeError(NO_MEMORY);
			return parts[key];
		},
	});
}

/** How a generation settles that no memory was found for. */
export const foundNoMemory = { status: "rejected", reason: { message: NO_MEMORY } };
