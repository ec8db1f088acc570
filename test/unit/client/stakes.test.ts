import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	CallArgumentError,
	type ChainCall,
	type ChainClient,
	ChainDispatchError,
	calls,
	connectChain,
} from "../../../chain/client/index.js";
import type { Host } from "../../../chain/host/index.js";
import { type Keypair, keypairFromUri } from "../../../chain/wallet/index.js";
import { startTestChain } from "./liveChain.js";

/** Stake that moves, on one chain with a subnet that has not started. */

let host: Host;
let client: ChainClient;

const alice = keypairFromUri("//Alice");
const [first, second] = ["//stakes//1", "//stakes//2"].map((uri) => ({
	coldkey: keypairFromUri(uri),
	hotkey: keypairFromUri(`${uri}//hotkey`),
})) as [Staker, Staker];
const TOKEN = 1_000_000_000n;
const WHOLE = (1n << 64n) - 1n;

interface Staker {
	readonly coldkey: Keypair;
	readonly hotkey: Keypair;
}

/** Submits, and waits until the transaction is in a block. */
function submit(call: ChainCall, signer: Keypair) {
	return client.submit(call, signer);
}

beforeAll(async () => {
	host = await startTestChain({ seal: "instant" });
	client = await connectChain({ endpoint: host.endpoint });
	for (const { coldkey } of [first, second])
		await submit(calls.transfer(coldkey.address, 5000n * TOKEN), alice);
	await submit(calls.registerNetwork(first.hotkey.address), first.coldkey);
	await submit(calls.burnedRegister(1, second.hotkey.address), second.coldkey);
}, 120_000);

afterAll(async () => {
	await client?.close();
	await host?.stop();
});

describe("stake", () => {
	it("is added and removed at the price of a token, moved and given away", async () => {
		const [a, b] = [first.hotkey.address, second.hotkey.address];
		await submit(calls.addStakeAtParity(a, 1, 10n * TOKEN), second.coldkey);
		await submit(
			calls.moveStake({ hotkey: a, netuid: 1 }, { hotkey: b, netuid: 1 }, 4n * TOKEN),
			second.coldkey,
		);
		await submit(
			calls.transferStake(first.coldkey.address, a, { from: 1, to: 1 }, 2n * TOKEN),
			second.coldkey,
		);
		await submit(calls.removeStakeAtParity(a, 1, TOKEN), second.coldkey);
		const held = async (who: Staker) =>
			(await client.stakes(who.coldkey.address)).map(({ hotkey, rao }) => [hotkey, rao]);
		expect(new Map((await held(second)) as [string, bigint][])).toEqual(
			new Map([
				[a, 3n * TOKEN],
				[b, 4n * TOKEN],
			]),
		);
		expect(await held(first)).toEqual([[a, 2n * TOKEN]]);
	});

	it("does not go to a subnet that is not there", async () => {
		const swap = calls.swapStake(first.hotkey.address, { from: 1, to: 9 }, TOKEN);
		await expect(submit(swap, second.coldkey)).rejects.toThrow(ChainDispatchError);
	});
});

describe("children", () => {
	it("are checked before anything is sent", () => {
		const hotkey = first.hotkey.address;
		for (const parts of [[0n], [WHOLE + 1n], [WHOLE, 1n]])
			expect(() =>
				calls.setChildren(
					hotkey,
					1,
					parts.map((proportion) => ({ hotkey, proportion })),
				),
			).toThrow(CallArgumentError);
		for (const take of [-1, 65_536, 0.5])
			expect(() => calls.setChildkeyTake(hotkey, 1, take)).toThrow(CallArgumentError);
	});
});
