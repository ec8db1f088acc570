import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { describeRelations, relationsProperties } from "../childRelations.js";
import { defineCommand } from "../command.js";
import { hotkeyTarget, hotkeyTargetOption } from "../hotkeyTarget.js";
import { renderTable } from "../renderTable.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

export const stakeChildGet = defineCommand({
	path: "stake child get",
	summary: "Show who validates with whose stake, seen from a hotkey",
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...hotkeyTargetOption,
	},
	examples: ["ganglion stake child get --netuid 1 --wallet me --hotkey v1"],
	resultSchema: {
		type: "object",
		required: ["netuid", "hotkey", "block", "children", "parents", "takePercent"],
		properties: {
			netuid: { type: "integer" },
			hotkey: { type: "string" },
			block: { type: "integer" },
			...relationsProperties,
		},
	},
	async run(values, context) {
		const { netuid } = values;
		const hotkey = hotkeyTarget(values, walletFrom(values, context));
		return withChain(values, context, async (client) => {
			const head = await client.head();
			const relations = await client.childRelations(hotkey, netuid, head.hash);
			return { netuid, hotkey, block: head.number, ...describeRelations(relations) };
		});
	},
	render({ hotkey, netuid, block, children, parents, pending, takePercent }, { color }) {
		const waiting = pending?.children ?? [];
		const rows = [
			...children.map((child) => ({ ...child, is: "child" })),
			...waiting.map((child) => ({ ...child, is: `child after block ${pending?.afterBlock}` })),
			...parents.map((parent) => ({ ...parent, is: "parent" })),
		];
		const take = `It keeps ${takePercent} % of its parents' dividends.`;
		if (rows.length === 0)
			return `${hotkey} has no children and no parents in subnet ${netuid} at block ${block}\n${take}`;
		const table = renderTable(
			[
				{ title: "is", cell: (row) => row.is },
				{ title: "hotkey", cell: (row) => row.hotkey },
				{ title: "part", align: "right", cell: (row) => `${row.percent} %` },
			],
			rows,
			{ color },
		);
		return `${table}\n${take}`;
	},
});
