import type { EngineJob } from "./engineMessages.js";
import { answerAlone, type JobRunner, type RunnerModules } from "./jobRunner.js";

/** For tasks that cannot batch: one job after the other. */
export function runOneByOne(modules: RunnerModules): JobRunner {
	const pending: EngineJob[] = [];
	let current: { readonly id: number; readonly stop: AbortController } | undefined;

	const next = (): void => {
		const job = current === undefined ? pending.shift() : undefined;
		if (job === undefined) return;
		const stop = new AbortController();
		current = { id: job.id, stop };
		modules.replies.begun([job]);
		void answerAlone(job, stop.signal, modules).then(() => {
			current = undefined;
			next();
		});
	};

	return {
		capacity: 1,
		take(job) {
			pending.push(job);
			next();
		},
		cancel(id) {
			if (current?.id === id) current.stop.abort();
			const index = pending.findIndex((job) => job.id === id);
			const [job] = index < 0 ? [] : pending.splice(index, 1);
			if (job !== undefined) modules.replies.refused(job, undefined, AbortSignal.abort());
		},
	};
}
