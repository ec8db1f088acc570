import type { ApiPromise } from "@polkadot/api";
import type { Keypair } from "../wallet/index.js";
import type { ChainCall } from "./chainCall.js";
import type { Commitment, RevealedCommitment } from "./commitment.js";
import type { Metagraph } from "./metagraph.js";
import type { AccountProxies } from "./proxies.js";
import type { BeaconInfo } from "./readBeacon.js";
import type { ChildRelations } from "./readChildren.js";
import type { ColdkeySwap } from "./readColdkeySwap.js";
import type { SubnetIdentity } from "./subnetIdentity.js";
import type { Hyperparameters, SubnetInfo } from "./subnetInfo.js";

/** A block's number and 0x hash. */
export interface Head {
	readonly number: number;
	readonly hash: string;
}

/** An event, its data by position or by field name, decoded as far as JSON goes (u64 and wider as bigint). */
export interface ChainEvent {
	readonly pallet: string;
	readonly name: string;
	readonly data: unknown;
}

export interface SubmitOptions {
	/** Ends the waiting, not the transaction. */
	readonly signal?: AbortSignal;
	/** `inBlock` by default. */
	readonly waitFor?: "inBlock" | "finalized";
	/** The account's next free one by default. */
	readonly nonce?: number;
	readonly tip?: bigint;
}

/** A transaction in a block, its call done without error. */
export interface SubmitResult {
	readonly blockHash: string;
	readonly blockNumber: number;
	/** What the chain's records call that block: its number, and the blocks of the networks before this one. */
	readonly height: number;
	readonly extrinsicHash: string;
	readonly events: readonly ChainEvent[];
	/** What the signer paid for it, 0 for free calls. */
	readonly feeRao: bigint;
}

/** What a coldkey has on a hotkey in a subnet. */
export interface Stake {
	readonly hotkey: string;
	readonly netuid: number;
	/** Active: it earns. */
	readonly rao: bigint;
	/** Added in this tempo: it becomes active after the next epoch. */
	readonly queuedRao: bigint;
}

/** A task that a subnet publishes. */
export interface PublishedTask {
	/** sha256 of the canonical manifest, 64 hexadecimal digits. */
	readonly hash: string;
	readonly uri: string;
	/** Who published it. */
	readonly publisher: string;
	readonly block: number;
}

/** A timelocked commit that has not been opened. */
export interface TimelockedCommit {
	readonly block: number;
	/** The round of the beacon that opens it. */
	readonly round: number;
}

/** A commit of weights that has not been revealed. */
export interface OpenCommit {
	/** 0x hex: see `weightCommitHash`. */
	readonly hash: string;
	/** The subnet's epochs when it was made; it is revealed `revealPeriodEpochs` later. */
	readonly epoch: number;
	readonly block: number;
}

/** What one epoch of a subnet paid. */
export interface EpochPayments {
	/** Its number, 1 for the subnet's first. */
	readonly epoch: number;
	readonly block: number;
	/** The part of the owner's hotkey that is the owner's cut. */
	readonly ownerCutRao: bigint;
	/** By hotkey, as miner, validator (delegators' part included) and owner together; burned parts are not in it. */
	readonly payments: readonly { readonly hotkey: string; readonly rao: bigint }[];
}

/** A weight row as the chain stores it. */
export interface WeightRow {
	readonly uid: number;
	readonly weights: readonly { readonly uid: number; readonly value: number }[];
}

/**
 * Typed access to a chain with Bittensor's subnets, ours or Bittensor's.
 *
 * A lost connection is made again; meanwhile every question fails with `ChainUnreachableError`, and a submit
 * waits for the connection to learn from the state what became of its transaction. `at` is a block hash.
 */
