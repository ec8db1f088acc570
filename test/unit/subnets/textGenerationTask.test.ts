import { beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import {
	type Answer,
	createRandom,
	findTensor,
	type InferRequest,
	type Tensor,
	textsOf,
} from "../../../subnets/index.js";
import { ask, miner, openTextGeneration } from "./openTextGeneration.js";
import { textOf } from "./textOf.js";

let text: Awaited<ReturnType<typeof openTextGeneration>>;
beforeAll(async () => {
	text = await openTextGeneration();
});

const replace = (answer: Answer, tensor: Tensor): Answer => ({
	outputs: answer.outputs.map((output) => (output.name === tensor.name ? tensor : output)),
});

describe("the text-generation task", () => {
	it("writes greedily the same each time, and something one can read", async () => {
		const [first, second] = [await text.answer(ask()), await text.answer(ask({ seed: 7 }))];
		expect(second).toEqual(first);
		expect(textOf(first)).toMatch(/^[A-Za-z ,.:;'!?\n()-]{30}$/);
		expect(text.task.show(ask(), first)).toBe(textOf(first));
	});

	it("writes from a seed the same each time, and another text from another seed", async () => {
		const seeded = (seed: number) => text.answer(ask({ temperature: 0.9, seed }));
		const [first, again, other] = [await seeded(1), await seeded(1), await seeded(2)];
		expect(again).toEqual(first);
		expect(textOf(other)).not.toBe(textOf(first));
	});

	it("draws by a seed of each hotkey's own: a seeded answer passed on fails, a greedy one says nothing", async () => {
		const copycat = keypairFromUri("//Copycat").address;
		const seeded = ask({ temperature: 0.9, seed: 1 });
		const [answer, greedy] = [await text.answer(seeded), await text.answer(ask())];
		expect((await text.audit(seeded, answer)).verdict).toBe("pass");
		expect(await text.audit(seeded, answer, copycat)).toMatchObject({
			verdict: "fail",
			reason: expect.stringMatching(/^answer differs from the pinned model/),
		});
		expect((await text.audit(ask(), greedy, copycat)).verdict).toBe("pass");
	});

	it("ends at a stop text, which is no part of the answer", async () => {
		const whole = textOf(await text.answer(ask({ maxTokens: 60 })));
		const stop = whole.slice(20, 23);
		const answer = await text.answer(ask({ maxTokens: 60, stop: [stop] }));
		expect(textOf(answer)).toBe(whole.slice(0, whole.indexOf(stop)));
		expect(textsOf(answer.outputs, "finish_reason")).toEqual(["stop"]);
		expect((await text.audit(ask({ maxTokens: 60, stop: [stop] }), answer)).verdict).toBe("pass");
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
			const answer = await text.answer(challenge.request);
			expect(text.task.score(challenge, answer)).toBe(1);
			const result = await text.audit(challenge.request, answer);
			expect(result.verdict).toBe("pass");
			expect(result.measured).toBeLessThan(result.tolerance / 2);
		}
	});

	it.each(["half", "int8", "other-model"] as const)("fails answers of %s weights", async (change) => {
		const cheap = await text.altered(change);
		let failed = 0;
		for (let i = 0; i < 10; i++) {
			const { request } = await text.task.sample(createRandom(`cheap ${i}`));
			const answer = await text.task.answer(cheap, request, { miner });
			if ((await text.audit(request, answer)).verdict === "fail") failed++;
		}
		expect(failed).toBeGreaterThanOrEqual(9);
	});

	it("fails a token, a log probability, a text or an end that is not the model's", async () => {
		const request = ask();
		const answer = await text.answer(request);
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
			const result = await text.audit(request, spoilt);
			expect(result.verdict).toBe("fail");
			expect(result.reason).toMatch(reason);
		}
		const other = await text.answer(ask({ prompt: "Then the priest went " }));
		expect(await text.audit(request, other)).toMatchObject({ verdict: "fail" });
		const shorter = await text.answer(ask({ maxTokens: 29 }));
		expect((await text.audit(request, shorter)).reason).toMatch(/ends after 29 of 30/);
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
		await expect(text.answer(request)).rejects.toMatchObject({ status: 400, code });
	});

	it("takes a researcher's text, with the signs that the model can be given", async () => {
		const request = await text.task
			.fromInput({ text: "“He said” – it’s\tso" }, { max_tokens: 10 })
			.catch((e) => e);
		expect(request).toMatchObject({ code: "PROMPT_CHARACTERS" });
		const plain = await text.task.fromInput({ text: "Élie – it’s\tso" });
		expect(textsOf((await text.answer(plain)).outputs, "finish_reason")).toEqual(["length"]);
		await expect(text.task.fromInput({})).rejects.toMatchObject({ code: "INPUT_MISSING" });
	});
});
