import { exportSnapshot } from "../../chain/host/index.js";
import { expandHome } from "../../chain/wallet/index.js";
import { DEFAULT_CHAIN_DATA, renderSnapshot, snapshotSchema } from "../chainSnapshot.js";
import { defineCommand } from "../command.js";

/** `ganglion chain export`: the chain of a data folder as one file. */
export const chainExport = defineCommand({
	path: "chain export",
	summary: "Write the chain of a data folder into one file",
	description:
		"The file holds everything: blocks, states, receipts, waiting transactions. The chain must not be running. Its state is checked against its best block first.",
	arguments: {
		file: {
			type: "string",
			placeholder: "file",
			required: true,
			describe: "the file to write, not there yet",
		},
	},
	options: {
		data: {
			type: "string",
			placeholder: "folder",
			default: DEFAULT_CHAIN_DATA,
			describe: "where the chain is kept",
		},
	},
	examples: ["ganglion chain export chain.snapshot"],
	resultSchema: snapshotSchema,
	async run({ file, data }) {
		return { ...(await exportSnapshot(expandHome(data), expandHome(file))), file: expandHome(file) };
	},
	render: renderSnapshot,
});
