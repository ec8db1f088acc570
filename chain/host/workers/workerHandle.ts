import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { RuntimeCallError, RuntimeLimitError } from "../errors.js";
import { createCallClock } from "./callClock.js";
import type { KnownRuntime, WorkerMessage, WorkerSetup } from "./protocol.js";

export interface WorkerOptions {
	readonly entry: string;
	readonly name: string;
	readonly setup: Omit<WorkerSetup, "clock" | "known">;
	/** Runtimes that threads have compiled; shared by all that are started with it. */
	readonly runtimes: RuntimeShelf;
	/** Longest time (ms) of one runtime call. */
	readonly callMs: number;
	/** Most JavaScript heap (MiB) of the thread. */
	readonly heapMb: number;
}

/** The runtime that was compiled last, for threads that are started later. */
export interface RuntimeShelf {
	newest: KnownRuntime | undefined;
}

/** One worker thread. It answers requests in the order in which they are made. */
export interface WorkerHandle {
	/** Resolves when it can answer; rejects when it could not start. */
	readonly ready: Promise<void>;
	/** True once it has ended, for whatever reason. */
	readonly lost: boolean;
	/**
	 * @throws RuntimeCallError when the runtime fails
	 * @throws WorkerLostError when the thread was ended, by its limits or by a fault
	 */
	request(message: unknown): Promise<unknown>;
	stop(): Promise<void>;
}

/** The thread ended before it answered; `subject` is the transaction that it worked on, if any. */
export class WorkerLostError extends RuntimeLimitError {
	/** Whether it ended during this request; otherwise another thread may be asked. */
	readonly atFault: boolean;
	readonly subject: number;

	constructor(what: string, atFault: boolean, subject: number) {
		super(what);
		this.atFault = atFault;
		this.subject = subject;
	}
}

interface Waiting {
	/** Its place in the row of requests, from 1 on. */
	readonly request: number;
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
}

/** Space (MiB) for short-lived objects; more would only keep memory. */
const YOUNG_HEAP_MB = 8;

/** How often (ms) a call under way is looked at. */
const WATCH_MS = 50;

/** Longest time (ms) that one access to the store is waited for. */
const STORE_ACCESS_MS = 5_000;

/** Starts a worker thread and watches its runtime calls. */
export function startWorker(options: WorkerOptions, { logger }: { logger: Logger }): WorkerHandle {
	const clock = createCallClock();
	const worker = new Worker(options.entry, {
		name: options.name,
		workerData: {
			...options.setup,
			clock: clock.shared,
			known: options.runtimes.newest,
		} satisfies WorkerSetup,
		resourceLimits: { maxOldGenerationSizeMb: options.heapMb, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
		stdout: false,
		stderr: false,
	});
	const waiting: Waiting[] = [];
	let asked = 0;
	let lost = false;
	let isReady = false;
	let ended: string | undefined;
	let reportReady: () => void = () => {};
	let reportFault: (error: Error) => void = () => {};
	const ready = new Promise<void>((resolve, reject) => {
		reportReady = resolve;
		reportFault = reject;
	});
	ready.catch(() => {});
	/** Ends the thread, but not in the middle of an access to the store, which would end the process. */
	const end = async (): Promise<void> => {
		clock.halt();
		const latest = performance.now() + STORE_ACCESS_MS;
		while (clock.storing && performance.now() < latest) await setTimeout(1);
		await worker.terminate();
	};
	const fail = (what: string, subject: number) => {
		lost = true;
		clearInterval(watch);
		if (ended !== undefined) return;
		ended = what;
		reportFault(new WorkerLostError(what, true, subject));
		for (const { request, reject } of waiting.splice(0)) {
			const atFault = request === clock.request;
			reject(new WorkerLostError(what, atFault, atFault ? subject : -1));
		}
	};
	const watch = setInterval(() => {
		const running = waiting.length === 0 ? undefined : clock.running();
		if (running === undefined || running.ms <= options.callMs) return;
		logger.warn({ worker: options.name, ms: running.ms }, "runtime call passed its time limit");
		fail(`it ran longer than ${options.callMs} ms`, running.subject);
		void end();
	}, WATCH_MS);
	watch.unref();
	worker.on("message", (message: WorkerMessage) => {
		if (message.kind === "ready") {
			isReady = true;
			reportReady();
		} else if (message.kind === "runtime") options.runtimes.newest = message.runtime;
		else if (message.kind === "log")
			logger[message.level as "warn"]({ target: message.target }, `runtime: ${message.message}`);
		else {
			const { resolve, reject } = waiting.shift() ?? {};
			if (message.kind === "result") resolve?.(message.value);
			else reject?.(new RuntimeCallError(message.method, message.reason));
		}
	});
	worker.on("error", (error) => {
		// One that could not even start is reported by who waits for it.
		logger[isReady ? "error" : "debug"]({ worker: options.name, err: error }, "worker thread failed");
		fail(`its thread failed: ${error.message}`, clock.running()?.subject ?? -1);
	});
	worker.on("exit", (code) => fail(`its thread ended with code ${code}`, -1));
	return {
		ready,
		get lost() {
			return lost;
		},
		request(message) {
			if (ended !== undefined) return Promise.reject(new WorkerLostError(ended, false, -1));
			return new Promise((resolve, reject) => {
				asked += 1;
				waiting.push({ request: asked, resolve, reject });
				worker.postMessage(message);
			});
		},
		async stop() {
			clearInterval(watch);
			lost = true;
			await end();
		},
	};
}
