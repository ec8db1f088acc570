import { randomBytes } from "node:crypto";
import { RPC_CODE, RpcError } from "./rpcError.js";

/** Sends one notification of a subscription. */
export type Sink = (result: unknown) => void;

/** Who asks: one connection, or one HTTP request. */
export interface Session {
	/** The peer is on this machine and no web page of another origin: it may make unsafe calls. */
	readonly local: boolean;
	/**
	 * Opens a subscription; what its sink is given meanwhile is sent after the response that names it.
	 * @param notification - method name of its notifications
	 * @param start - begins it and returns how to end it
	 */
	subscribe(notification: string, start: (sink: Sink, id: string) => () => void): string;
	/** @returns false when no such subscription is open here */
	unsubscribe(id: unknown): boolean;
	/** Runs when the connection ends. */
	onClose(action: () => void): void;
}

export interface OpenSession extends Session {
	/** Sends what waits; called after each response. */
	flush(): void;
	close(): void;
}

/** A session of one HTTP request, which has nowhere to send notifications. */
export function createRequestSession(local: boolean): Session {
	return {
		local,
		subscribe() {
			throw new RpcError(RPC_CODE.server, "Subscriptions need a WebSocket connection");
		},
		unsubscribe: () => false,
		onClose() {},
	};
}

/** A session of a WebSocket. */
export function createSession(
	options: { readonly local: boolean; readonly mostSubscriptions: number },
	send: (text: string) => void,
): OpenSession {
	const open = new Map<string, () => void>();
	const closers: (() => void)[] = [];
	let waiting: string[] | undefined;
	const deliver = (text: string) => {
		if (waiting === undefined) send(text);
		else waiting.push(text);
	};
	return {
		local: options.local,
		subscribe(notification, start) {
			if (open.size >= options.mostSubscriptions)
				throw new RpcError(
					RPC_CODE.limit,
					"Too many subscriptions on the connection",
					`Exceeded max limit of ${options.mostSubscriptions}`,
				);
			const id = randomBytes(12).toString("base64url");
			waiting ??= [];
			open.set(id, () => {});
			const stop = start((result) => {
				if (!open.has(id)) return;
				deliver(
					JSON.stringify({ jsonrpc: "2.0", method: notification, params: { subscription: id, result } }),
				);
			}, id);
			if (open.has(id)) open.set(id, stop);
			else stop();
			return id;
		},
		unsubscribe(id) {
			const stop = typeof id === "string" ? open.get(id) : undefined;
			if (stop === undefined) return false;
			open.delete(id as string);
			stop();
			return true;
		},
		onClose: (action) => void closers.push(action),
		flush() {
			const texts = waiting ?? [];
			waiting = undefined;
			for (const text of texts) send(text);
		},
		close() {
			for (const stop of open.values()) stop();
			open.clear();
			for (const action of closers) action();
		},
	};
}
