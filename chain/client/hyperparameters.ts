import type { CallValue } from "./chainCall.js";
import { CallArgumentError } from "./errors.js";

/** How a hyperparameter is read and set. */
export interface HyperparameterSpec {
	/** Storage item of SubtensorModule. */
	readonly storage: string;
	/** Call of AdminUtils; undefined where nobody sets it by a call. */
	readonly call?: string;
	readonly type: "number" | "bigint" | "boolean";
}

/** Hyperparameters by our names: those of Bittensor's storage in camel case. */
export const hyperparameterSpecs = {
	tempo: { storage: "Tempo", call: "sudo_set_tempo", type: "number" },
	kappa: { storage: "Kappa", call: "sudo_set_kappa", type: "number" },
	rho: { storage: "Rho", call: "sudo_set_rho", type: "number" },
	immunityPeriod: { storage: "ImmunityPeriod", call: "sudo_set_immunity_period", type: "number" },
	minAllowedWeights: { storage: "MinAllowedWeights", call: "sudo_set_min_allowed_weights", type: "number" },
	maxAllowedUids: { storage: "MaxAllowedUids", call: "sudo_set_max_allowed_uids", type: "number" },
	maxAllowedValidators: {
		storage: "MaxAllowedValidators",
		call: "sudo_set_max_allowed_validators",
		type: "number",
	},
	/** Set as `activityCutoff`, in blocks. */
	activityCutoffFactorMilli: { storage: "ActivityCutoffFactorMilli", type: "number" },
	bondsMovingAverage: {
		storage: "BondsMovingAverage",
		call: "sudo_set_bonds_moving_average",
		type: "number",
	},
	bondsPenalty: { storage: "BondsPenalty", call: "sudo_set_bonds_penalty", type: "number" },
	bondsResetOn: { storage: "BondsResetOn", call: "sudo_set_bonds_reset_enabled", type: "boolean" },
	liquidAlphaOn: { storage: "LiquidAlphaOn", call: "sudo_set_liquid_alpha_enabled", type: "boolean" },
	alphaSigmoidSteepness: {
		storage: "AlphaSigmoidSteepness",
		call: "sudo_set_alpha_sigmoid_steepness",
		type: "number",
	},
	yuma3On: { storage: "Yuma3On", call: "sudo_set_yuma3_enabled", type: "boolean" },
	commitRevealWeightsEnabled: {
		storage: "CommitRevealWeightsEnabled",
		call: "sudo_set_commit_reveal_weights_enabled",
		type: "boolean",
	},
	revealPeriodEpochs: {
		storage: "RevealPeriodEpochs",
		call: "sudo_set_commit_reveal_weights_interval",
		type: "number",
	},
	weightsSetRateLimit: {
		storage: "WeightsSetRateLimit",
		call: "sudo_set_weights_set_rate_limit",
		type: "number",
	},
	weightsVersionKey: { storage: "WeightsVersionKey", call: "sudo_set_weights_version_key", type: "bigint" },
	servingRateLimit: { storage: "ServingRateLimit", call: "sudo_set_serving_rate_limit", type: "number" },
	networkRegistrationAllowed: {
		storage: "NetworkRegistrationAllowed",
		call: "sudo_set_network_registration_allowed",
		type: "boolean",
	},
	burn: { storage: "Burn", type: "bigint" },
	minBurn: { storage: "MinBurn", call: "sudo_set_min_burn", type: "bigint" },
	maxBurn: { storage: "MaxBurn", call: "sudo_set_max_burn", type: "bigint" },
	burnHalfLife: { storage: "BurnHalfLife", call: "sudo_set_burn_half_life", type: "number" },
	immuneOwnerUidsLimit: {
		storage: "ImmuneOwnerUidsLimit",
		call: "sudo_set_owner_immune_neuron_limit",
		type: "number",
	},
	minAllowedUids: { storage: "MinAllowedUids", call: "sudo_set_min_allowed_uids", type: "number" },
	maxRegistrationsPerBlock: {
		storage: "MaxRegistrationsPerBlock",
		call: "sudo_set_max_registrations_per_block",
		type: "number",
	},
	transferToggle: { storage: "TransferToggle", call: "sudo_set_toggle_transfer", type: "boolean" },
	ownerCutEnabled: { storage: "OwnerCutEnabled", call: "sudo_set_owner_cut_enabled", type: "boolean" },
	subnetEmissionEnabled: {
		storage: "SubnetEmissionEnabled",
		call: "sudo_set_subnet_emission_enabled",
		type: "boolean",
	},
} as const satisfies Readonly<Record<string, HyperparameterSpec>>;

/** The name of a hyperparameter that can be read. `alphaLow` and `alphaHigh` are one item and one call. */
export type Hyperparameter = keyof typeof hyperparameterSpecs | "alphaLow" | "alphaHigh";

/** Set under another name, or in another unit, than they are read. */
const setOnly: Readonly<Record<string, string>> = {
	/** In blocks; stored as thousandths of a tempo. */
	activityCutoff: "sudo_set_activity_cutoff",
};

/** The names that `setHyperparameter` takes; `alphaValues` is `[low, high]`. */
export const settableHyperparameters: readonly string[] = [
	...Object.entries(hyperparameterSpecs)
		.filter(([, spec]) => "call" in spec)
		.map(([name]) => name),
	...Object.keys(setOnly),
	"alphaValues",
];

/**
 * The call of AdminUtils that sets a hyperparameter, and its arguments after the netuid.
 *
 * @throws {CallArgumentError} where no call sets it
 */
export function hyperparameterCall(
	name: string,
	value: CallValue,
): { readonly call: string; readonly args: readonly CallValue[] } {
	if (name === "alphaValues") {
		if (!Array.isArray(value) || value.length !== 2)
			throw new CallArgumentError("alphaValues takes [low, high]", "give both bounds, 0 to 65535");
		return { call: "sudo_set_alpha_values", args: value };
	}
	const spec: HyperparameterSpec | undefined = Object.hasOwn(hyperparameterSpecs, name)
		? hyperparameterSpecs[name as keyof typeof hyperparameterSpecs]
		: undefined;
	const call = spec?.call ?? (Object.hasOwn(setOnly, name) ? setOnly[name] : undefined);
	if (call === undefined)
		throw new CallArgumentError(
			`no call sets the hyperparameter "${name}"`,
			`choose one of ${settableHyperparameters.join(", ")}`,
		);
	return { call, args: [value] };
}
