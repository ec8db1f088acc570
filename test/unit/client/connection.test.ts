import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
	ChainChangedError,
	type ChainClient,
	ChainTimeoutError,
	ChainUnreachableError,
	calls,
	connectChain,
} from "../../../chain/client/index.js";
import type { Host } from "../../../chain/host/index.js";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { until } from "../../until.js";
import { type CuttableProxy, startProxy } from "./cuttableProxy.js";
import { startTestChain } from "./liveChain.js";

let host: Host;
const open: { close(): Promise<void> }[] = [];
const alice = keypairFromUri("//Alice");

beforeAll(async () => {
	host = await startTestChain({ seal: "manual" });
});

afterEach(async () => {
	for (const one of open.splice(0).reverse()) await one.close();
});

afterAll(async () => {
	await host?.stop();
});

async function throughProxy(timeoutMs = 30_000): Promise<{ client: ChainClient; proxy: CuttableProxy }> {
	const proxy = await startProxy(host.port);
	open.push(proxy);
	const client = await connectChain({ endpoint: proxy.endpoint, timeoutMs });
	open.push(client);
	return { client, proxy };
}

const pooled = async (client: ChainClient) => (await client.api.rpc.author.pendingExtrinsics()).length;

describe("connecting", () => {
	it("to nobody fails at once, with the address", async () => {
		const error = await connectChain({ endpoint: "ws://127.0.0.1:1" }).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(ChainUnreachableError);
		expect(String(error)).toContain("ws://127.0.0.1:1");
		await expect(connectChain({ endpoint: "no address" })).rejects.toThrow(ChainUnreachableError);
	});

	it("to one that says nothing ends by the time limit", async () => {
		const proxy = await startProxy(host.port);
		open.push(proxy);
		proxy.mute(true);
		await expect(connectChain({ endpoint: proxy.endpoint, timeoutMs: 300 })).rejects.toThrow(
			ChainTimeoutError,
		);
	});

	it("keeps trying where asked to, until there is somebody or the signal says so", async () => {
		const proxy = await startProxy(host.port);
		open.push(proxy);
		proxy.refuse(true);
		const controller = new AbortController();
		const hopeless = connectChain({ endpoint: proxy.endpoint, keepTrying: true, signal: controller.signal });
		setTimeout(() => controller.abort(), 100);
		await expect(hopeless).rejects.toMatchObject({ name: "AbortError" });
		const patient = connectChain({ endpoint: proxy.endpoint, keepTrying: true });
		setTimeout(() => proxy.refuse(false), 200);
		open.push(await patient);
	});
});

describe("a lost connection", () => {
	it("is told, fails what is asked meanwhile, and comes back with the subscriptions", async () => {
		const { client, proxy } = await throughProxy();
		const states: string[] = [];
		const heads: number[] = [];
		client.onConnection((state) => states.push(state));
		await client.subscribeHeads(({ number }) => heads.push(number));
		proxy.refuse(true);
		proxy.cut();
		await until(() => states.includes("disconnected"));
		await expect(client.head()).rejects.toThrow(ChainUnreachableError);
		proxy.refuse(false);
		await until(() => states.includes("connected"));
		const { number } = await host.sealBlock();
		await until(() => heads.includes(number));
		expect((await client.head()).number).toBe(number);
	});

	it("between handing over and inclusion loses nothing: the outcome is read from the chain", async () => {
		const { client, proxy } = await throughProxy();
		const dest = keypairFromUri("//cut//1").address;
		const submitting = client.submit(calls.transfer(dest, 5_000n), alice);
		const observer = await connectChain({ endpoint: host.endpoint });
		open.push(observer);
		await until(async () => (await pooled(observer)) === 1);
		proxy.refuse(true);
		proxy.cut();
		const block = await host.sealBlock();
		proxy.refuse(false);
		const result = await submitting;
		expect(result.blockNumber).toBe(block.number);
		expect(await client.balance(dest)).toBe(5_000n);
	});

	it("after which the answer to the handing over is missing does not submit twice", async () => {
		const { client, proxy } = await throughProxy(1_000);
		const observer = await connectChain({ endpoint: host.endpoint });
		open.push(observer);
		const dest = keypairFromUri("//cut//2").address;
		const submitting = client.submit(calls.transfer(dest, 7_000n), alice);
		// The questions before the handing over are answered; its own answer never arrives.
		await until(async () => {
			const there = (await pooled(observer)) === 1;
			if (there) proxy.mute(true);
			return there;
		});
		await host.sealBlock();
		proxy.cut();
		proxy.mute(false);
		await submitting;
		await host.sealBlock();
		expect(await client.balance(dest)).toBe(7_000n);
	});

	it("to a node that lost the transaction hands over the same bytes again", async () => {
		const first = await startTestChain({ seal: "manual" });
		const proxy = await startProxy(first.port);
		open.push(proxy);
		const client = await connectChain({ endpoint: proxy.endpoint });
		open.push(client);
		const dest = keypairFromUri("//cut//3").address;
		// A second chain with the same genesis and an empty pool stands for the node after it lost its memory.
		const second = await startTestChain({ seal: "manual" });
		expect(second.genesisHash).toBe(first.genesisHash);
		const submitting = client.submit(calls.transfer(dest, 9_000n), alice);
		const observer = await connectChain({ endpoint: first.endpoint });
		open.push(observer);
		await until(async () => (await pooled(observer)) === 1);
		proxy.retarget(second.port);
		proxy.cut();
		const witness = await connectChain({ endpoint: second.endpoint });
		open.push(witness);
		await until(async () => (await pooled(witness)) === 1);
		await second.sealBlock();
		await submitting;
		expect(await witness.balance(dest)).toBe(9_000n);
		for (const one of open.splice(0).reverse()) await one.close();
		await first.stop();
		await second.stop();
	});

	it("to an endpoint that then serves another chain ends the client", async () => {
		const { client, proxy } = await throughProxy();
		const other = await startTestChain({ seal: "manual", blockMs: 2000 });
		expect(other.genesisHash).not.toBe(host.genesisHash);
		proxy.retarget(other.port);
		proxy.cut();
		await until(() =>
			client.head().then(
				() => false,
				(error: unknown) => error instanceof ChainChangedError,
			),
		);
		await other.stop();
	});
});
