import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type RequestListener, request, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI, { APIError } from "openai";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import {
	decodeInferResponse,
	encodeInferRequest,
	loadBundle,
	parseReceipt,
	systemClock,
	type TaskBundle,
	verifyReceipt,
} from "../../../subnets/index.js";
import { type ProxyMiner, startProxy, subnetMiners } from "../../../validator/index.js";
import { expectedReceipt, minerKey, probeRequest, validatorKey } from "../miner/ask.js";
import { makeProbeBundle } from "../miner/probeBundle.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { serveHttp } from "../serveHttp.js";

/** The proxy between real clients and real miners, over sockets; the middlemen that lie are plain HTTP servers. */

type Proxy = Awaited<ReturnType<typeof startProxy>>;
type Options = Partial<Parameters<typeof startProxy>[0]>;

let folder: string;
let text: TaskBundle;
let writer: Miner;
let probe: Miner;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-proxy-"));
	text = await loadBundle("text-generation");
	writer = await startTestMiner(text);
	probe = await startTestMiner(await makeProbeBundle());
}, 60_000);
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
	await writer.stop();
	await probe.stop();
	rmSync(folder, { recursive: true, force: true });
});

const at = (origin: string, hotkey = minerKey.address): ProxyMiner => ({ origin, hotkey });

async function open(miners: readonly ProxyMiner[], options: Options = {}): Promise<Proxy> {
	const proxy = await startProxy(
		{
			port: 0,
			apiKeys: [],
			timeoutMs: 20_000,
			modelSha256: undefined,
			receiptsFile: undefined,
			...options,
		},
		{
			keypair: validatorKey,
			listMiners: async () => miners,
			clock: systemClock,
			logger: pino({ level: "silent" }),
		},
	);
	closers.push(proxy.stop);
	return proxy;
}

const openAi = (proxy: Proxy, apiKey = "none") =>
	new OpenAI({ baseURL: `${proxy.origin}/v1`, apiKey, maxRetries: 0 });

/** A middleman before a miner: `change` gets the miner's whole answer and says what goes on. */
async function middleman(
	behind: Miner,
	change: (answer: Buffer, response: ServerResponse) => void,
): Promise<{ origin: string; asked: () => number }> {
	let asked = 0;
	const origin = await serve((incoming, outgoing) => {
		const onwards = request(
			`${behind.endpoint}${incoming.url}`,
			{ method: incoming.method ?? "GET", headers: incoming.headers },
			(answer) => {
				const chunks: Buffer[] = [];
				answer.on("data", (chunk: Buffer) => chunks.push(chunk));
				answer.on("end", () => {
					const { "content-length": _length, "transfer-encoding": _encoding, ...headers } = answer.headers;
					outgoing.writeHead(answer.statusCode ?? 500, headers);
					if (incoming.method === "POST") {
						asked++;
						change(Buffer.concat(chunks), outgoing);
					} else outgoing.end(Buffer.concat(chunks));
				});
			},
		);
		incoming.pipe(onwards);
	});
	return { origin, asked: () => asked };
}

async function serve(listener: RequestListener): Promise<string> {
	const { origin, close } = await serveHttp(listener);
	closers.push(close);
	return origin;
}

const ask = { model: "text-generation", prompt: "In the beginning", max_tokens: 8, temperature: 0 };

