import { calls } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { hotkeyTarget, hotkeyTargetOption } from "../hotkeyTarget.js";
import { renderStakeChange, stakeAfter, stakeSchema } from "../stakeChange.js";
import { receiptOf, submitFor, submitOptions } from "../submitCommand.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

export const stakeRemove = defineCommand({
	path: "stake remove",
	summary: "Take stake back to the coldkey",
	description: "Takes stake off a hotkey. Rounding keeps less than a rao in the pool.",
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...hotkeyTargetOption,
		...submitOptions,
		amount: { type: "rao", env: false, required: true, describe: "how much, in tokens" },
	},
	examples: ["ganglion stake remove --netuid 1 --wallet me --hotkey validator1 --amount 100"],
	resultSchema: stakeSchema,
	async run(values, context) {
		const { netuid, amount } = values;
		const wallet = walletFrom(values, context);
		const hotkey = hotkeyTarget(values, wallet);
		const call = calls.removeStake(hotkey, netuid, amount);
		const coldkey = await wallet.coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			const after = await stakeAfter(client, coldkey.address, { hotkey, netuid }, result.blockHash);
			return { netuid, hotkey, coldkey: coldkey.address, amountRao: amount, ...after, ...receiptOf(result) };
		});
	},
	render: (result) => renderStakeChange("remove", result),
});
