import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { findTensor, type OpenAiFrame, type OpenAiTextMapping, textsOf } from "../../../subnets/index.js";
import { openTextGeneration } from "./openTextGeneration.js";
import { textOf } from "./textOf.js";

let text: Awaited<ReturnType<typeof openTextGeneration>>;
beforeAll(async () => {
	text = await openTextGeneration();
});

describe("OpenAI's shapes of the text-generation task", () => {
	const openai = () => {
		if (text.task.openai === undefined) throw new Error("the task has no OpenAI shapes");
		return text.task.openai as OpenAiTextMapping;
	};
	const frame: OpenAiFrame = { endpoint: "completions", id: "cmpl-1", created: 1, model: "text-generation" };

	it("completes a prompt", async () => {
		const parsed = openai().parse("completions", {
			model: "text-generation",
			prompt: "And the LORD said unto ",
			max_tokens: 20,
			temperature: 0,
			n: 1,
			logit_bias: {},
			user: "someone",
		});
		if (!parsed.ok) throw new Error(parsed.message);
		const answer = await text.answer(parsed.value.request);
		expect(openai().response(frame, parsed.value.request, answer)).toMatchObject({
			id: "cmpl-1",
			object: "text_completion",
			choices: [{ index: 0, text: textOf(answer), finish_reason: "length" }],
			usage: { prompt_tokens: 23, completion_tokens: 20, total_tokens: 43 },
		});
	});

	it("draws a seed where none is given, and says which", () => {
		const seeds = [1, 2, 3].map(() => {
			const parsed = openai().parse("completions", { prompt: "And " });
			if (!parsed.ok) throw new Error(parsed.message);
			const { seed } = openai().response(frame, parsed.value.request, { outputs: [] });
			expect(parsed.value.request.parameters).toMatchObject({ temperature: 1, max_tokens: 16, seed });
			return seed;
		});
		expect(new Set(seeds).size).toBe(3);
	});

	it("reads a chat, as text or parts, and answers in its shape", async () => {
		const parsed = openai().parse("chat/completions", {
			messages: [
				{ role: "system", content: "Speak as a prophet." },
				{ role: "user", content: [{ type: "text", text: "Who is the king?" }] },
			],
			max_completion_tokens: 12,
			stop: ".",
			stream: true,
			stream_options: { include_usage: true },
		});
		expect(parsed).toMatchObject({ ok: true, value: { stream: true, includeUsage: true } });
		if (!parsed.ok) return;
		const { request } = parsed.value;
		expect(textsOf(request.inputs, "prompt")).toEqual(["Speak as a prophet.\nWho is the king?"]);
		const answer = await text.answer(request);
		const chat: OpenAiFrame = { ...frame, endpoint: "chat/completions" };
		expect(openai().response(chat, request, answer)).toMatchObject({
			object: "chat.completion",
			choices: [{ message: { role: "assistant", content: textOf(answer) } }],
		});
		expect(openai().chunk(chat, "Lo")).toMatchObject({
			object: "chat.completion.chunk",
			choices: [{ delta: { content: "Lo" }, finish_reason: null }],
		});
		const last = { choices: [{ delta: {}, finish_reason: expect.stringMatching(/stop|length/) }] };
		expect(openai().lastChunks(chat, request, answer, false)).toMatchObject([last]);
		expect(openai().lastChunks(chat, request, answer, true)).toMatchObject([
			{ ...last, usage: null },
			{ choices: [], usage: { completion_tokens: findTensor(answer.outputs, "token_ids")?.data.length } },
		]);
	});

	it("reads what bends a draw, and an audit follows it", async () => {
		const bent = { top_p: 0.9, frequency_penalty: 0.5, presence_penalty: -0.5, logit_bias: { 1: -100 } };
		const body = { prompt: "In the beginning", max_tokens: 40, temperature: 1, seed: 5 };
		const parsed = openai().parse("completions", { ...body, ...bent, response_format: { type: "text" } });
		if (!parsed.ok) throw new Error(parsed.message);
		const { request } = parsed.value;
		const answer = await text.answer(request);
		// Token 1 is the space, which no verse is without.
		expect(textOf(answer)).not.toContain(" ");
		expect(await text.audit(request, answer)).toMatchObject({ verdict: "pass" });
		for (const name of ["top_p", "frequency_penalty", "presence_penalty", "logit_bias"]) {
			const { [name]: _, ...kept } = request.parameters ?? {};
			const other = { ...request, parameters: kept };
			expect((await text.audit(other, answer)).verdict, name).toBe("fail");
		}
	});

	it.each<[string, unknown]>([
		["no object", "text"],
		["null", null],
		["no prompt", {}],
		["two prompts", { prompt: ["a", "b"] }],
		["token ids", { prompt: [1, 2] }],
		["two answers", { prompt: "a", n: 2 }],
		["an option that would change the answer", { prompt: "a", top_k: 5 }],
		["a nucleus of nothing", { prompt: "a", top_p: 0 }],
		["a penalty out of range", { prompt: "a", frequency_penalty: 2.5 }],
		["a bias of a token that the model does not have", { prompt: "a", logit_bias: { 63: 1 } }],
		["a bias out of range", { prompt: "a", logit_bias: { 5: 101 } }],
		["a bias that is no object", { prompt: "a", logit_bias: [5] }],
		["a format", { prompt: "a", response_format: { type: "json_object" } }],
		["a prompt that is too long", { prompt: "a".repeat(200) }],
		["a stop that is a number", { prompt: "a", stop: 5 }],
		["a temperature that is a text", { prompt: "a", temperature: "hot" }],
		["a stream that is a text", { prompt: "a", stream: "yes" }],
	])("refuses %s with 400", (_, body) => {
		expect(openai().parse("completions", body)).toMatchObject({ ok: false, status: 400 });
	});

	it.each<[string, unknown]>([
		["no messages", {}],
		["none at all", { messages: [] }],
		["a picture", { messages: [{ role: "user", content: [{ type: "image_url" }] }] }],
		["tools", { messages: [{ role: "user", content: "a" }], tools: [{ type: "function" }] }],
	])("refuses a chat with %s with 400", (_, body) => {
		expect(openai().parse("chat/completions", body)).toMatchObject({ ok: false, status: 400 });
	});

	it("answers any body with a value, never with an exception", () => {
		fc.assert(
			fc.property(
				fc.anything(),
				fc.constantFrom("completions" as const, "chat/completions" as const),
				(body, endpoint) => {
					openai().parse(endpoint, body);
					openai().parse(endpoint, {
						prompt: body,
						messages: [body],
						stop: body,
						max_tokens: body,
						stream_options: body,
					});
					openai().parse(endpoint, { prompt: "a", messages: [], logit_bias: body });
					openai().parse(endpoint, { prompt: "a", messages: [], response_format: body });
				},
			),
		);
	});

	it.each(["logit_bias", "response_format", "tools"])(
		"refuses %s that nests as deep as a body may be",
		(key) => {
			const levels = 20_000;
			const nested: unknown = JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
			const parsed = openai().parse("completions", { prompt: "a", [key]: nested });
			expect(parsed).toMatchObject({ ok: false, status: 400 });
		},
	);
});
