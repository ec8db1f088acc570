import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import { encodeInferRequest, loadBundle, type TaskBundle } from "../../../subnets/index.js";
import { parseEvidenceDocument } from "../../../validator/evidence/exportedVerdict.js";
import type { NewVerdict } from "../../../validator/evidence/verdict.js";
import { createApiKeys } from "../../../validator/gateway/apiKeys.js";
import { openApiKey } from "../../../validator/gateway/openApiKey.js";
import { buildGateway } from "../../../validator/gateway/startGateway.js";
import { createValidatorMetrics } from "../../../validator/gateway/validatorMetrics.js";
import { createOrganicQueue, type OrganicQueue } from "../../../validator/round/organicQueue.js";
import { openState, type ValidatorState } from "../../../validator/state/openState.js";
import { createRecords } from "../../../validator/validatorRecords.js";
import { createMemoryChain } from "./memoryChain.js";

let folder: string;
let state: ValidatorState;
let server: FastifyInstance;
let queue: OrganicQueue;
let bundle: TaskBundle;
const authorization = "Bearer good-key";

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-gateway-"));
	state = openState({ folder, genesisHash: "0x", hotkey: "5Own" });
	bundle = await loadBundle("text-generation");
	const bundles = new Map([[2, bundle]]);
	queue = createOrganicQueue(2);
	const organics = new Map([[2, queue]]);
	server = buildGateway(
		{ port: 0, apiKeys: ["good-key"], perMinute: 5 },
		{
			bundles,
			organics,
			records: createRecords({ bundles, state }),
			metrics: createValidatorMetrics({ organics }),
			chain: createMemoryChain(),
			hotkey: "5Own",
			verifySignature,
			logger: pino({ level: "silent" }),
			signal: new AbortController().signal,
		},
	);
});

afterEach(async () => {
	queue.close();
	await server.close();
	state.close();
	rmSync(folder, { recursive: true, force: true });
});

const query = (payload: object, headers: Record<string, string> = { authorization }) =>
	server.inject({ method: "POST", url: "/api/query", payload, headers });

