import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { chooseToken, logProbability, shortfall } from "../../../subnets/generation/chooseToken.js";
import {
	type Answer,
	createRandom,
	findTensor,
	type InferRequest,
	type ModelSession,
	type OpenAiFrame,
	type OpenAiTextMapping,
	type Tensor,
	textsOf,
} from "../../../subnets/index.js";
import { openGenerationBatch } from "../../../subnets/tasks/text-generation/generationBatch.js";
import {
	generationRequest,
	parseGeneration,
} from "../../../subnets/tasks/text-generation/generationRequest.js";
import { readVocabulary } from "../../../subnets/tasks/text-generation/vocabulary.js";
import { answerInTurns } from "./answerInTurns.js";
import { openTask } from "./taskSession.js";

let text: Awaited<ReturnType<typeof openTask>>;
beforeAll(async () => {
	text = await openTask("text-generation");
});

const miner = keypairFromUri("//Miner").address;
const never = async () => undefined;
const ask = (change: Partial<Parameters<typeof generationRequest>[0]> = {}) =>
	generationRequest({
		prompt: "And the LORD said unto ",
		maxTokens: 30,
		temperature: 0,
		seed: 0,
		stop: [],
		...change,
	});
const answerTo = (request: InferRequest) => text.task.answer(text.session, request, { miner });
const auditOf = (request: InferRequest, answer: Answer, by = miner) =>
	text.task.audit(text.session, request, answer, never, { miner: by });
const textOf = (answer: Answer) => textsOf(answer.outputs, "text")?.[0] ?? "";
const replace = (answer: Answer, tensor: Tensor): Answer => ({
	outputs: answer.outputs.map((output) => (output.name === tensor.name ? tensor : output)),
});

