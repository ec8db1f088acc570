import type { Logger } from "pino";
import type { Keypair } from "../chain/wallet/index.js";
import type { Clock, TaskBundle } from "../subnets/index.js";
import type { CallerPolicy } from "./admission/createCallerGate.js";
import type { Behaviour } from "./adversaries/behaviours.js";
import type { Accomplice } from "./adversaries/copyFrom.js";
import type { ProviderChoice } from "./engine/executionProvider.js";
import type { MinerLimits } from "./minerLimits.js";
import type { MinerChain } from "./registration/minerChain.js";
import type { UpstreamOptions } from "./upstream/upstreamOptions.js";

/**
 * How callers sign. `btauth` (btauth/1, docs/protocol.md) is always spoken; `axon` adds Bittensor's axon headers
 * (docs/dialects.md).
 */
export const dialects = ["btauth", "axon"] as const;
export type Dialect = (typeof dialects)[number];

/** What a miner serves, and what a reload replaces. */
export interface MinerTask {
	readonly bundle: TaskBundle;
	/** Servers that run the model in place of this miner's own engine. */
	readonly upstream?: UpstreamOptions | undefined;
}

/** What a miner is started with. */
export interface MinerOptions extends MinerTask {
	readonly netuid: number;
	readonly host: string;
	/** 0 takes any free port. */
	readonly port: number;
	/**
	 * Address and port that others reach this miner at; published on the chain. Default: `host` and the port bound. As
	 * address `find`: what services on the internet see, asked for again while the miner runs.
	 */
	readonly externalIp?: string | undefined;
	/** Addresses of those services. */
	readonly addressServices?: readonly string[] | undefined;
	readonly externalPort?: number | undefined;
	/** Folder for what must survive a restart (nonces used, rows that answers withheld); undefined keeps it in memory. */
	readonly dataDir?: string | undefined;
	/** Default `permit`. */
	readonly callers?: CallerPolicy | undefined;
	/** Stake that lets a registered hotkey in without a permit. */
	readonly minStakeRao?: bigint | undefined;
	/** Hotkeys let in whatever the metagraph says. */
	readonly allow?: readonly string[] | undefined;
	/** Default `btauth` alone. */
	readonly dialects?: readonly Dialect[] | undefined;
	readonly limits?: Partial<MinerLimits> | undefined;
	readonly publicMetrics?: boolean | undefined;
	/** Addresses of reverse proxies in front of this miner; callers' addresses are then read from X-Forwarded-For. */
	readonly trustedProxies?: readonly string[] | undefined;
	/** From `chooseBehaviour`, which asks for the confirmation. Default `honest`. */
	readonly behaviour?: Behaviour | undefined;
	/** Who answers for a copycat. */
	readonly accomplice?: Accomplice | undefined;
	/**
	 * Hotkeys whose requests are answered in their names, as an accomplice does that plans with its copycats: their
	 * answers then pass audits. For tests and study.
	 */
	readonly answersFor?: readonly string[] | undefined;
	/** How late a slow miner answers, ms. Default: 80 % of the manifest's time limit. */
	readonly slowMs?: number | undefined;
	/** What the model runs on. Default `auto`: a GPU that answers alike and is faster, else the CPU. */
	readonly provider?: ProviderChoice | undefined;
	/** What `GET /v2` tells as the server's version. */
	readonly serverVersion?: string | undefined;
}

export interface MinerModules {
	readonly hotkey: Keypair;
	/** Pays the burn where the hotkey has no uid; undefined: a missing uid is an error. */
	readonly coldkey?: Keypair | undefined;
	/** Undefined: no registration, no permits, no published task; only for `callers: "any"`. */
	readonly chain?: MinerChain | undefined;
	/** Reads the task anew, for a reload; undefined: the miner serves the one that it was started with. */
	readonly openTask?: (() => Promise<MinerTask>) | undefined;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly signal: AbortSignal;
}
