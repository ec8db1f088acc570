import { characterErrorRate } from "../../../scoring/index.js";
import { BundleUnusableError, InputRefusedError } from "../../errors.js";
import type { InferRequest } from "../../protocol/inference.js";
import { type Refusal, refusal } from "../../protocol/refusal.js";
import { findTensor, type Tensor, textsOf, textTensor } from "../../protocol/tensor.js";
import type { Answer, ReceivedAnswer } from "../../task/answer.js";
import { requiredInput } from "../../task/requiredInput.js";
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
/** Classes of a step whose logits are that near may change places by honest noise, which moved each by 1.1e-3 at most. */
const CLEAR_MARGIN = 2e-2;

/**
 * The shipped task `ocr`: read one drawn text line. The validator drew it, so it knows the truth (score: 1 minus
 * the character error rate); that the pinned recogniser read it shows in what its last layer is given, 120 numbers a step,
 * to whose rows an answer commits. The logits would show no more than their product with a fixed matrix, in 55 times as
 * many bytes to hash, to keep and to hand out.
 */
export async function createOcrTask(context: TaskContext): Promise<Task> {
	const { manifest } = context;
	const { tensor: featuresName, tolerance, rows: auditedRows = 4 } = manifest.verification;
	const probabilitiesName = manifest.model.outputs[0]?.name;
	if (featuresName === undefined || probabilitiesName === undefined || tolerance?.cpu === undefined)
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
		const x = stackLines(requests.map(({ inputs }) => inputs[0] as Tensor));
		const outputs = await session.run({ x }, [probabilitiesName, featuresName]);
		const probabilities = rowsOf(outputs[probabilitiesName], requests.length);
		const features = rowsOf(outputs[featuresName], requests.length);
		return requests.map((_, row) => {
			const own = probabilities(row);
			const classes = own.shape.at(-1) ?? 0;
			return {
				probabilities: own,
				features: features(row),
				reading: decodeCtc(own.data, classes, characters),
			};
		});
	};
	const runOne = async (session: ModelSession, request: InferRequest) => {
		const [result] = await run(session, [request]);
		return result as NonNullable<typeof result>;
	};
	const toAnswer = ({ features, reading }: Awaited<ReturnType<typeof runOne>>, miner: string): Answer => {
		const { commitment, withheld } = commitRows(COMMITMENT, features, miner);
		return {
			outputs: [
				textTensor("text", [reading.text]),
				{ name: "confidence", datatype: "FP32", shape: [1], data: Float32Array.of(reading.confidence) },
				commitment,
			],
			withheld: { [featuresName]: withheld },
		};
	};

	return {
		async sample(random, difficulty = 0.5) {
			families ??= loadFamilies();
			const { tensor, text } = drawLine(random, { families: await families, difficulty });
			return { request: { inputs: [tensor], binaryOutputs: true }, truth: text };
		},

		async fromInput(input) {
			const file = requiredInput(
				input.file,
				"a picture",
				"Send a picture of one text line (`ganglion query --input line.png`).",
			);
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
			const { probabilities, features, reading } = await runOne(session, request);
			const result = await auditRows(
				{
					tensor: featuresName,
					commitment: findTensor(answer.outputs, COMMITMENT),
					own: features,
					count: auditedRows,
					tolerance: allowed,
				},
				demand,
				options,
			);
			if (result.verdict === "fail") return result;
			const margin = ctcMargin(probabilities.data, probabilities.shape.at(-1) ?? 0);
			const differs = compareReading(answer, reading, margin > CLEAR_MARGIN);
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

/** Whether text and confidence are what the model reads; a reading within honest noise of another is let pass. */
function compareReading(answer: ReceivedAnswer, own: CtcReading, isClear: boolean): string | undefined {
	const text = readText(answer);
	if (text !== own.text && isClear) return "answer's text is not what the pinned model reads";
	const confidence = findTensor(answer.outputs, "confidence")?.data;
	const value = confidence instanceof Float32Array && confidence.length === 1 ? confidence[0] : undefined;
	if (text === own.text && !(Math.abs((value ?? Number.NaN) - own.confidence) <= CONFIDENCE_TOLERANCE))
		return "answer's confidence is not what the pinned model has";
	return undefined;
}

/** The parts of a run's output, a row for each line: FP32 [1, steps, width]. */
function rowsOf(output: Tensor | undefined, lines: number): (row: number) => Tensor & { data: Float32Array } {
	if (output === undefined || !(output.data instanceof Float32Array) || output.shape[0] !== lines)
		throw new TypeError("the session gave no FP32 tensor with a row for each line");
	const { data, shape } = output;
	const each = data.length / lines;
	return (row) => ({
		...output,
		shape: [1, ...shape.slice(1)],
		data: data.subarray(row * each, (row + 1) * each),
	});
}

function checkRequest(request: InferRequest): Refusal | undefined {
	const [x] = request.inputs;
	const width = x?.shape[3];
	if (
		request.inputs.length !== 1 ||
		x?.name !== "x" ||
		!isPicture(x) ||
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
			`expected one input x, UINT8 or FP32 [1, 3, ${LINE_HEIGHT}, ${LINE_WIDTHS.join(" or ")}]`,
			"Scale the line to 48 pixels and pad it to the next width; docs/protocol.md shows how.",
		);
	if (x.data instanceof Float32Array && !isPixels(x.data))
		return refusal(
			400,
			"INPUT_RANGE",
			"expected pixels from -1 to 1",
			"Send the bytes as UINT8, or divide each by 127.5 and subtract 1.",
		);
	return undefined;
}

function isPicture({ datatype, data }: Tensor): boolean {
	return datatype === "UINT8"
		? data instanceof Uint8Array
		: datatype === "FP32" && data instanceof Float32Array;
}

/** Whether all lie from -1 to 1, rounding allowed; false for a NaN. */
function isPixels(values: Float32Array): boolean {
	for (let i = 0; i < values.length; i++) {
		const value = values[i] as number;
		if (!(value >= -1.01 && value <= 1.01)) return false;
	}
	return true;
}
