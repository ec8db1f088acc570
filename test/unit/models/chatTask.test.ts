import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Miner } from "../../../miner/index.js";
import {
	type Answer,
	createRandom,
	findTensor,
	type InferRequest,
	initModelTask,
	type ReceivedAnswer,
	textsOf,
} from "../../../subnets/index.js";
import { ask, codeOf, minerKey } from "../miner/ask.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { openTask } from "../subnets/taskSession.js";
import { textOf } from "../subnets/textOf.js";
import { messageRequest } from "./messageRequest.js";
import { DECODER, ENCODER, findRealModels } from "./realModels.js";

const real = await findRealModels();
const reason = "missing" in real ? ` (${real.missing})` : "";
const miner = minerKey.address;
const other = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const SKY = "Explain in three sentences why the sky is blue.";

describe.skipIf("missing" in real)(`chat by SmolLM2-135M-Instruct${reason}`, () => {
	let folder: string;
	let chat: Awaited<ReturnType<typeof openTask>>;
	beforeAll(async () => {
		if ("missing" in real) return;
		folder = await mkdtemp(join(tmpdir(), "ganglion-chat-"));
		await initModelTask({ folder, task: "chat", model: DECODER, models: real.models });
		chat = await openTask(folder);
	});
	afterAll(async () => {
		await rm(folder, { recursive: true });
	});

	const answerTo = (asked: InferRequest, by = miner) => chat.task.answer(chat.session, asked, { miner: by });
	const audit = (asked: InferRequest, answer: ReceivedAnswer, by = miner) =>
		chat.task.audit(chat.session, asked, answer, async () => undefined, { miner: by });
	const replaced = (answer: Answer, name: string, change: (data: never) => unknown): ReceivedAnswer => ({
		outputs: answer.outputs.map((tensor) =>
			tensor.name === name ? { ...tensor, data: change(tensor.data as never) as typeof tensor.data } : tensor,
		),
	});

	it("answers by the model's own chat template: the words of its other implementations", async () => {
		const answer = await answerTo(messageRequest(SKY, { maxTokens: 12 }));
		expect(textOf(answer)).toBe("The sky is blue because of a process called Rayleigh scattering");
		expect(textsOf(answer.outputs, "finish_reason")).toEqual(["length"]);
		expect(Array.from(findTensor(answer.outputs, "prompt_tokens")?.data as Int32Array)).toEqual([40]);
	});

	it("ends at the model's own end, which is no part of the text", async () => {
		const asked = messageRequest("Say only the word yes.", { maxTokens: 120 });
		const answer = await answerTo(asked);
		expect(textsOf(answer.outputs, "finish_reason")).toEqual(["stop"]);
		expect(textOf(answer)).not.toContain("<|im_end|>");
		expect(await audit(asked, answer)).toMatchObject({ verdict: "pass" });
		const longer = replaced(answer, "token_ids", (ids: BigInt64Array) => ids.with(0, 2n));
		expect(await audit(asked, longer)).toMatchObject({
			verdict: "fail",
			reason: "answer goes on past its end",
		});
	});

	it("gives a single token, and no text where that is a stop text", async () => {
		const asked = messageRequest(SKY, { maxTokens: 1 });
		const answer = await answerTo(asked);
		expect(textOf(answer)).toBe("The");
		expect(await audit(asked, answer)).toMatchObject({ verdict: "pass" });
		const stopped = messageRequest(SKY, { stop: ["The"] });
		const empty = await answerTo(stopped);
		expect([textOf(empty), ...(textsOf(empty.outputs, "finish_reason") ?? [])]).toEqual(["", "stop"]);
		expect(await audit(stopped, empty)).toMatchObject({ verdict: "pass" });
	});

	it("ends before a stop text, and streams nothing of it", async () => {
		const pieces: string[] = [];
		const asked = messageRequest(SKY, { stop: ["Rayleigh"] });
		const answer = await chat.task.answer(chat.session, asked, {
			miner,
			onToken: (piece) => pieces.push(piece),
		});
		expect(textOf(answer)).toBe("The sky is blue because of a process called ");
		expect(pieces.join("")).toBe(textOf(answer));
		expect(pieces.length).toBeGreaterThan(3);
		expect(await audit(asked, answer)).toMatchObject({ verdict: "pass" });
	});

	it("draws the same from the same seed and hotkey, and else another", async () => {
		const seeded = (seed: number) => messageRequest(SKY, { temperature: 1, seed, maxTokens: 10 });
		const text = textOf(await answerTo(seeded(7)));
		expect(textOf(await answerTo(seeded(7)))).toBe(text);
		expect(textOf(await answerTo(seeded(8)))).not.toBe(text);
		expect(textOf(await answerTo(seeded(7), other))).not.toBe(text);
	});

	it("gives the likeliest tokens with their log probabilities, which an audit checks", async () => {
		const asked = messageRequest(SKY, { maxTokens: 6, logprobs: true, topLogprobs: 3 });
		const answer = await answerTo(asked);
		const ids = findTensor(answer.outputs, "top_token_ids");
		const rivals = ids?.data as BigInt64Array;
		const top = findTensor(answer.outputs, "top_logprobs")?.data as Float32Array;
		expect(ids?.shape).toEqual([6, 3]);
		const chosen = findTensor(answer.outputs, "token_ids")?.data as BigInt64Array;
		chosen.forEach((id, place) => {
			expect(rivals[3 * place]).toBe(id);
			expect(top[3 * place]).toBeGreaterThanOrEqual(top[3 * place + 1] ?? Number.NaN);
			expect(top[3 * place + 1]).toBeGreaterThanOrEqual(top[3 * place + 2] ?? Number.NaN);
		});
		expect(await audit(asked, answer)).toMatchObject({ verdict: "pass" });
		for (const [name, change] of [
			["top_logprobs", (data: Float32Array) => data.map((value, i) => (i === 4 ? value - 0.01 : value))],
			["top_token_ids", (data: BigInt64Array) => data.with(4, 5n)],
			["logprobs", (data: Float32Array) => data.map((value) => value + 0.01)],
		] as const)
			expect(await audit(asked, replaced(answer, name, change)), name).toMatchObject({ verdict: "fail" });
	});

	it("passes the audit honestly, and by no other model, hotkey or token", async () => {
		const cheap = await chat.altered("other-model");
		for (let i = 0; i < 3; i++) {
			const { request: asked } = await chat.task.sample(createRandom(`chat ${i}`), 0);
			const answer = await answerTo(asked);
			expect(chat.task.score({ request: asked }, answer)).toBe(1);
			expect(await audit(asked, answer)).toMatchObject({ verdict: "pass" });
			const wrong = await chat.task.answer(cheap, asked, { miner });
			expect(await audit(asked, wrong)).toMatchObject({ verdict: "fail" });
			const seeded = asked.parameters?.temperature !== 0;
			expect((await audit(asked, answer, other)).verdict).toBe(seeded ? "fail" : "pass");
			const flipped = replaced(answer, "token_ids", (ids: BigInt64Array) => ids.with(0, (ids[0] ?? 0n) + 1n));
			expect(chat.task.score({ request: asked }, flipped)).toBe(0);
		}
		expect(chat.task.score({ request: messageRequest(SKY) }, { outputs: [] })).toBe(0);
	});

	it("goes on with a raw prompt, and through a prompt longer than one run", async () => {
		const prompt = `${"The ship left the harbour and the crew sang. ".repeat(40)}The capital of France is`;
		const asked = messageRequest("", { body: { prompt }, maxTokens: 3 });
		const answer = await answerTo(asked);
		expect(Array.from(findTensor(answer.outputs, "prompt_tokens")?.data as Int32Array)[0]).toBeGreaterThan(
			256,
		);
		expect(textOf(answer)).toMatch(/Paris/);
		expect(await audit(asked, answer)).toMatchObject({ verdict: "pass" });
	});

	it("refuses a prompt past the context, before any run", async () => {
		await expect(answerTo(messageRequest("word ".repeat(1100)))).rejects.toMatchObject({
			code: "CONTEXT_EXCEEDED",
			status: 400,
		});
	});

	it("serves no encoder", async () => {
		if ("missing" in real) return;
		const made = initModelTask({ folder: `${folder}-x`, task: "chat", model: ENCODER, models: real.models });
		await expect(made).rejects.toMatchObject({ code: "BUNDLE_UNUSABLE" });
	});

	describe("served by a miner", () => {
		let server: Miner;
		beforeAll(async () => {
			server = await startTestMiner(chat);
		});
		afterAll(async () => {
			await server?.stop();
		});
		const post = (path: string, body: unknown) => ask(server.server, path, Buffer.from(JSON.stringify(body)));
		const json = (answer: Awaited<ReturnType<typeof ask>>) => JSON.parse(Buffer.from(answer.body).toString());
		const messages = [{ role: "user", content: SKY }];

		it("speaks chat completions, with usage and log probabilities", async () => {
			const body = { messages, max_tokens: 8, temperature: 0, logprobs: true, top_logprobs: 2 };
			const answer = json(await post("/v1/chat/completions", body));
			expect(answer).toMatchObject({
				object: "chat.completion",
				model: chat.manifest.name,
				usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48 },
				choices: [{ finish_reason: "length", message: { role: "assistant" } }],
			});
			const { content } = answer.choices[0].logprobs;
			expect(content).toHaveLength(8);
			expect(content.map(({ token }: { token: string }) => token).join("")).toBe(
				answer.choices[0].message.content,
			);
			expect(content[0].top_logprobs).toHaveLength(2);
			expect(content[0].top_logprobs[0].logprob).toBe(content[0].logprob);
		});

		it("streams, and several conversations at a time", async () => {
			const ask1 = (content: string) =>
				post("/v1/chat/completions", {
					messages: [{ role: "user", content }],
					max_tokens: 8,
					temperature: 0,
					stream: true,
					stream_options: { include_usage: true },
				});
			const answers = await Promise.all([ask1(SKY), ask1("Name a colour."), ask1(SKY)]);
			const texts = answers.map((answer) => {
				const events = Buffer.from(answer.body).toString().split("\n\n");
				const chunks = events
					.filter((event) => event.startsWith("data: {"))
					.map((event) => JSON.parse(event.slice(6)));
				expect(chunks.at(-1)).toMatchObject({
					choices: [],
					usage: { completion_tokens: expect.any(Number) },
				});
				return chunks.map(({ choices: [choice] }) => choice?.delta.content ?? "").join("");
			});
			expect(texts[0]).toMatch(/^The sky is blue because of a process/);
			expect(texts[2]).toBe(texts[0]);
			expect(texts[1]).not.toBe(texts[0]);
		});

		it("speaks completions, and gives a drawn seed back that draws the same again", async () => {
			const body = { prompt: "Once upon a time", max_tokens: 8, logprobs: 1 };
			const first = json(await post("/v1/completions", body));
			expect(first.choices[0].logprobs.tokens.join("")).toBe(first.choices[0].text);
			const again = json(await post("/v1/completions", { ...body, seed: first.seed }));
			expect(again.choices[0].text).toBe(first.choices[0].text);
		});

		it.each([
			[{ messages, top_p: 1.5 }, "PARAMETER_RANGE"],
			[{ messages, tools: [{ type: "function", function: { name: "f" } }] }, "OPTION_UNSUPPORTED"],
			[{ messages, logit_bias: { 49152: 1 } }, "PARAMETER_RANGE"],
			[{ messages, n: 2 }, "OPTION_UNSUPPORTED"],
			[{ messages: [{ role: "robot", content: "hi" }] }, "INPUT_SHAPE"],
			[{ messages: [{ role: "user", content: "word ".repeat(1100) }] }, "CONTEXT_EXCEEDED"],
			[{ messages, max_tokens: 0 }, "PARAMETER_RANGE"],
			[{ messages, logprobs: true, top_logprobs: 21 }, "PARAMETER_RANGE"],
			[{ messages, temperature: "hot" }, "PARAMETER_RANGE"],
		])("refuses %o in OpenAI's shape and in our own", async (body, code) => {
			const answer = await post("/v1/chat/completions", body);
			expect([answer.status, codeOf(answer)]).toEqual([400, code]);
			expect(json(answer).error).toMatchObject({
				message: expect.any(String),
				type: "invalid_request_error",
				code,
				param: null,
			});
		});
	});
});
