import { Ajv } from "ajv";
import { fromBase64, toBase64 } from "../base64.js";
import { EvidenceInvalidError } from "../errors.js";
import type { DemandedRows, Evidence, Verdict, VerdictCode, VerdictRecord } from "./verdict.js";

/** A verdict as a JSON document: bytes in base64, what is not a finite number is null. */
export interface ExportedVerdict {
	readonly netuid: number;
	readonly round: number;
	readonly block: number;
	readonly uid: number;
	readonly hotkey: string;
	readonly atMs: number;
	readonly requestNonce: string;
	readonly verdict: Verdict;
	readonly code: VerdictCode;
	readonly reason: string;
	/** Null where no distance could be taken. */
	readonly measured: number | null;
	readonly tolerance: number | null;
	readonly score: number;
	readonly quality: number | null;
	readonly latencyMs: number | null;
	readonly taskHash: string;
	/** Null where there is no proof, only the validator's word. */
	readonly receipt: ExportedEvidence | null;
}

/** Receipt, request, answer and demanded rows: with bundle and model, enough to judge anew. */
export interface ExportedEvidence {
	readonly headers: Readonly<Record<string, string>>;
	readonly status: number;
	/** Base64. */
	readonly requestBody: string;
	readonly responseBody: string;
	readonly requestHeaders: Readonly<Record<string, string>>;
	readonly responseHeaders: Readonly<Record<string, string>>;
	readonly rows: ExportedRows | null;
	readonly ownSha256: string | null;
}

export interface ExportedRows {
	readonly tensor: string;
	readonly rows: readonly number[];
	/** Base64; null where the miner did not hand them over. */
	readonly received: readonly string[] | null;
	/** The miner's signed answer to the demand, where it is the fault. */
	readonly proof: {
		readonly headers: Readonly<Record<string, string>>;
		readonly status: number;
		/** Base64. */
		readonly requestBody: string;
		readonly responseBody: string;
	} | null;
}

const headers = { type: "object", additionalProperties: { type: "string" } } as const;
const base64 = { type: "string", pattern: "^[A-Za-z0-9+/]*={0,2}$" } as const;
const numberOrNull = { type: ["number", "null"] } as const;

/** JSON Schema (draft 7) of an {@link ExportedVerdict}. Further fields are let pass. */
export const exportedVerdictSchema = {
	type: "object",
	required: [
		"netuid",
		"uid",
		"hotkey",
		"requestNonce",
		"verdict",
		"code",
		"reason",
		"measured",
		"tolerance",
		"taskHash",
		"receipt",
	],
	properties: {
		netuid: { type: "integer", minimum: 0, maximum: 65_535 },
		round: { type: "integer", minimum: 0 },
		block: { type: "integer", minimum: 0 },
		uid: { type: "integer", minimum: -1, maximum: 65_535 },
		hotkey: { type: "string", maxLength: 64 },
		atMs: { type: "integer" },
		requestNonce: { type: "string", pattern: "^[0-9]{0,20}$" },
		verdict: { enum: ["pass", "fail", "unaudited", "none"] },
		code: { type: "string", maxLength: 64 },
		reason: { type: "string" },
		measured: numberOrNull,
		tolerance: numberOrNull,
		score: { type: "number" },
		quality: numberOrNull,
		latencyMs: numberOrNull,
		taskHash: { type: "string", pattern: "^[0-9a-f]{64}$" },
		receipt: {
			type: ["object", "null"],
			required: [
				"headers",
				"status",
				"requestBody",
				"responseBody",
				"requestHeaders",
				"responseHeaders",
				"rows",
			],
			properties: {
				headers,
				status: { type: "integer" },
				requestBody: base64,
				responseBody: base64,
				requestHeaders: headers,
				responseHeaders: headers,
				rows: {
					type: ["object", "null"],
					required: ["tensor", "rows", "received", "proof"],
					properties: {
						tensor: { type: "string" },
						rows: { type: "array", maxItems: 4096, items: { type: "integer", minimum: 0 } },
						received: { type: ["array", "null"], maxItems: 4096, items: base64 },
						proof: {
							type: ["object", "null"],
							required: ["headers", "status", "requestBody", "responseBody"],
							properties: {
								headers,
								status: { type: "integer" },
								requestBody: base64,
								responseBody: base64,
							},
						},
					},
				},
				ownSha256: { type: ["string", "null"] },
			},
		},
	},
} as const;

