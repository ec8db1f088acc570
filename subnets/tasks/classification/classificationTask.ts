import { BundleUnusableError } from "../../errors.js";
import { inRuns } from "../../language/encoderRuns.js";
import { readTokenizer } from "../../language/tokenizer.js";
import type { TaskManifest } from "../../manifest/manifest.js";
import { floatsOf } from "../../protocol/halfFloats.js";
import type { InferRequest } from "../../protocol/inference.js";
import { findTensor, type Tensor, textsOf, textTensor } from "../../protocol/tensor.js";
import type { Answer, ReceivedAnswer } from "../../task/answer.js";
import type { ModelSession, Task } from "../../task/task.js";
import type { TaskContext } from "../../task/toolkit.js";
import { auditRows, commitRows } from "../../task/withheldRows.js";
import type { PictureShape } from "./pictureShape.js";
import { createPictureSubject } from "./pictureSubject.js";
import { type Reading, readLogits } from "./readLogits.js";
import type { Item, Subject } from "./subject.js";
import { createTextSubject } from "./textSubject.js";

const COMMITMENT = "row_sha256";
/** Honest noise moves a probability by less. */
const SCORE_TOLERANCE = 1e-2;

/**
 * The task `classification`: the likeliest label of texts or pictures by the model that the subnet's manifest pins.
 * That this model read them shows in its logits, to which an answer commits; quality is only that it is whole.
 */
export async function createClassificationTask(context: TaskContext): Promise<Task> {
	const { manifest } = context;
	const { tensor: logitsName, tolerance, rows: auditedRows = 4 } = manifest.verification;
	const { labels, exclusive } = manifest.scorer.parameters;
	if (
		logitsName === undefined ||
		tolerance?.cpu === undefined ||
		!isLabels(labels) ||
		typeof exclusive !== "boolean"
	)
		throw new BundleUnusableError(
			manifest.name,
			"it names no tensor to compare, or no labels",
			"Make the manifest anew: ganglion subnet init --task classification --model owner/name.",
		);
	const allowed = tolerance.cpu;
	const subject = await readSubject(context);
	const batches = manifest.sampler.parameters.batches === true;

	const run = async (session: ModelSession, items: readonly Item[]): Promise<Float32Array[]> =>
		inRuns(
			items,
			({ key }, index) => (batches ? key : String(index)),
			async (members) => {
				const outputs = await session.run(subject.feeds(members), [logitsName]);
				const data = floatsOf(outputs[logitsName]);
				if (data?.length !== members.length * labels.length)
					throw new TypeError(
						`the session gave no FP32 or FP16 tensor ${logitsName} of ${labels.length} logits a row`,
					);
				return members.map((_, i) => data.slice(i * labels.length, (i + 1) * labels.length));
			},
		);
	const asAnswer = (rows: readonly Float32Array[], miner: string): Answer => {
		const readings = rows.map((row) => readLogits(row, labels, exclusive));
		const { commitment, withheld } = commitRows(COMMITMENT, logitsTensor(rows, logitsName), miner);
		return {
			outputs: [
				textTensor(
					"label",
					readings.map(({ label }) => label),
				),
				{
					name: "score",
					datatype: "FP32",
					shape: [rows.length],
					data: Float32Array.from(readings, ({ score }) => score),
				},
				commitment,
			],
			withheld: { [logitsName]: withheld },
		};
	};
	const answerBatch: Task["answerBatch"] = async (session, requests, { miner }) => {
		const items = requests.map(subject.read);
		const rows = await run(session, items.flat());
		let at = 0;
		return items.map(({ length }) => {
			const own = rows.slice(at, at + length);
			at += length;
			return asAnswer(own, miner);
		});
	};
	const batchKey = (request: InferRequest): string =>
		[...new Set(subject.read(request).map(({ key }) => key))].sort().join();

	return {
		async sample(random) {
			return { request: subject.draw(random) };
		},

		fromInput: (input, parameters) => subject.fromInput(input, parameters),

		check: subject.check,

		answer: async (session, request, { miner }) => asAnswer(await run(session, subject.read(request)), miner),

		...(batches ? { answerBatch, batchKey } : {}),

		show(_request, answer) {
			const given = readAnswer(answer);
			return given.map(({ label, score }) => `${label} (${(100 * score).toFixed(1)} %)`).join("\n");
		},

		score({ request }, answer) {
			if (subject.check(request) !== undefined) return 0;
			const given = readAnswer(answer);
			const isWhole = given.every(({ label, score }) => labels.includes(label) && score >= 0 && score <= 1);
			return given.length > 0 && given.length === subject.read(request).length && isWhole ? 1 : 0;
		},

		async audit(session, request, answer, demand, options) {
			const rows = await run(session, subject.read(request));
			const own = logitsTensor(rows, logitsName);
			const commitment = findTensor(answer.outputs, COMMITMENT);
			const audited = { tensor: logitsName, commitment, own, count: auditedRows, tolerance: allowed };
			const result = await auditRows(audited, demand, options);
			if (result.verdict === "fail") return result;
			const noise = allowed * rootMeanSquare(own.data as Float32Array);
			const readings = rows.map((row) => readLogits(row, labels, exclusive));
			const differs = compare(readAnswer(answer), readings, noise);
			return differs === undefined ? result : { ...result, verdict: "fail", reason: differs };
		},
	};
}

