import { type ChainCall, type ProxyType, proxyTypes } from "../chain/client/index.js";
import { chainOptions, withChain } from "./chainOptions.js";
import type { CommandContext, OptionsSpec, OptionValues } from "./command.js";
import {
	type Receipt,
	receiptFields,
	receiptOf,
	receiptProperties,
	renderReceipt,
	submitFor,
	submitOptions,
} from "./submitCommand.js";
import { walletFrom, walletOptions } from "./walletOptions.js";

/** The longest delay, in blocks: what the chain's block numbers hold. */
const MAX_DELAY_BLOCKS = 0xffff_ffff;

/** The options of the two commands that change a coldkey's proxies. */
export const proxyChangeOptions = {
	...chainOptions,
	...walletOptions,
	...submitOptions,
	delegate: {
		type: "string",
		placeholder: "ss58",
		env: false,
		required: true,
		describe: "the account that may act for the coldkey",
	},
	type: {
		type: "string",
		env: false,
		required: true,
		choices: proxyTypes,
		describe: "what it may do",
	},
	delay: {
		type: "integer",
		minimum: 0,
		maximum: MAX_DELAY_BLOCKS,
		env: false,
		default: 0,
		describe: "blocks that it must announce a call ahead, in which the coldkey can reject it",
	},
} as const satisfies OptionsSpec;

/** A proxy that was added or removed. */
export interface ProxyChange extends Receipt {
	readonly coldkey: string;
	readonly delegate: string;
	readonly type: ProxyType;
	readonly delayBlocks: number;
}

/** The schema of a {@link ProxyChange}. */
export const proxyChangeSchema = {
	type: "object",
	required: ["coldkey", "delegate", "type", "delayBlocks", ...receiptFields],
	properties: {
		coldkey: { type: "string" },
		delegate: { type: "string" },
		type: { type: "string", enum: proxyTypes },
		delayBlocks: { type: "integer", minimum: 0 },
		...receiptProperties,
	},
} as const;

/** Changes the coldkey's proxies by the call that is made from the options. */
export async function changeProxy(
	toCall: (delegate: string, type: ProxyType, delayBlocks: number) => ChainCall,
	values: OptionValues<typeof proxyChangeOptions>,
	context: CommandContext,
): Promise<ProxyChange> {
	const { delegate, type, delay } = values;
	// refused before a password is asked for
	const call = toCall(delegate, type, delay);
	const coldkey = await walletFrom(values, context).coldkey();
	return withChain(values, context, async (client) => {
		const result = await submitFor(client, call, coldkey, values, context);
		return { coldkey: coldkey.address, delegate, type, delayBlocks: delay, ...receiptOf(result) };
	});
}

/** A change for a reader. */
export function renderProxyChange(change: ProxyChange): string {
	return renderReceipt(
		[
			["coldkey", change.coldkey],
			["delegate", change.delegate],
			["may do", change.type],
			["announces", change.delayBlocks === 0 ? "nothing" : `${change.delayBlocks} blocks ahead`],
		],
		change,
	);
}
