import {
	createNonceSource,
	decodeInferResponse,
	encodeInferRequest,
	type InferRequest,
	type Signer,
	signRequest,
	systemClock,
} from "../../subnets/index.js";
import type { AnswerSource, RowsResult } from "../answerFromEngine.js";
import type { EngineResult } from "../engine/engineResult.js";

/** The miner that answers in a copycat's place. It must let the copycat in (`allow`). */
export interface Accomplice {
	/** Such as `http://127.0.0.1:8091`. */
	readonly url: string;
	/** SS58 address of its hotkey. */
	readonly hotkey: string;
}

/** Answers whose rows may still be demanded. */
const REMEMBERED = 256;

/**
 * A source without a model: every request goes to the accomplice, signed by the copycat's own hotkey, and what comes
 * back goes out under the copycat's receipt. Demanded rows are fetched from the accomplice in the same way.
 */
export function copyFrom(
	options: { accomplice: Accomplice; model: string },
	modules: { signer: Signer; fetch: typeof fetch },
): AnswerSource {
	const { accomplice, model } = options;
	const { signer } = modules;
	const nonces = createNonceSource(systemClock);
	/** `caller:nonce` of a request here → nonce of the request there. */
	const forwarded = new Map<string, bigint>();

	const ask = async (
		path: string,
		body: Uint8Array,
		headers: Record<string, string>,
		nonce: bigint,
		signal?: AbortSignal,
	) => {
		const signed = signRequest({
			method: "POST",
			pathAndQuery: path,
			body,
			receiver: accomplice.hotkey,
			signer,
			nonce,
		});
		const response = await modules.fetch(`${accomplice.url}${path}`, {
			method: "POST",
			headers: { ...headers, ...signed },
			body: new Uint8Array(body),
			...(signal === undefined ? {} : { signal }),
		});
		return {
			status: response.status,
			headers: Object.fromEntries(response.headers),
			body: new Uint8Array(await response.arrayBuffer()),
		};
	};

	const answer = async (
		request: InferRequest,
		caller: string,
		nonce: bigint,
		signal: AbortSignal,
	): Promise<EngineResult> => {
		const { body, headers } = encodeInferRequest({ ...request, binaryOutputs: true });
		const own = nonces();
		const response = await ask(`/v2/models/${model}/infer`, body, headers, own, signal);
		if (response.status !== 200) return refusedThere(response.status);
		const decoded = decodeInferResponse(response.body, response.headers);
		if (!decoded.ok) return decoded;
		forwarded.set(`${caller}:${nonce}`, own);
		const oldest = forwarded.keys().next().value;
		if (forwarded.size > REMEMBERED && oldest !== undefined) forwarded.delete(oldest);
		const { outputs, parameters } = decoded.value;
		return { ok: true, answer: { outputs, ...(parameters === undefined ? {} : { parameters }) } };
	};

	return {
		hasRoom: () => true,
		ready: () => true,
		answer: (request, { caller, nonce, signal }) =>
			answer(request, caller, nonce, signal).catch(() => refusedThere(502)),
		async rows(caller, nonce, tensor, rows): Promise<RowsResult> {
			const there = forwarded.get(`${caller}:${nonce}`);
			if (there === undefined) return refusedThere(404);
			const demand = Buffer.from(JSON.stringify({ nonce: there.toString(), tensor, rows }), "utf8");
			const json = { "Content-Type": "application/json" };
			const response = await ask(`/v2/models/${model}/rows`, demand, json, nonces()).catch(() => undefined);
			if (response?.status !== 200) return refusedThere(response?.status ?? 502);
			const { rows: texts } = JSON.parse(Buffer.from(response.body).toString("utf8")) as { rows: string[] };
			return { ok: true, rows: texts.map((text) => Buffer.from(text, "base64")) };
		},
	};
}

function refusedThere(status: number): Extract<EngineResult, { ok: false }> {
	return {
		ok: false,
		status: 503,
		code: "NO_ANSWER",
		message: `no answer is to be had now (${status})`,
		remedy: "Send it again later.",
	};
}
