import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { packageRoot } from "../../chain/wallet/index.js";
import type { Miner } from "../../miner/index.js";
import {
	createRandom,
	decodeInferResponse,
	encodeInferRequest,
	loadModel,
	type TaskBundle,
	type Tensor,
} from "../../subnets/index.js";
import { freePort } from "../freePort.js";
import { ask, minerKey } from "../unit/miner/ask.js";
import { startTestMiner } from "../unit/miner/startTestMiner.js";
import { openTask } from "../unit/subnets/taskSession.js";
import { pythonEnvironment } from "./pythonEnvironment.js";
import { recordSection, type TaskResult } from "./results.js";

/**
 * A miner in front of Triton Inference Server itself: NVIDIA's binary, as `nvidia-pytriton` carries it, serving the file
 * that `ganglion subnet model ocr` writes. Half a gigabyte of packages, so left out of the short form.
 */

const SERVER = { packages: ["nvidia-pytriton==0.7.0", "onnxruntime==1.32.0"] };

let folder: string;
let reason = "";
let bundle: TaskBundle;
let session: Awaited<ReturnType<typeof openTask>>["session"];
let triton: ChildProcess | undefined;
let origin = "";
const results: TaskResult[] = [];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-triton-"));
	if (process.env.GANGLION_COMPAT === "short") {
		reason = "half a gigabyte of packages: only in the full form";
		return;
	}
	const environment = await pythonEnvironment(SERVER);
	if ("unavailable" in environment) {
		reason = environment.unavailable;
		return;
	}
	({ session, ...bundle } = await openTask("ocr"));
	await writeRepository();
	await startTriton(join(environment.bin, ".."));
});

afterAll(async () => {
	const ended = triton?.exitCode === null ? once(triton, "exit") : undefined;
	triton?.kill("SIGKILL");
	await ended;
	recordSection("upstream", {
		title: "Servers behind a miner",
		introduction: "Triton Inference Server 2.51 (24.10) behind `ganglion miner start --upstream`.",
		expected: 1,
		results,
	});
	rmSync(folder, { recursive: true, force: true });
});

async function writeRepository(): Promise<void> {
	const version = join(folder, "models", "ocr", "1");
	mkdirSync(version, { recursive: true });
	writeFileSync(join(version, "model.onnx"), (await loadModel(bundle)).bytes);
	copyFileSync(join(packageRoot(), "test", "compat", "python", "tritonModel.py"), join(version, "model.py"));
	const outputs = [
		...bundle.manifest.model.outputs,
		{ name: "transpose_51.tmp_0", shape: [-1, -1, 120] },
	].map(({ name, shape }) => `{ name: "${name}" data_type: TYPE_FP32 dims: [ 1, -1, ${shape.at(-1)} ] }`);
	writeFileSync(
		join(folder, "models", "ocr", "config.pbtxt"),
		[
			'name: "ocr"',
			'backend: "python"',
			"max_batch_size: 0",
			'input [ { name: "x" data_type: TYPE_FP32 dims: [ 1, 3, 48, -1 ] } ]',
			`output [ ${outputs.join(", ")} ]`,
		].join("\n"),
	);
}

/** Starts the binary with the stub of this Python, and waits until it serves, or says why it does not. */
async function startTriton(environment: string): Promise<void> {
	const python = readdirSync(join(environment, "lib")).find((name) => name.startsWith("python3")) ?? "";
	const site = join(environment, "lib", python, "site-packages");
	const server = join(site, "pytriton", "tritonserver");
	const backends = join(folder, "backends");
	cpSync(join(server, "backends"), backends, { recursive: true });
	const stub = join(
		server,
		"python_backend_stubs",
		python.slice("python".length),
		"triton_python_backend_stub",
	);
	copyFileSync(stub, join(backends, "python", "triton_python_backend_stub"));
	const port = await freePort();
	origin = `http://127.0.0.1:${port}`;
	const options = {
		"model-repository": join(folder, "models"),
		"backend-directory": backends,
		"cache-directory": join(server, "caches"),
		"http-address": "127.0.0.1",
		"http-port": port,
		"allow-grpc": false,
		"allow-metrics": false,
	};
	triton = spawn(
		join(server, "bin", "tritonserver"),
		Object.entries(options).map(([name, value]) => `--${name}=${value}`),
		{
			env: { PATH: process.env.PATH, LD_LIBRARY_PATH: join(site, "nvidia_pytriton.libs"), MODEL_SITE: site },
			stdio: ["ignore", "ignore", "pipe"],
		},
	);
	let trouble = "";
	triton.stderr?.on("data", (text: Buffer) => {
		trouble = (trouble + text.toString("utf8")).slice(-2_000);
	});
	triton.once("error", (error) => {
		trouble = String(error);
	});
	for (let tries = 0; tries < 300; tries++) {
		if (triton.exitCode !== null) break;
		const ready = await fetch(`${origin}/v2/models/ocr/ready`).catch(() => undefined);
		if (ready?.status === 200) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	reason = `Triton does not run on this machine: ${trouble.trim().split("\n").at(-1)}`;
}

describe("a miner in front of Triton", () => {
	it("gives answers, many at a time, that pass the audit", async (context: TestContext) => {
		context.skip(reason !== "", reason);
		const upstream = { kind: "oip" as const, servers: [origin], model: "ocr", concurrency: 4 };
		const miner = await startTestMiner(bundle, { upstream });
		try {
			const audits = await Promise.all([0, 1, 2, 3, 4, 5].map((seed) => audited(miner, seed)));
			expect(audits.map(({ verdict, reason: why }) => [verdict, why])).toEqual(
				audits.map(({ reason: why }) => ["pass", why]),
			);
			results.push({
				task: "serve the model of `ocr` for a miner",
				how: "tritonserver",
				outcome: "works",
				note: `audits pass, ${Math.max(...audits.map(({ measured }) => measured)).toExponential(1)} at most`,
			});
		} finally {
			await miner.stop();
		}
	});
});

/** One challenge asked of the miner, and audited as a validator does it. */
async function audited(miner: Miner, seed: number) {
	const { request } = await bundle.task.sample(createRandom(`triton ${seed}`), seed / 5);
	const { body, headers } = encodeInferRequest({ ...request, binaryOutputs: true });
	const answer = await ask(miner.server, "/v2/models/ocr/infer", body, { headers });
	const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
	if (!decoded.ok) throw new Error(Buffer.from(answer.body).toString("utf8"));
	const outputs: readonly Tensor[] = decoded.value.outputs;
	return bundle.task.audit(
		session,
		request,
		{ outputs },
		async (tensor, rows) => {
			const demand = Buffer.from(JSON.stringify({ nonce: answer.nonce.toString(), tensor, rows }));
			const got = await ask(miner.server, "/v2/models/ocr/rows", demand);
			const texts = (JSON.parse(Buffer.from(got.body).toString("utf8")) as { rows: string[] }).rows;
			return texts.map((text) => new Uint8Array(Buffer.from(text, "base64")));
		},
		{ miner: minerKey.address },
	);
}
