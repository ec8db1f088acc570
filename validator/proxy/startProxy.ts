import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Logger } from "pino";
import { Agent, request as send } from "undici";
import { ed25519Check, type Keypair, verifySignature } from "../../chain/wallet/index.js";
import { type Clock, createEndorsementBook, createNonceSource } from "../../subnets/index.js";
import { createAskingSessions } from "../asking/askingSessions.js";
import { ProxyPortTakenError } from "../errors.js";
import { createApiKeys } from "../gateway/apiKeys.js";
import { type AskPoolModules, askPool, readAtMost } from "./askPool.js";
import { type ProxyError, sendError } from "./dialectError.js";
import { createMinerPool, defaultPoolOptions, type MinerPoolOptions, type ProxyMiner } from "./minerPool.js";
import { openReceiptLog } from "./receiptLog.js";
import { type RelayModules, relayAnswer } from "./relayAnswer.js";

export interface ProxyOptions {
	/** 0 takes any free port. */
	readonly port: number;
	/** Keys of which clients must show one (`Authorization: Bearer`); none: every program of this computer may ask. */
	readonly apiKeys: readonly string[];
	/** Longest wait for an answer to begin, and between two of its pieces, ms. */
	readonly timeoutMs: number;
	/** sha256 of the model that must answer; undefined where any may. */
	readonly modelSha256: string | undefined;
	/** File that verified receipts are appended to. */
	readonly receiptsFile: string | undefined;
	readonly pool?: Partial<MinerPoolOptions> | undefined;
}

export interface ProxyModules {
	/** Signs the requests: a hotkey that the miners let in. */
	readonly keypair: Keypair;
	/** The miners to choose from, the best first. */
	readonly listMiners: () => Promise<readonly ProxyMiner[]>;
	readonly clock: Clock;
	readonly logger: Logger;
}

export interface Proxy {
	/** Such as `http://127.0.0.1:8099`. */
	readonly origin: string;
	stop(): Promise<void>;
}

/** The one address that is listened on: whoever reaches it asks in the name of the hotkey. */
const HOST = "127.0.0.1";
const BODY_LIMIT = 64 * 2 ** 20;
const METADATA_BYTES = 4 * 2 ** 20;
const METADATA_WAIT_MS = 5_000;
const SENT_ON = ["content-type", "accept", "inference-header-content-length", "content-encoding"];
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Serves clients of the Open Inference Protocol and of OpenAI's API on this computer: signs what they send by btauth/1,
 * asks a miner, and passes its answer on once its receipt was found true.
 *
 * @throws {ProxyPortTakenError}
 */
export async function startProxy(options: ProxyOptions, modules: ProxyModules): Promise<Proxy> {
	const { keypair, clock } = modules;
	const nowMs = (): number => Number(clock.nowNs() / 1_000_000n);
	const dispatcher = new Agent({ connect: { timeout: 5_000 } });
	const pool = createMinerPool(
		modules.listMiners,
		{ ...defaultPoolOptions, ...options.pool },
		{ dispatcher, nowMs },
	);
	const receipts =
		options.receiptsFile === undefined ? undefined : openReceiptLog(options.receiptsFile, nowMs);
	const server = buildProxy(options, {
		logger: modules.logger.child({ room: "proxy" }),
		pool,
		dispatcher,
		signer: keypair,
		sessions: createAskingSessions({ signer: keypair, clock }),
		nextNonce: createNonceSource(clock),
		caller: keypair.address,
		modelSha256: options.modelSha256,
		verifySignature,
		endorsements: createEndorsementBook({}, { verifySignature, ed25519Check }),
		receipts,
		nowMs,
	});
	const stop = async (): Promise<void> => {
		await server.close();
		await dispatcher.destroy();
		receipts?.close();
	};
	try {
		return { origin: await server.listen({ host: HOST, port: options.port }), stop };
	} catch (error) {
		await stop();
		if ((error as { code?: unknown }).code === "EADDRINUSE")
			throw new ProxyPortTakenError(options.port, { cause: error });
		throw error;
	}
}

type Parts = AskPoolModules & RelayModules & { readonly logger: Logger; readonly nowMs: () => number };

