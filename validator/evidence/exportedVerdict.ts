import { Ajv } from "ajv";
import { EvidenceInvalidError } from "../errors.js";
import type { Evidence, Verdict, VerdictCode, VerdictRecord } from "./verdict.js";

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
	readonly rows: {
		readonly tensor: string;
		readonly rows: readonly number[];
		readonly received: readonly string[] | null;
	} | null;
	readonly ownSha256: string | null;
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
					required: ["tensor", "rows", "received"],
					properties: {
						tensor: { type: "string" },
						rows: { type: "array", maxItems: 4096, items: { type: "integer", minimum: 0 } },
						received: { type: ["array", "null"], maxItems: 4096, items: base64 },
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
	const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));
	const { rows } = exported;
	return {
		receipt: exported.headers,
		status: exported.status,
		request: { headers: exported.requestHeaders, body: bytes(exported.requestBody) },
		response: { headers: exported.responseHeaders, body: bytes(exported.responseBody) },
		...(rows === null
			? {}
			: {
					demanded: {
						tensor: rows.tensor,
						rows: rows.rows,
						...(rows.received === null ? {} : { received: rows.received.map(bytes) }),
					},
				}),
		...(exported.ownSha256 === null ? {} : { ownSha256: exported.ownSha256 }),
	};
}

function exportEvidence(evidence: Evidence): ExportedEvidence {
	const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
	const { demanded } = evidence;
	return {
		headers: evidence.receipt,
		status: evidence.status,
		requestBody: text(evidence.request.body),
		responseBody: text(evidence.response.body),
		requestHeaders: evidence.request.headers,
		responseHeaders: evidence.response.headers,
		rows:
			demanded === undefined
				? null
				: {
						tensor: demanded.tensor,
						rows: demanded.rows,
						received: demanded.received === undefined ? null : demanded.received.map(text),
					},
		ownSha256: evidence.ownSha256 ?? null,
	};
}

function finite(value: number | undefined): number | null {
	return value !== undefined && Number.isFinite(value) ? value : null;
}
