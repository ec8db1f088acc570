import { randomInt } from "node:crypto";
import type { InferRequest, Parameters } from "../protocol/inference.js";
import { accepted, type Checked, type Refusal, refusal } from "../protocol/refusal.js";
import { findTensor, textsOf } from "../protocol/tensor.js";
import type { ReceivedAnswer } from "../task/answer.js";
import type { OpenAiEndpoint, OpenAiFrame, OpenAiRequest, OpenAiTextMapping } from "../task/openai.js";
import { chatLogprobs, completionLogprobs } from "./openAiLogprobs.js";

type Body = Readonly<Record<string, unknown>>;

/** One turn of a conversation. */
export interface ChatMessage {
	readonly role: string;
	readonly content: string;
}

/** What is to be continued, by endpoint. */
export type TextBody = { readonly prompt: string } | { readonly messages: readonly ChatMessage[] };

/** What OpenAI's options say; a value that is no number comes as NaN, which the request's own check refuses. */
export interface TextOptions {
	/** Undefined where the caller leaves it to the model. */
	readonly maxTokens: number | undefined;
	readonly temperature: number;
	readonly seed: number;
	/** `top_p`, penalties and `logit_bias`, as parameters of a request. */
	readonly sampling: Parameters;
	readonly stop: readonly string[];
	/** Whether the tokens' log probabilities are wanted, and those of how many others. */
	readonly logprobs: boolean;
	readonly topLogprobs: number;
}

export interface UnsupportedOption {
	/** Values that change nothing, beside null and what is empty. */
	readonly neutral: readonly unknown[];
	/** What to do instead. */
	readonly remedy: string;
}

/** How one task fills OpenAI's text shapes. */
export interface TextDialect {
	/** Options that would change the answer and that the model does not have. */
	readonly unsupported: Readonly<Record<string, UnsupportedOption>>;
	request(body: TextBody, options: TextOptions): InferRequest;
	check(request: InferRequest): Refusal | undefined;
	promptTokens(request: InferRequest, answer: ReceivedAnswer): number;
	/** A token's text. */
	token(id: number): string;
}

const TOOLS_REMEDY =
	"Leave it out; describe tools in a system message, and read calls from the text yourself.";

/** Options that no task here has. Those of vLLM are among them: left unread, they would change what a caller gets. */
export const UNSUPPORTED_OPTIONS: TextDialect["unsupported"] = {
	n: { neutral: [1], remedy: "Ask once for each answer, with a seed of its own." },
	best_of: { neutral: [1], remedy: "Ask once for each answer, and choose by their log probabilities." },
	echo: { neutral: [false], remedy: "Put the prompt before the text yourself." },
	suffix: { neutral: [""], remedy: "Leave it out: the model reads what stands before alone." },
	tools: { neutral: [], remedy: TOOLS_REMEDY },
	tool_choice: { neutral: ["none", "auto"], remedy: TOOLS_REMEDY },
	functions: { neutral: [], remedy: TOOLS_REMEDY },
	function_call: { neutral: ["none", "auto"], remedy: TOOLS_REMEDY },
	response_format: {
		neutral: [{ type: "text" }],
		remedy: "Ask for the format in words, and check what comes.",
	},
	modalities: { neutral: [["text"]], remedy: "Leave it out: answers are text." },
	audio: { neutral: [], remedy: "Leave it out: answers are text." },
	top_k: { neutral: [-1, 0], remedy: "Use top_p." },
	min_p: { neutral: [0], remedy: "Use top_p." },
	repetition_penalty: { neutral: [1], remedy: "Use frequency_penalty or presence_penalty." },
};

