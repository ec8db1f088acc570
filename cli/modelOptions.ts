import type { OptionsSpec } from "./command.js";

/** Where models that were pulled lie. */
export const modelsOption = {
	models: {
		type: "string",
		placeholder: "folder",
		default: "~/.ganglion/models",
		describe: "folder of the models",
	},
} as const satisfies OptionsSpec;

/** JSON Schema of a model as the model commands print it. */
export const modelSchema = {
	type: "object",
	required: ["name", "folder", "kind", "source", "bytes", "files"],
	additionalProperties: false,
	properties: {
		name: { type: "string" },
		folder: { type: "string" },
		kind: { enum: ["decoder", "encoder", "classifier", "vision", "unknown"] },
		source: { type: "string" },
		revision: { type: "string" },
		bytes: { type: "integer" },
		files: {
			type: "array",
			items: {
				type: "object",
				required: ["path", "bytes", "sha256"],
				additionalProperties: false,
				properties: { path: { type: "string" }, bytes: { type: "integer" }, sha256: { type: "string" } },
			},
		},
	},
} as const;
