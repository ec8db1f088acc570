/** Names of what an epoch leaves behind that a vector may expect. */
export type Quantity =
	| "incentive"
	| "dividends"
	| "consensus"
	| "validatorTrust"
	| "stakeWeight"
	| "emission"
	| "bonds"
	| "validatorPermit"
	| "active"
	| "activeStake";

/** Values expected after an epoch; only those that are listed. */
export interface Expectation {
	readonly quantity: Quantity;
	/** `proportion`: stored value / 65535 (emission: / what the epoch pays); `activeStake` as it is. */
	readonly unit: "u16" | "proportion" | "rao" | "bool";
	readonly tolerance: number;
	/** By uid; bonds by validator, then miner. */
	readonly values: Readonly<Record<string, number | boolean | Readonly<Record<string, number>>>>;
	/** Bonds: every one that is not listed is expected to be 0. */
	readonly complete?: boolean;
}

export interface SetWeights {
	readonly uid: number;
	readonly uids: readonly number[];
	readonly values: readonly number[];
	/** Stored as they are, not scaled to a largest value of 65535. */
	readonly asStored?: boolean;
	readonly keepLastUpdate?: boolean;
}

export interface Reregister {
	readonly uid: number;
	readonly atBlock: number;
	readonly stake: number;
	/** After the entry's weights are set, not before. */
	readonly afterWeights?: boolean;
	/** Weights that others gave the uid stay. */
	readonly keepWeightsToIt?: boolean;
}

export interface EpochEntry {
	readonly block: number;
	readonly weightsBlock?: number;
	readonly setWeights?: readonly SetWeights[];
	readonly reregister?: Reregister | readonly Reregister[] | null;
	readonly clearBondsFor?: readonly number[];
	readonly repeat?: number;
	readonly expected?: readonly Expectation[];
}

/** One vector of `yuma-vectors/1`: a subnet and what happens to it. */
export interface YumaVector {
	readonly name: string;
	readonly source?: string;
	readonly n: number;
	/** In rao, by uid. */
	readonly stakes: readonly number[];
	readonly hyperparameters: {
		readonly kappa: number;
		readonly bondsPenalty: number;
		readonly bondsMovingAverage: number;
		readonly maxAllowedValidators: number;
		readonly activityCutoffBlocks: number;
		readonly tempo: number;
		readonly stakeThreshold?: number;
		readonly yuma3?: boolean;
		readonly liquidAlpha?: boolean;
		readonly alphaLow?: number;
		readonly alphaHigh?: number;
		readonly alphaSigmoidSteepness?: number;
		readonly commitReveal?: boolean;
		readonly ownerUid?: number | null;
	};
	readonly initial?: {
		readonly validatorPermit?: readonly boolean[] | null;
		readonly lastUpdate?: readonly number[] | null;
		readonly blockAtRegistration?: readonly number[] | null;
		readonly bonds?: Readonly<Record<string, Readonly<Record<string, number>>>> | null;
	};
	readonly permitEpochFirst?: boolean;
	readonly firstBlock?: number;
	readonly epochs: readonly EpochEntry[];
}

/** The content of a file: its vectors, and what each of their epochs pays. */
export interface YumaFile {
	readonly vectors: readonly YumaVector[];
	/** In rao. */
	readonly emission: number;
}
