import Fastify, { type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Clock, RequestVerifier, SessionSource, Signer, TaskBundle } from "../../subnets/index.js";
import type { AddressBudget } from "../admission/createAddressBudget.js";
import type { BodyRoom } from "../admission/createBodyRoom.js";
import type { CallerLimits } from "../admission/createCallerLimits.js";
import type { AnswerSource } from "../answerFromEngine.js";
import type { MinerMetrics } from "../createMinerMetrics.js";
import type { ProviderReport } from "../engine/executionProvider.js";
import type { ReloadResult } from "../reloadResult.js";
import { addAxonRoutes } from "./addAxonRoutes.js";
import { addInferRoute } from "./addInferRoute.js";
import { addOpenAiRoutes } from "./addOpenAiRoutes.js";
import { addOpenRoutes } from "./addOpenRoutes.js";
import { addReloadRoute } from "./addReloadRoute.js";
import { addRowsRoute } from "./addRowsRoute.js";
import type { Connections } from "./boundConnections.js";
import { guardAddresses } from "./guardAddresses.js";
import { recordRequests } from "./recordRequests.js";
import { refuse } from "./refuse.js";

export interface ServerOptions {
	readonly bundle: TaskBundle;
	readonly serverVersion: string;
	readonly publicMetrics: boolean;
	/** Addresses of reverse proxies whose X-Forwarded-For is believed. */
	readonly trustedProxies: readonly string[];
	readonly provider: ProviderReport["provider"];
	/** Names of tasks before this one, by which rows of their answers are still demanded. */
	readonly earlierNames: readonly string[];
}

export interface ServerModules {
	readonly source: AnswerSource;
	readonly signer: Signer;
	/** Sign receipts for callers that take sessions. */
	readonly sessions: SessionSource;
	/** For inference: permit, rate, room in the queue. */
	readonly inferVerifier: RequestVerifier;
	/** For demanded rows: permit and rate. A full queue must not make an honest miner fail an audit. */
	readonly rowsVerifier: RequestVerifier;
	/** Verifiers of Bittensor's axon headers; undefined where the miner does not speak them. */
	readonly axon?: { readonly infer: RequestVerifier; readonly rows: RequestVerifier } | undefined;
	/** For the operator: the miner's own hotkey. */
	readonly ownVerifier: RequestVerifier;
	/** Reads the task anew and serves it. */
	readonly reload: () => Promise<ReloadResult>;
	readonly inferLimits: CallerLimits;
	readonly rowsLimits: CallerLimits;
	readonly budget: AddressBudget;
	readonly bodies: BodyRoom;
	readonly connections: Connections;
	readonly clock: Clock;
	readonly metrics: MinerMetrics;
	readonly logger: Logger;
	readonly nextRequestId: () => string;
}

/** Room for bodies in largest requests, whatever the limit in bytes says: one of them as JSON text takes six. */
const BODIES_AT_LEAST = 8;

/** All routes of one task, for requests that a {@link Front} hands on; it never listens itself. */
export function createServer(options: ServerOptions, modules: ServerModules): FastifyInstance {
	const { bundle } = options;
	const { source, signer, sessions, budget, connections, clock, metrics, logger } = modules;
	const { requestBytes } = bundle.manifest.limits;
	const server = Fastify({
		bodyLimit: requestBytes,
		trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
		return503OnClosing: true,
		genReqId: modules.nextRequestId,
	});

	// Bodies are taken as bytes whatever their type says: the signature is over bytes.
	server.removeAllContentTypeParsers();
	server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
	server.decorateRequest("outcome", "ok");
	server.decorateRequest("caller", undefined);
	server.decorateRequest("claimed", undefined);
	server.decorateRequest("releaseBody", undefined);
	const bodies = modules.bodies.atLeast(BODIES_AT_LEAST * requestBytes);
	guardAddresses(server, { budget, bodies, connections });
	recordRequests(server, { metrics, logger });
	addErrorAnswers(server, bundle.manifest.name, logger);

	const { sha256: modelSha256 } = bundle.manifest.model;
	const shared = { clock, metrics, source, signer, sessions, modelSha256 };
	const infer = { ...shared, verifier: modules.inferVerifier, limits: modules.inferLimits };
	const rows = { ...shared, verifier: modules.rowsVerifier, limits: modules.rowsLimits };
	addInferRoute(server, { bundle }, infer);
	addOpenAiRoutes(server, { bundle }, infer);
	const names = new Set([bundle.manifest.name, ...options.earlierNames]);
	for (const name of names) addRowsRoute(server, { name }, rows);
	const { ownVerifier, reload, rowsLimits } = modules;
	addReloadRoute(server, { verifier: ownVerifier, limits: rowsLimits, clock, reload });
	if (modules.axon !== undefined)
		addAxonRoutes(
			server,
			{ bundle, names },
			{
				infer: { ...infer, verifier: modules.axon.infer },
				rows: { ...rows, verifier: modules.axon.rows },
			},
		);
	addOpenRoutes(
		server,
		{
			bundle,
			provider: options.provider,
			serverVersion: options.serverVersion,
			hotkey: signer.address,
			publicMetrics: options.publicMetrics,
			speaksAxon: modules.axon !== undefined,
		},
		{ source, metrics },
	);
	return server;
}

/** Faults of HTTP itself in the same JSON shape as every other refusal. */
function addErrorAnswers(server: FastifyInstance, model: string, logger: Logger): void {
	server.setNotFoundHandler(async (request, reply) => {
		// Such as the one that it served before a reload.
		const isOtherModel = request.url.startsWith("/v2/models/") && request.url.split("/")[3] !== model;
		if (isOtherModel)
			return refuse(reply, {
				status: 404,
				code: "MODEL_UNKNOWN",
				message: `this miner serves the model ${model}`,
				remedy: `GET /v2/models/${model} tells its inputs, limits and task.`,
			});
		return refuse(reply, {
			status: 404,
			code: "ROUTE_UNKNOWN",
			message: "there is nothing at this path",
			remedy: "GET /v2 tells the API, and /v2/models/{name} the model served here.",
		});
	});
	server.setErrorHandler(async (error: { statusCode?: number; name?: string }, _request, reply) => {
		const status = error.statusCode ?? 500;
		if (status === 413) {
			return refuse(reply, {
				status,
				code: "MESSAGE_TOO_LARGE",
				message: "the body is larger than this miner takes",
				remedy: "Send less; the task's manifest names the limit.",
			});
		}
		if (status >= 400 && status < 500) {
			return refuse(reply, {
				status,
				code: "HTTP_MALFORMED",
				message: "the request is not well-formed HTTP",
				remedy: "Send a body whose length is its Content-Length.",
			});
		}
		logger.error({ err: error }, "request failed in the server");
		return refuse(reply, {
			status: 500,
			code: "SERVER_FAULT",
			message: "the miner failed on this request",
			remedy: "Send it again; the miner's log says what failed.",
		});
	});
}
