import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { loadBundle, sha256Hex, type TaskBundle } from "../../../subnets/index.js";
import { external, FLOAT, floats, graph, model, node, value } from "../subnets/onnxWriter.js";

/** Engines are started from a bundle until the file that imports this is done. */
const folders: string[] = [];
afterAll(async () => {
	for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/**
 * A bundle whose task does, on demand, what a task must never do: spin, sleep, exit, take all memory, throw.
 *
 * Its model is y = x * w with 128 float weights. Input `command` says what to do, input `x` [128] is what the model
 * gets. The answer holds y and the sha256 of two withheld rows. `raw`: the bare model as the task `times` instead.
 * `scale` makes another model of it, `challenge` is the command of its challenges.
 */
export async function makeProbeBundle(
	options: {
		timeoutMs?: number;
		memoryMiB?: number;
		batches?: boolean;
		raw?: boolean;
		name?: string;
		scale?: number;
		challenge?: string;
	} = {},
): Promise<TaskBundle> {
	const folder = await mkdtemp(join(tmpdir(), "ganglion-probe-"));
	folders.push(folder);
	const times = probeModel({ scale: options.scale ?? 1 });
	await writeFile(join(folder, "model.onnx"), times);
	const probe =
		options.batches === true ? TASK_CODE.replace("show: ()", `${ANSWER_BATCH}\n\t\tshow: ()`) : TASK_CODE;
	const { challenge = "", name = options.raw === true ? "times" : "probe" } = options;
	const code = (options.raw === true ? RAW_CODE : probe).replace("CHALLENGE", challenge);
	await writeFile(join(folder, "task.js"), code);
	const numbers = { datatype: "FP32", shape: [WEIGHTS] };
	const manifest = {
		format: "ganglion-task/1",
		name,
		version: "1.0.0",
		description: "misbehaves on demand",
		kind: "competition",
		model: {
			name: "times",
			sha256: sha256Hex(times),
			opset: 17,
			inputs: [{ name: "x", ...numbers }],
			outputs: [{ name: "y", ...numbers }],
			source: { file: "model.onnx" },
			license: "Apache-2.0",
		},
		files: [],
		code: { file: "task.js", sha256: sha256Hex(Buffer.from(code)) },
		sampler: { description: "ones", parameters: {} },
		scorer: { description: "one", parameters: {} },
		answer: { description: "y and row hashes", outputs: [{ name: "y", ...numbers }] },
		verification: { mode: "none", auditRate: 0 },
		limits: {
			requestBytes: 64 * 1024,
			responseBytes: 64 * 1024,
			timeoutMs: options.timeoutMs ?? 10_000,
			memoryMiB: options.memoryMiB ?? 400,
		},
		reward: { rule: "quality", exponent: 1 },
	};
	await writeFile(join(folder, "task.json"), JSON.stringify(manifest));
	return loadBundle(folder);
}

const WEIGHTS = 128;

/** The model as it is, tensors in and tensors out, as a server of models serves it. */
const RAW_CODE = `
export const createTask = async () => ({
	sample: async () => ({ request: { inputs: [{ name: "x", datatype: "FP32", shape: [128], data: new Float32Array(128) }] } }),
	fromInput: async () => ({ inputs: [] }),
	check: () => undefined,
	async answer(session, asked) {
		const feeds = Object.fromEntries(asked.inputs.map((tensor) => [tensor.name, tensor]));
		return { outputs: Object.entries(await session.run(feeds)).map(([name, tensor]) => ({ ...tensor, name })) };
	},
	show: () => "",
	score: () => 1,
	audit: async () => ({ measured: 0, tolerance: 1, verdict: "pass", reason: "", evidence: { ownSha256: "" } }),
});
`;

const TASK_CODE = `
import { existsSync } from "node:fs";
export async function createTask({ toolkit }) {
	/** A stream that lasts until there is a file. */
	const until = async (file, onToken) => {
		for (; !existsSync(file); await new Promise((resolve) => setTimeout(resolve, 20))) onToken?.("drop ");
	};
	const { findTensor, textsOf, textTensor, sha256Hex, refusal, InputRefusedError } = toolkit;
	const request = (command, value = 1) => ({
		inputs: [textTensor("command", [command]), { name: "x", datatype: "FP32", shape: [128], data: new Float32Array(128).fill(value) }],
	});
	const check = (asked) => findTensor(asked.inputs, "x")?.data.length === 128 ? undefined : refusal(400, "X_MISSING", "expected x [128]", "send it");
	const misdeeds = {
		spin: () => { for (;;); },
		sleep: (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
		work: () => new Promise((resolve) => setTimeout(resolve, 30)),
		nap: () => new Promise((resolve) => setTimeout(resolve, 600)),
		exit: () => process.exit(7),
		allocate: () => { const all = []; for (let i = 0; i < 64; i++) all.push(Buffer.alloc(32 << 20, 1)); return all.length; },
		throw: () => { throw new Error("the payload was secret"); },
		refuse: () => { throw new InputRefusedError({ status: 400, code: "TOO_LONG", message: "too long", remedy: "shorten it" }); },
	};
	return {
		sample: async () => ({ request: request("CHALLENGE", 2), truth: 1 }),
		fromInput: async ({ text }) => request(text ?? ""),
		check,
		async answer(session, asked, options = {}) {
			const command = textsOf(asked.inputs, "command")?.[0] ?? "";
			if (Object.hasOwn(misdeeds, command)) await misdeeds[command](options.signal);
			if (command.startsWith("until ")) await until(command.slice(6), options.onToken);
			const { y } = await session.run({ x: findTensor(asked.inputs, "x") });
			if (options.onToken) for (const word of command.split(" ")) options.onToken(word + " ");
			const rows = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
			const parameters = command === "mislead" ? { parameters: { later: () => 1 } } : {};
			return { ...parameters, outputs: [y, textTensor("hashes", rows.map((row) => sha256Hex(row))), textTensor("text", [command])], withheld: { y: { rows } } };
		},
		show: () => "",
		score: () => 1,
		audit: async () => ({ measured: 0, tolerance: 1, verdict: "pass", reason: "", evidence: { ownSha256: "" } }),
		openai: {
			endpoints: ["completions", "chat/completions"],
			parse: (endpoint, body) => typeof body?.prompt === "string"
				? { ok: true, value: { request: request(body.prompt), stream: body.stream === true, includeUsage: false } }
				: refusal(400, "PROMPT_MISSING", "expected prompt", "send it"),
			response: (frame, _asked, answer) => ({ id: frame.id, model: frame.model, choices: [{ text: textsOf(answer.outputs, "text")[0] }] }),
			chunk: (frame, text) => ({ id: frame.id, choices: [{ text }] }),
			lastChunks: (frame) => [{ id: frame.id, choices: [{ text: "", finish_reason: "stop" }] }],
		},
	};
}
`;

const ANSWER_BATCH =
	"answerBatch(session, requests, options) { return Promise.all(requests.map((asked) => this.answer(session, asked, options))); },";

/** What the model of {@link makeProbeBundle} makes of ones. */
export function probeWeights(scale = 1): Float32Array {
	return Float32Array.from({ length: WEIGHTS }, (_, index) => (Math.sin(index + 1) * scale) / 3);
}

/** y = x * w. `externalFile`: where w would be. */
export function probeModel(
	options: { externalFile?: string; shape?: readonly number[]; scale?: number } = {},
): Buffer {
	const { externalFile, shape = [WEIGHTS], scale } = options;
	const weights =
		externalFile === undefined
			? floats("w", shape, [...probeWeights(scale)])
			: external("w", FLOAT, shape, { location: externalFile });
	return model(
		graph({
			nodes: [node({ operator: "Mul", inputs: ["x", "w"], outputs: ["y"] })],
			initializers: [weights],
			inputs: [value("x", FLOAT, shape)],
			outputs: [value("y", FLOAT, shape)],
		}),
	);
}
