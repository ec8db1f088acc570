import { importSnapshot } from "../../chain/host/index.js";
import { expandHome } from "../../chain/wallet/index.js";
import { DEFAULT_CHAIN_DATA, renderSnapshot, snapshotSchema } from "../chainSnapshot.js";
import { defineCommand } from "../command.js";

/** `ganglion chain import`: a data folder from a file that `chain export` wrote. */
export const chainImport = defineCommand({
	path: "chain import",
	summary: "Make a data folder from a file that chain export wrote",
	description: "The state is checked against the best block before the folder is kept.",
	arguments: {
		file: { type: "string", placeholder: "file", required: true, describe: "the file to read" },
	},
	options: {
		data: {
			type: "string",
			placeholder: "folder",
			default: DEFAULT_CHAIN_DATA,
			describe: "where the chain will be kept; a folder without a chain",
		},
	},
	examples: ["ganglion chain import chain.snapshot --data ./chain"],
	resultSchema: snapshotSchema,
	async run({ file, data }) {
		return { ...(await importSnapshot(expandHome(file), expandHome(data))), file: expandHome(file) };
	},
	render: renderSnapshot,
});
