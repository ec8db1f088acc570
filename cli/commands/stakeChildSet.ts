import { calls } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { describeRelations, parseChildren, relationsProperties } from "../childRelations.js";
import { defineCommand } from "../command.js";
import {
	receiptFields,
	receiptOf,
	receiptProperties,
	renderReceipt,
	submitFor,
	submitOptions,
} from "../submitCommand.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

export const stakeChildSet = defineCommand({
	path: "stake child set",
	summary: "Let other hotkeys validate with a hotkey's stake",
	description:
		"Names up to five hotkeys and the part of the stake that each validates with, from the first epoch after the " +
		"chain's cooldown on, or at once in a subnet that has not started. They replace the former ones; without " +
		"--child, nobody validates with it any more. The stake stays where it is.",
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...submitOptions,
		child: {
			type: "list",
			placeholder: "ss58=percent",
			env: false,
			describe: "a hotkey and its part; may be given several times",
		},
	},
	examples: ["ganglion stake child set --netuid 1 --wallet me --hotkey v1 --child 5Fx…=50 --child 5Gy…=25"],
	resultSchema: {
		type: "object",
		required: ["netuid", "hotkey", "children", "parents", "takePercent", ...receiptFields],
		properties: {
			netuid: { type: "integer" },
			hotkey: { type: "string" },
			...relationsProperties,
			...receiptProperties,
		},
	},
	async run(values, context) {
		const { netuid } = values;
		const wallet = walletFrom(values, context);
		const hotkey = wallet.hotkeyAddress();
		const call = calls.setChildren(hotkey, netuid, parseChildren(values.child ?? []));
		const coldkey = await wallet.coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			const relations = await client.childRelations(hotkey, netuid, result.blockHash);
			return { netuid, hotkey, ...describeRelations(relations), ...receiptOf(result) };
		});
	},
	render(result) {
		const line = (children: readonly { readonly hotkey: string; readonly percent: number }[]) =>
			children.length === 0
				? "none"
				: children.map(({ hotkey, percent }) => `${hotkey} ${percent} %`).join(", ");
		return renderReceipt(
			[
				["subnet", String(result.netuid)],
				["hotkey", result.hotkey],
				["children", line(result.children)],
				...(result.pending === undefined
					? []
					: [[`after block ${result.pending.afterBlock}`, line(result.pending.children)] as const]),
			],
			result,
		);
	},
});
