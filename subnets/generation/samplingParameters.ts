import type { Parameters } from "../protocol/inference.js";
import { accepted, type Checked, refusal } from "../protocol/refusal.js";
import type { Choosing } from "./choosing.js";

const MAX_BIASES = 300;
const NAMES = ["top_p", "frequency_penalty", "presence_penalty", "logit_bias"];

/** Those of a request's parameters that change which tokens are drawn, beside `temperature` and `seed`. */
export function furtherSampling(parameters: Parameters): Parameters {
	return Object.fromEntries(Object.entries(parameters).filter(([name]) => NAMES.includes(name)));
}

/**
 * How a request's parameters say tokens are to be chosen: `temperature` (0 to 2), `seed` (32 bits), `top_p` (above 0, to 1),
 * `frequency_penalty` and `presence_penalty` (-2 to 2), `logit_bias` (JSON, from token ids to -100 to 100). Greedy where they
 * say nothing.
 *
 * @param size - tokens that the model knows
 */
export function readSampling(parameters: Parameters, size: number): Checked<Choosing> {
	const {
		temperature = 0,
		seed = 0,
		top_p: topP = 1,
		frequency_penalty: frequencyPenalty = 0,
		presence_penalty: presencePenalty = 0,
		logit_bias: bias,
	} = parameters;
	if (!isWithin(temperature, 0, 2)) return outOfRange("temperature to be a number from 0 to 2");
	if (!Number.isSafeInteger(seed) || !isWithin(seed, 0, 0xffffffff))
		return outOfRange("seed to be a whole number of 32 bits");
	if (!isWithin(topP, 0, 1) || topP === 0) return outOfRange("top_p to be a number above 0, to 1");
	if (!isWithin(frequencyPenalty, -2, 2)) return outOfRange("frequency_penalty to be a number from -2 to 2");
	if (!isWithin(presencePenalty, -2, 2)) return outOfRange("presence_penalty to be a number from -2 to 2");
	const logitBias = bias === undefined ? [] : readBias(bias, size);
	if (logitBias === undefined)
		return outOfRange(
			`logit_bias to be JSON, an object of at most ${MAX_BIASES} token ids below ${size} with a number from -100 to 100 each`,
		);
	return accepted({ temperature, seed, topP, frequencyPenalty, presencePenalty, logitBias });
}

/** The same in a body of OpenAI's API; what changes nothing is left out. */
export function openAiSampling(choosing: Choosing): Record<string, unknown> {
	const { topP = 1, frequencyPenalty = 0, presencePenalty = 0, logitBias = [] } = choosing;
	return {
		...(topP === 1 ? {} : { top_p: topP }),
		...(frequencyPenalty === 0 ? {} : { frequency_penalty: frequencyPenalty }),
		...(presencePenalty === 0 ? {} : { presence_penalty: presencePenalty }),
		...(logitBias.length === 0 ? {} : { logit_bias: Object.fromEntries(logitBias) }),
	};
}

function readBias(text: unknown, size: number): (readonly [number, number])[] | undefined {
	let value: unknown;
	try {
		value = JSON.parse(String(text));
	} catch {
		return undefined;
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
	const entries = Object.entries(value);
	const isToken = (key: string): boolean => /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < size;
	if (
		entries.length > MAX_BIASES ||
		!entries.every(([key, bias]) => isToken(key) && isWithin(bias, -100, 100))
	)
		return undefined;
	return entries.map(([key, bias]) => [Number(key), bias as number]);
}

function isWithin(value: unknown, least: number, most: number): value is number {
	return typeof value === "number" && value >= least && value <= most;
}

function outOfRange(expected: string) {
	return refusal(
		400,
		"PARAMETER_RANGE",
		`expected ${expected}`,
		"docs/models.md says what each of them does.",
	);
}
