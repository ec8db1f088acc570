import { request } from "undici";
import type { Parameters } from "../../subnets/index.js";
import { toBase64 } from "../base64.js";
import { GatewayUnreachableError, QueryRefusedError } from "../errors.js";
import { type ExportedVerdict, parseEvidenceDocument } from "../evidence/exportedVerdict.js";

export interface GatewayQuery {
	/** Such as `http://127.0.0.1:9945`. */
	readonly gateway: string;
	readonly apiKey: string;
	readonly netuid: number;
	readonly text?: string;
	readonly file?: Uint8Array;
	readonly parameters?: Parameters;
	/** For the whole exchange, ms. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}

/** What a gateway says of an answer; `verdict` holds the signed proof. */
export interface GatewayAnswer {
	readonly netuid: number;
	readonly task: string;
	/** The answer in words, as the gateway reads it. */
	readonly answer: string;
	readonly uid: number;
	readonly hotkey: string;
	readonly latencyMs: number;
	readonly verified: {
		readonly receipt: boolean;
		readonly audit: { readonly measured: number; readonly tolerance: number } | null;
		readonly reason: string;
	};
	readonly verdict: ExportedVerdict;
}

/**
 * Asks through a validator's gateway, `POST /api/query`.
 *
 * @throws {GatewayUnreachableError} when nobody answers there, or with something else
 * @throws {QueryRefusedError} when it refuses
 */
export async function queryGateway(query: GatewayQuery): Promise<GatewayAnswer> {
	const { gateway, apiKey, netuid, text, file, parameters } = query;
	const signal = AbortSignal.any([query.signal, AbortSignal.timeout(query.timeoutMs)]);
	let status: number;
	let document: unknown;
	try {
		const response = await request(new URL("/api/query", gateway), {
			method: "POST",
			headers: { "Content-Type": "application/json", Authorization: `Bearer ${apiKey}` },
			body: JSON.stringify({
				netuid,
				...(text === undefined ? {} : { text }),
				...(file === undefined ? {} : { file: toBase64(file) }),
				...(parameters === undefined ? {} : { parameters }),
			}),
			signal,
			headersTimeout: query.timeoutMs,
			bodyTimeout: query.timeoutMs,
		});
		status = response.statusCode;
		document = await response.body.json();
	} catch (error) {
		query.signal.throwIfAborted();
		throw new GatewayUnreachableError(gateway, { cause: error });
	}
	if (status !== 200) {
		const { code, message, remedy } = document as { code?: string; message?: string; remedy?: string };
		throw new QueryRefusedError(
			status,
			code ?? "UNKNOWN",
			message ?? "no reason was given",
			remedy ?? "see the gateway's log",
		);
	}
	const answer = document as GatewayAnswer;
	parseEvidenceDocument([answer.verdict]);
	return answer;
}
