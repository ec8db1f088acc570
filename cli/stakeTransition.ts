import type { ChainCall } from "../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "./chainOptions.js";
import type { CommandContext, OptionsSpec, OptionValues } from "./command.js";
import { hotkeyTarget, hotkeyTargetOption } from "./hotkeyTarget.js";
import {
	type Receipt,
	receiptFields,
	receiptOf,
	receiptProperties,
	renderReceipt,
	submitFor,
	submitOptions,
} from "./submitCommand.js";
import { formatTokens, TOKEN_SYMBOL } from "./tokenAmount.js";
import { hotkeyOption, walletFrom, walletOptions } from "./walletOptions.js";

/** The options of every command that moves stake: where it is, and how much. */
export const stakeTransitionOptions = {
	...chainOptions,
	...netuidOption,
	...walletOptions,
	...hotkeyOption,
	...hotkeyTargetOption,
	...submitOptions,
	amount: { type: "rao", env: false, required: true, describe: "how much, in tokens" },
} as const satisfies OptionsSpec;

/** The option that names another subnet for the stake. */
export const toNetuidOption = {
	toNetuid: {
		type: "integer",
		minimum: 0,
		maximum: 65_535,
		env: false,
		describe: "the subnet that it goes to, in place of the same",
	},
} as const satisfies OptionsSpec;

/** Where stake is: whose, on whom, in which subnet. */
export interface StakePlace {
	readonly netuid: number;
	readonly hotkey: string;
	readonly coldkey: string;
}

/** What moving stake prints. */
export interface StakeTransition extends Receipt {
	readonly amountRao: bigint;
	readonly from: StakePlace;
	readonly to: StakePlace;
}

const placeSchema = {
	type: "object",
	required: ["netuid", "hotkey", "coldkey"],
	properties: { netuid: { type: "integer" }, hotkey: { type: "string" }, coldkey: { type: "string" } },
} as const;

/** The schema of {@link StakeTransition}. */
export const stakeTransitionSchema = {
	type: "object",
	required: ["amountRao", "from", "to", ...receiptFields],
	properties: {
		amountRao: { type: "integer" },
		from: placeSchema,
		to: placeSchema,
		...receiptProperties,
	},
} as const;

/**
 * Moves stake by one call of the wallet's coldkey.
 *
 * @param destination - where it goes, given where it is; its coldkey is the wallet's where none is named
 * @param makeCall - checks its arguments before a password is asked for
 */
export async function moveStakes(
	values: OptionValues<typeof stakeTransitionOptions>,
	context: CommandContext,
	destination: (from: StakePlace) => StakePlace,
	makeCall: (from: StakePlace, to: StakePlace) => ChainCall,
): Promise<StakeTransition> {
	const wallet = walletFrom(values, context);
	const from = {
		netuid: values.netuid,
		hotkey: hotkeyTarget(values, wallet),
		coldkey: wallet.coldkeyAddress(),
	};
	const to = destination(from);
	const call = makeCall(from, to);
	const coldkey = await wallet.coldkey();
	return withChain(values, context, async (client) => {
		const result = await submitFor(client, call, coldkey, values, context);
		return { amountRao: values.amount, from, to, ...receiptOf(result) };
	});
}

/** Moved stake for a reader. */
export function renderTransition(moved: StakeTransition): string {
	const place = ({ netuid, hotkey, coldkey }: StakePlace) => `${hotkey} in subnet ${netuid}, of ${coldkey}`;
	return renderReceipt(
		[
			["moved", `${formatTokens(moved.amountRao)} ${TOKEN_SYMBOL}`],
			["from", place(moved.from)],
			["to", place(moved.to)],
		],
		moved,
	);
}
