import * as onnx from "onnxruntime-node";
import { createRandom, loadBundle, loadModel, textTensor } from "../../../dist/subnets/index.js";
import { stackLines } from "../../../dist/subnets/tasks/ocr/lineTensor.js";
import { generationRequest } from "../../../dist/subnets/tasks/text-generation/generationRequest.js";
import { chat } from "./chatWork.mjs";
import { openMade } from "./openMade.mjs";
import { release } from "./release.mjs";

const ort = onnx.default ?? onnx;
/** Rows of one batch, for the bare loop and for the miner alike. */
export const BATCH = 8;
const ENCODER = "sentence-transformers/all-MiniLM-L6-v2";
/** Characters of each generation: read, and written. */
const PROMPT = 32;
const TOKENS = 48;

/** The same settings as the miner's own session: one thread that does not spin. */
async function openBare(bundle) {
	const { bytes } = await loadModel(bundle);
	return ort.InferenceSession.create(bytes, {
		executionProviders: ["cpu"],
		executionMode: "sequential",
		graphOptimizationLevel: "all",
		intraOpNumThreads: 1,
		interOpNumThreads: 1,
		logSeverityLevel: 3,
		extra: { session: { intra_op: { allow_spinning: "0" } } },
	});
}

/**
 * The work of each model: `bundle` to serve, `requests` to send, and `bare(rows, batch)`, which runs the model on the
 * inputs of those requests (by number) with ready tensors and nothing else; `barePlain`: as most would write it, where that is
 * slower. `single`: the same for one run of the model
 * alone, where a request is of many.
 */
export async function workOf(name, folder, count) {
	if (name === "ocr") return ocr(count);
	if (name === "embedding") return embedding(folder, count);
	if (name === "chat") return chat(folder, count, { batch: BATCH, openBare });
	return generation(count);
}

async function ocr(count) {
	const bundle = await loadBundle("ocr");
	const outputs = [
		...bundle.manifest.model.outputs.map(({ name }) => name),
		bundle.manifest.verification.tensor,
	];
	const random = createRandom("benchmark");
	const requests = [];
	while (requests.length < count) {
		const { request } = await bundle.task.sample(random);
		requests.push({ ...request, binaryOutputs: true });
	}
	const session = await openBare(bundle);
	const lines = requests.map(({ inputs }) => stackLines(inputs));
	return {
		bundle: "ocr",
		name: bundle.manifest.name,
		requests,
		batches: [1, BATCH],
		async bare(rows, batch) {
			for (const rowsOf of equalKeys(rows, (row) => lines[row].shape.join(), batch)) {
				const group = rowsOf.map((row) => lines[row]);
				const [, ...shape] = group[0].shape;
				const x = new ort.Tensor("float32", stack(group, Float32Array), [group.length, ...shape]);
				await session.run({ x }, outputs);
			}
		},
	};
}

async function embedding(folder, count) {
	const bundle = await openMade(folder, "embedding", ENCODER);
	if (bundle === undefined) return undefined;
	const random = createRandom("benchmark");
	const requests = [];
	while (requests.length < count) {
		const { request } = await bundle.task.sample(random);
		for (const text of request.inputs[0].data)
			requests.push({ inputs: [textTensor("text", [text])], binaryOutputs: true });
	}
	requests.length = count;
	const session = await openBare(bundle);
	/** What the task feeds its model for each group: tokens, padded. */
	const feeds = new Map();
	const feedsOf = async (group) => {
		const key = group.join();
		const known = feeds.get(key);
		if (known !== undefined) return known;
		const recorded = [];
		const recorder = {
			async run(tensors, outputs) {
				const ready = Object.fromEntries(
					Object.entries(tensors).map(([name, { data, shape }]) => [
						name,
						new ort.Tensor("int64", data, shape),
					]),
				);
				recorded.push({ ready, outputs });
				const found = await session.run(ready, outputs);
				return Object.fromEntries(
					Object.entries(found).map(([name, { data, dims }]) => [
						name,
						{ name, datatype: "FP32", shape: dims, data },
					]),
				);
			},
		};
		await bundle.task.answerBatch(
			recorder,
			group.map((row) => requests[row]),
			{ miner: "nobody" },
		);
		feeds.set(key, recorded);
		return recorded;
	};
	return {
		bundle: bundle.folder,
		name: bundle.manifest.name,
		requests,
		batches: [BATCH],
		prepare: async (rows, batch) => {
			for (const group of equalKeys(rows, (row) => bundle.task.batchKey(requests[row]), batch))
				await feedsOf(group);
		},
		async bare(rows, batch) {
			for (const group of equalKeys(rows, (row) => bundle.task.batchKey(requests[row]), batch))
				for (const { ready, outputs } of await feedsOf(group)) await session.run(ready, outputs);
		},
	};
}

