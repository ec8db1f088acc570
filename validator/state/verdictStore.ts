import type {
	DemandedRows,
	Evidence,
	NewVerdict,
	Verdict,
	VerdictCode,
	VerdictRecord,
} from "../evidence/verdict.js";
import type { ValidatorDatabase } from "./openDatabase.js";

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

interface Row {
	readonly id: number;
	readonly netuid: number;
	readonly round: number;
	readonly block: number;
	readonly uid: number;
	readonly hotkey: string;
	readonly at_ms: number;
	readonly request_nonce: string;
	readonly verdict: Verdict;
	readonly code: VerdictCode;
	readonly reason: string;
	readonly measured: number | null;
	readonly tolerance: number | null;
	readonly score: number;
	readonly quality: number | null;
	readonly latency_ms: number | null;
	readonly task_hash: string;
	readonly receipt: string | null;
	readonly request_body: ArrayBuffer | Uint8Array | null;
	readonly response_body: ArrayBuffer | Uint8Array | null;
	readonly rows: string | null;
	readonly own_digest: string | null;
}

/** What of the evidence is kept as JSON beside the two bodies. */
interface ReceiptColumn {
	readonly receipt: Record<string, string>;
	readonly status: number;
	readonly requestHeaders: Record<string, string>;
	readonly responseHeaders: Record<string, string>;
}

interface RowsColumn {
	readonly tensor: string;
	readonly rows: number[];
	/** Base64. */
	readonly received?: string[];
	readonly proof?: ProofColumn;
}

/** Bodies in base64. */
interface ProofColumn {
	readonly receipt: Record<string, string>;
	readonly status: number;
	readonly requestBody: string;
	readonly responseBody: string;
}

export function createVerdictStore(database: ValidatorDatabase): VerdictStore {
	const insert = database.prepare(
		`INSERT INTO verdicts (netuid, round, block, uid, hotkey, at_ms, request_nonce, verdict, code, reason, measured,
			tolerance, score, quality, latency_ms, task_hash, receipt, request_body, response_body, rows, own_digest)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
		`SELECT id, netuid, round, block, uid, hotkey, at_ms, request_nonce, verdict, code, reason, measured, tolerance,
			score, quality, latency_ms, task_hash, NULL AS receipt, NULL AS request_body, NULL AS response_body,
			NULL AS rows, NULL AS own_digest
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
		const row = (evidence ? whole : plain).get(id) as Row | undefined;
		return row === undefined ? undefined : recordOf(row);
	};
	return {
		add(verdict) {
			const { evidence } = verdict;
			const result = insert.run(
				verdict.netuid,
				verdict.round,
				verdict.block,
				verdict.uid,
				verdict.hotkey,
				verdict.atMs,
				verdict.requestNonce,
				verdict.verdict,
				verdict.code,
				verdict.reason,
				verdict.measured ?? null,
				verdict.tolerance ?? null,
				verdict.score,
				verdict.quality ?? null,
				verdict.latencyMs ?? null,
				verdict.taskHash,
				evidence === undefined ? null : JSON.stringify(receiptColumn(evidence)),
				evidence === undefined ? null : Buffer.from(evidence.request.body),
				evidence === undefined ? null : Buffer.from(evidence.response.body),
				evidence?.demanded === undefined ? null : JSON.stringify(rowsColumn(evidence.demanded)),
				evidence?.ownSha256 ?? null,
			);
			return Number(result.lastInsertRowid);
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

function receiptColumn(evidence: Evidence): ReceiptColumn {
	return {
		receipt: { ...evidence.receipt },
		status: evidence.status,
		requestHeaders: { ...evidence.request.headers },
		responseHeaders: { ...evidence.response.headers },
	};
}

function rowsColumn({ tensor, rows, received, proof }: DemandedRows): RowsColumn {
	return {
		tensor,
		rows: [...rows],
		...(received === undefined ? {} : { received: received.map(toBase64) }),
		...(proof === undefined
			? {}
			: {
					proof: {
						receipt: { ...proof.receipt },
						status: proof.status,
						requestBody: toBase64(proof.requestBody),
						responseBody: toBase64(proof.responseBody),
					},
				}),
	};
}

function demandedOf({ tensor, rows, received, proof }: RowsColumn): DemandedRows {
	return {
		tensor,
		rows,
		...(received === undefined ? {} : { received: received.map(fromBase64) }),
		...(proof === undefined
			? {}
			: {
					proof: {
						...proof,
						requestBody: fromBase64(proof.requestBody),
						responseBody: fromBase64(proof.responseBody),
					},
				}),
	};
}

function toBase64(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("base64");
}

function fromBase64(text: string): Uint8Array {
	return new Uint8Array(Buffer.from(text, "base64"));
}

function recordOf(row: Row): VerdictRecord {
	return {
		id: row.id,
		netuid: row.netuid,
		round: row.round,
		block: row.block,
		uid: row.uid,
		hotkey: row.hotkey,
		atMs: row.at_ms,
		requestNonce: row.request_nonce,
		verdict: row.verdict,
		code: row.code,
		reason: row.reason,
		measured: row.measured ?? undefined,
		tolerance: row.tolerance ?? undefined,
		score: row.score,
		quality: row.quality ?? undefined,
		latencyMs: row.latency_ms ?? undefined,
		taskHash: row.task_hash,
		evidence: evidenceOf(row),
	};
}

function evidenceOf(row: Row): Evidence | undefined {
	if (row.receipt === null || row.request_body === null || row.response_body === null) return undefined;
	const column = JSON.parse(row.receipt) as ReceiptColumn;
	const rows = row.rows === null ? undefined : (JSON.parse(row.rows) as RowsColumn);
	return {
		receipt: column.receipt,
		status: column.status,
		request: { headers: column.requestHeaders, body: new Uint8Array(row.request_body) },
		response: { headers: column.responseHeaders, body: new Uint8Array(row.response_body) },
		...(rows === undefined ? {} : { demanded: demandedOf(rows) }),
		...(row.own_digest === null ? {} : { ownSha256: row.own_digest }),
	};
}
