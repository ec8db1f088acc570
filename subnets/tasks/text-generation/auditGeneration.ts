import type { Generation } from "../../generation/generation.js";
import { readGenerationAnswer } from "../../generation/generationAnswer.js";
import {
	faultyGeneration,
	forcedInput,
	type GenerationTolerance,
	judgeGeneration,
} from "../../generation/judgeGeneration.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { ReceivedAnswer } from "../../task/answer.js";
import type { AuditResult, ModelSession } from "../../task/task.js";
import { emptyCache, pastTensor } from "./batchCache.js";
import type { Vocabulary } from "./vocabulary.js";

/** Checks a generation by one teacher-forced run: prompt and answer are read at once. */
export async function auditGeneration(
	session: ModelSession,
	generation: Generation,
	answer: ReceivedAnswer,
	modules: { readonly vocabulary: Vocabulary; readonly tolerance: GenerationTolerance },
): Promise<AuditResult> {
	const { vocabulary, tolerance } = modules;
	const read = readGenerationAnswer(answer, generation, vocabulary);
	if ("fault" in read) return faultyGeneration(read.fault, tolerance);
	const input = forcedInput(generation, read.generated);
	const shape = [1, input.length];
	const int64 = (name: string, data: BigInt64Array): Tensor => ({ name, datatype: "INT64", shape, data });
	const outputs = await session.run(
		{
			input_ids: int64("input_ids", BigInt64Array.from(input, BigInt)),
			attention_mask: int64("attention_mask", new BigInt64Array(input.length).fill(1n)),
			position_ids: int64("position_ids", BigInt64Array.from(input.keys(), BigInt)),
			past: pastTensor(emptyCache(vocabulary, 1, 0), vocabulary),
		},
		["logits"],
	);
	if (outputs.logits === undefined) throw new TypeError("the session gave no logits");
	return judgeGeneration(generation, read.generated, outputs.logits, tolerance);
}
