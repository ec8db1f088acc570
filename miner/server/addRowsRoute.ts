import type { FastifyInstance } from "fastify";
import { accepted, type Checked, type EncodedMessage, refusal } from "../../subnets/index.js";
import type { AnswerSource } from "../answerFromEngine.js";
import { type ReceiptModules, refuseReceipted, sendReceipted } from "./sendReceipted.js";
import { addSignedRoute, type SignedCall, type SignedRouteModules } from "./signedRoutes.js";

interface RowDemand {
	readonly nonce: bigint;
	readonly tensor: string;
	readonly rows: readonly number[];
}

/** Most bytes of a demand. */
export const DEMAND_BYTES = 16 * 1024;
const MAX_ROWS = 64;

/**
 * `POST /v2/models/{model}/rows`: rows of a tensor that an answer withheld and committed to by hash.
 *
 * In: `{"nonce": "…", "tensor": "…", "rows": [3, 17]}`, the nonce that of the inference request, in decimal.
 * Out: `{"tensor": "…", "rows": ["base64", …]}` in the order asked. Only the hotkey that asked gets them.
 */
export function addRowsRoute(
	server: FastifyInstance,
	options: { readonly name: string },
	modules: SignedRouteModules & ReceiptModules & { source: AnswerSource },
): void {
	addSignedRoute(
		server,
		{
			path: `/v2/models/${options.name}/rows`,
			bodyLimit: DEMAND_BYTES,
			async handle(call, _request, reply) {
				const message = await answerDemand(call, modules);
				if (!message.ok) return refuseReceipted(reply, call, message, modules);
				return sendReceipted(reply, call, message.value, modules);
			},
		},
		modules,
	);
}

/** The rows that a call demands, whatever dialect carried it. */
export async function answerDemand(
	call: SignedCall,
	modules: { source: AnswerSource },
): Promise<Checked<EncodedMessage>> {
	const demand = parseDemand(call.body);
	if (!demand.ok) return demand;
	const { nonce, tensor, rows } = demand.value;
	const found = await modules.source.rows(call.sender, nonce, tensor, rows);
	if (!found.ok) return found;
	const text = JSON.stringify({
		tensor,
		rows: found.rows.map((row) => Buffer.from(row).toString("base64")),
	});
	const headers = { "Content-Type": "application/json; charset=utf-8" };
	return accepted({ body: Buffer.from(text, "utf8"), headers });
}

function parseDemand(body: Uint8Array): Checked<RowDemand> {
	const malformed = (what: string) =>
		refusal(
			400,
			"DEMAND_MALFORMED",
			`expected ${what}`,
			'Send {"nonce": "decimal", "tensor": "name", "rows": [0, 1]}.',
		);
	let value: unknown;
	try {
		value = JSON.parse(Buffer.from(body).toString("utf8"));
	} catch {
		return malformed("a JSON body");
	}
	if (typeof value !== "object" || value === null) return malformed("a JSON object");
	// Nothing beside: a receipt does not name the path, so that a body must not be readable as another request too.
	if (Object.keys(value).length !== 3) return malformed("nonce, tensor and rows, and nothing else");
	const { nonce, tensor, rows } = value as Record<string, unknown>;
	if (typeof nonce !== "string" || !/^\d{1,20}$/.test(nonce))
		return malformed("nonce as a text of decimal digits");
	if (typeof tensor !== "string" || tensor.length > 256) return malformed("tensor as a name");
	if (!Array.isArray(rows) || rows.length === 0 || rows.length > MAX_ROWS) {
		return malformed(`rows as a list of 1 to ${MAX_ROWS} row numbers`);
	}
	const numbers = rows.filter((row): row is number => Number.isSafeInteger(row) && row >= 0);
	if (numbers.length !== rows.length) return malformed("row numbers from 0");
	return accepted({ nonce: BigInt(nonce), tensor, rows: numbers });
}