/** OpenAI's completions and chat completions: temperature 1 and a drawn seed, which is returned, where none is given. */
export function createOpenAiTextMapping(dialect: TextDialect): OpenAiTextMapping {
	const parse = (endpoint: OpenAiEndpoint, body: unknown): Checked<OpenAiRequest> => {
		if (typeof body !== "object" || body === null || Array.isArray(body))
			return refused("the body to be an object");
		const fields = body as Body;
		const unsupported = Object.keys(dialect.unsupported).find((key) => !allows(dialect, key, fields[key]));
		if (unsupported !== undefined)
			return refusal(
				400,
				"OPTION_UNSUPPORTED",
				`this model has no option ${unsupported}`,
				dialect.unsupported[unsupported]?.remedy ?? `Leave ${unsupported} out.`,
			);
		const text = endpoint === "completions" ? readPrompt(fields.prompt) : readMessages(fields.messages);
		if (!text.ok) return text;
		const stop = readStop(fields.stop);
		if (!stop.ok) return stop;
		const bias = readBias(fields.logit_bias);
		if (!bias.ok) return bias;
		const stream = fields.stream ?? false;
		if (typeof stream !== "boolean") return refused("stream to be a boolean");
		const asked = fields.max_completion_tokens ?? fields.max_tokens;
		const request = dialect.request(text.value, {
			maxTokens: asked === undefined || asked === null ? undefined : numberOr(asked, 0),
			temperature: numberOr(fields.temperature, 1),
			seed: numberOr(fields.seed, randomInt(0x100000000)),
			sampling: { ...readSamplingFields(fields), ...bias.value },
			stop: stop.value,
			...readLogprobs(endpoint, fields),
		});
		const fault = dialect.check(request);
		if (fault !== undefined) return fault;
		const streamOptions = fields.stream_options;
		const includeUsage =
			typeof streamOptions === "object" &&
			streamOptions !== null &&
			(streamOptions as Body).include_usage === true;
		return accepted({ request, stream, includeUsage });
	};

	const usage = (request: InferRequest, answer: ReceivedAnswer) => {
		const prompt = dialect.promptTokens(request, answer);
		const completion = findTensor(answer.outputs, "token_ids")?.data.length ?? 0;
		return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
	};

	const logprobs = ({ endpoint }: OpenAiFrame, request: InferRequest, answer: ReceivedAnswer) => {
		if (request.parameters?.logprobs !== true) return null;
		return endpoint === "completions"
			? completionLogprobs(answer, dialect.token)
			: chatLogprobs(answer, dialect.token);
	};

	return {
		endpoints: ["completions", "chat/completions"],
		parse,
		response(frame, request, answer) {
			const text = textsOf(answer.outputs, "text")?.[0] ?? "";
			const finish = {
				index: 0,
				finish_reason: finishReason(answer),
				logprobs: logprobs(frame, request, answer),
			};
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
		lastChunks(frame, request, answer, includeUsage) {
			const choice = {
				index: 0,
				finish_reason: finishReason(answer),
				logprobs: logprobs(frame, request, answer),
				...piece(frame, ""),
			};
			const last = { ...head(frame, true), choices: [choice], seed: request.parameters?.seed };
			if (!includeUsage) return [last];
			return [
				{ ...last, usage: null },
				{ ...head(frame, true), choices: [], usage: usage(request, answer) },
			];
		},
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
function allows({ unsupported }: TextDialect, key: string, value: unknown): boolean {
	if (value === undefined || value === null || (unsupported[key]?.neutral.includes(value) ?? true))
		return true;
	if (typeof value !== "object") return false;
	return (
		Object.keys(value).length === 0 || (unsupported[key]?.neutral ?? []).some((one) => isLike(one, value))
	);
}

/** Whether two objects or lists hold the same plain values. As text a body could not be compared: it nests without bound. */
function isLike(one: unknown, other: object): boolean {
	if (typeof one !== "object" || one === null || Array.isArray(one) !== Array.isArray(other)) return false;
	const entries = Object.entries(other);
	return (
		entries.length === Object.keys(one).length &&
		entries.every(([key, value]) => Object.hasOwn(one, key) && (one as Body)[key] === value)
	);
}

function readSamplingFields(fields: Body): Parameters {
	return Object.fromEntries(
		["top_p", "frequency_penalty", "presence_penalty"].flatMap((name) =>
			fields[name] === undefined || fields[name] === null ? [] : [[name, numberOr(fields[name], 0)]],
		),
	);
}

/** Token ids and what is added to their logits; a request holds them as JSON. */
function readBias(value: unknown): Checked<Parameters> {
	if (value === undefined || value === null) return accepted({});
	if (typeof value !== "object" || Array.isArray(value)) return refused("logit_bias to be an object");
	// What nests as deep as a body may be could not be written.
	if (!Object.values(value).every((bias) => typeof bias === "number"))
		return refused("logit_bias to hold numbers");
	return accepted(Object.keys(value).length === 0 ? {} : { logit_bias: JSON.stringify(value) });
}

/** `logprobs` is a number for completions, and a switch with `top_logprobs` beside it for chats. */
function readLogprobs(
	endpoint: OpenAiEndpoint,
	{ logprobs, top_logprobs: top }: Body,
): Pick<TextOptions, "logprobs" | "topLogprobs"> {
	if (logprobs === undefined || logprobs === null || logprobs === false)
		return { logprobs: false, topLogprobs: 0 };
	return endpoint === "completions"
		? { logprobs: true, topLogprobs: numberOr(logprobs, 0) }
		: { logprobs: true, topLogprobs: logprobs === true ? numberOr(top, 0) : Number.NaN };
}

function readPrompt(value: unknown): Checked<TextBody> {
	const prompt = Array.isArray(value) && value.length === 1 ? value[0] : value;
	return typeof prompt === "string" ? accepted({ prompt }) : refused("prompt to be one text");
}

function readMessages(value: unknown): Checked<TextBody> {
	if (!Array.isArray(value) || value.length === 0) return refused("messages to be a list");
	const messages: ChatMessage[] = [];
	for (const message of value) {
		const { role = "user", content } =
			typeof message === "object" && message !== null ? (message as Body) : { content: undefined };
		const text = readContent(content);
		if (text === undefined || typeof role !== "string")
			return refused("each message to have a role and content of text");
		messages.push({ role, content: text });
	}
	return accepted({ messages });
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
