import { createOpenAiTextMapping, UNSUPPORTED_OPTIONS } from "../../generation/openAiTextMapping.js";
import type { OpenAiTextMapping } from "../../task/openai.js";
import { generationRequest, parseGeneration } from "./generationRequest.js";
import type { Vocabulary } from "./vocabulary.js";

/** OpenAI's default of tokens where none are asked for. */
const DEFAULT_TOKENS = 16;

/** OpenAI's shapes for a character model, which was not trained on turns: it continues what it reads. */
export function createCharacterMapping(vocabulary: Vocabulary): OpenAiTextMapping {
	return createOpenAiTextMapping({
		unsupported: {
			...UNSUPPORTED_OPTIONS,
			logprobs: { neutral: [false, 0], remedy: "Ask for logprobs 0: those of the chosen tokens." },
		},
		request: (body, { maxTokens = DEFAULT_TOKENS, temperature, seed, sampling, stop, logprobs }) => {
			const request = generationRequest({
				prompt: "prompt" in body ? body.prompt : body.messages.map(({ content }) => content).join("\n"),
				maxTokens,
				temperature,
				seed,
				sampling,
				stop,
			});
			// Every answer holds them; this says that the response shall, too.
			return logprobs ? { ...request, parameters: { ...request.parameters, logprobs } } : request;
		},
		check: (request) => {
			const parsed = parseGeneration(request, vocabulary);
			return parsed.ok ? undefined : parsed;
		},
		promptTokens: (request) => {
			const parsed = parseGeneration(request, vocabulary);
			return parsed.ok ? parsed.value.prompt.length : 0;
		},
		token: (id) => vocabulary.decode([id]),
	});
}
