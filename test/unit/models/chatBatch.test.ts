import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	type Answer,
	createRandom,
	type InferRequest,
	initModelTask,
	type ModelSession,
} from "../../../subnets/index.js";
import { createDecoder } from "../../../subnets/tasks/chat/decoder.js";
import { openDecoderBatch } from "../../../subnets/tasks/chat/decoderBatch.js";
import { findRowLayout } from "../../../subnets/tasks/chat/findRowLayout.js";
import { ask, minerKey } from "../miner/ask.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { answerInTurns } from "../subnets/answerInTurns.js";
import { failingSession, foundNoMemory, withoutMemory } from "../subnets/flawedModel.js";
import { openTask } from "../subnets/taskSession.js";
import { textOf } from "../subnets/textOf.js";
import { messageRequest } from "./messageRequest.js";
import { openTinyChat } from "./openTinyChat.js";
import { DECODER, findRealModels } from "./realModels.js";
import { tinyAttentions } from "./tinyDecoders.js";

/** Conversations that share the runs of a model: what could fail is an answer that depends on its neighbours. */

const miner = minerKey.address;
const TOLERANCE = { shortfall: 0.002, logprob: 0.001 };
type Chat = Awaited<ReturnType<typeof openTask>>;

/** A session that keeps how many texts each run had. */
function counting(session: ModelSession): { session: ModelSession; rows: number[] } {
	const rows: number[] = [];
	return {
		rows,
		session: {
			run(feeds, outputs) {
				rows.push(feeds.input_ids?.shape[0] ?? 0);
				return session.run(feeds, outputs);
			},
		},
	};
}

/** Each answer has the words of the one that the model gives alone, and passes the audit. */
async function expectAsAlone(
	chat: Chat,
	asked: readonly InferRequest[],
	answers: readonly Answer[],
): Promise<void> {
	for (const [i, one] of asked.entries()) {
		const answer = answers[i] as Answer;
		expect(textOf(answer), `answer ${i}`).toBe(textOf(await chat.task.answer(chat.session, one, { miner })));
		const audit = await chat.task.audit(chat.session, one, answer, async () => undefined, { miner });
		expect(audit, `answer ${i}`).toMatchObject({ verdict: "pass" });
	}
}

function openBatch(chat: Chat, session: ModelSession, notice?: (line: string) => void) {
	const batch = chat.task.openBatch?.(session, notice);
	if (batch === undefined) throw new Error("the task has no batches");
	return batch;
}

describe.each(tinyAttentions)("a decoder with %s attention", (attention) => {
	let chat: Awaited<ReturnType<typeof openTinyChat>>;
	beforeAll(async () => {
		chat = await openTinyChat(attention);
	});
	afterAll(() => chat.close());

	const WORDS = "the king said a young man saw one very old house and went".split(" ");
	const asked = Array.from({ length: 20 }, (_, i) =>
		messageRequest(WORDS.slice(0, 1 + ((i * 5) % WORDS.length)).join(" "), {
			maxTokens: 2 + ((i * 17) % 50),
			...(i % 3 === 0 ? { temperature: 1, seed: i } : {}),
			...(i % 4 === 0 ? { stop: ["river"] } : {}),
		}),
	);

	it("is found to take the padding that its graph is made for, or none", async () => {
		const found = await findRowLayout(chat.session, createDecoder(chat.manifest.model.inputs, 25), TOLERANCE);
		const expected = { grouped: "own", "grouped-bias": "end", plain: "end", mixing: undefined };
		expect(found.layout).toBe(expected[attention]);
		if (found.layout === undefined) expect(found.reason).toMatch(/differ from texts alone by \d/);
	});

	it("answers texts that come and go at any step as it answers each alone", async () => {
		const { session, rows } = counting(chat.session);
		const notices: string[] = [];
		const batch = openBatch(chat, session, (line) => notices.push(line));
		const answers = await answerInTurns(asked, 5, (one) => batch.answer(one, { miner }));
		await expectAsAlone(chat, asked, answers);
		const isMixing = attention === "mixing";
		expect(notices).toHaveLength(isMixing ? 1 : 0);
		// The trial that finds out runs two texts; what is served shares runs only where that is allowed.
		expect(Math.max(...rows)).toBe(isMixing ? 2 : 5);
		if (isMixing) expect(rows.filter((size) => size > 1).length).toBeLessThanOrEqual(6);
	});

	it("lets one leave at its next step, and goes on with the others", async () => {
		const batch = openBatch(chat, chat.session);
		const stop = new AbortController();
		let pieces = 0;
		const left = batch.answer(messageRequest("the old king", { maxTokens: 60, temperature: 1, seed: 3 }), {
			miner,
			signal: stop.signal,
			onToken: () => {
				if (++pieces === 3) stop.abort(new Error("the caller left"));
			},
		});
		const others = [
			messageRequest("a dog", { maxTokens: 40 }),
			messageRequest("the house was very old", { maxTokens: 30 }),
		];
		const stay = Promise.all(others.map((other) => batch.answer(other, { miner })));
		await expect(left).rejects.toThrow("the caller left");
		expect(pieces).toBe(3);
		await expectAsAlone(chat, others, await stay);
	});

	it("answers as alone whoever comes and leaves at random, at any step", async () => {
		const random = createRandom(`come and go ${attention}`);
		const batch = openBatch(chat, chat.session);
		const finished: { one: InferRequest; answer: Answer }[] = [];
		const under: Promise<void>[] = [];
		let left = 0;
		const come = (): void => {
			if (under.length === 40) return;
			const words = Array.from({ length: 1 + random.integer(50) }, () => WORDS[random.integer(WORDS.length)]);
			const one = messageRequest(words.join(" "), {
				maxTokens: 1 + random.integer(40),
				temperature: random.integer(2),
				seed: under.length,
				...(random.integer(3) === 0 ? { sampling: { top_p: 0.9, presence_penalty: 0.5 } } : {}),
			});
			const stop = new AbortController();
			const leavesAfter = random.integer(2) === 0 ? 1 + random.integer(20) : Number.POSITIVE_INFINITY;
			let pieces = 0;
			const onToken = (): void => {
				if (++pieces === leavesAfter) stop.abort("left");
				if (random.integer(6) === 0) come();
			};
			under.push(
				batch.answer(one, { miner, signal: stop.signal, onToken }).then(
					(answer) => void finished.push({ one, answer }),
					(reason) => {
						expect(reason).toBe("left");
						left++;
					},
				),
			);
		};
		for (let i = 0; i < 5; i++) come();
		for (let i = 0; i < under.length; i++) await under[i];
		expect([left > 0, finished.length > 0]).toEqual([true, true]);
		const answers = finished.map(({ answer }) => answer);
		await expectAsAlone(
			chat,
			finished.map(({ one }) => one),
			answers,
		);
	});

	it("fails the texts of a run that fails, and serves the next", async () => {
		let isFailing = false;
		const failing = failingSession(chat.session, (feeds) => isFailing && feeds.input_ids?.shape[1] === 1);
		const batch = openBatch(chat, failing);
		await batch.answer(messageRequest("the dog", { maxTokens: 3 }), { miner });
		isFailing = true;
		const failed = await Promise.allSettled([
			batch.answer(messageRequest("the dog"), { miner }),
			batch.answer(messageRequest("one red house"), { miner }),
		]);
		expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
		isFailing = false;
		const after = messageRequest("and the river");
		await expectAsAlone(chat, [after], [await batch.answer(after, { miner })]);
	});
});

