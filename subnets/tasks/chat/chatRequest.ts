import type { Choosing } from "../../generation/choosing.js";
import type { ChatMessage, TextBody } from "../../generation/openAiTextMapping.js";
import { readSampling } from "../../generation/samplingParameters.js";
import type { InferRequest, Parameters } from "../../protocol/inference.js";
import { accepted, type Checked, type Refusal, refusal } from "../../protocol/refusal.js";
import { type Tensor, textsOf, textTensor } from "../../protocol/tensor.js";

export interface ChatLimits {
	/** Tokens that the model knows. */
	readonly size: number;
	/** Tokens of prompt and answer together. */
	readonly context: number;
	/** Tokens of an answer. */
	readonly maxTokens: number;
	/** Tokens of an answer where none are asked for. */
	readonly defaultTokens: number;
	readonly maxTopLogprobs: number;
}

/** A request that was checked without the tokeniser. */
export interface ChatAsked extends Choosing {
	readonly body: TextBody;
	readonly maxTokens: number;
	readonly stop: readonly string[];
	readonly topLogprobs: number;
}

const MAX_STOPS = 4;
const MAX_STOP_LENGTH = 64;
const MAX_MESSAGES = 64;
const ROLES = ["system", "user", "assistant"];
/** A prompt of more characters a token of the context is refused before it is taken apart. */
const CHARACTERS_PER_TOKEN = 16;

/** A conversation or a text as a request: BYTES `messages` (JSON) or `prompt`, perhaps `stop`; the rest as parameters. */
export function chatRequest(
	asked: Pick<ChatAsked, "body" | "temperature" | "seed" | "stop"> & {
		readonly maxTokens: number | undefined;
		/** `top_p` and the like, as a request says them. */
		readonly sampling?: Parameters;
		readonly logprobs?: boolean;
		readonly topLogprobs?: number;
	},
): InferRequest {
	const { body, maxTokens, temperature, seed, sampling, stop, logprobs = false, topLogprobs = 0 } = asked;
	const inputs: Tensor[] = [
		"prompt" in body
			? textTensor("prompt", [body.prompt])
			: textTensor("messages", [JSON.stringify(body.messages)]),
	];
	if (stop.length > 0) inputs.push(textTensor("stop", stop));
	const parameters: Parameters = {
		...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
		temperature,
		seed,
		...sampling,
		...(logprobs ? { logprobs: true } : {}),
		...(topLogprobs === 0 ? {} : { top_logprobs: topLogprobs }),
	};
	return { inputs, parameters };
}

/** Reads and checks a request as far as it can be without the tokeniser. */
export function parseChatRequest(request: InferRequest, limits: ChatLimits): Checked<ChatAsked> {
	const names = request.inputs.map(({ name }) => name);
	const isPrompt = names.includes("prompt");
	const texts = textsOf(request.inputs, isPrompt ? "prompt" : "messages");
	const wanted = isPrompt ? "prompt" : "messages";
	if (texts?.length !== 1 || names.some((name) => name !== wanted && name !== "stop"))
		return refused(
			"INPUT_SHAPE",
			"one input messages or prompt, BYTES [1], and at most an input stop, BYTES [n]",
		);
	const stop = names.includes("stop") ? textsOf(request.inputs, "stop") : [];
	if (
		stop === undefined ||
		stop.length > MAX_STOPS ||
		stop.some((s) => s.length < 1 || s.length > MAX_STOP_LENGTH)
	)
		return refused(
			"INPUT_SHAPE",
			`at most ${MAX_STOPS} texts in stop, each of 1 to ${MAX_STOP_LENGTH} characters`,
		);
	const { parameters = {} } = request;
	const { max_tokens: maxTokens = limits.defaultTokens, top_logprobs: topLogprobs = 0 } = parameters;
	if (!isWhole(maxTokens, 1, limits.maxTokens))
		return refused("PARAMETER_RANGE", `max_tokens to be a whole number from 1 to ${limits.maxTokens}`);
	const choosing = readSampling(parameters, limits.size);
	if (!choosing.ok) return choosing;
	if (!isWhole(topLogprobs, 0, limits.maxTopLogprobs))
		return refused("PARAMETER_RANGE", `top_logprobs to be a whole number from 0 to ${limits.maxTopLogprobs}`);
	const [text] = texts as [string];
	if (text.length > limits.context * CHARACTERS_PER_TOKEN || (isPrompt && text === ""))
		return refused("INPUT_RANGE", `a text of 1 to ${limits.context * CHARACTERS_PER_TOKEN} characters`);
	const body = isPrompt ? { prompt: text } : readMessages(text);
	if (body === undefined)
		return refused(
			"INPUT_SHAPE",
			`messages to be JSON: a list of 1 to ${MAX_MESSAGES} objects with role (${ROLES.join(", ")}) and content, both texts`,
		);
	return accepted({ ...choosing.value, body, maxTokens, stop, topLogprobs });
}

function readMessages(text: string): { messages: ChatMessage[] } | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!Array.isArray(value) || value.length < 1 || value.length > MAX_MESSAGES) return undefined;
	const messages: ChatMessage[] = [];
	for (const message of value as unknown[]) {
		const { role, content } = (message ?? {}) as Partial<ChatMessage>;
		if (typeof role !== "string" || !ROLES.includes(role) || typeof content !== "string") return undefined;
		messages.push({ role, content });
	}
	return { messages };
}

function isWhole(value: unknown, least: number, most: number): value is number {
	return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function refused(code: string, expected: string): Refusal {
	return refusal(400, code, `expected ${expected}`, "docs/models.md shows a request of this task.");
}
