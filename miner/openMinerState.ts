import { join } from "node:path";
import { ed25519Check, verifySignature } from "../chain/wallet/index.js";
import {
	createEndorsementBook,
	createReplayStore,
	createSessionSource,
	type EndorsementBook,
	type Refusal,
	type ReplayStore,
	type SessionSource,
	type VerifySignature,
} from "../subnets/index.js";
import { type AddressBudget, createAddressBudget } from "./admission/createAddressBudget.js";
import { type BodyRoom, createBodyRoom } from "./admission/createBodyRoom.js";
import { createCallerGate } from "./admission/createCallerGate.js";
import { type CallerLimits, createCallerLimits } from "./admission/createCallerLimits.js";
import { openReplayLog } from "./admission/openReplayLog.js";
import type { RowsBeingKept } from "./answerFromEngine.js";
import { createRowStore, type RowStore } from "./createRowStore.js";
import type { MinerLimits } from "./minerLimits.js";
import type { MinerModules, MinerOptions } from "./minerOptions.js";
import type { SubnetView } from "./registration/watchSubnet.js";
import { openRowFiles } from "./rowFiles.js";

/** What a miner knows of its callers and owes them, whichever task it serves. */
export interface MinerState {
	/** Who may ask at all. */
	readonly permit: (caller: string) => Refusal | undefined;
	readonly inferLimits: CallerLimits;
	readonly rowsLimits: CallerLimits;
	readonly budget: AddressBudget;
	/** Memory for bodies that are coming in. */
	readonly bodies: BodyRoom;
	readonly replayStore: ReplayStore;
	readonly endorsements: EndorsementBook;
	readonly sessions: SessionSource;
	readonly rowStore: RowStore;
	readonly rowsBeingKept: RowsBeingKept;
	/** A request's name in the log, that none before it had since the start. */
	readonly nextRequestId: () => string;
	close(): void;
}

/** Addresses and hotkeys whose rates are remembered. */
const CALLERS_REMEMBERED = 10_000;

export const verifySr25519: VerifySignature = (message, signature, address, scheme) =>
	scheme === "sr25519" && verifySignature(message, signature, address);

/** @param modules.view - the subnet as last seen; undefined where the miner runs without a chain */
export function openMinerState(
	options: MinerOptions,
	limits: MinerLimits,
	modules: Pick<MinerModules, "hotkey" | "clock" | "logger"> & { view: (() => SubnetView) | undefined },
): MinerState {
	const { hotkey, clock, logger, view } = modules;
	const ownFolder = options.dataDir === undefined ? undefined : join(options.dataDir, hotkey.address);
	const memory = { retentionMs: 2 * (limits.nonceAgeMs + limits.nonceSkewMs), capacity: limits.nonces };
	const replayLog =
		ownFolder === undefined ? undefined : openReplayLog({ ...memory, folder: ownFolder }, { clock });
	const rate = {
		perSecond: limits.callerPerSecond,
		burst: limits.callerBurst,
		concurrent: limits.callerConcurrent,
		capacity: CALLERS_REMEMBERED,
	};
	let requests = 0;
	return {
		permit: createCallerGate(
			{
				policy: options.callers ?? "permit",
				minStakeRao: options.minStakeRao,
				allow: new Set(options.allow),
			},
			{ view },
		),
		inferLimits: createCallerLimits(rate, { clock }),
		rowsLimits: createCallerLimits(rate, { clock }),
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
		bodies: createBodyRoom({ bytes: limits.bodyBytes }),
		replayStore: replayLog ?? createReplayStore(memory, { clock }),
		endorsements: createEndorsementBook({}, { verifySignature: verifySr25519, ed25519Check }),
		sessions: createSessionSource({ use: "receipt" }, { signer: hotkey, clock }),
		rowStore: createRowStore(
			{ keepMs: limits.rowsKeptMs, maxBytes: limits.rowsMaxBytes },
			{ clock, logger, files: ownFolder === undefined ? undefined : openRowFiles(join(ownFolder, "rows")) },
		),
		rowsBeingKept: new Map(),
		nextRequestId: () => {
			requests += 1;
			return `req-${requests.toString(36)}`;
		},
		close: () => replayLog?.close(),
	};
}