/** A kept verdict as a JSON document. */
export function exportVerdict(record: Omit<VerdictRecord, "id">): ExportedVerdict {
	const { evidence } = record;
	return {
		netuid: record.netuid,
		round: record.round,
		block: record.block,
		uid: record.uid,
		hotkey: record.hotkey,
		atMs: record.atMs,
		requestNonce: record.requestNonce,
		verdict: record.verdict,
		code: record.code,
		reason: record.reason,
		measured: finite(record.measured),
		tolerance: finite(record.tolerance),
		score: record.score,
		quality: finite(record.quality),
		latencyMs: finite(record.latencyMs),
		taskHash: record.taskHash,
		receipt: evidence === undefined ? null : exportEvidence(evidence),
	};
}

/**
 * The verdicts of a document: of `ganglion localnet --json`, of GET /api/verdicts, or a bare list.
 *
 * @throws {EvidenceInvalidError} naming the first fault
 */
export function parseEvidenceDocument(document: unknown): ExportedVerdict[] {
	const verdicts = Array.isArray(document) ? document : (document as { verdicts?: unknown } | null)?.verdicts;
	if (!Array.isArray(verdicts)) throw new EvidenceInvalidError("there is no list `verdicts`");
	const validate = new Ajv({ allowUnionTypes: true }).compile<ExportedVerdict>(exportedVerdictSchema);
	return verdicts.map((verdict: unknown, index) => {
		if (validate(verdict)) return verdict;
		const fault = validate.errors?.[0];
		throw new EvidenceInvalidError(
			`verdicts[${index}]${fault?.instancePath ?? ""} ${fault?.message ?? "is malformed"}`,
		);
	});
}

/** The evidence of an exported verdict, bytes again. */
export function importEvidence(exported: ExportedEvidence): Evidence {
	const { rows } = exported;
	return {
		receipt: exported.headers,
		status: exported.status,
		request: { headers: exported.requestHeaders, body: fromBase64(exported.requestBody) },
		response: { headers: exported.responseHeaders, body: fromBase64(exported.responseBody) },
		...(rows === null ? {} : { demanded: importRows(rows) }),
		...(exported.ownSha256 === null ? {} : { ownSha256: exported.ownSha256 }),
	};
}

function importRows({ tensor, rows, received, proof }: ExportedRows): DemandedRows {
	return {
		tensor,
		rows,
		...(received === null ? {} : { received: received.map(fromBase64) }),
		...(proof === null
			? {}
			: {
					proof: {
						receipt: proof.headers,
						status: proof.status,
						requestBody: fromBase64(proof.requestBody),
						responseBody: fromBase64(proof.responseBody),
					},
				}),
	};
}

function exportEvidence(evidence: Evidence): ExportedEvidence {
	return {
		headers: evidence.receipt,
		status: evidence.status,
		requestBody: toBase64(evidence.request.body),
		responseBody: toBase64(evidence.response.body),
		requestHeaders: evidence.request.headers,
		responseHeaders: evidence.response.headers,
		rows: evidence.demanded === undefined ? null : exportRows(evidence.demanded),
		ownSha256: evidence.ownSha256 ?? null,
	};
}

function exportRows({ tensor, rows, received, proof }: DemandedRows): ExportedRows {
	return {
		tensor,
		rows,
		received: received === undefined ? null : received.map(toBase64),
		proof:
			proof === undefined
				? null
				: {
						headers: proof.receipt,
						status: proof.status,
						requestBody: toBase64(proof.requestBody),
						responseBody: toBase64(proof.responseBody),
					},
	};
}

function finite(value: number | undefined): number | null {
	return value !== undefined && Number.isFinite(value) ? value : null;
}
