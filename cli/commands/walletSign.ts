import { defineCommand } from "../command.js";
import { messageArgument, messageBytes, messageOptions } from "../messageOptions.js";
import { renderFacts } from "../renderTable.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

export const walletSign = defineCommand({
	path: "wallet sign",
	summary: "Sign a message by a key of the wallet",
	arguments: messageArgument,
	options: {
		...walletOptions,
		...hotkeyOption,
		...messageOptions,
		key: {
			type: "string",
			choices: ["coldkey", "hotkey"],
			default: "coldkey",
			describe: "which key signs",
		},
	},
	examples: [
		'ganglion wallet sign --wallet me "I am me"',
		"ganglion wallet sign --key hotkey --file letter.txt",
	],
	resultSchema: {
		type: "object",
		required: ["address", "signature"],
		properties: {
			address: { type: "string" },
			signature: { type: "string", pattern: "^0x[0-9a-f]{128}$" },
		},
	},
	async run(values, context) {
		const message = messageBytes(values);
		const wallet = walletFrom(values, context);
		const key = await (values.key === "hotkey" ? wallet.hotkey() : wallet.coldkey());
		return { address: key.address, signature: `0x${Buffer.from(key.sign(message)).toString("hex")}` };
	},
	render: ({ address, signature }) =>
		renderFacts([
			["address", address],
			["signature", signature],
		]),
});
