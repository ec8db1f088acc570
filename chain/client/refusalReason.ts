import { ChainRefusedError, ChainRpcError } from "./errors.js";

/** `InvalidTransaction::Custom(n)` of SubtensorModule in words, and what to do. */
const CUSTOM: Readonly<Record<number, readonly [reason: string, remedy: string]>> = {
	0: ["a coldkey swap is announced for this account", "wait until the swap is done"],
	1: [
		"the hotkey has too little active stake in the subnet",
		"stake on it, and wait until the next epoch has passed",
	],
	2: ["the coldkey's balance is too low", "add to the balance, or give a smaller amount"],
	3: ["there is no such subnet", "see `ganglion subnet list`"],
	4: ["the hotkey is registered nowhere", "register it first by `ganglion subnet register`"],
	5: ["the hotkey has less stake than that", "see `ganglion stake list`"],
	6: [
		"the rate limit has not passed since the last time",
		"wait for the subnet's rate limit, then try again",
	],
	8: ["the price would move too far", "give a smaller amount"],
	10: ["the hotkey is not registered in the subnet", "register it first by `ganglion subnet register`"],
	11: ["the IP address cannot be published", "give an address that others reach"],
	12: ["the endpoint was published only just now", "wait for the subnet's serving rate limit"],
	13: ["the port cannot be published", "give the port that is served, not 0"],
	15: ["the reveal round is invalid", "commit again"],
	16: ["no open commit has this hash", "reveal exactly what was committed"],
	17: ["this is not the epoch to reveal in", "reveal in the epoch that the subnet's reveal period names"],
	18: ["uids and weights differ in number, or are too many", "give one weight for each uid"],
	19: ["a uid does not exist", "read the subnet's metagraph again"],
	21: ["a coldkey swap is disputed for this account", "wait until the dispute is decided"],
	255: ["the call cannot be made now", "check its arguments against the chain's state"],
};

const UNPAID = /fees|payment/i;
const STALE = /outdated|stale/i;
const LOW_PRIORITY = /priority/i;
const BAD_SIGNATURE = /bad signature|badproof/i;

/** Other refusals by what the node says of them. */
const STANDARD: readonly (readonly [RegExp, string, string])[] = [
	[UNPAID, "the account cannot pay the fee", "add to the balance"],
	[STALE, "its nonce was used already", "submit it again"],
	[BAD_SIGNATURE, "its signature does not fit", "check that the client's metadata is the chain's"],
	[/future/i, "its nonce is too high", "submit those before it first"],
	[/ancient|birth block/i, "its era has passed", "submit it again"],
	[/exhaust/i, "it is too large for a block", "split it"],
	[
		LOW_PRIORITY,
		"another transaction with its nonce is in the pool",
		"wait for that one, or give a higher tip",
	],
	[/banned/i, "it was refused a moment ago and is banned for a while", "wait a minute, then try again"],
	[/limit|full/i, "the pool is full", "wait, then try again"],
];

/** Whether the node says that it has this very transaction already. */
export function isAlreadyKnown(error: unknown): boolean {
	return (
		error instanceof ChainRpcError && (error.rpcCode === 1013 || /already imported/i.test(error.message))
	);
}

/**
 * A pool's refusal in words; any other error as it is.
 *
 * @param signer - address of the account that pays
 */
export function toRefusal(call: string, signer: string, error: unknown): unknown {
	// 1010 and its neighbours are the pool's codes of the Substrate RPC.
	if (!(error instanceof ChainRpcError) || error.rpcCode < 1000 || error.rpcCode > 1099) return error;
	const data = typeof error.data === "string" ? error.data : JSON.stringify(error.data ?? "");
	const said = `${error.message} ${data}`;
	const custom = /custom error:?\s*(\d+)/i.exec(said)?.[1];
	if (custom !== undefined) {
		const [reason, remedy] = CUSTOM[Number(custom)] ?? [
			`custom error ${custom}`,
			"check the call's arguments",
		];
		return new ChainRefusedError(call, reason, remedy, { customCode: Number(custom) });
	}
	const known = STANDARD.find(([pattern]) => pattern.test(said));
	const plain = data === '""' ? error.message : data;
	const [pattern, reason, remedy] = known ?? [undefined, plain, "check the call's arguments"];
	const whose = pattern === UNPAID ? `${reason}: ${signer}` : reason;
	return new ChainRefusedError(call, whose, remedy, {
		nonceTaken: pattern === STALE || pattern === LOW_PRIORITY,
		signatureUnfit: pattern === BAD_SIGNATURE,
	});
}
