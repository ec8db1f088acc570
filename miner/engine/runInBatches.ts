import type { Answer, ModelSession } from "../../subnets/index.js";
import type { BatchLimits, EngineJob } from "./engineMessages.js";
import { answerAlone, type JobRunner, type RunnerModules } from "./jobRunner.js";
import type { TimedSession } from "./threadSession.js";

interface Pending {
	readonly job: EngineJob;
	/** Undefined for one that shares with nobody: a stream. */
	readonly key: string | undefined;
	/** ms of `now`. */
	readonly arrived: number;
}

interface Batch {
	readonly key: string | undefined;
	readonly jobs: Map<number, EngineJob>;
	readonly rows: number;
	readonly stop: AbortController;
	/** Its run is nearly done: another batch may wait behind it. */
	isEnding: boolean;
}

/** Keys whose run times are remembered; a task has a few. */
const KEYS_REMEMBERED = 64;
/** Weight of the newest run in what a row is thought to take. */
const NEWEST = 0.3;
/** Batches whose jobs there is room for: one in the model, and one whose tensors are being made answers of. */
const DEPTH = 2;
/**
 * The next batch is given to the model's thread that long before the run in it is thought to end (ms), to wait there: what
 * lies between two runs otherwise, two messages between threads and the reading of the next requests, took 0.8 ms and more.
 * Runs of less than twice that gain less by it than by the rows that come meanwhile.
 */
const LEAD_MS = 2;

/**
 * For tasks that answer several requests in one run: dynamic batching with a bound on what sharing may cost.
 *
 * The job that waited longest always goes next, with those that wait and have its key, so that no kind of request
 * starves. A batch is no longer than `batchMs` allow by what a row of its key took before. A batch that is not full
 * waits for at most `batchWaitMs`, and only after a batch that was shared: a caller that asks one by one waits for
 * nobody. The next batch is ready when the last run is done, whose answers are made while the next one runs.
 */
