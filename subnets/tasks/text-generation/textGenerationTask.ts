import { randomInt } from "node:crypto";
import { BundleUnusableError, InputRefusedError } from "../../errors.js";
import { withMinersSeed } from "../../generation/chooseToken.js";
import type { Generation } from "../../generation/generation.js";
import { generationAnswer, readGenerationAnswer } from "../../generation/generationAnswer.js";
import { furtherSampling } from "../../generation/samplingParameters.js";
import type { InferRequest } from "../../protocol/inference.js";
import { textsOf } from "../../protocol/tensor.js";
import { requiredInput } from "../../task/requiredInput.js";
import type { ModelSession, StepBatch, Task } from "../../task/task.js";
import type { TaskContext } from "../../task/toolkit.js";
import { auditGeneration } from "./auditGeneration.js";
import { createCharacterMapping } from "./characterMapping.js";
import { openGenerationBatch } from "./generationBatch.js";
import { generationRequest, parseGeneration } from "./generationRequest.js";
import { createUpstream } from "./openAiUpstream.js";
import { drawLength, samplePrompt } from "./samplePrompt.js";
import { readVocabulary } from "./vocabulary.js";

/**
 * The shipped task `text-generation`: continue a text with the pinned character model, greedily or from a seed.
 * That the model was run shows in every token and in its log probability; quality is only that an answer is whole.
 */
export async function createTextGenerationTask(context: TaskContext): Promise<Task> {
	const { name, verification } = context.manifest;
	const { tolerance, logprobTolerance } = verification;
	if (tolerance?.cpu === undefined || logprobTolerance === undefined)
		throw new BundleUnusableError(
			name,
			"it gives no tolerances",
			"Set verification.tolerance.cpu and verification.logprobTolerance.",
		);
	const allowed = { shortfall: tolerance.cpu, logprob: logprobTolerance };
	const vocabulary = readVocabulary(await context.readFile("vocabulary"));

	const parse = (request: InferRequest): Generation => {
		const parsed = parseGeneration(request, vocabulary);
		if (!parsed.ok) throw new InputRefusedError(parsed);
		return parsed.value;
	};

	const openBatch = (session: ModelSession): StepBatch => {
		const batch = openGenerationBatch(session, vocabulary);
		return {
			async answer(request, { miner, signal, onToken }) {
				const generation = withMinersSeed(parse(request), miner);
				return generationAnswer(await batch.generate(generation, { signal, onToken }));
			},
		};
	};

	return {
		async sample(random, difficulty = 0.5) {
			return { request: generationRequest(samplePrompt(random, difficulty)) };
		},

		async fromInput(input, parameters = {}) {
			// What is left open is drawn as `sample` draws it, so that a miner cannot tell a researcher by a default.
			const { max_tokens: given, temperature = 0, seed = randomInt(2 ** 32), stop } = parameters;
			const text = requiredInput(
				input.text,
				"a text",
				'Send a text to continue (`ganglion query --text "In the beginning"`).',
			);
			const room = vocabulary.context - text.length;
			const drawn = drawLength(randomInt);
			const maxTokens = given ?? (room >= 1 ? Math.min(drawn, room) : drawn);
			const request = generationRequest({
				prompt: text,
				maxTokens: Number(maxTokens),
				temperature: Number(temperature),
				seed: Number(seed),
				sampling: furtherSampling(parameters),
				stop: stop === undefined ? [] : [String(stop)],
			});
			parse(request);
			return request;
		},

		check(request) {
			const parsed = parseGeneration(request, vocabulary);
			return parsed.ok ? undefined : parsed;
		},

		answer: (session, request, options) => openBatch(session).answer(request, options),

		openBatch,

		show: (_request, answer) => textsOf(answer.outputs, "text")?.[0] ?? "",

		score({ request }, answer) {
			const parsed = parseGeneration(request, vocabulary);
			return parsed.ok && "generated" in readGenerationAnswer(answer, parsed.value, vocabulary) ? 1 : 0;
		},

		audit: (session, request, answer, _demand, { miner }) =>
			auditGeneration(session, withMinersSeed(parse(request), miner), answer, {
				vocabulary,
				tolerance: allowed,
			}),

		openai: { ...createCharacterMapping(vocabulary), upstream: createUpstream(vocabulary) },
	};
}