describe("who may read scores, verdicts, rounds, weights and metrics", () => {
	const paths = ["/api/scores", "/api/verdicts", "/api/rounds", "/api/weights", "/metrics"];
	const status = async (url: string, from: object) => (await server.inject({ url, ...from })).statusCode;

	it("is this computer, and whoever holds a key elsewhere", async () => {
		for (const url of paths) {
			for (const remoteAddress of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
				expect(await status(url, { remoteAddress }), url).toBe(200);
			for (const remoteAddress of ["192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7"])
				expect(await status(url, { remoteAddress }), url).toBe(401);
			// A proxy on this computer passes on what comes from elsewhere.
			expect(await status(url, { headers: { "x-forwarded-for": "192.0.2.7" } }), url).toBe(401);
			expect(await status(url, { remoteAddress: "192.0.2.7", headers: { authorization } }), url).toBe(200);
		}
		expect(await status("/health", { remoteAddress: "192.0.2.7" })).toBe(200);
	});

	it("is closed out where it opens more connections than the gateway takes", async () => {
		server.server.maxConnections = 2;
		await server.listen({ host: "127.0.0.1", port: 0 });
		const { port } = server.server.address() as { port: number };
		const sockets = Array.from({ length: 4 }, () => connect(port, "127.0.0.1"));
		const closed = await Promise.all(
			sockets.map(
				(socket) =>
					new Promise<boolean>((resolve) => {
						socket.on("close", () => resolve(true));
						socket.on("error", () => resolve(true));
						socket.on("data", () => resolve(false));
						socket.on("connect", () => socket.write("GET /health HTTP/1.1\r\nHost: here\r\n\r\n"));
					}),
			),
		);
		for (const socket of sockets) socket.destroy();
		expect(closed.filter(Boolean)).toHaveLength(2);
	});
});

describe("researchers' routes", () => {
	it("refuse who has no key, a wrong key, or used it up", async () => {
		for (const headers of [
			{},
			{ authorization: "Bearer bad" },
			{ authorization: "good-key" },
			{ authorization: "Bearer" },
		]) {
			const response = await query({ netuid: 2, text: "x" }, headers as Record<string, string>);
			expect(response.statusCode).toBe(401);
			expect(response.json()).toMatchObject({ code: "API_KEY_WRONG", remedy: expect.any(String) });
		}
		for (let i = 0; i < 5; i++) expect((await query({ netuid: 9, text: "x" })).statusCode).toBe(404);
		const late = await query({ netuid: 2, text: "x" });
		expect(late.statusCode).toBe(429);
		expect(Number(late.headers["retry-after"])).toBeGreaterThan(0);
	});

	it("put a request into the next round, and give what came of it", async () => {
		const answer = query({ netuid: 2, text: "In the beginning" });
		await queue.arrival(new AbortController().signal);
		const [organic] = queue.take(1);
		expect(bundle.task.check(organic?.request ?? { inputs: [] })).toBeUndefined();
		organic?.settle({ ok: false, code: "NO_GOOD_ANSWER", reason: "uid 3: no answer" });
		const response = await answer;
		expect(response.statusCode).toBe(502);
		expect(response.json()).toMatchObject({ code: "NO_GOOD_ANSWER", message: "uid 3: no answer" });
	});

	it("answer hostile bodies with 4xx and stay up", async () => {
		const bodies: (string | object)[] = [
			"{",
			"[]",
			"null",
			'{"__proto__":{"netuid":2}}',
			{ netuid: "two" },
			{ netuid: 2, text: 5 },
			{ netuid: 2, other: 1 },
			{ netuid: 2 },
		];
		for (const payload of bodies) {
			const response = await server.inject({
				method: "POST",
				url: "/api/query",
				headers: { authorization, "content-type": "application/json" },
				payload,
			});
			expect(response.statusCode).toBeGreaterThanOrEqual(400);
			expect(response.statusCode).toBeLessThan(500);
			expect(response.json()).toMatchObject({
				code: expect.any(String),
				message: expect.any(String),
				remedy: expect.any(String),
			});
		}
	});

	it("take Open Inference Protocol requests for the task by its name", async () => {
		const { body, headers } = encodeInferRequest(await bundle.task.fromInput({ text: "In the beginning" }));
		const send = (model: string) =>
			server.inject({
				method: "POST",
				url: `/v2/models/${model}/infer`,
				headers: { authorization, ...headers },
				payload: Buffer.from(body),
			});
		expect((await send("unknown")).statusCode).toBe(404);
		const answer = send("text-generation");
		await queue.arrival(new AbortController().signal);
		queue.take(1)[0]?.settle({ ok: false, code: "NO_MINER", reason: "nobody" });
		expect((await answer).statusCode).toBe(503);
	});

	it("give a miner nothing to tell a researcher's request by, and no part of an answer to leave out", async () => {
		const [text, named] = ["In the beginning", ["text"]];
		const plain = await bundle.task.fromInput({ text });
		const { parameters = {}, inputs } = plain;
		const { body, headers } = encodeInferRequest({
			inputs,
			id: "mine",
			outputs: named,
			binaryOutputs: true,
			parameters: Object.fromEntries(Object.entries(parameters).reverse()),
		});
		const answer = server.inject({
			method: "POST",
			url: "/v2/models/text-generation/infer",
			headers: { authorization, ...headers },
			payload: Buffer.from(body),
		});
		await queue.arrival(new AbortController().signal);
		const [organic] = queue.take(1);
		organic?.settle({ ok: false, code: "NO_MINER", reason: "nobody" });
		await answer;
		expect(organic).toBeDefined();
		expect(encodeInferRequest(organic?.request ?? { inputs: [] })).toEqual(encodeInferRequest(plain));
	});
});

describe("open routes", () => {
	it("tell health, figures, scores, rounds", async () => {
		state.miners.ensure(2, "a", 1);
		const health = await server.inject("/health");
		expect(health.json()).toMatchObject({
			ok: true,
			hotkey: "5Own",
			subnets: [{ netuid: 2, task: "text-generation", waiting: 0 }],
		});
		expect((await server.inject("/metrics")).body).toContain("ganglion_validator_organic_waiting");
		expect((await server.inject("/api/scores")).json()).toMatchObject({
			scores: [{ netuid: 2, hotkey: "a", score: 0 }],
		});
		expect((await server.inject("/api/scores?netuid=7")).json()).toEqual({ scores: [] });
		expect((await server.inject("/api/rounds?limit=5")).json()).toEqual({ rounds: [] });
		expect((await server.inject("/api/verdicts?limit=0")).statusCode).toBe(400);
		expect((await server.inject("/none")).statusCode).toBe(404);
	});

	it("give verdicts with their evidence or without, as one document", async () => {
		const verdict: NewVerdict = {
			netuid: 2,
			round: 1,
			block: 1,
			uid: 1,
			hotkey: "a",
			atMs: 1,
			requestNonce: "1",
			verdict: "fail",
			code: "AUDIT_FAILED",
			reason: 'it says "no"',
			measured: Number.POSITIVE_INFINITY,
			tolerance: 1,
			score: 0,
			quality: 0,
			latencyMs: 1,
			taskHash: bundle.hash,
			evidence: {
				receipt: {},
				status: 200,
				request: { headers: {}, body: new Uint8Array([1]) },
				response: { headers: {}, body: new Uint8Array([2]) },
			},
		};
		expect((await server.inject("/api/verdicts")).json()).toEqual({ verdicts: [] });
		for (let i = 0; i < 3; i++) state.verdicts.add(verdict);
		const plain = (await server.inject("/api/verdicts?netuid=2")).json();
		expect(plain.verdicts.map(({ id }: { id: number }) => id)).toEqual([3, 2, 1]);
		expect(plain.verdicts[0]).toMatchObject({ reason: 'it says "no"', measured: null, receipt: null });
		const proven = await server.inject("/api/verdicts?each=2&evidence=true");
		expect(proven.headers["content-type"]).toMatch("application/json");
		expect(parseEvidenceDocument(proven.json())).toMatchObject([
			{ requestNonce: "1", receipt: { requestBody: "AQ==", responseBody: "Ag==" } },
			{ receipt: { requestBody: "AQ==" } },
		]);
	});

	it("keep weights that are committed, and every salt, to themselves", async () => {
		const planned = {
			netuid: 2,
			madeAtBlock: 1,
			epoch: 0,
			uids: [1],
			hotkeys: ["a"],
			weights: [65_535],
			versionKey: 0n,
			salt: [41_414],
			hash: "0xff",
			revealEpoch: 1,
			mode: "commit" as const,
		};
		const id = state.weights.plan(planned);
		state.weights.update(id, { state: "committed" });
		const sealed = await server.inject("/api/weights");
		expect(sealed.body).not.toMatch(/41414|65535/);
		state.weights.update(id, { state: "revealed" });
		const open = await server.inject("/api/weights");
		expect(open.body).toContain("65535");
		expect(open.body).not.toContain("41414");
	});
});

describe("keys", () => {
	it("are counted a minute each", () => {
		let now = 0;
		const keys = createApiKeys(["a", "b"], 1, () => now);
		expect(keys.admit("Bearer a").ok).toBe(true);
		expect(keys.admit("Bearer a")).toEqual({ ok: false, retryAfterS: 60 });
		expect(keys.admit("Bearer b").ok).toBe(true);
		now = 60_000;
		expect(keys.admit("Bearer a").ok).toBe(true);
	});

	it("let nobody in where there are none", () => {
		expect(createApiKeys([], 1, Date.now).admit("Bearer ").ok).toBe(false);
		expect(createApiKeys([], 1, Date.now).admit(undefined).ok).toBe(false);
	});

	it("are made once for a folder", () => {
		const { key } = openApiKey(folder);
		expect(key.length).toBeGreaterThan(20);
		expect(openApiKey(folder).key).toBe(key);
	});
});
