import { calls, unpaidRegistration } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import {
	receiptFields,
	receiptOf,
	receiptProperties,
	renderReceipt,
	submitFor,
	submitOptions,
} from "../submitCommand.js";
import { formatTokens, TOKEN_SYMBOL } from "../tokenAmount.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

export const subnetRegister = defineCommand({
	path: "subnet register",
	summary: "Register the wallet's hotkey in a subnet",
	description:
		"Registers the hotkey for the price of the moment, which is burned from the coldkey's balance.",
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...submitOptions,
		maxBurn: { type: "rao", env: false, describe: "refuse to pay more than this, in tokens" },
	},
	examples: ["ganglion subnet register --netuid 1 --wallet me --hotkey miner1"],
	resultSchema: {
		type: "object",
		required: ["netuid", "uid", "hotkey", "coldkey", "burnRao", ...receiptFields],
		properties: {
			netuid: { type: "integer" },
			uid: { type: "integer" },
			hotkey: { type: "string" },
			coldkey: { type: "string" },
			burnRao: { type: "integer", description: "the price just before" },
			...receiptProperties,
		},
	},
	async run(values, context) {
		const { netuid } = values;
		const wallet = walletFrom(values, context);
		const hotkey = wallet.hotkeyAddress();
		const coldkey = await wallet.coldkey();
		return withChain(values, context, async (client) => {
			const { burnRao } = await client.subnet(netuid);
			if (values.maxBurn !== undefined && burnRao > values.maxBurn)
				throw new UsageError(
					`registration costs ${formatTokens(burnRao)} ${TOKEN_SYMBOL}, more than --max-burn`,
					"wait until the price has fallen, or raise --max-burn",
				);
			const { address } = coldkey;
			const unpaid = unpaidRegistration({
				coldkey: address,
				freeRao: await client.balance(address),
				burnRao,
			});
			if (unpaid !== undefined) throw unpaid;
			const result = await submitFor(client, calls.burnedRegister(netuid, hotkey), coldkey, values, context);
			const { neurons } = await client.metagraph(netuid, result.blockHash);
			const uid = neurons.find((neuron) => neuron.hotkey === hotkey)?.uid ?? -1;
			return { netuid, uid, hotkey, coldkey: address, burnRao, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["subnet", String(result.netuid)],
				["uid", String(result.uid)],
				["hotkey", result.hotkey],
				["burned", `${formatTokens(result.burnRao)} ${TOKEN_SYMBOL}`],
			],
			result,
		),
});
