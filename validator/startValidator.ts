import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { Agent } from "undici";
import { ed25519Check, type Keypair, verifySignature } from "../chain/wallet/index.js";
import { type Clock, createEndorsementBook, createNonceSource, type TaskBundle } from "../subnets/index.js";
import { createAskingSessions } from "./asking/askingSessions.js";
import { createAxonMiners } from "./asking/axonMiners.js";
import { startReexecution } from "./audit/startReexecution.js";
import type { ValidatorChain } from "./chainAccess.js";
import { PublishedTaskMismatchError, ValidatorNotRegisteredError } from "./errors.js";
import { type GatewayOptions, startGateway } from "./gateway/startGateway.js";
import { createValidatorMetrics } from "./gateway/validatorMetrics.js";
import type { ValidatorParameters } from "./parameters.js";
import { createOrganicQueue, type OrganicQueue } from "./round/organicQueue.js";
import { type RoundModules, type RoundSummary, runRound } from "./round/runRound.js";
import { createUsualLatency } from "./sharedBackEnd/usualLatency.js";
import { openState } from "./state/openState.js";
import { fractionOf } from "./state/secret.js";
import { createRecords, type ValidatorRecords } from "./validatorRecords.js";
import { keepWeights } from "./weights/keepWeights.js";

export interface ValidatorOptions {
	/** The task of each subnet that is validated. */
	readonly bundles: ReadonlyMap<number, TaskBundle>;
	/** Folder of its memory; one for each hotkey and chain. */
	readonly dataDir: string;
	readonly parameters: ValidatorParameters;
	/** Where researchers ask; none, if absent. */
	readonly gateway?: GatewayOptions;
}

