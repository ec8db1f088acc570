import { type BeaconInfo, type ChainCall, weightCommitHash } from "../../../chain/client/index.js";
import { GanglionError, type Keypair } from "../../../chain/wallet/index.js";
import type { ValidatorChain, ValidatorNeuron } from "../../../validator/index.js";

/** What the chain says no to, as chain/client tells it. */
class DispatchFailed extends GanglionError {
	constructor(errorName: string) {
		super("CHAIN_DISPATCH_FAILED", `the call failed with SubtensorModule.${errorName}`, "none");
	}
}

export interface MemoryChain extends ValidatorChain {
	/** The beacon that the chain opens timelocked commits by, if it has one. */
	beaconInfo: BeaconInfo | undefined;
	/** Timelocked commits that are still closed: a test opens them itself, as it has not the runtime to do so. */
	readonly sealed: { hotkey: string; block: number; round: number }[];
	block: number;
	epochs: number;
	readonly tempo: number;
	neurons: ValidatorNeuron[];
	published: string | undefined;
	/** The rows that the chain holds, by hotkey. */
	readonly rows: Map<string, { uids: readonly number[]; weights: readonly number[] }>;
	readonly commits: { hotkey: string; hash: string; epoch: number }[];
	readonly hyperparameters: Record<string, number | boolean | bigint>;
	/** Called with each call before it is carried out; may throw in its place. */
	beforeSubmit: ((call: ChainCall) => void) | undefined;
	/** Called after a call was carried out; what it throws is what the caller sees. */
	afterSubmit: ((call: ChainCall) => void) | undefined;
	/** Goes on by so many blocks, running epochs as they come. */
	advance(blocks: number): void;
}

/** The part of the chain that a validator sees, in memory, with commit-reveal by the runtime's rules. */
export function createMemoryChain(options: { tempo?: number; genesisHash?: string } = {}): MemoryChain {
	const tempo = options.tempo ?? 20;
	const chain: MemoryChain = {
		beaconInfo: undefined,
		sealed: [],
		slotDurationMs: 12_000,
		beacon: async () => chain.beaconInfo,
		timelockedCommits: async (_netuid, hotkey) =>
			chain.sealed.filter((commit) => commit.hotkey === hotkey).map(({ block, round }) => ({ block, round })),
		weights: async () =>
			chain.neurons.flatMap(({ uid, hotkey }) => {
				const row = chain.rows.get(hotkey);
				if (row === undefined) return [];
				return [{ uid, weights: row.uids.map((to, at) => ({ uid: to, value: row.weights[at] ?? 0 })) }];
			}),
		genesisHash: options.genesisHash ?? `0x${"11".repeat(32)}`,
		block: 1,
		epochs: 0,
		tempo,
		neurons: [],
		published: undefined,
		rows: new Map(),
		commits: [],
		hyperparameters: { commitRevealWeightsEnabled: false, revealPeriodEpochs: 1, weightsVersionKey: 0n },
		beforeSubmit: undefined,
		afterSubmit: undefined,
		advance(blocks) {
			for (let i = 0; i < blocks; i++) {
				chain.block++;
				if (chain.block % tempo === 0) chain.epochs++;
			}
		},
		head: async () => ({ number: chain.block, hash: hashOf(chain.block) }),
		metagraph: async (netuid) => ({
			netuid,
			block: chain.block,
			blockHash: hashOf(chain.block),
			tempo,
			n: chain.neurons.length,
			neurons: chain.neurons,
		}),
		subnet: async () => ({
			tempo,
			block: chain.block,
			blocksUntilEpoch: tempo - (chain.block % tempo),
			epochs: chain.epochs,
			hyperparameters: chain.hyperparameters,
		}),
		publishedTask: async () => (chain.published === undefined ? undefined : { hash: chain.published }),
		async submit(call, signer) {
			chain.beforeSubmit?.(call);
			chain.advance(1);
			carryOut(chain, call, signer);
			chain.afterSubmit?.(call);
			return { blockHash: hashOf(chain.block), blockNumber: chain.block, height: chain.block };
		},
	};
	return chain;
}

function carryOut(chain: MemoryChain, { call, args }: ChainCall, { address: hotkey }: Keypair): void {
	const touch = (): void => {
		chain.neurons = chain.neurons.map((neuron) =>
			neuron.hotkey === hotkey ? { ...neuron, lastUpdate: chain.block } : neuron,
		);
	};
	const commitReveal = chain.hyperparameters.commitRevealWeightsEnabled === true;
	if (call === "set_weights") {
		if (commitReveal) throw new DispatchFailed("CommitRevealEnabled");
		chain.rows.set(hotkey, { uids: args[1] as number[], weights: args[2] as number[] });
		touch();
		return;
	}
	if (!commitReveal) throw new DispatchFailed("CommitRevealDisabled");
	if (call === "commit_timelocked_weights") {
		chain.sealed.push({ hotkey, block: chain.block, round: Number(args[2]) });
		touch();
		return;
	}
	if (call === "commit_weights") {
		chain.commits.push({ hotkey, hash: args[1] as string, epoch: chain.epochs });
		touch();
		return;
	}
	const [netuid, uids, values, salt, versionKey] = args as unknown as [
		number,
		number[],
		number[],
		number[],
		bigint,
	];
	const hash = weightCommitHash({ account: hotkey, netuid, uids, values, salt, versionKey });
	const at = chain.commits.findIndex((commit) => commit.hotkey === hotkey && commit.hash === hash);
	const commit = chain.commits[at];
	if (commit === undefined) throw new DispatchFailed("InvalidRevealCommitHashNotMatch");
	const due = commit.epoch + Number(chain.hyperparameters.revealPeriodEpochs);
	if (chain.epochs < due) throw new DispatchFailed("RevealTooEarly");
	if (chain.epochs > due) throw new DispatchFailed("ExpiredWeightCommit");
	chain.commits.splice(at, 1);
	chain.rows.set(hotkey, { uids, weights: values });
}

/** A neuron with an endpoint on this computer. */
export function neuronAt(
	uid: number,
	hotkey: string,
	port: number | undefined,
	registeredAt = uid,
): ValidatorNeuron {
	return {
		uid,
		hotkey,
		coldkey: hotkey,
		stakeRao: 0n,
		validatorPermit: port === undefined,
		registeredAt,
		lastUpdate: 0,
		...(port === undefined ? {} : { axon: { ip: "127.0.0.1", port } }),
	};
}

function hashOf(block: number): string {
	return `0x${block.toString(16).padStart(64, "0")}`;
}
