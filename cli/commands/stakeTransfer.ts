import { calls } from "../../chain/client/index.js";
import { defineCommand } from "../command.js";
import {
	moveStakes,
	renderTransition,
	stakeTransitionOptions,
	stakeTransitionSchema,
	toNetuidOption,
} from "../stakeTransition.js";

export const stakeTransfer = defineCommand({
	path: "stake transfer",
	summary: "Give stake to another coldkey",
	description: "In the same subnet it stays as active as it is; in another it earns from the next tempo on.",
	options: {
		...stakeTransitionOptions,
		...toNetuidOption,
		to: {
			type: "string",
			placeholder: "ss58",
			required: true,
			env: false,
			describe: "the coldkey that it goes to",
		},
	},
	examples: ["ganglion stake transfer --netuid 1 --wallet me --hotkey v1 --to 5Fx… --amount 100"],
	resultSchema: stakeTransitionSchema,
	run: (values, context) =>
		moveStakes(
			values,
			context,
			(from) => ({ ...from, coldkey: values.to, netuid: values.toNetuid ?? from.netuid }),
			(from, to) =>
				calls.transferStake(to.coldkey, from.hotkey, { from: from.netuid, to: to.netuid }, values.amount),
		),
	render: renderTransition,
});
