import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Host, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc, type RpcResult } from "./callRpc.js";

/** JSON-RPC 2.0 as a plain HTTP client and a raw WebSocket see it, and what is kept from other machines. */

let host: Host;
let url: string;

beforeAll(async () => {
	host = await startHost({
		dataDir: undefined,
		port: 0,
		host: "0.0.0.0",
		blockMs: 1000,
		seal: "manual",
		logger: silentLogger,
	});
	url = `http://127.0.0.1:${host.port}`;
	for (let sealed = 0; sealed < 3; sealed++) await host.sealBlock();
});

afterAll(async () => {
	await host?.stop();
});

async function post(body: string, to = url, headers: Record<string, string> = {}): Promise<RpcResult> {
	const response = await fetch(to, { method: "POST", body, headers });
	return response.status === 204 ? undefined : response.json();
}

const call = (method: string, params: unknown = [], id: unknown = 1) =>
	JSON.stringify({ jsonrpc: "2.0", id, method, params });

describe("HTTP", () => {
	it("answers one call, a batch, and nothing to a notification", async () => {
		expect(await post(call("system_name"))).toEqual({ jsonrpc: "2.0", id: 1, result: "ganglion" });
		const batch = await post(`[${call("system_name", [], "a")},${call("no_such", [], 2)},7]`);
		expect(batch).toEqual([
			{ jsonrpc: "2.0", id: "a", result: "ganglion" },
			{ jsonrpc: "2.0", id: 2, error: { code: -32601, message: "Method not found" } },
			{ jsonrpc: "2.0", id: null, error: { code: -32600, message: "Invalid request" } },
		]);
		expect(await post('{"jsonrpc":"2.0","method":"system_name"}')).toBeUndefined();
	});

	it("names what is wrong with a request", async () => {
		expect((await post("{")).error.code).toBe(-32700);
		expect((await post("[]")).error.code).toBe(-32600);
		expect((await post(call("chain_getHeader", ["0x12"]))).error.code).toBe(-32602);
		expect((await post(call("chain_getHeader", { hash: 1 }))).error.code).toBe(-32602);
		expect((await post(call("chain_subscribeNewHeads"))).error.message).toMatch(/WebSocket/);
		expect((await post(call("__proto__"))).error.code).toBe(-32601);
	});

	it("takes bytes with and without 0x, as Substrate's nodes do", async () => {
		const version = (argument: string) => call("state_call", ["Metadata_metadata_at_version", argument]);
		const [prefixed, bare] = [await post(version("0x0f000000")), await post(version("0f000000"))];
		expect(bare.result).toMatch(/^0x01/);
		expect(bare.result).toBe(prefixed.result);
		for (const wrong of ["0f00000", "0y", "xyz", "0x0x00"])
			expect((await post(version(wrong))).error.code).toBe(-32602);
	});

	it("bounds what one request may ask", async () => {
		const page = await post(call("state_getKeysPaged", ["0x", 1001]));
		expect(page.error).toEqual({
			code: 4002,
			message: "count exceeds maximum value. value: 1001, max: 1000",
		});
		const many = `[${Array.from({ length: 1001 }, () => call("system_name")).join()}]`;
		expect((await post(many)).error.message).toBe("The batch request was too large");
		const huge = await fetch(url, { method: "POST", body: " ".repeat(15 * 1024 * 1024 + 1) });
		expect(huge.status).toBe(413);
	});

	it("pages through all keys once, in order", async () => {
		const keys: string[] = [];
		for (;;) {
			const page = (await callRpc(url, "state_getKeysPaged", ["0x", 100, keys.at(-1) ?? null])) as string[];
			keys.push(...page);
			if (page.length < 100) break;
		}
		expect(keys).toEqual([...new Set(keys)].sort());
		expect(keys).toContain("0x3a636f6465");
		expect((await callRpc(url, "state_getKeys", ["0x"])).length).toBe(keys.length);
	});

	it("serves GET /health and refuses other methods", async () => {
		expect((await fetch(`${url}/health`)).status).toBe(200);
		expect((await fetch(url)).status).toBe(405);
	});

	it("answers archive and chainSpec calls", async () => {
		const [hash] = await callRpc(url, "archive_v1_hashByHeight", [2]);
		expect(hash).toBe(await callRpc(url, "chain_getBlockHash", [2]));
		expect(await callRpc(url, "archive_v1_finalizedHeight", [])).toBe(host.head().number);
		expect(await callRpc(url, "archive_v1_body", [hash])).toHaveLength(1);
		expect(await callRpc(url, "archive_v1_header", [`0x${"00".repeat(32)}`])).toBeNull();
		const version = await callRpc(url, "archive_v1_call", [hash, "Core_version", "0x"]);
		expect(version).toMatchObject({ success: true });
		expect(await callRpc(url, "archive_v1_call", [hash, "Nothing", "0x"])).toMatchObject({ success: false });
		expect(await callRpc(url, "chainSpec_v1_genesisHash", [])).toBe(host.genesisHash);
	});
});

