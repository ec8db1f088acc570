import { resolve } from "node:path";
import { expandHome } from "../chain/wallet/index.js";
import { MODELS_VARIABLE } from "../subnets/index.js";
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

/**
 * Lets this process and those that it starts find models there: bundles name a model, and not where it lies.
 * @returns the folder
 */
export function useModelsFolder(models: string): string {
	const folder = resolve(expandHome(models));
	process.env[MODELS_VARIABLE] = folder;
	return folder;
}

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
