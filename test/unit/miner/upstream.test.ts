import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import type { Miner, MinerOptions } from "../../../miner/index.js";
import {
	decodeInferResponse,
	encodeInferRequest,
	type InferRequest,
	loadBundle,
	type TaskBundle,
	textTensor,
	verifyReceipt,
} from "../../../subnets/index.js";
import { serveHttp } from "../serveHttp.js";
import { openTask } from "../subnets/taskSession.js";
import { ask, askProbe, codeOf, expectedReceipt, minerKey } from "./ask.js";
import { behindProxy } from "./behindProxy.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

/**
 * A miner in front of servers that run its model. The real ones are miners of their own behind `ganglion proxy`, which
 * speaks both dialects without signatures; those that fail on purpose are plain HTTP servers.
 */

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

type Upstream = NonNullable<MinerOptions["upstream"]>;

describe("a miner in front of servers of the Open Inference Protocol", () => {
	let back: { origin: string; miner: Miner };
	let front: Miner;
	beforeAll(async () => {
		back = await behindProxy(await makeProbeBundle({ raw: true }));
		front = await startTestMiner(await makeProbeBundle(), { upstream: upstream() });
	}, 60_000);
	afterAll(async () => {
		await front.stop();
		await back.miner.stop();
	});
	const upstream = (changed: Partial<Upstream> = {}): Upstream => ({
		kind: "oip",
		servers: [back.origin],
		model: "times",
		concurrency: 4,
		...changed,
	});

	it("answers with the task's own code over their tensors, under its own receipt", async () => {
		const answer = await askProbe(front.server, "hello");
		expect(answer.status).toBe(200);
		const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
		const y = decoded.ok ? decoded.value.outputs.find(({ name }) => name === "y") : undefined;
		expect(y?.data[2]).toBeCloseTo(Math.sin(3) / 3, 6);
		// What the task withholds is kept here, for demands.
		const demand = Buffer.from(JSON.stringify({ nonce: answer.nonce.toString(), tensor: "y", rows: [0] }));
		expect((await ask(front.server, "/v2/models/probe/rows", demand)).status).toBe(200);
	});

	it("says that no model is loaded here", async () => {
		const metadata = (await front.server.inject({ url: "/v2/models/probe" })).json();
		expect(metadata).toMatchObject({ platform: "upstream", ganglion: { executionProvider: "upstream" } });
	});

	it("works on many requests at the same time", async () => {
		const ended: string[] = [];
		const asked = ["nap", "nap", "nap", ""].map(async (text) => {
			const { status } = await askProbe(front.server, text);
			ended.push(text);
			return status;
		});
		expect(await Promise.all(asked)).toEqual([200, 200, 200, 200]);
		// The last one came while three were asleep, and waited for none of them.
		expect(ended).toEqual(["", "nap", "nap", "nap"]);
	});

	it("answers 503 while the servers are away, and goes on when they are back", async () => {
		let isUp = true;
		const { origin: between, close } = await serveHttp((incoming, outgoing) => {
			if (!isUp) return void incoming.socket.destroy();
			const chunks: Buffer[] = [];
			incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
			incoming.on("end", async () => {
				const {
					host: _host,
					connection: _connection,
					"content-length": _length,
					...headers
				} = incoming.headers;
				const answer = await fetch(`${back.origin}${incoming.url}`, {
					method: incoming.method ?? "GET",
					headers: headers as Record<string, string>,
					...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
				});
				const { "transfer-encoding": _encoding, ...kept } = Object.fromEntries(answer.headers);
				outgoing.writeHead(answer.status, kept);
				outgoing.end(Buffer.from(await answer.arrayBuffer()));
			});
		});
		closers.push(close);
		const lines: Record<string, unknown>[] = [];
		const miner = await startTestMiner(
			await makeProbeBundle(),
			{ upstream: upstream({ servers: [between] }) },
			{ logger: pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) }) },
		);
		closers.push(() => miner.stop());
		const servers = async () =>
			(await miner.server.inject("/metrics")).body.match(/(?<=^ganglion_miner_upstream_servers).*$/gm);
		expect((await askProbe(miner.server, "")).status).toBe(200);
		expect(await servers()).toEqual(['{state="healthy"} 1', '{state="lost"} 0']);
		isUp = false;
		const lost = await askProbe(miner.server, "");
		expect([lost.status, codeOf(lost)]).toEqual([502, "UPSTREAM_LOST"]);
		// which one it was stands in the log alone
		expect(Buffer.from(lost.body).toString()).not.toContain(between);
		expect(lines).toContainEqual(
			expect.objectContaining({ fault: expect.stringContaining(`UPSTREAM_LOST at ${between}`) }),
		);
		expect(lines).toContainEqual(
			expect.objectContaining({ server: between, msg: "a server behind this miner is lost" }),
		);
		expect(await servers()).toEqual(['{state="healthy"} 0', '{state="lost"} 1']);
		const readiness = async () => (await miner.server.inject({ url: "/v2/health/ready" })).statusCode;
		expect(await readiness()).toBe(503);
		const away = await askProbe(miner.server, "");
		expect([away.status, codeOf(away)]).toEqual([503, "UPSTREAM_UNAVAILABLE"]);
		isUp = true;
		let status = 0;
		for (let tries = 0; tries < 100 && status !== 200; tries++) {
			await new Promise((resolve) => setTimeout(resolve, 100));
			status = (await askProbe(miner.server, "")).status;
		}
		expect(status).toBe(200);
		expect(await readiness()).toBe(200);
		expect(lines).toContainEqual(
			expect.objectContaining({ server: between, msg: "a server behind this miner is healthy again" }),
		);
	}, 30_000);

	it("is reloaded with other servers, and stays with those before where the others are away", async () => {
		const other = await behindProxy(await makeProbeBundle({ raw: true, scale: 2 }));
		closers.push(() => other.miner.stop());
		const bundle = await makeProbeBundle();
		let servers = ["http://127.0.0.1:9"];
		const miner = await startTestMiner(
			bundle,
			{ upstream: upstream() },
			{ openTask: async () => ({ bundle, upstream: upstream({ servers }) }) },
		);
		closers.push(() => miner.stop());
		const third = async () => {
			const answer = await askProbe(miner.server, "");
			const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
			return decoded.ok ? decoded.value.outputs.find(({ name }) => name === "y")?.data[2] : undefined;
		};
		expect(await miner.reload()).toMatchObject({ ok: false, error: { code: "ENGINE_START" } });
		expect(await third()).toBeCloseTo(Math.sin(3) / 3, 6);
		servers = [other.origin];
		expect(await miner.reload()).toMatchObject({ ok: true });
		expect(await third()).toBeCloseTo((Math.sin(3) * 2) / 3, 6);
	}, 60_000);

	it("does not start without a server that has the task's tensors", async () => {
		const start = async (changed: Partial<Upstream>) =>
			startTestMiner(await makeProbeBundle(), { upstream: upstream(changed) });
		await expect(start({ model: "other" })).rejects.toThrow(/is ready to serve other/);
		await expect(start({ servers: ["http://127.0.0.1:9"] })).rejects.toThrow(/is ready to serve times/);
		const wrong = await serveHttp(
			(_incoming, outgoing) =>
				void outgoing.end(JSON.stringify({ inputs: [{ name: "x" }], outputs: [{ name: "z" }] })),
		);
		closers.push(wrong.close);
		await expect(start({ servers: [wrong.origin] })).rejects.toThrow(/without the tensor y, .*outputs z/);
		await expect(start({ kind: "openai" })).rejects.toThrow(/cannot be answered by OpenAI's API/);
	});
});

