import type { ChainClient } from "./chainClient.js";
import { ChainUnreachableError } from "./errors.js";

/** Where Bittensor's local node and ours listen. */
export const DEFAULT_ENDPOINT = "ws://127.0.0.1:9944";

export interface ConnectOptions {
	/** ws:// or wss://; {@link DEFAULT_ENDPOINT} by default. */
	readonly endpoint?: string;
	readonly signal?: AbortSignal;
	/** How long an answer may take; 30 s by default. */
	readonly timeoutMs?: number;
	/** Try again until connected or aborted, rather than fail at once: for those who run for long. */
	readonly keepTrying?: boolean;
}

const RETRY_MS = 1_000;

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", onAbort);
			resolve();
		}, milliseconds);
		const onAbort = () => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		signal?.addEventListener("abort", onAbort, { once: true });
	});
}

/** Rejects as soon as the signal says so, whatever becomes of the promise; a client that comes late is closed. */
function abortable(client: Promise<ChainClient>, signal: AbortSignal | undefined): Promise<ChainClient> {
	if (signal === undefined) return client;
	return new Promise((resolve, reject) => {
		const onAbort = () => {
			reject(signal.reason);
			client.then((late) => late.close()).catch(() => {});
		};
		if (signal.aborted) return onAbort();
		signal.addEventListener("abort", onAbort, { once: true });
		client.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
	});
}

/**
 * Connects to a chain.
 *
 * @throws {ChainUnreachableError} {ChainTimeoutError}
 */
export async function connectChain(options: ConnectOptions = {}): Promise<ChainClient> {
	const { endpoint = DEFAULT_ENDPOINT, signal, timeoutMs = 30_000, keepTrying = false } = options;
	signal?.throwIfAborted();
	// Loaded here, so that those who only build calls do not pay for @polkadot/api.
	const { openClient } = await import("./openClient.js");
	for (;;) {
		try {
			return await abortable(openClient({ endpoint, timeoutMs }), signal);
		} catch (error) {
			if (!keepTrying || !(error instanceof ChainUnreachableError)) throw error;
			await sleep(RETRY_MS, signal);
		}
	}
}
