import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { ed25519Check, type Keypair, verifySignature } from "../chain/wallet/index.js";
import {
	createAxonVerifier,
	createEndorsementBook,
	createReplayStore,
	createRequestVerifier,
	createSessionSource,
	type RequestGates,
	refusal,
	type VerifySignature,
} from "../subnets/index.js";
import { createAddressBudget } from "./admission/createAddressBudget.js";
import { createCallerGate } from "./admission/createCallerGate.js";
import { type CallerLimits, createCallerLimits } from "./admission/createCallerLimits.js";
import { openReplayLog } from "./admission/openReplayLog.js";
import { refuseUsedNonces } from "./admission/refuseUsedNonces.js";
import type { Behaviour } from "./adversaries/behaviours.js";
import { copyFrom } from "./adversaries/copyFrom.js";
import { slowly } from "./adversaries/slowly.js";
import { type AnswerSource, answerFromEngine } from "./answerFromEngine.js";
import { createMinerMetrics } from "./createMinerMetrics.js";
import { createRowStore } from "./createRowStore.js";
import { queueFull } from "./engine/engineResult.js";
import type { Engine } from "./engine/startEngine.js";
import { MinerSettingError } from "./errors.js";
import type { MinerLimits } from "./minerLimits.js";
import type { MinerModules, MinerOptions } from "./minerOptions.js";
import type { SubnetView, SubnetWatch } from "./registration/watchSubnet.js";
import { openRowFiles } from "./rowFiles.js";
import { createServer } from "./server/createServer.js";
import { tooMany } from "./server/signedRoutes.js";

/** Addresses and hotkeys whose rates are remembered. */
const CALLERS_REMEMBERED = 10_000;

/** Ties the parts of a running miner together behind its HTTP server, which does not listen yet. */
export function assembleServer(
	options: MinerOptions,
	limits: MinerLimits,
	behaviour: Behaviour,
	modules: MinerModules & {
		engine: Engine;
		watch: SubnetWatch | undefined;
		isTaskCurrent: (() => boolean) | undefined;
		isEndpointCurrent: (() => boolean) | undefined;
	},
): { server: FastifyInstance; close: () => Promise<void> } {
	const { bundle } = options;
	const { hotkey, clock, engine, watch, logger } = modules;
	const view = watch === undefined ? undefined : (): SubnetView => watch.view();
	const ownFolder = options.dataDir === undefined ? undefined : join(options.dataDir, hotkey.address);
	const rowStore = createRowStore(
		{ keepMs: limits.rowsKeptMs, maxBytes: limits.rowsMaxBytes },
		{ clock, logger, files: ownFolder === undefined ? undefined : openRowFiles(join(ownFolder, "rows")) },
	);
	const source = sourceFor(
		behaviour,
		options,
		hotkey,
		answerFromEngine({ answersFor: new Set(options.answersFor) }, { engine, rowStore }),
	);

	const retentionMs = 2 * (limits.nonceAgeMs + limits.nonceSkewMs);
	const memory = { retentionMs, capacity: limits.nonces };
	const replayLog =
		ownFolder === undefined ? undefined : openReplayLog({ ...memory, folder: ownFolder }, { clock });
	const replayStore = replayLog ?? createReplayStore(memory, { clock });

	const permit = createCallerGate(
		{ policy: options.callers ?? "permit", minStakeRao: options.minStakeRao, allow: new Set(options.allow) },
		{ view },
	);
	const rate = {
		perSecond: limits.callerPerSecond,
		burst: limits.callerBurst,
		concurrent: limits.callerConcurrent,
		capacity: CALLERS_REMEMBERED,
	};
	const inferLimits = createCallerLimits(rate, { clock });
	const rowsLimits = createCallerLimits(rate, { clock });
	const verifySr25519: VerifySignature = (message, signature, address, scheme) =>
		scheme === "sr25519" && verifySignature(message, signature, address);
	const endorsements = createEndorsementBook({}, { verifySignature: verifySr25519, ed25519Check });
	const bounds = { receiver: hotkey.address, maxAgeMs: limits.nonceAgeMs, skewMs: limits.nonceSkewMs };
	const verifierWith = (gates: RequestGates, create = createRequestVerifier) =>
		refuseUsedNonces(
			create(bounds, { clock, replayStore, gates, endorsements, verifySignature: verifySr25519 }),
			{ replayStore },
		);
	const room = (caller: string) => (source.hasRoom(caller) ? undefined : fullQueue());
	const inferGates = (caller: string) => permit(caller) ?? withinRate(inferLimits, caller) ?? room(caller);
	const rowsGates = (caller: string) => permit(caller) ?? withinRate(rowsLimits, caller);
	const axon = (options.dialects ?? ["btauth"]).includes("axon")
		? {
				infer: verifierWith(inferGates, createAxonVerifier),
				rows: verifierWith(rowsGates, createAxonVerifier),
			}
		: undefined;

	const server = createServer(
		{
			bundle,
			limits,
			serverVersion: options.serverVersion ?? "0",
			publicMetrics: options.publicMetrics ?? false,
			trustedProxies: options.trustedProxies ?? [],
			provider: engine.provider.provider,
		},
		{
			source,
			signer: hotkey,
			sessions: createSessionSource({ use: "receipt" }, { signer: hotkey, clock }),
			inferVerifier: verifierWith(inferGates),
			rowsVerifier: verifierWith(rowsGates),
			axon,
			inferLimits,
			rowsLimits,
			budget: createAddressBudget(
				{
					forgedPerMinute: limits.badSignaturesPerMinute,
					refusedPerSecond: limits.unsignedPerSecond,
					refusedBurst: limits.unsignedBurst,
					strangersForgedPerSecond: limits.strangersForgedPerSecond,
					capacity: CALLERS_REMEMBERED,
				},
				{ clock },
			),
			clock,
			metrics: createMinerMetrics({
				engine,
				rowBytes: () => rowStore.bytes,
				replayEntries: () => replayStore.size,
				view,
				isTaskCurrent: modules.isTaskCurrent,
				isEndpointCurrent: modules.isEndpointCurrent,
			}),
			logger,
		},
	);
	return {
		server,
		close: async () => {
			await server.close();
			replayLog?.close();
		},
	};
}

function sourceFor(
	behaviour: Behaviour,
	options: MinerOptions,
	hotkey: Keypair,
	honest: AnswerSource,
): AnswerSource {
	const { manifest } = options.bundle;
	if (behaviour === "slow") return slowly(honest, options.slowMs ?? manifest.limits.timeoutMs * 0.8);
	if (behaviour !== "copycat") return honest;
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
