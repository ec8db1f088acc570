import { SIGNED_FIELD } from "./axonHeaders.js";
import { accepted, type Checked, refusal } from "./refusal.js";
import { type HeaderRecord, header } from "./signing.js";

/** What a dendrite sent: the signed text, and Bittensor's own fields, which an axon sends back. */
export interface SynapseBody {
	readonly request: string;
	/** `timeout` in seconds, where one was given. */
	readonly timeoutS: number | undefined;
}

/** Reads the body of a request by axon headers. Fields that the task's synapse does not have are passed over. */
export function readSynapseBody(bytes: Uint8Array): Checked<SynapseBody> {
	const fields = parseObject(bytes);
	const request = fields?.[SIGNED_FIELD];
	if (typeof request !== "string")
		return refusal(
			400,
			"SYNAPSE_MALFORMED",
			`expected a JSON object with a text "${SIGNED_FIELD}"`,
			"Send a synapse as docs/dialects.md defines it.",
		);
	const timeout = fields?.timeout;
	return accepted({ request, timeoutS: typeof timeout === "number" ? timeout : undefined });
}

/** The body with which an axon answers: the synapse with `response` and `receipt` filled in. */
export function writeSynapseAnswer(
	name: string,
	body: SynapseBody,
	answer: { readonly response: string; readonly receipt: Readonly<Record<string, string>> },
): Uint8Array {
	return Buffer.from(
		JSON.stringify({
			name,
			...(body.timeoutS === undefined ? {} : { timeout: body.timeoutS }),
			[SIGNED_FIELD]: body.request,
			...answer,
		}),
		"utf8",
	);
}

/** An axon's answer as the answer to the inference request that its synapse carried. */
export interface SynapseAnswer {
	readonly response: Uint8Array;
	/** Receipt headers: the synapse's own, else those of the HTTP response. */
	readonly receipt: Record<string, string>;
}

/** Reads an axon's answer; undefined where it holds no text `response`. */
export function readSynapseAnswer(bytes: Uint8Array, headers: HeaderRecord): SynapseAnswer | undefined {
	const fields = parseObject(bytes);
	if (typeof fields?.response !== "string") return undefined;
	const own = fields.receipt;
	const named =
		typeof own === "object" && own !== null
			? Object.entries(own as Record<string, unknown>)
			: Object.keys(headers).map((name) => [name, header(headers, name.toLowerCase())] as const);
	const receipt: Record<string, string> = {};
	for (const [key, value] of named)
		if (typeof value === "string" && /^x-bittensor-receipt(-[a-z]+)?$/i.test(key)) receipt[key] = value;
	return { response: new Uint8Array(Buffer.from(fields.response, "utf8")), receipt };
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
