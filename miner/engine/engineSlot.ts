import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { UpstreamServer } from "../upstream/upstreamOptions.js";
import { createFaultLog } from "./createFaultLog.js";
import type { EngineJob, EngineReply } from "./engineMessages.js";
import type { EngineProcess } from "./engineProcess.js";
import { type EngineResult, type KeptRows, lostAnswer, notAnswered } from "./engineResult.js";
import { unpackRows } from "./packedRows.js";

/** One request on its way through the engine. */
export interface Job extends EngineJob {
	readonly onToken: ((text: string) => void) | undefined;
	finish(result: EngineResult): void;
	/** Somebody was told what became of it, or nobody waits any more. */
	finished: boolean;
	/** A process works on it. */
	begun: boolean;
	/** A piece of its text was passed on: it cannot be done again. */
	told: boolean;
	/** It shares a process with no other: one of those that it shared one with before may have ended it. */
	alone: boolean;
}

/** One place for an engine process, which is replaced when it ends. */
export interface EngineSlot {
	/** Whether the process can make use of this job now. */
	hasRoomFor(job: Job): boolean;
	give(job: Job): void;
	/** Nobody waits for the job any more: it is cancelled, and the process ended if it goes on all the same. */
	reclaim(job: Job): void;
	readonly isReady: boolean;
	/** Whether it works on a job, or on rows of an answer that went out. */
	readonly isBusy: boolean;
	readonly pid: number | undefined;
	/** Servers that run the model in the process's place, as last seen. */
	readonly servers: readonly UpstreamServer[];
	attach(started: EngineProcess): void;
	/** Ends the process at once. */
	stop(): Promise<void>;
}

/**
 * Waiting time before the n-th restart in a row; the first is at once. A process that lived `STABLE_MS`, or answered
 * anything, resets it: requests that end their process one by one must not add pauses for those in between.
 */
const BACKOFF_MS = [0, 100, 500, 2_000, 5_000, 10_000];
const STABLE_MS = 30_000;
/** How long a cancelled inference may go on before its process is ended. */
const CANCEL_GRACE_MS = 1_000;

/** Rows of an answer that nobody gets are of no use to anybody. */
function discardRows({ rowsFile }: Job): void {
	if (rowsFile !== undefined) rmSync(rowsFile, { force: true });
}

/**
 * A process that dies takes with it the answer it was working on (503). Had it several in work, one of them may be
 * why: each of those is done once more with a process to itself, so that the innocent get their answers and the
 * guilty loses its own. What it had not begun goes back to the queue.
 *
 * @param modules.changed - called when there may be room
 * @param modules.takeBack - gets the jobs that are to be done again, in their order
 */
