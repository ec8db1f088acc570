import type { BeaconInfo, ChainCall, TimelockedCommit, WeightRow } from "../chain/client/index.js";
import type { Keypair } from "../chain/wallet/index.js";

/** A neuron as the validator needs it; chain/client's Neuron is one. */
export interface ValidatorNeuron {
	readonly uid: number;
	readonly hotkey: string;
	readonly coldkey: string;
	readonly stakeRao: bigint;
	readonly validatorPermit: boolean;
	/** Block of registration: a reused uid has a later one. */
	readonly registeredAt: number;
	readonly lastUpdate: number;
	readonly axon?: { readonly ip: string; readonly port: number } | undefined;
}

export interface ValidatorMetagraph {
	readonly netuid: number;
	readonly block: number;
	readonly blockHash: string;
	readonly tempo: number;
	readonly neurons: readonly ValidatorNeuron[];
}

export interface ValidatorSubnet {
	readonly tempo: number;
	/** The block these facts are of. */
	readonly block: number;
	/** The next epoch runs at the start of block `block + blocksUntilEpoch`, before that block's transactions. */
	readonly blocksUntilEpoch: number;
	/** Epochs it has had; a commit made at `n` is revealed at `n + revealPeriodEpochs`. */
	readonly epochs: number;
	/** By name in camel case, such as `commitRevealWeightsEnabled`. */
	readonly hyperparameters: Readonly<Record<string, number | boolean | bigint>>;
}

export interface SubmitOptions {
	readonly signal?: AbortSignal;
	readonly waitFor?: "inBlock" | "finalized";
}

/** What the validator asks of the chain; chain/client's ChainClient satisfies it. */
export interface ValidatorChain {
	readonly genesisHash: string;
	/** Milliseconds between two blocks. */
	readonly slotDurationMs: number;
	head(): Promise<{ readonly number: number; readonly hash: string }>;
	metagraph(netuid: number, atHash?: string): Promise<ValidatorMetagraph>;
	subnet(netuid: number, atHash?: string): Promise<ValidatorSubnet>;
	/** Undefined where the subnet publishes no task. `hash` is sha256 in hex. */
	publishedTask(netuid: number): Promise<{ readonly hash: string } | undefined>;
	/** Undefined where the chain opens no timelocked commits. */
	beacon(atHash?: string): Promise<BeaconInfo | undefined>;
	/** A hotkey's timelocked commits that are still closed. */
	timelockedCommits(netuid: number, hotkey: string, atHash?: string): Promise<readonly TimelockedCommit[]>;
	weights(netuid: number, atHash?: string): Promise<readonly WeightRow[]>;
	submit(
		call: ChainCall,
		signer: Keypair,
		options?: SubmitOptions,
	): Promise<{ readonly blockHash: string; readonly blockNumber: number; readonly height: number }>;
}
