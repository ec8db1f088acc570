import { fromBase64, toBase64 } from "../base64.js";
import type {
	DemandedRows,
	Evidence,
	NewVerdict,
	Verdict,
	VerdictCode,
	VerdictRecord,
} from "../evidence/verdict.js";

/** A verdict as the table `verdicts` keeps it. */
export interface VerdictRow {
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

/** The columns of what a verdict says, without its id. */
export const FACT_COLUMNS = [
	"netuid",
	"round",
	"block",
	"uid",
	"hotkey",
	"at_ms",
	"request_nonce",
	"verdict",
	"code",
	"reason",
	"measured",
	"tolerance",
	"score",
	"quality",
	"latency_ms",
	"task_hash",
] as const satisfies readonly (keyof VerdictRow)[];

/** The columns of what proves it: null where that was dropped. */
export const EVIDENCE_COLUMNS = [
	"receipt",
	"request_body",
	"response_body",
	"rows",
	"own_digest",
] as const satisfies readonly (keyof VerdictRow)[];

type Column = (typeof FACT_COLUMNS)[number] | (typeof EVIDENCE_COLUMNS)[number];

/** The row of a verdict that has no id yet. */
export function rowOf(verdict: NewVerdict): Pick<VerdictRow, Column> {
	const { evidence } = verdict;
	return {
		netuid: verdict.netuid,
		round: verdict.round,
		block: verdict.block,
		uid: verdict.uid,
		hotkey: verdict.hotkey,
		at_ms: verdict.atMs,
		request_nonce: verdict.requestNonce,
		verdict: verdict.verdict,
		code: verdict.code,
		reason: verdict.reason,
		measured: verdict.measured ?? null,
		tolerance: verdict.tolerance ?? null,
		score: verdict.score,
		quality: verdict.quality ?? null,
		latency_ms: verdict.latencyMs ?? null,
		task_hash: verdict.taskHash,
		receipt: evidence === undefined ? null : JSON.stringify(receiptColumn(evidence)),
		request_body: evidence === undefined ? null : Buffer.from(evidence.request.body),
		response_body: evidence === undefined ? null : Buffer.from(evidence.response.body),
		rows: evidence?.demanded === undefined ? null : JSON.stringify(rowsColumn(evidence.demanded)),
		own_digest: evidence?.ownSha256 ?? null,
	};
}

/** The verdict of a row. */
export function recordOf(row: VerdictRow): VerdictRecord {
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

function evidenceOf(row: VerdictRow): Evidence | undefined {
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
