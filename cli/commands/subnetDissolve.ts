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

export const subnetDissolve = defineCommand({
	path: "subnet dissolve",
	summary: "Remove a subnet, as root",
	description:
		"The wallet's coldkey must be the chain's sudo key. From the transaction on no call knows the subnet. Over the next blocks every stake goes back to its coldkey, pending emission to those who earned it, the lock to the owner; then the event NetworkDissolved says how much that was.",
	options: { ...chainOptions, ...netuidOption, ...walletOptions, ...submitOptions },
	examples: ["ganglion subnet dissolve --netuid 3 --wallet alice"],
	resultSchema: {
		type: "object",
		required: ["netuid", ...receiptFields],
		properties: { netuid: { type: "integer" }, ...receiptProperties },
	},
	async run(values, context) {
		const call = calls.sudo(calls.dissolveNetwork(values.netuid));
		const coldkey = await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, coldkey, values, context);
			return { netuid: values.netuid, ...receiptOf(result) };
		});
	},
	render: (result) => renderReceipt([["removed", `subnet ${result.netuid}`]], result),
});
