import type { FastifyInstance } from "fastify";
import { verifyModelFile } from "../subnets/index.js";
import { callerWeight } from "./admission/callerWeight.js";
import { assembleServer } from "./assembleServer.js";
import { engineOptions } from "./engine/engineOptions.js";
import { startEngine } from "./engine/startEngine.js";
import { MinerPortError, MinerSettingError } from "./errors.js";
import { defaultMinerLimits, type MinerLimits } from "./minerLimits.js";
import type { MinerModules, MinerOptions } from "./minerOptions.js";
import { originOf } from "./originOf.js";
import { checkReachable, FIND_ADDRESS } from "./registration/findPublicAddress.js";
import { followPublicAddress } from "./registration/followPublicAddress.js";
import { keepEndpoint } from "./registration/keepEndpoint.js";
import { noticeNewTask } from "./registration/noticeNewTask.js";
import { checkPublishedTask, ensureRegistered } from "./registration/register.js";
import { type SubnetWatch, watchSubnet } from "./registration/watchSubnet.js";

export interface Miner {
	/** Where it listens, such as `http://127.0.0.1:8091`. */
	readonly endpoint: string;
	readonly port: number;
	/** The HTTP server, for `inject` in tests. */
	readonly server: FastifyInstance;
	/** Engine processes now, for tests that end one. */
	enginePids(): number[];
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
	if (behaviour !== "honest") logger.warn({ behaviour }, "THIS MINER IS AN ADVERSARY: it cheats on purpose");

	if (options.upstream === undefined) await verifyModelFile(bundle);
	else if (behaviour !== "honest")
		throw new MinerSettingError("upstream", "the miner's own engine, where it cheats", "servers behind it");
	const { permits } = bundle.manifest.model;
	if (permits !== undefined)
		logger.warn({ permits }, "the manifest lets its model use more than the usual operators");
	if (chain !== undefined) {
		const { name } = bundle.manifest;
		await checkPublishedTask({ netuid, name, hash: bundle.hash }, { chain });
		await ensureRegistered(
			{ netuid, hotkey: hotkey.address, coldkey: modules.coldkey },
			{ chain, logger, signal },
		);
	}

	const stopping = new AbortController();
	const running = AbortSignal.any([signal, stopping.signal]);
	// Until the miner runs, an abort ends what is being started; from then on it drains first.
	const giveUp = (): void => stopping.abort();
	signal.addEventListener("abort", giveUp, { once: true });
	let watch: SubnetWatch | undefined;
	const engine = await startEngine(engineOptions(options, limits, hotkey.address), {
		logger,
		signal: stopping.signal,
		weightOf: (caller) => callerWeight(watch?.view(), caller),
	});
	const closers: (() => Promise<void> | void)[] = [() => engine.stop()];
	const undo = async (): Promise<void> => {
		stopping.abort();
		for (const close of closers.reverse()) await close();
	};
	try {
		watch =
			chain === undefined
				? undefined
				: watchSubnet(
						{ netuid, hotkey: hotkey.address, refreshMs: limits.refreshMs, readMs: limits.readMs },
						{ chain, logger, signal: running },
					);
		const isTaskCurrent =
			watch === undefined || chain === undefined
				? undefined
				: noticeNewTask({ netuid, hash: bundle.hash }, { watch, chain, logger });
		let isEndpointCurrent: (() => boolean) | undefined;
		const { server, close } = assembleServer(options, limits, behaviour, {
			...modules,
			logger,
			engine,
			watch,
			isTaskCurrent,
			isEndpointCurrent: watch === undefined ? undefined : () => isEndpointCurrent?.() ?? false,
		});
		closers.push(close);
		const port = behaviour === "offline" ? portOfNobody(options) : await listen(server, options);
		const endpoint = originOf(options.host, port);
		if (watch !== undefined && chain !== undefined) {
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
			const busy = () => engine.counts().running + engine.counts().waiting > 0;
			const until = performance.now() + limits.drainMs;
			const closed = server.close();
			while (busy() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
			// What is not answered by now is told so by the engine's end; who does not read it is cut off.
			if (busy()) await engine.stop();
			const cutOff = setTimeout(() => server.server.closeAllConnections(), CUT_OFF_MS);
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
		return { endpoint, port, server, enginePids: () => engine.pids(), drain, stop };
	} catch (error) {
		await undo();
		throw error;
	}
}

/** How long a connection may take to read its last answer once the miner stops, ms. */
const CUT_OFF_MS = 1_000;

async function listen(server: FastifyInstance, options: MinerOptions): Promise<number> {
	const { host, port } = options;
	try {
		await server.listen({ host, port });
	} catch (error) {
		const reason = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new MinerPortError(host, port, reason, { cause: error });
	}
	const address = server.server.address();
	return typeof address === "object" && address !== null ? address.port : port;
}

/** An offline miner publishes an address at which nobody listens: its own port, or 9, the discard service. */
function portOfNobody(options: MinerOptions): number {
	return options.port === 0 ? 9 : options.port;
}
