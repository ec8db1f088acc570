import type { ChainCall } from "../chain/client/index.js";
import { chainOptions, withChain } from "./chainOptions.js";
import type { CommandContext, OptionValues } from "./command.js";
import { receiptFields, receiptOf, receiptProperties, submitFor, submitOptions } from "./submitCommand.js";
import { walletFrom, walletOptions } from "./walletOptions.js";

/** The options of the commands that a coldkey answers its announced swap with. */
export const coldkeySwapOptions = { ...chainOptions, ...walletOptions, ...submitOptions };

/** What they print. */
export const coldkeySwapSchema = {
	type: "object",
	required: ["coldkey", ...receiptFields],
	properties: { coldkey: { type: "string" }, ...receiptProperties },
} as const;

/** Makes the call as the wallet's coldkey, whose announced swap it is about. */
export async function changeColdkeySwap(
	call: ChainCall,
	values: OptionValues<typeof coldkeySwapOptions>,
	context: CommandContext,
) {
	const coldkey = await walletFrom(values, context).coldkey();
	return withChain(values, context, async (client) => {
		const result = await submitFor(client, call, coldkey, values, context);
		return { coldkey: coldkey.address, ...receiptOf(result) };
	});
}