export interface ValidatorModules {
	readonly chain: ValidatorChain;
	/** The hotkey. */
	readonly keypair: Keypair;
	readonly logger: Logger;
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

export interface Validator {
	/** Such as `http://127.0.0.1:9101`; undefined without a gateway. */
	readonly gateway: string | undefined;
	readonly records: ValidatorRecords;
	/** Ends rounds, gateway and child processes; all that was acknowledged is on disk. */
	stop(): Promise<void>;
}

const ORGANIC_CAPACITY = 256;
const CONNECTIONS_PER_MINER = 16;

/**
 * Starts a validator: rounds on each subnet, weights at each epoch, a gateway if asked for.
 *
 * It goes on through outages of the chain: a round or a look at the epoch that fails is logged and made anew. It
 * starts only on tasks that their subnets publish, with a hotkey that is registered.
 *
 * @throws {ValidatorNotRegisteredError}
 * @throws {PublishedTaskMismatchError}
 * @throws {ValidatorDataLockedError} and the other errors of `openState`
 * @throws {GatewayPortTakenError}
 */
export async function startValidator(
	options: ValidatorOptions,
	modules: ValidatorModules,
): Promise<Validator> {
	const { bundles, dataDir, parameters } = options;
	const { chain, keypair, clock } = modules;
	const logger = modules.logger.child({ room: "validator", hotkey: keypair.address });
	for (const [netuid, bundle] of bundles) await checkSubnet(netuid, bundle, chain, keypair);
	const state = openState({ folder: dataDir, genesisHash: chain.genesisHash, hotkey: keypair.address });
	const stopping = new AbortController();
	const signal = AbortSignal.any([modules.signal, stopping.signal]);
	const dispatcher = new Agent({ connections: CONNECTIONS_PER_MINER, connect: { timeout: 5_000 } });
	const reexecution = startReexecution({}, { logger });
	const organics = new Map(
		[...bundles.keys()].map((netuid) => [netuid, createOrganicQueue(ORGANIC_CAPACITY)]),
	);
	const metrics = createValidatorMetrics({ organics });
	const records = createRecords({ bundles, state });
	const axons = createAxonMiners();
	const nextNonce = createNonceSource(clock);
	const sessions = createAskingSessions({ signer: keypair, clock });
	const endorsements = createEndorsementBook({}, { verifySignature, ed25519Check });
	const nowMs = (): number => Number(clock.nowNs() / 1_000_000n);

	const close = async (): Promise<void> => {
		stopping.abort();
		for (const queue of organics.values()) queue.close();
		await Promise.allSettled(loops);
		await reexecution.stop();
		await dispatcher.destroy();
		state.close();
	};
	const loops: Promise<void>[] = [];
	try {
		const gateway =
			options.gateway === undefined
				? undefined
				: await startGateway(options.gateway, {
						bundles,
						organics,
						records,
						metrics,
						chain,
						hotkey: keypair.address,
						verifySignature,
						logger,
						signal,
					});
		for (const [netuid, bundle] of bundles) {
			const subnetLogger = logger.child({ netuid });
			const round: RoundModules = {
				chain,
				keypair,
				sessions,
				endorsements,
				state,
				session: reexecution.session(bundle),
				organics: organics.get(netuid) as OrganicQueue,
				usual: createUsualLatency(),
				dispatcher,
				axons,
				nextNonce,
				verifySignature,
				logger: subnetLogger,
				nowMs,
			};
			loops.push(
				keepRounds(netuid, bundle),
				keepEpochs({ netuid, headMs: parameters.headMs, signal }, subnetLogger),
			);
			const told = new Map<string, string>();
			async function keepRounds(subnet: number, task: TaskBundle): Promise<void> {
				for (let turn = 0; !signal.aborted; turn++) {
					const begun = performance.now();
					try {
						const summary = await runRound({ netuid: subnet, bundle: task, parameters, signal }, round);
						if (summary !== undefined) metrics.round(subnet, summary, performance.now() - begun);
						if (summary !== undefined) report(summary, told, subnetLogger);
					} catch (error) {
						if (!signal.aborted) subnetLogger.warn({ err: error }, "a round could not be held");
					}
					const jitter = 0.75 + 0.5 * fractionOf(state.draw("pause", subnet, turn, nowMs()));
					await pause(
						parameters,
						jitter * parameters.roundMs - (performance.now() - begun),
						round.organics,
						signal,
					);
				}
			}
		}
		logger.info({ netuids: [...bundles.keys()], gateway: gateway?.origin, dataDir }, "validator started");
		let stopped: Promise<void> | undefined;
		const stop = (): Promise<void> => {
			stopped ??= (gateway?.stop() ?? Promise.resolve()).then(close);
			return stopped;
		};
		modules.signal.addEventListener("abort", () => void stop(), { once: true });
		return { gateway: gateway?.origin, records, stop };
	} catch (error) {
		await close();
		throw error;
	}

	/** Watches the head and does at each block what is due for the weights. */
	async function keepEpochs(
		{ netuid, headMs, signal: until }: { netuid: number; headMs: number; signal: AbortSignal },
		subnetLogger: Logger,
	): Promise<void> {
		let seen = -1;
		let heldBack: string | undefined;
		while (!until.aborted) {
			try {
				const { number } = await chain.head();
				if (number !== seen) {
					seen = number;
					const step = await keepWeights(
						{ netuid, signal: until },
						{ chain, keypair, weights: state.weights, miners: state.miners, logger: subnetLogger },
					);
					records.noteWeights(netuid, step);
					metrics.weights(netuid, step);
					if (step.heldBack !== heldBack && step.heldBack !== undefined)
						subnetLogger.warn({ reason: step.heldBack }, "no weights set");
					heldBack = step.heldBack;
				}
			} catch (error) {
				if (!until.aborted) subnetLogger.warn({ err: error }, "the weights could not be looked after");
			}
			await delay(headMs, undefined, { signal: until }).catch(() => undefined);
		}
	}
}

async function checkSubnet(
	netuid: number,
	bundle: TaskBundle,
	chain: ValidatorChain,
	keypair: Keypair,
): Promise<void> {
	const { neurons } = await chain.metagraph(netuid);
	if (!neurons.some(({ hotkey }) => hotkey === keypair.address))
		throw new ValidatorNotRegisteredError(netuid, keypair.address);
	const published = await chain.publishedTask(netuid);
	const hash = published?.hash.replace(/^0x/, "");
	if (hash !== undefined && hash !== bundle.hash)
		throw new PublishedTaskMismatchError(netuid, hash, bundle.hash);
}

/** Waits until the next round is due: at its time, or a moment after a researcher came. */
async function pause(
	parameters: ValidatorParameters,
	restMs: number,
	organics: OrganicQueue,
	signal: AbortSignal,
): Promise<void> {
	const urgent = Math.min(restMs, parameters.urgentRoundMs);
	await delay(Math.max(0, urgent), undefined, { signal }).catch(() => undefined);
	if (restMs <= urgent || signal.aborted) return;
	const over = new AbortController();
	const until = AbortSignal.any([signal, over.signal]);
	await Promise.race([
		delay(restMs - urgent, undefined, { signal: until }).catch(() => undefined),
		organics.arrival(until),
	]);
	over.abort();
}

/**
 * One line a round, and one for each fault that is new: a cheat that is caught in every round is told of once, and
 * again when it is caught in another way. The rest is in the records.
 */
function report(summary: RoundSummary, told: Map<string, string>, logger: Logger): void {
	const { round, block, asked, verdicts } = summary;
	const count = (wanted: string): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
	logger.info(
		{ round, block, asked, passed: count("pass"), failed: count("fail"), silent: count("none") },
		"round finished",
	);
	for (const { uid, hotkey, code, reason, verdict } of verdicts) {
		if (verdict === "pass") told.delete(hotkey);
		if (verdict !== "fail" || told.get(hotkey) === code) continue;
		told.set(hotkey, code);
		logger.warn({ round, uid, code }, `uid ${uid}: ${reason}`);
	}
}
