/** What became of one task under one line of clients. */
export interface TaskResult {
	readonly task: string;
	/** The command as a user types it, or the function of the SDK. */
	readonly how: string;
	readonly outcome: "works" | "not supported" | "failed" | "not run";
	/** What a user sees where it does not work; what was read from the chain where it does. */
	readonly note: string;
}

export interface LineResults {
	readonly id: "A" | "B";
	readonly packages: readonly string[];
	/** Every task of the line was run. */
	readonly complete: boolean;
	readonly results: readonly TaskResult[];
}
