import type { Generation } from "../../generation/generation.js";
import { readSampling } from "../../generation/samplingParameters.js";
import type { InferRequest, Parameters } from "../../protocol/inference.js";
import { accepted, type Checked, type Refusal, refusal } from "../../protocol/refusal.js";
import { type Tensor, textsOf, textTensor } from "../../protocol/tensor.js";
import type { Vocabulary } from "./vocabulary.js";

/** What a caller says of a generation, before it is checked. */
export interface GenerationOptions {
	readonly prompt: string;
	readonly maxTokens: number;
	readonly temperature: number;
	readonly seed: number;
	/** `top_p` and the like, as a request says them. */
	readonly sampling?: Parameters;
	readonly stop: readonly string[];
}

const MAX_STOPS = 4;
const MAX_STOP_LENGTH = 16;

/** A generation as a request: BYTES tensors `prompt` and, where there are any, `stop`; the rest as parameters. */
export function generationRequest(options: GenerationOptions): InferRequest {
	const { prompt, maxTokens, temperature, seed, sampling, stop } = options;
	const inputs: Tensor[] = [textTensor("prompt", [prompt])];
	if (stop.length > 0) inputs.push(textTensor("stop", stop));
	return { inputs, parameters: { max_tokens: maxTokens, temperature, seed, ...sampling } };
}

/** Reads and checks a request; a prompt that leaves no room in the context is refused with 400. */
export function parseGeneration(request: InferRequest, vocabulary: Vocabulary): Checked<Generation> {
	const prompts = textsOf(request.inputs, "prompt");
	if (prompts?.length !== 1 || request.inputs.some(({ name }) => name !== "prompt" && name !== "stop"))
		return refused(
			"INPUT_SHAPE",
			"expected one input prompt, BYTES [1], and at most an input stop, BYTES [n]",
		);
	const stop = request.inputs.some(({ name }) => name === "stop") ? textsOf(request.inputs, "stop") : [];
	if (
		stop === undefined ||
		stop.length > MAX_STOPS ||
		stop.some((s) => s.length < 1 || s.length > MAX_STOP_LENGTH)
	)
		return refused(
			"INPUT_SHAPE",
			`expected at most ${MAX_STOPS} texts in stop, each of 1 to ${MAX_STOP_LENGTH} characters`,
		);
	const { parameters = {} } = request;
	const { max_tokens: maxTokens = 16 } = parameters;
	if (!isWhole(maxTokens, 1, vocabulary.context - 1))
		return refused(
			"PARAMETER_RANGE",
			`expected max_tokens to be a whole number from 1 to ${vocabulary.context - 1}`,
		);
	const choosing = readSampling(parameters, vocabulary.size);
	if (!choosing.ok) return choosing;
	const text = normaliseText(prompts[0] as string);
	// Each character is a token; a hostile prompt is refused before it is taken apart.
	if (text.length > 4 * vocabulary.context) return tooLong(text.length, maxTokens, vocabulary);
	const encoded = vocabulary.encode(text);
	if ("unknown" in encoded)
		return refused(
			"PROMPT_CHARACTERS",
			`the model knows letters and . , : ; ! ? ' ( ) - only, but the prompt holds ${encoded.unknown
				.slice(0, 8)
				.map((c) => JSON.stringify(c))
				.join(" ")}`,
		);
	if (encoded.ids.length === 0) return refused("INPUT_SHAPE", "expected a prompt of at least one character");
	if (encoded.ids.length + maxTokens > vocabulary.context)
		return tooLong(encoded.ids.length, maxTokens, vocabulary);
	return accepted({ ...choosing.value, prompt: encoded.ids, maxTokens, stop, topLogprobs: 0 });
}

/** Curly quotes, dashes, accents and tabs as the plain characters that the model knows. */
export function normaliseText(text: string): string {
	return text
		.normalize("NFKD")
		.replace(/\p{Mark}/gu, "")
		.replace(/[‘’ʼ]/g, "'")
		.replace(/[‐-―]/g, "-")
		.replace(/\r\n?/g, "\n")
		.replace(/[^\S\n]/g, " ");
}

function tooLong(length: number, maxTokens: number, { context }: Vocabulary): Refusal {
	return refused(
		"CONTEXT_EXCEEDED",
		`expected prompt and max_tokens to fit ${context} characters together, got ${length} and ${maxTokens}`,
	);
}

function isWhole(value: unknown, least: number, most: number): value is number {
	return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function refused(code: string, message: string): Refusal {
	return refusal(400, code, message, "docs/protocol.md shows a request of this task.");
}
