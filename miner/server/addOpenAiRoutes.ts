import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply } from "fastify";
import {
	type Checked,
	type OpenAiEndpoint,
	type OpenAiMapping,
	type OpenAiRequest,
	type OpenAiTextMapping,
	refusal,
	type TaskBundle,
} from "../../subnets/index.js";
import type { AnswerSource } from "../answerFromEngine.js";
import type { MinerMetrics } from "../createMinerMetrics.js";
import type { OpenAiWork } from "./openAiWork.js";
import { type ReceiptModules, refuseReceipted, sendReceipted } from "./sendReceipted.js";
import { addSignedRoute, type SignedRouteModules } from "./signedRoutes.js";
import { streamAnswer } from "./streamAnswer.js";

type Modules = SignedRouteModules & ReceiptModules & { source: AnswerSource; metrics: MinerMetrics };

/** The routes of OpenAI's API that the task answers, texts whole or as server-sent events. */
export function addOpenAiRoutes(
	server: FastifyInstance,
	options: { bundle: TaskBundle },
	modules: Modules,
): void {
	const { manifest, task } = options.bundle;
	const mapping = task.openai;
	if (mapping === undefined) return;
	for (const endpoint of mapping.endpoints) {
		addSignedRoute(
			server,
			{
				path: `/v1/${endpoint}`,
				bodyLimit: manifest.limits.requestBytes,
				async handle(call, _request, reply) {
					const parsed = parse(mapping, endpoint, manifest.name, call.body);
					if (!parsed.ok) return refuseReceipted(reply, call, parsed, modules);
					const refused = task.check(parsed.value.request);
					if (refused !== undefined) return refuseReceipted(reply, call, refused, modules);
					const frame = {
						endpoint,
						id: `${ID_PREFIXES[endpoint]}-${randomUUID()}`,
						created: Math.floor(Number(call.startedNs / 1_000_000_000n)),
						model: manifest.name,
					};
					const work = { frame, asked: parsed.value, call, reply };
					return work.asked.stream && isTextMapping(mapping)
						? streamAnswer({ ...work, mapping }, modules)
						: answerWhole({ ...work, mapping }, modules);
				},
			},
			modules,
		);
	}
}

const ID_PREFIXES: Readonly<Record<OpenAiEndpoint, string>> = {
	completions: "cmpl",
	"chat/completions": "chatcmpl",
	embeddings: "embd",
};

function isTextMapping(mapping: OpenAiMapping): mapping is OpenAiTextMapping {
	return "chunk" in mapping;
}

async function answerWhole(work: OpenAiWork<OpenAiMapping>, modules: Modules): Promise<FastifyReply> {
	const { mapping, frame, asked, call, reply } = work;
	const { sender: caller, nonce, signal } = call;
	const result = await modules.source.answer(asked.request, { caller, nonce, signal });
	if (!result.ok) return refuseReceipted(reply, call, result, modules);
	const body = Buffer.from(JSON.stringify(mapping.response(frame, asked.request, result.answer)), "utf8");
	const headers = { "Content-Type": "application/json; charset=utf-8" };
	return sendReceipted(reply, call, { body, headers }, modules);
}

function parse(
	mapping: OpenAiMapping,
	endpoint: OpenAiEndpoint,
	modelName: string,
	bytes: Uint8Array,
): Checked<OpenAiRequest> {
	let body: unknown;
	try {
		body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		return refusal(400, "MESSAGE_MALFORMED", "expected JSON in UTF-8", "Send a body of OpenAI's shape.");
	}
	// A receipt does not name the path: a body that is an inference request too could be passed off as one.
	if (typeof body === "object" && body !== null && "inputs" in body)
		return refusal(
			400,
			"BODY_SHAPE",
			"expected a body of OpenAI's shape, got one with inputs",
			"Leave inputs out, or ask /v2/models/{name}/infer.",
		);
	const model = typeof body === "object" && body !== null ? (body as { model?: unknown }).model : undefined;
	if (model !== undefined && model !== modelName) {
		return refusal(
			404,
			"MODEL_UNKNOWN",
			`this miner serves the model ${modelName}`,
			"Name that model, or leave the field out.",
		);
	}
	return mapping.parse(endpoint, body);
}