export function createEngineSlot(modules: {
	launch(): Promise<EngineProcess>;
	changed(): void;
	takeBack(jobs: readonly Job[]): void;
	restarted(): void;
	logger: Logger;
	signal: AbortSignal;
}): EngineSlot {
	const { launch, changed, takeBack, restarted, logger, signal } = modules;
	let process: EngineProcess | undefined;
	let capacity = 1;
	/** Whether the process has answered anything since it started. */
	let isProven = false;
	/** Answers that were given while their rows go to the disk. */
	const writing = new Map<number, (kept: KeptRows) => void>();
	let servers: UpstreamServer[] = [];
	const faults = createFaultLog({ logger, nowMs: () => performance.now() });
	/** Those not replied to yet. */
	let jobs: Job[] = [];

	const onReply = (reply: EngineReply): void => {
		if (reply.type === "capacity") {
			capacity = reply.jobs;
			changed();
		} else if (reply.type === "notice") {
			logger.warn({ pid: process?.pid, notice: reply.line }, "engine cannot do all it might");
		} else if (reply.type === "fault") {
			faults.say(reply.line);
		} else if (reply.type === "server") {
			const { origin, isHealthy } = reply.server;
			servers = servers.map((server) => (server.origin === origin ? reply.server : server));
			if (isHealthy) logger.info({ server: origin }, "a server behind this miner is healthy again");
			else logger.warn({ server: origin }, "a server behind this miner is lost");
		} else if (reply.type === "begun") {
			for (const job of jobs) if (reply.ids.includes(job.id)) job.begun = true;
		} else if (reply.type === "tokens") {
			for (const { id, text } of reply.pieces) {
				const job = jobs.find((candidate) => candidate.id === id);
				if (job === undefined || job.finished) continue;
				job.told = true;
				job.onToken?.(text);
			}
		} else if (reply.type === "kept") {
			const { withheld } = reply;
			writing.get(reply.id)?.(withheld === undefined ? { place: "file" } : { place: "memory", withheld });
			writing.delete(reply.id);
		} else if (reply.type === "answered" || reply.type === "refused") {
			const job = jobs.find(({ id }) => id === reply.id);
			if (job === undefined) return;
			jobs = jobs.filter((other) => other !== job);
			isProven ||= reply.type === "answered";
			if (reply.type === "refused")
				job.finish(notAnswered(reply.status, reply.code, reply.message, reply.remedy));
			else if (reply.packed !== undefined)
				job.finish({ ok: true, answer: { ...reply.answer, withheld: unpackRows(reply.packed) } });
			else if (reply.rows === undefined) job.finish({ ok: true, answer: reply.answer });
			else {
				const kept = new Promise<KeptRows>((resolve) => {
					writing.set(reply.id, resolve);
				});
				const isWanted = !job.finished;
				job.finish({ ok: true, answer: reply.answer, rows: { lengths: reply.rows.tensors, kept } });
				if (!isWanted) void kept.then(() => discardRows(job));
			}
			for (const other of jobs) if (other.finished) endIfIdle(other);
			changed();
		}
	};

	/** Ends the process behind a job that goes on though nobody waits for any of those that it works on. */
	const endIfIdle = (job: Job): void => {
		setTimeout(() => {
			if (jobs.includes(job) && !jobs.some(({ begun, finished }) => begun && !finished)) process?.kill();
		}, CANCEL_GRACE_MS).unref();
	};

	const onExit = (started: EngineProcess, reason: string, failures: number, since: number): void => {
		process = undefined;
		servers = [];
		for (const resolve of writing.values()) resolve({ place: "lost" });
		writing.clear();
		const left = jobs;
		jobs = [];
		const working = left.filter(({ begun }) => begun).length;
		const again: Job[] = [];
		for (const job of left) {
			discardRows(job);
			if (job.finished) continue;
			const isCause = job.alone || job.told || (job.begun && working === 1);
			if (isCause) {
				job.finish(lostAnswer());
				continue;
			}
			// A job that was only sent may be what the process died of, too: it is alone the next time.
			job.alone = job.begun || working === 0;
			job.begun = false;
			again.push(job);
		}
		if (signal.aborted) {
			for (const job of again) job.finish(lostAnswer());
			return;
		}
		logger.warn({ pid: started.pid, reason }, "engine process ended, starting another");
		takeBack(again);
		void restart(isProven || performance.now() - since > STABLE_MS ? 0 : failures);
	};

	const attach = (started: EngineProcess, failures: number): void => {
		const since = performance.now();
		process = started;
		isProven = false;
		capacity = started.capacity;
		servers = [...started.servers];
		for (const { origin, isHealthy } of servers)
			if (!isHealthy) logger.warn({ server: origin }, "a server behind this miner is not healthy");
		started.onReply(onReply);
		started.onExit((reason) => onExit(started, reason, failures, since));
		changed();
	};

	const restart = async (failures: number): Promise<void> => {
		for (let attempt = failures; !signal.aborted; attempt++) {
			try {
				await delay(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)], undefined, { signal });
				const started = await launch();
				if (signal.aborted) return started.kill();
				restarted();
				attach(started, attempt + 1);
				logger.info({ pid: started.pid }, "engine process ready again");
				return;
			} catch (error) {
				if (!signal.aborted) logger.error({ err: error }, "engine process did not start again");
			}
		}
	};

	return {
		hasRoomFor: (job) =>
			process !== undefined &&
			(jobs.length === 0 || (!job.alone && jobs.length < capacity && !jobs.some(({ alone }) => alone))),
		give(job) {
			jobs.push(job);
			const { id, request, miner, streams, rowsFile } = job;
			process?.send({
				type: "answer",
				job: { id, request, miner, streams, ...(rowsFile === undefined ? {} : { rowsFile }) },
			});
		},
		reclaim(job) {
			if (!jobs.includes(job)) return;
			process?.send({ type: "cancel", id: job.id });
			endIfIdle(job);
		},
		get isReady() {
			return process !== undefined && capacity > 0;
		},
		get isBusy() {
			return jobs.length > 0 || writing.size > 0;
		},
		get pid() {
			return process?.pid;
		},
		get servers() {
			return servers;
		},
		attach: (started) => attach(started, 0),
		async stop() {
			const ending = process;
			if (ending === undefined) return;
			const ended = new Promise<void>((resolve) => ending.onExit(() => resolve()));
			ending.kill();
			await ended;
		},
	};
}
