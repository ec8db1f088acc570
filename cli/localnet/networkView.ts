/** What the screen and the report are drawn from: the network at one moment, gathered by observeNetwork. */

export interface NeuronView {
	readonly uid: number;
	readonly hotkey: string;
	readonly coldkey: string;
	readonly kind: "miner" | "validator" | "owner";
	/** Node name in the plan, such as `miner-3`. */
	readonly name: string;
	/** What it runs: the task, or the cheat's name. Known to localnet alone: validators never receive it. */
	readonly behaviour: string;
	/** Mean of the validators' moving averages, 0..1; undefined until one has scored it. */
	readonly score: number | undefined;
	readonly incentive: number;
	readonly dividends: number;
	readonly consensus: number;
	readonly validatorTrust: number;
	/** Sum of what all epochs paid to this neuron (an owner's cut, a validator's delegators included), in rao. */
	readonly emissionRao: bigint;
}

export interface SubnetView {
	readonly netuid: number;
	readonly task: string;
	readonly tempo: number;
	/** Epochs that the chain has run on this subnet. */
	readonly epochs: number;
	readonly blocksUntilEpoch: number;
	readonly neurons: readonly NeuronView[];
}

export interface NetworkEvent {
	readonly at: Date;
	readonly text: string;
	readonly level: "info" | "warn";
}

export interface NetworkView {
	readonly phase: "starting" | "running" | "stopping";
	/** While starting: what is being done, and how far. */
	readonly progress: { readonly done: number; readonly total: number; readonly text: string };
	readonly block: number;
	readonly blockMs: number;
	readonly endpoint: string;
	readonly dataFolder: string;
	readonly gateways: readonly string[];
	readonly subnets: readonly SubnetView[];
	readonly events: readonly NetworkEvent[];
}
