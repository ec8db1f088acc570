import { randomInt } from "node:crypto";
import { BundleUnusableError, InputRefusedError } from "../../errors.js";
import { withMinersSeed } from "../../generation/chooseToken.js";
import type { Generation, Spelling } from "../../generation/generation.js";
import { generationAnswer, readGenerationAnswer } from "../../generation/generationAnswer.js";
import { faultyGeneration, forcedInput, judgeGeneration } from "../../generation/judgeGeneration.js";
import {
	createOpenAiTextMapping,
	type TextBody,
	UNSUPPORTED_OPTIONS,
} from "../../generation/openAiTextMapping.js";
import { furtherSampling } from "../../generation/samplingParameters.js";
import { readChatTemplate } from "../../language/chatTemplate.js";
import { readTokenizer } from "../../language/tokenizer.js";
import type { InferRequest } from "../../protocol/inference.js";
import { findTensor, type Tensor, textsOf } from "../../protocol/tensor.js";
import type { ReceivedAnswer } from "../../task/answer.js";
import { requiredInput } from "../../task/requiredInput.js";
import type { ModelSession, StepBatch, Task } from "../../task/task.js";
import type { TaskContext } from "../../task/toolkit.js";
import { type ChatAsked, chatRequest, parseChatRequest } from "./chatRequest.js";
import { createDecoder } from "./decoder.js";
import { openDecoderBatch } from "./decoderBatch.js";
import { findRowLayout } from "./findRowLayout.js";
import { createChatUpstream } from "./openAiUpstream.js";
import { readChatLimits, readEndTokens } from "./readSettings.js";
import { drawLength, sampleChat } from "./sampleChat.js";
import type { RowLayout } from "./textsCache.js";

/**
 * The task `chat`: answer a conversation with the decoder that the subnet's manifest pins, greedily or from a seed.
 * That the model was run shows in every token and in its log probability; quality is only that an answer is whole.
 */