export interface ChainClient {
	/** For raw access. */
	readonly api: ApiPromise;
	readonly endpoint: string;
	readonly genesisHash: string;
	readonly slotDurationMs: number;
	readonly specName: string;
	/** Follows runtime upgrades: calls are signed for this version. */
	readonly specVersion: number;
	readonly isConnected: boolean;
	close(): Promise<void>;
	/** Told of each loss and return of the connection. Returns a function that ends it. */
	onConnection(listener: (state: "connected" | "disconnected") => void): () => void;
	head(): Promise<Head>;
	/** Told of each new best block, across reconnections. Resolves to a function that ends it. */
	subscribeHeads(listener: (head: Head) => void): Promise<() => void>;
	/** @throws {SubnetNotFoundError} */
	metagraph(netuid: number, at?: string): Promise<Metagraph>;
	/** @throws {SubnetNotFoundError} */
	subnet(netuid: number, at?: string): Promise<SubnetInfo>;
	subnets(at?: string): Promise<readonly SubnetInfo[]>;
	/** @throws {SubnetNotFoundError} */
	hyperparameters(netuid: number, at?: string): Promise<Hyperparameters>;
	/** Free balance in rao. */
	balance(address: string, at?: string): Promise<bigint>;
	/** The time that a block states, the best one where none is given, in milliseconds since 1970. */
	timestampMs(at?: string): Promise<number>;
	stakes(coldkey: string, at?: string): Promise<readonly Stake[]>;
	/** Who validates with whose stake, seen from one hotkey. */
	childRelations(hotkey: string, netuid: number, at?: string): Promise<ChildRelations>;
	/** What creating a subnet locks at this moment, in rao. */
	subnetCost(at?: string): Promise<bigint>;
	/** The task that a subnet publishes: none on chains where nothing can be published, such as Bittensor's. */
	publishedTask(netuid: number, at?: string): Promise<PublishedTask | undefined>;
	/** What a subnet's owner tells about it; undefined where nothing was told. */
	subnetIdentity(netuid: number, at?: string): Promise<SubnetIdentity | undefined>;
	/** The announced swap of a coldkey; undefined where none is announced. */
	coldkeySwap(coldkey: string, at?: string): Promise<ColdkeySwap | undefined>;
	/**
	 * What the epochs after number `after` paid, oldest first: as many as the node still has the states of.
	 *
	 * @throws {SubnetNotFoundError}
	 */
	epochsSince(netuid: number, after: number, at?: string): Promise<readonly EpochPayments[]>;
	weights(netuid: number, at?: string): Promise<readonly WeightRow[]>;
	/** A hotkey's commits that have not been revealed, oldest first. */
	openCommits(netuid: number, hotkey: string, at?: string): Promise<readonly OpenCommit[]>;
	/** Who may make some of an account's calls. */
	proxies(address: string, at?: string): Promise<AccountProxies>;
	/** What a hotkey says about itself in a subnet; undefined where it says nothing. */
	commitment(netuid: number, hotkey: string, at?: string): Promise<Commitment | undefined>;
	/** What was in its timelocked fields that have been opened, the latest last. */
	revealedCommitments(netuid: number, hotkey: string, at?: string): Promise<readonly RevealedCommitment[]>;
	/** The beacon whose signatures open timelocked commits; undefined where the chain has none. */
	beacon(at?: string): Promise<BeaconInfo | undefined>;
	/** Rounds that a commit waits for though the chain knows newer ones, ascending. */
	strandedRounds(at?: string): Promise<readonly number[]>;
	/** The rounds and blocks of a hotkey's timelocked commits that are still closed. */
	timelockedCommits(netuid: number, hotkey: string, at?: string): Promise<readonly TimelockedCommit[]>;
	/** Calls a runtime API by its names in the metadata: `("GanglionApi", "issuance", [])`. */
	runtimeApi(api: string, method: string, args: readonly unknown[], at?: string): Promise<unknown>;
	/** A JSON-RPC call that has no method here. @throws {ChainRpcError} */
	rpc<T>(method: string, params: readonly unknown[]): Promise<T>;
	/** Signs a call, sends it, and waits until it is in a block. Several at once by one signer are in order. */
	submit(call: ChainCall, signer: Keypair, options?: SubmitOptions): Promise<SubmitResult>;
	/** What a call's transaction would cost the signer, in rao. */
	fee(call: ChainCall, signer: Keypair): Promise<bigint>;
}
