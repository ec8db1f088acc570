import { createHash } from "node:crypto";
import { type Tensor, tensorBytes } from "../../protocol/tensor.js";
import type { ReceivedAnswer } from "../../task/answer.js";
import type { AuditResult, ModelSession } from "../../task/task.js";
import { describeDistance } from "../../task/withheldRows.js";
import { emptyCache, pastTensor } from "./batchCache.js";
import { logProbability, shortfall } from "./chooseToken.js";
import { readGenerationAnswer } from "./generationAnswer.js";
import type { Generation } from "./generationRequest.js";
import type { Vocabulary } from "./vocabulary.js";

export interface GenerationTolerance {
	/** Largest honest shortfall of a chosen token's score below the best one. */
	readonly shortfall: number;
	/** Largest honest difference of a token's log probability. */
	readonly logprob: number;
}

/**
 * Checks a generation by one teacher-forced run: prompt and answer are read at once, and every token must be the
 * one that these logits choose, its log probability the one that they give. `measured` and `tolerance` are those of
 * the two checks that came nearer to its limit, or went further past it.
 */
export async function auditGeneration(
	session: ModelSession,
	generation: Generation,
	answer: ReceivedAnswer,
	modules: { readonly vocabulary: Vocabulary; readonly tolerance: GenerationTolerance },
): Promise<AuditResult> {
	const { vocabulary, tolerance } = modules;
	const read = readGenerationAnswer(answer, generation, vocabulary);
	if ("fault" in read)
		return {
			measured: Number.POSITIVE_INFINITY,
			tolerance: tolerance.shortfall,
			verdict: "fail",
			reason: read.fault,
			evidence: { ownSha256: createHash("sha256").digest("hex") },
		};
	const { tokens, logProbabilities } = read.generated;
	const input = [...generation.prompt, ...tokens.slice(0, -1)];
	const outputs = await session.run(
		{
			input_ids: int64("input_ids", [1, input.length], input),
			attention_mask: int64("attention_mask", [1, input.length], new Array<number>(input.length).fill(1)),
			position_ids: int64("position_ids", [1, input.length], Array.from(input.keys())),
			past: pastTensor(emptyCache(vocabulary, 1, 0), vocabulary),
		},
		["logits"],
	);
	const { logits } = outputs;
	if (!(logits?.data instanceof Float32Array)) throw new TypeError("the session gave no logits");
	const data = logits.data;
	let worstShortfall = 0;
	let worstLogprob = 0;
	tokens.forEach((token, step) => {
		const start = (generation.prompt.length - 1 + step) * vocabulary.size;
		const row = data.subarray(start, start + vocabulary.size);
		worstShortfall = largest(worstShortfall, shortfall(row, generation, step, token));
		worstLogprob = largest(
			worstLogprob,
			Math.abs(logProbability(row, token) - (logProbabilities[step] ?? Number.NaN)),
		);
	});
	const tokensWorse = worstShortfall / tolerance.shortfall >= worstLogprob / tolerance.logprob;
	const [measured, allowed] = tokensWorse
		? [worstShortfall, tolerance.shortfall]
		: [worstLogprob, tolerance.logprob];
	return {
		measured,
		tolerance: allowed,
		verdict: measured <= allowed ? "pass" : "fail",
		reason: describeDistance(measured, allowed),
		evidence: { tensor: "logits", ownSha256: createHash("sha256").update(tensorBytes(logits)).digest("hex") },
	};
}

/** The larger; Infinity where one is no number, so that nothing unmeasured passes. */
function largest(a: number, b: number): number {
	return Number.isNaN(b) ? Number.POSITIVE_INFINITY : Math.max(a, b);
}

function int64(name: string, shape: readonly number[], values: readonly number[]): Tensor {
	return { name, datatype: "INT64", shape, data: BigInt64Array.from(values, BigInt) };
}
