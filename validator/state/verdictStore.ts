import type { NewVerdict, Verdict, VerdictRecord } from "../evidence/verdict.js";
import type { ValidatorDatabase } from "./openDatabase.js";
import { EVIDENCE_COLUMNS, FACT_COLUMNS, recordOf, rowOf, type VerdictRow } from "./verdictRow.js";

export interface VerdictQuery {
	readonly netuid?: number;
	readonly hotkey?: string;
	readonly verdict?: Verdict;
	/** Only those with a larger id. */
	readonly after?: number;
	readonly limit: number;
}

export interface VerdictStore {
	/** To be called inside the round's transaction. */
	add(verdict: NewVerdict): number;
	/** Newest first. */
	list(query: VerdictQuery): VerdictRecord[];
	/** Ids alone, newest first: with their evidence a thousand verdicts may be a gigabyte. */
	ids(query: VerdictQuery): number[];
	/** The newest of each code of each miner, `each` of them, where something was found: what an export needs. */
	digestIds(netuid: number, each: number): number[];
	/** Undefined where it was dropped. `evidence: false` leaves the evidence on disk. */
	read(id: number, options: { readonly evidence: boolean }): VerdictRecord | undefined;
	/**
	 * Drops what is past the bounds below.
	 *
	 * @param registered - hotkeys that have a uid
	 * @param nowMs - Unix time
	 */
	prune(netuid: number, registered: ReadonlySet<string>, nowMs: number): void;
}

/** Verdicts kept of each miner and code, and how many of those keep their bodies. */
const KEPT = 500;
const KEPT_WITH_EVIDENCE = 20;
/** The same of a hotkey that has left the subnet, and how long: whoever registers names without end fills no disk. */
const KEPT_OF_GONE = 5;
const KEPT_WITH_EVIDENCE_OF_GONE = 1;
const GONE_KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Each miner and code of a subnet, by jumps along the index from one to the next: the cost is theirs, not that of all
 * their verdicts.
 */
export const GROUPS = `
	WITH RECURSIVE found (hotkey, code) AS (
		SELECT * FROM (SELECT hotkey, code FROM verdicts WHERE netuid = ?1 ORDER BY hotkey, code LIMIT 1)
		UNION ALL
		SELECT next.hotkey, next.code FROM found JOIN verdicts AS next ON next.id = (
			SELECT id FROM verdicts WHERE netuid = ?1 AND (hotkey, code) > (found.hotkey, found.code)
			ORDER BY hotkey, code LIMIT 1
		)
	)
	SELECT hotkey, code FROM found`;

interface Group {
	readonly hotkey: string;
	readonly code: string;
}

export function createVerdictStore(database: ValidatorDatabase): VerdictStore {
	const columns = [...FACT_COLUMNS, ...EVIDENCE_COLUMNS];
	const insert = database.prepare(
		`INSERT INTO verdicts (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
	);
	const ids = database.prepare(
		`SELECT id FROM verdicts
		WHERE (?1 IS NULL OR netuid = ?1) AND (?2 IS NULL OR hotkey = ?2) AND (?3 IS NULL OR verdict = ?3) AND id > ?4
		ORDER BY id DESC LIMIT ?5`,
	);
	const groups = database.prepare(GROUPS);
	const newest = database.prepare(
		`SELECT id FROM verdicts WHERE netuid = ? AND hotkey = ? AND code = ? AND verdict <> 'unaudited'
		ORDER BY id DESC LIMIT ?`,
	);
	const whole = database.prepare("SELECT * FROM verdicts WHERE id = ?");
	const plain = database.prepare(
		`SELECT id, ${FACT_COLUMNS.join(", ")}, ${EVIDENCE_COLUMNS.map((column) => `NULL AS ${column}`).join(", ")}
		FROM verdicts WHERE id = ?`,
	);
	/** The id of the verdict at a place from the newest of a miner and code; null where there are fewer. */
	const idAt =
		"(SELECT id FROM verdicts WHERE netuid = ?1 AND hotkey = ?2 AND code = ?3 ORDER BY id DESC LIMIT 1 OFFSET ?4)";
	const drop = database.prepare(
		`DELETE FROM verdicts WHERE netuid = ?1 AND hotkey = ?2 AND code = ?3 AND id <= ${idAt}`,
	);
	const dropOld = database.prepare(
		"DELETE FROM verdicts WHERE netuid = ? AND hotkey = ? AND code = ? AND at_ms < ?",
	);
	const strip = database.prepare(
		`UPDATE verdicts SET receipt = NULL, request_body = NULL, response_body = NULL, rows = NULL
		WHERE netuid = ?1 AND hotkey = ?2 AND code = ?3 AND request_body IS NOT NULL AND id <= ${idAt}`,
	);
	const groupsOf = (netuid: number): Group[] => groups.all(netuid) as Group[];
	const select = ({ netuid, hotkey, verdict, after, limit }: VerdictQuery): number[] =>
		idsOf(ids.all(netuid ?? null, hotkey ?? null, verdict ?? null, after ?? 0, limit));
	const read = (id: number, { evidence }: { readonly evidence: boolean }): VerdictRecord | undefined => {
		const row = (evidence ? whole : plain).get(id) as VerdictRow | undefined;
		return row === undefined ? undefined : recordOf(row);
	};
	return {
		add(verdict) {
			const row = rowOf(verdict);
			return Number(insert.run(...columns.map((column) => row[column])).lastInsertRowid);
		},
		list: (query) =>
			select(query).flatMap((id) => {
				const record = read(id, { evidence: true });
				return record === undefined ? [] : [record];
			}),
		ids: select,
		digestIds: (netuid, each) =>
			groupsOf(netuid)
				.flatMap(({ hotkey, code }) => idsOf(newest.all(netuid, hotkey, code, each)))
				.sort((a, b) => a - b),
		read,
		prune(netuid, registered, nowMs) {
			for (const { hotkey, code } of groupsOf(netuid)) {
				const isHere = registered.has(hotkey);
				drop.run(netuid, hotkey, code, isHere ? KEPT : KEPT_OF_GONE);
				if (!isHere) dropOld.run(netuid, hotkey, code, nowMs - GONE_KEPT_MS);
				strip.run(netuid, hotkey, code, isHere ? KEPT_WITH_EVIDENCE : KEPT_WITH_EVIDENCE_OF_GONE);
			}
		},
	};
}

function idsOf(rows: unknown[]): number[] {
	return (rows as { readonly id: number }[]).map(({ id }) => id);
}
