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

export const walletSwapColdkeyExecute = defineCommand({
	path: "wallet swap-coldkey execute",
	summary: "Hand everything to the coldkey that was announced",
	description:
		"Balance, hotkeys, stakes, subnets and identity of the wallet's coldkey go to the new one, once the announced block has come: see `ganglion wallet swap-coldkey status`.",
	options: {
		...chainOptions,
		...walletOptions,
		...submitOptions,
		to: {
			type: "string",
			placeholder: "ss58",
			env: false,
			required: true,
			describe: "address of the new coldkey, as announced",
		},
	},
	examples: ["ganglion wallet swap-coldkey execute --wallet me --to 5FHneW46…"],
	resultSchema: {
		type: "object",
		required: ["from", "to", ...receiptFields],
		properties: { from: { type: "string" }, to: { type: "string" }, ...receiptProperties },
	},
	async run(values, context) {
		const call = calls.swapColdkeyAnnounced(values.to);
		const coldkey = await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			return { from: coldkey.address, to: values.to, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["from", result.from],
				["to", result.to],
			],
			result,
		),
});
