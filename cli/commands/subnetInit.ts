import { initTask } from "../../subnets/index.js";
import { defineCommand } from "../command.js";

/** `ganglion subnet init`: a folder with a task that runs as it is. */
export const subnetInit = defineCommand({
	path: "subnet init",
	summary: "Make a folder with a task that runs as it is",
	description:
		"Writes a manifest, the task's code, a tiny model with the script that made it, and a README. Change them into your own task, and try it with `ganglion subnet check`.",
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
	},
	examples: ["ganglion subnet init my-task", "ganglion subnet init ./tasks/sums --name sums"],
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
	async run({ folder, name }) {
		const made = await initTask(folder, name);
		return { folder: made.folder, name: made.manifest.name, files: made.files };
	},
	render: ({ folder, name, files }) =>
		[
			`Made the task ${name} in ${folder}: ${files.join(", ")}.`,
			`Next: ganglion subnet check ${folder}`,
		].join("\n"),
});