describe("a miner in front of servers of OpenAI's API", () => {
	let text: TaskBundle;
	let back: { origin: string; miner: Miner };
	let front: Miner;
	beforeAll(async () => {
		text = await loadBundle("text-generation");
		back = await behindProxy(text);
		const upstream = {
			kind: "openai" as const,
			servers: [back.origin],
			model: text.manifest.name,
			concurrency: 4,
		};
		front = await startTestMiner(text, { upstream });
	}, 60_000);
	afterAll(async () => {
		await front.stop();
		await back.miner.stop();
	});

	const asking = (parameters: InferRequest["parameters"], stop: readonly string[] = []): InferRequest => ({
		inputs: [
			textTensor("prompt", ["In the beginning"]),
			...(stop.length > 0 ? [textTensor("stop", stop)] : []),
		],
		parameters: parameters ?? {},
	});

	async function infer(request: InferRequest) {
		const { body, headers } = encodeInferRequest({ ...request, binaryOutputs: true });
		const answer = await ask(front.server, "/v2/models/text-generation/infer", body, { headers });
		const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
		if (!decoded.ok) throw new Error(decoded.message);
		return { answer, body, outputs: decoded.value.outputs };
	}

	it("gives greedy answers that pass an audit, with its own receipt of the declared model", async () => {
		const { session } = await openTask("text-generation");
		for (const request of [asking({ max_tokens: 24 }), asking({ max_tokens: 60 }, [" ", "and"])]) {
			const { answer, body, outputs } = await infer(request);
			const audit = await text.task.audit(session, request, { outputs }, async () => undefined, {
				miner: minerKey.address,
			});
			expect(audit.verdict, audit.reason).toBe("pass");
			const receipt = verifyReceipt(
				answer.headers as Record<string, string>,
				expectedReceipt({
					requestBody: body,
					response: answer.body,
					nonce: answer.nonce,
					modelSha256: text.manifest.model.sha256,
				}),
				verifySignature,
			);
			expect(receipt).toMatchObject({ ok: true });
		}
	});

	it("gives seeded answers that no audit passes: the randomness is the server's", async () => {
		const request = asking({ max_tokens: 24, temperature: 1.5, seed: 7 });
		const { outputs } = await infer(request);
		const audit = await text.task.audit(
			(await openTask("text-generation")).session,
			request,
			{ outputs },
			async () => undefined,
			{
				miner: minerKey.address,
			},
		);
		expect(audit.verdict).toBe("fail");
	});

	it("streams as the server does", async () => {
		const post = async (stream: boolean) => {
			const fields = { prompt: "In the beginning", max_tokens: 24, temperature: 0, stream };
			const body = Buffer.from(JSON.stringify(fields));
			const headers = { "Content-Type": "application/json" };
			return Buffer.from((await ask(front.server, "/v1/completions", body, { headers })).body).toString(
				"utf8",
			);
		};
		const whole = (JSON.parse(await post(false)) as { choices: { text: string }[] }).choices[0]?.text;
		const events = (await post(true)).split("\n\n").filter((event) => event.startsWith("data: {"));
		const pieces = events.map(
			(event) => (JSON.parse(event.slice(6)) as { choices: { text: string }[] }).choices[0],
		);
		expect(pieces.map((piece) => piece?.text ?? "").join("")).toBe(whole);
		expect(pieces.length).toBeGreaterThan(10);
	});
});