function buildProxy(options: ProxyOptions, parts: Parts): FastifyInstance {
	const { logger } = parts;
	const server = fastify({ bodyLimit: BODY_LIMIT, logger: false, forceCloseConnections: true });
	server.removeAllContentTypeParsers();
	server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
	const keys = createApiKeys(options.apiKeys, Number.POSITIVE_INFINITY, parts.nowMs);
	server.addHook("onRequest", async (request, reply) => {
		const error = foreign(request) ?? keyless(request);
		return error === undefined ? undefined : sendError(request, reply, error);
	});
	const keyless = ({ headers }: FastifyRequest): ProxyError | undefined =>
		options.apiKeys.length === 0 || keys.admit(headers.authorization).ok
			? undefined
			: {
					status: 401,
					code: "API_KEY_WRONG",
					message: "expected Authorization: Bearer with a key of this proxy",
					remedy: "Use the key that the proxy was started with",
				};
	server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
		const status = error.statusCode ?? 500;
		if (status >= 500) logger.error({ err: error, url: request.url }, "the proxy failed");
		return sendError(request, reply, {
			status,
			code: status >= 500 ? "INTERNAL" : "HTTP_MALFORMED",
			message: status >= 500 ? "the proxy failed on this request" : error.message,
			remedy: status >= 500 ? "The proxy's log says what happened" : "Correct the request",
		});
	});
	server.setNotFoundHandler((request, reply) =>
		sendError(request, reply, {
			status: 404,
			code: "ROUTE_UNKNOWN",
			message: "the proxy has no such path",
			remedy: "Ask /v2/… by the Open Inference Protocol, or /v1/… as of OpenAI",
		}),
	);

	const ask = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
		const gone = new AbortController();
		reply.raw.once("close", () => {
			if (!reply.raw.writableFinished) gone.abort();
		});
		const body = request.body instanceof Uint8Array ? new Uint8Array(request.body) : new Uint8Array();
		const { timeoutMs } = options;
		const call = {
			path: request.url,
			headers: chosen(request, SENT_ON),
			body,
			timeoutMs,
			signal: gone.signal,
		};
		const asked = await askPool(call, parts);
		if ("error" in asked) {
			logger.info({ path: call.path, ...asked.error }, "not answered");
			return sendError(request, reply, asked.error);
		}
		return relayAnswer({ call, begun: asked.begun, request, reply }, parts);
	};
	server.post("/v2/models/:model/infer", ask);
	server.post("/v2/models/:model/versions/:version/infer", ask);
	server.post("/v1/*", ask);

	const read = (request: FastifyRequest, reply: FastifyReply) => readMetadata(request, reply, parts);
	for (const path of ["/v2", "/v2/*", "/v1/models", "/v1/models/*"]) server.get(path, read);
	return server;
}

/** Health and metadata, which nobody signs, from the best miner. */
async function readMetadata(request: FastifyRequest, reply: FastifyReply, { pool, dispatcher }: Parts) {
	const [miner] = await pool.candidates();
	if (miner === undefined)
		return sendError(request, reply, {
			status: 503,
			code: "NO_MINER",
			message: "no miner is ready",
			remedy: "Ask again in a moment",
		});
	const signal = AbortSignal.timeout(METADATA_WAIT_MS);
	try {
		const response = await send(`${miner.origin}${request.url}`, { dispatcher, signal });
		const body = Buffer.from(await readAtMost(response, METADATA_BYTES));
		return reply.code(response.statusCode).type("application/json; charset=utf-8").send(body);
	} catch {
		pool.failed(miner);
		return sendError(request, reply, {
			status: 502,
			code: "MINER_UNREACHABLE",
			message: `${miner.hotkey} cannot be reached at ${miner.origin}`,
			remedy: "Ask again",
		});
	}
}

/**
 * Refuses what a web page sends: a page in this computer's browser can reach a loopback port, and it must not spend the
 * hotkey's name. Its requests name the page's origin, or a host that only its own name server leads here.
 */
function foreign({ headers }: FastifyRequest): ProxyError | undefined {
	const { host = "", origin } = headers;
	if (LOOPBACK.test(host) && (origin === undefined || LOOPBACK.test(origin.replace(/^https?:\/\//, ""))))
		return undefined;
	return {
		status: 403,
		code: "CLIENT_FOREIGN",
		message: "expected a program on this computer, got a web page or a foreign host name",
		remedy: "Ask http://127.0.0.1 with the proxy's port",
	};
}

function chosen({ headers }: FastifyRequest, names: readonly string[]): Record<string, string> {
	const found: Record<string, string> = {};
	for (const name of names) {
		const value = headers[name];
		if (typeof value === "string") found[name] = value;
	}
	return found;
}
