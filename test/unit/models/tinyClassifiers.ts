import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as onnx from "../subnets/onnxWriter.js";

const VOCABULARY = ["[PAD]", "[UNK]", "the", "film", "was", "good", "bad", "very", "dull", "bright"];
/** Where its weights lie, where they lie beside it. */
export const DATA_FILES = ["model.onnx_data", "model.onnx_data_1"] as const;
/** What each word adds to the logits of negative and positive. */
const OPINIONS: Readonly<Record<string, readonly [number, number]>> = {
	good: [-2, 2],
	bright: [-1, 1.5],
	bad: [2.5, -2],
	dull: [1.5, -1],
};

/**
 * A text classifier in the hub's layout: the sum of its words' opinions. Words are all it can tell apart.
 *
 * @param options.external - its weights lie in two files beside it, as large models' do
 * @param options.location - what it says in place of the first of them
 */
export async function writeTextClassifier(
	folder: string,
	options: { readonly external?: boolean; readonly location?: string } = {},
): Promise<void> {
	const weights = VOCABULARY.flatMap((word) => OPINIONS[word] ?? [0.01, 0]);
	const beside = options.external === true;
	if (beside) {
		await mkdir(join(folder, "onnx"), { recursive: true });
		const values = Buffer.from(Float32Array.from(weights).buffer);
		// Behind a page of other bytes, as in a file that holds many tensors.
		await writeFile(join(folder, "onnx", DATA_FILES[0]), Buffer.concat([Buffer.alloc(4096, 7), values]));
		await writeFile(join(folder, "onnx", DATA_FILES[1]), Buffer.from(Float32Array.of(1, 1).buffer));
	}
	const node = (operator: string, inputs: readonly string[], output: string, attributes: Buffer[] = []) =>
		onnx.node({ operator, inputs, outputs: [output], attributes });
	const graph = onnx.graph({
		nodes: [
			node("Gather", ["weights", "input_ids"], "words"),
			node("Cast", ["attention_mask"], "mask", [onnx.numberAttribute("to", onnx.FLOAT)]),
			node("Unsqueeze", ["mask", "last"], "column"),
			node("Mul", ["words", "scale"], "scaled"),
			node("Mul", ["scaled", "column"], "seen"),
			node("ReduceSum", ["seen", "middle"], "logits", [onnx.numberAttribute("keepdims", 0)]),
		],
		initializers: [
			beside
				? onnx.external("weights", onnx.FLOAT, [VOCABULARY.length, 2], {
						location: options.location ?? DATA_FILES[0],
						offset: "4096",
						length: String(8 * VOCABULARY.length),
					})
				: onnx.floats("weights", [VOCABULARY.length, 2], weights),
			beside
				? onnx.external("scale", onnx.FLOAT, [2], { location: DATA_FILES[1] })
				: onnx.floats("scale", [2], [1, 1]),
			onnx.integers("last", [1], [2]),
			onnx.integers("middle", [1], [1]),
		],
		inputs: ["input_ids", "attention_mask"].map((name) => onnx.value(name, onnx.INT64, ["batch", "length"])),
		outputs: [onnx.value("logits", onnx.FLOAT, ["batch", 2])],
	});
	await write(folder, onnx.model(graph), {
		"config.json": {
			architectures: ["BertForSequenceClassification"],
			max_position_embeddings: 32,
			id2label: { 0: "NEGATIVE", 1: "POSITIVE" },
		},
		"tokenizer_config.json": { tokenizer_class: "BertTokenizer", pad_token: "[PAD]", unk_token: "[UNK]" },
		"tokenizer.json": {
			version: "1.0",
			truncation: null,
			padding: null,
			added_tokens: [],
			normalizer: { type: "BertNormalizer", clean_text: true, lowercase: true },
			pre_tokenizer: { type: "BertPreTokenizer" },
			post_processor: null,
			decoder: { type: "WordPiece", prefix: "##", cleanup: true },
			model: {
				type: "WordPiece",
				unk_token: "[UNK]",
				continuing_subword_prefix: "##",
				max_input_chars_per_word: 100,
				vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
			},
		},
	});
}

/** A picture classifier in the hub's layout: which of red, green and blue a picture has most of. */
export async function writePictureClassifier(folder: string, type: "fp32" | "fp16" = "fp32"): Promise<void> {
	const isHalf = type === "fp16";
	const element = isHalf ? onnx.FLOAT16 : onnx.FLOAT;
	const node = (operator: string, inputs: readonly string[], output: string) =>
		onnx.node({ operator, inputs, outputs: [output] });
	const graph = onnx.graph({
		nodes: [
			node("GlobalAveragePool", ["pixel_values"], "means"),
			node("Flatten", ["means"], "channels"),
			node("MatMul", ["channels", "weights"], "logits"),
		],
		initializers: [(isHalf ? onnx.halves : onnx.floats)("weights", [3, 3], [5, -1, -2, -1, 5, 0, 1, 0, 5])],
		inputs: [onnx.value("pixel_values", element, ["batch", 3, "height", "width"])],
		outputs: [onnx.value("logits", element, ["batch", 3])],
	});
	const files = {
		"config.json": {
			architectures: ["ViTForImageClassification"],
			id2label: { 0: "red", 1: "green", 2: "blue" },
		},
		"preprocessor_config.json": {
			do_center_crop: true,
			size: { shortest_edge: 40 },
			crop_size: { height: 32, width: 32 },
			image_mean: [0.5, 0.5, 0.5],
			image_std: [0.25, 0.25, 0.25],
		},
	};
	await write(folder, onnx.model(graph), files, isHalf ? "model_fp16.onnx" : "model.onnx");
}

async function write(
	folder: string,
	model: Buffer,
	files: Readonly<Record<string, object>>,
	name = "model.onnx",
): Promise<void> {
	await mkdir(join(folder, "onnx"), { recursive: true });
	await writeFile(join(folder, "onnx", name), model);
	for (const [name, value] of Object.entries(files))
		await writeFile(join(folder, name), JSON.stringify(value));
}
