import type { Logger } from "pino";
import { askOneChallenge } from "./askOneChallenge.js";
import type { ServedTasks } from "./createServedTasks.js";
import { EngineStartError, ReloadUnsupportedError } from "./errors.js";
import type { MinerTask } from "./minerOptions.js";
import type { ReloadResult } from "./reloadResult.js";
import type { ServedTask } from "./serveTask.js";

export interface ReloadModules {
	/** Reads the task anew; undefined where the miner was started without a way to. */
	readonly openTask: (() => Promise<MinerTask>) | undefined;
	/** Refuses a task that must not be served. */
	readonly check: (task: MinerTask) => Promise<void>;
	/** Starts an engine beside the one that serves; it ends with the signal at the latest. */
	readonly serveTask: (task: MinerTask, life: AbortSignal) => Promise<ServedTask>;
	readonly tasks: ServedTasks;
	readonly logger: Logger;
	/** Ends a reload that is under way. */
	readonly signal: AbortSignal;
}

/**
 * Reads the task anew, starts its engine beside the one that serves, has it answer one challenge, and gives it every
 * request from then on. Whatever fails before that leaves the task before in service.
 */
export async function reloadTask(
	options: { readonly miner: string },
	modules: ReloadModules,
): Promise<ReloadResult> {
	const { tasks, logger, signal } = modules;
	const before = tasks.current().bundle;
	try {
		const next = await replaceTask(options, modules);
		const { manifest, hash: taskHash } = next.bundle;
		const { sha256: modelSha256 } = manifest.model;
		logger.info(
			{ task: manifest.name, taskHash, modelSha256, before: before.hash },
			"reloaded: new requests go to this task",
		);
		return { ok: true, task: manifest.name, taskHash, modelSha256 };
	} catch (error) {
		if (signal.aborted) logger.info("reload given up: the miner stops");
		else
			logger.error(
				{ err: error, task: before.manifest.name, taskHash: before.hash },
				"reload failed: the task before is served on",
			);
		return { ok: false, error };
	}
}

async function replaceTask(options: { miner: string }, modules: ReloadModules): Promise<ServedTask> {
	const { openTask, check, serveTask, tasks, signal } = modules;
	if (openTask === undefined) throw new ReloadUnsupportedError();
	signal.throwIfAborted();
	const task = await openTask();
	await check(task);
	// The signal ends what is not in service yet; from then on the task lives until it is drained.
	const life = new AbortController();
	const giveUp = (): void => life.abort();
	signal.addEventListener("abort", giveUp, { once: true });
	let next: ServedTask | undefined;
	try {
		signal.throwIfAborted();
		next = await serveTask(task, life.signal);
		await tryOut(next, options.miner, life.signal);
		signal.throwIfAborted();
		tasks.serve(next);
		return next;
	} catch (error) {
		giveUp();
		await next?.engine.stop();
		await next?.close();
		throw error;
	} finally {
		signal.removeEventListener("abort", giveUp);
	}
}

async function tryOut(served: ServedTask, caller: string, signal: AbortSignal): Promise<void> {
	const { result } = await askOneChallenge(served, { caller, signal });
	if (!result.ok)
		throw new EngineStartError(
			`it does not answer a challenge of its own task: ${result.code}, ${result.message}`,
			result.remedy,
		);
}
