import type { FastifyInstance, FastifyReply } from "fastify";
import {
	createRandom,
	decodeInferRequest,
	type InferRequest,
	type Parameters,
	type TaskBundle,
	type TaskInput,
} from "../../subnets/index.js";
import { fromBase64 } from "../base64.js";
import { exportVerdict } from "../evidence/exportedVerdict.js";
import type { OrganicAnswer, OrganicResult } from "../round/organicQueue.js";
import { type Admit, refuse } from "./admitByKey.js";
import { asChallenge } from "./asChallenge.js";
import type { GatewayModules } from "./gatewayModules.js";

interface QueryBody {
	readonly netuid: number;
	readonly text?: string;
	/** Base64. */
	readonly file?: string;
	readonly parameters?: Parameters;
}

const STATUS = { NO_MINER: 503, NO_GOOD_ANSWER: 502, QUEUE_FULL: 503, STOPPING: 503, LEFT: 499 } as const;

/**
 * What researchers ask with an API key:
 *
 * - `POST /v2/models/{task}/infer`, Open Inference Protocol v2: the miner's whole answer byte for byte, its receipt's
 *   headers, and `X-Ganglion-*` headers that say who answered and what was verified
 * - `POST /api/query`, `{netuid, text | file, parameters}`: the same in one JSON document, with the answer in words
 *
 * Both put the request into the subnet's next round as one more challenge.
 */
export function addQueryRoutes(
	server: FastifyInstance,
	options: { readonly admit: Admit },
	modules: GatewayModules,
): void {
	const { admit } = options;
	const samples = new Map<string, Promise<InferRequest>>();
	/** A drawn request of the task, to shape others after. */
	const sampleOf = (bundle: TaskBundle): Promise<InferRequest> => {
		const known =
			samples.get(bundle.hash) ?? bundle.task.sample(createRandom("shape")).then(({ request }) => request);
		samples.set(bundle.hash, known);
		return known;
	};

	const ask = async (
		netuid: number,
		inference: InferRequest,
		reply: FastifyReply,
	): Promise<OrganicResult> => {
		const gone = new AbortController();
		reply.raw.once("close", () => {
			if (!reply.raw.writableFinished) gone.abort();
		});
		const begun = performance.now();
		const queue = modules.organics.get(netuid);
		const result: OrganicResult =
			queue === undefined
				? { ok: false, code: "NO_MINER", reason: `this validator is not on subnet ${netuid}` }
				: await queue.submit(inference, gone.signal);
		modules.metrics.organic(netuid, result.ok ? "answered" : result.code, performance.now() - begun);
		return result;
	};

	server.post<{ Params: { model: string } }>(
		"/v2/models/:model/infer",
		{ onRequest: admit },
		async (request, reply) => {
			const found = [...modules.bundles].find(([, { manifest }]) => manifest.name === request.params.model);
			if (found === undefined)
				return refuse(
					reply,
					404,
					"MODEL_UNKNOWN",
					"this validator has no such task",
					"GET /health lists its tasks.",
				);
			const [netuid, bundle] = found;
			// fastify parsed JSON already; the codec's own bounds and checks need the bytes.
			const body =
				request.body instanceof Uint8Array ? request.body : Buffer.from(JSON.stringify(request.body ?? {}));
			const decoded = decodeInferRequest(body, request.headers, {
				maxBytes: bundle.manifest.limits.requestBytes,
			});
			if (!decoded.ok) return refuse(reply, decoded.status, decoded.code, decoded.message, decoded.remedy);
			const refused = bundle.task.check(decoded.value);
			if (refused !== undefined)
				return refuse(reply, refused.status, refused.code, refused.message, refused.remedy);
			const result = await ask(netuid, asChallenge(decoded.value, await sampleOf(bundle)), reply);
			if (!result.ok) return refuseResult(reply, result);
			const { uid, hotkey, verdict } = result.value;
			const evidence = verdict.evidence;
			return reply
				.code(200)
				.headers({
					...evidence?.response.headers,
					...evidence?.receipt,
					"X-Ganglion-Netuid": netuid,
					"X-Ganglion-Uid": uid,
					"X-Ganglion-Hotkey": hotkey,
					"X-Ganglion-Latency-Ms": Math.round(verdict.latencyMs ?? 0),
					"X-Ganglion-Verified": verdict.code,
				})
				.send(Buffer.from(evidence?.response.body ?? new Uint8Array()));
		},
	);

	server.post<{ Body: QueryBody }>(
		"/api/query",
		{
			onRequest: admit,
			schema: {
				body: {
					type: "object",
					required: ["netuid"],
					additionalProperties: false,
					properties: {
						netuid: { type: "integer", minimum: 0, maximum: 65_535 },
						text: { type: "string", maxLength: 65_536 },
						file: { type: "string", maxLength: 12 * 2 ** 20, pattern: "^[A-Za-z0-9+/]*={0,2}$" },
						parameters: { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } },
					},
				},
			},
		},
		async (request, reply) => {
			const { netuid } = request.body;
			const bundle = modules.bundles.get(netuid);
			if (bundle === undefined)
				return refuse(
					reply,
					404,
					"SUBNET_UNKNOWN",
					`this validator is not on subnet ${netuid}`,
					"GET /health lists its subnets.",
				);
			const inference = await readInput(bundle, request.body);
			if ("refused" in inference) {
				const { status, code, message, remedy } = inference.refused;
				return refuse(reply, status, code, message, remedy);
			}
			const result = await ask(netuid, asChallenge(inference, await sampleOf(bundle)), reply);
			return result.ok ? reply.send(describe(result.value, bundle, inference)) : refuseResult(reply, result);
		},
	);
}

/** The JSON document that answers a query. */
function describe(value: OrganicAnswer, bundle: TaskBundle, request: InferRequest): object {
	const { netuid, uid, hotkey, answer, verdict } = value;
	return {
		netuid,
		task: bundle.manifest.name,
		answer: bundle.task.show(request, answer),
		uid,
		hotkey,
		latencyMs: Math.round(verdict.latencyMs ?? 0),
		verified: {
			receipt: true,
			audit:
				verdict.code === "AUDIT_PASSED" ? { measured: verdict.measured, tolerance: verdict.tolerance } : null,
			reason: verdict.reason,
		},
		verdict: exportVerdict(verdict),
	};
}

type Refused = {
	readonly status: number;
	readonly code: string;
	readonly message: string;
	readonly remedy: string;
};

async function readInput(
	bundle: TaskBundle,
	body: QueryBody,
): Promise<InferRequest | { readonly refused: Refused }> {
	const input: TaskInput = {
		...(body.text === undefined ? {} : { text: body.text }),
		...(body.file === undefined ? {} : { file: fromBase64(body.file) }),
	};
	try {
		const request = await bundle.task.fromInput(input, body.parameters);
		return bundle.task.check(request) === undefined
			? request
			: { refused: bundle.task.check(request) as Refused };
	} catch (error) {
		const {
			status = 400,
			code = "INPUT_REFUSED",
			message,
			remedy = "Send another input.",
		} = error as Partial<Refused> & Error;
		return { refused: { status, code, message, remedy } };
	}
}

function refuseResult(reply: FastifyReply, result: Extract<OrganicResult, { ok: false }>): FastifyReply {
	const status = STATUS[result.code];
	if (status === 503) reply.header("Retry-After", 5);
	return refuse(
		reply,
		status,
		result.code,
		result.reason,
		"Ask again in a moment, or ask another validator.",
	);
}
