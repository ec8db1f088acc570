import type { FastifyInstance } from "fastify";
import { verifyModelFile } from "../subnets/index.js";
import { createMinerMetrics } from "./createMinerMetrics.js";
import { createReloader } from "./createReloader.js";
import { createServedTasks } from "./createServedTasks.js";
import { MinerSettingError } from "./errors.js";
import { isLoopback } from "./isLoopback.js";
import { defaultMinerLimits, type MinerLimits } from "./minerLimits.js";
import type { MinerModules, MinerOptions, MinerTask } from "./minerOptions.js";
import { openMinerState } from "./openMinerState.js";
import { originOf } from "./originOf.js";
import { checkReachable, FIND_ADDRESS } from "./registration/findPublicAddress.js";
import { followPublicAddress } from "./registration/followPublicAddress.js";
import { keepEndpoint } from "./registration/keepEndpoint.js";
import { noticeNewTask, type TaskNotice } from "./registration/noticeNewTask.js";
import { checkPublishedTask, ensureRegistered } from "./registration/register.js";
import { type SubnetView, watchSubnet } from "./registration/watchSubnet.js";
import type { ReloadResult } from "./reloadResult.js";
import { openFront } from "./server/openFront.js";
import { type ServedTask, serveTask } from "./serveTask.js";

export interface Miner {
	/** Where it listens, such as `http://127.0.0.1:8091`. */
	readonly endpoint: string;
	readonly port: number;
	/** The routes of the task served now, for `inject` in tests. */
	readonly server: FastifyInstance;
	/** Engine processes now, for tests that end one. */
	enginePids(): number[];
	/**
	 * Reads the task anew and serves it, without a request that fails or is refused for it. One at a time: whoever asks
	 * while one runs gets the one after it. Never rejects.
	 */
	reload(): Promise<ReloadResult>;
	/** Takes no new request and waits for the running ones, at most `limits.drainMs`. */
	drain(): Promise<void>;
	/** Drains, then ends the engine. Once; later calls wait for the first. */
	stop(): Promise<void>;
}

/**
 * Starts a miner of one subnet: registration, engine, server, endpoint on the chain.
 *
 * @throws {BundleFileHashError} {BundleHashMismatchError} {ModelRefusedError} {NotRegisteredError} {EngineStartError} {MinerPortError} {MinerSettingError}
 */
