import { type FastifyInstance, fastify } from "fastify";
import { GatewayPortTakenError } from "../errors.js";
import { addQueryRoutes } from "./addQueryRoutes.js";
import { addReadRoutes } from "./addReadRoutes.js";
import { admitByKey, unlessLocal } from "./admitByKey.js";
import { createApiKeys } from "./apiKeys.js";
import type { GatewayModules } from "./gatewayModules.js";

export interface GatewayOptions {
	/** Default 127.0.0.1. */
	readonly host?: string;
	/** 0 takes any free port. */
	readonly port: number;
	/** Keys that researchers may use; without any, nobody can ask. */
	readonly apiKeys: readonly string[];
	/** Requests a minute for each key. Default 120. */
	readonly perMinute?: number;
	/** Open connections; those past it are closed at once. Default 512. */
	readonly connections?: number;
}

export interface Gateway {
	readonly origin: string;
	stop(): Promise<void>;
}

const BODY_LIMIT = 16 * 2 ** 20;
const CONNECTIONS = 512;
/** A request waits for its round on an open connection; one that asks for nothing is closed. */
const KEEP_ALIVE_MS = 30_000;
const HEADERS_MS = 10_000;

/** The gateway without a socket: tests use its `inject`. */
export function buildGateway(options: GatewayOptions, modules: GatewayModules): FastifyInstance {
	const server = fastify({
		bodyLimit: BODY_LIMIT,
		requestTimeout: 60_000,
		keepAliveTimeout: KEEP_ALIVE_MS,
		http: { headersTimeout: HEADERS_MS },
		logger: false,
		trustProxy: false,
		forceCloseConnections: true,
		ajv: { customOptions: { allowUnionTypes: true } },
	});
	server.server.maxConnections = options.connections ?? CONNECTIONS;
	server.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
		done(null, body),
	);
	server.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
		const status = error.statusCode ?? 500;
		if (status >= 500)
			modules.logger.error({ err: error, url: request.routeOptions.url }, "the gateway failed");
		return reply.code(status).send({
			code: status >= 500 ? "INTERNAL" : (error.code ?? "BAD_REQUEST"),
			message: status >= 500 ? "the gateway failed on this request" : error.message,
			remedy:
				status >= 500 ? "Send it again; the validator's log says what happened." : "Correct the request.",
		});
	});
	server.setNotFoundHandler((_request, reply) =>
		reply.code(404).send({
			code: "NOT_FOUND",
			message: "the gateway has no such path",
			remedy: "docs/validator.md lists the paths.",
		}),
	);
	const admit = admitByKey(createApiKeys(options.apiKeys, options.perMinute ?? 120, Date.now));
	addReadRoutes(server, { admit: unlessLocal(admit) }, modules);
	addQueryRoutes(server, { admit }, modules);
	return server;
}

/**
 * Serves researchers and the explorer.
 *
 * @throws {GatewayPortTakenError}
 */
export async function startGateway(options: GatewayOptions, modules: GatewayModules): Promise<Gateway> {
	const server = buildGateway(options, modules);
	try {
		const origin = await server.listen({ host: options.host ?? "127.0.0.1", port: options.port });
		return { origin, stop: () => server.close() };
	} catch (error) {
		await server.close();
		if ((error as { code?: unknown }).code === "EADDRINUSE")
			throw new GatewayPortTakenError(options.port, { cause: error });
		throw error;
	}
}
