import type { Logger } from "pino";
import { entryPoint } from "../../wallet/index.js";
import type { RuntimeTrial } from "../blocks/tryRuntime.js";
import { RuntimeLimitError } from "../errors.js";
import type { CallRequest } from "./protocol.js";
import { startWorker, type WorkerHandle, type WorkerOptions } from "./workerHandle.js";

/** Threads that run runtime calls for RPC clients. */
export interface CallPool {
	/** Calls the runtime of block `number` on its state. @throws RuntimeCallError, RuntimeLimitError */
	call(number: number, method: string, argument: Uint8Array): Promise<Uint8Array>;
	/** Trie nodes that prove `keys` at block `number`. */
	proof(number: number, keys: readonly string[]): Promise<Uint8Array[]>;
	/** Merkle value of the node nearest to `key` or below it; undefined where nothing begins with `key`. */
	merkleValue(number: number, key: string, child: string | undefined): Promise<Uint8Array | undefined>;
	/** Tries a runtime on the state of the best block. @throws RuntimeLimitError when it does not return */
	tryRuntime(trial: Omit<Extract<CallRequest, { kind: "tryRuntime" }>, "kind">): Promise<RuntimeTrial>;
	stop(): Promise<void>;
}

export interface CallPoolOptions extends Omit<WorkerOptions, "entry" | "name"> {
	readonly threads: number;
	/** Calls that may wait for a thread. */
	readonly mostWaiting: number;
}

/** How long (ms) calls wait before one more thread is started, and how long a surplus one is kept idle. */
const PATIENCE_MS = 100;
const IDLE_MS = 60_000;

interface Waiting {
	readonly request: CallRequest;
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: unknown) => void;
}

/** One thread, more while calls are slow, up to `threads`; started anew when a call ends one. */
export function createCallPool(options: CallPoolOptions, modules: { readonly logger: Logger }): CallPool {
	const idle: WorkerHandle[] = [];
	const alive = new Set<WorkerHandle>();
	const queue: Waiting[] = [];
	let stopped = false;
	let growth: NodeJS.Timeout | undefined;
	const spawn = (): WorkerHandle => {
		const entry = entryPoint(import.meta.url, "./callWorker.js");
		const handle = startWorker({ ...options, name: "calls", entry }, modules);
		alive.add(handle);
		return handle;
	};
	const take = (): WorkerHandle | undefined => {
		for (let handle = idle.pop(); handle !== undefined; handle = idle.pop()) {
			if (!handle.lost) return handle;
			alive.delete(handle);
		}
		return alive.size === 0 ? spawn() : undefined;
	};
	const work = (): void => {
		while (queue.length > 0 && !stopped) {
			const handle = take();
			if (handle === undefined) {
				growth ??= setTimeout(grow, PATIENCE_MS).unref();
				return;
			}
			const job = queue.shift();
			if (job !== undefined) void run(handle, job);
		}
	};
	/** A further thread costs 30 MB, so it is started only when a call keeps the others waiting. */
	const grow = (): void => {
		growth = undefined;
		if (stopped || queue.length === 0 || alive.size >= options.threads) return;
		idle.push(spawn());
		work();
	};
	const shrink = (handle: WorkerHandle): void => {
		const at = idle.indexOf(handle);
		if (at < 0 || alive.size <= 1) return;
		idle.splice(at, 1);
		alive.delete(handle);
		void handle.stop();
	};
	const run = async (handle: WorkerHandle, job: Waiting): Promise<void> => {
		try {
			await handle.ready;
			job.resolve(await handle.request(job.request));
		} catch (error) {
			job.reject(error);
		}
		if (handle.lost) {
			alive.delete(handle);
			if (!stopped && alive.size === 0) idle.push(spawn());
		} else {
			idle.push(handle);
			if (alive.size > 1) setTimeout(() => shrink(handle), IDLE_MS).unref();
		}
		work();
	};
	const ask = (request: CallRequest): Promise<unknown> =>
		new Promise((resolve, reject) => {
			if (stopped || queue.length >= options.mostWaiting) {
				reject(new RuntimeLimitError(stopped ? "the host stops" : `${queue.length} calls wait already`));
				return;
			}
			queue.push({ request, resolve, reject });
			work();
		});
	return {
		call: async (number, method, argument) =>
			(await ask({ kind: "call", number, method, argument })) as Uint8Array,
		merkleValue: async (number, key, child) =>
			(await ask({ kind: "merkleValue", number, key, child })) as Uint8Array | undefined,
		proof: async (number, keys) => (await ask({ kind: "proof", number, keys })) as Uint8Array[],
		tryRuntime: async (trial) => (await ask({ kind: "tryRuntime", ...trial })) as RuntimeTrial,
		async stop() {
			stopped = true;
			clearTimeout(growth);
			await Promise.all([...alive].map((handle) => handle.stop()));
		},
	};
}
