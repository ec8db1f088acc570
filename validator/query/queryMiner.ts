import { Agent } from "undici";
import { type Keypair, verifySignature } from "../../chain/wallet/index.js";
import {
	type Clock,
	createNonceSource,
	type InferRequest,
	type ReceivedAnswer,
	type TaskBundle,
	verifyReceipt,
} from "../../subnets/index.js";
import { askMiner, decodeAnswer, receiptHeaders } from "../asking/askMiner.js";
import { createAxonMiners } from "../asking/axonMiners.js";
import { endpointOf } from "../asking/endpoint.js";
import type { ValidatorNeuron } from "../chainAccess.js";
import { MinerUnreachableError, QueryRefusedError } from "../errors.js";

export interface MinerQuery {
	readonly neuron: Pick<ValidatorNeuron, "uid" | "hotkey" | "axon">;
	readonly bundle: TaskBundle;
	readonly request: InferRequest;
	readonly allowLocal: boolean;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}

export interface MinerAnswer {
	readonly answer: ReceivedAnswer;
	readonly latencyMs: number;
	/** The receipt's headers, verified. */
	readonly receipt: Readonly<Record<string, string>>;
}

/**
 * Asks one miner directly, signed by a hotkey that the miner lets in, and verifies its receipt.
 *
 * @throws {MinerUnreachableError} when no answer comes
 * @throws {QueryRefusedError} when it refuses, or its answer or receipt is not in order
 */
export async function queryMiner(
	query: MinerQuery,
	modules: { readonly keypair: Keypair; readonly clock: Clock },
): Promise<MinerAnswer> {
	const { neuron, bundle, request } = query;
	const { keypair, clock } = modules;
	const endpoint = endpointOf(neuron.axon, query);
	if ("refused" in endpoint) throw new MinerUnreachableError(neuron.uid, endpoint.refused);
	const nonce = createNonceSource(clock)();
	const dispatcher = new Agent();
	const asked = await askMiner(
		{ uid: neuron.uid, hotkey: neuron.hotkey, origin: endpoint.origin, request, nonce },
		query,
		{ signer: keypair, dispatcher, axons: createAxonMiners() },
	).finally(() => dispatcher.destroy());
	const { result, sent } = asked;
	query.signal.throwIfAborted();
	if (!result.ok) throw new MinerUnreachableError(neuron.uid, result.reason);
	if (result.status !== 200) throw refusedBy(neuron.uid, result.status, result.body);
	const receipt = verifyReceipt(
		result.headers,
		{
			requestBody: sent.body,
			response: result.body,
			status: result.status,
			nonce,
			miner: neuron.hotkey,
			caller: keypair.address,
			modelSha256: bundle.manifest.kind === "reference" ? bundle.manifest.model.sha256 : undefined,
		},
		verifySignature,
	);
	if (!receipt.ok) throw new QueryRefusedError(receipt.status, receipt.code, receipt.message, receipt.remedy);
	const decoded = decodeAnswer(result.body, result.headers, bundle);
	if (!decoded.ok) throw new QueryRefusedError(decoded.status, decoded.code, decoded.message, decoded.remedy);
	const { outputs, parameters } = decoded.value;
	return {
		answer: { outputs, ...(parameters === undefined ? {} : { parameters }) },
		latencyMs: result.finishedAtMs - result.sentAtMs,
		receipt: receiptHeaders(result.headers),
	};
}

function refusedBy(uid: number, status: number, body: Uint8Array): QueryRefusedError {
	let refusal: { code?: unknown; message?: unknown; remedy?: unknown } = {};
	try {
		refusal = JSON.parse(Buffer.from(body).toString("utf8")) as typeof refusal;
	} catch {
		// Not our protocol's refusal: the status alone is told.
	}
	const text = (value: unknown, otherwise: string): string =>
		typeof value === "string" ? value.slice(0, 500) : otherwise;
	return new QueryRefusedError(
		status,
		text(refusal.code, "UNKNOWN"),
		text(refusal.message, `uid ${uid} gave no reason`),
		text(refusal.remedy, "ask another miner, or through a validator's gateway"),
	);
}
