import type { InferRequest, ReceivedAnswer } from "../../subnets/index.js";
import type { VerdictRecord } from "../evidence/verdict.js";

/** What a researcher gets: the answer, who gave it, and what the validator found. */
export interface OrganicAnswer {
	readonly netuid: number;
	readonly uid: number;
	readonly hotkey: string;
	readonly answer: ReceivedAnswer;
	/** The verdict as it is kept, with its evidence. */
	readonly verdict: Omit<VerdictRecord, "id">;
}

export type OrganicResult =
	| { readonly ok: true; readonly value: OrganicAnswer }
	| {
			readonly ok: false;
			readonly code: "NO_MINER" | "NO_GOOD_ANSWER" | "QUEUE_FULL" | "STOPPING" | "LEFT";
			readonly reason: string;
	  };

/** A researcher's request on its way through the rounds. */
export interface Organic {
	readonly request: InferRequest;
	/** Hotkeys that were tried and gave no good answer. */
	readonly tried: Set<string>;
	settle(result: OrganicResult): void;
}

/** Requests of researchers that wait for the next round of one subnet. */
export interface OrganicQueue {
	/** Resolves when a round has a verified answer, or gives up. */
	submit(request: InferRequest, signal?: AbortSignal): Promise<OrganicResult>;
	/** Up to `count` of those that wait, oldest first. */
	take(count: number): Organic[];
	/** Puts one back for another miner; it is given up after three. */
	retry(organic: Organic, reason: string): void;
	/** Resolves once one waits, or when the signal aborts. */
	arrival(signal: AbortSignal): Promise<void>;
	readonly waiting: number;
	close(): void;
}

const MOST_TRIES = 3;

/** @param capacity - requests that may wait; the next one is refused */
export function createOrganicQueue(capacity: number): OrganicQueue {
	let queue: Organic[] = [];
	let wake: (() => void)[] = [];
	let closed = false;

	const arrived = (): void => {
		for (const resolve of wake.splice(0)) resolve();
	};
	return {
		submit: (request, signal) =>
			new Promise((resolve) => {
				if (closed) return resolve({ ok: false, code: "STOPPING", reason: "the validator is stopping" });
				if (queue.length >= capacity)
					return resolve({ ok: false, code: "QUEUE_FULL", reason: `${capacity} requests wait already` });
				const leave = (): void => {
					queue = queue.filter((other) => other !== organic);
					resolve({ ok: false, code: "LEFT", reason: "the researcher went away" });
				};
				const organic: Organic = {
					request,
					tried: new Set(),
					settle: (result) => {
						signal?.removeEventListener("abort", leave);
						resolve(result);
					},
				};
				if (signal?.aborted === true) return leave();
				signal?.addEventListener("abort", leave, { once: true });
				queue.push(organic);
				arrived();
			}),
		take: (count) => queue.splice(0, count),
		retry(organic, reason) {
			if (closed || organic.tried.size >= MOST_TRIES)
				return organic.settle({ ok: false, code: "NO_GOOD_ANSWER", reason });
			queue.unshift(organic);
			arrived();
		},
		arrival: (signal) =>
			new Promise((resolve) => {
				if (queue.length > 0 || signal.aborted) return resolve();
				wake.push(resolve);
				const giveUp = (): void => {
					wake = wake.filter((other) => other !== resolve);
					resolve();
				};
				signal.addEventListener("abort", giveUp, { once: true });
			}),
		get waiting() {
			return queue.length;
		},
		close() {
			closed = true;
			for (const organic of queue.splice(0))
				organic.settle({ ok: false, code: "STOPPING", reason: "the validator is stopping" });
			wake = [];
		},
	};
}
