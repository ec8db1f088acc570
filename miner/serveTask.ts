import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Keypair } from "../chain/wallet/index.js";
import {
	createAxonVerifier,
	createRequestVerifier,
	type RequestGates,
	refusal,
	type TaskBundle,
	verifyModelFile,
} from "../subnets/index.js";
import { callerWeight } from "./admission/callerWeight.js";
import type { CallerLimits } from "./admission/createCallerLimits.js";
import { refuseUsedNonces } from "./admission/refuseUsedNonces.js";
import { copyFrom } from "./adversaries/copyFrom.js";
import { slowly } from "./adversaries/slowly.js";
import { type AnswerSource, answerFromEngine } from "./answerFromEngine.js";
import type { MinerMetrics } from "./createMinerMetrics.js";
import { engineOptions } from "./engine/engineOptions.js";
import { queueFull } from "./engine/engineResult.js";
import { type Engine, startEngine } from "./engine/startEngine.js";
import { MinerSettingError } from "./errors.js";
import type { MinerLimits } from "./minerLimits.js";
import type { MinerModules, MinerOptions } from "./minerOptions.js";
import { type MinerState, verifySr25519 } from "./openMinerState.js";
import type { SubnetView } from "./registration/watchSubnet.js";
import type { ReloadResult } from "./reloadResult.js";
import type { Connections } from "./server/boundConnections.js";
import { createServer } from "./server/createServer.js";
import { tooMany } from "./server/signedRoutes.js";

/** One task in service: an engine that has loaded its model, and the routes over it. */
export interface ServedTask {
	readonly bundle: TaskBundle;
	readonly engine: Engine;
	/** The routes; for `inject` in tests. */
	readonly server: FastifyInstance;
	/** Longest time for one answer, waiting included, ms. */
	readonly answerMs: number;
	/** Answers one request. */
	handle(request: IncomingMessage, response: ServerResponse): void;
	/** Whether the engine works on anything, or somebody waits for it. */
	isWorking(): boolean;
	/** Refuses every request that is not begun yet. */
	close(): Promise<void>;
	/**
	 * Ends it when every request that it has begun is answered. It is handed no new one any more.
	 *
	 * By its own limits that takes no longer than the slowest body and the slowest answer; the engine is ended then
	 * in any case, whoever still reads an answer that it gave.
	 */
	retire(): Promise<void>;
}

/** What is kept while tasks come and go. */
export interface ServeModules
	extends Pick<MinerModules, "hotkey" | "clock" | "logger">,
		Pick<EngineModules, "signal"> {
	readonly state: MinerState;
	readonly connections: Connections;
	readonly metrics: MinerMetrics;
	readonly view: (() => SubnetView) | undefined;
	/** Names of tasks before it, of this process or the last: rows that their answers withheld are demanded by these. */
	readonly earlierNames: readonly string[];
	/** Puts another task in this one's place. */
	readonly reload: () => Promise<ReloadResult>;
}

type EngineModules = Parameters<typeof startEngine>[1];

/** Pause between two looks at whether a task that is retired has finished, ms. */
const LOOK_MS = 50;

/**
 * Starts the engine of a task and puts the routes together that answer from it.
 *
 * @param modules.signal - ends the engine
 * @throws {EngineStartError} {BundleFileHashError} {MinerSettingError}
 */
export async function serveTask(
	options: MinerOptions,
	limits: MinerLimits,
	modules: ServeModules,
): Promise<ServedTask> {
	const { hotkey, logger, signal, view } = modules;
	const { permits } = options.bundle.manifest.model;
	if (permits !== undefined)
		logger.warn({ permits }, "the manifest lets its model use more than the usual operators");
	const setup = engineOptions(options, limits, hotkey.address);
	const engine = await startEngine(setup, {
		logger,
		signal,
		weightOf: (caller) => callerWeight(view?.(), caller),
	}).catch(async (error: unknown) => {
		// An engine checks its model as it loads it, once for all: what is wrong with the file is said as what it is.
		if (options.upstream === undefined) await verifyModelFile(options.bundle);
		throw error;
	});
	try {
		return await serveFrom(engine, options, limits, modules);
	} catch (error) {
		await engine.stop();
		throw error;
	}
}

/**
 * Puts the routes of a task together over an engine that runs.
 *
 * @throws {MinerSettingError}
 */
