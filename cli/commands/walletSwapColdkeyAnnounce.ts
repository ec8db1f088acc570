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

export const walletSwapColdkeyAnnounce = defineCommand({
	path: "wallet swap-coldkey announce",
	summary: "Announce that another coldkey will get everything",
	description:
		"From now on the wallet's coldkey can do nothing but go on with the swap: transfers, stakes and all else are refused. After five days `ganglion wallet swap-coldkey execute` does it; a day later the announcement can be changed or withdrawn. The first announcement costs 0.1 token. The new coldkey must be fresh: no hotkeys, no stake.",
	options: {
		...chainOptions,
		...walletOptions,
		...submitOptions,
		to: {
			type: "string",
			placeholder: "ss58",
			env: false,
			required: true,
			describe: "address of the new coldkey",
		},
	},
	examples: ["ganglion wallet swap-coldkey announce --wallet me --to 5FHneW46…"],
	resultSchema: {
		type: "object",
		required: ["from", "to", "executableAt", ...receiptFields],
		properties: {
			from: { type: "string" },
			to: { type: "string" },
			executableAt: { type: "integer" },
			...receiptProperties,
		},
	},
	async run(values, context) {
		const call = calls.announceColdkeySwap(values.to);
		const coldkey = await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			const swap = await client.coldkeySwap(coldkey.address, result.blockHash);
			const executableAt = swap?.block ?? result.blockNumber;
			return { from: coldkey.address, to: values.to, executableAt, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["from", result.from],
				["to", result.to],
				["from block", String(result.executableAt)],
			],
			result,
		),
});
