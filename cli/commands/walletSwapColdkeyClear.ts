import { calls } from "../../chain/client/index.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import {
	receiptFields,
	receiptOf,
	receiptProperties,
	renderReceipt,
	submitFor,
	submitOptions,
} from "../submitCommand.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

export const walletSwapColdkeyClear = defineCommand({
	path: "wallet swap-coldkey clear",
	summary: "Withdraw an announced coldkey swap",
	description:
		"Possible once the announcement has stood long enough: see `ganglion wallet swap-coldkey status`.",
	options: { ...chainOptions, ...walletOptions, ...submitOptions },
	examples: ["ganglion wallet swap-coldkey clear --wallet me"],
	resultSchema: {
		type: "object",
		required: ["coldkey", ...receiptFields],
		properties: { coldkey: { type: "string" }, ...receiptProperties },
	},
	async run(values, context) {
		const coldkey = await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, calls.clearColdkeySwap(), coldkey, values, context);
			return { coldkey: coldkey.address, ...receiptOf(result) };
		});
	},
	render: (result) => renderReceipt([["withdrawn", result.coldkey]], result),
});
