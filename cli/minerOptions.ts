import { providerChoices } from "../miner/index.js";
import { chainOptions } from "./chainOptions.js";
import type { OptionsSpec } from "./command.js";
import { modelsOption } from "./modelOptions.js";
import { hotkeyOption, walletOptions } from "./walletOptions.js";

/** What a miner serves, with which keys, and where it is reached. */
export const minerPlaceOptions = {
	netuid: { type: "integer", minimum: 0, maximum: 65_535, required: true, describe: "subnet to serve" },
	task: {
		type: "string",
		required: true,
		placeholder: "name or folder",
		describe:
			"task to serve: ocr, text-generation, chat, classification or embedding (with --model), or a bundle's folder",
	},
	model: {
		type: "string",
		placeholder: "owner/name",
		describe: "model that the task is to serve, as `ganglion model list` names it",
	},
	...modelsOption,
	...walletOptions,
	...hotkeyOption,
	...chainOptions,
	host: { type: "string", placeholder: "address", default: "127.0.0.1", describe: "address to listen on" },
	port: {
		type: "integer",
		minimum: 0,
		maximum: 65_535,
		default: 8091,
		describe: "port to listen on, 0 for any",
	},
	externalIp: {
		type: "string",
		placeholder: "address",
		describe: "address published on the chain, or find; --host if absent",
	},
	externalPort: {
		type: "integer",
		minimum: 1,
		maximum: 65_535,
		describe: "port published; the one bound if absent",
	},
	addressServices: {
		type: "list",
		placeholder: "urls",
		describe: "who tells --external-ip find the address; two must agree",
	},
	data: {
		type: "string",
		placeholder: "folder",
		default: "~/.ganglion/miners",
		describe: "where used nonces and withheld rows are kept over a restart",
	},
} as const satisfies OptionsSpec;

/** What a miner runs its model on. */
export const minerEngineOptions = {
	engines: {
		type: "integer",
		minimum: 1,
		maximum: 64,
		default: 1,
		describe: "inference processes side by side",
	},
	threads: { type: "integer", minimum: 1, maximum: 256, default: 1, describe: "threads of one inference" },
	executionProvider: {
		type: "string",
		choices: providerChoices,
		default: "auto",
		describe:
			"what the model runs on; auto: a GPU whose answers pass an audit and come sooner, else the CPU; one that fails falls back to the CPU",
	},
	memory: {
		type: "integer",
		minimum: 64,
		placeholder: "MiB",
		describe: "most memory of an inference process; the manifest's limit if absent",
	},
} as const satisfies OptionsSpec;
