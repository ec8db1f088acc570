import { accountTarget, accountTargetOption } from "../accountTarget.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { renderTable } from "../renderTable.js";
import { formatTokens, TOKEN_SYMBOL } from "../tokenAmount.js";
import { walletOptions } from "../walletOptions.js";

export const walletProxyList = defineCommand({
	path: "wallet proxy list",
	summary: "Show who may make some of a coldkey's calls",
	options: {
		...chainOptions,
		...walletOptions,
		...accountTargetOption,
	},
	examples: ["ganglion wallet proxy list --wallet me"],
	resultSchema: {
		type: "object",
		required: ["coldkey", "block", "depositRao", "proxies"],
		properties: {
			coldkey: { type: "string" },
			block: { type: "integer" },
			depositRao: { type: "integer", description: "held as long as there are proxies" },
			proxies: {
				type: "array",
				items: {
					type: "object",
					required: ["delegate", "type", "delayBlocks"],
					properties: {
						delegate: { type: "string" },
						type: { type: "string" },
						delayBlocks: { type: "integer", minimum: 0 },
					},
				},
			},
		},
	},
	async run(values, context) {
		const coldkey = accountTarget(values, context);
		return withChain(values, context, async (client) => {
			const head = await client.head();
			return { coldkey, block: head.number, ...(await client.proxies(coldkey, head.hash)) };
		});
	},
	render({ coldkey, block, depositRao, proxies }, { color }) {
		if (proxies.length === 0) return `${coldkey} has no proxy at block ${block}`;
		const table = renderTable(
			[
				{ title: "delegate", cell: (proxy) => proxy.delegate },
				{ title: "may do", cell: (proxy) => proxy.type },
				{ title: "announces (blocks)", align: "right", cell: (proxy) => String(proxy.delayBlocks) },
			],
			proxies,
			{ color },
		);
		return `${table}\n${formatTokens(depositRao)} ${TOKEN_SYMBOL} held`;
	},
});
