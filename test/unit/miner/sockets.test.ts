import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Miner } from "../../../miner/index.js";
import { signRequest, type TaskBundle } from "../../../subnets/index.js";
import { ask, askProbe, codeOf, minerKey, probeRequest, validatorKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

let bundle: TaskBundle;
let miner: Miner;
const lines: string[] = [];

beforeAll(async () => {
	bundle = await makeProbeBundle();
	miner = await startTestMiner(
		bundle,
		{
			limits: {
				headersMs: 500,
				requestMs: 1000,
				connections: 40,
				badSignaturesPerMinute: 5,
				callerConcurrent: 4,
			},
		},
		{ logger: pino({ level: "debug" }, { write: (line: string) => void lines.push(line) }) },
	);
});
afterAll(async () => {
	await miner?.stop();
});

/** What a server says to raw bytes until it closes the connection. */
function say(text: string): Promise<string> {
	return new Promise((resolve, reject) => {
		let heard = "";
		const socket = connect(miner.port, "127.0.0.1", () => socket.write(text));
		socket.setEncoding("utf8").on("data", (data: string) => {
			heard += data;
		});
		socket.on("close", () => resolve(heard));
		socket.on("error", reject);
	});
}

describe("a connection", () => {
	it("that sends its head too slowly, or its body never, is closed", async () => {
		const [head, body] = await Promise.all([
			say("POST /v2/models/probe/infer HTTP/1.1\r\nHost: x\r\n"),
			say(`${signedHead()}Content-Length: 100\r\n\r\nabc`),
		]);
		expect(head).toMatch(/^HTTP\/1.1 408/);
		expect(body).toMatch(/^HTTP\/1.1 408/);
	});

	it("whose body has no end is closed at the limit", async () => {
		const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
		expect(await say(`${signedHead()}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`)).toMatch(
			/^HTTP\/1.1 413/,
		);
	});

	it("that speaks no HTTP, or too long a head, is closed with 4xx", async () => {
		expect(await say("\u0016\u0003\u0001 hello\r\n\r\n")).toMatch(/^HTTP\/1.1 400/);
		expect(await say(`GET / HTTP/1.1\r\nHost: x\r\nA: ${"b".repeat(20_000)}\r\n\r\n`)).toMatch(
			/^HTTP\/1.1 431/,
		);
	});

	it("without a signature gets its refusal before it has sent its body", async () => {
		const heard = await say(
			"POST /v2/models/probe/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n",
		);
		expect(heard).toMatch(/^HTTP\/1.1 401/);
		expect(heard).toMatch(/MALFORMED_AUTH/);
	});

	it("among too many is dropped, and the miner serves on when they are gone", async () => {
		const sockets = Array.from({ length: 60 }, () =>
			connect(miner.port, "127.0.0.1").on("error", () => undefined),
		);
		// 40 places
		while (sockets.filter(({ closed }) => closed).length < 20) await delay(10);
		for (const socket of sockets) socket.destroy();
		await delay(50);
		const { status } = await fetch(`${miner.endpoint}/v2/health/ready`);
		expect(status).toBe(200);
	});

	it("closed by the caller ends the work for it", async () => {
		const { body, headers } = probeRequest("spin");
		const before = miner.enginePids();
		const gone = new AbortController();
		const asked = signedFetch(body, headers, gone.signal);
		await delay(300);
		gone.abort();
		await expect(asked).rejects.toThrow();
		while ((await askProbe(miner.server, "")).status !== 200) await delay(50);
		expect(miner.enginePids()).not.toEqual(before);
	});
});

const path = "/v2/models/probe/infer";

function signedHeaders(body: Uint8Array) {
	return signRequest({
		method: "POST",
		pathAndQuery: path,
		body,
		receiver: minerKey.address,
		signer: validatorKey,
	});
}

/** The head of a request that passes every check before its body is read. */
function signedHead(): string {
	const headers = Object.entries(signedHeaders(new Uint8Array()));
	return `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
}

function signedFetch(body: Uint8Array, headers: Record<string, string>, signal: AbortSignal) {
	return fetch(`${miner.endpoint}${path}`, {
		method: "POST",
		headers: { ...headers, ...signedHeaders(body) },
		body: new Uint8Array(body),
		signal,
	});
}

describe("a flood", () => {
	it("of wrong signatures from one address is refused unread", async () => {
		const remoteAddress = "203.0.113.9";
		const spoil = (headers: Record<string, string>) => ({
			...headers,
			"X-Bittensor-Signature": `0x${"00".repeat(64)}`,
		});
		const answers = [];
		for (let index = 0; index < 6; index++)
			answers.push(await askProbe(miner.server, "", { change: spoil, remoteAddress }));
		expect(answers.map(codeOf)).toEqual([...Array(5).fill("BAD_SIGNATURE"), "TOO_MANY_BAD_SIGNATURES"]);
		expect(answers.at(-1)?.headers["retry-after"]).toBe("60");
	});
});

describe("the log", () => {
	it("has a line for each request, without keys, signatures or payloads", async () => {
		const secret = "payload-that-must-not-be-logged";
		const answers = await Promise.all([
			ask(miner.server, "/v1/completions", Buffer.from(JSON.stringify({ prompt: secret }))),
			askProbe(miner.server, secret),
		]);
		expect(answers.map(({ status, body }) => (status === 200 ? 200 : Buffer.from(body).toString()))).toEqual([
			200, 200,
		]);
		const text = lines.join("");
		const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "request");
		expect(requests.length).toBeGreaterThan(5);
		expect(requests.at(-1)).toMatchObject({
			route: expect.any(String),
			status: expect.any(Number),
			ms: expect.any(Number),
		});
		expect(text).not.toContain(secret);
		expect(text.toLowerCase()).not.toContain('signature":');
	});
});

describe("metrics", () => {
	it("count requests, refusals and receipts, and are for this machine alone", async () => {
		const { statusCode, body } = await miner.server.inject("/metrics");
		expect(statusCode).toBe(200);
		expect(body).toMatch(
			/ganglion_miner_requests_total\{route="\/v2\/models\/probe\/infer",status="401",code="BAD_SIGNATURE"\} 5/,
		);
		expect(body).toMatch(/^ganglion_miner_engines_ready 1$/m);
		expect(body).toMatch(/^ganglion_miner_connections \d+$/m);
		const cutOff = (reason: string) =>
			Number(new RegExp(`^ganglion_miner_cut_off_total{reason="${reason}"} (\\d+)$`, "m").exec(body)?.[1]);
		expect([cutOff("no_http"), cutOff("in_debt")]).toEqual([2, 0]);
		expect(cutOff("too_slow")).toBeGreaterThanOrEqual(2);
		expect(cutOff("no_place")).toBeGreaterThanOrEqual(20);
		const stranger = await miner.server.inject({ url: "/metrics", remoteAddress: "203.0.113.7" });
		expect([stranger.statusCode, stranger.json().code]).toEqual([403, "METRICS_PRIVATE"]);
	});
});

describe("a miner that is stopped", () => {
	it("gives the running answer, takes no further request, and leaves no process", async () => {
		const other = await startTestMiner(bundle);
		const pids = other.enginePids();
		const napping = askProbe(other.server, "nap");
		await delay(100);
		await other.stop();
		expect((await napping).status).toBe(200);
		await expect(fetch(`${other.endpoint}/v2/health/live`)).rejects.toThrow();
		for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
	});

	it("while it starts leaves no process either", async () => {
		const stopping = new AbortController();
		const starting = startTestMiner(bundle, {}, { signal: stopping.signal });
		await delay(50);
		stopping.abort();
		await expect(starting).rejects.toThrow();
	});
});
