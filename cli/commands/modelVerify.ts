import { expandHome } from "../../chain/wallet/index.js";
import { findModel, listModels, verifyModel } from "../../subnets/index.js";
import { defineCommand } from "../command.js";
import { exitCodes } from "../exitCodes.js";
import { modelsOption } from "../modelOptions.js";

/** `ganglion model verify`: reads the files again and compares them with their pins. */
export const modelVerify = defineCommand({
	path: "model verify",
	summary: "Check the files of models against their pinned sha256",
	arguments: { names: { type: "list", placeholder: "models", describe: "models to check; all if absent" } },
	options: { ...modelsOption },
	examples: ["ganglion model verify", "ganglion model verify HuggingFaceTB/SmolLM2-135M-Instruct"],
	resultSchema: {
		type: "object",
		required: ["models"],
		additionalProperties: false,
		properties: {
			models: {
				type: "array",
				items: {
					type: "object",
					required: ["name", "files"],
					additionalProperties: false,
					properties: {
						name: { type: "string" },
						files: {
							type: "array",
							items: {
								type: "object",
								required: ["path", "verdict", "expected"],
								additionalProperties: false,
								properties: {
									path: { type: "string" },
									verdict: { enum: ["ok", "missing", "differs"] },
									expected: { type: "string" },
									actual: { type: "string" },
								},
							},
						},
					},
				},
			},
		},
	},
	async run({ names, models }) {
		const folder = expandHome(models);
		const found =
			names === undefined || names.length === 0
				? await listModels(folder)
				: await Promise.all(names.map((name) => findModel(folder, name)));
		const checked = [];
		for (const model of found) checked.push({ name: model.lock.name, files: await verifyModel(model) });
		return { models: checked };
	},
	render: ({ models }) => {
		if (models.length === 0) return "No model was pulled yet: there is nothing to verify.";
		return models
			.map(({ name, files }) => {
				const faults = files.filter(({ verdict }) => verdict !== "ok");
				if (faults.length === 0) return `${name}: ${files.length} files are as pinned`;
				const lines = faults.map(({ path, verdict, expected, actual }) =>
					verdict === "missing"
						? `  ${path} is missing`
						: `  ${path} differs: expected sha256 ${expected}, got ${actual}`,
				);
				return [`${name}: pull it again to repair`, ...lines].join("\n");
			})
			.join("\n");
	},
	exitCode: ({ models }) =>
		models.every(({ files }) => files.every(({ verdict }) => verdict === "ok"))
			? exitCodes.ok
			: exitCodes.failed,
});
