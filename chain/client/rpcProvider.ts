import type {
	ProviderInterface,
	ProviderInterfaceCallback,
	ProviderInterfaceEmitted,
} from "@polkadot/rpc-provider/types";
import { ChainChangedError, ChainRpcError, ChainTimeoutError, ChainUnreachableError } from "./errors.js";
import { fullMetadata } from "./fullMetadata.js";
import { openSocket, type Socket } from "./openSocket.js";

/** A JSON-RPC connection that is made again when lost, with its subscriptions. */
export interface RpcProvider extends ProviderInterface {
	/** The first connection. @throws {ChainUnreachableError} @throws {ChainTimeoutError} */
	connect(): Promise<void>;
	/** Ends for good: everything pending fails, nothing is tried again. */
	disconnect(): Promise<void>;
	/** Resolves once connected; at once where it is. Rejects when it ends for good, or by the signal. */
	whenConnected(signal?: AbortSignal): Promise<void>;
}

interface RpcProviderOptions {
	readonly endpoint: string;
	/** How long an answer, or the opening of the connection, may take. */
	readonly timeoutMs: number;
	/** The first wait before connecting again; doubled up to the second. */
	readonly reconnectMs: readonly [number, number];
}

interface Pending {
	readonly method: string;
	readonly resolve: (value: never) => void;
	readonly reject: (error: Error) => void;
	readonly timer: NodeJS.Timeout;
}

interface Subscription {
	/** The name of its notifications, such as `chain_newHead`. */
	readonly type: string;
	readonly method: string;
	readonly params: readonly unknown[];
	readonly callback: ProviderInterfaceCallback;
	serverId: string | undefined;
}

interface Message {
	readonly id?: number | string;
	readonly result?: unknown;
	readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
	readonly method?: string;
	readonly params?: {
		readonly subscription: number | string;
		readonly result?: unknown;
		readonly error?: unknown;
	};
}

/** Watching one transaction cannot be taken up again: the node would take it for a second submission. */
const NOT_RESUMED = "author_submitAndWatchExtrinsic";

const HEALTH = "system_health";
const METADATA = "state_getMetadata";

function isLost(error: unknown): boolean {
	return (
		error instanceof ChainUnreachableError ||
		error instanceof ChainTimeoutError ||
		error instanceof ChainChangedError
	);
}

/** Notifications may overtake the answer that tells their subscription's id; this many wait for it. */
const MAX_EARLY = 256;

