import type { ChainClient } from "../chain/client/index.js";
import { type Receipt, receiptFields, receiptProperties, renderReceipt } from "./submitCommand.js";
import { formatTokens, TOKEN_SYMBOL } from "./tokenAmount.js";

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

/** What a coldkey has on a hotkey in a subnet at a block. */
export async function stakeAfter(
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
