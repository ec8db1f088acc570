import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { type ChainClient, calls, connectChain } from "../../../chain/client/index.js";
import type { Host } from "../../../chain/host/index.js";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { startTestChain } from "./liveChain.js";

interface Question {
	readonly id: number;
	readonly method: string;
	readonly params: readonly unknown[];
}

/** What is told the client in the node's place; undefined leaves the question to the node. */
type GoBetween = (question: Question, tell: (message: object) => void) => Promise<object | undefined>;

const closers: (() => void)[] = [];
afterAll(() => {
	for (const close of closers) close();
});

async function standBetween(endpoint: string, goBetween: GoBetween): Promise<string> {
	const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
	closers.push(() => {
		for (const socket of server.clients) socket.terminate();
		server.close();
	});
	server.on("connection", (client) => {
		const node = new WebSocket(endpoint);
		const opened = new Promise((resolve) => node.once("open", resolve));
		node.on("message", (data) => client.send(String(data)));
		client.on("close", () => node.terminate());
		client.on("message", async (data: RawData) => {
			const question = JSON.parse(String(data)) as Question;
			const tell = (message: object) => client.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
			const answer = await goBetween(question, tell);
			await opened;
			if (answer === undefined) node.send(String(data));
			else tell({ id: question.id, ...answer });
		});
	});
	await new Promise((resolve) => server.once("listening", resolve));
	const address = server.address();
	if (typeof address !== "object" || address === null) throw new Error("it has no port");
	return `ws://127.0.0.1:${address.port}`;
}

let host: Host;
let plain: ChainClient;
const payer = keypairFromUri("//payer");
const dest = keypairFromUri("//payer//dest").address;

beforeAll(async () => {
	host = await startTestChain();
	plain = await connectChain({ endpoint: host.endpoint });
	await plain.submit(calls.transfer(payer.address, 10_000_000_000n), keypairFromUri("//Alice"));
});
afterAll(async () => {
	await plain?.close();
	await host?.stop();
});

/**
 * A node that drops the first transaction handed to it, as pools do at an upgrade, refuses its bytes from then on, tells
 * of an upgrade a few blocks ago, and gives its nonce to another transaction before the client has signed it anew.
 */
function upgradeThatCostsTheNonce(handed: string[]): GoBetween {
	return async ({ method, params }, tell) => {
		if (method === "state_getRuntimeVersion" && params.length > 0) return { result: { specVersion: 0 } };
		if (method !== "author_submitAndWatchExtrinsic") return undefined;
		handed.push(String(params[0]));
		if (handed.length === 1) {
			const notice = { subscription: "dropped", result: "invalid" };
			setTimeout(() => tell({ method: "author_extrinsicUpdate", params: notice }), 50);
			return { result: "dropped" };
		}
		if (params[0] === handed[0])
			return {
				error: { code: 1010, message: "Invalid Transaction", data: "Transaction has a bad signature" },
			};
		if (handed.length === 3) {
			await plain.submit(calls.transfer(dest, 5_000_000n), payer);
			return { error: { code: 1014, message: "Priority is too low: (1 vs 1)" } };
		}
		return undefined;
	};
}

describe("a transaction that an upgrade made impossible, and whose nonce another one got", () => {
	it("goes with the next nonce, once", async () => {
		const handed: string[] = [];
		const endpoint = await standBetween(host.endpoint, upgradeThatCostsTheNonce(handed));
		const client = await connectChain({ endpoint });
		await client.submit(calls.transfer(dest, 1_000_000_000n), payer);
		expect(await plain.balance(dest)).toBe(1_005_000_000n);
		expect(handed.length).toBe(4);
		expect(new Set(handed).size).toBe(3);
		await client.close();
	});

	it("fails where its nonce was given", async () => {
		const handed: string[] = [];
		const endpoint = await standBetween(host.endpoint, upgradeThatCostsTheNonce(handed));
		const client = await connectChain({ endpoint });
		const before = await plain.balance(dest);
		const nonce = 2;
		await expect(client.submit(calls.transfer(dest, 7_000_000n), payer, { nonce })).rejects.toMatchObject({
			code: "CHAIN_REFUSED",
			nonceTaken: true,
		});
		expect(await plain.balance(dest)).toBe(before + 5_000_000n);
		await client.close();
	});
});
