import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { renderTable } from "../renderTable.js";

export const weightsShow = defineCommand({
	path: "weights show",
	summary: "Show the weights that validators have set",
	options: {
		...chainOptions,
		...netuidOption,
		uid: { type: "integer", minimum: 0, maximum: 65535, env: false, describe: "only this validator's" },
	},
	examples: ["ganglion weights show --netuid 1"],
	resultSchema: {
		type: "object",
		required: ["netuid", "block", "rows"],
		properties: {
			netuid: { type: "integer" },
			block: { type: "integer" },
			rows: {
				type: "array",
				items: {
					type: "object",
					required: ["uid", "hotkey", "lastUpdate", "weights"],
					properties: {
						uid: { type: "integer" },
						hotkey: { type: "string" },
						lastUpdate: { type: "integer" },
						weights: {
							type: "array",
							items: {
								type: "object",
								required: ["uid", "value"],
								properties: {
									uid: { type: "integer" },
									value: { type: "integer", minimum: 0, maximum: 65535 },
								},
							},
						},
					},
				},
			},
		},
	},
	async run(values, context) {
		const { netuid, uid } = values;
		return withChain(values, context, async (client) => {
			const head = await client.head();
			const [metagraph, rows] = await Promise.all([
				client.metagraph(netuid, head.hash),
				client.weights(netuid, head.hash),
			]);
			return {
				netuid,
				block: head.number,
				rows: rows
					.filter((row) => uid === undefined || row.uid === uid)
					.map((row) => ({
						uid: row.uid,
						hotkey: metagraph.neurons[row.uid]?.hotkey ?? "",
						lastUpdate: metagraph.neurons[row.uid]?.lastUpdate ?? 0,
						weights: row.weights,
					})),
			};
		});
	},
	render({ netuid, block, rows }, { color }) {
		if (rows.length === 0) return `no weights are set in subnet ${netuid} at block ${block}`;
		return renderTable(
			[
				{ title: "uid", align: "right", cell: (row) => String(row.uid) },
				{ title: "hotkey", cell: (row) => row.hotkey },
				{ title: "updated", align: "right", cell: (row) => String(row.lastUpdate) },
				{
					title: "weights (uid:value)",
					cell: (row) => row.weights.map(({ uid, value }) => `${uid}:${value}`).join(" "),
				},
			],
			rows,
			{ color },
		);
	},
});
