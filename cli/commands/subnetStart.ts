import { calls } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import {
	receiptFields,
	receiptOf,
	receiptProperties,
	renderReceipt,
	submitFor,
	submitOptions,
} from "../submitCommand.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

export const subnetStart = defineCommand({
	path: "subnet start",
	summary: "Let a subnet's emission begin",
	options: { ...chainOptions, ...netuidOption, ...walletOptions, ...submitOptions },
	examples: ["ganglion subnet start --netuid 1 --wallet owner"],
	resultSchema: {
		type: "object",
		required: ["netuid", ...receiptFields],
		properties: { netuid: { type: "integer" }, ...receiptProperties },
	},
	async run(values, context) {
		const coldkey = await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, calls.startCall(values.netuid), coldkey, values, context);
			return { netuid: values.netuid, ...receiptOf(result) };
		});
	},
	render: (result) => renderReceipt([["started", `subnet ${result.netuid}`]], result),
});
