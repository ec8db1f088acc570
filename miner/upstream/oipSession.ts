import type { Dispatcher } from "undici";
import {
	decodeInferResponse,
	encodeInferRequest,
	type HeaderRecord,
	type ModelSession,
	type Tensor,
} from "../../subnets/index.js";
import { malformed } from "./malformed.js";
import type { UpstreamPool } from "./upstreamPool.js";

/** Far above any answer of a model that a task runs; the memory cap of this process is what binds. */
const LIMITS = {
	maxBytes: 256 * 2 ** 20,
	maxJsonBytes: 256 * 2 ** 20,
	maxTensors: 256,
	maxElements: 64 * 2 ** 20,
};

/**
 * The task's model at an upstream server that speaks the Open Inference Protocol: what the task's code feeds it goes out
 * as tensors, what comes back is what the task's code reads.
 *
 * @param options - `binary`: by the protocol's binary extension, which not every server has
 */
export function createOipSession(
	options: { readonly model: string; readonly binary: boolean; readonly signal: AbortSignal },
	pool: UpstreamPool,
): ModelSession {
	const path = `/v2/models/${options.model}/infer`;
	return {
		run(feeds, outputs) {
			const inputs = Object.entries(feeds).map(([name, tensor]) => ({ ...tensor, name }));
			const { body, headers } = encodeInferRequest(
				{ inputs, ...(outputs === undefined ? {} : { outputs }), binaryOutputs: options.binary },
				{ binary: options.binary },
			);
			const call = { path, headers: { ...headers, Accept: "*/*" }, body, signal: options.signal };
			return pool.ask(call, (response) => readTensors(response, outputs));
		},
	};
}

async function readTensors(
	response: Dispatcher.ResponseData,
	wanted: readonly string[] | undefined,
): Promise<Record<string, Tensor>> {
	const body = new Uint8Array(await response.body.arrayBuffer());
	// Masks of attention hold infinities, and what a model gives is checked by the task, not here.
	const decoded = decodeInferResponse(body, framing(response.headers), { ...LIMITS, allowNonFinite: true });
	if (!decoded.ok) throw malformed(decoded.message);
	const tensors = Object.fromEntries(decoded.value.outputs.map((tensor) => [tensor.name, tensor]));
	const missing = wanted?.find((name) => tensors[name] === undefined);
	if (missing !== undefined) throw malformed(`it lacks the output ${missing}`);
	return tensors;
}

function framing(headers: HeaderRecord): HeaderRecord {
	const length = headers["inference-header-content-length"];
	return length === undefined ? {} : { "inference-header-content-length": length };
}
