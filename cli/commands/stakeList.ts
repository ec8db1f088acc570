import { decodeAddress } from "../../chain/wallet/index.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { renderTable } from "../renderTable.js";
import { stakesSchema } from "../stakesSchema.js";
import { formatTokens } from "../tokenAmount.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

export const stakeList = defineCommand({
	path: "stake list",
	summary: "Show where a coldkey has staked",
	options: {
		...chainOptions,
		...walletOptions,
		address: {
			type: "string",
			placeholder: "ss58",
			env: false,
			describe: "any coldkey, in place of a wallet",
		},
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
		const coldkey = values.address ?? walletFrom(values, context).coldkeyAddress();
		decodeAddress(coldkey);
		return withChain(values, context, async (client) => {
			const head = await client.head();
			return { coldkey, block: head.number, stakes: await client.stakes(coldkey, head.hash) };
		});
	},
	render({ coldkey, block, stakes }, { color }) {
		if (stakes.length === 0) return `${coldkey} has no stake at block ${block}`;
		return renderTable(
			[
				{ title: "subnet", align: "right", cell: (stake) => String(stake.netuid) },
				{ title: "hotkey", cell: (stake) => stake.hotkey },
				{ title: "active", align: "right", cell: (stake) => formatTokens(stake.rao) },
				{ title: "queued", align: "right", cell: (stake) => formatTokens(stake.queuedRao) },
			],
			stakes,
			{ color },
		);
	},
});
