import type { Logger } from "pino";
import { createChain, type SealedBlock } from "./blocks/chain.js";
import { createChainClock } from "./blocks/chainClock.js";
import { type Sealing, startSealing } from "./blocks/sealing.js";
import { ChainSettingsError, DataDamagedError, RuntimeLimitError } from "./errors.js";
import { POOL_LIMITS } from "./pool/poolIndex.js";
import { createTransactionPool } from "./pool/transactionPool.js";
import { createChainView } from "./rpc/chainView.js";
import { createMethods } from "./rpc/families.js";
import { RPC_LIMITS, startRpcServer } from "./rpc/rpcServer.js";
import { toHex } from "./scale/bytes.js";
import { CHAIN_PROPERTIES, readFacts, STORE_FORMAT } from "./store/chainFacts.js";
import { createChainStore, writeGenesis } from "./store/chainStore.js";
import type { Databases } from "./store/databases.js";
import { type OpenFolder, openFolder } from "./store/openFolder.js";
import { startAuthor } from "./workers/author.js";
import { createCallPool } from "./workers/callPool.js";
import { makeGenesis } from "./workers/makeGenesis.js";
import type { KnownRuntime } from "./workers/protocol.js";
import type { RuntimeShelf } from "./workers/workerHandle.js";

export interface HostOptions {
	/** Data folder; a temporary one, removed at the end, where undefined. */
	readonly dataDir: string | undefined;
	/** Port for JSON-RPC over HTTP and WebSocket; 0 for any that is free. */
	readonly port: number;
	/** Address to listen on. @default "127.0.0.1" */
	readonly host?: string;
	/** Slot duration (ms), fixed at genesis; that of the stored chain, or 1000 for a new one, where undefined. */
	readonly blockMs?: number | undefined;
	readonly seal: Sealing;
	/** Genesis preset of the runtime. @default "development" */
	readonly preset?: string;
	/** Merged over the preset's genesis (RFC 7396). Only read for a new chain. */
	readonly genesisPatch?: object;
	/** Runtime for a new chain: a wasm blob. @default the package's own */
	readonly artifact?: string;
	/** Blocks behind the best one whose state is kept. @default 250000 */
	readonly keepStates?: number;
	/** Longest runtime call (ms) of the author and of RPC clients. @default 10000 and 3000 */
	readonly authorCallMs?: number;
	readonly rpcCallMs?: number;
	/** Memory (MiB) that one runtime call may take, beyond what it starts with. @default 128, as polkadot-sdk's executor */
	readonly callMemoryMb?: number;
	/** Name of the chain, for a new one. @default "Ganglion Development" */
	readonly chainName?: string;
	readonly logger: Logger;
	readonly signal?: AbortSignal;
	/** Time (ms since 1970). @default Date.now */
	readonly clock?: () => number;
}

/** A chain of one machine. */
export interface Host {
	/** WebSocket address of the JSON-RPC; HTTP answers on the same port. */
	readonly endpoint: string;
	readonly port: number;
	readonly genesisHash: string;
	readonly dataDir: string;
	readonly slotDurationMs: number;
	/** The runtime that the chain had at the start. */
	readonly runtime: { readonly specName: string; readonly specVersion: number };
	head(): { readonly number: number; readonly hash: string };
	sealBlock(): Promise<{ readonly number: number; readonly hash: string }>;
	onBlock(listener: (block: { readonly number: number; readonly hash: string }) => void): () => void;
	/** Ends everything; resolves when the folder is free again. */
	stop(): Promise<void>;
}

export const DEFAULT_BLOCK_MS = 1000;
const DEFAULT_KEPT_STATES = 250_000;
const AUTHOR_CALL_MS = 10_000;
const RPC_CALL_MS = 3_000;
const CALL_MEMORY_MB = 128;
const PAGES_PER_MB = 16;
const AUTHOR_HEAP_MB = 1024;
const CALLS_HEAP_MB = 512;
const CALL_THREADS = 2;
const MOST_WAITING_CALLS = 2048;

/**
 * Starts the embedded chain: the runtime in worker threads, its state on disk, JSON-RPC on one port.
 *
 * @throws DataLockedError, DataDamagedError, PortTakenError, ChainSettingsError, GenesisError, RuntimeCodeError
 */
export async function startHost(options: HostOptions): Promise<Host> {
	const { logger, signal, clock = Date.now } = options;
	signal?.throwIfAborted();
	const closers: (() => Promise<unknown> | unknown)[] = [];
	/** Ends in the reverse order of the start; each part whatever the others do. */
	let ending: Promise<void> | undefined;
	const end = async (): Promise<void> => {
		for (let close = closers.pop(); close !== undefined; close = closers.pop())
			await Promise.resolve(close()).catch((error) =>
				logger.error({ err: error }, "a part did not end cleanly"),
			);
	};
	const stop = (): Promise<void> => {
		ending ??= end();
		return ending;
	};
	let opened: OpenFolder | undefined;
	try {
		const folder = await openFolder(options.dataDir);
		opened = folder;
		closers.push(() => folder.release());
		closers.push(() => folder.databases.root.close());
		const host = await startParts(options, { folder, closers, stop, clock });
		signal?.throwIfAborted();
		return host;
	} catch (error) {
		await stop();
		const words = error instanceof Error ? error.message : "";
		if (opened === undefined || !words.startsWith("MDB_")) throw error;
		throw new DataDamagedError(opened.folder, words, error);
	}
}

