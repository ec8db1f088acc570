import { calls } from "../../chain/client/index.js";
import { defineCommand } from "../command.js";
import {
	moveStakes,
	renderTransition,
	stakeTransitionOptions,
	stakeTransitionSchema,
	toNetuidOption,
} from "../stakeTransition.js";

export const stakeMove = defineCommand({
	path: "stake move",
	summary: "Move stake to another hotkey",
	description: "What has moved earns from the tempo after the one it was moved in, like new stake.",
	options: {
		...stakeTransitionOptions,
		...toNetuidOption,
		to: {
			type: "string",
			placeholder: "ss58",
			required: true,
			env: false,
			describe: "the hotkey that it goes to",
		},
	},
	examples: ["ganglion stake move --netuid 1 --wallet me --hotkey v1 --to 5Fx… --amount 100"],
	resultSchema: stakeTransitionSchema,
	run: (values, context) =>
		moveStakes(
			values,
			context,
			(from) => ({ ...from, hotkey: values.to, netuid: values.toNetuid ?? from.netuid }),
			(from, to) => calls.moveStake(from, to, values.amount),
		),
	render: renderTransition,
});
