import { type Demand, rowsSynapseName, type TaskBundle } from "../../subnets/index.js";
import { fromBase64 } from "../base64.js";
import type { RowsProof } from "../evidence/verdict.js";
import { type Ask, type AskModules, receiptHeaders } from "./askMiner.js";
import { postSigned } from "./postSigned.js";
import { postSynapse } from "./postSynapse.js";

const MAX_ROW_BYTES = 1 << 20;

/** A demand with what came of it. */
export interface RowDemand {
	readonly demand: Demand;
	/** The last exchange, where the miner answered at all. */
	exchange(): RowsProof | undefined;
}

/**
 * A demand for withheld rows of an answer: `POST /v2/models/{model}/rows`, JSON
 * `{nonce, tensor, rows}` in, `{tensor, rows: [base64]}` out.
 *
 * Undefined where the miner does not hand them over, in whatever way. Good rows need no signature, since the
 * receipted answer holds their hashes; a refusal and rows of other hashes do, which is what the exchange is for.
 */
export function demandRows(
	ask: Ask,
	options: { readonly bundle: TaskBundle; readonly timeoutMs: number; readonly signal: AbortSignal },
	modules: AskModules & { readonly nextNonce: () => bigint },
): RowDemand {
	let last: RowsProof | undefined;
	return {
		exchange: () => last,
		async demand(tensor, rows) {
			const body = new TextEncoder().encode(JSON.stringify({ nonce: ask.nonce.toString(), tensor, rows }));
			const shared = {
				origin: ask.origin,
				body,
				receiver: ask.hotkey,
				nonce: modules.nextNonce(),
				timeoutMs: options.timeoutMs,
				maxBytes: rows.length * 2 * MAX_ROW_BYTES,
				signal: options.signal,
			};
			const { name } = options.bundle.manifest;
			const { axons } = modules;
			const headers = { "Content-Type": "application/json" };
			const result = axons.has(ask.hotkey, ask.origin)
				? await postSynapse({ ...shared, name: rowsSynapseName(name) }, modules)
				: await postSigned({ ...shared, path: `/v2/models/${name}/rows`, headers }, modules);
			if (!result.ok) return undefined;
			last = {
				receipt: receiptHeaders(result.headers),
				status: result.status,
				requestBody: body,
				responseBody: result.body,
			};
			return result.status === 200 ? parseRows(result.body, rows.length) : undefined;
		},
	};
}

/** The rows of an answer to a demand for `count` of them; undefined where it has another shape. */
export function parseRows(body: Uint8Array, count: number): Uint8Array[] | undefined {
	let value: unknown;
	try {
		value = JSON.parse(Buffer.from(body).toString("utf8"));
	} catch {
		return undefined;
	}
	const rows = (value as { rows?: unknown } | null)?.rows;
	if (!Array.isArray(rows) || rows.length !== count) return undefined;
	const bytes = rows.map((row) =>
		typeof row === "string" && row.length <= (MAX_ROW_BYTES * 4) / 3 + 4 ? fromBase64(row) : undefined,
	);
	return bytes.every((row) => row !== undefined) ? bytes : undefined;
}
