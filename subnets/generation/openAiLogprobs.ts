import { findTensor } from "../protocol/tensor.js";
import type { ReceivedAnswer } from "../task/answer.js";
import { readTop } from "./generationAnswer.js";
import type { TopToken } from "./topTokens.js";

/** A token's text by its id. */
type TokenText = (id: number) => string;

/** `logprobs` of a chat's choice: each token with its id, as llama.cpp gives it, its log probability and its rivals'. */
export function chatLogprobs(answer: ReceivedAnswer, token: TokenText): Record<string, unknown> {
	const entry = ({ id, logProbability: logprob }: TopToken) => {
		const text = token(id);
		return { id, token: text, logprob, bytes: [...Buffer.from(text, "utf8")] };
	};
	const { chosen, top } = readTokens(answer);
	return {
		content: chosen.map((one, place) => ({ ...entry(one), top_logprobs: (top[place] ?? []).map(entry) })),
		refusal: null,
	};
}

/** `logprobs` of a completion's choice: lists by place. */
export function completionLogprobs(answer: ReceivedAnswer, token: TokenText): Record<string, unknown> {
	const { chosen, top } = readTokens(answer);
	const tokens = chosen.map(({ id }) => token(id));
	let at = 0;
	return {
		tokens,
		token_ids: chosen.map(({ id }) => id),
		token_logprobs: chosen.map(({ logProbability }) => logProbability),
		top_logprobs: top.map((rivals) =>
			Object.fromEntries(rivals.map(({ id, logProbability }) => [token(id), logProbability])),
		),
		text_offset: tokens.map((text) => {
			at += text.length;
			return at - text.length;
		}),
	};
}

function readTokens(answer: ReceivedAnswer): { chosen: TopToken[]; top: readonly (readonly TopToken[])[] } {
	const ids = findTensor(answer.outputs, "token_ids")?.data;
	const logprobs = findTensor(answer.outputs, "logprobs")?.data;
	if (!(ids instanceof BigInt64Array) || !(logprobs instanceof Float32Array)) return { chosen: [], top: [] };
	const chosen = Array.from(ids, (id, place) => ({
		id: Number(id),
		logProbability: logprobs[place] as number,
	}));
	const asked = findTensor(answer.outputs, "top_token_ids")?.shape[1] ?? 0;
	return { chosen, top: readTop(answer, chosen.length, asked, asked) ?? [] };
}
