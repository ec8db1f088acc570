import { findTensor, textsOf, textTensor } from "../../protocol/tensor.js";
import type { Answer, ReceivedAnswer } from "../../task/answer.js";
import type { Generation } from "./generationRequest.js";
import { findStop, type Generated } from "./generationRow.js";
import type { Vocabulary } from "./vocabulary.js";

/** A generation as answer tensors. */
export function generationAnswer(generated: Generated): Answer {
	const { tokens, logProbabilities, text, finishReason } = generated;
	return {
		outputs: [
			textTensor("text", [text]),
			{
				name: "token_ids",
				datatype: "INT64",
				shape: [tokens.length],
				data: BigInt64Array.from(tokens, BigInt),
			},
			{
				name: "logprobs",
				datatype: "FP32",
				shape: [tokens.length],
				data: Float32Array.from(logProbabilities),
			},
			textTensor("finish_reason", [finishReason]),
		],
	};
}

/**
 * Reads an answer and checks all that can be told without the model: known tokens, not too many, the text that
 * they spell, and an end that fits. A fault comes back in words.
 */
export function readGenerationAnswer(
	answer: ReceivedAnswer,
	generation: Generation,
	vocabulary: Vocabulary,
): { readonly generated: Generated } | { readonly fault: string } {
	const texts = textsOf(answer.outputs, "text");
	const reasons = textsOf(answer.outputs, "finish_reason");
	const ids = findTensor(answer.outputs, "token_ids")?.data;
	const logprobs = findTensor(answer.outputs, "logprobs")?.data;
	if (texts?.length !== 1 || reasons?.length !== 1)
		return { fault: "answer lacks its text or finish_reason" };
	if (
		!(ids instanceof BigInt64Array) ||
		!(logprobs instanceof Float32Array) ||
		ids.length !== logprobs.length
	)
		return { fault: "answer lacks token_ids or logprobs" };
	if (ids.length < 1 || ids.length > generation.maxTokens)
		return { fault: `answer has ${ids.length} tokens, asked were 1 to ${generation.maxTokens}` };
	const tokens = Array.from(ids, Number);
	if (tokens.some((token) => token < 0 || token >= vocabulary.size))
		return { fault: "answer holds a token that the model does not have" };
	const spelled = vocabulary.decode(tokens);
	const stopAt = findStop(spelled, generation.stop);
	const before = findStop(spelled.slice(0, -1), generation.stop);
	if (before !== undefined) return { fault: "answer goes on past a stop text" };
	const finishReason = stopAt === undefined ? "length" : "stop";
	if (stopAt === undefined && tokens.length !== generation.maxTokens)
		return {
			fault: `answer ends after ${tokens.length} of ${generation.maxTokens} tokens without a stop text`,
		};
	const text = stopAt === undefined ? spelled : spelled.slice(0, stopAt);
	if (texts[0] !== text || reasons[0] !== finishReason)
		return { fault: "answer's text or finish_reason is not what its tokens say" };
	return { generated: { tokens, logProbabilities: Array.from(logprobs), text, finishReason } };
}
