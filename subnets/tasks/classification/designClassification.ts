import { BundleUnusableError } from "../../errors.js";
import { encoderInputs, maxTokensOf } from "../../language/encoderRuns.js";
import {
	type CandidateModel,
	type DesignTask,
	floatOutput,
	isFloat,
	memoryFor,
} from "../../task/modelTask.js";
import { readPictureShape } from "./pictureShape.js";

/** Texts of one request, at most. */
const MAX_TEXTS = 16;
/** Tokens of one text, at most, whatever the model reads. */
const MAX_TOKENS = 512;
/** Values that a run makes for each token or pixel of its input, about. */
const VALUES_PER_INPUT = 4096;

/** What a manifest says of a model that is to classify texts or pictures. */
export const designClassification: DesignTask = (model) => {
	const logits = floatOutput(model, 2);
	const isPicture = model.kind === "vision";
	const { inputs } = model.signature;
	const [input] = inputs;
	const unknown = isPicture ? undefined : inputs.find(({ name }) => !encoderInputs.includes(name));
	const takesPictures =
		isPicture &&
		input !== undefined &&
		inputs.length === 1 &&
		isFloat(input.datatype) &&
		input.shape.length === 4;
	const labels = readLabels(model);
	const count = logits?.shape[1] ?? -1;
	if (
		(model.kind !== "classifier" && !takesPictures) ||
		logits === undefined ||
		unknown !== undefined ||
		labels.length < 2 ||
		(count !== -1 && count !== labels.length)
	)
		throw new BundleUnusableError(
			model.name,
			`it is no classifier: expected ${isPicture ? "one input FP32 or FP16 of pictures" : `inputs ${encoderInputs.join(", ")}`}, logits FP32 or FP16 [-1, n] and as many labels in config.json, got ${model.kind} with ${unknown?.name ?? `${labels.length} labels and ${count} logits`}`,
			"Take a model for sequence or image classification exported to ONNX.",
		);
	const maxTokens = maxTokensOf(model, MAX_TOKENS);
	const picture = takesPictures
		? { picture: readPictureShape(model, input) }
		: { maxTexts: MAX_TEXTS, maxTokens };
	const runBytes = isPicture ? 2 ** 29 : MAX_TEXTS * maxTokens * VALUES_PER_INPUT * 4;
	return {
		description: `Classify ${isPicture ? "pictures" : "texts"} by ${model.name}, into ${labels.length} labels.`,
		sampler: {
			description: isPicture
				? "A made-up scene of shapes in colours of chance, with noise."
				: "One to four made-up sentences of everyday English.",
			parameters: { ...picture, batches: !model.quantisesByBatch },
		},
		scorer: {
			description:
				"1 for a whole answer: a known label and a score from 0 to 1 for each; honesty is for the audit to tell.",
			parameters: {
				labels,
				exclusive: model.json("config.json").problem_type !== "multi_label_classification",
			},
		},
		answer: {
			description: "The likeliest label, its probability, and the sha256 of the logits, bound to the hotkey.",
			outputs: [
				{ name: "label", datatype: "BYTES", shape: [-1] },
				{ name: "score", datatype: "FP32", shape: [-1] },
				{ name: "row_sha256", datatype: "UINT8", shape: [-1, 32] },
			],
		},
		verification: {
			mode: "audit",
			auditRate: 0.25,
			tensor: model.beforeSoftmax(logits.name) ?? logits.name,
			metric: "max-abs-over-rms",
			tolerance: { cpu: model.calculatesInHalf ? 2e-2 : 1e-3 },
			rows: 4,
			calibration:
				"Not measured on this model: see docs/subnet-author.md before paying by it. Two picture classifiers were moved by at most 6.2e-5 by other optimisation levels, threads and batches (ONNX Runtime 1.30, x86-64 with AVX-512).",
		},
		limits: {
			requestBytes: 4_194_304,
			responseBytes: 65_536,
			timeoutMs: 10_000,
			memoryMiB: memoryFor(model.modelBytes, runBytes),
		},
		reward: { rule: "quality", exponent: 1, latency: { freeMs: 2_000 } },
	};
};

/** The labels of config.json in the order of the logits. */
function readLabels(model: CandidateModel): string[] {
	const named = model.json("config.json").id2label;
	if (typeof named !== "object" || named === null) return [];
	const entries = Object.entries(named as Record<string, unknown>);
	const labels = Array.from(
		{ length: entries.length },
		(_, id) => (named as Record<string, unknown>)[String(id)],
	);
	return labels.every((label): label is string => typeof label === "string") ? labels : [];
}
