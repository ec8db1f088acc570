import { randomInt } from "node:crypto";
import type { InferRequest } from "../../protocol/inference.js";
import { accepted, type Checked, type Refusal, refusal } from "../../protocol/refusal.js";
import { findTensor, textsOf } from "../../protocol/tensor.js";
import type { ReceivedAnswer } from "../../task/answer.js";
import type { OpenAiEndpoint, OpenAiFrame, OpenAiRequest, OpenAiTextMapping } from "../../task/openai.js";
import { generationRequest, parseGeneration } from "./generationRequest.js";
import type { Vocabulary } from "./vocabulary.js";

type Body = Readonly<Record<string, unknown>>;

/** Options of OpenAI's API that would change the answer and that this model does not have, with the value allowed. */
const UNSUPPORTED: Readonly<Record<string, readonly unknown[]>> = {
	n: [1],
	best_of: [1],
	top_p: [1],
	presence_penalty: [0],
	frequency_penalty: [0],
	echo: [false],
	suffix: [""],
	logprobs: [false, 0],
	tools: [],
	functions: [],
	response_format: [],
	logit_bias: [],
};

/** OpenAI's defaults: 16 tokens, temperature 1. A seed is drawn where none is given, and returned. */
export function createOpenAiMapping(vocabulary: Vocabulary): OpenAiTextMapping {
	const parse = (endpoint: OpenAiEndpoint, body: unknown): Checked<OpenAiRequest> => {
		if (typeof body !== "object" || body === null || Array.isArray(body))
			return refused("the body to be an object");
		const fields = body as Body;
		const unsupported = Object.keys(UNSUPPORTED).find((key) => !allows(key, fields[key]));
		if (unsupported !== undefined)
			return refusal(
				400,
				"OPTION_UNSUPPORTED",
				`this model has no option ${unsupported}`,
				`Leave ${unsupported} out.`,
			);
		const prompt = endpoint === "completions" ? readPrompt(fields.prompt) : readMessages(fields.messages);
		if (!prompt.ok) return prompt;
		const stop = readStop(fields.stop);
		if (!stop.ok) return stop;
		const stream = fields.stream ?? false;
		if (typeof stream !== "boolean") return refused("stream to be a boolean");
		const request = generationRequest({
			prompt: prompt.value,
			maxTokens: numberOr(fields.max_completion_tokens ?? fields.max_tokens, 16),
			temperature: numberOr(fields.temperature, 1),
			seed: numberOr(fields.seed, randomInt(0x100000000)),
			stop: stop.value,
		});
		const checked = parseGeneration(request, vocabulary);
		if (!checked.ok) return checked;
		const streamOptions = fields.stream_options;
		const includeUsage =
			typeof streamOptions === "object" &&
			streamOptions !== null &&
			(streamOptions as Body).include_usage === true;
		return accepted({ request, stream, includeUsage });
	};

	const usage = (request: InferRequest, answer: ReceivedAnswer) => {
		const parsed = parseGeneration(request, vocabulary);
		const prompt = parsed.ok ? parsed.value.prompt.length : 0;
		const completion = findTensor(answer.outputs, "token_ids")?.data.length ?? 0;
		return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
	};

	return {
		endpoints: ["completions", "chat/completions"],
		parse,
		response(frame, request, answer) {
			const text = textsOf(answer.outputs, "text")?.[0] ?? "";
			const finish = { index: 0, finish_reason: finishReason(answer), logprobs: null };
			const choice =
				frame.endpoint === "completions"
					? { ...finish, text }
					: { ...finish, message: { role: "assistant", content: text, refusal: null } };
			return {
				...head(frame, false),
				choices: [choice],
				usage: usage(request, answer),
				seed: request.parameters?.seed,
			};
		},
		chunk: (frame, text) => ({
			...head(frame, true),
			choices: [{ index: 0, finish_reason: null, ...piece(frame, text) }],
		}),
		lastChunk: (frame, request, answer, includeUsage) => ({
			...head(frame, true),
			choices: [{ index: 0, finish_reason: finishReason(answer), ...piece(frame, "") }],
			...(includeUsage ? { usage: usage(request, answer) } : {}),
			seed: request.parameters?.seed,
		}),
	};
}

function head({ endpoint, id, created, model }: OpenAiFrame, isChunk: boolean) {
	const chat = isChunk ? "chat.completion.chunk" : "chat.completion";
	return { id, object: endpoint === "completions" ? "text_completion" : chat, created, model };
}

function piece({ endpoint }: OpenAiFrame, text: string) {
	if (endpoint === "completions") return { text };
	return { delta: text === "" ? {} : { role: "assistant", content: text } };
}

function finishReason(answer: ReceivedAnswer): string {
	return textsOf(answer.outputs, "finish_reason")?.[0] ?? "length";
}

/** Absent, null, an allowed value or something empty: none of them changes the answer. */
function allows(key: string, value: unknown): boolean {
	if (value === undefined || value === null || (UNSUPPORTED[key]?.includes(value) ?? true)) return true;
	return typeof value === "object" && Object.keys(value).length === 0;
}

function readPrompt(value: unknown): Checked<string> {
	const prompt = Array.isArray(value) && value.length === 1 ? value[0] : value;
	return typeof prompt === "string" ? accepted(prompt) : refused("prompt to be one text");
}

/** The messages' texts, one a line: the model was not trained on turns, it continues what it reads. */
function readMessages(value: unknown): Checked<string> {
	if (!Array.isArray(value) || value.length === 0) return refused("messages to be a list");
	const texts: string[] = [];
	for (const message of value) {
		const content =
			typeof message === "object" && message !== null ? readContent((message as Body).content) : undefined;
		if (content === undefined) return refused("each message to have content of text");
		texts.push(content);
	}
	return accepted(texts.join("\n"));
}

function readContent(content: unknown): string | undefined {
	if (typeof content === "string") return content;
	if (!Array.isArray(content)) return undefined;
	const parts = content.map((part) =>
		typeof part === "object" && part !== null ? (part as Body).text : undefined,
	);
	return parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
}

function readStop(value: unknown): Checked<readonly string[]> {
	if (value === undefined || value === null) return accepted([]);
	const list: unknown[] = Array.isArray(value) ? value : [value];
	if (!list.every((item): item is string => typeof item === "string"))
		return refused("stop to be a text or texts");
	return accepted(list);
}

/** A value that is no number goes on as NaN, which the request's own check refuses. */
function numberOr(value: unknown, otherwise: number): number {
	if (value === undefined || value === null) return otherwise;
	return typeof value === "number" ? value : Number.NaN;
}

function refused(expected: string): Refusal {
	return refusal(400, "BODY_SHAPE", `expected ${expected}`, "Send the body as OpenAI's API describes it.");
}
