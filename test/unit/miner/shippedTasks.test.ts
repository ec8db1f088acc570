import { cp, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import { createOrtSession } from "../../../miner/engine/ortSession.js";
import type { Miner } from "../../../miner/index.js";
import {
	createRandom,
	decodeInferResponse,
	encodeInferRequest,
	loadBundle,
	loadModel,
	signRequest,
	verifyReceipt,
} from "../../../subnets/index.js";
import { digestFrames, readFrames } from "../subnets/streamFrames.js";
import { ask, codeOf, expectedReceipt, minerKey, validatorKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

const decode = (answer: Awaited<ReturnType<typeof ask>>) => {
	expect(answer.status, Buffer.from(answer.body).toString("latin1")).toBe(200);
	const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
	if (!decoded.ok) throw new Error(decoded.message);
	return decoded.value;
};

describe.each(["ocr", "text-generation"])("a miner of %s", (name) => {
	let miner: Miner;
	beforeAll(async () => {
		miner = await startTestMiner(await loadBundle(name));
	});
	afterAll(async () => {
		await miner?.stop();
	});

	it("answers a drawn challenge well, in few bytes, over a socket", async () => {
		const { task } = await loadBundle(name);
		const challenge = await task.sample(createRandom("miner test"));
		const { body, headers } = encodeInferRequest({ ...challenge.request, binaryOutputs: true });
		const answer = await ask(miner.server, `/v2/models/${name}/infer`, body, { headers });
		const decoded = decode(answer);
		expect(task.score(challenge, decoded)).toBeGreaterThan(0.8);
		expect(task.show(challenge.request, decoded).length).toBeGreaterThan(3);
		expect(answer.body.length).toBeLessThan(20_000);
	});
});

describe("a miner of text-generation", () => {
	let miner: Miner;
	beforeAll(async () => {
		miner = await startTestMiner(await loadBundle("text-generation"), { limits: { callerConcurrent: 32 } });
	});
	afterAll(async () => {
		await miner?.stop();
	});

	it("answers many at once in batches, each as honest as alone", async () => {
		const { task, manifest } = await loadBundle("text-generation");
		const session = await createOrtSession(
			await loadModel({ folder: (await loadBundle("text-generation")).folder, manifest }),
			{
				threads: 1,
			},
		);
		const challenges = await Promise.all(
			Array.from({ length: 12 }, (_, index) => task.sample(createRandom(`batch ${index}`))),
		);
		const audits = await Promise.all(
			challenges.map(async ({ request }) => {
				const { body, headers } = encodeInferRequest({ ...request, binaryOutputs: true });
				const answer = decode(await ask(miner.server, "/v2/models/text-generation/infer", body, { headers }));
				return task.audit(session, request, answer, async () => undefined, { miner: minerKey.address });
			}),
		);
		expect(audits.map(({ verdict }) => verdict)).toEqual(Array(12).fill("pass"));
	});

	it("streams characters as they are chosen, and signs the whole", async () => {
		const path = "/v1/chat/completions";
		const body = Buffer.from(
			JSON.stringify({
				model: "text-generation",
				messages: [{ role: "user", content: "And the LORD said unto " }],
				max_tokens: 24,
				temperature: 0,
				stream: true,
			}),
		);
		const signed = signRequest({
			method: "POST",
			pathAndQuery: path,
			body,
			receiver: minerKey.address,
			signer: validatorKey,
			nonce: BigInt(Date.now()) * 1_000_000n + 7n,
		});
		const response = await fetch(`${miner.endpoint}${path}`, { method: "POST", headers: signed, body });
		const { frames, receipt } = readFrames(await response.text());
		const pieces = frames
			.slice(0, -2)
			.map((frame) => JSON.parse(frame.slice(6)).choices[0].delta.content as string);
		expect(pieces.length).toBeGreaterThan(10);
		expect(pieces.join("")).toMatch(/^[A-Z][a-z]+/);
		const expectation = expectedReceipt({
			requestBody: body,
			response: { sha256: digestFrames(frames) },
			nonce: BigInt(signed["X-Bittensor-Nonce"] ?? ""),
			modelSha256: (await loadBundle("text-generation")).manifest.model.sha256,
		});
		expect(verifyReceipt(receipt, expectation, verifySignature)).toMatchObject({ ok: true });
	});

	it("refuses a prompt that is too long with 400", async () => {
		const body = Buffer.from(JSON.stringify({ prompt: "a".repeat(500) }));
		const answer = await ask(miner.server, "/v1/completions", body);
		expect([answer.status, codeOf(answer)]).toEqual([400, expect.stringMatching(/LONG|PROMPT|CONTEXT/)]);
	});
});

describe("a model that is not the manifest's", () => {
	it("is refused: one bit flipped on the disk", async () => {
		const { folder } = await makeProbeBundle();
		const copy = await mkdtemp(join(tmpdir(), "ganglion-flipped-"));
		await cp(folder, copy, { recursive: true });
		const file = await open(join(copy, "model.onnx"), "r+");
		await file.write(new Uint8Array([0x41]), 0, 1, 60);
		await file.close();
		await expect(startTestMiner(await loadBundle(copy))).rejects.toMatchObject({ code: "BUNDLE_FILE_HASH" });
		await rm(copy, { recursive: true });
	});
});
