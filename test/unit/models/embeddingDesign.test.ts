import { describe, expect, it } from "vitest";
import type { CandidateModel } from "../../../subnets/task/modelTask.js";
import { designEmbedding } from "../../../subnets/tasks/embedding/designEmbedding.js";

/** What a manifest says of a sentence encoder with these files beside its ONNX file. */
const design = (files: Readonly<Record<string, unknown>>) =>
	designEmbedding({
		name: "acme/encoder",
		kind: "encoder",
		signature: {
			inputs: [
				{ name: "input_ids", datatype: "INT64", shape: [-1, -1] },
				{ name: "attention_mask", datatype: "INT64", shape: [-1, -1] },
			],
			outputs: [{ name: "last_hidden_state", datatype: "FP32", shape: [-1, -1, 8] }],
			opset: 17,
		},
		modelBytes: 1_000,
		calculatesInHalf: false,
		quantisesByBatch: false,
		beforeSoftmax: () => undefined,
		json: (path) => (files[path] ?? {}) as Readonly<Record<string, unknown>>,
	} satisfies CandidateModel);

const pooledBy = (...modes: string[]) => ({
	"1_Pooling/config.json": {
		word_embedding_dimension: 8,
		pooling_mode_cls_token: false,
		...Object.fromEntries(modes.map((mode) => [`pooling_mode_${mode}`, true])),
	},
});
const modules = (...types: string[]) => ({
	"modules.json": types.map((type, idx) => ({ idx, type: `sentence_transformers.models.${type}` })),
});

describe("the vectors of a sentence encoder", () => {
	it.each([
		["mean", {}],
		["mean", pooledBy("mean_tokens")],
		["mean", pooledBy("mean_sqrt_len_tokens")],
		["cls", pooledBy("cls_token")],
		["last", pooledBy("lasttoken")],
		["cls", { ...pooledBy("cls_token"), ...modules("Transformer", "Pooling", "Normalize") }],
	])("are the %s of its tokens' states where its files say so: %j", (pooling, files) => {
		expect(design(files).sampler.parameters).toMatchObject({ pooling });
	});

	it.each([
		["max_tokens", pooledBy("max_tokens")],
		["weightedmean_tokens", pooledBy("weightedmean_tokens")],
		["cls_token and mean_tokens", pooledBy("cls_token", "mean_tokens")],
		["Dense", modules("Transformer", "Pooling", "Dense")],
	])("are refused, not made another way, where that takes %s", (what, files) => {
		expect(() => design(files)).toThrow(`got ${what}`);
	});
});
