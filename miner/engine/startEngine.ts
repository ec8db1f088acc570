import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { entryPoint } from "../../chain/wallet/index.js";
import type { Answer, InferRequest } from "../../subnets/index.js";
import type { EngineReply, EngineSetup } from "./engineMessages.js";
import { type EngineProcess, startEngineProcess } from "./engineProcess.js";
import { describeCap, type MemoryCap } from "./memoryCap.js";

export interface EngineOptions extends EngineSetup {
	/** Processes side by side, each with one inference (or one batch) at a time. */
	readonly processes: number;
	readonly heapMib: number;
	/** Longest time for one answer, waiting included, in ms. */
	readonly timeoutMs: number;
	/** Requests that may wait for a process; the next one is refused. */
	readonly queueLength: number;
	readonly startMs: number;
	/** Most requests that one process takes at once, where the task can batch. */
	readonly batchLength: number;
}

/** What became of one request: an answer, or what the caller is told instead. */
export type EngineResult =
	| { readonly ok: true; readonly answer: Answer }
	| {
			readonly ok: false;
			readonly status: number;
			readonly code: string;
			readonly message: string;
			readonly remedy: string;
	  };

/** What the engine did since it started. */
interface EngineCounts {
	readonly ready: number;
	readonly running: number;
	readonly waiting: number;
	readonly restarts: number;
}

/** Runs the task's `answer` in processes of their own. */
export interface Engine {
	readonly modelSha256: string;
	readonly cap: MemoryCap;
	counts(): EngineCounts;
	/** Whether a request would find room now. */
	hasRoom(): boolean;
	pids(): number[];
	/** Never rejects: a process that dies is a result of status 503. */
	answer(
		request: InferRequest,
		options: {
			/** In whose name; the miner's own hotkey if absent. */
			miner?: string;
			signal?: AbortSignal;
			onToken?: (text: string) => void;
		},
	): Promise<EngineResult>;
	/** Ends all processes at once. */
	stop(): Promise<void>;
}

interface Job {
	readonly id: number;
	readonly request: InferRequest;
	readonly miner: string;
	readonly onToken: ((text: string) => void) | undefined;
	finish(result: EngineResult): void;
	finished: boolean;
}

interface Slot {
	process: EngineProcess | undefined;
	/** Those not replied to yet. */
	jobs: Job[];
}

/** Waiting time before the n-th restart in a row; the first is at once. A process that lived `STABLE_MS` resets it. */
const BACKOFF_MS = [0, 100, 500, 2_000, 5_000, 10_000];
const STABLE_MS = 30_000;
/** How long a cancelled inference may go on before its process is ended. */
const CANCEL_GRACE_MS = 1_000;

/**
 * Starts the engine's processes, all of them ready when it resolves.
 *
 * A process that dies takes with it the one answer it was working on (503), is started again at once, then with
 * growing pauses; the others and the queue go on.
 *
 * @throws {EngineStartError} when the first start fails
 */
