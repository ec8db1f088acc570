import { accountTarget, accountTargetOption } from "../accountTarget.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { renderStakes, stakesSchema } from "../coldkeyStakes.js";
import { defineCommand } from "../command.js";
import { renderFacts } from "../renderTable.js";
import { formatTokens, TOKEN_SYMBOL } from "../tokenAmount.js";
import { walletOptions } from "../walletOptions.js";

export const walletBalance = defineCommand({
	path: "wallet balance",
	summary: "Show what a coldkey has, free and staked",
	options: {
		...chainOptions,
		...walletOptions,
		...accountTargetOption,
	},
	examples: ["ganglion wallet balance --wallet me", "ganglion wallet balance --address 5GrwvaEF…"],
	resultSchema: {
		type: "object",
		required: ["address", "block", "freeRao", "stakedRao", "queuedRao", "stakes"],
		properties: {
			address: { type: "string" },
			block: { type: "integer" },
			freeRao: { type: "integer" },
			stakedRao: { type: "integer" },
			queuedRao: { type: "integer" },
			stakes: stakesSchema,
		},
	},
	async run(values, context) {
		const address = accountTarget(values, context);
		return withChain(values, context, async (client) => {
			const head = await client.head();
			const [freeRao, stakes] = await Promise.all([
				client.balance(address, head.hash),
				client.stakes(address, head.hash),
			]);
			return {
				address,
				block: head.number,
				freeRao,
				stakedRao: stakes.reduce((sum, { rao }) => sum + rao, 0n),
				queuedRao: stakes.reduce((sum, { queuedRao }) => sum + queuedRao, 0n),
				stakes,
			};
		});
	},
	render(result, { color }) {
		const amount = (rao: bigint) => `${formatTokens(rao)} ${TOKEN_SYMBOL}`;
		const facts = renderFacts([
			["address", result.address],
			["free", amount(result.freeRao)],
			["staked", amount(result.stakedRao)],
			["queued", amount(result.queuedRao)],
			["at block", String(result.block)],
		]);
		if (result.stakes.length === 0) return facts;
		return `${facts}\n\n${renderStakes(result.stakes, { color })}`;
	},
});
