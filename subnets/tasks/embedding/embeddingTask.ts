import { errorNorm } from "../../../scoring/index.js";
import { BundleUnusableError } from "../../errors.js";
import { drawSentence } from "../../language/drawSentence.js";
import { lengthClass } from "../../language/encoderRuns.js";
import { createTextReader } from "../../language/textReader.js";
import { parseTextsRequest, textsRequest } from "../../language/textsRequest.js";
import { readTokenizer } from "../../language/tokenizer.js";
import type { InferRequest } from "../../protocol/inference.js";
import { findTensor, type Tensor } from "../../protocol/tensor.js";
import type { Answer, ReceivedAnswer } from "../../task/answer.js";
import { requiredInput } from "../../task/requiredInput.js";
import type { Task } from "../../task/task.js";
import type { TaskContext } from "../../task/toolkit.js";
import { auditRows, commitRows, describeDistance } from "../../task/withheldRows.js";
import { createEmbeddingMapping } from "./embeddingMapping.js";
import { type Embedded, embedTexts } from "./embedTexts.js";
import { readSettings } from "./readSettings.js";

const COMMITMENT = "row_sha256";
/** How far from 1 a vector's length may lie in single precision. */
const LENGTH_TOLERANCE = 1e-3;

/**
 * The task `embedding`: one vector a text, by the sentence encoder that the subnet's manifest pins. That this model
 * read the texts shows in the states of their tokens, to which an answer commits; quality is only that it is whole.
 */
export async function createEmbeddingTask(context: TaskContext): Promise<Task> {
	const { manifest } = context;
	const { tensor: statesName, tolerance, rows: auditedRows = 4 } = manifest.verification;
	if (statesName === undefined || tolerance?.cpu === undefined)
		throw new BundleUnusableError(
			manifest.name,
			"it names no tensor to compare",
			"Set verification.tensor and tolerance.",
		);
	const allowed = tolerance.cpu;
	const tokenizer = await readTokenizer(context);
	const settings = readSettings(manifest, tokenizer, statesName);
	const { width } = settings;

	const reader = createTextReader(tokenizer, settings);
	const asAnswer = (embedded: readonly Embedded[], miner: string): Answer => {
		const { commitment, withheld } = commitRows(COMMITMENT, statesTensor(embedded, statesName, width), miner);
		return {
			outputs: [
				{
					name: "embedding",
					datatype: "FP32",
					shape: [embedded.length, width],
					data: concat(embedded.map(({ vector }) => vector)),
				},
				{
					name: "tokens",
					datatype: "INT32",
					shape: [embedded.length],
					data: Int32Array.from(embedded, ({ states }) => states.length / width),
				},
				commitment,
			],
			withheld: { [statesName]: withheld },
		};
	};

	const answerBatch: Task["answerBatch"] = async (session, requests, { miner }) => {
		const texts = requests.map(reader.tokens);
		const embedded = await embedTexts(session, texts.flat(), settings);
		let at = 0;
		return texts.map(({ length }) => {
			const own = embedded.slice(at, at + length);
			at += length;
			return asAnswer(own, miner);
		});
	};
	const batchKey = (request: InferRequest): string =>
		[...new Set(reader.tokens(request).map(lengthClass))].sort().join();

	return {
		async sample(random) {
			const count = 1 + random.integer(4);
			const texts = Array.from({ length: count }, () => drawSentence(random));
			const [first] = texts;
			// A pair that shares its beginning: what it means differs by its end alone.
			if (first !== undefined && count > 1 && random.next() < 0.5)
				texts[1] = `${first.split(" ").slice(0, 4).join(" ")} ${drawSentence(random)}`;
			return { request: textsRequest(texts) };
		},

		async fromInput(input) {
			const text = requiredInput(
				input.text,
				"a text",
				'Send a text (`ganglion query --text "a cat sat on the mat"`).',
			);
			const request = textsRequest([text]);
			reader.tokens(request);
			return request;
		},

		check: reader.check,

		answer: async (session, request, { miner }) =>
			asAnswer(await embedTexts(session, reader.tokens(request), settings), miner),

		...(settings.batches ? { answerBatch, batchKey } : {}),

		show(_request, answer) {
			const data = findTensor(answer.outputs, "embedding")?.data;
			if (!(data instanceof Float32Array)) return "";
			const first = Array.from(data.subarray(0, 4), (value) => value.toFixed(4));
			return `[${first.join(", ")}${data.length > 4 ? `, … ${data.length} numbers` : ""}]`;
		},

		score({ request }, answer) {
			const parsed = parseTextsRequest(request, settings);
			return parsed.ok && findFault(answer, parsed.value.length, width) === undefined ? 1 : 0;
		},

		async audit(session, request, answer, demand, options) {
			const texts = reader.tokens(request);
			const embedded = await embedTexts(session, texts, settings);
			const own = statesTensor(embedded, statesName, width);
			const commitment = findTensor(answer.outputs, COMMITMENT);
			const audited = { tensor: statesName, commitment, own, count: auditedRows, tolerance: allowed };
			const result = await auditRows(audited, demand, options);
			if (result.verdict === "fail") return result;
			const fault = findFault(answer, texts.length, width) ?? compareTokens(answer, embedded, width);
			if (fault !== undefined) return { ...result, verdict: "fail", reason: fault };
			const vectors = findTensor(answer.outputs, "embedding")?.data as Float32Array;
			const worst = Math.max(
				...embedded.map(({ vector }, i) => errorNorm(vectors.subarray(i * width, (i + 1) * width), vector)),
			);
			if (worst <= result.measured) return result;
			const verdict = worst <= allowed ? "pass" : "fail";
			return { ...result, measured: worst, verdict, reason: describeDistance(worst, allowed) };
		},

		openai: createEmbeddingMapping(settings),
	};
}

function statesTensor(embedded: readonly Embedded[], name: string, width: number): Tensor {
	const data = concat(embedded.map(({ states }) => states));
	return { name, datatype: "FP32", shape: [data.length / width, width], data };
}

/** A single part is given as it is. */
function concat(parts: readonly Float32Array[]): Float32Array {
	const [only, another] = parts;
	if (only !== undefined && another === undefined) return only;
	const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** What of an answer is missing or malformed, in words. */
function findFault(answer: ReceivedAnswer, texts: number, width: number): string | undefined {
	const embedding = findTensor(answer.outputs, "embedding");
	const data = embedding?.data;
	if (!(data instanceof Float32Array) || embedding?.shape[0] !== texts || embedding.shape[1] !== width)
		return `answer has no embedding of ${texts} by ${width} numbers`;
	for (let text = 0; text < texts; text++) {
		const length = Math.hypot(...data.subarray(text * width, (text + 1) * width));
		if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) return "a vector of the answer has not length 1";
	}
	const tokens = findTensor(answer.outputs, "tokens")?.data;
	return tokens instanceof Int32Array && tokens.length === texts
		? undefined
		: "answer lacks its token counts";
}

function compareTokens(answer: ReceivedAnswer, own: readonly Embedded[], width: number): string | undefined {
	const tokens = findTensor(answer.outputs, "tokens")?.data as Int32Array;
	return own.every(({ states }, i) => tokens[i] === states.length / width)
		? undefined
		: "answer's token counts are not what its texts have";
}