it("costs the texts alone whose caches find no memory when they are brought together", async () => {
	const chat = await openTinyChat("plain");
	try {
		const decoder = createDecoder(chat.manifest.model.inputs, 25);
		let isFull = false;
		const spelling = { size: 25, decode: (ids: readonly number[]) => ids.join(" "), isEnd: () => false };
		const batch = openDecoderBatch(chat.session, {
			decoder: withoutMemory(decoder, "shapes", () => isFull),
			spelling,
			layout: Promise.resolve("end"),
		});
		// Of so unequal lengths that their prompts share no run: two caches, which are packed before the first step.
		const generate = (tokens: number) =>
			batch.generate({
				...{ temperature: 0, seed: 0, topP: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
				...{ stop: [], topLogprobs: 0, maxTokens: 4, prompt: new Array(tokens).fill(3) },
			});
		isFull = true;
		const failed = await Promise.allSettled([generate(2), generate(20)]);
		expect(failed).toMatchObject([foundNoMemory, foundNoMemory]);
		isFull = false;
		const served = await Promise.all([generate(2), generate(20)]);
		expect(served.map(({ tokens }) => tokens.length)).toEqual([4, 4]);
	} finally {
		await chat.close();
	}
});

it("is told of in the log, once, that a model's texts can share no runs", async () => {
	const chat = await openTinyChat("mixing");
	const lines: string[] = [];
	const logger = pino({ level: "warn" }, { write: (line) => void lines.push(line) });
	const notices = () => lines.filter((line) => line.includes("one conversation a run"));
	const server = await startTestMiner(chat, {}, { logger });
	try {
		const body = { messages: [{ role: "user", content: "the old king" }], max_tokens: 8 };
		const post = () => ask(server.server, "/v1/chat/completions", Buffer.from(JSON.stringify(body)));
		const answers = await Promise.all([post(), post()]);
		expect(answers.map(({ status }) => status)).toEqual([200, 200]);
		// Answers that do not meet wait for no trial: it may end after them.
		await expect.poll(notices, { timeout: 20_000 }).not.toEqual([]);
	} finally {
		await server.stop();
		await chat.close();
	}
	expect(notices()).toHaveLength(1);
	expect(notices()[0]).toMatch(/differ from texts alone by .* times what an audit allows/);
});

const real = await findRealModels();
describe.skipIf("missing" in real)("SmolLM2-135M-Instruct", () => {
	it("answers eight conversations at once as each alone", { timeout: 300_000 }, async () => {
		if ("missing" in real) return;
		const folder = await mkdtemp(join(tmpdir(), "ganglion-chat-"));
		try {
			await initModelTask({ folder, task: "chat", model: DECODER, models: real.models });
			const chat = await openTask(folder);
			const { session, rows } = counting(chat.session);
			const batch = openBatch(chat, session);
			const asked = [
				messageRequest("Explain in three sentences why the sky is blue."),
				messageRequest("Name a colour.", { maxTokens: 12 }),
				messageRequest("What is the capital of Italy?", { maxTokens: 16 }),
				messageRequest("What is the capital of France?", { maxTokens: 9 }),
				messageRequest("List three things that are needed to bake bread.", { maxTokens: 30 }),
				messageRequest("Tell me a story of a dog.", { temperature: 0.8, seed: 7 }),
				messageRequest("hi", { temperature: 1, seed: 8 }),
				messageRequest(`Sum this up: ${"the ship left the harbour and the crew sang. ".repeat(12)}`, {
					maxTokens: 20,
				}),
			];
			const answers = await Promise.all(asked.map((one) => batch.answer(one, { miner })));
			expect(Math.max(...rows)).toBeGreaterThanOrEqual(4);
			await expectAsAlone(chat, asked, answers);
		} finally {
			await rm(folder, { recursive: true });
		}
	});
});
