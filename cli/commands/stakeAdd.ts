import { calls } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { hotkeyTarget, hotkeyTargetOption } from "../hotkeyTarget.js";
import { renderStakeChange, stakeAfter, stakeSchema } from "../stakeChange.js";
import { receiptOf, submitFor, submitOptions } from "../submitCommand.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

export const stakeAdd = defineCommand({
	path: "stake add",
	summary: "Stake on a hotkey in a subnet",
	description: "Stakes from the coldkey. New stake earns from the tempo after the one it was added in.",
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...hotkeyTargetOption,
		...submitOptions,
		amount: { type: "rao", env: false, required: true, describe: "how much, in tokens" },
	},
	examples: ["ganglion stake add --netuid 1 --wallet me --hotkey validator1 --amount 100"],
	resultSchema: stakeSchema,
	async run(values, context) {
		const { netuid, amount } = values;
		const wallet = walletFrom(values, context);
		const hotkey = hotkeyTarget(values, wallet);
		const call = calls.addStake(hotkey, netuid, amount);
		const coldkey = await wallet.coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			const after = await stakeAfter(client, coldkey.address, { hotkey, netuid }, result.blockHash);
			return { netuid, hotkey, coldkey: coldkey.address, amountRao: amount, ...after, ...receiptOf(result) };
		});
	},
	render: (result) => renderStakeChange("add", result),
});
