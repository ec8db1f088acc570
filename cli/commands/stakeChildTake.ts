import { calls } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { describeRelations, parseTake } from "../childRelations.js";
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

export const stakeChildTake = defineCommand({
	path: "stake child take",
	summary: "Set what a hotkey keeps of its parents' dividends",
	description: "It can be lowered at any time, and raised only after a month without a change.",
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...submitOptions,
		take: {
			type: "string",
			placeholder: "percent",
			required: true,
			env: false,
			describe: "from 0 to 18, with two places at most",
		},
	},
	examples: ["ganglion stake child take --netuid 1 --wallet me --hotkey v1 --take 9"],
	resultSchema: {
		type: "object",
		required: ["netuid", "hotkey", "takePercent", ...receiptFields],
		properties: {
			netuid: { type: "integer" },
			hotkey: { type: "string" },
			takePercent: { type: "number" },
			...receiptProperties,
		},
	},
	async run(values, context) {
		const { netuid } = values;
		const wallet = walletFrom(values, context);
		const hotkey = wallet.hotkeyAddress();
		const call = calls.setChildkeyTake(hotkey, netuid, parseTake(values.take));
		const coldkey = await wallet.coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			const { takePercent } = describeRelations(
				await client.childRelations(hotkey, netuid, result.blockHash),
			);
			return { netuid, hotkey, takePercent, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["subnet", String(result.netuid)],
				["hotkey", result.hotkey],
				["take", `${result.takePercent} %`],
			],
			result,
		),
});
