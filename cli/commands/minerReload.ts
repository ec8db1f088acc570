import { askReload } from "../../miner/index.js";
import { defineCommand } from "../command.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

/** `ganglion miner reload`: puts the bundle that lies where the miner's was into service. */
export const minerReload = defineCommand({
	path: "miner reload",
	summary: "Have a running miner read its task anew and serve it, without losing a request",
	description:
		"Asks the miner that listens at --host and --port, signed by its own hotkey, and waits until the new task is in service. The miner reads what its --task or --model names with every check of a start; where one fails it says why, and serves on what it served. SIGHUP does the same without waiting.",
	options: {
		...walletOptions,
		...hotkeyOption,
		host: {
			type: "string",
			placeholder: "address",
			default: "127.0.0.1",
			describe: "address that the miner listens on",
		},
		port: {
			type: "integer",
			minimum: 1,
			maximum: 65_535,
			default: 8091,
			describe: "port that the miner listens on",
		},
	},
	examples: ["ganglion miner reload --wallet w --hotkey h"],
	resultSchema: {
		type: "object",
		required: ["task", "taskHash", "modelSha256"],
		additionalProperties: false,
		properties: {
			task: { type: "string" },
			taskHash: { type: "string" },
			modelSha256: { type: "string" },
		},
	},
	async run(options, context) {
		const hotkey = await walletFrom(options, context).hotkey();
		return askReload(options, { hotkey, fetch, signal: context.signal });
	},
	render: ({ task, taskHash, modelSha256 }) =>
		`serving ${task}, task ${taskHash.slice(0, 12)}…, model ${modelSha256.slice(0, 12)}…`,
});