describe("the text-generation task", () => {
	it("writes greedily the same each time, and something one can read", async () => {
		const [first, second] = [await answerTo(ask()), await answerTo(ask({ seed: 7 }))];
		expect(second).toEqual(first);
		expect(textOf(first)).toMatch(/^[A-Za-z ,.:;'!?\n()-]{30}$/);
		expect(text.task.show(ask(), first)).toBe(textOf(first));
	});

	it("writes from a seed the same each time, and another text from another seed", async () => {
		const seeded = (seed: number) => answerTo(ask({ temperature: 0.9, seed }));
		const [first, again, other] = [await seeded(1), await seeded(1), await seeded(2)];
		expect(again).toEqual(first);
		expect(textOf(other)).not.toBe(textOf(first));
	});

	it("draws by a seed of each hotkey's own: a seeded answer passed on fails, a greedy one says nothing", async () => {
		const copycat = keypairFromUri("//Copycat").address;
		const seeded = ask({ temperature: 0.9, seed: 1 });
		const [answer, greedy] = [await answerTo(seeded), await answerTo(ask())];
		expect((await auditOf(seeded, answer)).verdict).toBe("pass");
		expect(await auditOf(seeded, answer, copycat)).toMatchObject({
			verdict: "fail",
			reason: expect.stringMatching(/^answer differs from the pinned model/),
		});
		expect((await auditOf(ask(), greedy, copycat)).verdict).toBe("pass");
	});

	it("ends at a stop text, which is no part of the answer", async () => {
		const whole = textOf(await answerTo(ask({ maxTokens: 60 })));
		const stop = whole.slice(20, 23);
		const answer = await answerTo(ask({ maxTokens: 60, stop: [stop] }));
		expect(textOf(answer)).toBe(whole.slice(0, whole.indexOf(stop)));
		expect(textsOf(answer.outputs, "finish_reason")).toEqual(["stop"]);
		expect((await auditOf(ask({ maxTokens: 60, stop: [stop] }), answer)).verdict).toBe("pass");
	});

	it("streams exactly the text, never a piece of the stop text", async () => {
		for (const stop of [[], ["the"], [" a", "e "]]) {
			const request = ask({ stop, temperature: 0.8, seed: 5, maxTokens: 60 });
			const pieces: string[] = [];
			const answer = await text.task.answer(text.session, request, {
				miner,
				onToken: (piece) => pieces.push(piece),
			});
			expect(pieces.join("")).toBe(textOf(answer));
			if (stop.length === 0) expect(pieces).toHaveLength(60);
		}
	});

	it("stops when told to", async () => {
		const controller = new AbortController();
		let tokens = 0;
		const onToken = () => {
			if (++tokens === 5) controller.abort(new Error("enough"));
		};
		const request = ask({ maxTokens: 90 });
		await expect(
			text.task.answer(text.session, request, { miner, onToken, signal: controller.signal }),
		).rejects.toThrow("enough");
		expect(tokens).toBe(5);
	});

	it("passes each honest answer, and scores it 1", async () => {
		for (let i = 0; i < 24; i++) {
			const challenge = await text.task.sample(createRandom(`honest ${i}`), i / 23);
			expect(text.task.check(challenge.request)).toBeUndefined();
			const answer = await answerTo(challenge.request);
			expect(text.task.score(challenge, answer)).toBe(1);
			const result = await auditOf(challenge.request, answer);
			expect(result.verdict).toBe("pass");
			expect(result.measured).toBeLessThan(result.tolerance / 2);
		}
	});

	describe("a batch that is always open", () => {
		const open = () => {
			const batch = text.task.openBatch?.(text.session);
			if (batch === undefined) throw new Error("the task has no batches");
			return batch;
		};
		const requests = [
			ask({ prompt: "A", maxTokens: 50 }),
			ask({ prompt: "In the beginning of the days of the king of the land of the south ", maxTokens: 12 }),
			ask({ temperature: 1, seed: 9, stop: ["."] }),
			ask({ prompt: "x".repeat(120), maxTokens: 8 }),
			ask({ prompt: "And it came to pass", maxTokens: 1 }),
		];
		const sameAsAlone = async (answers: readonly Answer[], asked: readonly InferRequest[]) => {
			for (const [i, request] of asked.entries()) {
				const alone = await answerTo(request);
				expect(textOf(answers[i] as Answer)).toBe(textOf(alone));
				expect((await auditOf(request, answers[i] as Answer)).verdict).toBe("pass");
			}
		};

		it("answers unequal lengths that start together as one by one, within the audit's tolerance", async () => {
			const batch = open();
			const answers = await Promise.all(requests.map((request) => batch.answer(request, { miner })));
			await sameAsAlone(answers, requests);
		});

		it("takes requests in at any step, into the places of those that have ended", async () => {
			const batch = open();
			const asked = Array.from({ length: 24 }, (_, i) =>
				ask({
					prompt: "And the king of the land said unto them ".slice(0, 3 + ((i * 11) % 36)),
					maxTokens: 2 + ((i * 17) % 60),
					...(i % 3 === 0 ? { temperature: 1, seed: i } : {}),
				}),
			);
			const answers = await answerInTurns(asked, 5, (one) => batch.answer(one, { miner }));
			await sameAsAlone(answers, asked);
		});

		it("lets one leave that is aborted, at its next step, and goes on with the others", async () => {
			const batch = open();
			const stop = new AbortController();
			let pieces = 0;
			const left = batch.answer(ask({ maxTokens: 90 }), {
				miner,
				signal: stop.signal,
				onToken: () => {
					pieces++;
					if (pieces === 3) stop.abort(new Error("the caller left"));
				},
			});
			const other = ask({ prompt: "In those days", maxTokens: 40 });
			const stays = batch.answer(other, { miner });
			await expect(left).rejects.toThrow("the caller left");
			expect(pieces).toBe(3);
			await sameAsAlone([await stays], [other]);
		});

		it("reads prompts of about one length by one run, and each by itself where that fails", async () => {
			for (const failsAt of [0, 1]) {
				const read: number[] = [];
				let runs = 0;
				const watched: ModelSession = {
					run: (feeds, outputs) => {
						if (++runs === failsAt) throw new Error("the model failed");
						const [rows = 0, tokens = 0] = feeds.input_ids?.shape ?? [];
						if (tokens > 1) read.push(rows);
						return text.session.run(feeds, outputs);
					},
				};
				const batch = text.task.openBatch?.(watched);
				const asked = [
					"And it came to pass",
					"In the beginning",
					"Then he arose from his",
					"And they went",
				].map((prompt) => ask({ prompt, maxTokens: 20 }));
				const answers = await Promise.all(
					asked.map((request) => batch?.answer(request, { miner }) as Promise<Answer>),
				);
				expect(read).toEqual(failsAt === 0 ? [2, 2] : [1, 1, 2]);
				await sameAsAlone(answers, asked);
			}
		});

		it("fails the rows of a step that fails, and those alone", async () => {
			let runs = 0;
			const failing: ModelSession = {
				run: (feeds, outputs) => {
					if (++runs === 5) throw new Error("the model failed");
					return text.session.run(feeds, outputs);
				},
			};
			const batch = text.task.openBatch?.(failing);
			const [first, second] = await Promise.allSettled([
				batch?.answer(ask(), { miner }),
				batch?.answer(ask({ prompt: "A" }), { miner }),
			]);
			expect([first?.status, second?.status]).toEqual(["rejected", "rejected"]);
			const after = ask({ prompt: "And" });
			await sameAsAlone([(await batch?.answer(after, { miner })) as Answer], [after]);
		});

		it("fails the rows alone that a new cache finds no memory for", async () => {
			const vocabulary = readVocabulary(await readFile(join(text.folder, "model/vocabulary.json")));
			let isFull = false;
			const cramped = {
				...vocabulary,
				get layers() {
					if (isFull) throw new RangeError("Array buffer allocation failed");
					return vocabulary.layers;
				},
			};
			let isFilling = true;
			const batch = openGenerationBatch(
				{
					async run(feeds, outputs) {
						const given = await text.session.run(feeds, outputs);
						isFull = isFilling;
						return given;
					},
				},
				cramped,
			);
			const generate = (prompt: string) => {
				const parsed = parseGeneration(ask({ prompt }), vocabulary);
				if (!parsed.ok) throw new Error(parsed.message);
				return batch.generate(parsed.value);
			};
			const failed = await Promise.allSettled([generate("And"), generate("In the")]);
			expect(failed).toMatchObject([
				{ status: "rejected", reason: { message: "Array buffer allocation failed" } },
				{ status: "rejected", reason: { message: "Array buffer allocation failed" } },
			]);
			isFull = isFilling = false;
			expect((await generate("And")).text).toBe(textOf(await answerTo(ask({ prompt: "And" }))));
		});
	});

	it.each(["half", "int8", "other-model"] as const)("fails answers of %s weights", async (change) => {
		const cheap = await text.altered(change);
		let failed = 0;
		for (let i = 0; i < 10; i++) {
			const { request } = await text.task.sample(createRandom(`cheap ${i}`));
			const answer = await text.task.answer(cheap, request, { miner });
			if ((await auditOf(request, answer)).verdict === "fail") failed++;
		}
		expect(failed).toBeGreaterThanOrEqual(9);
	});

	it("fails a token, a log probability, a text or an end that is not the model's", async () => {
		const request = ask();
		const answer = await answerTo(request);
		const ids = findTensor(answer.outputs, "token_ids") as Tensor;
		const logprobs = findTensor(answer.outputs, "logprobs") as Tensor;
		const faults: readonly [Answer, RegExp][] = [
			[
				replace(answer, { ...logprobs, data: (logprobs.data as Float32Array).map((p) => p + 0.001) }),
				/differs/,
			],
			[replace(answer, { ...logprobs, data: (logprobs.data as Float32Array).fill(Number.NaN) }), /infinity/],
			[replace(answer, { ...ids, data: (ids.data as BigInt64Array).map((id) => -id - 1n) }), /does not have/],
			[replace(answer, { ...ids, data: (ids.data as BigInt64Array).map(() => 63n) }), /does not have/],
			[
				replace(answer, {
					...ids,
					data: (ids.data as BigInt64Array).map((id, i) => (i === 3 ? id ^ 1n : id)),
				}),
				/not what/,
			],
			[
				replace(answer, { name: "text", datatype: "BYTES", shape: [1], data: ["Amen."] }),
				/not what its tokens/,
			],
			[replace(answer, { name: "finish_reason", datatype: "BYTES", shape: [1], data: ["stop"] }), /not what/],
			[{ outputs: [] }, /lacks/],
		];
		for (const [spoilt, reason] of faults) {
			const result = await auditOf(request, spoilt);
			expect(result.verdict).toBe("fail");
			expect(result.reason).toMatch(reason);
		}
		const other = await answerTo(ask({ prompt: "Then the priest went " }));
		expect(await auditOf(request, other)).toMatchObject({ verdict: "fail" });
		const shorter = await answerTo(ask({ maxTokens: 29 }));
		expect((await auditOf(request, shorter)).reason).toMatch(/ends after 29 of 30/);
		expect(text.task.score({ request }, shorter)).toBe(0);
	});

	it.each<[string, () => InferRequest, string]>([
		["a prompt longer than the context", () => ask({ prompt: "a".repeat(128) }), "CONTEXT_EXCEEDED"],
		["a prompt of a million characters", () => ask({ prompt: "a".repeat(1_000_000) }), "CONTEXT_EXCEEDED"],
		["more tokens than there is room", () => ask({ maxTokens: 120 }), "CONTEXT_EXCEEDED"],
		["an empty prompt", () => ask({ prompt: "" }), "INPUT_SHAPE"],
		["characters that the model lacks", () => ask({ prompt: "What is 2 + 2?" }), "PROMPT_CHARACTERS"],
		["no tokens", () => ask({ maxTokens: 0 }), "PARAMETER_RANGE"],
		["half a token", () => ask({ maxTokens: 1.5 }), "PARAMETER_RANGE"],
		["a negative temperature", () => ask({ temperature: -1 }), "PARAMETER_RANGE"],
		["a temperature that is no number", () => ask({ temperature: Number.NaN }), "PARAMETER_RANGE"],
		["a seed past 32 bits", () => ask({ seed: 2 ** 32 }), "PARAMETER_RANGE"],
		["five stop texts", () => ask({ stop: ["a", "b", "c", "d", "e"] }), "INPUT_SHAPE"],
		["an empty stop text", () => ask({ stop: [""] }), "INPUT_SHAPE"],
		[
			"another input",
			() => ({ inputs: [...ask().inputs, { ...(ask().inputs[0] as Tensor), name: "x" }] }),
			"INPUT_SHAPE",
		],
	])("refuses %s with 400", async (_, make, code) => {
		const request = make();
		expect(text.task.check(request)).toMatchObject({ ok: false, status: 400, code });
		await expect(answerTo(request)).rejects.toMatchObject({ status: 400, code });
	});

	it("takes a researcher's text, with the signs that the model can be given", async () => {
		const request = await text.task
			.fromInput({ text: "“He said” – it’s\tso" }, { max_tokens: 10 })
			.catch((e) => e);
		expect(request).toMatchObject({ code: "PROMPT_CHARACTERS" });
		const plain = await text.task.fromInput({ text: "Élie – it’s\tso" });
		expect(textsOf((await answerTo(plain)).outputs, "finish_reason")).toEqual(["length"]);
		await expect(text.task.fromInput({})).rejects.toMatchObject({ code: "INPUT_MISSING" });
	});
});

describe("choosing tokens", () => {
	const logits = fc.array(fc.float({ noNaN: true, min: -20, max: 20 }), { minLength: 2, maxLength: 63 });

	const choosing = fc.record({
		temperature: fc.constantFrom(0, 1e-30, 0.001, 0.01, 0.5, 2),
		seed: fc.nat(),
		topP: fc.constantFrom(1, 0.95, 0.5, 0.01),
		frequencyPenalty: fc.constantFrom(0, 0.5, -2),
		presencePenalty: fc.constantFrom(0, 1.5),
		logitBias: fc.constantFrom<readonly (readonly [number, number])[]>([], [[1, 3]], [[0, -100]]),
	});
	const before = fc.array(fc.constantFrom(0, 1), { maxLength: 20 });

	it("never falls short of itself, and every other token does", () => {
		fc.assert(
			fc.property(logits, choosing, before, (values, how, earlier) => {
				const row = Float32Array.from(values);
				const chosen = chooseToken(row, how, earlier);
				expect(shortfall(row, how, { before: earlier, token: chosen, slack: 0 })).toBe(0);
				for (let token = 0; token < row.length; token++)
					expect(shortfall(row, how, { before: earlier, token, slack: 0 })).toBeGreaterThanOrEqual(0);
			}),
		);
	});

	it("accepts what logits choose that differ by half of the tolerance, wherever a nucleus ends", () => {
		const slack = 0.01;
		const error = fc.array(fc.double({ noNaN: true, min: -slack / 2, max: slack / 2 }), {
			minLength: 63,
			maxLength: 63,
		});
		// Few values, so that many tokens are alike and a nucleus hangs by a hair's breadth.
		const alike = fc.array(fc.constantFrom(0, 0.004, 1, 1.003, -2), { minLength: 2, maxLength: 63 });
		fc.assert(
			fc.property(fc.oneof(logits, alike), error, choosing, before, (values, errors, how, earlier) => {
				const row = Float32Array.from(values);
				const other = Float32Array.from(values, (value, i) => value + (errors[i] ?? 0));
				const token = chooseToken(other, how, earlier);
				expect(shortfall(row, how, { before: earlier, token, slack })).toBeLessThanOrEqual(slack + 1e-5);
			}),
			{ numRuns: 500 },
		);
	});

	it("is not lenient with any token where a temperature is so low that no nucleus is sure", () => {
		const row = Float32Array.from([10, 0, 9, -5]);
		const slack = 0.002;
		// A draw at such a temperature is the likeliest token, whatever top_p is.
		for (const temperature of [5e-324, 1e-30, 0.001, 0.004])
			for (const token of [1, 2, 3]) {
				const how = { temperature, seed: 1, topP: 0.9 };
				expect(chooseToken(row, how, [])).toBe(0);
				expect(shortfall(row, how, { before: [], token: 0, slack })).toBe(0);
				expect(shortfall(row, how, { before: [], token, slack })).toBeGreaterThan(0.9);
			}
	});

	it("compares a token that may be in a nucleus by a hair with the one that is in any", () => {
		// 0.9 and 0.1 of all, and a nucleus of 0.9: the second token is in it or not, and the first always is.
		const row = Float32Array.from([Math.log(9), 0]);
		const how = { temperature: 1, topP: 0.9 };
		const seeds = Array.from({ length: 200 }, (_, seed) => seed);
		const gaps = seeds.map((seed) =>
			shortfall(row, { ...how, seed }, { before: [], token: 1, slack: 0.002 }),
		);
		const drawn = seeds.filter((seed) => chooseToken(row, { temperature: 1, seed }, []) === 1);
		expect(drawn.length).toBeGreaterThan(5);
		expect(seeds.filter((seed) => (gaps[seed] as number) <= 0.002)).toEqual(drawn);
	});

	it("draws from the fewest likeliest tokens that sum up to top_p, as often as their probabilities say", () => {
		const row = Float32Array.from([1, 0, -1, 2, -4]);
		const weights = Array.from(row, Math.exp);
		const nucleus = [3, 0];
		const share = (token: number) => (weights[token] ?? 0) / ((weights[3] ?? 0) + (weights[0] ?? 0));
		// 0.66 and 0.24 of all: the second fills 0.8.
		const counts = new Map<number, number>();
		const draws = 4_000;
		for (let seed = 0; seed < draws; seed++) {
			const token = chooseToken(row, { temperature: 1, seed, topP: 0.8 }, []);
			counts.set(token, (counts.get(token) ?? 0) + 1);
		}
		expect([...counts.keys()].sort()).toEqual([...nucleus].sort());
		for (const token of nucleus)
			expect(Math.abs((counts.get(token) ?? 0) / draws - share(token))).toBeLessThan(0.03);
		const outside = { before: [], token: 1, slack: 0.002 };
		expect(shortfall(row, { temperature: 1, seed: 1, topP: 0.8 }, outside)).toBe(Number.POSITIVE_INFINITY);
	});

	it("takes off for tokens that the answer holds, and adds a bias", () => {
		const row = Float32Array.from([1, 0.9, 0.1]);
		const greedy = { temperature: 0, seed: 0 };
		expect(chooseToken(row, { ...greedy, presencePenalty: 0.2 }, [0, 0])).toBe(1);
		expect(chooseToken(row, { ...greedy, frequencyPenalty: 0.06 }, [0])).toBe(0);
		expect(chooseToken(row, { ...greedy, frequencyPenalty: 0.06 }, [0, 0])).toBe(1);
		expect(chooseToken(row, { ...greedy, logitBias: [[2, 1]] }, [])).toBe(2);
		expect(chooseToken(row, { ...greedy, logitBias: [[0, -100]] }, [])).toBe(1);
	});

	it("draws from softmax(logits / temperature)", () => {
		const row = Float32Array.from([1, 0, -1]);
		const temperature = 0.7;
		const weights = Array.from(row, (logit) => Math.exp(logit / temperature));
		const sum = weights.reduce((a, b) => a + b);
		const counts = [0, 0, 0];
		const draws = 20_000;
		for (let seed = 0; seed < draws; seed++) {
			const token = chooseToken(row, { temperature, seed }, []);
			counts[token] = (counts[token] ?? 0) + 1;
		}
		counts.forEach((count, token) => {
			expect(Math.abs(count / draws - (weights[token] ?? 0) / sum)).toBeLessThan(0.012);
		});
	});

	it("gives log probabilities that sum to one, for large logits too", () => {
		fc.assert(
			fc.property(logits, fc.constantFrom(0, 1e4, -1e4), (values, offset) => {
				const row = Float32Array.from(values, (value) => value + offset);
				const sum = Array.from(row.keys(), (token) => Math.exp(logProbability(row, token))).reduce(
					(a, b) => a + b,
				);
				expect(sum).toBeCloseTo(1, 5);
			}),
		);
	});
});

describe("OpenAI's shapes", () => {
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
		const answer = await answerTo(parsed.value.request);
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
		const answer = await answerTo(request);
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
		const answer = await answerTo(request);
		// Token 1 is the space, which no verse is without.
		expect(textOf(answer)).not.toContain(" ");
		expect(await auditOf(request, answer)).toMatchObject({ verdict: "pass" });
		for (const name of ["top_p", "frequency_penalty", "presence_penalty", "logit_bias"]) {
			const { [name]: _, ...kept } = request.parameters ?? {};
			const other = { ...request, parameters: kept };
			expect((await auditOf(other, answer)).verdict, name).toBe("fail");
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
