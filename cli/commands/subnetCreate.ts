import { calls } from "../../chain/client/index.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
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

export const subnetCreate = defineCommand({
	path: "subnet create",
	summary: "Create a subnet",
	description:
		"Creates a subnet that the wallet's coldkey owns; its hotkey becomes uid 0. The price is locked: see `ganglion subnet list`. Emission begins with `ganglion subnet start`.",
	options: { ...chainOptions, ...walletOptions, ...hotkeyOption, ...submitOptions },
	examples: ["ganglion subnet create --wallet owner"],
	resultSchema: {
		type: "object",
		required: ["netuid", "owner", "hotkey", "lockedRao", ...receiptFields],
		properties: {
			netuid: { type: "integer" },
			owner: { type: "string" },
			hotkey: { type: "string" },
			lockedRao: { type: "integer" },
			...receiptProperties,
		},
	},
	async run(values, context) {
		const wallet = walletFrom(values, context);
		const hotkey = wallet.hotkeyAddress();
		const coldkey = await wallet.coldkey();
		return withChain(values, context, async (client) => {
			const before = await client.head();
			const result = await submitFor(client, calls.registerNetwork(hotkey), coldkey, values, context);
			const added = result.events.find(({ name }) => name === "NetworkAdded");
			const netuid = Number((added?.data as readonly unknown[] | undefined)?.[0]);
			const lockedRao = await client.subnetCost(before.hash);
			return { netuid, owner: coldkey.address, hotkey, lockedRao, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["subnet", String(result.netuid)],
				["owner", result.owner],
				["hotkey, uid 0", result.hotkey],
				["locked", `${formatTokens(result.lockedRao)} ${TOKEN_SYMBOL}`],
			],
			result,
		),
});