export async function createChatTask(context: TaskContext): Promise<Task> {
	const { manifest } = context;
	const { tolerance, logprobTolerance } = manifest.verification;
	const size = manifest.model.outputs.find(({ name }) => name === "logits")?.shape.at(-1);
	if (tolerance?.cpu === undefined || logprobTolerance === undefined || size === undefined)
		throw new BundleUnusableError(
			manifest.name,
			"it gives no tolerances, or its model no logits",
			"Make the manifest anew: ganglion subnet init --task chat --model owner/name.",
		);
	const allowed = { shortfall: tolerance.cpu, logprob: logprobTolerance };
	const limits = readChatLimits(manifest, size);
	const tokenizer = await readTokenizer(context);
	const template = await readChatTemplate(context);
	const ends = await readEndTokens(context, tokenizer);
	const decoder = createDecoder(manifest.model.inputs, size);
	const spelling: Spelling = {
		size,
		decode: (ids) => tokenizer.decode(ids),
		isEnd: (id) => ends.has(id),
	};

	const encode = (body: TextBody): number[] => {
		if ("prompt" in body) return tokenizer.encode(body.prompt, { special: true });
		if (template !== undefined) return tokenizer.encode(template(body.messages), { special: false });
		throw new InputRefusedError({
			status: 400,
			code: "TEMPLATE_ABSENT",
			message: "expected a prompt, got a conversation, and this model has no chat template",
			remedy: "Send a prompt (/v1/completions).",
		});
	};
	const asked = (request: InferRequest): ChatAsked => {
		const parsed = parseChatRequest(request, limits);
		if (!parsed.ok) throw new InputRefusedError(parsed);
		return parsed.value;
	};
	const parse = (request: InferRequest): Generation => {
		const { body, maxTokens, ...choosing } = asked(request);
		const prompt = encode(body);
		const room = limits.context - prompt.length;
		const isAskedFor = request.parameters?.max_tokens !== undefined;
		if (prompt.length === 0 || room < (isAskedFor ? maxTokens : 1))
			throw new InputRefusedError({
				status: 400,
				code: "CONTEXT_EXCEEDED",
				message: `expected prompt and max_tokens to fit ${limits.context} tokens together, got ${prompt.length} and ${isAskedFor ? maxTokens : "at least 1"}`,
				remedy: "Send a shorter conversation, or ask for fewer tokens.",
			});
		return { ...choosing, prompt, maxTokens: Math.min(maxTokens, room) };
	};

	const openBatch = (session: ModelSession, layout: Promise<RowLayout | undefined>): StepBatch => {
		const batch = openDecoderBatch(session, { decoder, spelling, layout });
		return {
			async answer(request, { miner, signal, onToken }) {
				const generation = withMinersSeed(parse(request), miner);
				return generationAnswer(await batch.generate(generation, { signal, onToken }), [
					countTensor(generation.prompt.length),
				]);
			},
		};
	};

	return {
		async sample(random, difficulty = 0.5) {
			return { request: sampleChat(random, difficulty) };
		},

		async fromInput(input, parameters = {}) {
			// What is left open is drawn as `sample` draws it, so that a miner cannot tell a researcher by a default.
			const {
				max_tokens: maxTokens = drawLength(randomInt),
				temperature = 0,
				seed = randomInt(2 ** 32),
			} = parameters;
			const text = requiredInput(
				input.text,
				"a text",
				'Send a question (`ganglion query --text "Why is the sky blue?"`).',
			);
			const request = chatRequest({
				body: { messages: [{ role: "user", content: text }] },
				maxTokens: Number(maxTokens),
				temperature: Number(temperature),
				seed: Number(seed),
				sampling: furtherSampling(parameters),
				stop: parameters.stop === undefined ? [] : [String(parameters.stop)],
			});
			parse(request);
			return request;
		},

		check(request) {
			const parsed = parseChatRequest(request, limits);
			return parsed.ok ? undefined : parsed;
		},

		answer: (session, request, options) =>
			openBatch(session, Promise.resolve(undefined)).answer(request, options),

		openBatch(session, notice) {
			const found = findRowLayout(session, decoder, allowed).then((result) => {
				if (result.layout === undefined) notice?.(`one conversation a run of the model: ${result.reason}`);
				return result.layout;
			});
			return openBatch(session, found);
		},

		show: (_request, given) => textsOf(given.outputs, "text")?.[0] ?? "",

		score({ request }, given) {
			const parsed = parseChatRequest(request, limits);
			if (!parsed.ok) return 0;
			try {
				return "generated" in readGenerationAnswer(given, parse(request), spelling) ? 1 : 0;
			} catch (error) {
				if (error instanceof InputRefusedError) return 0;
				throw error;
			}
		},

		async audit(session, request, given, _demand, { miner }) {
			const generation = withMinersSeed(parse(request), miner);
			const read = readGenerationAnswer(given, generation, spelling);
			if ("fault" in read) return faultyGeneration(read.fault, allowed);
			if (countOf(given) !== generation.prompt.length)
				return faultyGeneration("answer's prompt_tokens are not those of the prompt", allowed);
			const logits = await decoder.readAll(session, forcedInput(generation, read.generated));
			return judgeGeneration(generation, read.generated, logits, allowed);
		},

		openai: {
			...createOpenAiTextMapping({
				unsupported: UNSUPPORTED_OPTIONS,
				request: (body, options) => chatRequest({ body, ...options }),
				check: (request) => {
					const parsed = parseChatRequest(request, limits);
					return parsed.ok ? undefined : parsed;
				},
				promptTokens: (_request, given) => countOf(given) ?? 0,
				token: (id) => tokenizer.decode([id]) || (tokenizer.token(id) ?? ""),
			}),
			upstream: createChatUpstream({
				body: (request) => asked(request).body,
				parse,
				further: ({ prompt }) => [countTensor(prompt.length)],
				spelling,
				tokenizer,
			}),
		},
	};
}

function countTensor(count: number): Tensor {
	return { name: "prompt_tokens", datatype: "INT32", shape: [1], data: Int32Array.of(count) };
}

function countOf(answer: ReceivedAnswer): number | undefined {
	const data = findTensor(answer.outputs, "prompt_tokens")?.data;
	return data instanceof Int32Array ? data[0] : undefined;
}
