import { initModelTask, initTask, modelTaskNames } from "../../subnets/index.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { modelsOption, useModelsFolder } from "../modelOptions.js";

/** `ganglion subnet init`: a folder with a task that runs as it is. */
export const subnetInit = defineCommand({
	path: "subnet init",
	summary: "Make a folder with a task that runs as it is",
	description:
		"Writes a manifest, the task's code, a tiny model with the script that made it, and a README. Change them into your own task, and try it with `ganglion subnet check`. With --task and --model it writes the manifest of a shipped task that serves a model which was pulled.",
	arguments: {
		folder: { type: "string", placeholder: "folder", required: true, describe: "new or empty folder" },
	},
	options: {
		name: {
			type: "string",
			placeholder: "name",
			env: false,
			describe: "the task's name; the folder's if absent",
		},
		task: {
			type: "string",
			choices: modelTaskNames,
			env: false,
			describe: "shipped task that is to serve --model, in place of a task of your own",
		},
		model: {
			type: "string",
			placeholder: "owner/name",
			env: false,
			describe: "model that was pulled, as `ganglion model list` names it",
		},
		...modelsOption,
	},
	examples: [
		"ganglion subnet init my-task",
		"ganglion subnet init ./tasks/sums --name sums",
		"ganglion subnet init my-search --task embedding --model sentence-transformers/all-MiniLM-L6-v2",
	],
	resultSchema: {
		type: "object",
		required: ["folder", "name", "files"],
		additionalProperties: false,
		properties: {
			folder: { type: "string" },
			name: { type: "string" },
			files: { type: "array", items: { type: "string" } },
		},
	},
	async run({ folder, name, task, model, models }) {
		if ((task === undefined) !== (model === undefined))
			throw new UsageError("--task and --model belong together", "give both, or none for a task of your own");
		const made =
			task === undefined || model === undefined
				? await initTask(folder, name)
				: await initModelTask({ folder, task, model, models: useModelsFolder(models), name });
		return { folder: made.folder, name: made.manifest.name, files: made.files };
	},
	render: ({ folder, name, files }) =>
		[
			`Made the task ${name} in ${folder}: ${files.join(", ")}.`,
			`Next: ganglion subnet check ${folder}`,
		].join("\n"),
});
