import { InputRefusedError } from "../../errors.js";
import type { Generation, Spelling } from "../../generation/generation.js";
import { generationAnswer, readGenerationAnswer } from "../../generation/generationAnswer.js";
import type { TextBody } from "../../generation/openAiTextMapping.js";
import { openAiSampling } from "../../generation/samplingParameters.js";
import type { TopToken } from "../../generation/topTokens.js";
import { unusableUpstream } from "../../generation/upstreamRefusal.js";
import type { Tokenizer } from "../../language/tokenizer.js";
import type { InferRequest } from "../../protocol/inference.js";
import { accepted, type Checked, refusal } from "../../protocol/refusal.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { Answer } from "../../task/answer.js";
import type { OpenAiCompletion, OpenAiUpstream, UpstreamToken } from "../../task/openai.js";

/**
 * The task asked of a server of OpenAI's API that runs the same model: vLLM, llama.cpp, Ollama, another miner. Such a server
 * gives a text and the log probabilities of its tokens; which tokens those are is told by their ids, where the server gives them, else
 * by their texts. Greedy answers pass audits; a seeded one follows the server's own random numbers, so that an audit of it fails.
 *
 * @param modules - `parse` throws InputRefusedError; `further` gives what an answer holds beside the generation
 */
export function createChatUpstream(modules: {
	readonly body: (request: InferRequest) => TextBody;
	readonly parse: (request: InferRequest) => Generation;
	readonly further: (generation: Generation) => readonly Tensor[];
	readonly spelling: Spelling;
	readonly tokenizer: Tokenizer;
}): OpenAiUpstream {
	const { spelling, tokenizer } = modules;
	const idOf = createTokenFinder(spelling, tokenizer);
	const read = (request: InferRequest): Checked<Generation> => {
		try {
			return accepted(modules.parse(request));
		} catch (error) {
			if (error instanceof InputRefusedError)
				return refusal(error.status, error.code, error.message, error.remedy);
			throw error;
		}
	};
	return {
		endpoint: (request) => ("prompt" in modules.body(request) ? "completions" : "chat/completions"),
		body(request) {
			const { maxTokens, temperature, seed, stop, topLogprobs, ...choosing } = modules.parse(request);
			const text = modules.body(request);
			const options = {
				...text,
				max_tokens: maxTokens,
				temperature,
				seed,
				...openAiSampling({ temperature, seed, ...choosing }),
				...(stop.length > 0 ? { stop } : {}),
				// vLLM's; others leave it unread.
				return_tokens_as_token_ids: true,
			};
			return "prompt" in text
				? { ...options, logprobs: topLogprobs }
				: { ...options, logprobs: true, ...(topLogprobs > 0 ? { top_logprobs: topLogprobs } : {}) };
		},
		answer(request, completion): Checked<Answer> {
			const generation = read(request);
			if (!generation.ok) return generation;
			const { text, finishReason, streamed } = completion;
			const found = tokensOf(completion, generation.value.topLogprobs, idOf);
			if (found === undefined)
				return streamed
					? accepted(told(completion, generation.value, modules))
					: unusableUpstream("each token of its answer, the end included, with its log probability");
			const answer = generationAnswer({ ...found, text, finishReason }, modules.further(generation.value));
			const checked = readGenerationAnswer(answer, generation.value, spelling);
			if ("generated" in checked || streamed) return accepted(answer);
			return unusableUpstream(`a text that its tokens spell: ${checked.fault}`);
		},
	};
}

type FindToken = (token: Pick<UpstreamToken, "text" | "id">) => number | undefined;

function tokensOf({ tokens }: OpenAiCompletion, topLogprobs: number, idOf: FindToken) {
	const ids = tokens.map(idOf);
	const top = tokens.map(({ top: rivals }) => rivals.slice(0, topLogprobs).map(toTop(idOf)));
	if (ids.length === 0 || !isWhole(ids) || !top.every(isWhole)) return undefined;
	if (top.some(({ length }) => length !== topLogprobs)) return undefined;
	return {
		tokens: ids,
		logProbabilities: tokens.map(({ logprob }) => logprob),
		top: topLogprobs === 0 ? [] : (top as TopToken[][]),
	};
}

const toTop =
	(idOf: FindToken) =>
	(token: Omit<UpstreamToken, "top">): TopToken | undefined => {
		const id = idOf(token);
		return id === undefined ? undefined : { id, logProbability: token.logprob };
	};

/** What was streamed cannot be taken back: its text as tokens, without log probabilities. */
function told(
	{ text, finishReason }: OpenAiCompletion,
	generation: Generation,
	{ tokenizer, further }: Pick<Parameters<typeof createChatUpstream>[0], "tokenizer" | "further">,
): Answer {
	const tokens = tokenizer.encode(text, { special: false });
	const whole = { tokens, logProbabilities: [], top: [], text, finishReason };
	const { outputs } = generationAnswer(whole, further(generation));
	return { outputs: outputs.filter(({ name }) => name !== "logprobs") };
}

/**
 * Finds a token by its id, or by its text where one token alone has that text: pieces of a character look alike.
 */
function createTokenFinder({ size, decode }: Spelling, tokenizer: Tokenizer): FindToken {
	let byText: Map<string, number | undefined> | undefined;
	return ({ text, id }) => {
		if (id !== undefined) return id;
		if (byText === undefined) {
			byText = new Map();
			for (let token = 0; token < size; token++) {
				const spelled = decode([token]) || (tokenizer.token(token) ?? "");
				byText.set(spelled, byText.has(spelled) ? undefined : token);
			}
		}
		return byText.get(text);
	};
}

function isWhole<T>(list: readonly (T | undefined)[]): list is T[] {
	return list.every((entry) => entry !== undefined);
}
