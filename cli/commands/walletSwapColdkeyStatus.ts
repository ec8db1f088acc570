import { accountTarget, accountTargetOption } from "../accountTarget.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { renderFacts } from "../renderTable.js";
import { walletOptions } from "../walletOptions.js";

export const walletSwapColdkeyStatus = defineCommand({
	path: "wallet swap-coldkey status",
	summary: "Show whether a coldkey's swap is announced or disputed",
	options: {
		...chainOptions,
		...walletOptions,
		...accountTargetOption,
	},
	examples: ["ganglion wallet swap-coldkey status --wallet me"],
	resultSchema: {
		type: "object",
		required: ["coldkey", "block", "swap"],
		properties: {
			coldkey: { type: "string" },
			block: { type: "integer" },
			swap: {
				oneOf: [
					{ type: "null" },
					{
						type: "object",
						required: ["executableAt", "newColdkeyHash", "clearableAt", "disputedAt"],
						properties: {
							executableAt: { type: "integer" },
							newColdkeyHash: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
							clearableAt: { type: "integer" },
							disputedAt: { type: ["integer", "null"] },
						},
					},
				],
			},
		},
	},
	async run(values, context) {
		const coldkey = accountTarget(values, context);
		return withChain(values, context, async (client) => {
			const { number, hash } = await client.head();
			const swap = await client.coldkeySwap(coldkey, hash);
			if (swap === undefined) return { coldkey, block: number, swap: null };
			const { block: executableAt, newColdkeyHash, clearableAt, disputedAt = null } = swap;
			return { coldkey, block: number, swap: { executableAt, newColdkeyHash, clearableAt, disputedAt } };
		});
	},
	render({ coldkey, block, swap }) {
		if (swap === null)
			return renderFacts([
				["coldkey", coldkey],
				["swap", `none announced at block ${block}`],
			]);
		return renderFacts([
			["coldkey", coldkey],
			["announced", swap.newColdkeyHash],
			["possible from", `block ${swap.executableAt}`],
			["can be withdrawn", `from block ${swap.clearableAt}`],
			["disputed", swap.disputedAt === null ? "no" : `in block ${swap.disputedAt}`],
			["at block", String(block)],
		]);
	},
});