export function runInBatches(
	options: BatchLimits,
	modules: RunnerModules & {
		readonly session: TimedSession;
		/** ms that only grow. */
		readonly now?: () => number;
		readonly setTimer?: (run: () => void, ms: number) => void;
	},
): JobRunner {
	const { task, session, replies } = modules;
	const { now = () => performance.now(), setTimer = setTimeout } = modules;
	const answerBatch = task.answerBatch?.bind(task);
	if (answerBatch === undefined) throw new TypeError("the task has no batches");
	const pending: Pending[] = [];
	const running = new Set<Batch>();
	const rowMs = new Map<string, number>();
	/** The batches that were given to the model's thread, until their first runs are done: one that runs, one that waits. */
	const inModel: Batch[] = [];
	let capacity = DEPTH;
	let isShared = false;
	let isTimerSet = false;

	/** Undefined for one that shares with nobody, such as one of which the task cannot tell: its answer shows what is wrong. */
	const keyOf = ({ streams, request }: EngineJob): string | undefined => {
		if (streams) return undefined;
		try {
			return task.batchKey?.(request) ?? "";
		} catch {
			return undefined;
		}
	};

	const lengthFor = (key: string | undefined): number => {
		const known = key === undefined ? undefined : rowMs.get(key);
		if (known === undefined) return 1;
		return Math.max(1, Math.min(options.batchLength, Math.floor(options.batchMs / known)));
	};

	const learn = ({ key, rows }: Batch, ms: number): void => {
		if (key === undefined) return;
		const known = rowMs.get(key);
		const each = ms / rows;
		rowMs.set(key, known === undefined ? each : known + NEWEST * (each - known));
		const [oldest] = rowMs.keys();
		if (rowMs.size > KEYS_REMEMBERED && oldest !== undefined) rowMs.delete(oldest);
		const wanted = DEPTH * Math.max(...[...rowMs.keys()].map(lengthFor));
		if (wanted === capacity) return;
		capacity = wanted;
		replies.capacity(capacity);
	};

	const next = (): void => {
		const [first] = pending;
		const [runs, waits] = inModel;
		const isOpen = runs === undefined || (runs.isEnding && waits === undefined);
		if (first === undefined || !isOpen || running.size > DEPTH) return;
		const { key, job } = first;
		const mates =
			key === undefined
				? [first]
				: pending.filter((other) => other.key === key && other.job.miner === job.miner);
		const length = lengthFor(key);
		const left = first.arrived + options.batchWaitMs - now();
		if (isShared && mates.length < length && left > 0) {
			waitFor(left);
			return;
		}
		const taken = mates.slice(0, length);
		for (const mate of taken) pending.splice(pending.indexOf(mate), 1);
		isShared = taken.length > 1;
		const jobs = new Map(taken.map((mate) => [mate.job.id, mate.job]));
		void work({ key, jobs, rows: jobs.size, stop: new AbortController(), isEnding: false });
	};

	const waitFor = (ms: number): void => {
		if (isTimerSet) return;
		isTimerSet = true;
		setTimer(() => {
			isTimerSet = false;
			next();
		}, ms);
	};

	const work = async (batch: Batch): Promise<void> => {
		running.add(batch);
		inModel.push(batch);
		if (inModel[0] === batch) expectEnd(batch);
		const jobs = [...batch.jobs.values()];
		replies.begun(jobs);
		const answers = batch.key === undefined ? undefined : await together(batch, jobs);
		for (const [index, job] of jobs.entries()) {
			const answer = answers?.[index];
			if (!batch.jobs.has(job.id)) continue;
			// One bad request must not cost the others their answer: each is tried by itself.
			if (answer === undefined) await answerAlone(job, batch.stop.signal, modules);
			else replies.answered(job, answer);
		}
		leaveModel(batch);
		running.delete(batch);
		next();
	};

	/** Undefined where the batch as a whole fails. */
	const together = async (
		batch: Batch,
		jobs: readonly EngineJob[],
	): Promise<readonly Answer[] | undefined> => {
		const watched: ModelSession = {
			run: (feeds, outputs) =>
				session.runTimed(feeds, outputs, (ms) => {
					if (!inModel.includes(batch)) return;
					learn(batch, ms);
					leaveModel(batch);
					next();
				}),
		};
		try {
			const requests = jobs.map(({ request }) => request);
			const miner = jobs[0]?.miner ?? "";
			return await answerBatch(watched, requests, { miner, signal: batch.stop.signal });
		} catch {
			return undefined;
		}
	};

	const leaveModel = (batch: Batch): void => {
		const place = inModel.indexOf(batch);
		if (place < 0) return;
		inModel.splice(place, 1);
		if (place === 0 && inModel[0] !== undefined) expectEnd(inModel[0]);
	};

	/** From its beginning on: lets the next batch be given to the thread before this one's run ends. */
	const expectEnd = (batch: Batch): void => {
		const each = batch.key === undefined ? undefined : rowMs.get(batch.key);
		const left = (each ?? 0) * batch.rows - LEAD_MS;
		if (left < LEAD_MS) return;
		setTimer(() => {
			if (inModel[0] !== batch) return;
			batch.isEnding = true;
			next();
		}, left);
	};

	return {
		capacity,
		take(job) {
			pending.push({ job, key: keyOf(job), arrived: now() });
			next();
		},
		cancel(id) {
			const index = pending.findIndex(({ job }) => job.id === id);
			const [dropped] = index < 0 ? [] : pending.splice(index, 1);
			if (dropped !== undefined) replies.refused(dropped.job, undefined, AbortSignal.abort());
			for (const batch of running) {
				const job = batch.jobs.get(id);
				if (job === undefined) continue;
				batch.jobs.delete(id);
				replies.refused(job, undefined, AbortSignal.abort());
				if (batch.jobs.size === 0) batch.stop.abort();
			}
		},
	};
}