export async function startMiner(options: MinerOptions, modules: MinerModules): Promise<Miner> {
	const { bundle, netuid } = options;
	const { hotkey, chain, clock, signal } = modules;
	const limits: MinerLimits = { ...defaultMinerLimits, ...options.limits };
	const behaviour = options.behaviour ?? "honest";
	const callers = options.callers ?? "permit";
	const logger = modules.logger.child({ room: "miner", netuid });
	if (chain === undefined && callers !== "any") {
		throw new MinerSettingError("callers", "any, where the miner runs without a chain", callers);
	}
	const publishedIp = options.externalIp ?? options.host;
	if (chain !== undefined) checkReachable(publishedIp);
	if (chain !== undefined && isLoopback(options.host) && !isLoopback(publishedIp))
		logger.warn(
			{ listens: options.host, publishes: publishedIp },
			"other machines do not reach the address listened on: pass --host 0.0.0.0, unless a reverse proxy on this machine passes requests on",
		);
	if (behaviour !== "honest") logger.warn({ behaviour }, "THIS MINER IS AN ADVERSARY: it cheats on purpose");

	if (options.upstream !== undefined && behaviour !== "honest")
		throw new MinerSettingError("upstream", "the miner's own engine, where it cheats", "servers behind it");
	if (chain !== undefined) {
		await checkPublishedTask({ netuid, name: bundle.manifest.name, hash: bundle.hash }, { chain });
		await ensureRegistered(
			{ netuid, hotkey: hotkey.address, coldkey: modules.coldkey },
			{
				chain,
				logger,
				signal,
				beforePaying: async () => {
					if (options.upstream === undefined) await verifyModelFile(bundle);
				},
			},
		);
	}

	const stopping = new AbortController();
	const draining = new AbortController();
	const running = AbortSignal.any([signal, stopping.signal]);
	// Until the miner runs, an abort ends what is being started; from then on it drains first.
	const giveUp = (): void => stopping.abort();
	signal.addEventListener("abort", giveUp, { once: true });
	const closers: (() => Promise<void> | void)[] = [];
	const undo = async (): Promise<void> => {
		stopping.abort();
		draining.abort();
		for (const close of closers.reverse()) await close();
	};
	try {
		const watch =
			chain === undefined
				? undefined
				: watchSubnet(
						{ netuid, hotkey: hotkey.address, refreshMs: limits.refreshMs, readMs: limits.readMs },
						{ chain, logger, signal: running },
					);
		const view = watch === undefined ? undefined : (): SubnetView => watch.view();
		const state = openMinerState(options, limits, { hotkey, clock, logger, view });
		closers.push(() => state.close());
		const front = openFront({ limits, trustedProxies: options.trustedProxies ?? [] }, state);
		const tasks = createServedTasks({ front, logger });
		closers.push(
			() => front.close(),
			() => front.cutOff(),
			() => tasks.close(),
			() => tasks.stop(),
		);
		let notice: TaskNotice | undefined;
		let isEndpointCurrent: (() => boolean) | undefined;
		const metrics = createMinerMetrics({
			tasks,
			connections: front.connections,
			rowBytes: () => state.rowStore.bytes,
			replayEntries: () => state.replayStore.size,
			view,
			isTaskCurrent: watch === undefined ? undefined : () => notice?.isCurrent() ?? true,
			isEndpointCurrent: watch === undefined ? undefined : () => isEndpointCurrent?.() ?? false,
		});
		const serve = ({ bundle, upstream }: MinerTask, life: AbortSignal): Promise<ServedTask> =>
			serveTask({ ...options, bundle, upstream }, limits, {
				hotkey,
				clock,
				logger,
				signal: AbortSignal.any([stopping.signal, life]),
				state,
				connections: front.connections,
				metrics,
				view,
				earlierNames: [...state.rowStore.tasks(), ...tasks.names()],
				reload: () => reloader.reload(),
			});
		const reloader = createReloader(
			{ netuid, miner: hotkey.address, readMs: limits.readMs },
			{
				openTask: modules.openTask,
				chain,
				serveTask: serve,
				tasks,
				metrics,
				reloaded: () => void notice?.look(),
				logger,
				signal: draining.signal,
			},
		);
		closers.push(() => reloader.idle());

		tasks.serve(await serve(options, stopping.signal));
		const port =
			behaviour === "offline" ? portOfNobody(options) : await front.listen(options.host, options.port);
		const endpoint = originOf(options.host, port);
		if (watch !== undefined && chain !== undefined) {
			const hash = (): string => tasks.current().bundle.hash;
			notice = noticeNewTask({ netuid, hash }, { watch, chain, logger });
			const ip =
				publishedIp === FIND_ADDRESS
					? await followPublicAddress(
							{ services: options.addressServices, everyMs: limits.addressMs },
							{ logger, signal: running },
						)
					: () => publishedIp;
			isEndpointCurrent = keepEndpoint(
				{
					netuid,
					ip,
					port: options.externalPort ?? port,
					retryMs: limits.republishMs,
				},
				{ watch, chain, hotkey, clock, logger, signal: running },
			);
			await watch.refresh();
		}
		logger.info(
			{ endpoint, hotkey: hotkey.address, task: bundle.manifest.name, taskHash: bundle.hash },
			"miner ready",
		);

		const drain = async (): Promise<void> => {
			draining.abort();
			const until = performance.now() + limits.drainMs;
			const closed = Promise.all([tasks.close(), front.close()]);
			while (tasks.isWorking() && performance.now() < until)
				await new Promise((resolve) => setTimeout(resolve, 20));
			// What is not answered by now is told so by the engine's end; who does not read it is cut off.
			if (tasks.isWorking()) await tasks.stop();
			const cutOff = setTimeout(() => front.cutOff(), CUT_OFF_MS);
			await closed;
			clearTimeout(cutOff);
		};
		let stopped: Promise<void> | undefined;
		const stop = (): Promise<void> => {
			stopped ??= drain()
				.then(undo)
				.then(() => logger.info("miner stopped"));
			return stopped;
		};
		signal.removeEventListener("abort", giveUp);
		signal.addEventListener("abort", () => void stop(), { once: true });
		signal.throwIfAborted();
		return {
			endpoint,
			port,
			get server() {
				return tasks.current().server;
			},
			enginePids: () => tasks.pids(),
			reload: () => reloader.reload(),
			drain,
			stop,
		};
	} catch (error) {
		await undo();
		throw error;
	}
}

/** How long a connection may take to read its last answer once the miner stops, ms. */
const CUT_OFF_MS = 1_000;

/** An offline miner publishes an address at which nobody listens: its own port, or 9, the discard service. */
function portOfNobody(options: MinerOptions): number {
	return options.port === 0 ? 9 : options.port;
}