export async function startEngine(
	options: EngineOptions,
	modules: { logger: Logger; signal: AbortSignal },
): Promise<Engine> {
	const { logger } = modules;
	const stopping = new AbortController();
	const signal = AbortSignal.any([modules.signal, stopping.signal]);
	const waiting: Job[] = [];
	const slots: Slot[] = Array.from({ length: options.processes }, () => ({
		process: undefined,
		jobs: [],
	}));
	let nextId = 1;
	let restarts = 0;

	const launch = () =>
		startEngineProcess(
			{
				entry: entryPoint(import.meta.url, "./engineWorker.js"),
				setup: {
					bundle: options.bundle,
					bundleHash: options.bundleHash,
					behaviour: options.behaviour,
					miner: options.miner,
					threads: options.threads,
					memoryBytes: options.memoryBytes,
				},
				heapMib: options.heapMib,
				startMs: options.startMs,
			},
			{ logger, signal },
		);

	const dispatch = (): void => {
		for (const slot of slots) {
			if (slot.process === undefined || slot.jobs.length > 0) continue;
			const first = waiting.shift();
			if (first === undefined) return;
			slot.jobs = [first, ...(slot.process.batches ? takeBatch(first) : [])];
			slot.process.send({
				type: "answer",
				jobs: slot.jobs.map(({ id, request, miner, onToken }) => ({
					id,
					request,
					miner,
					streams: onToken !== undefined,
				})),
			});
		}
	};

	/** Those of the queue that go along with `first`; a stream goes alone, so that its pieces come at once. */
	const takeBatch = (first: Job): Job[] => {
		const taken: Job[] = [];
		if (first.onToken !== undefined) return taken;
		for (let index = 0; index < waiting.length && taken.length + 1 < options.batchLength; ) {
			const job = waiting[index];
			if (job === undefined || job.onToken !== undefined) index++;
			else taken.push(...waiting.splice(index, 1));
		}
		return taken;
	};

	/** Ends the process behind jobs that go on though nobody waits for any of them. */
	const reclaim = (job: Job): void => {
		const slot = slots.find(({ jobs }) => jobs.includes(job));
		if (slot === undefined || slot.jobs.some(({ finished }) => !finished)) return;
		slot.process?.send({ type: "cancel" });
		setTimeout(() => {
			if (slot.jobs.includes(job)) slot.process?.kill();
		}, CANCEL_GRACE_MS).unref();
	};

	const onReply = (slot: Slot, reply: EngineReply): void => {
		if (reply.type === "ready" || reply.type === "failed") return;
		const job = slot.jobs.find(({ id }) => id === reply.id);
		if (job === undefined) return;
		if (reply.type === "token") {
			if (!job.finished) job.onToken?.(reply.text);
			return;
		}
		slot.jobs = slot.jobs.filter((other) => other !== job);
		if (reply.type === "answered") job.finish({ ok: true, answer: reply.answer });
		else job.finish(notAnswered(reply.status, reply.code, reply.message, reply.remedy));
		for (const other of slot.jobs) if (other.finished) reclaim(other);
		dispatch();
	};

	const attach = (slot: Slot, started: EngineProcess, failures: number): void => {
		const since = performance.now();
		slot.process = started;
		started.onReply((reply) => onReply(slot, reply));
		started.onExit((reason) => {
			slot.process = undefined;
			const lost = slot.jobs;
			slot.jobs = [];
			for (const job of lost) job.finish(lostAnswer());
			if (signal.aborted) return;
			logger.warn({ pid: started.pid, reason }, "engine process ended, starting another");
			void restart(slot, performance.now() - since > STABLE_MS ? 0 : failures);
		});
		dispatch();
	};

	const restart = async (slot: Slot, failures: number): Promise<void> => {
		for (let attempt = failures; !signal.aborted; attempt++) {
			try {
				await delay(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)], undefined, { signal });
				const started = await launch();
				if (signal.aborted) return started.kill();
				restarts++;
				attach(slot, started, attempt + 1);
				logger.info({ pid: started.pid }, "engine process ready again");
				return;
			} catch (error) {
				if (!signal.aborted) logger.error({ err: error }, "engine process did not start again");
			}
		}
	};

	const first = await Promise.allSettled(slots.map(() => launch()));
	const started = first.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
	const failure = first.find((result) => result.status === "rejected");
	const one = started[0];
	if (failure !== undefined || one === undefined) {
		stopping.abort();
		for (const child of started) child.kill();
		throw failure?.reason;
	}
	slots.forEach((slot, index) => {
		const child = started[index];
		if (child !== undefined) attach(slot, child, 0);
	});
	logger.info({ processes: started.length, memory: describeCap(one.cap) }, "engine ready");

	const running = () => slots.filter((slot) => slot.jobs.length > 0).length;
	const ready = () => slots.filter((slot) => slot.process !== undefined).length;

	return {
		modelSha256: one.modelSha256,
		cap: one.cap,
		counts: () => ({ ready: ready(), running: running(), waiting: waiting.length, restarts }),
		hasRoom: () => waiting.length < options.queueLength || (waiting.length === 0 && running() < ready()),
		pids: () => slots.flatMap((slot) => (slot.process === undefined ? [] : [slot.process.pid])),
		answer: (request, { miner = options.miner, signal: caller, onToken }) =>
			new Promise<EngineResult>((resolve) => {
				const timer = setTimeout(() => give(timedOut(options.timeoutMs)), options.timeoutMs);
				const onAbort = (): void => give(callerLeft());
				const job: Job = {
					id: nextId++,
					request,
					miner,
					onToken,
					finished: false,
					finish: (result) => {
						if (job.finished) return;
						job.finished = true;
						clearTimeout(timer);
						caller?.removeEventListener("abort", onAbort);
						resolve(result);
					},
				};
				const give = (result: EngineResult): void => {
					job.finish(result);
					const index = waiting.indexOf(job);
					if (index >= 0) waiting.splice(index, 1);
					else reclaim(job);
				};
				if (signal.aborted) return job.finish(stopped());
				if (caller?.aborted === true) return job.finish(callerLeft());
				if (waiting.length >= options.queueLength && running() >= ready()) return job.finish(queueFull());
				caller?.addEventListener("abort", onAbort, { once: true });
				waiting.push(job);
				dispatch();
			}),
		stop: async () => {
			stopping.abort();
			for (const job of waiting.splice(0)) job.finish(stopped());
			const ends = slots.flatMap(({ process: child }) => {
				if (child === undefined) return [];
				const ended = new Promise<void>((resolve) => child.onExit(() => resolve()));
				child.kill();
				return [ended];
			});
			await Promise.all(ends);
		},
	};
}

const notAnswered = (status: number, code: string, message: string, remedy: string): EngineResult => ({
	ok: false,
	status,
	code,
	message,
	remedy,
});

const lostAnswer = () =>
	notAnswered(503, "ENGINE_LOST", "the inference process ended during this request", "Send it again.");
const timedOut = (ms: number) =>
	notAnswered(408, "ANSWER_TIMEOUT", `no answer within ${ms} ms`, "Send it again later, or ask for less.");
const callerLeft = () =>
	notAnswered(408, "CALLER_LEFT", "the connection was closed before the answer", "Wait for the answer.");
const stopped = () => notAnswered(503, "STOPPING", "this miner is shutting down", "Ask another miner.");

/** The refusal for a request that finds no room. */
export const queueFull = () =>
	notAnswered(
		503,
		"QUEUE_FULL",
		"all places in the queue are taken",
		"Send it again after Retry-After seconds.",
	);
