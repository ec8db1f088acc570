import type { ValidatorDatabase } from "./openDatabase.js";

export interface RoundRecord {
	readonly netuid: number;
	readonly round: number;
	readonly block: number;
	readonly blockHash: string;
	readonly startedMs: number;
	/** Undefined while it runs, and for ever where the process ended in the middle. */
	readonly finishedMs: number | undefined;
	readonly asked: number;
	readonly passed: number;
	readonly failed: number;
}

export interface RoundStore {
	/**
	 * The number of a new round, on disk before it is used: challenges follow from it, so none is ever drawn twice,
	 * whatever a crash cut off.
	 */
	begin(netuid: number, block: { readonly number: number; readonly hash: string }, startedMs: number): number;
	finish(
		netuid: number,
		round: number,
		counts: { asked: number; passed: number; failed: number },
		atMs: number,
	): void;
	recent(netuid: number, limit: number): RoundRecord[];
}

interface Row {
	readonly netuid: number;
	readonly round: number;
	readonly block: number;
	readonly block_hash: string;
	readonly started_ms: number;
	readonly finished_ms: number | null;
	readonly asked: number;
	readonly passed: number;
	readonly failed: number;
}

/** Rounds kept for each subnet. */
const KEPT = 10_000;

export function createRoundStore(database: ValidatorDatabase): RoundStore {
	const newest = database.prepare("SELECT max(round) AS round FROM rounds WHERE netuid = ?");
	const insert = database.prepare(
		"INSERT INTO rounds (netuid, round, block, block_hash, started_ms) VALUES (?, ?, ?, ?, ?)",
	);
	const prune = database.prepare("DELETE FROM rounds WHERE netuid = ? AND round < ?");
	const update = database.prepare(
		"UPDATE rounds SET finished_ms = ?, asked = ?, passed = ?, failed = ? WHERE netuid = ? AND round = ?",
	);
	const select = database.prepare("SELECT * FROM rounds WHERE netuid = ? ORDER BY round DESC LIMIT ?");
	return {
		begin(netuid, block, startedMs) {
			const { round: last } = newest.get(netuid) as { round: number | null };
			const round = (last ?? 0) + 1;
			insert.run(netuid, round, block.number, block.hash, startedMs);
			if (round % 1000 === 0) prune.run(netuid, round - KEPT);
			return round;
		},
		finish(netuid, round, counts, atMs) {
			update.run(atMs, counts.asked, counts.passed, counts.failed, netuid, round);
		},
		recent: (netuid, limit) =>
			(select.all(netuid, limit) as Row[]).map((row) => ({
				netuid: row.netuid,
				round: row.round,
				block: row.block,
				blockHash: row.block_hash,
				startedMs: row.started_ms,
				finishedMs: row.finished_ms ?? undefined,
				asked: row.asked,
				passed: row.passed,
				failed: row.failed,
			})),
	};
}
