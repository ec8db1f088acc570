import type { Logger } from "pino";
import type { Front } from "./server/openFront.js";
import type { ServedTask } from "./serveTask.js";

/** The task that new requests go to, and those before it that still have some to finish. */
export interface ServedTasks {
	/** @throws {TypeError} before the first {@link ServedTasks.serve} */
	current(): ServedTask;
	/** Names of the tasks that may still give answers. */
	names(): readonly string[];
	/** Gives every request from now on to this task; the one before finishes its own and ends. */
	serve(next: ServedTask): void;
	/** Whether any of them works on anything. */
	isWorking(): boolean;
	/** Inference processes now, of all of them. */
	pids(): number[];
	/** Tasks that finish their last requests. */
	readonly retiring: number;
	/** Of the current task `ready`, of all together the rest. */
	counts(): { ready: number; running: number; waiting: number; restarts: number };
	/** Refuses every request that is not begun yet. */
	close(): Promise<void>;
	/** Ends all engines at once. */
	stop(): Promise<void>;
}

export function createServedTasks(modules: { front: Front; logger: Logger }): ServedTasks {
	const { front, logger } = modules;
	let current: ServedTask | undefined;
	const retiring = new Set<ServedTask>();
	/** Restarts of processes of tasks that are gone. */
	let restartsBefore = 0;

	const all = (): ServedTask[] => [...(current === undefined ? [] : [current]), ...retiring];
	const sum = (count: "running" | "waiting" | "restarts"): number =>
		all().reduce((total, { engine }) => total + engine.counts()[count], 0);
	const retire = async (task: ServedTask): Promise<void> => {
		const { name } = task.bundle.manifest;
		retiring.add(task);
		try {
			await task.retire();
			logger.info(
				{ task: name, taskHash: task.bundle.hash },
				"the task before has answered its last request",
			);
		} catch (error) {
			logger.error({ err: error, task: name }, "the task before did not end as it should");
		} finally {
			restartsBefore += task.engine.counts().restarts;
			retiring.delete(task);
		}
	};

	return {
		current() {
			if (current === undefined) throw new TypeError("no task is served yet");
			return current;
		},
		names: () => all().map(({ bundle }) => bundle.manifest.name),
		serve(next) {
			const before = current;
			current = next;
			front.serve(next.handle, next.answerMs);
			if (before !== undefined) void retire(before);
		},
		isWorking: () => all().some((task) => task.isWorking()),
		pids: () => all().flatMap(({ engine }) => engine.pids()),
		get retiring() {
			return retiring.size;
		},
		counts: () => ({
			ready: current?.engine.counts().ready ?? 0,
			running: sum("running"),
			waiting: sum("waiting"),
			restarts: restartsBefore + sum("restarts"),
		}),
		close: async () => current?.close(),
		stop: async () => {
			await Promise.all(all().map(({ engine }) => engine.stop()));
		},
	};
}
