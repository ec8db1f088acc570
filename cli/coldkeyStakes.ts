import type { Stake } from "../chain/client/index.js";
import { renderTable } from "./renderTable.js";
import { formatTokens } from "./tokenAmount.js";

/** The schema of a coldkey's stakes, as `stake list` and `wallet balance` print them. */
export const stakesSchema = {
	type: "array",
	items: {
		type: "object",
		required: ["hotkey", "netuid", "rao", "queuedRao"],
		properties: {
			hotkey: { type: "string" },
			netuid: { type: "integer" },
			rao: { type: "integer" },
			queuedRao: { type: "integer" },
		},
	},
} as const;

/** A coldkey's stakes for a reader. */
export function renderStakes(stakes: readonly Stake[], options: { readonly color: boolean }): string {
	return renderTable(
		[
			{ title: "subnet", align: "right", cell: (stake) => String(stake.netuid) },
			{ title: "hotkey", cell: (stake) => stake.hotkey },
			{ title: "active", align: "right", cell: (stake) => formatTokens(stake.rao) },
			{ title: "queued", align: "right", cell: (stake) => formatTokens(stake.queuedRao) },
		],
		stakes,
		options,
	);
}
