import { findTensor, type Tensor, textsOf, textTensor } from "../protocol/tensor.js";
import type { Answer, ReceivedAnswer } from "../task/answer.js";
import type { Generation, Spelling } from "./generation.js";
import { findStop, type Generated } from "./generationRow.js";
import type { TopToken } from "./topTokens.js";

/** A generation as answer tensors. */
export function generationAnswer(generated: Generated, further: readonly Tensor[] = []): Answer {
	const { tokens, logProbabilities, text, finishReason, top } = generated;
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
			...topTensors(top),
			...further,
		],
	};
}

/** The likeliest tokens as `top_token_ids` and `top_logprobs`, [tokens, count]; nothing where none were asked for. */
function topTensors(top: Generated["top"]): Tensor[] {
	const [first] = top;
	if (first === undefined) return [];
	const shape = [top.length, first.length];
	const flat = top.flat();
	return [
		{
			name: "top_token_ids",
			datatype: "INT64",
			shape,
			data: BigInt64Array.from(flat, ({ id }) => BigInt(id)),
		},
		{
			name: "top_logprobs",
			datatype: "FP32",
			shape,
			data: Float32Array.from(flat, (one) => one.logProbability),
		},
	];
}

/**
 * Reads an answer and checks all that can be told without the model: known tokens, not too many, the text that
 * they spell, and an end that fits. A fault comes back in words.
 */
export function readGenerationAnswer(
	answer: ReceivedAnswer,
	generation: Generation,
	spelling: Spelling,
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
	if (tokens.some((token) => token < 0 || token >= spelling.size))
		return { fault: "answer holds a token that the model does not have" };
	const top = readTop(answer, tokens.length, generation.topLogprobs, spelling.size);
	if (top === undefined) return { fault: "answer lacks top_token_ids or top_logprobs" };
	const before = tokens.slice(0, -1);
	if (before.some((token) => spelling.isEnd(token))) return { fault: "answer goes on past its end" };
	if (findStop(spelling.decode(before), generation.stop) !== undefined)
		return { fault: "answer goes on past a stop text" };
	const isEnded = spelling.isEnd(tokens.at(-1) as number);
	const spelled = spelling.decode(isEnded ? before : tokens);
	const stopAt = isEnded ? undefined : findStop(spelled, generation.stop);
	const finishReason = stopAt === undefined && !isEnded ? "length" : "stop";
	if (finishReason === "length" && tokens.length !== generation.maxTokens)
		return {
			fault: `answer ends after ${tokens.length} of ${generation.maxTokens} tokens without a stop text`,
		};
	const text = stopAt === undefined ? spelled : spelled.slice(0, stopAt);
	if (texts[0] !== text || reasons[0] !== finishReason)
		return { fault: "answer's text or finish_reason is not what its tokens say" };
	return { generated: { tokens, logProbabilities: Array.from(logprobs), top, text, finishReason } };
}

/** The likeliest tokens of each place; undefined where they were asked for and are not there. */
export function readTop(
	answer: ReceivedAnswer,
	places: number,
	asked: number,
	size: number,
): TopToken[][] | undefined {
	if (asked === 0) return [];
	const ids = findTensor(answer.outputs, "top_token_ids");
	const logprobs = findTensor(answer.outputs, "top_logprobs")?.data;
	const count = Math.min(asked, size);
	if (
		!(ids?.data instanceof BigInt64Array) ||
		!(logprobs instanceof Float32Array) ||
		ids.data.length !== places * count ||
		logprobs.length !== ids.data.length
	)
		return undefined;
	const numbers = Array.from(ids.data, Number);
	return Array.from({ length: places }, (_, place) =>
		Array.from({ length: count }, (_, rank) => ({
			id: numbers[place * count + rank] as number,
			logProbability: logprobs[place * count + rank] as number,
		})),
	);
}
