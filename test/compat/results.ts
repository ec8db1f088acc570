import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";

/** What became of one task under one line of clients. */
export interface TaskResult {
	readonly task: string;
	/** The command as a user types it, or the function of the SDK. */
	readonly how: string;
	readonly outcome: "works" | "not supported" | "failed";
	/** What a user sees where it does not work; what was read from the chain where it does. */
	readonly note: string;
	/** Why it does not work, and what a user does instead. */
	readonly why?: string;
}

/** A part of the page. */
export interface Section {
	readonly title: string;
	readonly introduction: string;
	/** How many results a full run has. */
	readonly expected: number;
	readonly results: readonly TaskResult[];
	/** Its column in the overview, for the lines of clients. */
	readonly column?: string;
}

/** Leaves a part of the page where `matrix.ts` gathers them; parts are ordered by name. Nothing for no results. */
export function recordSection(name: string, section: Section): void {
	if (section.results.length === 0) return;
	writeFileSync(join(inject("results"), `${name}.json`), JSON.stringify(section));
}
