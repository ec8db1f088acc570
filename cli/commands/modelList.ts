import { expandHome } from "../../chain/wallet/index.js";
import { listModels } from "../../subnets/index.js";
import { defineCommand } from "../command.js";
import { modelSchema, modelsOption } from "../modelOptions.js";
import { renderBytes } from "../renderBytes.js";
import { renderTable } from "../renderTable.js";

/** `ganglion model list`: the models that were pulled. */
export const modelList = defineCommand({
	path: "model list",
	summary: "Show the models that were pulled",
	options: { ...modelsOption },
	examples: ["ganglion model list"],
	resultSchema: {
		type: "object",
		required: ["models"],
		additionalProperties: false,
		properties: { models: { type: "array", items: modelSchema } },
	},
	async run({ models }) {
		const found = await listModels(expandHome(models));
		return {
			models: found.map(({ folder, kind, bytes, lock: { name, source, revision, files } }) => ({
				name,
				folder,
				kind,
				source,
				...(revision === undefined ? {} : { revision }),
				bytes,
				files,
			})),
		};
	},
	render: ({ models }, { color }) =>
		models.length === 0
			? "No model was pulled yet: ganglion model pull --help shows how."
			: renderTable(
					[
						{ title: "model", cell: ({ name }) => name },
						{ title: "kind", cell: ({ kind }) => kind },
						{ title: "size", align: "right", cell: ({ bytes }) => renderBytes(bytes) },
						{ title: "files", align: "right", cell: ({ files }) => String(files.length) },
						{
							title: "from",
							cell: ({ source, revision }) =>
								revision === undefined ? source : `${source}@${revision.slice(0, 12)}`,
						},
					],
					models,
					{ color },
				),
});
