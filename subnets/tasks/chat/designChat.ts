import { BundleUnusableError } from "../../errors.js";
import type { Verification } from "../../manifest/manifest.js";
import {
	type CandidateModel,
	type DesignTask,
	floatOutput,
	isFloat,
	memoryFor,
} from "../../task/modelTask.js";

/** Tokens of prompt and answer together, at most, whatever the model reads: an audit holds the logits of all of them. */
const MAX_CONTEXT = 1024;
/** Generations at the same time for which memory is reckoned. */
const STREAMS = 8;
const INPUTS = ["input_ids", "attention_mask", "position_ids"];
const CACHE = /^past_key_values\.\d+\.(key|value)$/;

type Tolerances = Pick<Verification, "tolerance" | "logprobTolerance" | "calibration">;

const SINGLE_TOLERANCES: Tolerances = {
	tolerance: { cpu: 0.002 },
	logprobTolerance: 0.001,
	calibration:
		"SmolLM2-135M-Instruct (4-bit weights, fp32 activations), ONNX Runtime 1.30, x86-64 with AVX-512: one run against step by step at most 1.7e-4 apart in the logits of 1,375 tokens, 4.8e-5 in the log probabilities of 60 challenges, no token other. A model with int8 activations is 1.6 apart and cannot be verified so: choose one with fp32 activations.",
};

const HALF_TOLERANCES: Tolerances = {
	tolerance: { cpu: 0.12 },
	logprobTolerance: 0.12,
	calibration:
		"Calculated in half precision (float16). SmolLM2-135M-Instruct (4-bit weights, fp16 activations, caches and logits), ONNX Runtime 1.30, x86-64 with AVX-512: one run against step by step at most 0.045 apart in scores and log probabilities over 96 challenges; the same model in fp32 as near, 0.028; with its scales rounded to 8 bits at least 0.09 apart and 0.6 in the middle of 60. Narrower is a model with fp32 activations.",
};

/** What a manifest says of a decoder that is to chat. */
export const designChat: DesignTask = (model) => {
	const logits = floatOutput(model, 3);
	const size = logits?.shape[2] ?? -1;
	const { inputs } = model.signature;
	const caches = inputs.filter(({ name }) => CACHE.test(name));
	const unknown = inputs.find((input) => !INPUTS.includes(input.name) && !caches.includes(input));
	const isCache = caches.every(({ datatype, shape }) => isFloat(datatype) && shape.length === 4);
	if (
		model.kind !== "decoder" ||
		logits?.name !== "logits" ||
		size < 2 ||
		caches.length === 0 ||
		!isCache ||
		unknown
	)
		throw new BundleUnusableError(
			model.name,
			`it is no decoder with a key-value cache: expected inputs ${INPUTS.join(", ")}, past_key_values.N.key|value FP32 or FP16 and an output logits, got ${model.kind} with ${unknown?.name ?? "other inputs or outputs"}`,
			"Take a text-generation model exported for transformers.js (fp32, fp16, q4, q4f16), such as those of onnx-community.",
		);
	const context = readContext(model);
	const cacheBytes = caches.reduce(
		(sum, { datatype, shape }) =>
			sum + (datatype === "FP16" ? 2 : 4) * Math.abs((shape[1] ?? 1) * (shape[3] ?? 1)),
		0,
	);
	return {
		description: `Answer a conversation, or continue a text, with ${model.name}.`,
		sampler: {
			description:
				"A question or a small task about made-up things, some after a system message or an earlier turn, to be answered in 12 to 48 tokens, half of the time greedily and half from a seed, some with top_p, penalties or stop texts.",
			parameters: { context, maxTokens: context >> 1, defaultTokens: 256, maxTopLogprobs: 20 },
		},
		scorer: {
			description:
				"1 for a whole answer whose text, tokens and ending agree, else 0; honesty is for the audit to tell.",
			parameters: {},
		},
		answer: {
			description:
				"The text, its tokens, the log probability of each (and of its likeliest rivals where asked for), why it ended, and the tokens of the prompt.",
			outputs: [
				{ name: "text", datatype: "BYTES", shape: [1] },
				{ name: "token_ids", datatype: "INT64", shape: [-1] },
				{ name: "logprobs", datatype: "FP32", shape: [-1] },
				{ name: "finish_reason", datatype: "BYTES", shape: [1] },
				{ name: "prompt_tokens", datatype: "INT32", shape: [1] },
			],
		},
		verification: {
			mode: "audit",
			auditRate: 0.1,
			tensor: "logits",
			metric: "max-logit-shortfall",
			...(model.calculatesInHalf ? HALF_TOLERANCES : SINGLE_TOLERANCES),
		},
		limits: {
			requestBytes: 131_072,
			responseBytes: 1_048_576,
			timeoutMs: 120_000,
			memoryMiB: memoryFor(model.modelBytes, 2 * context * size * 4 + 2 * STREAMS * context * cacheBytes),
		},
		reward: { rule: "quality", exponent: 1, latency: { freeMs: 30_000 } },
	};
};

function readContext(model: CandidateModel): number {
	const limits = [
		model.json("config.json").max_position_embeddings,
		model.json("config.json").n_positions,
		model.json("tokenizer_config.json").model_max_length,
	].filter((limit): limit is number => typeof limit === "number" && limit >= 64);
	return Math.floor(Math.min(MAX_CONTEXT, ...limits));
}
