import type { Choosing } from "./choosing.js";

let scratch = new Float32Array(0);

/**
 * Logits with bias and penalties, by OpenAI's formula:
 * `logit_i + bias_i - times_i · frequencyPenalty - (times_i > 0 ? presencePenalty : 0)`, where times_i is how often the
 * answer so far holds token i (the prompt does not count).
 *
 * @returns the logits themselves where nothing is asked for; else memory that the next call writes over, since a
 * copy of a large vocabulary for each token is much garbage
 */
export function adjustLogits(
	logits: Float32Array,
	{ frequencyPenalty = 0, presencePenalty = 0, logitBias = [] }: Choosing,
	before: readonly number[],
): Float32Array {
	const penalises = before.length > 0 && (frequencyPenalty !== 0 || presencePenalty !== 0);
	if (!penalises && logitBias.length === 0) return logits;
	if (scratch.length !== logits.length) scratch = new Float32Array(logits.length);
	const adjusted = scratch;
	adjusted.set(logits);
	const add = (token: number, value: number): void => {
		adjusted[token] = (adjusted[token] ?? 0) + value;
	};
	for (const [token, bias] of logitBias) add(token, bias);
	if (!penalises) return adjusted;
	for (const token of before) add(token, -frequencyPenalty);
	for (const token of new Set(before)) add(token, -presencePenalty);
	return adjusted;
}
