import { ChainTimeoutError, ChainUnreachableError } from "./errors.js";

/** An open WebSocket, as far as it is needed here. */
export interface Socket {
	send(text: string): void;
	close(): void;
}

interface SocketEvents {
	readonly onMessage: (text: string) => void;
	/** Once, after the socket was open. */
	readonly onClose: (reason: string) => void;
}

/** Node has a WebSocket of its own from version 22 on; the same one comes with undici. */
async function webSocketClass(): Promise<typeof WebSocket> {
	return globalThis.WebSocket ?? (await import("undici")).WebSocket;
}

function reasonOf(event: unknown): string {
	const error = typeof event === "object" && event !== null && "error" in event ? event.error : undefined;
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
	return inner instanceof Error && inner.message !== "" ? inner.message : "the connection was refused";
}

/**
 * Opens a WebSocket.
 *
 * @throws {ChainUnreachableError} where nobody answers there
 * @throws {ChainTimeoutError} where it takes longer than `timeoutMs`
 */
export async function openSocket(endpoint: string, timeoutMs: number, events: SocketEvents): Promise<Socket> {
	const WebSocketClass = await webSocketClass();
	let socket: WebSocket;
	try {
		socket = new WebSocketClass(endpoint);
	} catch (cause) {
		throw new ChainUnreachableError(endpoint, "it is no ws:// or wss:// address", { cause });
	}
	return new Promise((resolve, reject) => {
		let opened = false;
		let closed = false;
		const close = (reason: string) => {
			if (!opened || closed) return;
			closed = true;
			events.onClose(reason);
		};
		const timer = setTimeout(() => {
			reject(new ChainTimeoutError(endpoint, "the opening of a connection", timeoutMs));
			socket.close();
		}, timeoutMs);
		socket.onopen = () => {
			clearTimeout(timer);
			opened = true;
			resolve({
				send: (text) => socket.send(text),
				close: () => {
					// The closing handshake may never be answered; the caller must not wait for it.
					socket.close();
					close("the connection was closed");
				},
			});
		};
		socket.onmessage = (event) => {
			if (!closed && typeof event.data === "string") events.onMessage(event.data);
		};
		socket.onerror = (event) => {
			clearTimeout(timer);
			if (!opened) reject(new ChainUnreachableError(endpoint, reasonOf(event)));
		};
		socket.onclose = (event) => {
			clearTimeout(timer);
			if (!opened) reject(new ChainUnreachableError(endpoint, "the connection was refused"));
			close(event.reason === "" ? "the connection was lost" : event.reason);
		};
	});
}
