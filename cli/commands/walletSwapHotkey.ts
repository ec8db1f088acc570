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
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

export const walletSwapHotkey = defineCommand({
	path: "wallet swap-hotkey",
	summary: "Put another hotkey in the place of one",
	description:
		"The new hotkey gets uid, permit, weights, bonds, endpoint and stake of the old one, everywhere or in one subnet; open commits of weights end, as they name the old one. Everywhere costs 0.1 token, one subnet 0.001; once in 1000 blocks, and once in a day on a subnet. Make the new hotkey first, by `ganglion wallet create --hotkey NAME`.",
	options: {
		...chainOptions,
		...walletOptions,
		...hotkeyOption,
		...submitOptions,
		to: {
			type: "string",
			placeholder: "name",
			env: false,
			required: true,
			describe: "name of the hotkey that comes",
		},
		netuid: { type: "integer", minimum: 0, maximum: 65535, describe: "one subnet; all where absent" },
		keepStake: { type: "boolean", env: false, describe: "leave the stake on the old hotkey" },
	},
	examples: [
		"ganglion wallet swap-hotkey --wallet me --hotkey default --to fresh",
		"ganglion wallet swap-hotkey --wallet me --hotkey default --to fresh --netuid 1 --keep-stake",
	],
	resultSchema: {
		type: "object",
		required: ["from", "to", "netuid", "stakeKept", ...receiptFields],
		properties: {
			from: { type: "string" },
			to: { type: "string" },
			netuid: { type: ["integer", "null"] },
			stakeKept: { type: "boolean" },
			...receiptProperties,
		},
	},
	async run(values, context) {
		const { netuid, keepStake } = values;
		const wallet = walletFrom(values, context);
		const from = wallet.hotkeyAddress();
		const to = wallet.hotkeyAddress(values.to);
		const call = calls.swapHotkey({ from, to, keepStake, ...(netuid === undefined ? {} : { netuid }) });
		const coldkey = await wallet.coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			return { from, to, netuid: netuid ?? null, stakeKept: keepStake, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["from", result.from],
				["to", result.to],
				["where", result.netuid === null ? "everywhere" : `subnet ${result.netuid}`],
				["stake", result.stakeKept ? "stays on the old hotkey" : "moved"],
			],
			result,
		),
});
