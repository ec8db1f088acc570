import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Logger } from "pino";
import { WebSocket, WebSocketServer } from "ws";
import { PortTakenError } from "../errors.js";
import { answerText } from "./answer.js";
import { isAllowedHost, isLocalPeer } from "./localPeer.js";
import type { MethodTable } from "./methods.js";
import { createRequestSession, createSession } from "./session.js";

export interface RpcLimits {
	/** Bytes of one request. */
	readonly requestBytes: number;
	readonly connections: number;
	readonly subscriptionsPerConnection: number;
	/** Calls of one connection that are worked on at once. */
	readonly callsPerConnection: number;
	readonly batch: number;
	/** Bytes that a connection may leave unread before it is cut. */
	readonly unreadBytes: number;
}

export const RPC_LIMITS: RpcLimits = {
	requestBytes: 15 * 1024 * 1024,
	connections: 256,
	subscriptionsPerConnection: 1024,
	callsPerConnection: 256,
	batch: 1000,
	unreadBytes: 64 * 1024 * 1024,
};

export interface RpcServer {
	readonly port: number;
	close(): Promise<void>;
}

/**
 * JSON-RPC 2.0 over HTTP and WebSocket on one port.
 * @throws PortTakenError
 */
export async function startRpcServer(
	options: { readonly host: string; readonly port: number; readonly limits: RpcLimits },
	modules: { readonly methods: MethodTable; readonly unsafe: MethodTable; readonly logger: Logger },
): Promise<RpcServer> {
	const { host, port, limits } = options;
	const { logger } = modules;
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		void answerHttp(request, response).catch((error) => {
			logger.debug({ err: error }, "HTTP request failed");
			if (!response.headersSent) response.writeHead(400).end();
		});
	});
	server.maxConnections = limits.connections;
	server.headersTimeout = 10_000;
	server.requestTimeout = 60_000;
	server.on("connection", (socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
	});
	const webSockets = new WebSocketServer({
		noServer: true,
		maxPayload: limits.requestBytes,
		perMessageDeflate: false,
	});

	const answerHttp = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const say = (status: number, text: string, type = "application/json") => {
			response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
			response.end(text);
		};
		if (!isAllowedHost(request, host)) return say(403, "this host name is not served\n", "text/plain");
		if (request.method === "GET" && request.url === "/health")
			return say(200, JSON.stringify({ peers: 0, isSyncing: false, shouldHavePeers: false }));
		if (request.method !== "POST") {
			response.setHeader("allow", "POST");
			return say(405, "send JSON-RPC 2.0 by POST, or open a WebSocket\n", "text/plain");
		}
		const chunks: Buffer[] = [];
		let length = 0;
		for await (const chunk of request as AsyncIterable<Buffer>) {
			length += chunk.length;
			if (length > limits.requestBytes)
				return say(413, `a request has at most ${limits.requestBytes} bytes\n`, "text/plain");
			chunks.push(chunk);
		}
		const session = createRequestSession(isLocalPeer(request));
		const answer = await answerText(Buffer.concat(chunks).toString("utf8"), session, limits, modules);
		if (answer === undefined) response.writeHead(204).end();
		else say(200, answer);
	};

	const serveSocket = (socket: WebSocket, request: IncomingMessage): void => {
		const send = (text: string) => {
			if (socket.readyState !== WebSocket.OPEN) return;
			socket.send(text);
			if (socket.bufferedAmount > limits.unreadBytes) socket.terminate();
		};
		const session = createSession(
			{ local: isLocalPeer(request), mostSubscriptions: limits.subscriptionsPerConnection },
			send,
		);
		let running = 0;
		socket.on("message", (data) => {
			running += 1;
			if (running >= limits.callsPerConnection) socket.pause();
			void answerText(String(data), session, limits, modules)
				.then((answer) => {
					if (answer !== undefined) send(answer);
					session.flush();
				})
				.catch((error) => logger.error({ err: error }, "JSON-RPC request failed"))
				.finally(() => {
					running -= 1;
					socket.resume();
				});
		});
		socket.on("error", (error) => logger.debug({ err: error }, "WebSocket failed"));
		socket.on("close", () => session.close());
	};
	server.on("upgrade", (request, socket, head) => {
		socket.on("error", (error) => logger.debug({ err: error }, "connection failed"));
		if (!isAllowedHost(request, host)) {
			socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
			return;
		}
		webSockets.handleUpgrade(request, socket, head, (opened) => serveSocket(opened, request));
	});

	await new Promise<void>((resolve, reject) => {
		server.once("error", (error: NodeJS.ErrnoException) =>
			reject(error.code === "EADDRINUSE" ? new PortTakenError(host, port) : error),
		);
		server.listen(port, host, resolve);
	});
	server.on("error", (error) => logger.error({ err: error }, "the JSON-RPC server failed"));
	return {
		port: (server.address() as AddressInfo).port,
		async close() {
			for (const socket of webSockets.clients) socket.terminate();
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}
