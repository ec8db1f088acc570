import { calls } from "../../chain/client/index.js";
import { defineCommand } from "../command.js";
import { changeStake, renderStakeChange, stakeChangeOptions, stakeSchema } from "../stakeChange.js";

export const stakeAdd = defineCommand({
	path: "stake add",
	summary: "Stake on a hotkey in a subnet",
	description: "Stakes from the coldkey. New stake earns from the tempo after the one it was added in.",
	options: stakeChangeOptions,
	examples: ["ganglion stake add --netuid 1 --wallet me --hotkey validator1 --amount 100"],
	resultSchema: stakeSchema,
	run: (values, context) =>
		changeStake(values.limit ? calls.addStakeAtParity : calls.addStake, values, context),
	render: (result) => renderStakeChange("add", result),
});
