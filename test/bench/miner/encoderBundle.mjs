import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where ../shared/models/get-real-models.sh puts the sentence encoder all-MiniLM-L6-v2 (int8, 23 MB). */
const MODEL = join(
	process.env.GANGLION_MODELS ?? join(homedir(), ".cache/ganglion/models"),
	"sentence-transformers/all-MiniLM-L6-v2/onnx/model_quantized.onnx",
);

/** The task's code: token ids in, the mean of the last layer's states out; texts of equal length share a run. */
const CODE = `
export async function createTask({ toolkit }) {
	const { findTensor, errorNorm, refusal } = toolkit;
	const WIDTH = 384;
	const request = (ids) => ({ inputs: [{ name: "input_ids", datatype: "INT64", shape: [1, ids.length], data: ids }], binaryOutputs: true });
	const idsOf = (asked) => findTensor(asked.inputs, "input_ids").data;
	const embed = async (session, asked) => {
		const length = idsOf(asked[0]).length;
		const tensor = (name, data) => ({ name, datatype: "INT64", shape: [asked.length, length], data });
		const ids = new BigInt64Array(asked.length * length);
		asked.forEach((one, row) => ids.set(idsOf(one), row * length));
		const { last_hidden_state: states } = await session.run({
			input_ids: tensor("input_ids", ids),
			attention_mask: tensor("attention_mask", new BigInt64Array(ids.length).fill(1n)),
			token_type_ids: tensor("token_type_ids", new BigInt64Array(ids.length)),
		});
		return asked.map((_, row) => {
			const mean = new Float32Array(WIDTH);
			for (let at = row * length * WIDTH, end = at + length * WIDTH; at < end; at += WIDTH)
				for (let i = 0; i < WIDTH; i++) mean[i] += states.data[at + i] / length;
			return { outputs: [{ name: "embedding", datatype: "FP32", shape: [WIDTH], data: mean }] };
		});
	};
	return {
		sample: async (random) => ({ request: request(BigInt64Array.from({ length: 16 }, () => BigInt(1000 + random.integer(20000)))) }),
		fromInput: async () => request(new BigInt64Array(16)),
		check: (asked) => findTensor(asked.inputs, "input_ids")?.data instanceof BigInt64Array ? undefined : refusal(400, "INPUT_SHAPE", "expected input_ids", "send them"),
		answer: async (session, asked) => (await embed(session, [asked]))[0],
		answerBatch: embed,
		batchKey: (asked) => String(idsOf(asked).length),
		show: () => "",
		score: () => 1,
		async audit(session, asked, answer) {
			const [own] = await embed(session, [asked]);
			const measured = errorNorm(answer.outputs[0].data, own.outputs[0].data);
			return { measured, tolerance: 1e-4, verdict: measured <= 1e-4 ? "pass" : "fail", reason: "", evidence: { ownSha256: "" } };
		},
	};
}
`;

/** Writes a bundle that serves the encoder into `folder`; undefined where the model has not been made. */
export async function makeEncoderBundle(folder) {
	if (!existsSync(MODEL)) return undefined;
	const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
	const model = join(folder, "model.onnx");
	await copyFile(MODEL, model);
	await writeFile(join(folder, "task.js"), CODE);
	const input = (name) => ({ name, datatype: "INT64", shape: [-1, -1] });
	const manifest = {
		format: "ganglion-task/1",
		name: "encoder",
		version: "1.0.0",
		description: "the sentence encoder of the benchmark",
		kind: "competition",
		model: {
			name: "all-MiniLM-L6-v2",
			sha256: sha256(await readFile(model)),
			opset: 17,
			inputs: ["input_ids", "attention_mask", "token_type_ids"].map(input),
			outputs: [{ name: "last_hidden_state", datatype: "FP32", shape: [-1, -1, 384] }],
			source: { file: "model.onnx" },
			license: "Apache-2.0",
		},
		files: [],
		code: { file: "task.js", sha256: sha256(CODE) },
		sampler: { description: "token ids", parameters: {} },
		scorer: { description: "one", parameters: {} },
		answer: {
			description: "mean of the states",
			outputs: [{ name: "embedding", datatype: "FP32", shape: [384] }],
		},
		verification: { mode: "none", auditRate: 0 },
		limits: { requestBytes: 65_536, responseBytes: 65_536, timeoutMs: 30_000, memoryMiB: 1024 },
		reward: { rule: "quality", exponent: 1 },
	};
	await writeFile(join(folder, "task.json"), JSON.stringify(manifest));
	return folder;
}
