import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";

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

/** Leaves the row of an attack that was withstood where `report.ts` gathers them: a test's last statement. */
export function recordRow(row: AttackRow): void {
	writeFileSync(join(inject("rows"), `${row.id}.json`), JSON.stringify(row));
}
