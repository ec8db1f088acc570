import type { ChainCall, ChainClient, SubmitResult } from "../chain/client/index.js";
import type { Keypair } from "../chain/wallet/index.js";
import type { CommandContext, OptionsSpec } from "./command.js";
import { renderFacts } from "./renderTable.js";
import { formatTokens, TOKEN_SYMBOL } from "./tokenAmount.js";

/** The option of every command that changes the chain. */
export const submitOptions = {
	wait: {
		type: "string",
		choices: ["inBlock", "finalized"],
		default: "inBlock",
		describe: "what to wait for",
	},
} as const satisfies OptionsSpec;

/** Where a transaction is, as every command that makes one prints it. */
export interface Receipt {
	readonly blockNumber: number;
	readonly blockHash: string;
	readonly extrinsicHash: string;
	readonly feeRao: bigint;
}

/** The schema of {@link Receipt}'s fields. */
export const receiptProperties = {
	blockNumber: { type: "integer" },
	blockHash: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
	extrinsicHash: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
	feeRao: { type: "integer" },
} as const;

/** The names of {@link Receipt}'s fields, for a schema's `required`. */
export const receiptFields = ["blockNumber", "blockHash", "extrinsicHash", "feeRao"] as const;

/** Signs and submits for a command; Ctrl-C ends the waiting. */
export function submitFor(
	client: ChainClient,
	call: ChainCall,
	signer: Keypair,
	values: { readonly wait: "inBlock" | "finalized" },
	context: CommandContext,
): Promise<SubmitResult> {
	return client.submit(call, signer, { signal: context.signal, waitFor: values.wait });
}

/** A submit's result without its events. */
export function receiptOf({ blockNumber, blockHash, extrinsicHash, feeRao }: SubmitResult): Receipt {
	return { blockNumber, blockHash, extrinsicHash, feeRao };
}

/** A receipt for a reader, below other facts. */
export function renderReceipt(facts: readonly (readonly [string, string])[], receipt: Receipt): string {
	return renderFacts([
		...facts,
		["block", `${receipt.blockNumber} ${receipt.blockHash}`],
		["transaction", receipt.extrinsicHash],
		["fee", `${formatTokens(receipt.feeRao)} ${TOKEN_SYMBOL}`],
	]);
}
