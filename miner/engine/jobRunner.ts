import type { ModelSession, Task } from "../../subnets/index.js";
import type { EngineJob } from "./engineMessages.js";
import type { JobReplies } from "./jobReplies.js";

/** The parts of a task that make answers. */
export type Answering = Pick<Task, "answer" | "answerBatch" | "batchKey" | "openBatch">;

/** Works on the jobs that reach an engine process. */
export interface JobRunner {
	/** Jobs that it can make use of at the same time, at its start. */
	readonly capacity: number;
	take(job: EngineJob): void;
	/** Nobody waits for the job any more: it is dropped, or told to stop where it has begun. */
	cancel(id: number): void;
}

export interface RunnerModules {
	readonly task: Answering;
	readonly session: ModelSession;
	readonly replies: JobReplies;
}

/** Answers one job by itself and replies. */
export async function answerAlone(
	job: EngineJob,
	signal: AbortSignal,
	modules: RunnerModules,
): Promise<void> {
	const { task, session, replies } = modules;
	const { miner, streams } = job;
	try {
		const answer = await task.answer(session, job.request, {
			miner,
			signal,
			...(streams ? { onToken: (text: string) => replies.token(job, text) } : {}),
		});
		replies.answered(job, answer);
	} catch (error) {
		replies.refused(job, error, signal);
	}
}
