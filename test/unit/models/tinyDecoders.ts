import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRandom } from "../../../subnets/index.js";
import * as onnx from "../subnets/onnxWriter.js";

/**
 * How a tiny decoder attends, and so which padding it takes:
 * - `grouped`: GroupQueryAttention that gets each row's length, as most exports have it;
 * - `grouped-bias`: GroupQueryAttention that gets one length for all rows, and the mask as a bias;
 * - `plain`: past and present joined (Concat), softmax with an additive mask;
 * - `mixing`: as `plain`, but its logits depend on the other rows of a run, as do activations scaled by run.
 */
export type TinyAttention = "grouped" | "grouped-bias" | "plain" | "mixing";
export const tinyAttentions: readonly TinyAttention[] = ["grouped", "grouped-bias", "plain", "mixing"];

const WORDS =
	"the a king man dog house river said went saw was and or but not very old young red blue one two".split(
		" ",
	);
const SPECIAL = ["<unk>", "<s>", "</s>"];
/** Each token, by its id. */
export const tinyVocabulary = [...SPECIAL, ...WORDS];
const END = SPECIAL.indexOf("</s>");
const WIDTH = 32;
const HEADS = 4;
const KV_HEADS = 2;
const HEAD_WIDTH = 8;
const CONTEXT = 128;
const INT32 = 6;

/**
 * A decoder of one layer with random weights, in the hub's layout with tokeniser and chat template.
 *
 * @param type - of weights, caches and logits: the file is `model.onnx` or `model_fp16.onnx`
 */
export async function writeTinyDecoder(
	folder: string,
	attention: TinyAttention,
	type: "fp32" | "fp16" = "fp32",
): Promise<void> {
	await mkdir(join(folder, "onnx"), { recursive: true });
	const name = type === "fp16" ? "model_fp16.onnx" : "model.onnx";
	await writeFile(join(folder, "onnx", name), tinyDecoder(attention, type === "fp16"));
	for (const [name, value] of Object.entries(files))
		await writeFile(join(folder, name), JSON.stringify(value));
}

const files: Readonly<Record<string, object>> = {
	"config.json": {
		architectures: ["LlamaForCausalLM"],
		max_position_embeddings: CONTEXT,
		eos_token_id: END,
	},
	"tokenizer_config.json": {
		tokenizer_class: "PreTrainedTokenizerFast",
		unk_token: "<unk>",
		bos_token: "<s>",
		eos_token: "</s>",
		chat_template:
			"{% for message in messages %}{{ bos_token + ' ' + message.content + ' ' }}{% endfor %}{% if add_generation_prompt %}and{% endif %}",
	},
	"tokenizer.json": {
		version: "1.0",
		truncation: null,
		padding: null,
		added_tokens: SPECIAL.map((content, id) => ({
			id,
			content,
			single_word: false,
			lstrip: false,
			rstrip: false,
			normalized: false,
			special: true,
		})),
		normalizer: { type: "Lowercase" },
		pre_tokenizer: { type: "Whitespace" },
		post_processor: null,
		decoder: null,
		model: {
			type: "WordLevel",
			unk_token: "<unk>",
			vocab: Object.fromEntries(tinyVocabulary.map((word, id) => [word, id])),
		},
	},
};