/** Builds a provider; nothing is sent before `connect`. */
export function createRpcProvider(options: RpcProviderOptions): RpcProvider {
	const { endpoint, timeoutMs, reconnectMs } = options;
	const listeners = new Map<ProviderInterfaceEmitted, Set<(value?: unknown) => void>>();
	const pending = new Map<number, Pending>();
	const subscriptions = new Map<string, Subscription>();
	const early = new Map<string, Message[]>();
	let socket: Socket | undefined;
	let ready = false;
	let ended: Error | undefined;
	let genesis: string | undefined;
	let nextId = 1;
	let lastHeard = 0;
	let reconnectTimer: NodeJS.Timeout | undefined;

	function emit(type: ProviderInterfaceEmitted, value?: unknown): void {
		for (const listener of [...(listeners.get(type) ?? [])]) listener(value);
	}

	function on(type: ProviderInterfaceEmitted, listener: (value?: unknown) => void): () => void {
		const set = listeners.get(type) ?? new Set();
		listeners.set(type, set.add(listener));
		return () => void set.delete(listener);
	}

	function failPending(error: Error): void {
		for (const [id, entry] of pending) {
			clearTimeout(entry.timer);
			pending.delete(id);
			entry.reject(error);
		}
	}

	function request<T>(method: string, params: readonly unknown[]): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			if (ended !== undefined) return reject(ended);
			if (socket === undefined) return reject(new ChainUnreachableError(endpoint, "the connection is lost"));
			const id = nextId++;
			const sentAt = performance.now();
			const timer = setTimeout(() => {
				pending.delete(id);
				reject(new ChainTimeoutError(endpoint, method, timeoutMs));
				// Silence since before the question: the peer is gone and TCP has not noticed.
				if (lastHeard < sentAt) socket?.close();
			}, timeoutMs);
			pending.set(id, { method, resolve: resolve as Pending["resolve"], reject, timer });
			socket.send(JSON.stringify({ id, jsonrpc: "2.0", method, params }));
		});
	}

	/** @polkadot/api asks for the health by itself, and prints where it gets none. */
	async function askHealth<T>(method: string, params: readonly unknown[]): Promise<T> {
		const unknown = { peers: 0, isSyncing: false, shouldHavePeers: false };
		return request<T>(method, params).catch((error: unknown) => {
			if (isLost(error)) return unknown as T;
			throw error;
		});
	}

	function deliver(subscription: Subscription, message: Message): void {
		const { error, result } = message.params ?? {};
		if (error === undefined) subscription.callback(null, result);
		else subscription.callback(new Error(JSON.stringify(error)), null);
	}

	function onNotification(message: Message): void {
		const key = `${message.method}::${message.params?.subscription}`;
		for (const subscription of subscriptions.values())
			if (`${subscription.type}::${subscription.serverId}` === key) {
				deliver(subscription, message);
				return;
			}
		const waiting = early.get(key) ?? [];
		if (waiting.length < MAX_EARLY && early.size < MAX_EARLY) early.set(key, [...waiting, message]);
	}

	function onMessage(text: string): void {
		lastHeard = performance.now();
		let message: Message;
		try {
			message = JSON.parse(text) as Message;
		} catch {
			return;
		}
		if (message.method !== undefined) {
			onNotification(message);
			return;
		}
		const entry = pending.get(Number(message.id));
		if (entry === undefined) return;
		pending.delete(Number(message.id));
		clearTimeout(entry.timer);
		const { error } = message;
		if (error === undefined) entry.resolve(message.result as never);
		else entry.reject(new ChainRpcError(entry.method, error.code, error.message, error.data));
	}

	async function start(subscription: Subscription): Promise<void> {
		const serverId = String(await request(subscription.method, subscription.params));
		subscription.serverId = serverId;
		const key = `${subscription.type}::${serverId}`;
		const waiting = early.get(key) ?? [];
		early.delete(key);
		for (const message of waiting) deliver(subscription, message);
	}

	function onClose(reason: string): void {
		if (socket === undefined) return;
		socket = undefined;
		early.clear();
		const wasReady = ready;
		ready = false;
		failPending(ended ?? new ChainUnreachableError(endpoint, reason));
		for (const [id, subscription] of subscriptions) {
			subscription.serverId = undefined;
			if (subscription.method !== NOT_RESUMED) continue;
			subscriptions.delete(id);
			subscription.callback(new ChainUnreachableError(endpoint, reason), null);
		}
		if (wasReady) emit("disconnected");
		if (ended === undefined && wasReady) reconnect(reconnectMs[0]);
	}

	async function open(): Promise<void> {
		socket = await openSocket(endpoint, timeoutMs, { onMessage, onClose });
		try {
			const served = await request<string>("chain_getBlockHash", [0]);
			genesis ??= served;
			if (served !== genesis) throw new ChainChangedError(endpoint, genesis, served);
		} catch (error) {
			if (error instanceof ChainChangedError) ended = error;
			socket?.close();
			throw error;
		}
		ready = true;
		const resumed = [...subscriptions.values()].filter(({ serverId }) => serverId === undefined);
		emit("connected");
		await Promise.all(resumed.map((subscription) => start(subscription).catch(() => {})));
	}

	function reconnect(waitMs: number): void {
		reconnectTimer = setTimeout(() => {
			open().catch((error: unknown) => {
				if (ended !== undefined) return emit("error", ended);
				if (!ready) reconnect(Math.min(waitMs * 2, reconnectMs[1]));
				else emit("error", error);
			});
		}, waitMs);
	}

	function end(error: Error): void {
		ended ??= error;
		clearTimeout(reconnectTimer);
		failPending(ended);
		socket?.close();
		emit("error", ended);
	}

	function whenConnected(signal?: AbortSignal): Promise<void> {
		if (ready) return Promise.resolve();
		return new Promise((resolve, reject) => {
			const finish = (settle: () => void) => () => {
				offConnected();
				offError();
				signal?.removeEventListener("abort", onAbort);
				settle();
			};
			const onAbort = finish(() => reject(signal?.reason));
			const offConnected = on(
				"connected",
				finish(() => resolve()),
			);
			const offError = on("error", () => ended !== undefined && finish(() => reject(ended))());
			if (ended !== undefined) return finish(() => reject(ended))();
			if (signal?.aborted) return onAbort();
			signal?.addEventListener("abort", onAbort, { once: true });
		});
	}

	return {
		hasSubscriptions: true,
		isClonable: true,
		get isConnected() {
			return ready;
		},
		clone: () => createRpcProvider(options),
		connect: () => (ready ? Promise.resolve() : open()),
		disconnect: async () => end(new ChainUnreachableError(endpoint, "the connection was closed")),
		whenConnected,
		on,
		send<T>(method: string, params: unknown[]) {
			if (method === HEALTH) return askHealth<T>(method, params);
			if (method === METADATA) return fullMetadata(request, params) as Promise<T>;
			return request<T>(method, params);
		},
		async subscribe(type, method, params, callback) {
			const subscription: Subscription = { type, method, params, callback, serverId: undefined };
			const id = `s${nextId++}`;
			subscriptions.set(id, subscription);
			try {
				await start(subscription);
			} catch (error) {
				// It begins with the next connection; only a transaction cannot wait for that.
				if (isLost(error) && method !== NOT_RESUMED) return id;
				subscriptions.delete(id);
				throw error;
			}
			return id;
		},
		async unsubscribe(_type, method, id) {
			const serverId = subscriptions.get(String(id))?.serverId;
			subscriptions.delete(String(id));
			return serverId === undefined || socket === undefined ? true : request<boolean>(method, [serverId]);
		},
	};
}
