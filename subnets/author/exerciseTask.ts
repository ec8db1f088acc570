import type { TaskBundle } from "../manifest/loadBundle.js";
import type { ModelTensor } from "../manifest/manifest.js";
import {
	decodeInferRequest,
	decodeInferResponse,
	encodeInferRequest,
	encodeInferResponse,
} from "../protocol/inferenceCodec.js";
import { findTensor } from "../protocol/tensor.js";
import { createRandom } from "../task/random.js";
import type { Answer, AuditResult, Challenge, Demand, ModelSession, ReceivedAnswer } from "../task/task.js";
import type { CheckFigures, CheckProblem } from "./checkReport.js";

export interface Exercise {
	readonly problems: readonly CheckProblem[];
	readonly warnings: readonly string[];
	readonly figures: CheckFigures | undefined;
}

interface Trial {
	readonly challenge: Challenge;
	readonly answer: Answer;
	/** As a validator has it: encoded and decoded. */
	readonly received: ReceivedAnswer;
}

/** Stops the exercise at the first step that leaves nothing for the next. */
class StepFailed extends Error {}

/** Runs a loaded task through everything that a round asks of it. */
export async function exerciseTask(
	bundle: TaskBundle,
	options: { readonly challenges: number; readonly signal?: AbortSignal },
	modules: { readonly session: ModelSession },
): Promise<Exercise> {
	const { task, manifest } = bundle;
	const { session } = modules;
	const problems: CheckProblem[] = [];
	const warnings: string[] = [];
	const times = { sample: [] as number[], answer: [] as number[], audit: [] as number[] };
	let requestBytes = 0;
	let responseBytes = 0;

	const problem = (part: string, message: string, remedy: string): void => {
		if (!problems.some((known) => known.part === part && known.message === message))
			problems.push({ part, message, remedy });
	};
	const step = async <T>(
		part: string,
		what: string,
		work: () => T | Promise<T>,
		ms?: number[],
	): Promise<T> => {
		options.signal?.throwIfAborted();
		const began = performance.now();
		try {
			const result = await work();
			ms?.push(performance.now() - began);
			return result;
		} catch (error) {
			if (error instanceof StepFailed) throw error;
			problem(part, `${what} fails: ${(error as Error).message}`, `Correct ${what} in the task's code.`);
			throw new StepFailed();
		}
	};

	const drawChallenges = async (): Promise<Challenge[]> => {
		const drawn: Challenge[] = [];
		const bodies = new Set<string>();
		for (let i = 0; i < options.challenges; i++) {
			const draw = () => task.sample(createRandom(`check ${i}`), i / options.challenges);
			const challenge = await step("sampler", "sample", draw, times.sample);
			const again = await step("sampler", "sample", draw);
			const { body, headers } = await step("sampler", "sample's request", () =>
				encodeInferRequest(challenge.request),
			);
			const same = Buffer.from(encodeInferRequest(again.request).body).equals(body);
			if (!same || JSON.stringify(again.truth) !== JSON.stringify(challenge.truth))
				problem("sampler", "one seed draws two different challenges", "Take all chance from `random`.");
			bodies.add(Buffer.from(body).toString("base64"));
			requestBytes = Math.max(requestBytes, body.length);
			const decoded = decodeInferRequest(body, headers);
			if (!decoded.ok)
				problem(
					"sampler",
					`a miner would refuse the request: ${decoded.message}`,
					"Correct the tensors that sample gives.",
				);
			const refused = await step("sampler", "check", () =>
				task.check(decoded.ok ? decoded.value : challenge.request),
			);
			if (refused !== undefined)
				problem(
					"sampler",
					`check refuses what sample draws: ${refused.message}`,
					"Make check and sample agree.",
				);
			drawn.push({ ...challenge, request: decoded.ok ? decoded.value : challenge.request });
		}
		if (requestBytes > manifest.limits.requestBytes)
			problem(
				"sampler",
				`a request has ${requestBytes} bytes, limits.requestBytes is ${manifest.limits.requestBytes}`,
				"Raise the limit or draw smaller requests.",
			);
		if (bodies.size < drawn.length)
			problem(
				"sampler",
				`${drawn.length} seeds drew ${bodies.size} different requests: a miner would remember the answers`,
				"Draw from a space too large to remember.",
			);
		return drawn;
	};

	const answerOne = async (challenge: Challenge): Promise<Trial> => {
		const answer = await step("model", "answer", () => task.answer(session, challenge.request), times.answer);
		const { body, headers } = await step("answer", "the answer's encoding", () =>
			encodeInferResponse({ modelName: manifest.name, outputs: answer.outputs }),
		);
		responseBytes = Math.max(responseBytes, body.length);
		const decoded = decodeInferResponse(body, headers);
		if (!decoded.ok) {
			problem(
				"answer",
				`a validator would refuse the answer: ${decoded.message}`,
				"Correct the tensors that answer gives.",
			);
			throw new StepFailed();
		}
		for (const expected of manifest.answer.outputs) {
			const fault = compareTensor(expected, answer);
			if (fault !== undefined)
				problem("answer", fault, "Make answer.outputs of task.json and the outputs of `answer` agree.");
		}
		return { challenge, answer, received: { outputs: decoded.value.outputs } };
	};

	const score = (challenge: Challenge, answer: ReceivedAnswer, what: string): Promise<number> =>
		step("scorer", "score", () => {
			const value = task.score(challenge, answer);
			if (!(value >= 0 && value <= 1))
				problem("scorer", `${what} scores ${value}, which is not from 0 to 1`, "Give a number from 0 to 1.");
			return value;
		});

	const audit = (trial: Trial, answer: ReceivedAnswer, demand: Demand, ms?: number[]): Promise<AuditResult> =>
		step(
			"audit",
			"audit",
			() => task.audit(session, trial.challenge.request, answer, demand, { random: createRandom("check") }),
			ms,
		);

	try {
		const challenges = await drawChallenges();
		const trials: Trial[] = [];
		for (const challenge of challenges) trials.push(await answerOne(challenge));
		if (responseBytes > manifest.limits.responseBytes)
			problem(
				"answer",
				`an answer has ${responseBytes} bytes, limits.responseBytes is ${manifest.limits.responseBytes}`,
				"Raise the limit, or commit to large tensors by row hashes.",
			);
		const slowest = Math.max(...times.answer);
		if (slowest > manifest.limits.timeoutMs)
			problem(
				"model",
				`an answer takes ${Math.round(slowest)} ms here, limits.timeoutMs is ${manifest.limits.timeoutMs}`,
				"Raise the limit or take a smaller model.",
			);

		const [first] = trials as [Trial, ...Trial[]];
		let honest = 0;
		let constant = 0;
		for (const { challenge, received } of trials) {
			honest += (await score(challenge, received, "the pinned model's answer")) / trials.length;
			constant += (await score(challenge, first.received, "another challenge's answer")) / trials.length;
			const shown = await step("answer", "show", () => task.show(challenge.request, received));
			if (typeof shown !== "string")
				problem("answer", "show gives no text", "Give a text for people to read.");
		}
		if ((await score(first.challenge, { outputs: [] }, "an empty answer")) > 0)
			problem(
				"scorer",
				"an answer without any tensor scores more than 0",
				"Score what is missing or malformed as 0.",
			);
		if (manifest.kind === "competition" && constant > 0.8 * honest)
			problem(
				"scorer",
				`one answer for every challenge scores ${constant.toFixed(2)}, the model's own ${honest.toFixed(2)}: nothing would be paid for work`,
				"Score against a truth that differs from challenge to challenge.",
			);
		if (honest < 0.5)
			warnings.push(
				`the pinned model's own answers score ${honest.toFixed(2)} on average; miners would earn little`,
			);

		let measured: number | undefined;
		let tolerance: number | undefined;
		if (manifest.verification.mode === "audit") {
			measured = 0;
			for (const trial of trials) {
				const result = await audit(trial, trial.received, demandOf(trial.answer), times.audit);
				measured = Math.max(measured, result.measured);
				tolerance = Math.max(tolerance ?? 0, result.tolerance);
				if (result.verdict !== "pass")
					problem(
						"audit",
						`the pinned model's own answer fails: ${result.reason}`,
						"Raise the tolerance or correct audit.",
					);
			}
			const last = trials.at(-1) as Trial;
			const dishonest: readonly [string, ReceivedAnswer, Demand][] = [
				["another challenge's answer", first.received, demandOf(first.answer)],
				["an answer without any tensor", { outputs: [] }, async () => undefined],
			];
			for (const [what, answer, demand] of trials.length > 1 ? dishonest : dishonest.slice(1))
				if ((await audit(last, answer, demand)).verdict !== "fail")
					problem("audit", `${what} passes the audit`, "Compare the answer with the model's own tensor.");
			if (last.answer.withheld !== undefined)
				if ((await audit(last, last.received, async () => undefined)).verdict !== "fail")
					problem(
						"audit",
						"an answer passes though the miner withholds its rows",
						"Fail where `demand` gives undefined.",
					);
		}
		const figures: CheckFigures = {
			challenges: trials.length,
			sampleMs: median(times.sample),
			answerMs: median(times.answer),
			auditMs: median(times.audit),
			requestBytes,
			responseBytes,
			honestScore: honest,
			constantScore: constant,
			...(measured === undefined ? {} : { measured }),
			...(tolerance === undefined ? {} : { tolerance }),
		};
		return { problems, warnings, figures };
	} catch (error) {
		if (!(error instanceof StepFailed)) throw error;
		return { problems, warnings, figures: undefined };
	}
}

function demandOf(answer: Answer): Demand {
	return async (tensor, rows) => {
		const kept = answer.withheld?.[tensor]?.rows;
		const found = rows.map((row) => kept?.[row]);
		return found.every((row) => row !== undefined) ? (found as Uint8Array[]) : undefined;
	};
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

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return Math.round((sorted[sorted.length >> 1] ?? 0) * 10) / 10;
}
