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

export const walletSwapColdkeyDispute = defineCommand({
	path: "wallet swap-coldkey dispute",
	summary: "Stop an announced coldkey swap until root decides",
	description:
		"For a coldkey whose swap somebody else announced. Nothing can be done with it until root has swapped it or ended the announcement.",
	options: { ...chainOptions, ...walletOptions, ...submitOptions },
	examples: ["ganglion wallet swap-coldkey dispute --wallet me"],
	resultSchema: {
		type: "object",
		required: ["coldkey", ...receiptFields],
		properties: { coldkey: { type: "string" }, ...receiptProperties },
	},
	async run(values, context) {
		const coldkey = await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, calls.disputeColdkeySwap(), coldkey, values, context);
			return { coldkey: coldkey.address, ...receiptOf(result) };
		});
	},
	render: (result) => renderReceipt([["disputed", result.coldkey]], result),
});
