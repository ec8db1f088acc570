import type { FastifyInstance } from "fastify";
import { SESSIONS_TAKEN, synapseName, type TaskBundle } from "../../subnets/index.js";
import type { AnswerSource } from "../answerFromEngine.js";
import type { MinerMetrics } from "../createMinerMetrics.js";
import type { ProviderReport } from "../engine/executionProvider.js";
import { isFromHere } from "./isFromHere.js";
import { refuse } from "./refuse.js";

/** Where Prometheus asks. */
export const METRICS_PATH = "/metrics";

/**
 * Routes that need no signature: health and metadata of the Open Inference Protocol, the model list of OpenAI's API,
 * and the metrics, which only this machine may read unless `publicMetrics`.
 */
export function addOpenRoutes(
	server: FastifyInstance,
	options: {
		bundle: TaskBundle;
		provider: ProviderReport["provider"];
		serverVersion: string;
		hotkey: string;
		publicMetrics: boolean;
		speaksAxon: boolean;
	},
	modules: { source: Pick<AnswerSource, "ready">; metrics: MinerMetrics },
): void {
	const { manifest, task, hash } = options.bundle;
	const { name, version, model } = manifest;
	const { source, metrics } = modules;

	const readiness = { live: true, ready: () => source.ready() };
	server.get("/v2", async () => ({
		name: "ganglion-miner",
		version: options.serverVersion,
		extensions: ["binary_tensor_data"],
		ganglion: { hotkey: options.hotkey },
	}));
	server.get("/v2/health/live", async () => ({ live: readiness.live }));
	server.get("/v2/health/ready", async (_request, reply) =>
		reply.code(readiness.ready() ? 200 : 503).send({ ready: readiness.ready() }),
	);

	const metadata = {
		name,
		versions: [version],
		platform: options.provider === "upstream" ? "upstream" : "onnxruntime_onnx",
		inputs: model.inputs,
		outputs: manifest.answer.outputs,
		ganglion: {
			taskHash: hash,
			modelSha256: model.sha256,
			kind: manifest.kind,
			limits: manifest.limits,
			sessions: [SESSIONS_TAKEN],
			executionProvider: options.provider,
			...(options.speaksAxon ? { synapse: synapseName(name) } : {}),
		},
	};
	for (const path of [`/v2/models/${name}`, `/v2/models/${name}/versions/${version}`]) {
		server.get(path, async () => metadata);
		server.get(`${path}/ready`, async (_request, reply) =>
			reply.code(readiness.ready() ? 200 : 503).send({ name, ready: readiness.ready() }),
		);
	}

	if (task.openai !== undefined) {
		const card = { id: name, object: "model", created: 0, owned_by: "ganglion" };
		server.get("/v1/models", async () => ({ object: "list", data: [card] }));
		server.get(`/v1/models/${name}`, async () => card);
	}

	server.get(METRICS_PATH, async (request, reply) => {
		if (!options.publicMetrics && !isFromHere(request)) {
			return refuse(reply, {
				status: 403,
				code: "METRICS_PRIVATE",
				message: "metrics are read from the miner's own machine",
				remedy: "Scrape them there, or start the miner with --public-metrics.",
			});
		}
		const { type, body } = await metrics.text();
		return reply.type(type).send(body);
	});
}
