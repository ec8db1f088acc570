const whole = { type: "integer", minimum: 0 } as const;
const u16 = { type: "integer", minimum: 0, maximum: 65535 } as const;
const flag = { type: "boolean" } as const;
const optional = (schema: object) => ({ anyOf: [schema, { type: "null" }] });
const byUid = (value: object) => ({
	type: "object",
	propertyNames: { pattern: "^[0-9]{1,5}$" },
	additionalProperties: value,
});

const setWeights = {
	type: "object",
	additionalProperties: false,
	required: ["uid", "uids", "values"],
	properties: {
		uid: u16,
		uids: { type: "array", items: u16 },
		values: { type: "array", items: u16 },
		asStored: flag,
		keepLastUpdate: flag,
	},
} as const;

const reregister = {
	type: "object",
	additionalProperties: false,
	required: ["uid", "atBlock", "stake"],
	properties: { uid: u16, atBlock: whole, stake: whole, afterWeights: flag, keepWeightsToIt: flag },
} as const;

const expectation = {
	type: "object",
	additionalProperties: false,
	required: ["quantity", "unit", "tolerance", "values"],
	properties: {
		quantity: {
			enum: [
				"incentive",
				"dividends",
				"consensus",
				"validatorTrust",
				"stakeWeight",
				"emission",
				"bonds",
				"validatorPermit",
				"active",
				"activeStake",
			],
		},
		unit: { enum: ["u16", "proportion", "rao", "bool"] },
		tolerance: { type: "number", minimum: 0 },
		values: byUid({ anyOf: [{ type: "number" }, flag, byUid({ type: "number" })] }),
		complete: flag,
	},
} as const;

const vector = {
	type: "object",
	additionalProperties: false,
	required: ["name", "n", "stakes", "hyperparameters", "epochs"],
	properties: {
		name: { type: "string", minLength: 1 },
		source: { type: "string" },
		n: { type: "integer", minimum: 1, maximum: 65535 },
		stakes: { type: "array", items: whole },
		hyperparameters: {
			type: "object",
			additionalProperties: false,
			required: [
				"kappa",
				"bondsPenalty",
				"bondsMovingAverage",
				"maxAllowedValidators",
				"activityCutoffBlocks",
				"tempo",
			],
			properties: {
				kappa: u16,
				bondsPenalty: u16,
				bondsMovingAverage: whole,
				maxAllowedValidators: u16,
				activityCutoffBlocks: whole,
				tempo: whole,
				stakeThreshold: optional(whole),
				yuma3: flag,
				liquidAlpha: flag,
				alphaLow: optional(u16),
				alphaHigh: optional(u16),
				alphaSigmoidSteepness: optional({ type: "integer", minimum: -32768, maximum: 32767 }),
				commitReveal: flag,
				ownerUid: optional(u16),
			},
		},
		initial: {
			type: "object",
			additionalProperties: false,
			properties: {
				validatorPermit: optional({ type: "array", items: flag }),
				lastUpdate: optional({ type: "array", items: whole }),
				blockAtRegistration: optional({ type: "array", items: whole }),
				bonds: optional(byUid(byUid(u16))),
			},
		},
		permitEpochFirst: flag,
		firstBlock: whole,
		epochs: {
			type: "array",
			items: {
				type: "object",
				additionalProperties: false,
				required: ["block"],
				properties: {
					block: whole,
					weightsBlock: whole,
					setWeights: { type: "array", items: setWeights },
					reregister: optional({ anyOf: [reregister, { type: "array", items: reregister }] }),
					clearBondsFor: { type: "array", items: u16 },
					repeat: { type: "integer", minimum: 1, maximum: 100_000 },
					expected: { type: "array", items: expectation },
				},
			},
		},
	},
} as const;

/** JSON Schema of a file: with its head, `{vectors}` alone, an array, or one vector. */
export const yumaFileSchema = {
	$schema: "http://json-schema.org/draft-07/schema#",
	type: "object",
	additionalProperties: false,
	required: ["vectors"],
	properties: {
		format: { const: "yuma-vectors/1" },
		source: { type: "string" },
		totalEmissionPerEpoch: { type: "integer", minimum: 0 },
		vectors: { type: "array", items: vector },
	},
} as const;
