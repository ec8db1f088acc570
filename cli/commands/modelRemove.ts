import { expandHome } from "../../chain/wallet/index.js";
import { removeModel } from "../../subnets/index.js";
import { defineCommand } from "../command.js";
import { modelsOption } from "../modelOptions.js";

/** `ganglion model remove`: deletes a model's files. */
export const modelRemove = defineCommand({
	path: "model remove",
	summary: "Delete a model that was pulled",
	description: "Deletes the files that were pulled. Files that somebody else put into the folder stay.",
	arguments: {
		name: { type: "string", placeholder: "owner/name", required: true, describe: "model to delete" },
	},
	options: { ...modelsOption },
	examples: ["ganglion model remove HuggingFaceTB/SmolLM2-135M-Instruct"],
	resultSchema: {
		type: "object",
		required: ["name", "stayed"],
		additionalProperties: false,
		properties: { name: { type: "string" }, stayed: { type: "array", items: { type: "string" } } },
	},
	async run({ name, models }) {
		return { name, stayed: await removeModel(expandHome(models), name) };
	},
	render: ({ name, stayed }) =>
		stayed.length === 0
			? `${name} is deleted.`
			: `${name} is deleted; not pulled, so kept: ${stayed.join(", ")}.`,
});
