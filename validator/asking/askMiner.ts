import {
	decodeInferResponse,
	encodeInferRequest,
	type HeaderRecord,
	header,
	type InferRequest,
	synapseName,
	type TaskBundle,
} from "../../subnets/index.js";
import type { WireMessage } from "../evidence/verdict.js";
import type { AxonMiners } from "./axonMiners.js";
import type { PostResult } from "./exchange.js";
import { type PostModules, postSigned } from "./postSigned.js";
import { postSynapse } from "./postSynapse.js";

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

/** What asking takes beside the signer: which miners speak Bittensor's axon headers. */
export interface AskModules extends PostModules {
	readonly axons: AxonMiners;
}

/**
 * Asks a miner for one inference by the Open Inference Protocol, signed by btauth/1; one that answers as an axon does is
 * asked again at once by axon headers, within what is left of the time, and from then on by them alone.
 */
export async function askMiner(ask: Ask, options: AskOptions, modules: AskModules): Promise<Asked> {
	const { manifest } = options.bundle;
	const { axons } = modules;
	const { hotkey, origin } = ask;
	const shared = {
		origin,
		receiver: hotkey,
		nonce: ask.nonce,
		maxBytes: manifest.limits.responseBytes,
		signal: options.signal,
	};
	let timeoutMs = options.timeoutMs;
	if (!axons.has(hotkey, origin)) {
		const { body, headers } = encodeInferRequest(ask.request);
		const path = `/v2/models/${manifest.name}/infer`;
		const startedMs = performance.now();
		const result = await postSigned({ ...shared, path, headers, body, timeoutMs }, modules);
		timeoutMs -= performance.now() - startedMs;
		if (!axons.learn(hotkey, origin, result) || timeoutMs < 1)
			return { ask, sent: { headers, body }, result };
	}
	const { body, headers } = encodeInferRequest({ ...ask.request, binaryOutputs: false }, { binary: false });
	const name = synapseName(manifest.name);
	const result = await postSynapse({ ...shared, name, body, timeoutMs }, modules);
	if (result.ok && result.status === 404) axons.forget(hotkey, origin);
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
