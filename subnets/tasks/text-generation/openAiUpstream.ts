import type { Generation } from "../../generation/generation.js";
import { generationAnswer } from "../../generation/generationAnswer.js";
import { openAiSampling } from "../../generation/samplingParameters.js";
import { unusableUpstream } from "../../generation/upstreamRefusal.js";
import { accepted, type Checked } from "../../protocol/refusal.js";
import type { Answer } from "../../task/answer.js";
import type { OpenAiCompletion, OpenAiUpstream } from "../../task/openai.js";
import { parseGeneration } from "./generationRequest.js";
import type { Vocabulary } from "./vocabulary.js";

/**
 * The task asked of a server of OpenAI's API that serves the same character model. Greedy answers are what any server of
 * that model gives; a seeded one follows the server's own random numbers, so that an audit of it fails.
 */
export function createUpstream(vocabulary: Vocabulary): OpenAiUpstream {
	return {
		endpoint: () => "completions",
		body(request) {
			const parsed = parseGeneration(request, vocabulary);
			if (!parsed.ok) return {};
			const { prompt, maxTokens, temperature, seed, stop } = parsed.value;
			return {
				prompt: vocabulary.decode(prompt),
				max_tokens: maxTokens,
				temperature,
				seed,
				...openAiSampling(parsed.value),
				logprobs: 0,
				...(stop.length > 0 ? { stop } : {}),
			};
		},
		answer(request, completion): Checked<Answer> {
			const parsed = parseGeneration(request, vocabulary);
			if (!parsed.ok) return parsed;
			const { text, finishReason, tokens, streamed } = completion;
			const logprobs = tokens.map(({ logprob }) => logprob);
			const stop = finishReason === "stop" ? stopOf(parsed.value, completion) : "";
			const encoded = vocabulary.encode(text + (stop ?? ""));
			if (stop === undefined || "unknown" in encoded)
				return unusableUpstream("a text of the task's characters, ended by length or a stop text");
			const answer = generationAnswer({
				tokens: encoded.ids,
				logProbabilities: logprobs,
				top: [],
				text,
				finishReason,
			});
			if (logprobs.length === encoded.ids.length) return accepted(answer);
			if (!streamed) return unusableUpstream("a log probability for each token (logprobs)");
			return accepted({ outputs: answer.outputs.filter(({ name }) => name !== "logprobs") });
		},
	};
}

/** Which stop text ended the answer: the server leaves it out, but its tokens have log probabilities. */
function stopOf({ stop }: Generation, { text, tokens }: OpenAiCompletion): string | undefined {
	return stop.find((one) => text.length + one.length === tokens.length) ?? stop[0];
}
