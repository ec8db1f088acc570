import { type ExportedVerdict, exportedVerdictSchema } from "../../validator/index.js";
import type { NetworkView, NeuronView, SubnetView } from "./networkView.js";

export interface Issuance {
	readonly atGenesis: bigint;
	readonly minted: bigint;
	readonly burned: bigint;
	readonly now: bigint;
}

/** The document of `ganglion localnet --json`. Amounts are integers of rao. */
export interface LocalnetReport {
	readonly block: number;
	readonly genesisHash: string;
	readonly issuance: { atGenesis: number; minted: number; burned: number; now: number };
	readonly subnets: readonly ReportedSubnet[];
	readonly conservation: { readonly holds: boolean; readonly difference: number };
	readonly verdicts: readonly ExportedVerdict[];
}

interface ReportedSubnet {
	readonly netuid: number;
	readonly task: string;
	readonly tempo: number;
	readonly epochs: number;
	readonly neurons: readonly ReportedNeuron[];
}

type ReportedNeuron = Omit<NeuronView, "name" | "score" | "emissionRao"> & {
	readonly score: number | null;
	readonly emissionRao: number;
};

/**
 * Puts the report together.
 *
 * @param parts.invariantsHold - what the runtime's own check of its invariants said at the reported block
 */
export function makeLocalnetReport(parts: {
	readonly view: NetworkView;
	readonly genesisHash: string;
	readonly issuance: Issuance;
	readonly invariantsHold: boolean;
	readonly verdicts: readonly ExportedVerdict[];
}): LocalnetReport {
	const { issuance } = parts;
	const difference = issuance.atGenesis + issuance.minted - issuance.burned - issuance.now;
	return {
		block: parts.view.block,
		genesisHash: parts.genesisHash,
		issuance: {
			atGenesis: Number(issuance.atGenesis),
			minted: Number(issuance.minted),
			burned: Number(issuance.burned),
			now: Number(issuance.now),
		},
		subnets: parts.view.subnets.map(reportSubnet),
		conservation: { holds: difference === 0n && parts.invariantsHold, difference: Number(difference) },
		verdicts: parts.verdicts,
	};
}

function reportSubnet(subnet: SubnetView): ReportedSubnet {
	return {
		netuid: subnet.netuid,
		task: subnet.task,
		tempo: subnet.tempo,
		epochs: subnet.epochs,
		neurons: subnet.neurons.map(({ name: _, score, emissionRao, ...neuron }) => ({
			...neuron,
			score: score ?? null,
			emissionRao: Number(emissionRao),
		})),
	};
}

const proportion = { type: "number", minimum: 0, maximum: 1 } as const;
const rao = { type: "integer", minimum: 0 } as const;
const address = { type: "string", pattern: "^5[1-9A-HJ-NP-Za-km-z]{46,47}$" } as const;

/** JSON Schema of {@link LocalnetReport}. */
export const localnetReportSchema = {
	type: "object",
	additionalProperties: false,
	required: ["block", "genesisHash", "issuance", "subnets", "conservation", "verdicts"],
	properties: {
		block: { type: "integer", minimum: 0 },
		genesisHash: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
		issuance: {
			type: "object",
			additionalProperties: false,
			required: ["atGenesis", "minted", "burned", "now"],
			properties: { atGenesis: rao, minted: rao, burned: rao, now: rao },
		},
		subnets: {
			type: "array",
			items: {
				type: "object",
				additionalProperties: false,
				required: ["netuid", "task", "tempo", "epochs", "neurons"],
				properties: {
					netuid: { type: "integer", minimum: 1 },
					task: { type: "string" },
					tempo: { type: "integer", minimum: 1 },
					epochs: { type: "integer", minimum: 0 },
					neurons: {
						type: "array",
						items: {
							type: "object",
							additionalProperties: false,
							required: [
								"uid",
								"hotkey",
								"coldkey",
								"kind",
								"behaviour",
								"score",
								"incentive",
								"dividends",
								"consensus",
								"validatorTrust",
								"emissionRao",
							],
							properties: {
								uid: { type: "integer", minimum: 0 },
								hotkey: address,
								coldkey: address,
								kind: { enum: ["miner", "validator", "owner"] },
								behaviour: { type: "string" },
								score: { oneOf: [proportion, { type: "null" }] },
								incentive: proportion,
								dividends: proportion,
								consensus: proportion,
								validatorTrust: proportion,
								emissionRao: rao,
							},
						},
					},
				},
			},
		},
		conservation: {
			type: "object",
			additionalProperties: false,
			required: ["holds", "difference"],
			properties: { holds: { type: "boolean" }, difference: { type: "integer" } },
		},
		verdicts: { type: "array", items: exportedVerdictSchema },
	},
} as const;
