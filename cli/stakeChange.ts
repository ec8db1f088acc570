import type { ChainCall, ChainClient } from "../chain/client/index.js";
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

/** The options of `stake add` and `stake remove`. */
export const stakeChangeOptions = {
	...chainOptions,
	...netuidOption,
	...walletOptions,
	...hotkeyOption,
	...hotkeyTargetOption,
	...submitOptions,
	amount: { type: "rao", env: false, required: true, describe: "how much, in tokens" },
	limit: {
		type: "boolean",
		default: false,
		env: false,
		describe: "only at the price of one token for a unit of stake, which our chain always asks",
	},
} as const satisfies OptionsSpec;

/** What changing a stake prints. */
export interface StakeChange extends Receipt {
	readonly netuid: number;
	readonly hotkey: string;
	readonly coldkey: string;
	readonly amountRao: bigint;
	/** Active stake afterwards. */
	readonly stakeRao: bigint;
	/** Stake that waits for the next epoch, afterwards. */
	readonly queuedRao: bigint;
}

/** The schema of {@link StakeChange}. */
export const stakeSchema = {
	type: "object",
	required: ["netuid", "hotkey", "coldkey", "amountRao", "stakeRao", "queuedRao", ...receiptFields],
	properties: {
		netuid: { type: "integer" },
		hotkey: { type: "string" },
		coldkey: { type: "string" },
		amountRao: { type: "integer" },
		stakeRao: { type: "integer" },
		queuedRao: { type: "integer" },
		...receiptProperties,
	},
} as const;

/**
 * Changes a stake by one call of the wallet's coldkey and reads what it then is.
 *
 * @param makeCall - `calls.addStake` or `calls.removeStake`; it checks its arguments before a password is asked for
 */
export async function changeStake(
	makeCall: (hotkey: string, netuid: number, rao: bigint) => ChainCall,
	values: OptionValues<typeof stakeChangeOptions>,
	context: CommandContext,
): Promise<StakeChange> {
	const { netuid, amount } = values;
	const wallet = walletFrom(values, context);
	const hotkey = hotkeyTarget(values, wallet);
	const call = makeCall(hotkey, netuid, amount);
	const coldkey = await wallet.coldkey();
	return withChain(values, context, async (client) => {
		const result = await submitFor(client, call, coldkey, values, context);
		const after = await stakeAfter(client, coldkey.address, { hotkey, netuid }, result.blockHash);
		return { netuid, hotkey, coldkey: coldkey.address, amountRao: amount, ...after, ...receiptOf(result) };
	});
}

/** What a coldkey has on a hotkey in a subnet at a block. */
async function stakeAfter(
	client: ChainClient,
	coldkey: string,
	place: { readonly hotkey: string; readonly netuid: number },
	blockHash: string,
): Promise<{ readonly stakeRao: bigint; readonly queuedRao: bigint }> {
	const stakes = await client.stakes(coldkey, blockHash);
	const stake = stakes.find(({ hotkey, netuid }) => hotkey === place.hotkey && netuid === place.netuid);
	return { stakeRao: stake?.rao ?? 0n, queuedRao: stake?.queuedRao ?? 0n };
}

/** A change of stake for a reader. */
export function renderStakeChange(kind: "add" | "remove", change: StakeChange): string {
	const amount = (rao: bigint) => `${formatTokens(rao)} ${TOKEN_SYMBOL}`;
	return renderReceipt(
		[
			["subnet", String(change.netuid)],
			["hotkey", change.hotkey],
			[kind === "add" ? "added" : "removed", amount(change.amountRao)],
			["active now", amount(change.stakeRao)],
			["queued now", amount(change.queuedRao)],
		],
		change,
	);
}
