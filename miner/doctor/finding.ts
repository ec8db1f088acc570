/** What the doctor looks at, in this order. */
export const checkNames = [
	"key",
	"chain",
	"clock",
	"registration",
	"balance",
	"task",
	"model",
	"engine",
	"disk",
	"port",
	"endpoint",
	"outside",
] as const;
export type CheckName = (typeof checkNames)[number];

/**
 * What one check found. `warning` is what a miner can serve with and its keeper should know of; `unknown` what could not
 * be looked at, because of a check that failed before.
 */
export interface Finding {
	readonly check: CheckName;
	readonly state: "good" | "warning" | "bad" | "unknown";
	/** What was seen, in a line. */
	readonly found: string;
	/** What to do; there for `warning` and `bad`. */
	readonly remedy?: string;
}

/** What a check says before it is known which check it was. */
export type Verdict = Omit<Finding, "check">;

export const good = (found: string): Verdict => ({ state: "good", found });
export const warning = (found: string, remedy: string): Verdict => ({ state: "warning", found, remedy });
export const bad = (found: string, remedy: string): Verdict => ({ state: "bad", found, remedy });
export const unknown = (found: string): Verdict => ({ state: "unknown", found });
