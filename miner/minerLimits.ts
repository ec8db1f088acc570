/** Every bound of a miner, with its unit. Defaults are for one machine of a few cores. */
export interface MinerLimits {
	/** Engine processes side by side. */
	readonly engines: number;
	/** Threads of one inference. */
	readonly threads: number;
	/** Most requests in one batch, where the task can batch. */
	readonly batchLength: number;
	/** Longest time that the run of a batch may take, ms, by what runs before it took; one request always may. */
	readonly batchMs: number;
	/** How long a batch that is not full waits for more, ms, once requests have come together. */
	readonly batchWaitMs: number;
	/** Memory of one engine process, MiB; the manifest's limit where undefined. */
	readonly memoryMiB: number | undefined;
	/** JavaScript heap of one engine process, MiB. */
	readonly heapMiB: number;
	/** Longest time to load the model, ms. */
	readonly startMs: number;
	/** Longest time for one answer, waiting included, ms; the manifest's limit where undefined. */
	readonly timeoutMs: number | undefined;
	/** Requests that may wait; the next one gets 503. */
	readonly queueLength: number;
	/** Requests a second, at once, and running at the same time, for each caller. */
	readonly callerPerSecond: number;
	readonly callerBurst: number;
	readonly callerConcurrent: number;
	/** Wrong signatures a minute from one network address before the next one is refused unread. */
	readonly badSignaturesPerMinute: number;
	/** Wrong signatures a second that are checked for all addresses together from which no good one came lately. */
	readonly strangersForgedPerSecond: number;
	/** Requests without a good signature, of whatever kind, a second and at once from one network address. */
	readonly unsignedPerSecond: number;
	readonly unsignedBurst: number;
	/** How long withheld rows can be demanded, ms, and the most bytes held for that. */
	readonly rowsKeptMs: number;
	readonly rowsMaxBytes: number;
	/** Sockets open at the same time, and of them from one address that never signed well. */
	readonly connections: number;
	readonly strangerConnections: number;
	/** Memory for bodies that are coming in unproven, bytes; never less than eight of the manifest's largest. */
	readonly bodyBytes: number;
	/** Longest time for a request's head and for all of it, ms; a second more may pass before one is found too slow. */
	readonly headersMs: number;
	readonly requestMs: number;
	/** Age and lead of a nonce, ms. */
	readonly nonceAgeMs: number;
	readonly nonceSkewMs: number;
	/** Nonces remembered. */
	readonly nonces: number;
	/** Longest wait for running answers when the miner is stopped, ms. */
	readonly drainMs: number;
	/** Pause between two readings of the metagraph, and longest wait for one, ms. */
	readonly refreshMs: number;
	readonly readMs: number;
	/** Pause after a publication of the endpoint, ms. */
	readonly republishMs: number;
	/** Pause between two looks for the own public address, ms. */
	readonly addressMs: number;
}

export const defaultMinerLimits: MinerLimits = {
	engines: 1,
	threads: 1,
	batchLength: 8,
	batchMs: 50,
	batchWaitMs: 1,
	memoryMiB: undefined,
	heapMiB: 256,
	startMs: 60_000,
	timeoutMs: undefined,
	queueLength: 32,
	callerPerSecond: 20,
	callerBurst: 40,
	callerConcurrent: 16,
	badSignaturesPerMinute: 60,
	strangersForgedPerSecond: 200,
	unsignedPerSecond: 50,
	unsignedBurst: 200,
	rowsKeptMs: 60_000,
	rowsMaxBytes: 128 * 2 ** 20,
	connections: 512,
	strangerConnections: 64,
	bodyBytes: 64 * 2 ** 20,
	headersMs: 5_000,
	requestMs: 8_000,
	nonceAgeMs: 10_000,
	nonceSkewMs: 2_000,
	nonces: 200_000,
	drainMs: 10_000,
	refreshMs: 6_000,
	readMs: 10_000,
	republishMs: 60_000,
	addressMs: 600_000,
};
