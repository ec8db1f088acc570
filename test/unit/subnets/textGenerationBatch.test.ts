import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer, InferRequest, ModelSession } from "../../../subnets/index.js";
import { openGenerationBatch } from "../../../subnets/tasks/text-generation/generationBatch.js";
import { parseGeneration } from "../../../subnets/tasks/text-generation/generationRequest.js";
import { readVocabulary } from "../../../subnets/tasks/text-generation/vocabulary.js";
import { answerInTurns } from "./answerInTurns.js";
import { failingSession, foundNoMemory, withoutMemory } from "./flawedModel.js";
import { ask, miner, openTextGeneration } from "./openTextGeneration.js";
import { textOf } from "./textOf.js";

let text: Awaited<ReturnType<typeof openTextGeneration>>;
beforeAll(async () => {
	text = await openTextGeneration();
});

describe("a batch of texts that is always open", () => {
	const open = (session = text.session) => {
		const batch = text.task.openBatch?.(session);
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
			const alone = await text.answer(request);
			expect(textOf(answers[i] as Answer)).toBe(textOf(alone));
			expect((await text.audit(request, answers[i] as Answer)).verdict).toBe("pass");
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
					const [rows = 0, tokens = 0] = feeds.input_ids?.shape ?? [];
					if (tokens > 1) read.push(rows);
					return text.session.run(feeds, outputs);
				},
			};
			const batch = open(failingSession(watched, () => ++runs === failsAt));
			const asked = [
				"And it came to pass",
				"In the beginning",
				"Then he arose from his",
				"And they went",
			].map((prompt) => ask({ prompt, maxTokens: 20 }));
			const answers = await Promise.all(asked.map((request) => batch.answer(request, { miner })));
			expect(read).toEqual(failsAt === 0 ? [2, 2] : [1, 1, 2]);
			await sameAsAlone(answers, asked);
		}
	});

	it("fails the rows of a step that fails, and those alone", async () => {
		let runs = 0;
		const batch = open(failingSession(text.session, () => ++runs === 5));
		const [first, second] = await Promise.allSettled([
			batch.answer(ask(), { miner }),
			batch.answer(ask({ prompt: "A" }), { miner }),
		]);
		expect([first?.status, second?.status]).toEqual(["rejected", "rejected"]);
		const after = ask({ prompt: "And" });
		await sameAsAlone([await batch.answer(after, { miner })], [after]);
	});

	it("fails the rows alone that a new cache finds no memory for", async () => {
		const vocabulary = readVocabulary(await readFile(join(text.folder, "model/vocabulary.json")));
		let isFull = false;
		let isFilling = true;
		const batch = openGenerationBatch(
			{
				async run(feeds, outputs) {
					const given = await text.session.run(feeds, outputs);
					isFull = isFilling;
					return given;
				},
			},
			withoutMemory(vocabulary, "layers", () => isFull),
		);
		const generate = (prompt: string) => {
			const parsed = parseGeneration(ask({ prompt }), vocabulary);
			if (!parsed.ok) throw new Error(parsed.message);
			return batch.generate(parsed.value);
		};
		const failed = await Promise.allSettled([generate("And"), generate("In the")]);
		expect(failed).toMatchObject([foundNoMemory, foundNoMemory]);
		isFull = isFilling = false;
		expect((await generate("And")).text).toBe(textOf(await text.answer(ask({ prompt: "And" }))));
	});
});
