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
import { formatTokens, TOKEN_SYMBOL } from "../tokenAmount.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

export const walletTransfer = defineCommand({
	path: "wallet transfer",
	summary: "Send tokens from the wallet's coldkey",
	options: {
		...chainOptions,
		...walletOptions,
		...submitOptions,
		to: {
			type: "string",
			placeholder: "ss58",
			env: false,
			required: true,
			describe: "the receiver's address",
		},
		amount: { type: "rao", env: false, required: true, describe: "how much, in tokens" },
	},
	examples: ["ganglion wallet transfer --wallet me --to 5FHneW46… --amount 1.5"],
	resultSchema: {
		type: "object",
		required: ["from", "to", "amountRao", ...receiptFields],
		properties: {
			from: { type: "string" },
			to: { type: "string" },
			amountRao: { type: "integer" },
			...receiptProperties,
		},
	},
	async run(values, context) {
		const { to, amount } = values;
		// Refused before a password is asked for.
		const call = calls.transfer(to, amount);
		const coldkey = await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			return { from: coldkey.address, to, amountRao: amount, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["from", result.from],
				["to", result.to],
				["amount", `${formatTokens(result.amountRao)} ${TOKEN_SYMBOL}`],
			],
			result,
		),
});