describe("the openai client through the proxy", () => {
	it("lists models, completes, chats and streams as from any server of that API", async () => {
		const client = openAi(await open([at(writer.endpoint)]));
		const models = await client.models.list();
		expect(models.data.map(({ id }) => id)).toEqual(["text-generation"]);

		const whole = await client.completions.create(ask);
		expect(whole.choices[0]?.text).toHaveLength(8);
		const streamed = await client.completions.create({ ...ask, stream: true });
		let pieces = "";
		for await (const chunk of streamed) pieces += chunk.choices[0]?.text ?? "";
		expect(pieces).toBe(whole.choices[0]?.text);

		const chat = { model: ask.model, max_tokens: 8, messages: [{ role: "user" as const, content: "Hello" }] };
		expect((await client.chat.completions.create(chat)).choices[0]?.message.content).toHaveLength(8);
	});

	it("is told a miner's refusal in its own shape", async () => {
		const client = openAi(await open([at(writer.endpoint)]));
		const refused = await client.completions.create({ ...ask, n: 2 }).catch((error) => error);
		expect(refused).toBeInstanceOf(APIError);
		expect(refused).toMatchObject({ status: 400, type: "invalid_request_error", param: null });
		expect(refused.message).toContain("option n");
	});

	it("throws on an answer that another has changed, and on one of another model", async () => {
		const liar = await middleman(writer, (answer, response) =>
			response.end(answer.toString("utf8").replace('"text":"', '"text":"x')),
		);
		const changed = await openAi(await open([at(liar.origin)]))
			.completions.create(ask)
			.catch((error) => error);
		expect(changed).toMatchObject({ status: 502, code: "RECEIPT_MISMATCH" });
		const other = await openAi(await open([at(writer.endpoint)], { modelSha256: "0".repeat(64) }))
			.completions.create(ask)
			.catch((error) => error);
		expect(other).toMatchObject({ status: 502, code: "RECEIPT_MISMATCH" });
		expect(other.message).toContain("model");
		const unsigned = await openAi(await open([at(writer.endpoint, keypairFromUri("//Other").address)]))
			.completions.create(ask)
			.catch((error) => error);
		expect(unsigned).toMatchObject({ status: 401 });
	});

	it("throws on a stream that was changed, cut off or has no receipt, and is never told that it is done", async () => {
		const spoil: Record<string, (answer: string) => string> = {
			RECEIPT_MISMATCH: (answer) => answer.replace('"text":"', '"text":"x'),
			STREAM_UNPROVEN: (answer) => answer.slice(0, answer.indexOf("event: receipt")),
			RECEIPT_MISSING: (answer) =>
				answer.replace(/event: receipt\ndata: .*\n\n$/, "event: receipt\ndata: {}\n\n"),
		};
		for (const [code, change] of Object.entries(spoil)) {
			const liar = await middleman(writer, (answer, response) =>
				response.end(change(answer.toString("utf8"))),
			);
			const proxy = await open([at(liar.origin)]);
			const streamed = await openAi(proxy).completions.create({ ...ask, stream: true });
			let pieces = 0;
			const failure = await (async () => {
				for await (const _ of streamed) pieces++;
			})().catch((error) => error);
			expect(failure, code).toBeInstanceOf(APIError);
			expect(failure).toMatchObject({ code });
			expect(pieces, code).toBeGreaterThan(0);
			const raw = await fetch(`${proxy.origin}/v1/completions`, {
				method: "POST",
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify({ ...ask, stream: true }),
			});
			expect(await raw.text(), code).not.toContain("[DONE]");
		}
	});

	it("ends the miner's work when it goes away", async () => {
		const proxy = await open([at(writer.endpoint)]);
		const streamed = await openAi(proxy).completions.create({ ...ask, max_tokens: 100, stream: true });
		for await (const _ of streamed) break;
		const metrics = async () => (await writer.server.inject({ url: "/metrics" })).body;
		for (let tries = 0; tries < 100; tries++) {
			if (/ganglion_miner_engines_running 0/.test(await metrics())) break;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		expect(await metrics()).toMatch(/ganglion_miner_engines_running 0/);
	});
});

describe("the proxy", () => {
	it("passes on binary tensors, and keeps the receipts that it verified", async () => {
		const receiptsFile = join(folder, "receipts.jsonl");
		const proxy = await open([at(probe.endpoint)], { receiptsFile });
		const { body, headers } = probeRequest("hello", 2, true);
		const answer = await fetch(`${proxy.origin}/v2/models/probe/infer`, {
			method: "POST",
			headers,
			body: Buffer.from(body),
		});
		expect(answer.status).toBe(200);
		const bytes = new Uint8Array(await answer.arrayBuffer());
		const decoded = decodeInferResponse(bytes, Object.fromEntries(answer.headers));
		expect(decoded.ok && decoded.value.outputs[0]?.data).toBeInstanceOf(Float32Array);
		const [line] = readFileSync(receiptsFile, "utf8").trim().split("\n");
		const kept = JSON.parse(line ?? "") as { path: string; hotkey: string; receipt: Record<string, string> };
		expect(kept).toMatchObject({ path: "/v2/models/probe/infer", hotkey: minerKey.address });
		const receipt = parseReceipt(kept.receipt);
		const expected = expectedReceipt({
			requestBody: body,
			response: bytes,
			nonce: receipt.ok ? receipt.value.nonce : 0n,
		});
		expect(verifyReceipt(kept.receipt, expected, verifySignature)).toMatchObject({ ok: true });
	});

	it("tells a failure as the Open Inference Protocol does, with code and remedy beside", async () => {
		const proxy = await open([at(probe.endpoint)]);
		const { body, headers } = encodeInferRequest({
			inputs: [{ name: "y", datatype: "FP32", shape: [1], data: new Float32Array(1) }],
		});
		const answer = await fetch(`${proxy.origin}/v2/models/probe/infer`, {
			method: "POST",
			headers,
			body: Buffer.from(body),
		});
		expect(answer.status).toBe(400);
		expect(await answer.json()).toEqual({
			error: "X_MISSING: expected x [128]. send it",
			code: "X_MISSING",
			remedy: "send it",
		});
	});

	it("asks the next miner where one is dead, not ready, or does not let it in, and remembers it", async () => {
		const dead = at("http://127.0.0.1:9");
		let refusals = 0;
		const closed = await serve((incoming, outgoing) => {
			const isHealth = incoming.url === "/v2/health/ready";
			if (!isHealth) refusals++;
			outgoing.statusCode = isHealth ? 200 : 403;
			outgoing.end(JSON.stringify({ code: "CALLER_UNKNOWN", message: "not here", remedy: "go" }));
		});
		const refusing = at(closed);
		const proxy = await open([dead, refusing, at(probe.endpoint)]);
		const post = () => {
			const { body, headers } = probeRequest("x");
			return fetch(`${proxy.origin}/v2/models/probe/infer`, {
				method: "POST",
				headers,
				body: Buffer.from(body),
			});
		};
		for (let turn = 0; turn < 3; turn++) expect((await post()).status).toBe(200);
		expect(refusals).toBe(1);

		const alone = await open([dead, refusing]);
		const { body, headers } = probeRequest("x");
		const answer = await fetch(`${alone.origin}/v2/models/probe/infer`, {
			method: "POST",
			headers,
			body: Buffer.from(body),
		});
		expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
			403,
			"CALLER_UNKNOWN",
		]);
	});

	it("asks no second miner once an answer has begun", async () => {
		const broken = await middleman(probe, (answer, response) => {
			response.write(answer.subarray(0, 40));
			setTimeout(() => response.destroy(), 50);
		});
		const second = await middleman(probe, (answer, response) => response.end(answer));
		const proxy = await open([at(broken.origin), at(second.origin)]);
		const { body, headers } = probeRequest("x");
		const answer = await fetch(`${proxy.origin}/v2/models/probe/infer`, {
			method: "POST",
			headers,
			body: Buffer.from(body),
		});
		expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([502, "STREAM_BROKEN"]);
		expect([broken.asked(), second.asked()]).toEqual([1, 0]);
	});

	it("lets in no web page, no foreign host name, and nobody without its key", async () => {
		const proxy = await open([at(probe.endpoint)], { apiKeys: ["sesame"] });
		const get = (headers: Record<string, string>) =>
			new Promise<number>((resolve, reject) => {
				const sent = request(`${proxy.origin}/v2/health/live`, { headers }, (answer) => {
					answer.resume();
					resolve(answer.statusCode ?? 0);
				});
				sent.on("error", reject).end();
			});
		const key = { Authorization: "Bearer sesame" };
		expect(await get(key)).toBe(200);
		expect(await get({})).toBe(401);
		expect(await get({ Authorization: "Bearer wrong" })).toBe(401);
		expect(await get({ ...key, Origin: "https://evil.example" })).toBe(403);
		expect(await get({ ...key, Origin: "null" })).toBe(403);
		expect(await get({ ...key, Host: "evil.example" })).toBe(403);
		expect(await get({ ...key, Host: "localhost.evil.example:80" })).toBe(403);
		expect(await get({ ...key, Origin: "http://localhost:3000" })).toBe(200);
		expect((await openAi(proxy, "sesame").models.list()).data).toHaveLength(1);
	});
});

describe("the miners of a subnet", () => {
	it("come by incentive, then uid, without those that cannot be asked", () => {
		const axon = { ip: "127.0.0.1", port: 8091 };
		const neurons = [
			{ uid: 0, hotkey: "a", incentive: 0.1, axon },
			{ uid: 1, hotkey: "b", incentive: 0.5, axon: { ip: "10.0.0.1", port: 1 } },
			{ uid: 2, hotkey: "c", incentive: 0.9 },
			{ uid: 3, hotkey: "d", incentive: 0.1, axon: { ...axon, port: 8092 } },
		];
		const found = (options: { hotkey?: string; allowLocal: boolean }) =>
			subnetMiners(neurons, options).map(({ uid }) => uid);
		expect(found({ allowLocal: true })).toEqual([1, 0, 3]);
		expect(found({ allowLocal: false })).toEqual([]);
		expect(found({ allowLocal: true, hotkey: "d" })).toEqual([3]);
	});
});
