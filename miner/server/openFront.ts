import { createServer, type RequestListener } from "node:http";
import type { AddressBudget } from "../admission/createAddressBudget.js";
import { MinerPortError } from "../errors.js";
import type { MinerLimits } from "../minerLimits.js";
import { answerClientErrors } from "./answerClientErrors.js";
import { boundConnections, type Connections } from "./boundConnections.js";

/** The miner's socket and the connections on it: they outlive whatever answers on them. */
export interface Front {
	readonly connections: Connections;
	/**
	 * Hands every request from now on to this handler; those that another one has begun stay with it.
	 *
	 * @param answerMs - longest time that one of its answers takes
	 */
	serve(handler: RequestListener, answerMs: number): void;
	/**
	 * @param port - 0 takes any free port
	 * @returns the port
	 * @throws {MinerPortError}
	 */
	listen(host: string, port: number): Promise<number>;
	/** Takes no new connection, closes those that are idle, and resolves when the last one is gone. */
	close(): Promise<void>;
	/** Ends every connection, whatever is on its way over it. */
	cutOff(): void;
}

/** How often Node looks for requests that pass their time limit, ms. */
const TIMEOUT_CHECK_MS = 1_000;
const KEEP_ALIVE_MS = 30_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** An HTTP server that does not listen yet, and serves nobody before it is told by whom. */
export function openFront(
	options: { readonly limits: MinerLimits; readonly trustedProxies: readonly string[] },
	modules: { budget: AddressBudget },
): Front {
	const { limits, trustedProxies } = options;
	let handle: RequestListener = (_request, response) => void response.writeHead(503).end();
	const server = createServer(
		{
			requestTimeout: limits.requestMs,
			headersTimeout: limits.headersMs,
			keepAliveTimeout: KEEP_ALIVE_MS,
			connectionsCheckingInterval: TIMEOUT_CHECK_MS,
			maxHeaderSize: MAX_HEADER_BYTES,
		},
		(request, response) => handle(request, response),
	);
	const connections = boundConnections(server, { ...limits, trustedProxies }, modules);
	server.on("clientError", answerClientErrors({ ...modules, connections }));
	return {
		connections,
		serve(handler, answerMs) {
			handle = handler;
			// A caller that does not read its answer: nothing has moved for longer than any answer takes.
			server.setTimeout(answerMs + KEEP_ALIVE_MS);
		},
		listen: (host, port) =>
			new Promise((resolve, reject) => {
				const fail = (cause: NodeJS.ErrnoException): void =>
					reject(new MinerPortError(host, port, cause.code ?? String(cause), { cause }));
				server.once("error", fail);
				server.listen({ host, port }, () => {
					server.off("error", fail);
					const address = server.address();
					resolve(typeof address === "object" && address !== null ? address.port : port);
				});
			}),
		close: () =>
			new Promise((resolve) => {
				// Its only error says that it did not listen.
				server.close(() => resolve());
				server.closeIdleConnections();
			}),
		cutOff: () => server.closeAllConnections(),
	};
}
