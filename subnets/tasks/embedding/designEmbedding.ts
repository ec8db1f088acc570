import { BundleUnusableError } from "../../errors.js";
import { encoderInputs, maxTokensOf } from "../../language/encoderRuns.js";
import { type CandidateModel, type DesignTask, floatOutput, memoryFor } from "../../task/modelTask.js";
import type { Pooling } from "./embedTexts.js";

/** Texts of one request, at most. */
const MAX_TEXTS = 16;
/** Tokens of one text, at most, whatever the model reads: a text beyond is cut, as sentence encoders do. */
const MAX_TOKENS = 512;

/** What a manifest says of an encoder that is to embed texts. */
export const designEmbedding: DesignTask = (model) => {
	const states = floatOutput(model, 3);
	const width = states?.shape[2] ?? -1;
	const unknown = model.signature.inputs.find(({ name }) => !encoderInputs.includes(name));
	if (model.kind !== "encoder" || states === undefined || width < 1 || unknown !== undefined)
		throw new BundleUnusableError(
			model.name,
			`it is no sentence encoder: expected inputs ${encoderInputs.join(", ")} and token states FP32 or FP16 [-1, -1, n], got ${model.kind} with ${unknown?.name ?? "other outputs"}`,
			"Take a sentence encoder (sentence-transformers, e5, bge, gte) exported to ONNX with its token states.",
		);
	refuseMoreModules(model);
	const maxTokens = maxTokensOf(model, MAX_TOKENS);
	return {
		description: `Embed texts by ${model.name}: one vector of ${width} numbers a text, near for texts of like meaning.`,
		sampler: {
			description:
				"One to four made-up sentences of everyday English, half of them in pairs that differ in a part.",
			parameters: {
				maxTexts: MAX_TEXTS,
				maxTokens,
				pooling: readPooling(model),
				batches: !model.quantisesByBatch,
			},
		},
		scorer: {
			description:
				"1 for a whole answer: a vector of length 1 for each text, all numbers finite; else 0. Honesty is for the audit to tell.",
			parameters: {},
		},
		answer: {
			description:
				"A vector for each text, the number of its tokens, and the sha256 of each token's state, bound to the hotkey.",
			outputs: [
				{ name: "embedding", datatype: "FP32", shape: [-1, width] },
				{ name: "tokens", datatype: "INT32", shape: [-1] },
				{ name: "row_sha256", datatype: "UINT8", shape: [-1, 32] },
			],
		},
		verification: {
			mode: "audit",
			auditRate: 0.25,
			tensor: states.name,
			metric: "max-abs-over-rms",
			tolerance: { cpu: model.calculatesInHalf ? 2e-2 : 1e-3 },
			rows: 4,
			calibration:
				"all-MiniLM-L6-v2 (int8 weights), ONNX Runtime 1.30, x86-64 with AVX-512: other optimisation levels, threads and batches at most 1.1e-5. One that calculates in half precision is given 2e-2, not measured. Measure other models before paying by them.",
		},
		limits: {
			requestBytes: 262_144,
			responseBytes: 1_048_576,
			timeoutMs: 10_000,
			memoryMiB: memoryFor(model.modelBytes, MAX_TEXTS * maxTokens * width * 64),
		},
		reward: { rule: "quality", exponent: 1, latency: { freeMs: 2_000 } },
	};
};

/** What sentence-transformers' pooling file calls the ways that this task has. The mean over √n has the mean's direction. */
const POOLINGS: Readonly<Record<string, Pooling>> = {
	cls_token: "cls",
	lasttoken: "last",
	mean_tokens: "mean",
	mean_sqrt_len_tokens: "mean",
};

/**
 * How token states become one vector, as sentence-transformers' pooling file says; the mean where there is none.
 * @throws BundleUnusableError for a way that is not here: another one would give other vectors, and nobody would notice
 */
function readPooling(model: CandidateModel): Pooling {
	const chosen = Object.entries(model.json("1_Pooling/config.json")).flatMap(([key, value]) =>
		key.startsWith("pooling_mode_") && value === true ? [key.slice("pooling_mode_".length)] : [],
	);
	const [mode = "mean_tokens"] = chosen;
	const pooling = POOLINGS[mode];
	if (chosen.length <= 1 && pooling !== undefined) return pooling;
	throw new BundleUnusableError(
		model.name,
		`its vectors are made in a way that this task has not: expected one of ${Object.keys(POOLINGS).join(", ")} in 1_Pooling/config.json, got ${chosen.join(" and ")}`,
		"Take a sentence encoder whose vectors are the mean, the first or the last of its tokens' states.",
	);
}

/** Modules of sentence-transformers that this task has. */
const MODULES: readonly string[] = ["Transformer", "Pooling", "Normalize"];

/** @throws BundleUnusableError where vectors go through more than pooling, such as a dense layer, which is no part of the ONNX file */
function refuseMoreModules(model: CandidateModel): void {
	for (const module of Object.values(model.json("modules.json"))) {
		const { type } = (module ?? {}) as { type?: unknown };
		const name = typeof type === "string" ? type.split(".").at(-1) : undefined;
		if (name === undefined || MODULES.includes(name)) continue;
		throw new BundleUnusableError(
			model.name,
			`its vectors go through a module that this task has not: expected ${MODULES.join(", ")} in modules.json, got ${name}`,
			"Take a sentence encoder without it.",
		);
	}
}
