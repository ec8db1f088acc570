import { InputRefusedError } from "../../subnets/index.js";
import type { BatchLimits, EngineJob } from "./engineMessages.js";
import { answerAlone, type JobRunner, type RunnerModules } from "./jobRunner.js";

/**
 * For tasks whose answers are made step by step: every job joins the one open batch at its next step.
 *
 * A step that fails fails every job in it, though one of them may be the reason: each that has streamed nothing yet
 * is then answered once more by itself.
 */
export function runInSteps(options: Pick<BatchLimits, "batchLength">, modules: RunnerModules): JobRunner {
	const { task, session, replies } = modules;
	if (task.openBatch === undefined) throw new TypeError("the task has no steps");
	const batch = task.openBatch(session, replies.notice);
	const running = new Map<number, AbortController>();
	/** Jobs to be tried again, one after the other. */
	let retries: Promise<void> = Promise.resolve();

	const work = async (job: EngineJob, signal: AbortSignal): Promise<void> => {
		let isTold = false;
		const onToken = (text: string): void => {
			isTold = true;
			replies.token(job, text);
		};
		try {
			const { miner, streams } = job;
			const answer = await batch.answer(job.request, { miner, signal, ...(streams ? { onToken } : {}) });
			replies.answered(job, answer);
		} catch (error) {
			if (error instanceof InputRefusedError || signal.aborted || isTold) replies.refused(job, error, signal);
			else {
				retries = retries.then(() => answerAlone(job, signal, modules));
				await retries;
			}
		}
	};

	return {
		capacity: options.batchLength,
		take(job) {
			const stop = new AbortController();
			running.set(job.id, stop);
			replies.begun([job]);
			void work(job, stop.signal).finally(() => running.delete(job.id));
		},
		cancel: (id) => running.get(id)?.abort(),
	};
}
