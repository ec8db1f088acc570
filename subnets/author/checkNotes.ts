import type { CheckProblem } from "./checkReport.js";

/** Ends a check at a step that leaves nothing for the next; what was wrong is noted already. */
export class StepFailed extends Error {}

/** What a check finds on its way. */
export interface CheckNotes {
	readonly problems: readonly CheckProblem[];
	readonly warnings: readonly string[];
	/** Notes a problem, each once. */
	problem(part: string, message: string, remedy: string): void;
	warn(message: string): void;
	/**
	 * Runs a piece of the bundle's code; what it throws is a problem and ends the check.
	 * @param ms - gets the time that it took
	 */
	step<T>(part: string, what: string, work: () => T | Promise<T>, ms?: number[]): Promise<T>;
}

export function createCheckNotes(signal: AbortSignal | undefined): CheckNotes {
	const problems: CheckProblem[] = [];
	const warnings: string[] = [];
	const problem = (part: string, message: string, remedy: string): void => {
		if (!problems.some((known) => known.part === part && known.message === message))
			problems.push({ part, message, remedy });
	};
	return {
		problems,
		warnings,
		problem,
		warn: (message) => warnings.push(message),
		async step(part, what, work, ms) {
			signal?.throwIfAborted();
			const began = performance.now();
			try {
				const result = await work();
				ms?.push(performance.now() - began);
				return result;
			} catch (error) {
				problem(part, `${what} fails: ${(error as Error).message}`, `Correct ${what} in the task's code.`);
				throw new StepFailed();
			}
		},
	};
}
