import { calls } from "../../chain/client/index.js";
import { defineCommand } from "../command.js";
import {
	moveStakes,
	renderTransition,
	stakeTransitionOptions,
	stakeTransitionSchema,
	toNetuidOption,
} from "../stakeTransition.js";

export const stakeSwap = defineCommand({
	path: "stake swap",
	summary: "Move stake to another subnet",
	description: "It stays on its hotkey, and earns in the other subnet from the next tempo on.",
	options: {
		...stakeTransitionOptions,
		toNetuid: { ...toNetuidOption.toNetuid, required: true, describe: "the subnet that it goes to" },
	},
	examples: ["ganglion stake swap --netuid 1 --to-netuid 2 --wallet me --hotkey v1 --amount 100"],
	resultSchema: stakeTransitionSchema,
	run: (values, context) =>
		moveStakes(
			values,
			context,
			(from) => ({ ...from, netuid: values.toNetuid }),
			(from, to) => calls.swapStake(from.hotkey, { from: from.netuid, to: to.netuid }, values.amount),
		),
	render: renderTransition,
});
