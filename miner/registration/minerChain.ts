import type { ChainCall } from "../../chain/client/index.js";
import type { Keypair } from "../../chain/wallet/index.js";

/** A neuron as the miner needs it; chain/client's Neuron is one. */
export interface MinerNeuron {
	readonly uid: number;
	readonly hotkey: string;
	readonly stakeRao: bigint;
	readonly validatorPermit: boolean;
	readonly axon?: { readonly ip: string; readonly port: number } | undefined;
}

export interface MinerMetagraph {
	readonly block: number;
	readonly neurons: readonly MinerNeuron[];
}

/** What the miner asks of the chain; chain/client's ChainClient satisfies it. */
export interface MinerChain {
	metagraph(netuid: number): Promise<MinerMetagraph>;
	/** Undefined where the subnet publishes no task. `hash` is sha256 in hex, `uri` says where its bundle is. */
	publishedTask(netuid: number): Promise<{ readonly hash: string; readonly uri?: string } | undefined>;
	/** Free balance in rao. */
	balance(address: string): Promise<bigint>;
	/** What a registration costs now, and whether the subnet pays yet. */
	subnet(netuid: number): Promise<{ readonly burnRao: bigint; readonly started: boolean }>;
	submit(
		call: ChainCall,
		signer: Keypair,
		options?: { signal?: AbortSignal; waitFor?: "inBlock" | "finalized" },
	): Promise<{ readonly height: number }>;
}
