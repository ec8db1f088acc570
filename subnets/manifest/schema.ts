import { arrays } from "../protocol/tensor.js";
import { DATA_FILE_NAME } from "./bundleFiles.js";

const sha256 = { type: "string", pattern: "^[0-9a-f]{64}$" } as const;
const text = { type: "string", minLength: 1, maxLength: 2000 } as const;
/** Names of tasks, and of what they are made of, as a regular expression. They stand in paths of URLs as they are. */
export const NAME_PATTERN = "^[a-z0-9][a-z0-9._-]{0,63}$";

const name = { type: "string", pattern: NAME_PATTERN } as const;
const parameters = { type: "object" } as const;

/** A path inside a folder: no root, no `..`, no backslash. */
const path = {
	type: "string",
	minLength: 1,
	maxLength: 200,
	pattern: "^(?!.*(^|/)\\.\\.?(/|$))[A-Za-z0-9@._-][A-Za-z0-9@._/-]*$",
} as const;

const source = {
	type: "object",
	required: ["file"],
	additionalProperties: false,
	properties: {
		file: path,
		package: { type: "string", pattern: "^(@[a-z0-9._-]+/)?[a-z0-9._-]+$", maxLength: 200 },
		model: {
			type: "string",
			pattern: "^([A-Za-z0-9_][A-Za-z0-9._-]*/)?[A-Za-z0-9_][A-Za-z0-9._-]*$",
			maxLength: 200,
		},
	},
	not: { required: ["package", "model"] },
} as const;

const externalData = {
	type: "array",
	minItems: 1,
	maxItems: 64,
	items: {
		type: "object",
		required: ["location", "sha256"],
		additionalProperties: false,
		properties: {
			/** A name without a folder: the runtime looks for it beside the model's file. */
			location: { type: "string", pattern: DATA_FILE_NAME },
			sha256,
		},
	},
} as const;

const tensors = {
	type: "array",
	minItems: 1,
	// A language model has two for each layer's cache.
	maxItems: 1024,
	items: {
		type: "object",
		required: ["name", "datatype", "shape"],
		additionalProperties: false,
		properties: {
			name: text,
			datatype: { enum: [...Object.keys(arrays), "BYTES"] },
			shape: { type: "array", maxItems: 8, items: { type: "integer", minimum: -1, maximum: 2 ** 31 - 1 } },
		},
	},
} as const;

const described = {
	type: "object",
	required: ["description", "parameters"],
	additionalProperties: false,
	properties: { description: text, parameters },
} as const;

/** JSON Schema (draft 7) of `task.json`. */
export const manifestSchema = {
	$schema: "http://json-schema.org/draft-07/schema#",
	title: "Ganglion task manifest",
	type: "object",
	required: [
		"format",
		"name",
		"version",
		"description",
		"kind",
		"model",
		"files",
		"code",
		"sampler",
		"scorer",
		"answer",
		"verification",
		"limits",
		"reward",
	],
	additionalProperties: false,
	properties: {
		format: { const: "ganglion-task/1" },
		name,
		version: {
			type: "string",
			pattern: "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$",
		},
		description: text,
		kind: { enum: ["reference", "competition"] },
		model: {
			type: "object",
			required: ["name", "sha256", "opset", "inputs", "outputs", "source", "license"],
			additionalProperties: false,
			properties: {
				name: text,
				sha256,
				externalData,
				opset: { type: "integer", minimum: 7, maximum: 99 },
				inputs: tensors,
				outputs: tensors,
				source,
				license: text,
				permits: {
					type: "array",
					maxItems: 32,
					uniqueItems: true,
					items: {
						type: "string",
						pattern: "^(ai\\.onnx|ai\\.onnx\\.ml|com\\.microsoft):[A-Za-z0-9_]{1,64}$",
					},
				},
			},
		},
		files: {
			type: "array",
			maxItems: 64,
			items: {
				type: "object",
				required: ["name", "sha256", "source"],
				additionalProperties: false,
				properties: { name, sha256, source },
			},
		},
		code: {
			oneOf: [
				{
					type: "object",
					required: ["shipped", "files"],
					additionalProperties: false,
					properties: {
						shipped: name,
						files: {
							type: "array",
							minItems: 1,
							maxItems: 64,
							items: {
								type: "object",
								required: ["file", "sha256"],
								additionalProperties: false,
								properties: { file: path, sha256 },
							},
						},
					},
				},
				{
					type: "object",
					required: ["file", "sha256"],
					additionalProperties: false,
					properties: { file: path, sha256 },
				},
			],
		},
		sampler: described,
		scorer: described,
		answer: {
			type: "object",
			required: ["description", "outputs"],
			additionalProperties: false,
			properties: { description: text, outputs: tensors },
		},
		verification: {
			type: "object",
			required: ["mode", "auditRate"],
			additionalProperties: false,
			properties: {
				mode: { enum: ["none", "audit"] },
				auditRate: { type: "number", minimum: 0, maximum: 1 },
				tensor: text,
				metric: { enum: ["max-abs-over-rms", "max-logit-shortfall"] },
				tolerance: {
					type: "object",
					required: ["cpu"],
					additionalProperties: { type: "number", exclusiveMinimum: 0, maximum: 1 },
				},
				logprobTolerance: { type: "number", exclusiveMinimum: 0, maximum: 1 },
				calibration: text,
				rows: { type: "integer", minimum: 1, maximum: 4096 },
			},
			if: { properties: { mode: { const: "audit" } } },
			// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
			then: {
				required: ["tensor", "metric", "tolerance"],
				properties: { auditRate: { type: "number", exclusiveMinimum: 0 } },
			},
		},
		limits: {
			type: "object",
			required: ["requestBytes", "responseBytes", "timeoutMs", "memoryMiB"],
			additionalProperties: false,
			properties: {
				requestBytes: { type: "integer", minimum: 1024, maximum: 2 ** 28 },
				responseBytes: { type: "integer", minimum: 1024, maximum: 2 ** 28 },
				timeoutMs: { type: "integer", minimum: 100, maximum: 600_000 },
				memoryMiB: { type: "integer", minimum: 64, maximum: 2 ** 20 },
			},
		},
		reward: {
			type: "object",
			required: ["rule", "exponent"],
			additionalProperties: false,
			properties: {
				rule: { const: "quality" },
				exponent: { type: "number", exclusiveMinimum: 0, maximum: 16 },
				latency: {
					type: "object",
					required: ["freeMs"],
					additionalProperties: false,
					properties: { freeMs: { type: "integer", minimum: 0, maximum: 600_000 } },
				},
			},
		},
		signature: {
			type: "object",
			required: ["author", "scheme", "value"],
			additionalProperties: false,
			properties: {
				author: { type: "string", pattern: "^[1-9A-HJ-NP-Za-km-z]{46,50}$" },
				scheme: { enum: ["sr25519", "ed25519"] },
				value: { type: "string", pattern: "^0x[0-9a-f]{128}$" },
			},
		},
	},
} as const;
