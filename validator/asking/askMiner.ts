import {
	decodeInferResponse,
	encodeInferRequest,
	type HeaderRecord,
	header,
	type InferRequest,
	type TaskBundle,
} from "../../subnets/index.js";
import type { WireMessage } from "../evidence/verdict.js";
import { type PostModules, type PostResult, postSigned } from "./postSigned.js";

/** One request to one miner. */
export interface Ask {
	readonly uid: number;
	readonly hotkey: string;
	readonly origin: string;
	readonly request: InferRequest;
	readonly nonce: bigint;
}

/** What was sent, and what came back for it. */
export interface Asked {
	readonly ask: Ask;
	readonly sent: WireMessage;
	readonly result: PostResult;
}

export interface AskOptions {
	readonly bundle: TaskBundle;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}

/** Asks a miner for one inference by the Open Inference Protocol. */
export async function askMiner(ask: Ask, options: AskOptions, modules: PostModules): Promise<Asked> {
	const { manifest } = options.bundle;
	const { body, headers } = encodeInferRequest(ask.request);
	const result = await postSigned(
		{
			origin: ask.origin,
			path: `/v2/models/${manifest.name}/infer`,
			headers,
			body,
			receiver: ask.hotkey,
			nonce: ask.nonce,
			timeoutMs: options.timeoutMs,
			maxBytes: manifest.limits.responseBytes,
			signal: options.signal,
		},
		modules,
	);
	return { ask, sent: { headers, body }, result };
}

/** Only the headers of a receipt. */
export function receiptHeaders(headers: HeaderRecord): Record<string, string> {
	return pick(headers, (name) => name.startsWith("x-bittensor-receipt"));
}

function pick(headers: HeaderRecord, wanted: (lowerCaseName: string) => boolean): Record<string, string> {
	const picked: Record<string, string> = {};
	for (const name of Object.keys(headers)) {
		const value = wanted(name.toLowerCase()) ? header(headers, name.toLowerCase()) : undefined;
		if (value !== undefined) picked[name] = value;
	}
	return picked;
}

/** Decodes an answer within the manifest's bounds. */
export function decodeAnswer(body: Uint8Array, headers: HeaderRecord, bundle: TaskBundle) {
	return decodeInferResponse(body, headers, { maxBytes: bundle.manifest.limits.responseBytes });
}