async function readSubject(context: TaskContext): Promise<Subject> {
	const { model, sampler, name }: TaskManifest = context.manifest;
	const { picture, maxTexts, maxTokens } = sampler.parameters;
	const [input] = model.inputs;
	if (picture !== undefined && input !== undefined)
		return createPictureSubject(picture as PictureShape, input);
	if (!Number.isSafeInteger(maxTexts) || !Number.isSafeInteger(maxTokens))
		throw new BundleUnusableError(
			name,
			"sampler.parameters lack picture, or maxTexts and maxTokens",
			"Make the manifest anew: ganglion subnet init --task classification --model owner/name.",
		);
	const inputs = model.inputs.map((input) => input.name);
	const limits = { maxTexts: maxTexts as number, maxTokens: maxTokens as number };
	return createTextSubject(await readTokenizer(context), inputs, limits);
}

function isLabels(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.length >= 2 && value.every((label) => typeof label === "string");
}

function logitsTensor(rows: readonly Float32Array[], name: string): Tensor {
	const width = rows[0]?.length ?? 0;
	const data = new Float32Array(rows.length * width);
	for (const [i, row] of rows.entries()) data.set(row, i * width);
	return { name, datatype: "FP32", shape: [rows.length, width], data };
}

/** Labels and scores of an answer; empty where it has not both. */
function readAnswer(answer: ReceivedAnswer): { label: string; score: number }[] {
	const labels = textsOf(answer.outputs, "label");
	const scores = findTensor(answer.outputs, "score")?.data;
	if (labels === undefined || !(scores instanceof Float32Array) || scores.length !== labels.length) return [];
	return labels.map((label, i) => ({ label, score: scores[i] as number }));
}

/** Whether labels and scores follow from the logits; a label within honest noise of another is let pass. */
function compare(
	given: readonly { label: string; score: number }[],
	own: readonly Reading[],
	noise: number,
): string | undefined {
	if (given.length !== own.length) return `answer has ${given.length} labels, asked were ${own.length}`;
	for (const [i, { label, score, margin }] of own.entries()) {
		const one = given[i] as { label: string; score: number };
		if (one.label !== label && margin > 2 * noise) return "answer's label is not what its logits say";
		if (!(Math.abs(one.score - score) <= SCORE_TOLERANCE)) return "answer's score is not what its logits say";
	}
	return undefined;
}

function rootMeanSquare(values: Float32Array): number {
	return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(values.length, 1));
}
