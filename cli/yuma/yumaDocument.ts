import type { SparseRow } from "../../chain/client/index.js";
import type { Difference } from "./compareEpoch.js";
import type { PlayedEpoch, PlayedVector } from "./playVector.js";

/** An epoch as it is printed: values by uid, as the chain stores them. */
export interface EpochDocument {
	readonly entry: number;
	readonly run: number;
	readonly block: number;
	readonly incentive: readonly number[];
	readonly dividends: readonly number[];
	readonly consensus: readonly number[];
	readonly validatorTrust: readonly number[];
	readonly emission: readonly bigint[];
	/** By validator: `[miner, bond]`. */
	readonly bonds: readonly SparseRow[];
	readonly validatorPermit: readonly boolean[];
	readonly active: readonly boolean[];
}

export interface VectorDocument {
	readonly name: string;
	readonly epochs: readonly EpochDocument[];
	readonly compared: number;
	readonly differences: readonly Difference[];
	/** Scoring engine: the largest distance from the exact epochs. */
	readonly distance?: Distance;
}

/**
 * The largest distance of the float epochs from the exact ones, each carried on from its own results:
 * proportions in stored units (1/65535), emission in rao, flags in uids.
 */
export interface Distance {
	readonly stakeWeight: number;
	readonly consensus: number;
	readonly incentive: number;
	readonly dividends: number;
	readonly validatorTrust: number;
	readonly bonds: number;
	readonly emission: number;
	readonly flags: number;
}

/** What `ganglion yuma run` prints under `--json`. */
export interface YumaDocument {
	readonly file: string;
	readonly engine: "chain" | "scoring";
	/** Scoring engine: what it computes on. */
	readonly backends?: readonly string[];
	/** What each epoch pays, in rao. */
	readonly emission: number;
	readonly vectors: readonly VectorDocument[];
	/** Values that were expected, and how many of them are not as expected. */
	readonly compared: number;
	readonly differing: number;
	readonly passed: boolean;
	readonly distance?: Distance;
}

function epochDocument({ entry, run, block, output }: PlayedEpoch): EpochDocument {
	const { incentive, dividends, consensus, validatorTrust, emission, bonds, validatorPermit, active } =
		output;
	return {
		entry,
		run,
		block,
		incentive,
		dividends,
		consensus,
		validatorTrust,
		emission,
		bonds,
		validatorPermit,
		active,
	};
}

/** A played vector as it is printed. */
export function vectorDocument(vector: PlayedVector, distance?: Distance): VectorDocument {
	const { name, compared, differences, epochs } = vector;
	return {
		name,
		epochs: epochs.map(epochDocument),
		compared,
		differences,
		...(distance === undefined ? {} : { distance }),
	};
}

const numbers = { type: "array", items: { type: "number" } } as const;
const flags = { type: "array", items: { type: "boolean" } } as const;
const pair = { type: "array", items: { type: "number" }, minItems: 2, maxItems: 2 } as const;
const distance = {
	type: "object",
	required: [
		"stakeWeight",
		"consensus",
		"incentive",
		"dividends",
		"validatorTrust",
		"bonds",
		"emission",
		"flags",
	],
	additionalProperties: { type: "number", minimum: 0 },
} as const;

/** JSON Schema of {@link YumaDocument}. */
export const yumaDocumentSchema = {
	type: "object",
	required: ["file", "engine", "emission", "vectors", "compared", "differing", "passed"],
	additionalProperties: false,
	properties: {
		file: { type: "string" },
		engine: { enum: ["chain", "scoring"] },
		backends: { type: "array", items: { type: "string" } },
		emission: { type: "integer" },
		compared: { type: "integer" },
		differing: { type: "integer" },
		passed: { type: "boolean" },
		distance,
		vectors: {
			type: "array",
			items: {
				type: "object",
				required: ["name", "epochs", "compared", "differences"],
				additionalProperties: false,
				properties: {
					name: { type: "string" },
					compared: { type: "integer" },
					distance,
					epochs: {
						type: "array",
						items: {
							type: "object",
							additionalProperties: false,
							required: [
								"entry",
								"run",
								"block",
								"incentive",
								"dividends",
								"consensus",
								"validatorTrust",
								"emission",
								"bonds",
								"validatorPermit",
								"active",
							],
							properties: {
								entry: { type: "integer" },
								run: { type: "integer" },
								block: { type: "integer" },
								incentive: numbers,
								dividends: numbers,
								consensus: numbers,
								validatorTrust: numbers,
								emission: { type: "array", items: { type: "integer" } },
								bonds: { type: "array", items: { type: "array", items: pair } },
								validatorPermit: flags,
								active: flags,
							},
						},
					},
					differences: {
						type: "array",
						items: {
							type: "object",
							required: ["entry", "quantity", "uid", "expected", "actual", "tolerance"],
							properties: {
								entry: { type: "integer" },
								quantity: { type: "string" },
								uid: { type: "integer" },
								to: { type: "integer" },
								expected: { type: "number" },
								actual: { type: "number" },
								tolerance: { type: "number" },
							},
						},
					},
				},
			},
		},
	},
} as const;
