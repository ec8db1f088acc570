import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject } from "vitest";

/** What became of one attack. */
export interface AttackRow {
	/** The case's name in the list of attacks, such as `ME5`. */
	readonly id: string;
	readonly attack: string;
	/** What the miner went on serving meanwhile. */
	readonly load: string;
	/** What was broken or taken away. */
	readonly fault: string;
	readonly inputs: string;
	/** What was measured, with figures. */
	readonly outcome: string;
	/** The file that remakes the row. */
	readonly file: string;
}

/** `full` for the figures of docs/security.md, `short` for every run of CI. */
export const isFull = process.env.GANGLION_ATTACKS === "full";

/** How much of something this run tries. */
export const sized = (short: number, full: number): number => (isFull ? full : short);

/**
 * Holds what was timed to its bound in a full run only: a short run shares its machine with whatever else runs there, and
 * is to fail by what the miner does, not by when.
 */
export function expectInTime(measured: number, bound: number): void {
	if (isFull) expect(measured).toBeLessThan(bound);
}

/** Leaves the row of an attack that was withstood where `report.ts` gathers them: a test's last statement. */
export function recordRow(row: AttackRow): void {
	writeFileSync(join(inject("rows"), `${row.id}.json`), JSON.stringify(row));
}
