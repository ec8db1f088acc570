import { characterErrorRate } from "../../../scoring/index.js";
import { BundleUnusableError, InputRefusedError } from "../../errors.js";
import type { InferRequest } from "../../protocol/inference.js";
import { type Refusal, refusal } from "../../protocol/refusal.js";
import { findTensor, type Tensor, textsOf, textTensor } from "../../protocol/tensor.js";
import type { Answer, ReceivedAnswer } from "../../task/answer.js";
import type { ModelSession, Task } from "../../task/task.js";
import type { TaskContext } from "../../task/toolkit.js";
import { auditRows, commitRows } from "../../task/withheldRows.js";
import { type CtcReading, ctcMargin, decodeCtc } from "./decodeCtc.js";
import { drawLine, registerFonts } from "./drawLine.js";
import { LINE_HEIGHT, LINE_WIDTHS, stackLines } from "./lineTensor.js";
import { readImage } from "./readImage.js";

const COMMITMENT = "row_sha256";
/** Confidence is a softmax's mean; honest noise moves it by less than 1e-4. */
const CONFIDENCE_TOLERANCE = 1e-2;

/**
 * The shipped task `ocr`: read one drawn text line. The validator drew it, so it knows the truth (score: 1 minus
 * the character error rate); that the pinned recogniser read it shows in its logits before the softmax, to whose
 * rows an answer commits.
 */
export async function createOcrTask(context: TaskContext): Promise<Task> {
	const { manifest } = context;
	const { tensor: logitsName, tolerance, rows: auditedRows = 4 } = manifest.verification;
	if (logitsName === undefined || tolerance?.cpu === undefined)
		throw new BundleUnusableError(
			manifest.name,
			"it names no tensor to compare",
			"Set verification.tensor and tolerance.",
		);
	const allowed = tolerance.cpu;
	const characters = readCharacters(await context.readFile("characters"));
	const fontNames = manifest.files.map(({ name }) => name).filter((name) => name.startsWith("font-"));
	let families: Promise<string[]> | undefined;
	const loadFamilies = async (): Promise<string[]> => {
		const fonts = await Promise.all(
			fontNames.map(async (name) => [name, await context.readFile(name)] as const),
		);
		return registerFonts(new Map(fonts));
	};

	const run = async (session: ModelSession, requests: readonly InferRequest[]) => {
		for (const request of requests) {
			const refused = checkRequest(request);
			if (refused !== undefined) throw new InputRefusedError(refused);
		}
		const outputs = await session.run({ x: stackLines(requests.map(({ inputs }) => inputs[0] as Tensor)) }, [
			logitsName,
		]);
		const logits = outputs[logitsName];
		if (logits === undefined || !(logits.data instanceof Float32Array) || logits.shape[0] !== requests.length)
			throw new TypeError(`the session gave no FP32 tensor ${logitsName} with a row for each line`);
		const [, steps = 0, classes = 0] = logits.shape;
		const values = logits.data;
		return requests.map((_, row) => {
			const data = values.subarray(row * steps * classes, (row + 1) * steps * classes);
			return {
				logits: { ...logits, shape: [1, steps, classes], data },
				reading: decodeCtc(data, classes, characters),
			};
		});
	};
	const runOne = async (session: ModelSession, request: InferRequest) => {
		const [result] = await run(session, [request]);
		return result as NonNullable<typeof result>;
	};
	const toAnswer = ({ logits, reading }: Awaited<ReturnType<typeof runOne>>, miner: string): Answer => {
		const { commitment, withheld } = commitRows(COMMITMENT, logits, miner);
		return {
			outputs: [
				textTensor("text", [reading.text]),
				{ name: "confidence", datatype: "FP32", shape: [1], data: Float32Array.of(reading.confidence) },
				commitment,
			],
			withheld: { [logitsName]: withheld },
		};
	};

	return {
		async sample(random, difficulty = 0.5) {
			families ??= loadFamilies();
			const { tensor, text } = drawLine(random, { families: await families, difficulty });
			return { request: { inputs: [tensor], binaryOutputs: true }, truth: text };
		},

		async fromInput({ file }) {
			if (file === undefined)
				throw new InputRefusedError({
					status: 400,
					code: "INPUT_MISSING",
					message: "expected a picture, got none",
					remedy: "Send a picture of one text line (`ganglion query --input line.png`).",
				});
			return { inputs: [await readImage(file)], binaryOutputs: true };
		},

		check: checkRequest,

		answer: async (session, request, { miner }) => toAnswer(await runOne(session, request), miner),

		answerBatch: async (session, requests, { miner }) =>
			(await run(session, requests)).map((result) => toAnswer(result, miner)),

		// Lines of one width alone: padding a line by 128 pixels moves its logits by 69 times their size.
		batchKey: ({ inputs }) => String(inputs[0]?.shape[3]),

		show: (_request, answer) => readText(answer) ?? "",

		score({ truth }, answer) {
			const text = readText(answer);
			if (text === undefined || typeof truth !== "string") return 0;
			// An answer of many times the truth's length scores 0 anyway; do not spend time on it.
			if (text.length > 4 * truth.length + 64) return 0;
			return Math.max(0, 1 - characterErrorRate(truth, text));
		},

		async audit(session, request, answer, demand, options) {
			const { logits, reading } = await runOne(session, request);
			const result = await auditRows(
				{
					tensor: logitsName,
					commitment: findTensor(answer.outputs, COMMITMENT),
					own: logits,
					count: auditedRows,
					tolerance: allowed,
				},
				demand,
				options,
			);
			if (result.verdict === "fail") return result;
			const values = logits.data as Float32Array;
			const margin = ctcMargin(values, logits.shape.at(-1) ?? 0);
			const isClear = margin > 2 * allowed * rootMeanSquare(values);
			const differs = compareReading(answer, reading, isClear);
			return differs === undefined ? result : { ...result, verdict: "fail", reason: differs };
		},
	};
}

