import { calls } from "../../chain/client/index.js";
import { defineCommand } from "../command.js";
import { changeStake, renderStakeChange, stakeChangeOptions, stakeSchema } from "../stakeChange.js";

export const stakeRemove = defineCommand({
	path: "stake remove",
	summary: "Take stake back to the coldkey",
	description: "Takes stake off a hotkey. Rounding keeps less than a rao in the pool.",
	options: stakeChangeOptions,
	examples: ["ganglion stake remove --netuid 1 --wallet me --hotkey validator1 --amount 100"],
	resultSchema: stakeSchema,
	run: (values, context) =>
		changeStake(values.limit ? calls.removeStakeAtParity : calls.removeStake, values, context),
	render: (result) => renderStakeChange("remove", result),
});
