import type { Head } from "./chainClient.js";
import type { RpcProvider } from "./rpcProvider.js";

/** New best blocks for any number of listeners, by one subscription that lasts as long as the client. */
export interface HeadFeed {
	/** Told of each new best block. Resolves, once the node has taken the subscription, to what ends it. */
	subscribe(listener: (head: Head) => void): Promise<() => void>;
	/** Told of each new best block and of each change of the connection. Returns what ends it. */
	onProgress(listener: () => void): () => void;
	stop(): void;
}

interface Header {
	readonly number: string;
	readonly parentHash: string;
}

/** Builds a feed; it subscribes when somebody first listens. */
export function createHeadFeed(provider: RpcProvider): HeadFeed {
	const listeners = new Set<(head: Head) => void>();
	const progress = new Set<() => void>();
	let started: Promise<unknown> | undefined;
	let stopped = false;

	function notifyAll(): void {
		for (const listener of [...progress]) listener();
	}

	async function onHeader(header: Header): Promise<void> {
		notifyAll();
		if (listeners.size === 0) return;
		const number = Number(header.number);
		// A header's own hash is asked for: hashing it here would need the chain's header type.
		const hash = await provider.send<string | null>("chain_getBlockHash", [number]).catch(() => null);
		if (hash === null || stopped) return;
		for (const listener of [...listeners]) listener({ number, hash });
	}

	function start(): Promise<unknown> {
		started ??= provider
			.subscribe("chain_newHead", "chain_subscribeNewHeads", [], (error, header: Header) => {
				if (error === null) void onHeader(header);
			})
			.catch((error: unknown) => {
				started = undefined;
				throw error;
			});
		return started;
	}

	const offs = [provider.on("connected", notifyAll), provider.on("disconnected", notifyAll)];
	return {
		async subscribe(listener) {
			await start();
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		onProgress(listener) {
			progress.add(listener);
			start().catch(() => {});
			return () => void progress.delete(listener);
		},
		stop() {
			stopped = true;
			for (const off of offs) off();
			listeners.clear();
			progress.clear();
		},
	};
}