describe("other machines and web pages", () => {
	it("may not make unsafe calls from another site's page", async () => {
		const safe = await post(call("rpc_methods"), url, { origin: "https://example.org" });
		expect(safe.result.methods).not.toContain("dev_newBlock");
		const unsafe = await post(call("dev_newBlock"), url, { origin: "https://example.org" });
		expect(unsafe.error.message).toBe("RPC call is unsafe to be called externally");
		const local = await post(call("dev_status"), url, { origin: "http://localhost:5173" });
		expect(local.result.number).toBe(host.head().number);
		const forwarded = await post(call("dev_status"), url, { "x-forwarded-for": "203.0.113.9" });
		expect(forwarded.error.code).toBe(-32601);
	});

	const outside = Object.values(networkInterfaces())
		.flat()
		.find((one) => one?.family === "IPv4" && !one.internal)?.address;
	it.skipIf(outside === undefined)("may not make unsafe calls by this machine's outer address", async () => {
		const answer = await post(call("dev_newBlock"), `http://${outside}:${host.port}`);
		expect(answer.error.message).toBe("RPC call is unsafe to be called externally");
		expect((await post(call("system_name"), `http://${outside}:${host.port}`)).result).toBe("ganglion");
	});

	it("get nothing by a bent host name where the host is bound to loopback", async () => {
		const bound = await startHost({ dataDir: undefined, port: 0, seal: "manual", logger: silentLogger });
		try {
			const status = await new Promise((resolve, reject) => {
				const headers = { host: "evil.example", "content-type": "application/json" };
				const asked = request(`http://127.0.0.1:${bound.port}`, { method: "POST", headers }, (response) => {
					response.resume();
					resolve(response.statusCode);
				});
				asked.on("error", reject);
				asked.end(call("system_name"));
			});
			expect(status).toBe(403);
		} finally {
			await bound.stop();
		}
	});
});

describe("WebSocket", () => {
	it("follows the chain by chainHead_v1", async () => {
		const client = await openSocket();
		const follow = await client.call("chainHead_v1_follow", [true]);
		const [initialized, best] = [await client.next(), await client.next()];
		expect(initialized.params.result).toMatchObject({
			event: "initialized",
			finalizedBlockHashes: [host.head().hash],
			finalizedBlockRuntime: { type: "valid", spec: { specName: "ganglion" } },
		});
		expect(best.params.result).toEqual({ event: "bestBlockChanged", bestBlockHash: host.head().hash });
		const parent = host.head().hash;
		const sealed = await host.sealBlock();
		const events = [await client.next(), await client.next(), await client.next()];
		expect(events.map((event) => event.params.result.event)).toEqual([
			"newBlock",
			"bestBlockChanged",
			"finalized",
		]);
		expect(events[0].params.result).toMatchObject({ blockHash: sealed.hash, parentBlockHash: parent });

		const body = await client.call("chainHead_v1_body", [follow, sealed.hash]);
		expect(await client.next()).toMatchObject({
			params: { result: { event: "operationBodyDone", operationId: body.operationId } },
		});
		const run = await client.call("chainHead_v1_call", [follow, sealed.hash, "Core_version", "0x"]);
		expect((await client.next()).params.result).toMatchObject({
			event: "operationCallDone",
			operationId: run.operationId,
		});
		const items = [{ key: "0x3a636f6465", type: "hash" }];
		await client.call("chainHead_v1_storage", [follow, sealed.hash, items, null]);
		expect((await client.next()).params.result.items[0].hash).toMatch(/^0x[0-9a-f]{64}$/);
		expect((await client.next()).params.result.event).toBe("operationStorageDone");

		await client.call("chainHead_v1_unpin", [follow, sealed.hash]);
		await expect(client.call("chainHead_v1_header", [follow, sealed.hash])).rejects.toThrow("-32801");
		expect(await client.call("chainHead_v1_unfollow", [follow])).toBeNull();
		client.close();
	});

	it("ends subscriptions and bounds their number", async () => {
		const client = await openSocket();
		const id = await client.call("chain_subscribeNewHeads", []);
		expect((await client.next()).params.subscription).toBe(id);
		expect(await client.call("chain_unsubscribeNewHeads", [id])).toBe(true);
		expect(await client.call("chain_unsubscribeNewHeads", [id])).toBe(false);
		for (let open = 0; open < 1024; open++) await client.call("grandpa_subscribeJustifications", []);
		await expect(client.call("chain_subscribeNewHeads", [])).rejects.toThrow("Too many subscriptions");
		client.close();
	});

	it("streams an archive query and the difference between blocks", async () => {
		const client = await openSocket();
		const { hash } = host.head();
		await client.call("archive_v1_storage", [hash, [{ key: "0x3a63", type: "descendantsHashes" }], null]);
		expect((await client.next()).params.result).toMatchObject({ event: "storage", key: "0x3a636f6465" });
		expect((await client.next()).params.result.event).toBe("storageDone");
		await client.call("archive_v1_storageDiff", [hash]);
		const events = [];
		do events.push((await client.next()).params.result);
		while (events.at(-1).event !== "storageDiffDone");
		expect(events.length).toBeGreaterThan(3);
		expect(events[0].type).toBe("modified");
		client.close();
	});
});

async function openSocket() {
	const socket = new WebSocket(`ws://127.0.0.1:${host.port}`);
	await new Promise((resolve, reject) => {
		socket.once("open", resolve);
		socket.once("error", reject);
	});
	const answers = new Map<number, (message: RpcResult) => void>();
	const notices: RpcResult[] = [];
	let wake: (() => void) | undefined;
	let id = 0;
	socket.on("message", (data) => {
		const message = JSON.parse(String(data));
		if (message.id === undefined) {
			notices.push(message);
			wake?.();
		} else answers.get(message.id)?.(message);
	});
	return {
		call: (method: string, params: unknown[]): Promise<RpcResult> =>
			new Promise((resolve, reject) => {
				id += 1;
				answers.set(id, ({ result, error }) => {
					if (error === undefined) resolve(result);
					else reject(new Error(`${error.code}: ${error.message}`));
				});
				socket.send(call(method, params, id));
			}),
		/** The next notification. */
		async next(): Promise<RpcResult> {
			while (notices.length === 0)
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			return notices.shift();
		},
		close: () => socket.close(),
	};
}
