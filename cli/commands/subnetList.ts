import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { renderTable } from "../renderTable.js";
import { formatTokens } from "../tokenAmount.js";

export const subnetList = defineCommand({
	path: "subnet list",
	summary: "Show the subnets of a chain",
	options: chainOptions,
	examples: ["ganglion subnet list", "ganglion subnet list --json"],
	resultSchema: {
		type: "object",
		required: ["block", "costRao", "subnets"],
		properties: {
			block: { type: "integer" },
			costRao: { type: "integer", description: "what creating a subnet locks now" },
			subnets: {
				type: "array",
				items: {
					type: "object",
					required: [
						"netuid",
						"owner",
						"n",
						"maxUids",
						"tempo",
						"burnRao",
						"started",
						"blocksUntilEpoch",
						"stakeRao",
					],
					properties: {
						netuid: { type: "integer" },
						owner: { type: "string" },
						n: { type: "integer" },
						maxUids: { type: "integer" },
						tempo: { type: "integer" },
						burnRao: { type: "integer" },
						started: { type: "boolean" },
						blocksUntilEpoch: { type: "integer" },
						stakeRao: { type: "integer" },
					},
				},
			},
		},
	},
	async run(values, context) {
		return withChain(values, context, async (client) => {
			const head = await client.head();
			const [subnets, costRao] = await Promise.all([client.subnets(head.hash), client.subnetCost(head.hash)]);
			return {
				block: head.number,
				costRao,
				subnets: subnets.map(
					({ netuid, owner, n, maxUids, tempo, burnRao, started, blocksUntilEpoch, stakeRao }) => ({
						netuid,
						owner,
						n,
						maxUids,
						tempo,
						burnRao,
						started,
						blocksUntilEpoch,
						stakeRao,
					}),
				),
			};
		});
	},
	render({ block, costRao, subnets }, { color }) {
		const table = renderTable(
			[
				{ title: "netuid", align: "right", cell: (subnet) => String(subnet.netuid) },
				{ title: "neurons", align: "right", cell: (subnet) => `${subnet.n}/${subnet.maxUids}` },
				{ title: "tempo", align: "right", cell: (subnet) => String(subnet.tempo) },
				{ title: "epoch in", align: "right", cell: (subnet) => String(subnet.blocksUntilEpoch) },
				{ title: "started", cell: (subnet) => (subnet.started ? "yes" : "no") },
				{ title: "register for", align: "right", cell: (subnet) => formatTokens(subnet.burnRao) },
				{ title: "stake", align: "right", cell: (subnet) => formatTokens(subnet.stakeRao) },
				{ title: "owner", cell: (subnet) => subnet.owner },
			],
			subnets,
			{ color },
		);
		const notes = `block ${block}; a new subnet locks ${formatTokens(costRao)} τ`;
		return subnets.length === 0 ? `no subnets\n${notes}` : `${table}\n\n${notes}`;
	},
});
