import * as onnx from "onnxruntime-node";
import { chatRequest } from "../../../dist/subnets/tasks/chat/chatRequest.js";
import { openMade } from "./openMade.mjs";
import { release } from "./release.mjs";

const ort = onnx.default ?? onnx;
const DECODER = "HuggingFaceTB/SmolLM2-135M-Instruct";
/** Tokens of each answer. */
const TOKENS = 32;
/** The model's end is forbidden, so that every answer has as many. */
const NO_END = { 2: -100 };
const ANIMALS = "dog cat horse bird fish bear wolf mouse cow sheep lion fox".split(" ");
const PLACES = "river house garden forest city school market hill".split(" ");

/**
 * A language model of the hub, continuing prompts of one length in tokens.
 *
 * @param openBare opens a session with the miner's own settings
 * @returns undefined where the model is not here
 */
export async function chat(folder, count, { batch: BATCH, openBare }) {
	const bundle = await openMade(folder, "chat", DECODER);
	if (bundle === undefined) return undefined;
	const prompts = Array.from(
		{ length: count },
		(_, i) =>
			`One day the old ${ANIMALS[i % ANIMALS.length]} went down to the ${PLACES[i % PLACES.length]} and saw something that nobody had ever seen before. It was`,
	);
	const asking = (maxTokens) => (prompt) =>
		chatRequest({
			body: { prompt },
			maxTokens,
			temperature: 0,
			seed: 0,
			stop: [],
			sampling: { logit_bias: JSON.stringify(NO_END) },
		});
	const session = await openBare(bundle);
	const size = bundle.manifest.model.outputs.find(({ name }) => name === "logits").shape.at(-1);
	const caches = bundle.manifest.model.inputs.filter(({ name }) => name.startsWith("past_key_values."));
	const presents = caches.map(({ name }) => name.replace("past_key_values.", "present."));
	const ids = [];
	for (const prompt of prompts) ids.push(await tokensOf(bundle, asking(1)(prompt), size));
	const length = ids[0].length;
	if (ids.some((one) => one.length !== length)) throw new Error("the prompts have unequal lengths");
	let firstMs = 0;
	/** All rows of a batch begin together and are of one length: the best that a loop without a server can do. */
	const run = async (rows, batch, tokens) => {
		for (let at = 0; at < rows.length; at += batch) {
			const group = rows.slice(at, at + batch);
			const texts = group.length;
			let feeds = Object.fromEntries(
				caches.map(({ name, shape: [, heads, , width] }) => [
					name,
					new ort.Tensor("float32", new Float32Array(0), [texts, heads, 0, width]),
				]),
			);
			let next = group.flatMap((row) => ids[row]);
			for (let step = 0; step < tokens; step++) {
				const began = performance.now();
				const columns = next.length / texts;
				const seen = step === 0 ? 0 : length + step - 1;
				const int64 = (values, width) =>
					new ort.Tensor("int64", BigInt64Array.from(values, BigInt), [texts, width]);
				const outputs = await session.run(
					{
						...feeds,
						input_ids: int64(next, columns),
						attention_mask: int64(new Array(texts * (seen + columns)).fill(1), seen + columns),
						position_ids: int64(
							next.map((_, i) => seen + (i % columns)),
							columns,
						),
					},
					["logits", ...presents],
				);
				next = bestOfEach(outputs.logits.data, texts, size);
				if (step === 0) firstMs = performance.now() - began;
				for (const { data } of Object.values(feeds)) release(data.buffer);
				feeds = Object.fromEntries(caches.map(({ name }, i) => [name, outputs[presents[i]]]));
			}
		}
	};
	return {
		bundle: bundle.folder,
		name: bundle.manifest.name,
		requests: prompts.map(asking(TOKENS)),
		tokens: TOKENS,
		streamed: (i) => ({
			prompt: prompts[i % count],
			max_tokens: TOKENS,
			temperature: 0,
			logit_bias: NO_END,
			stream: true,
		}),
		batches: [BATCH],
		firstMs: () => firstMs,
		bare: (rows, batch) =>
			run(
				rows.map((row) => row % count),
				batch,
				TOKENS,
			),
		single: { requests: prompts.map(asking(1)), bare: (row) => run([row], 1, 1) },
	};
}

/** The tokens of a prompt, as the task feeds them to its model. */
async function tokensOf(bundle, request, size) {
	let ids = [];
	const recorder = {
		async run({ input_ids }, outputs) {
			ids = Array.from(input_ids.data, Number);
			return Object.fromEntries(
				outputs.map((name) => {
					const width = name === "logits" ? size : 0;
					const shape = [1, name === "logits" ? ids.length : 0, width];
					return [name, { name, datatype: "FP32", shape, data: new Float32Array(ids.length * width) }];
				}),
			);
		},
	};
	await bundle.task.answer(recorder, request, { miner: "nobody" });
	return ids;
}

/** The best token of each row's last position, but for the end. */
function bestOfEach(logits, rows, size) {
	const row = logits.length / rows;
	return Array.from({ length: rows }, (_, i) => {
		const end = (i + 1) * row;
		let best = end - size;
		for (let at = best; at < end; at++) if (logits[at] > logits[best] && at !== end - size + 2) best = at;
		return best - (end - size);
	});
}
