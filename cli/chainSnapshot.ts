import type { SnapshotFacts } from "../chain/host/index.js";
import { renderFacts } from "./renderTable.js";

/** Where a chain's data lies unless told otherwise. */
export const DEFAULT_CHAIN_DATA = "~/.ganglion/chain";

/** What the commands that write and read snapshots print. */
export const snapshotSchema = {
	type: "object",
	required: ["file", "chain", "genesisHash", "block", "blockHash"],
	properties: {
		file: { type: "string" },
		chain: { type: "string" },
		genesisHash: { type: "string" },
		block: { type: "integer" },
		blockHash: { type: "string" },
	},
	additionalProperties: false,
} as const;

export function renderSnapshot(facts: SnapshotFacts & { readonly file: string }): string {
	return renderFacts([
		["file", facts.file],
		["chain", facts.chain],
		["genesis", facts.genesisHash],
		["block", `${facts.block} ${facts.blockHash}`],
	]);
}
