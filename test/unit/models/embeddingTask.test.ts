import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Miner } from "../../../miner/index.js";
import {
	createRandom,
	decodeInferResponse,
	encodeInferRequest,
	findTensor,
	initModelTask,
	type ReceivedAnswer,
	textTensor,
} from "../../../subnets/index.js";
import { ask, codeOf, minerKey } from "../miner/ask.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { honestDemand, openTask } from "../subnets/taskSession.js";
import { DECODER, ENCODER, findRealModels } from "./realModels.js";

const real = await findRealModels();
const reason = "missing" in real ? ` (${real.missing})` : "";
const miner = minerKey.address;

describe.skipIf("missing" in real)(`embedding by all-MiniLM-L6-v2${reason}`, () => {
	let folder: string;
	let text: Awaited<ReturnType<typeof openTask>>;
	beforeAll(async () => {
		if ("missing" in real) return;
		folder = await mkdtemp(join(tmpdir(), "ganglion-embedding-"));
		await initModelTask({ folder, task: "embedding", model: ENCODER, models: real.models });
		text = await openTask(folder);
	});
	afterAll(async () => {
		await rm(folder, { recursive: true });
	});

	const embed = async (...texts: string[]): Promise<Float32Array[]> => {
		const answer = await text.task.answer(text.session, { inputs: [textTensor("text", texts)] }, { miner });
		const data = findTensor(answer.outputs, "embedding")?.data as Float32Array;
		return texts.map((_, i) =>
			data.subarray((i * data.length) / texts.length, ((i + 1) * data.length) / texts.length),
		);
	};
	const cosine = (a: Float32Array, b: Float32Array) =>
		a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

	it("puts texts of like meaning near each other: the figures of the model's own library", async () => {
		const [cat, kitten, rates] = await embed("cat", "kitten", "interest rates");
		if (cat === undefined || kitten === undefined || rates === undefined) throw new Error("no vectors");
		expect(cosine(cat, kitten)).toBeCloseTo(0.786, 2);
		expect(cosine(cat, rates)).toBeCloseTo(0.157, 2);
		expect(cosine(cat, cat)).toBeCloseTo(1, 5);
	});

	it("gives a text the same vector alone, beside others and in another request's batch", async () => {
		const long = "word ".repeat(400);
		const [alone] = await embed("a quiet harbour");
		const [, beside] = await embed("something much longer than the other text here", "a quiet harbour", long);
		const requests = [["the bank"], ["a quiet harbour"], [long]].map((texts) => ({
			inputs: [textTensor("text", texts)],
		}));
		const batch = await text.task.answerBatch?.(text.session, requests, { miner });
		const third = findTensor(batch?.[1]?.outputs ?? [], "embedding")?.data as Float32Array;
		for (const vector of [beside, third])
			expect(Math.max(...(alone ?? []).map((value, i) => Math.abs(value - (vector?.[i] ?? 9))))).toBeLessThan(
				1e-5,
			);
		const tokens = findTensor(batch?.[2]?.outputs ?? [], "tokens")?.data;
		expect(Array.from(tokens as Int32Array)).toEqual([256]);
	});

	it("passes the audit honestly, and by no cheaper model, altered vector or other hotkey", async () => {
		const other = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
		const cheap = await text.altered("other-model");
		for (let i = 0; i < 4; i++) {
			const { request } = await text.task.sample(createRandom(`embedding ${i}`));
			const answer = await text.task.answer(text.session, request, { miner });
			const audit = (given: ReceivedAnswer, demand = honestDemand(answer), by = miner) =>
				text.task.audit(text.session, request, given, demand, { miner: by });
			expect(await audit(answer)).toMatchObject({ verdict: "pass", measured: 0 });
			expect(await audit(answer, honestDemand(answer), other)).toMatchObject({ verdict: "fail" });
			expect(await audit(answer, async () => undefined)).toMatchObject({ verdict: "fail" });
			const wrong = await text.task.answer(cheap, request, { miner });
			expect(await audit(wrong, honestDemand(wrong))).toMatchObject({ verdict: "fail" });
			const vectors = findTensor(answer.outputs, "embedding")?.data as Float32Array;
			const flipped = {
				outputs: answer.outputs.map((tensor) =>
					tensor.name === "embedding" ? { ...tensor, data: vectors.map((value) => -value) } : tensor,
				),
			};
			expect(text.task.score({ request }, flipped)).toBe(1);
			expect(await audit(flipped)).toMatchObject({ verdict: "fail" });
			const scaled = {
				outputs: answer.outputs.map((tensor) =>
					tensor.name === "embedding" ? { ...tensor, data: vectors.map((value) => 2 * value) } : tensor,
				),
			};
			expect(text.task.score({ request }, scaled)).toBe(0);
			expect(text.task.score({ request }, { outputs: [] })).toBe(0);
		}
	});

	it.each([
		[[], "INPUT_SHAPE"],
		[Array.from({ length: 17 }, () => "a"), "INPUT_SHAPE"],
		[[""], "INPUT_RANGE"],
		[["a".repeat(100_000)], "INPUT_RANGE"],
	])("refuses %o", (texts, code) => {
		expect(text.task.check({ inputs: [textTensor("text", texts)] })).toMatchObject({ status: 400, code });
	});

	it("makes one manifest of the same files, and none of a model that is no encoder", async () => {
		if ("missing" in real) return;
		const again = await mkdtemp(join(tmpdir(), "ganglion-embedding-"));
		const { manifest } = await initModelTask({
			folder: again,
			task: "embedding",
			model: ENCODER,
			models: real.models,
		});
		expect(manifest).toEqual(text.manifest);
		expect(manifest).toMatchObject({
			name: "embedding-all-minilm-l6-v2",
			sampler: { parameters: { maxTokens: 256 } },
		});
		const decoder = { folder: again, task: "embedding", model: DECODER, models: real.models };
		await expect(initModelTask(decoder)).rejects.toMatchObject({ code: "BUNDLE_UNUSABLE" });
		await rm(again, { recursive: true });
	});

	describe("served by a miner", () => {
		let server: Miner;
		beforeAll(async () => {
			server = await startTestMiner(text);
		});
		afterAll(async () => {
			await server?.stop();
		});
		const post = (body: unknown) => ask(server.server, "/v1/embeddings", Buffer.from(JSON.stringify(body)));

		it("answers OpenAI's embeddings, as numbers and in base64", async () => {
			const numbers = await post({ input: ["cat", "kitten"], model: text.manifest.name });
			expect(numbers.status).toBe(200);
			const { data, usage, object } = JSON.parse(Buffer.from(numbers.body).toString());
			expect(object).toBe("list");
			expect(data.map(({ index }: { index: number }) => index)).toEqual([0, 1]);
			expect(usage).toEqual({ prompt_tokens: 6, total_tokens: 6 });
			const [cat] = await embed("cat");
			expect(Float32Array.from(data[0].embedding)).toEqual(Float32Array.from(cat ?? []));
			const packed = await post({ input: "cat", encoding_format: "base64" });
			const bytes = Buffer.from(JSON.parse(Buffer.from(packed.body).toString()).data[0].embedding, "base64");
			expect(new Float32Array(new Uint8Array(bytes).buffer)).toEqual(Float32Array.from(cat ?? []));
		});

		it.each([
			[{ input: [[1, 2, 3]] }, 400, "BODY_SHAPE"],
			[{ input: "" }, 400, "INPUT_RANGE"],
			[{ input: "a", dimensions: 128 }, 400, "BODY_SHAPE"],
			[{ input: "a", model: "another" }, 404, "MODEL_UNKNOWN"],
		])("refuses %o", async (body, status, code) => {
			const answer = await post(body);
			expect([answer.status, codeOf(answer)]).toEqual([status, code]);
		});

		it("answers Open Inference Protocol, with rows that an audit demands", async () => {
			const { request } = await text.task.sample(createRandom("served"));
			const { body, headers } = encodeInferRequest(request);
			const answer = await ask(server.server, `/v2/models/${text.manifest.name}/infer`, body, { headers });
			const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
			if (!decoded.ok) throw new Error(decoded.message);
			expect(text.task.score({ request }, decoded.value)).toBe(1);
		});
	});
});
