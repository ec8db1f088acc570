import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	CallArgumentError,
	type ChainClient,
	ChainDispatchError,
	ChainRefusedError,
	ChainSurfaceError,
	calls,
	connectChain,
} from "../../../chain/client/index.js";
import type { Host } from "../../../chain/host/index.js";
import { type Keypair, keypairFromUri } from "../../../chain/wallet/index.js";
import { startTestChain } from "./liveChain.js";

let host: Host;
let client: ChainClient;

const alice = keypairFromUri("//Alice");

beforeAll(async () => {
	host = await startTestChain();
	client = await connectChain({ endpoint: host.endpoint });
});

afterAll(async () => {
	await client?.close();
	await host?.stop();
});

/** An account of its own for each test, with money. */
async function funded(uri: string, rao = 10_000_000_000n): Promise<Keypair> {
	const pair = keypairFromUri(uri);
	await client.submit(calls.transfer(pair.address, rao), alice);
	return pair;
}

function failure(work: Promise<unknown>): Promise<unknown> {
	return work.then(
		() => expect.fail("expected a failure"),
		(error: unknown) => error,
	);
}

describe("a transaction", () => {
	it("does what it should, costs its fee, and tells of it", async () => {
		const dest = keypairFromUri("//dest").address;
		const before = await client.balance(alice.address);
		const expected = await client.fee(calls.transfer(dest, 1_000_000_000n), alice);
		const result = await client.submit(calls.transfer(dest, 1_000_000_000n), alice);
		expect(await client.balance(dest)).toBe(1_000_000_000n);
		expect(result.feeRao).toBeGreaterThan(0n);
		// The era's and the amount's encodings may differ by a few bytes.
		expect(result.feeRao - expected).toBeLessThan(100n);
		expect(await client.balance(alice.address)).toBe(before - 1_000_000_000n - result.feeRao);
		expect(await client.balance(alice.address, result.blockHash)).toBe(await client.balance(alice.address));
		expect(result.events).toContainEqual({
			pallet: "Balances",
			name: "Transfer",
			data: { from: alice.address, to: dest, amount: 1_000_000_000n },
		});
		const events = result.events.map(({ name }) => name);
		expect(events[events.length - 1]).toBe("ExtrinsicSuccess");
	});

	it("among many of one signer, from two clients at once, is lost or doubled by none", async () => {
		const second = await connectChain({ endpoint: host.endpoint });
		const sender = await funded("//many");
		const dest = keypairFromUri("//many//dest").address;
		const results = await Promise.all(
			Array.from({ length: 24 }, (_, index) =>
				(index % 2 === 0 ? client : second).submit(calls.transfer(dest, BigInt(1000 + index)), sender),
			),
		);
		expect(new Set(results.map(({ extrinsicHash }) => extrinsicHash)).size).toBe(24);
		const sum = Array.from({ length: 24 }, (_, index) => BigInt(1000 + index)).reduce((a, b) => a + b, 0n);
		expect(await second.balance(dest)).toBe(sum);
		await second.close();
	});

	it("waits for finality where that is asked for", async () => {
		const result = await client.submit(calls.transfer(keypairFromUri("//final").address, 1000n), alice, {
			waitFor: "finalized",
		});
		expect(result.blockNumber).toBeGreaterThan(0);
	});

	it("that the pool refuses says why and what to do", async () => {
		const poor = keypairFromUri("//poor");
		const unpaid = await failure(client.submit(calls.transfer(alice.address, 1000n), poor));
		expect(unpaid).toBeInstanceOf(ChainRefusedError);
		expect(unpaid).toMatchObject({
			message: expect.stringContaining("cannot pay the fee"),
			remedy: "add to the balance",
		});
		const stale = await failure(client.submit(calls.transfer(alice.address, 1000n), alice, { nonce: 0 }));
		expect(stale).toMatchObject({
			code: "CHAIN_REFUSED",
			message: expect.stringContaining("nonce was used"),
		});
		const noSubnet = await failure(client.submit(calls.setWeights(77, [0], [1]), alice));
		expect(noSubnet).toMatchObject({
			code: "CHAIN_REFUSED",
			message: expect.stringContaining("no such subnet"),
		});
	});

	it("whose call fails says which error, also inside batch and sudo, and has cost its fee", async () => {
		const sender = await funded("//failing");
		const before = await client.balance(sender.address);
		const tooMuch = calls.transfer(alice.address, 10n ** 18n);
		const direct = await failure(client.submit(tooMuch, sender));
		expect(direct).toBeInstanceOf(ChainDispatchError);
		expect(direct).toMatchObject({
			code: "CHAIN_DISPATCH_FAILED",
			message: expect.stringContaining("balance is too low"),
		});
		expect(await client.balance(sender.address)).toBeLessThan(before);
		const batched = await failure(
			client.submit(
				calls.batchAll([calls.transfer(keypairFromUri("//undone").address, 1000n), tooMuch]),
				sender,
			),
		);
		expect(batched).toBeInstanceOf(ChainDispatchError);
		expect(await client.balance(keypairFromUri("//undone").address)).toBe(0n);
		const asRoot = await failure(client.submit(calls.sudo(calls.setHyperparameter(77, "tempo", 10)), alice));
		expect(asRoot).toMatchObject({ code: "CHAIN_DISPATCH_FAILED", errorName: "SubnetNotExists" });
		const pallet = await failure(client.submit(calls.burnedRegister(77, sender.address), sender));
		expect(pallet).toMatchObject({ pallet: "SubtensorModule", errorName: "SubnetNotExists" });
	});

	it("with an argument that cannot be is refused before anything is sent", async () => {
		const dest = keypairFromUri("//Bob").address;
		for (const build of [
			() => calls.transfer(dest, 0n),
			() => calls.transfer(dest, 1n << 64n),
			() => calls.burnedRegister(65536, dest),
			() => calls.setWeights(1, [0, 0], [1, 1]),
			() => calls.setWeights(1, [0], [1, 2]),
			() => calls.setWeights(1, [0], [65536]),
			() => calls.serveAxon({ netuid: 1, ip: "localhost", port: 1 }),
			() => calls.serveAxon({ netuid: 1, ip: "127.0.0.1", port: 0 }),
			() => calls.commitWeights(1, "0x12"),
			() => calls.setHyperparameter(1, "nonsense", 1),
			() => calls.publishTask(1, "00".repeat(32), "x", "0x00"),
		])
			expect(build).toThrow(CallArgumentError);
		expect(() => calls.transfer("nobody", 1n)).toThrow(/no address/);
		const unknown = { pallet: "Nothing", call: "do", args: [] };
		expect(await failure(client.submit(unknown, alice))).toBeInstanceOf(ChainSurfaceError);
		const misfit = { pallet: "Balances", call: "transfer_keep_alive", args: [{ Id: dest }, "much"] };
		expect(await failure(client.submit(misfit, alice))).toBeInstanceOf(CallArgumentError);
		// The signer can still submit.
		await client.submit(calls.transfer(dest, 1000n), alice);
	});
});

describe("waiting", () => {
	it("ends by the signal", async () => {
		const manual = await startTestChain({ seal: "manual" });
		const other = await connectChain({ endpoint: manual.endpoint });
		const controller = new AbortController();
		const waiting = other.submit(calls.transfer(keypairFromUri("//Bob").address, 1000n), alice, {
			signal: controller.signal,
		});
		setTimeout(() => controller.abort(), 200);
		expect(await failure(waiting)).toMatchObject({ name: "AbortError" });
		await other.close();
		await manual.stop();
	});
});