async function startParts(
	options: HostOptions,
	modules: {
		readonly folder: OpenFolder;
		readonly closers: (() => Promise<unknown> | unknown)[];
		readonly stop: () => Promise<void>;
		readonly clock: () => number;
	},
): Promise<Host> {
	const { logger, host = "127.0.0.1", seal } = options;
	const { folder, closers, clock } = modules;
	const runtimes: RuntimeShelf = { newest: undefined };
	if (readFacts(folder.databases) === undefined)
		runtimes.newest = await createGenesis(options, folder.databases);
	const store = createChainStore(
		{ folder: folder.folder, keepStates: options.keepStates ?? DEFAULT_KEPT_STATES },
		folder.databases,
	);
	const slotDurationMs = store.facts.slotDurationMs;
	if (options.blockMs !== undefined && options.blockMs !== slotDurationMs)
		throw new ChainSettingsError("--block-ms", String(options.blockMs), String(slotDurationMs));
	const pages = (options.callMemoryMb ?? CALL_MEMORY_MB) * PAGES_PER_MB;
	const logLevel = logger.isLevelEnabled("debug") ? 4 : 2;
	const setup = { folder: folder.folder, pages, logLevel, stateVersion: store.facts.stateVersion };
	const author = startAuthor(
		{ setup, runtimes, callMs: options.authorCallMs ?? AUTHOR_CALL_MS, heapMb: AUTHOR_HEAP_MB },
		{ logger, durable: store.flushed },
	);
	closers.push(() => author.stop());
	const calls = createCallPool(
		{
			setup,
			runtimes,
			callMs: options.rpcCallMs ?? RPC_CALL_MS,
			heapMb: CALLS_HEAP_MB,
			threads: CALL_THREADS,
			mostWaiting: MOST_WAITING_CALLS,
		},
		{ logger },
	);
	closers.push(() => calls.stop());
	const facts = await author.facts().catch((cause) => {
		const found = cause instanceof RuntimeLimitError ? cause.what : String(cause);
		throw new DataDamagedError(folder.folder, found, cause);
	});
	const time = createChainClock(slotDurationMs, clock);
	if (time.untilSlot(facts.slot) > 0 && facts.slot > 0) time.setTime(facts.slot * slotDurationMs);
	const pool = createTransactionPool(POOL_LIMITS, { author, store, logger, clock });
	await pool.reload();
	const chain = createChain(facts, { store, author, pool, time, logger });
	closers.push(() => chain.settled());
	const view = createChainView({ store, chain, pool, time, sealing: seal, calls });
	let port = options.port;
	const system = {
		name: "ganglion",
		version: "0.1.0",
		listenAddress: () => `/ip4/${host}/tcp/${port}/ws`,
	};
	const server = await startRpcServer(
		{ host, port, limits: RPC_LIMITS },
		{ ...createMethods(view, system), logger },
	);
	port = server.port;
	closers.push(() => server.close());
	closers.push(startSealing(seal, { chain, time, pool, logger }));
	options.signal?.addEventListener("abort", () => void modules.stop(), { once: true });
	return {
		endpoint: `ws://${host.includes(":") ? `[${host}]` : host}:${port}`,
		port,
		genesisHash: store.facts.genesisHash,
		dataDir: folder.folder,
		slotDurationMs,
		runtime: { specName: facts.specName, specVersion: facts.specVersion },
		head: () => ({ number: store.head.number, hash: toHex(store.head.hash) }),
		sealBlock: () => chain.seal({ keepPace: seal === "interval" }).then(shortly),
		onBlock: (listener) => chain.onBlock((block) => listener(shortly(block))),
		stop: modules.stop,
	};
}

function shortly({ number, hash }: SealedBlock): { readonly number: number; readonly hash: string } {
	return { number, hash };
}

/** Builds block 0, writes it, and hands on its runtime. */
async function createGenesis(options: HostOptions, databases: Databases): Promise<KnownRuntime> {
	const { preset = "development", blockMs = DEFAULT_BLOCK_MS, chainName = "Ganglion Development" } = options;
	const patches = [{ chainClock: { slotDuration: blockMs } }, options.genesisPatch ?? {}];
	const { genesis, runtime } = await makeGenesis({ preset, patches, artifact: options.artifact });
	await writeGenesis(
		{
			format: STORE_FORMAT,
			chain: chainName,
			preset,
			genesisHash: toHex(genesis.hash),
			slotDurationMs: genesis.slotDurationMs,
			stateVersion: genesis.stateVersion,
			properties: CHAIN_PROPERTIES,
		},
		{ number: 0, hash: genesis.hash, header: genesis.header, extrinsics: [], receipts: [] },
		genesis.state,
		databases,
	);
	return runtime;
}
