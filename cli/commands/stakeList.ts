import { accountTarget, accountTargetOption } from "../accountTarget.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { renderStakes, stakesSchema } from "../coldkeyStakes.js";
import { defineCommand } from "../command.js";
import { walletOptions } from "../walletOptions.js";

export const stakeList = defineCommand({
	path: "stake list",
	summary: "Show where a coldkey has staked",
	options: {
		...chainOptions,
		...walletOptions,
		...accountTargetOption,
	},
	examples: ["ganglion stake list --wallet me"],
	resultSchema: {
		type: "object",
		required: ["coldkey", "block", "stakes"],
		properties: {
			coldkey: { type: "string" },
			block: { type: "integer" },
			stakes: stakesSchema,
		},
	},
	async run(values, context) {
		const coldkey = accountTarget(values, context);
		return withChain(values, context, async (client) => {
			const head = await client.head();
			return { coldkey, block: head.number, stakes: await client.stakes(coldkey, head.hash) };
		});
	},
	render({ coldkey, block, stakes }, { color }) {
		if (stakes.length === 0) return `${coldkey} has no stake at block ${block}`;
		return renderStakes(stakes, { color });
	},
});
