import type { Choosing } from "./choosing.js";

/**
 * Logits with bias and penalties, by OpenAI's formula:
 * `logit_i + bias_i - times_i · frequencyPenalty - (times_i > 0 ? presencePenalty : 0)`, where times_i is how often the
 * answer so far holds token i (the prompt does not count). The logits themselves where nothing is asked for.
 */
export function adjustLogits(
	logits: Float32Array,
	{ frequencyPenalty = 0, presencePenalty = 0, logitBias = [] }: Choosing,
	before: readonly number[],
): Float32Array {
	const penalises = before.length > 0 && (frequencyPenalty !== 0 || presencePenalty !== 0);
	if (!penalises && logitBias.length === 0) return logits;
	const adjusted = logits.slice();
	const add = (token: number, value: number): void => {
		adjusted[token] = (adjusted[token] ?? 0) + value;
	};
	for (const [token, bias] of logitBias) add(token, bias);
	if (!penalises) return adjusted;
	for (const token of before) add(token, -frequencyPenalty);
	for (const token of new Set(before)) add(token, -presencePenalty);
	return adjusted;
}
