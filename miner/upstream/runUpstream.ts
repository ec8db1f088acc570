import type { Answer } from "../../subnets/index.js";
import type { EngineJob } from "../engine/engineMessages.js";
import type { JobReplies } from "../engine/jobReplies.js";
import type { JobRunner } from "../engine/jobRunner.js";

/** Answers one job; must end soon after `signal` is aborted. */
export type AnswerJob = (
	job: EngineJob,
	signal: AbortSignal,
	onToken: ((text: string) => void) | undefined,
) => Promise<Answer>;

/** For models that run elsewhere: many jobs at the same time, since this process only waits for them. */
export function runUpstream(
	options: { readonly capacity: number },
	modules: { readonly answer: AnswerJob; readonly replies: JobReplies },
): JobRunner {
	const { answer, replies } = modules;
	const pending: EngineJob[] = [];
	const running = new Map<number, AbortController>();

	const work = async (job: EngineJob): Promise<void> => {
		const stop = new AbortController();
		running.set(job.id, stop);
		replies.begun([job]);
		try {
			const onToken = job.streams ? (text: string) => replies.token(job, text) : undefined;
			replies.answered(job, await answer(job, stop.signal, onToken));
		} catch (error) {
			replies.refused(job, error, stop.signal);
		}
		running.delete(job.id);
		next();
	};
	const next = (): void => {
		while (running.size < options.capacity) {
			const job = pending.shift();
			if (job === undefined) return;
			void work(job);
		}
	};

	return {
		capacity: options.capacity,
		take(job) {
			pending.push(job);
			next();
		},
		cancel(id) {
			running.get(id)?.abort();
			const index = pending.findIndex((job) => job.id === id);
			const [job] = index < 0 ? [] : pending.splice(index, 1);
			if (job !== undefined) replies.refused(job, undefined, AbortSignal.abort());
		},
	};
}