export async function serveFrom(
	engine: Engine,
	options: MinerOptions,
	limits: MinerLimits,
	modules: ServeModules,
): Promise<ServedTask> {
	const { bundle } = options;
	const { signal } = modules;
	const answerMs = limits.timeoutMs ?? bundle.manifest.limits.timeoutMs;
	const server = routesOver(engine, options, limits, modules);
	await server.ready();
	/** Requests that were handed here and whose connection still waits for the answer or reads it. */
	let open = 0;
	const isWorking = (): boolean => engine.counts().running + engine.counts().waiting > 0;
	return {
		bundle,
		engine,
		server,
		answerMs,
		handle(request, response) {
			open += 1;
			response.once("close", () => {
				open -= 1;
			});
			server.routing(request, response);
		},
		isWorking,
		close: () => server.close(),
		async retire() {
			const until = performance.now() + limits.requestMs + answerMs + limits.drainMs;
			while ((open > 0 || isWorking()) && performance.now() < until && !signal.aborted)
				await delay(LOOK_MS, undefined, { ref: false });
			await engine.stop();
			await server.close();
		},
	};
}

function routesOver(
	engine: Engine,
	options: MinerOptions,
	limits: MinerLimits,
	modules: ServeModules,
): FastifyInstance {
	const { bundle } = options;
	const { hotkey, clock, logger, metrics, connections, state, reload } = modules;
	const { replayStore, endorsements, rowStore, rowsBeingKept, permit } = state;
	const source = sourceFor(
		options,
		hotkey,
		answerFromEngine(
			{ task: bundle.manifest.name, answersFor: new Set(options.answersFor) },
			{ engine, rowStore, rowsBeingKept },
		),
	);
	const bounds = { receiver: hotkey.address, maxAgeMs: limits.nonceAgeMs, skewMs: limits.nonceSkewMs };
	const verifierWith = (gates: RequestGates, create = createRequestVerifier) =>
		refuseUsedNonces(
			create(bounds, { clock, replayStore, gates, endorsements, verifySignature: verifySr25519 }),
			{ replayStore },
		);
	const room = (caller: string) => (source.hasRoom(caller) ? undefined : fullQueue());
	const inferGates = (caller: string) =>
		permit(caller) ?? withinRate(state.inferLimits, caller) ?? room(caller);
	const rowsGates = (caller: string) => permit(caller) ?? withinRate(state.rowsLimits, caller);
	const own = (caller: string) => (caller === hotkey.address ? undefined : ownerOnly());
	const axon = (options.dialects ?? ["btauth"]).includes("axon")
		? {
				infer: verifierWith(inferGates, createAxonVerifier),
				rows: verifierWith(rowsGates, createAxonVerifier),
			}
		: undefined;
	return createServer(
		{
			bundle,
			serverVersion: options.serverVersion ?? "0",
			publicMetrics: options.publicMetrics ?? false,
			trustedProxies: options.trustedProxies ?? [],
			provider: engine.provider.provider,
			earlierNames: modules.earlierNames,
		},
		{
			source,
			signer: hotkey,
			sessions: state.sessions,
			inferVerifier: verifierWith(inferGates),
			rowsVerifier: verifierWith(rowsGates),
			axon,
			ownVerifier: verifierWith(own),
			reload,
			inferLimits: state.inferLimits,
			rowsLimits: state.rowsLimits,
			budget: state.budget,
			bodies: state.bodies,
			nextRequestId: state.nextRequestId,
			connections,
			clock,
			metrics,
			logger,
		},
	);
}

function sourceFor(options: MinerOptions, hotkey: Keypair, honest: AnswerSource): AnswerSource {
	const { manifest } = options.bundle;
	if (options.behaviour === "slow") return slowly(honest, options.slowMs ?? manifest.limits.timeoutMs * 0.8);
	if (options.behaviour !== "copycat") return honest;
	if (options.accomplice === undefined) {
		throw new MinerSettingError("accomplice", "the address and hotkey of a miner that answers", "none");
	}
	return copyFrom({ accomplice: options.accomplice, model: manifest.name }, { signer: hotkey, fetch });
}

const withinRate = (limits: CallerLimits, caller: string) =>
	limits.wait(caller) > 0 ? tooMany(caller) : undefined;

function fullQueue() {
	const { status, code, message, remedy } = queueFull();
	return refusal(status, code, message, remedy);
}

const ownerOnly = () =>
	refusal(
		403,
		"OWNER_ONLY",
		"expected a request signed by this miner's own hotkey",
		"Run `ganglion miner reload` with the miner's wallet.",
	);
