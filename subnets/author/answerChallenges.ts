import type { TaskBundle } from "../manifest/loadBundle.js";
import type { ModelTensor } from "../manifest/manifest.js";
import { decodeInferResponse, encodeInferResponse } from "../protocol/inferenceCodec.js";
import { findTensor } from "../protocol/tensor.js";
import type { Answer, ReceivedAnswer } from "../task/answer.js";
import type { Challenge, ModelSession } from "../task/task.js";
import { type CheckNotes, StepFailed } from "./checkNotes.js";

/** A challenge with the pinned model's own answer. */
export interface Trial {
	readonly challenge: Challenge;
	readonly answer: Answer;
	/** As a validator decodes it. */
	readonly received: ReceivedAnswer;
}

export interface AnsweredChallenges {
	readonly trials: readonly Trial[];
	readonly answerMs: readonly number[];
	/** The largest answer. */
	readonly responseBytes: number;
}

/** A hotkey's address for trials; nobody has its key. */
export const trialMiner = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";

/** Answers each challenge as an honest miner does, and compares the answers with what the manifest promises. */
export async function answerChallenges(
	bundle: TaskBundle,
	challenges: readonly Challenge[],
	session: ModelSession,
	notes: CheckNotes,
): Promise<AnsweredChallenges> {
	const { task, manifest } = bundle;
	const { limits } = manifest;
	const trials: Trial[] = [];
	const answerMs: number[] = [];
	let responseBytes = 0;
	for (const challenge of challenges) {
		const answer = await notes.step(
			"model",
			"answer",
			() => task.answer(session, challenge.request, { miner: trialMiner }),
			answerMs,
		);
		const { body, headers } = await notes.step("answer", "the answer's encoding", () =>
			encodeInferResponse({ modelName: manifest.name, outputs: answer.outputs }),
		);
		responseBytes = Math.max(responseBytes, body.length);
		const decoded = decodeInferResponse(body, headers);
		if (!decoded.ok) {
			notes.problem(
				"answer",
				`a validator would refuse the answer: ${decoded.message}`,
				"Correct the tensors that answer gives.",
			);
			throw new StepFailed();
		}
		for (const expected of manifest.answer.outputs) {
			const fault = compareTensor(expected, answer);
			if (fault !== undefined)
				notes.problem("answer", fault, "Make answer.outputs of task.json and the outputs of `answer` agree.");
		}
		trials.push({ challenge, answer, received: { outputs: decoded.value.outputs } });
	}
	if (responseBytes > limits.responseBytes)
		notes.problem(
			"answer",
			`an answer has ${responseBytes} bytes, limits.responseBytes is ${limits.responseBytes}`,
			"Raise the limit, or commit to large tensors by row hashes.",
		);
	const slowest = Math.max(...answerMs);
	if (slowest > limits.timeoutMs)
		notes.problem(
			"model",
			`an answer takes ${Math.round(slowest)} ms here, limits.timeoutMs is ${limits.timeoutMs}`,
			"Raise the limit or take a smaller model.",
		);
	return { trials, answerMs, responseBytes };
}

function compareTensor(expected: ModelTensor, answer: Answer): string | undefined {
	const tensor = findTensor(answer.outputs, expected.name);
	if (tensor === undefined) return `the answer lacks the tensor ${expected.name} that answer.outputs names`;
	const fits =
		tensor.datatype === expected.datatype &&
		tensor.shape.length === expected.shape.length &&
		tensor.shape.every((dimension, i) => expected.shape[i] === -1 || expected.shape[i] === dimension);
	if (fits) return undefined;
	return `the answer's ${expected.name} is ${tensor.datatype} [${tensor.shape.join(", ")}], answer.outputs says ${expected.datatype} [${expected.shape.join(", ")}]`;
}