async function generation(count) {
	const bundle = await loadBundle("text-generation");
	const text = "And the king of the land said unto all the people of the city, Go ye out ";
	const prompts = Array.from({ length: count }, (_, i) => {
		const at = i % (text.length - PROMPT);
		return text.slice(at, at + PROMPT);
	});
	const requests = prompts.map((prompt) =>
		generationRequest({ prompt, maxTokens: TOKENS, temperature: 0, seed: 0, stop: [] }),
	);
	const firstTokens = prompts.map((prompt) =>
		generationRequest({ prompt, maxTokens: 1, temperature: 0, seed: 0, stop: [] }),
	);
	const session = await openBare(bundle);
	const [layers, , , heads, , width] = bundle.manifest.model.inputs.find(({ name }) => name === "past").shape;
	const int64 = (shape, value) =>
		new ort.Tensor("int64", BigInt64Array.from({ length: shape[0] * shape[1] }, value), shape);
	let firstMs = 0;
	/** All rows of a batch begin together and are of one length: the best that a loop without a server can do. */
	const run = async (rows, batch, tokens, isPlain = false) => {
		for (let at = 0; at < rows.length; at += batch) {
			const size = Math.min(batch, rows.length - at);
			let past = new ort.Tensor("float32", new Float32Array(0), [layers, 2, size, heads, 0, width]);
			let ids = int64([size, PROMPT], (_, i) => BigInt((rows[at] + i) % 60));
			let positions = int64([size, PROMPT], (_, i) => BigInt(i % PROMPT));
			for (let step = 0; step < tokens; step++) {
				const began = performance.now();
				const mask = new BigInt64Array(size * (PROMPT + step)).fill(1n);
				const attention_mask = new ort.Tensor("int64", mask, [size, PROMPT + step]);
				const { logits, present } = await session.run(
					{ input_ids: ids, attention_mask, position_ids: positions, past },
					["logits", "present"],
				);
				const chosen = bestOfEach(logits.data, size);
				if (step === 0) firstMs = performance.now() - began;
				if (!isPlain) release(past.data.buffer);
				past = present;
				ids = int64([size, 1], (_, i) => BigInt(chosen[i]));
				positions = int64([size, 1], () => BigInt(PROMPT + step));
			}
		}
	};
	return {
		bundle: "text-generation",
		name: bundle.manifest.name,
		requests,
		tokens: TOKENS,
		streamed: (i) => ({ prompt: prompts[i % count], max_tokens: TOKENS, temperature: 0, stream: true }),
		batches: [BATCH],
		/** ms of the last batch's first run: all its first tokens. */
		firstMs: () => firstMs,
		bare: (rows, batch) => run(rows, batch, TOKENS),
		/** The same as most write it: caches of steps that are over are left to the collector of garbage. */
		barePlain: (rows, batch) => run(rows, batch, TOKENS, true),
		single: { requests: firstTokens, bare: (row) => run([row], 1, 1) },
	};
}

/** The best token of each row's last position. */
function bestOfEach(logits, size) {
	const vocabulary = 63;
	const row = logits.length / size;
	return Array.from({ length: size }, (_, i) => {
		const end = (i + 1) * row;
		let best = end - vocabulary;
		for (let at = best; at < end; at++) if (logits[at] > logits[best]) best = at;
		return best - (end - vocabulary);
	});
}

/** Groups of at most `batch` rows of one key, each in its order. */
function equalKeys(rows, keyOf, batch) {
	const open = new Map();
	const groups = [];
	for (const row of rows) {
		const key = keyOf(row);
		const group = open.get(key) ?? [];
		group.push(row);
		open.set(key, group);
		if (group.length < batch) continue;
		groups.push(group);
		open.delete(key);
	}
	return [...groups, ...open.values()];
}

function stack(group, Type) {
	const each = group[0].data.length;
	const all = new Type(each * group.length);
	group.forEach((tensor, row) => {
		all.set(tensor.data, row * each);
	});
	return all;
}
