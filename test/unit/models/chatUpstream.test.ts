import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Miner } from "../../../miner/index.js";
import {
	type Answer,
	decodeInferResponse,
	encodeInferRequest,
	findTensor,
	type InferRequest,
	textsOf,
} from "../../../subnets/index.js";
import { chatRequest } from "../../../subnets/tasks/chat/chatRequest.js";
import { ask, codeOf, minerKey } from "../miner/ask.js";
import { behindProxy } from "../miner/behindProxy.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { serveHttp } from "../serveHttp.js";
import { openTinyChat } from "./openTinyChat.js";
import { tinyVocabulary } from "./tinyDecoders.js";

/**
 * `chat` in front of servers of OpenAI's API. One is a miner with an engine process of its own behind `ganglion proxy`; those
 * that write tokens as other servers do answer by script, with what the model itself gave.
 */

const miner = minerKey.address;
const closers: (() => Promise<unknown>)[] = [];
let chat: Awaited<ReturnType<typeof openTinyChat>>;
beforeAll(async () => {
	chat = await openTinyChat("plain");
});
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => chat.close());

const asking = (options: Partial<Parameters<typeof chatRequest>[0]> = {}): InferRequest =>
	chatRequest({
		body: { messages: [{ role: "user", content: "the old king" }] },
		maxTokens: 12,
		temperature: 0,
		seed: 0,
		stop: [],
		...options,
	});
const auditOf = (request: InferRequest, outputs: Answer["outputs"]) =>
	chat.task.audit(chat.session, request, { outputs }, async () => undefined, { miner });

async function infer(front: Miner, request: InferRequest) {
	const { body, headers } = encodeInferRequest({ ...request, binaryOutputs: true });
	const answer = await ask(front.server, `/v2/models/${chat.manifest.name}/infer`, body, { headers });
	const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
	return { answer, outputs: decoded.ok ? decoded.value.outputs : [] };
}

const inFrontOf = async (origin: string): Promise<Miner> =>
	startTestMiner(chat, {
		upstream: { kind: "openai", servers: [origin], model: chat.manifest.name, concurrency: 4 },
	});

describe("chat by another miner behind a proxy", () => {
	let back: Awaited<ReturnType<typeof behindProxy>>;
	let front: Miner;
	beforeAll(async () => {
		back = await behindProxy(chat);
		front = await inFrontOf(back.origin);
	}, 60_000);
	afterAll(async () => {
		await front?.stop();
		await back?.miner.stop();
	});

	it.each<[string, InferRequest]>([
		["a conversation", asking()],
		["a prompt", asking({ body: { prompt: "a red house" } })],
		["the likeliest tokens", asking({ topLogprobs: 3 })],
		["the likeliest tokens of a prompt", asking({ body: { prompt: "a red house" }, topLogprobs: 2 })],
		["penalties and a bias", asking({ sampling: { presence_penalty: 1.5, logit_bias: '{"4":-100}' } })],
		["a stop text", asking({ maxTokens: 60, stop: ["river", "dog", "man", "king"] })],
	])("gives greedy answers that pass an audit: %s", async (_, request) => {
		const { answer, outputs } = await infer(front, request);
		expect(answer.status).toBe(200);
		expect(await auditOf(request, outputs)).toMatchObject({ verdict: "pass" });
		expect(chat.task.score({ request }, { outputs })).toBe(1);
	});

	it("gives seeded answers that are whole, but drawn by the other's seed: an audit fails", async () => {
		const request = asking({ maxTokens: 40, temperature: 1.5, seed: 7 });
		const { outputs } = await infer(front, request);
		expect(chat.task.score({ request }, { outputs })).toBe(1);
		expect(await auditOf(request, outputs)).toMatchObject({ verdict: "fail" });
	});

	it("streams what the server streams", async () => {
		const messages = [{ role: "user", content: "the old king" }];
		const body = { messages, max_tokens: 12, temperature: 0 };
		const post = (sent: object) =>
			ask(front.server, "/v1/chat/completions", Buffer.from(JSON.stringify(sent)));
		const whole = JSON.parse(Buffer.from((await post(body)).body).toString());
		const streamed = Buffer.from((await post({ ...body, stream: true })).body).toString();
		const pieces = streamed
			.split("\n\n")
			.filter((event) => event.startsWith("data: {"))
			.map((event) => JSON.parse(event.slice(6)).choices[0]?.delta.content ?? "");
		expect(pieces.length).toBeGreaterThan(2);
		expect(pieces.join("")).toBe(whole.choices[0].message.content);
		expect(streamed).toContain("event: receipt");
	});
});

/** A server that gives one answer, its tokens written as `logprobs` says. */
async function scripted(text: string, finish: string, logprobs: unknown): Promise<Miner> {
	const server = await serveHttp((_incoming, outgoing) => {
		const choice = {
			index: 0,
			message: { role: "assistant", content: text },
			finish_reason: finish,
			logprobs,
		};
		outgoing.end(JSON.stringify({ data: [], choices: [choice] }));
	});
	const front = await inFrontOf(server.origin);
	closers.push(async () => {
		await front.stop();
		await server.close();
	});
	return front;
}

describe("chat by servers that write tokens otherwise", () => {
	const request = asking();
	const honest = async () => {
		const { outputs } = await chat.task.answer(chat.session, request, { miner });
		const ids = Array.from(findTensor(outputs, "token_ids")?.data as BigInt64Array, Number);
		const logprobs = Array.from(findTensor(outputs, "logprobs")?.data as Float32Array);
		const [text] = textsOf(outputs, "text") as [string];
		const [finish] = textsOf(outputs, "finish_reason") as [string];
		return { ids, logprobs, text, finish };
	};

	it("reads ids (vLLM), and texts where each names one token", async () => {
		const { ids, logprobs, text, finish } = await honest();
		for (const write of [
			(i: number) => `token_id:${ids[i]}`,
			(i: number) => tinyVocabulary[ids[i] as number] as string,
		]) {
			const content = ids.map((_, i) => ({ token: write(i), logprob: logprobs[i] }));
			const { outputs } = await infer(await scripted(text, finish, { content }), request);
			expect(await auditOf(request, outputs)).toMatchObject({ verdict: "pass" });
		}
	});

	it("refuses an answer without log probabilities, of unknown tokens, or of tokens that do not spell it", async () => {
		const { ids, logprobs, text, finish } = await honest();
		const by = (write: (i: number) => string) => ({
			content: ids.map((_, i) => ({ token: write(i), logprob: logprobs[i] })),
		});
		for (const given of [null, by(() => "no such word"), by(() => "token_id:3"), { content: [{}] }]) {
			const { answer } = await infer(await scripted(text, finish, given), request);
			expect([answer.status, codeOf(answer)]).toEqual([502, "UPSTREAM_MALFORMED"]);
		}
	});
});
