import type { Logger } from "pino";
import { entryPoint } from "../../chain/wallet/index.js";
import type { InferRequest } from "../../subnets/index.js";
import { createFairQueue } from "../admission/createFairQueue.js";
import { EngineStartError } from "../errors.js";
import type { UpstreamServer } from "../upstream/upstreamOptions.js";
import type { EngineSetup } from "./engineMessages.js";
import { type EngineProcess, startEngineProcess } from "./engineProcess.js";
import { callerLeft, type EngineResult, queueFull, stopped, timedOut } from "./engineResult.js";
import { createEngineSlot, type Job } from "./engineSlot.js";
import { type ProviderReport, providersToTry } from "./executionProvider.js";
import { describeCap, type MemoryCap } from "./memoryCap.js";

export interface EngineOptions extends EngineSetup {
	/** Processes side by side, each with one run of the model at a time. */
	readonly processes: number;
	readonly heapMib: number;
	/** Longest time for one answer, waiting included, in ms. */
	readonly timeoutMs: number;
	/** Requests that may wait for a process; past it the one that would be served last is refused. */
	readonly queueLength: number;
	readonly startMs: number;
}

/** What the engine did since it started. */
interface EngineCounts {
	/** Processes with a loaded model, and those of them that work. */
	readonly ready: number;
	readonly running: number;
	readonly waiting: number;
	readonly restarts: number;
}

/** Runs the task's answers in processes of their own. */
export interface Engine {
	readonly modelSha256: string;
	readonly cap: MemoryCap;
	readonly provider: ProviderReport;
	counts(): EngineCounts;
	/** Whether a request of this caller would find room now. */
	hasRoom(caller: string): boolean;
	pids(): number[];
	/** Servers that run the model in the processes' place, as last seen. */
	servers(): readonly UpstreamServer[];
	/** Never rejects: a process that dies is a result of status 503. */
	answer(
		request: InferRequest,
		options: {
			/** Who asked, for its share in the queue. */
			caller: string;
			/** In whose name; the miner's own hotkey if absent. */
			miner?: string;
			signal?: AbortSignal;
			onToken?: (text: string) => void;
			/** Where rows that the answer withholds are to be written; they come with the answer if absent. */
			rowsFile?: string;
		},
	): Promise<EngineResult>;
	/** Ends all processes at once. */
	stop(): Promise<void>;
}

/**
 * Starts the engine's processes, all of them ready when it resolves.
 *
 * A process that dies is started again at once, then with growing pauses; the others and the queue go on. One that
 * dies while it loads the model on a GPU is started once more on the CPU.
 *
 * @param modules.weightOf - a caller's share in the queue
 * @throws {EngineStartError} when the first start fails
 */
export async function startEngine(
	options: EngineOptions,
	modules: { logger: Logger; signal: AbortSignal; weightOf: (caller: string) => number },
): Promise<Engine> {
	const { logger, weightOf } = modules;
	const stopping = new AbortController();
	const signal = AbortSignal.any([modules.signal, stopping.signal]);
	const waiting = createFairQueue<Job>({ capacity: options.queueLength }, { weightOf });
	let nextId = 1;
	let restarts = 0;
	let setup = setupOf(options);
	const launch = (): Promise<EngineProcess> =>
		startEngineProcess(
			{
				entry: entryPoint(import.meta.url, "./engineWorker.js"),
				setup,
				heapMib: options.heapMib,
				startMs: options.startMs,
			},
			{ logger, signal },
		);

	const dispatch = (): void => {
		for (const slot of slots)
			for (let { first } = waiting; first !== undefined && slot.hasRoomFor(first); first = waiting.first) {
				waiting.shift();
				slot.give(first);
			}
	};
	const slots = Array.from({ length: options.processes }, () =>
		createEngineSlot({
			launch,
			changed: () => dispatch(),
			takeBack: (jobs) => {
				waiting.takeBack(jobs);
				dispatch();
			},
			restarted: () => {
				restarts++;
			},
			logger,
			signal,
		}),
	);

	/** The first process decides for all; a driver that ends it, or never answers, must not end the miner. */
	const launchFirst = async (): Promise<EngineProcess> => {
		try {
			return await launch();
		} catch (error) {
			const hadGpu = providersToTry(options.provider).length > 1;
			if (!hadGpu || signal.aborted || !(error instanceof EngineStartError)) throw error;
			setup = { ...setup, provider: "cpu" };
			const started = await launch();
			const fallback = `${options.provider}: the process did not start on it (${error.reason})`;
			return { ...started, provider: { provider: "cpu", fallback } };
		}
	};
	const one = await launchFirst();
	const others = await Promise.allSettled(slots.slice(1).map(() => launch()));
	const started = [one, ...others.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))];
	const failure = others.find((result) => result.status === "rejected");
	if (failure !== undefined) {
		stopping.abort();
		for (const child of started) child.kill();
		throw failure.reason;
	}
	slots.forEach((slot, index) => {
		const child = started[index];
		if (child !== undefined) slot.attach(child);
	});
	const { provider, fallback } = one.provider;
	if (fallback !== undefined)
		logger.warn({ provider, fallback }, "no GPU execution provider: running on another");
	logger.info({ processes: started.length, provider, memory: describeCap(one.cap) }, "engine ready");

	const running = () => slots.filter(({ isBusy }) => isBusy).length;
	const ready = () => slots.filter(({ isReady }) => isReady).length;
	return {
		modelSha256: one.modelSha256,
		cap: one.cap,
		provider: one.provider,
		counts: () => ({ ready: ready(), running: running(), waiting: waiting.length, restarts }),
		hasRoom: (caller) => waiting.hasRoomFor(caller),
		pids: () => slots.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
		servers: () => slots.flatMap(({ servers }) => servers),
		answer: (request, { caller, miner = options.miner, signal: left, onToken, rowsFile }) =>
			new Promise<EngineResult>((resolve) => {
				const timer = setTimeout(() => give(timedOut(options.timeoutMs)), options.timeoutMs);
				const onAbort = (): void => give(callerLeft());
				const job: Job = {
					finished: false,
					begun: false,
					told: false,
					alone: false,
					id: nextId++,
					request,
					miner,
					onToken,
					streams: onToken !== undefined,
					...(rowsFile === undefined ? {} : { rowsFile }),
					finish: (result) => {
						if (job.finished) return;
						job.finished = true;
						clearTimeout(timer);
						left?.removeEventListener("abort", onAbort);
						resolve(result);
					},
				};
				const give = (result: EngineResult): void => {
					job.finish(result);
					waiting.remove(job);
					for (const slot of slots) slot.reclaim(job);
				};
				if (signal.aborted) return job.finish(stopped());
				if (left?.aborted === true) return job.finish(callerLeft());
				left?.addEventListener("abort", onAbort, { once: true });
				waiting.add(job, caller)?.finish(queueFull());
				dispatch();
			}),
		stop: async () => {
			stopping.abort();
			for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) job.finish(stopped());
			await Promise.all(slots.map((slot) => slot.stop()));
		},
	};
}

function setupOf(options: EngineOptions): EngineSetup {
	const { bundle, bundleHash, behaviour, miner, threads, memoryBytes, provider } = options;
	const { batchLength, batchMs, batchWaitMs, upstream, timeoutMs } = options;
	return {
		upstream,
		timeoutMs,
		bundle,
		bundleHash,
		behaviour,
		miner,
		threads,
		memoryBytes,
		provider,
		batchLength,
		batchMs,
		batchWaitMs,
	};
}
