import { decodeAddress } from "../../chain/wallet/index.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { renderFacts, renderTable } from "../renderTable.js";
import { stakesSchema } from "../stakesSchema.js";
import { formatTokens, TOKEN_SYMBOL } from "../tokenAmount.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

export const walletBalance = defineCommand({
	path: "wallet balance",
	summary: "Show what a coldkey has, free and staked",
	options: {
		...chainOptions,
		...walletOptions,
		address: {
			type: "string",
			placeholder: "ss58",
			env: false,
			describe: "any address, in place of a wallet",
		},
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
		const address = values.address ?? walletFrom(values, context).coldkeyAddress();
		decodeAddress(address);
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
		const table = renderTable(
			[
				{ title: "subnet", align: "right", cell: (stake) => String(stake.netuid) },
				{ title: "hotkey", cell: (stake) => stake.hotkey },
				{ title: "active", align: "right", cell: (stake) => formatTokens(stake.rao) },
				{ title: "queued", align: "right", cell: (stake) => formatTokens(stake.queuedRao) },
			],
			result.stakes,
			{ color },
		);
		return `${facts}\n\n${table}`;
	},
});