function tinyDecoder(attention: TinyAttention, isHalf: boolean): Buffer {
	const random = createRandom(`tiny decoder ${attention}`);
	const float = isHalf ? onnx.FLOAT16 : onnx.FLOAT;
	const floats = isHalf ? onnx.halves : onnx.floats;
	const weights = (name: string, ...shape: number[]): Buffer =>
		floats(
			name,
			shape,
			Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
				// An end is rarely the likeliest, so that answers are long enough to meet each other.
				name === "head" && i % tinyVocabulary.length === END ? 0.1 : 2.4 * random.next() - 1.2,
			),
		);
	const nodes: Buffer[] = [];
	const add = (
		operator: string,
		inputs: readonly string[],
		outputs: string | readonly string[],
		attributes: readonly Buffer[] = [],
		domain?: string,
	): string => {
		const names = typeof outputs === "string" ? [outputs] : outputs;
		nodes.push(onnx.node({ operator, inputs, outputs: names, attributes, ...(domain ? { domain } : {}) }));
		return names[0] as string;
	};
	const number = onnx.numberAttribute;
	const isGrouped = attention === "grouped" || attention === "grouped-bias";

	add("Gather", ["tokens", "input_ids"], "token");
	add("Gather", ["places", "position_ids"], "place");
	add("Add", ["token", "place"], "hidden");
	for (const [name, matrix] of [
		["q", "wq"],
		["k", "wk"],
		["v", "wv"],
	] as const)
		add("MatMul", ["hidden", matrix], name);
	add("Shape", ["attention_mask"], "total", [number("start", 1), number("end", 2)]);
	if (isGrouped) {
		add("Reshape", ["total", "scalar"], "total0");
		add("Cast", ["total0"], "total32", [number("to", INT32)]);
		if (attention === "grouped")
			add("ReduceSum", ["attention_mask", "axis1"], "seen", [number("keepdims", 0)]);
		else {
			add("Shape", ["input_ids"], "batch", [number("start", 0), number("end", 1)]);
			add("Expand", ["total", "batch"], "seen");
		}
		add("Sub", ["seen", "one"], "last");
		add("Cast", ["last"], "seqlens_k", [number("to", INT32)]);
		const bias = attention === "grouped" ? [] : ["", "", "", addBias(add)];
		add(
			"GroupQueryAttention",
			["q", "k", "v", "past_key_values.0.key", "past_key_values.0.value", "seqlens_k", "total32", ...bias],
			["attended", "present.0.key", "present.0.value"],
			[number("num_heads", HEADS), number("kv_num_heads", KV_HEADS)],
			"com.microsoft",
		);
	} else addPlainAttention(add);
	add("MatMul", ["attended", "wo"], "mixed");
	add("Tanh", ["mixed"], "bent");
	add("Add", ["bent", "hidden"], "after");
	if (attention === "mixing") {
		add("MatMul", ["after", "head"], "each");
		add("ReduceMean", ["each"], "others", [ints("axes", [0]), number("keepdims", 1)]);
		add("Add", ["each", "others"], "logits");
	} else add("MatMul", ["after", "head"], "logits");

	const cache = (name: string): Buffer =>
		onnx.value(name, float, ["batch", KV_HEADS, `${name} slots`, HEAD_WIDTH]);
	const graph = onnx.graph({
		nodes,
		initializers: [
			weights("tokens", tinyVocabulary.length, WIDTH),
			weights("places", CONTEXT, WIDTH),
			weights("wq", WIDTH, WIDTH),
			weights("wk", WIDTH, KV_HEADS * HEAD_WIDTH),
			weights("wv", WIDTH, KV_HEADS * HEAD_WIDTH),
			weights("wo", WIDTH, WIDTH),
			weights("head", WIDTH, tinyVocabulary.length),
			onnx.integers("axis1", [1], [1]),
			onnx.integers("axes12", [2], [1, 2]),
			onnx.integers("axes13", [2], [1, 3]),
			onnx.integers("axis2", [1], [2]),
			onnx.integers("one", [], [1]),
			onnx.integers("scalar", [0], []),
			onnx.integers("by-head", [5], [0, 0, KV_HEADS, HEADS / KV_HEADS, HEAD_WIDTH]),
			onnx.integers("by-kv-head", [4], [0, 0, KV_HEADS, HEAD_WIDTH]),
			onnx.integers("flat", [3], [0, 0, WIDTH]),
			floats("hidden-bias", [], [isHalf ? -6e4 : -1e9]),
			floats("no-bias", [], [0]),
			floats("scale", [], [1 / Math.sqrt(HEAD_WIDTH)]),
		],
		inputs: [
			onnx.value("input_ids", onnx.INT64, ["batch", "length"]),
			onnx.value("attention_mask", onnx.INT64, ["batch", "total_length"]),
			onnx.value("position_ids", onnx.INT64, ["batch", "length"]),
			cache("past_key_values.0.key"),
			cache("past_key_values.0.value"),
		],
		outputs: [
			onnx.value("logits", float, ["batch", "length", tinyVocabulary.length]),
			cache("present.0.key"),
			cache("present.0.value"),
		],
	});
	return onnx.model(graph);
}

type Add = (
	operator: string,
	inputs: readonly string[],
	outputs: string | readonly string[],
	attributes?: readonly Buffer[],
) => string;

/** [batch, 1, length, total]: 0 where a query may look, else far below. */
function addBias(add: Add): string {
	const number = onnx.numberAttribute;
	add("CumSum", ["attention_mask", "one"], "counted");
	add("Sub", ["counted", "one"], "columns");
	add("Unsqueeze", ["columns", "axes12"], "columns4");
	add("Unsqueeze", ["position_ids", "axes13"], "rows4");
	add("LessOrEqual", ["columns4", "rows4"], "before");
	add("Cast", ["attention_mask"], "masked", [number("to", onnx.BOOL)]);
	add("Unsqueeze", ["masked", "axes12"], "masked4");
	add("And", ["before", "masked4"], "visible");
	return add("Where", ["visible", "no-bias", "hidden-bias"], "bias");
}

function addPlainAttention(add: Add): void {
	for (const [name, past, present] of [
		["k", "past_key_values.0.key", "present.0.key"],
		["v", "past_key_values.0.value", "present.0.value"],
	] as const) {
		add("Reshape", [name, "by-kv-head"], `${name}-heads`);
		add("Transpose", [`${name}-heads`], `${name}-first`, [ints("perm", [0, 2, 1, 3])]);
		add("Concat", [past, `${name}-first`], present, [onnx.numberAttribute("axis", 2)]);
	}
	add("Reshape", ["q", "by-head"], "q-heads");
	add("Transpose", ["q-heads"], "q-first", [ints("perm", [0, 2, 3, 1, 4])]);
	add("Transpose", ["present.0.key"], "k-columns", [ints("perm", [0, 1, 3, 2])]);
	add("Unsqueeze", ["k-columns", "axis2"], "k-shared");
	add("Unsqueeze", ["present.0.value", "axis2"], "v-shared");
	add("MatMul", ["q-first", "k-shared"], "products");
	add("Mul", ["products", "scale"], "scaled");
	add("Unsqueeze", [addBias(add), "axis1"], "bias5");
	add("Add", ["scaled", "bias5"], "biased");
	add("Softmax", ["biased"], "shares", [onnx.numberAttribute("axis", -1)]);
	add("MatMul", ["shares", "v-shared"], "found");
	add("Transpose", ["found"], "found-first", [ints("perm", [0, 3, 1, 2, 4])]);
	add("Reshape", ["found-first", "flat"], "attended");
}

/** AttributeProto of whole numbers (type 7). */
function ints(name: string, values: readonly number[]): Buffer {
	return Buffer.concat([
		onnx.text(1, name),
		...values.map((value) => onnx.number(8, value)),
		onnx.number(20, 7),
	]);
}
