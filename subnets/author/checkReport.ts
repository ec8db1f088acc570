/** Something that a miner, a validator or the chain would refuse. */
export interface CheckProblem {
	/** The part at fault: `manifest`, `files`, `code`, `sampler`, `model`, `answer`, `scorer`, `audit`, `signature`. */
	readonly part: string;
	/** What would be refused and why. */
	readonly message: string;
	readonly remedy: string;
}

/** What was measured on the way, on this machine. */
export interface CheckFigures {
	readonly challenges: number;
	/** Median times in ms. */
	readonly sampleMs: number;
	readonly answerMs: number;
	/** Absent where the task has no audit. */
	readonly auditMs?: number;
	/** Largest encoded messages. */
	readonly requestBytes: number;
	readonly responseBytes: number;
	/** Mean score of the pinned model's own answers, and of one answer given to every challenge. */
	readonly honestScore: number;
	readonly constantScore: number;
	/** Largest distance between two own executions, absent where none could be taken; and its limit. */
	readonly measured?: number;
	readonly tolerance?: number;
}

export interface CheckReport {
	readonly folder: string;
	readonly name: string | undefined;
	/** The manifest's hash as the chain would store it. */
	readonly hash: string | undefined;
	/** The author whose signature holds; undefined for an unsigned manifest. */
	readonly author: string | undefined;
	/** Empty: the bundle can be published. */
	readonly problems: readonly CheckProblem[];
	/** What works but may not be meant. */
	readonly warnings: readonly string[];
	readonly figures: CheckFigures | undefined;
}