/** The class list of PaddleOCR: blank first, one character a line, and the space last. */
function readCharacters(file: Uint8Array): string[] {
	const lines = Buffer.from(file).toString("utf8").split(/\r?\n/);
	if (lines.at(-1) === "") lines.pop();
	return ["", ...lines, " "];
}

function readText(answer: ReceivedAnswer): string | undefined {
	const texts = textsOf(answer.outputs, "text");
	return texts?.length === 1 ? texts[0] : undefined;
}

/** Whether text and confidence follow from the logits; a reading within honest noise of another is let pass. */
function compareReading(answer: ReceivedAnswer, own: CtcReading, isClear: boolean): string | undefined {
	const text = readText(answer);
	if (text !== own.text && isClear) return "answer's text is not what its logits say";
	const confidence = findTensor(answer.outputs, "confidence")?.data;
	const value = confidence instanceof Float32Array && confidence.length === 1 ? confidence[0] : undefined;
	if (text === own.text && !(Math.abs((value ?? Number.NaN) - own.confidence) <= CONFIDENCE_TOLERANCE))
		return "answer's confidence is not what its logits say";
	return undefined;
}

function rootMeanSquare(values: Float32Array): number {
	let sum = 0;
	for (const value of values) sum += value * value;
	return Math.sqrt(sum / Math.max(values.length, 1));
}

function checkRequest(request: InferRequest): Refusal | undefined {
	const [x] = request.inputs;
	const width = x?.shape[3];
	if (
		request.inputs.length !== 1 ||
		x?.name !== "x" ||
		!(x.data instanceof Float32Array) ||
		x.shape.length !== 4 ||
		x.shape[0] !== 1 ||
		x.shape[1] !== 3 ||
		x.shape[2] !== LINE_HEIGHT ||
		width === undefined ||
		!LINE_WIDTHS.includes(width)
	)
		return refusal(
			400,
			"INPUT_SHAPE",
			`expected one input x, FP32 [1, 3, ${LINE_HEIGHT}, ${LINE_WIDTHS.join(" or ")}]`,
			"Scale the line to 48 pixels and pad it to the next width; docs/protocol.md shows how.",
		);
	if (!isPixels(x.data))
		return refusal(
			400,
			"INPUT_RANGE",
			"expected pixels from -1 to 1",
			"Divide each byte by 127.5 and subtract 1.",
		);
	return undefined;
}

/** Whether all lie from -1 to 1, rounding allowed; false for a NaN. */
function isPixels(values: Float32Array): boolean {
	for (let i = 0; i < values.length; i++) {
		const value = values[i] as number;
		if (!(value >= -1.01 && value <= 1.01)) return false;
	}
	return true;
}
